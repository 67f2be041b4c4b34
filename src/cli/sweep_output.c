/* Where the rows of a sweep go: standard output, which keeps whole rows only, and progress on a terminal. */
#define _DEFAULT_SOURCE
#include "cli/sweep_output.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- whole rows ---- */

/* The place in standard output where the next byte goes, if it is a file that ends there; -1 otherwise. */
static off_t end_of_file(void) {
  struct stat found;
  off_t at = lseek(STDOUT_FILENO, 0, SEEK_CUR);
  if (at < 0 || fstat(STDOUT_FILENO, &found) != 0 || !S_ISREG(found.st_mode)) return -1;
  return at == found.st_size ? at : -1;
}

/* How much of the text are whole rows: it begins with one. */
static size_t whole_text(const char *text, size_t length) {
  size_t whole = 0;
  bool quoted = false;
  for (size_t i = 0; i < length; i++) {
    quoted ^= text[i] == '"';
    if (text[i] == '\n' && !quoted) whole = i + 1;
  }
  return whole;
}

static size_t whole_rows(const cli_rows_output *o, const char *text, size_t length) {
  return o->width ? length - length % o->width : whole_text(text, length);
}

/* Takes back the beginning of a row that was written last. */
static void take_back(const cli_rows_output *o, const char *text, size_t written) {
  off_t end = end_of_file(), more = (off_t)(written - whole_rows(o, text, written));
  if (end < more || more == 0) return;
  if (ftruncate(STDOUT_FILENO, end - more) == 0) lseek(STDOUT_FILENO, end - more, SEEK_SET);
}

pc_status cli_rows_write(void *user, const char *text, size_t length, pc_error *error) {
  cli_rows_output *o = user;
  size_t written = 0;
  pc_status status = cli_write_some(text, length, &written, error);
  if (status) take_back(o, text, written);
  o->bytes += written;
  return status;
}

/* ---- arrays ---- */

pc_status cli_rows_begin(cli_rows_output *o, const pc_rows_out *out, bool counted, pc_error *error) {
  *o = (cli_rows_output) { .out = out, .width = pc_rows_out_width(out), .start = end_of_file() };
  int flags = fcntl(STDOUT_FILENO, F_GETFL);
  if (flags >= 0 && flags & O_APPEND) o->start = -1;
  if (o->width == 0 || o->start >= 0 || counted) return PC_OK;
  return pc_fail(error, PC_USAGE,
                 "an array is written to a file: the number of its rows stands first, and is not known yet");
}

pc_status cli_rows_end(const cli_rows_output *o, pc_error *error) {
  pc_buffer text = { .ctx = o->out->plan->ctx };
  if (o->width == 0 || o->start < 0) return PC_OK;
  pc_status status = pc_rows_out_begin(o->out, 0, &text, error);
  uint64_t rows = !status && o->bytes > text.length ? (o->bytes - text.length) / o->width : 0;
  size_t length = text.length;
  text.length = 0;
  if (!status) status = pc_rows_out_begin(o->out, rows, &text, error);
  if (!status && o->bytes >= length && pwrite(STDOUT_FILENO, text.text, text.length, o->start) != (ssize_t)text.length)
    status = pc_fail(error, PC_SYSTEM, "cannot write the number of rows");
  pc_buffer_clear(&text);
  return status;
}

/* ---- progress ---- */

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void cli_progress_begin(cli_progress *p, const pc_row_source *source) {
  *p = (cli_progress) { .source = source, .shown = isatty(STDERR_FILENO), .start = seconds_now() };
  p->last = p->start;
}

/* The part of the source that was read, or a negative number. */
static double part_done(const cli_progress *p, const pc_progress *done) {
  if (p->source->rows != UINT64_MAX && p->source->rows) return (double)done->rows / (double)p->source->rows;
  if (p->source->bytes != UINT64_MAX && p->source->bytes) return (double)done->bytes / (double)p->source->bytes;
  return -1;
}

void cli_progress_show(cli_progress *p, const pc_progress *done) {
  double now = p->shown ? seconds_now() : 0, passed = now - p->start, part = part_done(p, done);
  if (!p->shown || now - p->last < 0.5) return;
  p->last = now;
  p->written = true;
  fprintf(stderr, "\r\x1b[K%" PRIu64 " rows, %.3g million rows/s", done->rows, (double)done->rows / passed / 1e6);
  if (part > 0 && part <= 1) {
    long left = (long)(passed * (1 - part) / part + 0.5);
    fprintf(stderr, ", %.0f%%, %ld:%02ld:%02ld left", 100 * part, left / 3600, left / 60 % 60, left % 60);
  }
  if (done->bad) fprintf(stderr, ", %" PRIu64 " without an answer", done->bad);
}

void cli_progress_end(const cli_progress *p) {
  if (p->written) fputs("\r\x1b[K", stderr);
}
