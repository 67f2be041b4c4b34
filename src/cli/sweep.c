/* polycost sweep: rows in, rows out. */
#include "cli/cli.h"
#include "cli/sweep_output.h"
#include "sweep/csv.h"
#include "sweep/grid_source.h"
#include "sweep/jsonl.h"
#include "sweep/npy.h"
#include "sweep/search.h"
#include "sweep/where.h"
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- signals ---- */

static atomic_int stop;
static int waker[2] = { -1, -1 };

/* The first signal ends the sweep after whole rows, a second one the process. */
static void on_signal(int number) {
  atomic_store(&stop, number);
  if (write(waker[1], "", 1) < 0) return;
}

static pc_status watch_signals(pc_error *error) {
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
  if (pipe(waker) != 0) return pc_fail(error, PC_SYSTEM, "cannot make a pipe");
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  signal(SIGXFSZ, SIG_IGN);
  return PC_OK;
}

static void wake(void *user) {
  (void)user;
  if (write(waker[1], "", 1) < 0) return;
}

/* ---- bindings ---- */

/* What the command line binds, by what it binds it to. */
typedef struct bindings {
  const char **plain, **files;
  size_t plain_count, file_count;
} bindings;

static pc_status sort_bindings(bindings *out, const cli_options *options, pc_error *error) {
  size_t n = options->binding_count;
  *out = (bindings) { .plain = calloc(2 * n + 1, sizeof *out->plain) };
  if (!out->plain) return pc_fail(error, PC_SYSTEM, "out of memory");
  out->files = out->plain + n;
  for (size_t i = 0; i < n; i++) {
    const char *binding = options->bindings[i];
    if (pc_is_npy_binding(binding))
      out->files[out->file_count++] = binding;
    else
      out->plain[out->plain_count++] = binding;
  }
  return PC_OK;
}

/* ---- rows ---- */

static bool ends_with(const char *text, const char *end) {
  size_t n = strlen(text), m = strlen(end);
  return n >= m && strcmp(text + n - m, end) == 0;
}

typedef enum rows_format { ROWS_CSV, ROWS_TSV, ROWS_JSONL } rows_format;

/* By the option, else by the end of the file's name. */
static pc_status find_format(rows_format *out, const char *path, const char *said, pc_error *error) {
  static const struct {
    const char *name, *end;
    rows_format format;
  } known[] = { { "csv", ".csv", ROWS_CSV },
                { "tsv", ".tsv", ROWS_TSV },
                { "jsonl", ".jsonl", ROWS_JSONL },
                { NULL, ".ndjson", ROWS_JSONL } };
  *out = ROWS_CSV;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    bool fits = said ? known[i].name && strcmp(said, known[i].name) == 0 : ends_with(path, known[i].end);
    if (!fits) continue;
    *out = known[i].format;
    return PC_OK;
  }
  return said ? pc_fail(error, PC_USAGE, "--rows-format wants csv, tsv or jsonl, not '%s'", said) : PC_OK;
}

static pc_status open_text(pc_row_source **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  const cli_sweeping *s = &options->sweep;
  const char *path = s->rows ? s->rows : "-";
  rows_format format;
  pc_status status = find_format(&format, path, s->rows_format, error);
  if (status) return status;
  if (strcmp(path, "-") == 0 && options->model && strcmp(options->model, "-") == 0)
    return pc_fail(error, PC_USAGE, "the model and the rows cannot both come from standard input");
  const pc_csv_options how = { .path = path,
                               .separator = format == ROWS_TSV ? '\t' : ',',
                               .columns = cli_list_items(&s->columns),
                               .column_count = s->columns.n,
                               .wake = waker[0] };
  return format == ROWS_JSONL ? pc_jsonl_open(out, ctx, &how, error) : pc_csv_open(out, ctx, &how, error);
}

