/* Standard output, standard error and what is known of the terminal. */
#define _DEFAULT_SOURCE
#include "cli/cli.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* ---- the terminal ---- */

static bool has_color(cli_color color, int file) {
  if (color != CLI_COLOR_AUTO) return color == CLI_COLOR_ALWAYS;
  const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
  if ((no_color && *no_color) || !isatty(file)) return false;
  return !terminal || strcmp(terminal, "dumb") != 0;
}

/* 0: no bound. */
static size_t terminal_width(void) {
  struct winsize size;
  if (!isatty(STDOUT_FILENO)) return 0;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char *columns = getenv("COLUMNS");
  long width = columns ? strtol(columns, NULL, 10) : 0;
  return width > 0 ? (size_t)width : 80;
}

pc_style cli_style(const cli_options *options) {
  return (pc_style) { .width = options->width >= 0 ? (size_t)options->width : terminal_width(),
                      .color = has_color(options->color, STDOUT_FILENO),
                      .human = options->human,
                      .approx = options->approx };
}

/* ---- writing ---- */

static pc_status cannot_write(pc_error *error) {
  return pc_fail(error, PC_SYSTEM, "cannot write: %s", strerror(errno));
}

pc_status cli_write_some(const char *text, size_t length, size_t *written, pc_error *error) {
  for (*written = 0; *written < length;) {
    ssize_t more = write(STDOUT_FILENO, text + *written, length - *written);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return cannot_write(error);
    *written += (size_t)more;
  }
  return PC_OK;
}

pc_status cli_write(const char *text, size_t length, pc_error *error) {
  size_t written;
  pc_status status = cli_write_some(text, length, &written, error);
  if (status != PC_OK) return status;
  return close(STDOUT_FILENO) == 0 ? PC_OK : cannot_write(error);
}

/* The word "error:" stands out on a terminal. */
void cli_print_error(const pc_error *error, cli_color color) {
  static const char word[] = "error:";
  char text[4096];
  pc_error_format(error, text, sizeof text);
  char *at = has_color(color, STDERR_FILENO) ? strstr(text, word) : NULL;
  if (error->line == 0) fputs("polycost: ", stderr);
  if (!at) {
    fputs(text, stderr);
    return;
  }
  fwrite(text, 1, (size_t)(at - text), stderr);
  fprintf(stderr, "\x1b[1;31m%s\x1b[0m%s", word, at + strlen(word));
}

void cli_print_warnings(const pc_model *model, cli_color color) {
  bool colored = has_color(color, STDERR_FILENO);
  const char *text;
  for (size_t i = 0; (text = pc_model_warning(model, i)); i++)
    fprintf(stderr, "polycost: %swarning:%s %s\n", colored ? "\x1b[1;33m" : "", colored ? "\x1b[0m" : "", text);
}
