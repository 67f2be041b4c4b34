/* polycost eval --each: many models, a line each. */
#include "cli/cli.h"
#include <stdio.h>
#include <string.h>

static pc_status evaluate(pc_buffer *row, const cli_options *options, pc_error *error) {
  pc_report *report = NULL;
  const pc_sink sink = { cli_buffer_write, row };
  const pc_style style = cli_style(options);
  pc_status status = cli_eval(&report, row->ctx, options, error);
  if (status == PC_OK) status = pc_report_write(report, options->format, &style, &sink, error);
  pc_report_free(report);
  return status;
}

/* Each line of the answer with the model's name before it. */
static void add_lines(pc_buffer *out, const char *name, const pc_buffer *row) {
  for (const char *line = row->text; line && *line;) {
    size_t length = strcspn(line, "\n");
    pc_buffer_addf(out, "%s %.*s\n", name, (int)length, line);
    line += length + (line[length] == '\n');
  }
}

static void complain(const char *name, pc_error *error, cli_color color) {
  pc_error named = *error;
  if (strcmp(error->source, name) && !strstr(error->message, name))
    snprintf(named.message, sizeof named.message, "%.200s: %.1800s", name, error->message);
  cli_print_error(&named, color);
}

static pc_status answer(pc_buffer *out, const char *name, const cli_options *options) {
  cli_options one = *options;
  pc_error error = PC_ERROR_INIT;
  pc_buffer row = { .ctx = out->ctx };
  one.model = name;
  pc_status status = evaluate(&row, &one, &error);
  if (status == PC_OK)
    add_lines(out, name, &row);
  else
    complain(name, &error, options->color);
  pc_buffer_clear(&row);
  return status;
}

pc_status cli_each(pc_buffer *out, pc_status *verdict, const cli_options *options, pc_error *error) {
  if (options->format != PC_TEXT) return pc_fail(error, PC_USAGE, "--each prints text only");
  for (size_t i = 0; i < options->model_count; i++) {
    pc_status status = answer(out, options->operands.items[i + 1], options);
    if (status > *verdict) *verdict = status;
  }
  return PC_OK;
}
