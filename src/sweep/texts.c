/* Texts in CSV and JSON. */
#include "sweep/texts.h"
#include <string.h>
#include <yajl/yajl_parse.h>

bool pc_text_reserve(pc_buffer *text, size_t more) {
  if (text->capacity - text->length > more) return true;
  size_t capacity = text->capacity + text->capacity / 2;
  if (capacity < text->length + more + 1) capacity = text->length + more + 1;
  char *moved = pc_resize(text->ctx, text->text, text->capacity, capacity);
  if (!moved) return false;
  text->text = moved;
  text->capacity = capacity;
  return true;
}

void pc_text_add_field(pc_buffer *out, pc_piece text, char separator) {
  bool quoted = text.length > 0 && (text.start[0] == ' ' || text.start[text.length - 1] == ' ');
  for (size_t i = 0; !quoted && i < text.length; i++) {
    char c = text.start[i];
    quoted = c == '"' || c == '\n' || c == '\r' || c == separator;
  }
  if (!quoted) {
    pc_buffer_add(out, text.start, text.length);
    return;
  }
  pc_buffer_adds(out, "\"");
  for (size_t i = 0; i < text.length; i++)
    pc_buffer_add(out, text.start[i] == '"' ? "\"\"" : &text.start[i], text.start[i] == '"' ? 2 : 1);
  pc_buffer_adds(out, "\"");
}

bool pc_text_is_field(pc_piece raw) {
  if (raw.length == 0 || raw.start[0] != '"') return true;
  if (raw.length < 2 || raw.start[raw.length - 1] != '"') return false;
  for (size_t i = 1; i + 1 < raw.length; i++)
    if (raw.start[i] == '"' && raw.start[++i] != '"') return false;
  return true;
}

/* ---- JSON ---- */

static void add_character(pc_buffer *out, char c) {
  switch (c) {
  case '"': pc_buffer_adds(out, "\\\""); break;
  case '\\': pc_buffer_adds(out, "\\\\"); break;
  case '\n': pc_buffer_adds(out, "\\n"); break;
  case '\r': pc_buffer_adds(out, "\\r"); break;
  case '\t': pc_buffer_adds(out, "\\t"); break;
  default:
    if ((unsigned char)c < 0x20)
      pc_buffer_addf(out, "\\u%04x", (unsigned)c);
    else
      pc_buffer_add(out, &c, 1);
  }
}

void pc_text_add_json(pc_buffer *out, pc_piece text) {
  pc_buffer_adds(out, "\"");
  for (size_t at = 0; at < text.length;) {
    size_t good = pc_utf8_check(text.start + at, text.length - at);
    for (size_t i = 0; i < good; i++) add_character(out, text.start[at + i]);
    at += good;
    if (at == text.length) break;
    pc_buffer_adds(out, text.start[at] ? "\xef\xbf\xbd" : "\\u0000");
    at++;
  }
  pc_buffer_adds(out, "\"");
}

typedef struct decoding {
  pc_arena *arena;
  pc_piece *out;
} decoding;

static int on_string(void *user, const unsigned char *text, size_t length) {
  decoding *d = user;
  char *copy = pc_arena_copy(d->arena, text, length);
  if (copy) *d->out = (pc_piece) { copy, length };
  return copy != NULL;
}

bool pc_text_is_value(pc_piece raw) {
  yajl_handle yajl = yajl_alloc(NULL, NULL, NULL);
  if (!yajl) return false;
  yajl_status read = yajl_parse(yajl, (const unsigned char *)raw.start, raw.length);
  if (read == yajl_status_ok) read = yajl_complete_parse(yajl);
  yajl_free(yajl);
  return read == yajl_status_ok && raw.length > 0;
}

/* What is no string of JSON stays as it stands. */
static pc_status json_content(pc_piece *out, pc_piece raw, pc_arena *arena) {
  static const yajl_callbacks callbacks = { .yajl_string = on_string };
  decoding d = { arena, out };
  yajl_handle yajl = yajl_alloc(&callbacks, NULL, &d);
  if (!yajl) return PC_SYSTEM;
  yajl_status read = yajl_parse(yajl, (const unsigned char *)raw.start, raw.length);
  if (read == yajl_status_ok) read = yajl_complete_parse(yajl);
  yajl_free(yajl);
  return read == yajl_status_client_canceled ? PC_SYSTEM : PC_OK;
}

/* ---- content ---- */

static pc_status csv_content(pc_piece *out, pc_piece raw, pc_arena *arena) {
  size_t n = 0, end = raw.length - (raw.length > 1 && raw.start[raw.length - 1] == '"');
  char *copy = pc_arena_alloc(arena, raw.length);
  if (!copy) return PC_SYSTEM;
  for (size_t i = 1; i < end; i++) {
    copy[n++] = raw.start[i];
    if (raw.start[i] == '"' && i + 1 < end && raw.start[i + 1] == '"') i++;
  }
  *out = (pc_piece) { copy, n };
  return PC_OK;
}

pc_status pc_text_content(pc_piece *out, pc_piece raw, char separator, pc_arena *arena) {
  *out = raw;
  if (raw.length < 2 || raw.start[0] != '"') return PC_OK;
  if (separator) return csv_content(out, raw, arena);
  if (!memchr(raw.start, '\\', raw.length)) {
    *out = (pc_piece) { raw.start + 1, raw.length - 2 };
    return PC_OK;
  }
  return json_content(out, raw, arena);
}
