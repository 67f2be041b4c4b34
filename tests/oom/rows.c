/* Jobs on columns, sweeps of files, and searches of grids. */
#include "jobs.h"
#include "sweep/grid_source.h"
#include "sweep/jsonl.h"
#include "sweep/search.h"
#include "sweep/sweep.h"
#include "sweep/where.h"

#include <stdio.h>
#include <string.h>

/* ---- columns ---- */

/* Rows that take loops of one, two and four limbs, then fractions, then numbers of any size and a row without answer.
 */
static pc_status run_blocks(pc_run *run, pc_error *error) {
  static const uint64_t values[][6] = { { 3, 5, 7, 9, 6, 2 },
                                        { 1, 0, (uint64_t)1 << 62, 0, 6, 0 },
                                        { 0, (uint64_t)1 << 62, 0, (uint64_t)1 << 60, 6, 0 },
                                        { 3, 5, 7, 9, 6, 4 },
                                        { 3, 0, 0, 0, (uint64_t)1 << 62, 0 } };
  pc_status status = PC_OK;
  for (size_t i = 0; i < sizeof values / sizeof *values && !status; i++) {
    const pc_data columns[] = { { values[i], 1, 1, NULL },
                                { values[i] + 2, 1, 2, NULL },
                                { values[i] + 4, 1, i == 4 ? 1 : 2, NULL } };
    status = pc_run_rows(run, columns, 0, i == 0 ? 2 : 1, error);
    if (!status) status = pc_run_rows(run, columns, 0, 0, error);
  }
  /* A row without answer among others: the block is computed in parts. */
  static const uint64_t many[40] = { 1, (uint64_t)1 << 62, UINT64_MAX, 7 };
  const pc_data columns[] = { { many, 1, 1, NULL }, { many, 0, 1, NULL }, { many, 1, 1, NULL } };
  return status ? status : pc_run_rows(run, columns, 0, 40, error);
}

outcome oom_run_columns(const job *job, pc_context *context, pc_error *error) {
  const pc_symbol *symbols[3];
  pc_expr *expr = NULL;
  pc_program *program = MARKER;
  pc_run *run = MARKER;
  static const char *const names[] = { "a", "b", "c" };
  pc_status status = pc_expr_parse(&expr, context, job->expression, error);
  for (int i = 0; i < 3 && !status; i++) status = pc_symbol_get(&symbols[i], context, names[i], error);
  const pc_condition divides = { PC_WHERE_DIVIDES, expr, expr, NULL, 0 }, *where = &divides;
  const pc_program_spec spec = { (const pc_expr *const *)&expr, 1, &where, 1, symbols, 3 };
  if (!status) status = pc_program_new(&program, context, &spec, error);
  bool untouched = program != MARKER || run == MARKER;
  if (!status) status = pc_run_new(&run, program, error);
  if (!status) status = run_blocks(run, error);
  if (run != MARKER) pc_run_free(run);
  if (program != MARKER) pc_program_free(program);
  pc_expr_unref(expr);
  return (outcome) { status, job->wanted, untouched };
}

/* ---- files of rows ---- */

static pc_status run_plan(pc_plan *plan, pc_row_source *source, pc_rows_format format, bool stops, pc_error *error) {
  pc_rows_out out;
  const pc_rows_options how = { .format = format, .mark = format != PC_ROWS_NPY && !stops };
  source->roles = plan->roles;
  pc_status status = pc_rows_out_init(&out, plan, source, &how, error);
  if (!status) status = pc_plan_compile(plan, error);
  const pc_sweep sweep = { .source = source,
                           .plan = plan,
                           .out = &out,
                           .sink = { .write = oom_discard },
                           .on_error = stops      ? PC_ON_ERROR_STOP
                                       : how.mark ? PC_ON_ERROR_MARK
                                                  : PC_ON_ERROR_SKIP,
                           .threads = 1 };
  return status ? status : pc_sweep_run(NULL, &sweep, error);
}

outcome oom_run_sweep(const job *job, pc_context *context, pc_error *error) {
  static const char *const metrics[] = { "flops", "params" }, *const ratio = "ratio = flops/params";
  char rows[1024], model[1024];
  pc_row_source *source = MARKER;
  pc_rows_format format = PC_ROWS_CSV;
  snprintf(rows, sizeof rows, "%s/../tests/data/sweep/%s", oom_folder, job->model);
  snprintf(model, sizeof model, "%s/../tests/data/sweep/model.cost", oom_folder);
  pc_rows_format_named(&format, job->binding, NULL);
  const pc_csv_options csv = { .path = rows, .separator = ',', .wake = -1 };
  pc_status status = strstr(rows, ".jsonl") ? pc_jsonl_open(&source, context, &csv, error)
                                            : pc_csv_open(&source, context, &csv, error);
  if (status) return (outcome) { status, job->wanted, source == MARKER };
  const pc_plan_options options = { .model = { .model = model },
                                    .columns = source->columns,
                                    .column_count = source->column_count,
                                    .metrics = metrics,
                                    .metric_count = 2,
                                    .expressions = &ratio,
                                    .expression_count = 1,
                                    .keep = true };
  pc_plan *plan = NULL;
  status = pc_plan_open(&plan, context, &options, error);
  if (!status) status = run_plan(plan, source, format, job->wanted != PC_OK, error);
  pc_plan_free(plan);
  source->free(source);
  return (outcome) { status, job->wanted, true };
}

/* ---- grids ---- */

static pc_status run_filtered(pc_plan *plan, pc_row_source *source, const pc_rows_out *out, pc_search *search,
                              pc_error *error) {
  pc_row_filter *filter = pc_search_filter(search);
  pc_status status = pc_plan_compile(plan, error);
  const pc_sweep sweep = { .source = source,
                           .plan = plan,
                           .filters = &filter,
                           .filter_count = 1,
                           .out = out,
                           .sink = { .write = oom_discard },
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
  if (!status) status = run_filtered(plan, source, &out, search, error);
  pc_search_free(search);
  return status;
}

static pc_status search_grid(pc_context *context, const char *model, const char *text, bool best, pc_error *error) {
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

outcome oom_run_search(const job *job, pc_context *context, pc_error *error) {
  char model[1024];
  snprintf(model, sizeof model, "%s/../tests/data/sweep/model.cost", oom_folder);
  pc_status status = search_grid(context, model, job->expression, job->binding, error);
  return (outcome) { status, job->wanted, true };
}
