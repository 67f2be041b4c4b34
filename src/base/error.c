/* Errors: the first one wins; a place becomes a line, a column and an excerpt when the error is set. */
#include "base/base.h"
#include <stdio.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

enum { EXCERPT_CHARACTERS = 160, BEFORE_PLACE = 40 };
static const char DOTS[] = "...";

void pc_error_clear(pc_error *error) {
  if (!error) return;
  error->status = PC_OK;
  error->source[0] = error->message[0] = error->excerpt[0] = '\0';
  error->line = error->column = error->caret = 0;
}

/* ---- message ---- */

/* Cuts half a character off the end of a text that was cut at `size` bytes. */
static void cut_at_character(char *text) {
  size_t length = strlen(text), start = length;
  while (start > 0 && length - start < 4 && ((unsigned char)text[start - 1] & 0xc0) == 0x80) start--;
  if (start > 0 && (text[start - 1] & 0x80) && u8_check((uint8_t *)text + start - 1, length - start + 1))
    text[start - 1] = '\0';
}

static void blank_controls(char *text) {
  for (; *text; text++)
    if ((unsigned char)*text < 0x20 || *text == 0x7f) *text = ' ';
}

static void set_message(pc_error *error, const char *format, va_list args) {
  int length = vsnprintf(error->message, sizeof error->message, format, args);
  if (length < 0) error->message[0] = '\0';
  if (length >= (int)sizeof error->message) cut_at_character(error->message);
  blank_controls(error->message);
}

/* ---- place ---- */

/* The character at `p`: its bytes, and its code point; U+FFFD for each byte that is no part of one. */
static int character(ucs4_t *c, const char *p, const char *end) {
  int bytes = u8_mbtoucr(c, (const uint8_t *)p, (size_t)(end - p));
  if (bytes > 0) return bytes;
  *c = 0xfffd;
  return 1;
}

static size_t count_characters(const char *from, const char *to) {
  size_t count = 0;
  ucs4_t c;
  while (from < to) from += character(&c, from, to), count++;
  return count;
}

/* `count` characters before the place, or where the line starts. */
static const char *step_back(const char *start, const char *place, size_t count) {
  while (place > start && count > 0) {
    place--;
    if (((unsigned char)*place & 0xc0) != 0x80) count--;
  }
  return place;
}

static void append(pc_error *error, size_t *used, const char *bytes, size_t count) {
  memcpy(error->excerpt + *used, bytes, count);
  *used += count;
  error->excerpt[*used] = '\0';
}

/* Adds one character as it can be shown; returns its width, or -1 when the excerpt is full. */
static int append_character(pc_error *error, size_t *used, const char *p, int bytes, ucs4_t c) {
  int width = uc_width(c, "UTF-8");
  char shown[6] = " ";
  int count = 1;
  if (c == 0xfffd)
    count = u8_uctomb((uint8_t *)shown, c, sizeof shown), width = 1;
  else if (width < 0)
    width = 1;
  else
    memcpy(shown, p, (size_t)bytes), count = bytes;
  if (*used + (size_t)count + sizeof DOTS > sizeof error->excerpt) return -1;
  append(error, used, shown, (size_t)count);
  return width;
}

/* Where the excerpt starts: at the line's start when the line fits, shortly before the place otherwise. */
static const char *excerpt_start(const char *start, const char *place, const char *end) {
  size_t room = sizeof((pc_error *)NULL)->excerpt - 2 * sizeof DOTS;
  bool fits = (size_t)(end - start) <= room && count_characters(start, end) <= EXCERPT_CHARACTERS;
  return fits ? start : step_back(start, place, BEFORE_PLACE);
}

static void set_excerpt(pc_error *error, const char *start, const char *place, const char *end) {
  size_t used = 0, column = 1, count = 0;
  const char *p = excerpt_start(start, place, end);
  if (p > start) append(error, &used, DOTS, 3), column += 3;
  while (p < end) {
    ucs4_t c;
    int bytes = character(&c, p, end);
    if (p >= place && error->caret == 0) error->caret = column;
    int width = count < EXCERPT_CHARACTERS ? append_character(error, &used, p, bytes, c) : -1;
    if (width < 0) break;
    column += (size_t)width;
    count++;
    p += bytes;
  }
  if (error->caret == 0) error->caret = column;
  if (p < end) append(error, &used, DOTS, 3);
}

