/* The polycost command: a verb makes a report, which is written once all of it is known. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"
#include <signal.h>

pc_status cli_buffer_write(void *user, const char *text, size_t length, pc_error *error) {
  pc_buffer *buffer = user;
  pc_buffer_add(buffer, text, length);
  return buffer->failed ? pc_no_memory(buffer->ctx, error) : PC_OK;
}

static pc_status answer(pc_buffer *out, pc_status *verdict, const cli_options *options, pc_error *error) {
  if (options->each) return cli_each(out, verdict, options, error);
  if (!options->verb->answer) return cli_sweep(out->ctx, options, error);
  pc_report *report = NULL;
  const pc_sink sink = { cli_buffer_write, out };
  const pc_style style = cli_style(options);
  pc_status status = options->verb->answer(&report, out->ctx, options, error);
  if (status == PC_OK) status = pc_report_write(report, options->format, &style, &sink, error);
  if (status == PC_OK) *verdict = pc_report_answer(report);
  pc_report_free(report);
  return status;
}

static pc_status run(pc_status *verdict, const cli_options *options, pc_error *error) {
  pc_context *ctx = pc_context_new(&options->limits, NULL);
  if (!ctx) return pc_fail(error, PC_SYSTEM, "out of memory");
  pc_buffer out = { .ctx = ctx };
  pc_status status = PC_OK;
  if (options->version)
    cli_print_version(&out);
  else if (options->help)
    cli_print_help(&out, options->verb);
  else
    status = answer(&out, verdict, options, error);
  if (status == PC_OK && out.failed) status = pc_no_memory(ctx, error);
  if (status == PC_OK) status = cli_write(out.text, out.length, error);
  pc_buffer_clear(&out);
  pc_context_free(ctx);
  return status;
}

int main(int argc, char **argv) {
  pc_error error = PC_ERROR_INIT;
  cli_options options = { .depth = -1, .width = -1, .sweep = { .threads = 1 } };
  signal(SIGPIPE, SIG_IGN);
  pc_status verdict = PC_OK, status = cli_parse(&options, argc, argv, &error);
  if (status == PC_OK) status = run(&verdict, &options, &error);
  if (status != PC_OK) cli_print_error(&error, options.color);
  cli_options_free(&options);
  pc_thread_end();
  return (int)(status == PC_OK ? verdict : status);
}
