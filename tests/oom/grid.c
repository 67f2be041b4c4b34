/* Grids from text to the answer of a search, with one worker. */
#include "grid.h"
#include "sweep/grid_source.h"
#include "sweep/search.h"
#include "sweep/where.h"

static pc_status discard(void *user, const char *text, size_t length, pc_error *error) {
  (void)user, (void)text, (void)length, (void)error;
  return PC_OK;
}

static pc_status run(pc_plan *plan, pc_row_source *source, const pc_rows_out *out, pc_search *search, pc_error *error) {
  pc_row_filter *filter = pc_search_filter(search);
  pc_status status = pc_plan_compile(plan, error);
  const pc_sweep sweep = { .source = source,
                           .plan = plan,
                           .filters = &filter,
                           .filter_count = 1,
                           .out = out,
                           .sink = { .write = discard },
                           .on_error = PC_ON_ERROR_SKIP,
                           .threads = 1 };
  return status ? status : pc_sweep_run(NULL, &sweep, error);
}

static pc_status search_rows(pc_plan *plan, pc_row_source *source, const char *text, bool best, pc_error *error) {
  static const char *const over[] = { "flops", "-params" };
  const pc_rows_options how = { .format = PC_ROWS_CSV };
  pc_rows_out out;
  pc_search *search = NULL;
  const pc_search_spec spec = {
    .top = best ? 2 : 0, .by = "flops/params", .over = over, .over_count = 2, .workers = 1, .rows = &out
  };
  source->roles = plan->roles;
  pc_status status = pc_plan_where(plan, source, text, 1, error);
  if (!status) status = pc_rows_out_init(&out, plan, source, &how, error);
  if (!status) status = pc_search_new(&search, plan, &spec, error);
  if (!status) status = run(plan, source, &out, search, error);
  pc_search_free(search);
  return status;
}

pc_status oom_search(pc_context *context, const char *model, const char *text, bool best, pc_error *error) {
  static const char *const axes[] = { "d=4..16*2,5", "n=1,2", "p=1..3" };
  pc_row_source *source;
  pc_status status = pc_grid_source_new(&source, context, axes, 3, error);
  if (status) return status;
  const pc_plan_options options = { .model = { .model = model }, .columns = source->columns, .column_count = 3 };
  pc_plan *plan = NULL;
  status = pc_plan_open(&plan, context, &options, error);
  if (!status) status = search_rows(plan, source, text, best, error);
  pc_plan_free(plan);
  source->free(source);
  return status;
}