static size_t count_lines(const char *from, const char *to) {
  size_t count = 1;
  while ((from = memchr(from, '\n', (size_t)(to - from)))) from++, count++;
  return count;
}

/* After a byte order mark, which is no character of the first line. */
static const char *line_start(const pc_source *source, const char *place) {
  const char *start = place;
  while (start > source->text && start[-1] != '\n') start--;
  bool marked = start == source->text && place - start >= 3 && memcmp(start, "\xef\xbb\xbf", 3) == 0;
  return marked ? start + 3 : start;
}

void pc_source_place(const pc_source *source, size_t offset, size_t *line, size_t *column) {
  const char *place = source->text + (offset < source->length ? offset : source->length);
  *line = count_lines(source->text, place);
  *column = count_characters(line_start(source, place), place) + 1;
}

static void set_place(pc_error *error, const pc_source *source, size_t offset) {
  const char *last = source->text + source->length;
  const char *place = source->text + (offset < source->length ? offset : source->length);
  const char *end = memchr(place, '\n', (size_t)(last - place));
  if (!end) end = last;
  while (end > place && end[-1] == '\r') end--;
  snprintf(error->source, sizeof error->source, "%s", source->name);
  cut_at_character(error->source);
  blank_controls(error->source);
  pc_source_place(source, offset, &error->line, &error->column);
  set_excerpt(error, line_start(source, place), place, end);
}

/* ---- setting ---- */

pc_status pc_fail(pc_error *error, pc_status status, const char *format, ...) {
  if (!error) return status;
  if (error->status != PC_OK) return error->status;
  pc_error_clear(error);
  error->status = status;
  va_list args;
  va_start(args, format);
  set_message(error, format, args);
  va_end(args);
  return status;
}

pc_status pc_fail_at(pc_error *error, pc_status status, const pc_source *source, size_t offset, const char *format,
                     ...) {
  if (!error) return status;
  if (error->status != PC_OK) return error->status;
  pc_error_clear(error);
  error->status = status;
  va_list args;
  va_start(args, format);
  set_message(error, format, args);
  va_end(args);
  if (source) set_place(error, source, offset);
  return status;
}

pc_status pc_fail_byte(pc_error *error, const pc_source *source, size_t offset) {
  unsigned char byte = (unsigned char)source->text[offset];
  if (byte == 0) return pc_fail_at(error, PC_INPUT, source, offset, "a NUL byte: this is not text");
  return pc_fail_at(error, PC_INPUT, source, offset, "the byte 0x%02x is not UTF-8 text", byte);
}

pc_status pc_error_place(pc_error *error, const pc_source *source, size_t offset) {
  if (!error) return PC_OK;
  if (error->status != PC_OK && error->line == 0 && source) set_place(error, source, offset);
  return error->status;
}

/* ---- showing ---- */

/* Adds to a text of `length` bytes of which only the first size - 1 are kept. */
__attribute__((format(printf, 4, 5))) static void add(char *buffer, size_t size, size_t *length, const char *format,
                                                      ...) {
  bool room = *length < size;
  va_list args;
  va_start(args, format);
  int more = vsnprintf(room ? buffer + *length : NULL, room ? size - *length : 0, format, args);
  va_end(args);
  if (more > 0) *length += (size_t)more;
}

size_t pc_error_format(const pc_error *error, char *buffer, size_t size) {
  size_t length = 0;
  if (size) buffer[0] = '\0';
  if (error->source[0]) add(buffer, size, &length, "%s:", error->source);
  if (error->line) add(buffer, size, &length, "%zu:%zu:", error->line, error->column);
  add(buffer, size, &length, "%serror: %s\n", length ? " " : "", error->message);
  if (error->line && error->excerpt[0])
    add(buffer, size, &length, "  %s\n  %*s^\n", error->excerpt, error->caret > 0 ? (int)error->caret - 1 : 0, "");
  if (length >= size && size) cut_at_character(buffer);
  return length;
}