static pc_status open_rows(pc_row_source **out, pc_context *ctx, const bindings *b, const cli_options *options,
                           pc_error *error) {
  const cli_sweeping *s = &options->sweep;
  if (s->axis_count && s->rows)
    return pc_fail(error, PC_USAGE, "rows come from a grid or from a file: '%s' has several values beside --rows",
                   s->axes[0]);
  if (s->axis_count && b->file_count)
    return pc_fail(error, PC_USAGE, "rows come from a grid or from files: '%s' has several values beside '%s'",
                   s->axes[0], b->files[0]);
  if (s->axis_count) return pc_grid_source_new(out, ctx, s->axes, s->axis_count, error);
  if (b->file_count == 0) return open_text(out, ctx, options, error);
  if (s->rows) return pc_fail(error, PC_USAGE, "columns in .npy files go without --rows");
  return pc_npy_open(out, ctx, b->files, b->file_count, waker[0], error);
}

/* ---- what is written ---- */

/* What the calls of a sweep are given. */
typedef struct running {
  const cli_options *options;
  cli_rows_output output;
  cli_progress progress;
} running;

static void complain(void *user, const pc_error *error) {
  running *r = user;
  pc_error line = *error;
  line.excerpt[0] = '\0';
  cli_progress_end(&r->progress);
  cli_print_error(&line, r->options->color);
}

static void show_progress(void *user, const pc_progress *done) {
  cli_progress_show(&((running *)user)->progress, done);
}

static void warn_of_unused(const pc_plan *plan) {
  for (size_t i = 0; i < plan->options.column_count; i++) {
    pc_nearest near = { .word = plan->options.columns[i] };
    if (plan->roles[i] != PC_COLUMN_UNUSED) continue;
    pc_model_symbol(plan->model, near.word, &near);
    fprintf(stderr, "polycost: warning: the column '%s' is no symbol of the model (%s%s%s--keep passes it on)\n",
            near.word, near.best ? "did you mean '" : "", near.best ? near.best : "", near.best ? "'? " : "");
  }
}

/* ---- which rows ---- */

/* A symbol of a grid must be one of the model's. */
static pc_status check_axes(const pc_plan *plan, pc_error *error) {
  for (size_t i = 0; i < plan->options.column_count; i++) {
    pc_nearest near = { .word = plan->options.columns[i] };
    if (plan->roles[i] >= 0) continue;
    pc_model_symbol(plan->model, near.word, &near);
    if (near.best) return pc_fail(error, PC_INPUT, "unknown symbol '%s' (did you mean '%s'?)", near.word, near.best);
    return pc_fail(error, PC_INPUT, "unknown symbol '%s' (the model has no symbol of that name)", near.word);
  }
  return PC_OK;
}

static pc_status choose_rows(const cli_sweeping *s, pc_plan *plan, pc_row_source *source, size_t threads,
                             pc_error *error) {
  pc_status status = s->axis_count ? check_axes(plan, error) : PC_OK;
  if (!status && s->parts) status = source->part(source, s->part, s->parts, error);
  if (!status && s->where) status = pc_plan_where(plan, source, s->where, threads, error);
  return status;
}

static pc_status open_search(pc_search **out, const cli_sweeping *s, pc_plan *plan, const pc_rows_out *rows,
                             size_t threads, pc_error *error) {
  const pc_search_spec spec = { .top = (size_t)s->top,
                                .by = s->by,
                                .over = cli_list_items(&s->over),
                                .over_count = s->over.n,
                                .workers = threads,
                                .rows = rows };
  return s->top || s->over.n ? pc_search_new(out, plan, &spec, error) : PC_OK;
}

/* ---- the verb ---- */

static size_t count_threads(const cli_options *options) {
  long threads = options->sweep.threads ? options->sweep.threads : sysconf(_SC_NPROCESSORS_ONLN);
  return threads > 0 ? (size_t)threads : 1;
}

