/* Any bytes as rows of a sweep. The first byte says how they are read and written; every row is written, left out or
 * refused, and what is written are whole rows. */
#define _DEFAULT_SOURCE
#include "sweep/jsonl.h"
#include "sweep/npy.h"
#include "sweep/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct output {
  size_t width; /* of a row of an array, or 0 */
  size_t bytes;
} output;

static pc_status check_rows(void *user, const char *text, size_t length, pc_error *error) {
  output *o = user;
  (void)error;
  if (length == 0 || (o->width == 0 && text[length - 1] != '\n')) abort();
  if (o->width && o->bytes > 0 && length % o->width) abort();
  o->bytes += length;
  return PC_OK;
}

static void read_complaint(void *user, const pc_error *error) {
  char text[4096];
  (void)user;
  if (error->status == PC_OK || !error->message[0]) abort();
  pc_error_format(error, text, sizeof text);
}

static pc_status open_source(pc_row_source **out, pc_context *context, unsigned how, const char *path,
                             pc_error *error) {
  static const char *const names[] = { "d", "n" };
  const pc_csv_options options = {
    .path = path, .separator = how & 1 ? '\t' : ',', .columns = names, .column_count = how & 4 ? 2 : 0, .wake = -1
  };
  char binding[64];
  const char *bindings[] = { binding };
  snprintf(binding, sizeof binding, "d=@%s", path);
  if ((how & 3) == 3) return pc_npy_open(out, context, bindings, 1, -1, error);
  return how & 2 ? pc_jsonl_open(out, context, &options, error) : pc_csv_open(out, context, &options, error);
}

static pc_status run_plan(pc_plan *plan, pc_row_source *source, unsigned how, pc_error *error) {
  static const pc_rows_format formats[] = { PC_ROWS_CSV, PC_ROWS_TSV, PC_ROWS_JSONL, PC_ROWS_NPY128 };
  pc_rows_out out;
  output written = { 0 };
  pc_rows_options options = { .format = formats[how >> 3 & 3], .mark = (how >> 5 & 3) == PC_ON_ERROR_MARK };
  source->roles = plan->roles;
  pc_status status = pc_rows_out_init(&out, plan, source, &options, error);
  if (!status) status = pc_plan_compile(plan, error);
  if (status) return status;
  written.width = pc_rows_out_width(&out);
  const pc_sweep sweep = { .source = source,
                           .plan = plan,
                           .out = &out,
                           .sink = { check_rows, &written },
                           .on_error = (pc_on_error)((how >> 5 & 3) % 3),
                           .threads = 1,
                           .complain = read_complaint };
  return pc_sweep_run(NULL, &sweep, error);
}

static pc_status sweep_rows(pc_context *context, unsigned how, const char *path, pc_error *error) {
  pc_row_source *source;
  pc_status status = open_source(&source, context, how, path, error);
  if (status) return status;
  const pc_plan_options options = { .model = { .expression = "n*d^2 + n/d", .bindings = NULL },
                                    .columns = source->columns,
                                    .column_count = source->column_count,
                                    .keep = how & 128 };
  pc_plan *plan;
  status = pc_plan_open(&plan, context, &options, error);
  if (!status) status = run_plan(plan, source, how, error);
  pc_plan_free(plan);
  source->free(source);
  return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static FILE *file;
  const pc_limits limits = {
    .max_terms = 500, .max_bits = 4000, .max_depth = 60, .max_nodes = 5000, .max_memory = (size_t)1 << 26
  };
  char path[32];
  if (!file) file = tmpfile();
  if (size == 0 || !file) return 0;
  int number = fileno(file);
  if (ftruncate(number, 0) != 0 || pwrite(number, data + 1, size - 1, 0) != (ssize_t)(size - 1)) abort();
  snprintf(path, sizeof path, "/dev/fd/%d", number);
  pc_context *context = pc_context_new(&limits, NULL);
  if (!context) abort();
  pc_error error = PC_ERROR_INIT;
  if (sweep_rows(context, data[0], path, &error) != error.status) abort();
  pc_context_free(context);
  return 0;
}
