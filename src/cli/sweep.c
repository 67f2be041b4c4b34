/* polycost sweep: rows in, rows out. */
#include "cli/cli.h"
#include "sweep/csv.h"
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
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

/* ---- rows ---- */

static bool ends_with(const char *text, const char *end) {
  size_t n = strlen(text), m = strlen(end);
  return n >= m && strcmp(text + n - m, end) == 0;
}

static pc_status open_rows(pc_row_source **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  const cli_sweeping *s = &options->sweep;
  const char *path = s->rows ? s->rows : "-", *format = s->rows_format;
  if (!format) format = ends_with(path, ".tsv") ? "tsv" : "csv";
  if (strcmp(path, "-") == 0 && options->model && strcmp(options->model, "-") == 0)
    return pc_fail(error, PC_USAGE, "the model and the rows cannot both come from standard input");
  const pc_csv_options csv = { .path = path,
                               .separator = strcmp(format, "tsv") == 0 ? '\t' : ',',
                               .columns = cli_list_items(&s->columns),
                               .column_count = s->columns.n,
                               .wake = waker[0] };
  return pc_csv_open(out, ctx, &csv, error);
}

/* ---- what is written ---- */

static pc_status write_rows(void *user, const char *text, size_t length, pc_error *error) {
  (void)user;
  return cli_write_some(text, length, error);
}

static void complain(void *user, const pc_error *error) {
  const cli_options *options = user;
  pc_error line = *error;
  line.excerpt[0] = '\0';
  cli_print_error(&line, options->color);
}

static void warn_of_unused(const pc_plan *plan) {
  for (size_t i = 0; i < plan->options.column_count; i++)
    if (plan->roles[i] == PC_COLUMN_UNUSED)
      fprintf(stderr, "polycost: warning: the column '%s' is no symbol of the model (--keep passes it on)\n",
              plan->options.columns[i]);
}

/* ---- the verb ---- */

static pc_status run(const cli_options *options, pc_plan *plan, pc_row_source *source, pc_error *error) {
  pc_rows_out out;
  pc_rows_options how = options->sweep.out;
  how.mark = options->sweep.on_error == PC_ON_ERROR_MARK;
  source->roles = plan->roles;
  pc_status status = pc_rows_out_init(&out, plan, source, &how, error);
  if (!status) status = pc_plan_compile(plan, error);
  if (status) return status;
  cli_print_warnings(plan->model, options->color);
  warn_of_unused(plan);
  long threads = options->sweep.threads ? options->sweep.threads : sysconf(_SC_NPROCESSORS_ONLN);
  const pc_sweep sweep = { .source = source,
                           .plan = plan,
                           .out = &out,
                           .sink = { write_rows, NULL },
                           .on_error = options->sweep.on_error,
                           .threads = threads > 0 ? (size_t)threads : 1,
                           .complain = complain,
                           .wake = wake,
                           .user = (void *)options,
                           .stop = &stop };
  pc_progress done = { 0 };
  status = pc_sweep_run(&done, &sweep, error);
  if (done.bad && sweep.on_error != PC_ON_ERROR_STOP)
    fprintf(stderr, "polycost: warning: %" PRIu64 " of %" PRIu64 " rows have no answer\n", done.bad, done.rows);
  return status;
}

static pc_status sweep_source(pc_context *ctx, const cli_options *options, pc_row_source *source, pc_error *error) {
  const pc_graph_view graph = cli_graph_view(options);
  const pc_plan_options wanted = { .model = cli_model_options(options, &graph),
                                   .columns = source->columns,
                                   .column_count = source->column_count,
                                   .metrics = cli_list_items(&options->metrics),
                                   .metric_count = options->metrics.n,
                                   .at = options->at,
                                   .expressions = cli_list_items(&options->sweep.expressions),
                                   .expression_count = options->sweep.expressions.n,
                                   .keep = options->sweep.keep };
  pc_plan *plan = NULL;
  pc_status status = pc_plan_open(&plan, ctx, &wanted, error);
  if (!status) status = run(options, plan, source, error);
  pc_plan_free(plan);
  return status;
}

pc_status cli_sweep(pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_row_source *source;
  pc_status status = watch_signals(error);
  if (!status) status = open_rows(&source, ctx, options, error);
  if (status) return status;
  status = sweep_source(ctx, options, source, error);
  source->free(source);
  return status;
}
