/* Writing JSON. */
#include "report/json.h"
#include "print/notation.h"
#include "report/number.h"
#include <stdio.h>
#include <string.h>

static void before_value(pc_json *json) {
  if (json->more) pc_puts(json->w, ", ");
  json->more = true;
}

void pc_json_open(pc_json *json, char bracket) {
  before_value(json);
  pc_put(json->w, &bracket, 1);
  json->more = false;
}

void pc_json_close(pc_json *json, char bracket) {
  pc_put(json->w, &bracket, 1);
  json->more = true;
}

static const char *escape_of(char c) {
  switch (c) {
  case '"': return "\\\"";
  case '\\': return "\\\\";
  case '\n': return "\\n";
  case '\t': return "\\t";
  case '\r': return "\\r";
  default: return NULL;
  }
}

static void write_special(pc_json *json, char c) {
  char code[8];
  snprintf(code, sizeof code, "\\u%04x", (unsigned)(unsigned char)c);
  pc_puts(json->w, escape_of(c) ? escape_of(c) : code);
}

static bool is_special(char c) {
  return (unsigned char)c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

/* `length` bytes of UTF-8. */
static void write_escaped(pc_json *json, const char *text, size_t length) {
  size_t start = 0;
  for (size_t i = 0; i < length; i++) {
    if (!is_special(text[i])) continue;
    pc_put(json->w, text + start, i - start);
    write_special(json, text[i]);
    start = i + 1;
  }
  pc_put(json->w, text + start, length - start);
}

static void write_quoted(pc_json *json, const char *text) {
  size_t length = strlen(text);
  pc_puts(json->w, "\"");
  for (size_t well; length > 0; text += well, length -= well) {
    well = pc_utf8_check(text, length);
    write_escaped(json, text, well);
    if (well == length) break;
    pc_puts(json->w, "\\ufffd");
    well++;
  }
  pc_puts(json->w, "\"");
}

void pc_json_key(pc_json *json, const char *key) {
  before_value(json);
  write_quoted(json, key);
  pc_puts(json->w, ": ");
  json->more = false;
}

void pc_json_string(pc_json *json, const char *text) {
  before_value(json);
  write_quoted(json, text);
}

void pc_json_double(pc_json *json, double value) {
  char text[PC_DOUBLE_SIZE];
  pc_double_text(text, value);
  before_value(json);
  pc_puts(json->w, text);
}

void pc_json_open_string(pc_json *json) {
  before_value(json);
  pc_puts(json->w, "\"");
}

void pc_json_close_string(pc_json *json) {
  pc_puts(json->w, "\"");
}

/* The text of an expression has nothing to escape: names are words. */
void pc_json_shape(pc_json *json, const pc_expr *expr, const pc_shape *shape) {
  pc_json_open_string(json);
  pc_write_shape(json->w, pc_notation_of(PC_TEXT), expr, shape);
  pc_json_close_string(json);
}

void pc_json_expr(pc_json *json, const pc_expr *expr, const pc_symbol *const *by, size_t n) {
  const pc_shape shape = { PC_EXPANDED, by, n };
  pc_json_shape(json, expr, &shape);
}

void pc_json_pair(pc_json *json, const char *key, const char *text) {
  if (!text) return;
  pc_json_key(json, key);
  pc_json_string(json, text);
}