static pc_status sweep_rows(const cli_options *options, pc_plan *plan, pc_row_source *source, const pc_rows_out *out,
                            pc_search *search, pc_error *error) {
  running r = { .options = options };
  pc_row_filter *filter = search ? pc_search_filter(search) : NULL;
  const pc_sweep sweep = { .source = source,
                           .plan = plan,
                           .filters = &filter,
                           .filter_count = search != NULL,
                           .out = out,
                           .sink = { cli_rows_write, &r.output },
                           .on_error = options->sweep.on_error,
                           .threads = count_threads(options),
                           .complain = complain,
                           .progress = show_progress,
                           .wake = wake,
                           .user = &r,
                           .stop = &stop };
  bool counted = source->rows != UINT64_MAX && sweep.on_error == PC_ON_ERROR_STOP && sweep.filter_count == 0;
  pc_progress done = { 0 };
  pc_status status = cli_rows_begin(&r.output, out, counted, error);
  if (status) return status;
  cli_progress_begin(&r.progress, source);
  status = pc_sweep_run(&done, &sweep, error);
  cli_progress_end(&r.progress);
  pc_status ended = cli_rows_end(&r.output, error);
  if (done.bad && sweep.on_error != PC_ON_ERROR_STOP)
    fprintf(stderr, "polycost: warning: %" PRIu64 " of %" PRIu64 " rows have no answer\n", done.bad, done.rows);
  return status ? status : ended;
}

static pc_status run(const cli_options *options, pc_plan *plan, pc_row_source *source, const pc_rows_out *out,
                     pc_search *search, pc_error *error) {
  warn_of_unused(plan);
  pc_status status = pc_plan_compile(plan, error);
  if (status) return status;
  cli_print_warnings(plan->model, options->color);
  return sweep_rows(options, plan, source, out, search, error);
}

static pc_status prepare(const cli_options *options, pc_plan *plan, pc_row_source *source, pc_error *error) {
  const cli_sweeping *s = &options->sweep;
  size_t threads = count_threads(options);
  pc_rows_out out;
  pc_rows_options how = s->out;
  pc_search *search = NULL;
  how.mark = s->on_error == PC_ON_ERROR_MARK;
  how.no_header |= s->part > 1;
  source->roles = plan->roles;
  pc_status status = choose_rows(s, plan, source, threads, error);
  if (!status) status = pc_rows_out_init(&out, plan, source, &how, error);
  if (!status) status = open_search(&search, s, plan, &out, threads, error);
  if (!status) status = run(options, plan, source, &out, search, error);
  pc_search_free(search);
  return status;
}

static pc_status sweep_source(pc_context *ctx, const cli_options *options, const bindings *b, pc_row_source *source,
                              pc_error *error) {
  const pc_graph_view graph = cli_graph_view(options);
  pc_plan_options wanted = { .model = cli_model_options(options, &graph),
                             .columns = source->columns,
                             .column_count = source->column_count,
                             .metrics = cli_list_items(&options->metrics),
                             .metric_count = options->metrics.n,
                             .at = options->at,
                             .expressions = cli_list_items(&options->sweep.expressions),
                             .expression_count = options->sweep.expressions.n,
                             .keep = options->sweep.keep };
  wanted.model.bindings = b->plain;
  wanted.model.binding_count = b->plain_count;
  pc_plan *plan = NULL;
  pc_status status = pc_plan_open(&plan, ctx, &wanted, error);
  if (!status) status = prepare(options, plan, source, error);
  pc_plan_free(plan);
  return status;
}

pc_status cli_sweep(pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_row_source *source = NULL;
  bindings b = { 0 };
  pc_status status = watch_signals(error);
  if (!status) status = sort_bindings(&b, options, error);
  if (!status) status = open_rows(&source, ctx, &b, options, error);
  if (!status) {
    status = sweep_source(ctx, options, &b, source, error);
    source->free(source);
  }
  free(b.plain);
  return status;
}
