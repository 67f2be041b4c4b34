/* Escapes for terminals, LaTeX and Python. */
#include "report/escape.h"
#include <string.h>

/* Bytes of the UTF-8 character that starts at `text`, 1 for a byte that starts none. */
static size_t character_length(const char *text, size_t length) {
  unsigned char first = (unsigned char)text[0];
  size_t n = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return n <= length && pc_utf8_check(text, n) == n ? n : 1;
}

static uint32_t character_code(const char *text, size_t n) {
  if (n == 1) return (unsigned char)text[0];
  uint32_t code = (unsigned char)text[0] & (0x7fu >> n);
  for (size_t i = 1; i < n; i++) code = code << 6 | ((unsigned char)text[i] & 0x3f);
  return code;
}

static bool is_control(uint32_t code, size_t n) {
  if (n == 1) return code < 0x20 || code >= 0x7f;
  return code < 0xa0 || code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

/* Calls `add` for each character of the text. */
static void each_character(pc_buffer *out, const char *text,
                           void (*add)(pc_buffer *out, const char *text, size_t n, uint32_t code)) {
  size_t length = strlen(text);
  for (size_t i = 0, n; i < length; i += n) {
    n = character_length(text + i, length - i);
    add(out, text + i, n, character_code(text + i, n));
  }
}

static void add_code(pc_buffer *out, uint32_t code) {
  if (code < 0x100)
    pc_buffer_addf(out, "\\x%02x", (unsigned)code);
  else
    pc_buffer_addf(out, "\\u%04x", (unsigned)code);
}

static void add_visible(pc_buffer *out, const char *text, size_t n, uint32_t code) {
  if (is_control(code, n))
    add_code(out, code);
  else
    pc_buffer_add(out, text, n);
}

static const char *latex_special(uint32_t code) {
  switch (code) {
  case '\\': return "\\textbackslash{}";
  case '{': return "\\{";
  case '}': return "\\}";
  case '$': return "\\$";
  case '&': return "\\&";
  case '#': return "\\#";
  case '_': return "\\_";
  case '%': return "\\%";
  case '^': return "\\textasciicircum{}";
  case '~': return "\\textasciitilde{}";
  case '<': return "\\textless{}";
  case '>': return "\\textgreater{}";
  case '|': return "\\textbar{}";
  case '"': return "\\texttt{\\char34}";
  case '\'': return "\\textquotesingle{}";
  case '`': return "\\textasciigrave{}";
  default: return NULL;
  }
}

static void add_latex(pc_buffer *out, const char *text, size_t n, uint32_t code) {
  const char *special = n == 1 ? latex_special(code) : NULL;
  if (is_control(code, n)) {
    pc_buffer_adds(out, "\\textbackslash{}");
    pc_buffer_addf(out, code < 0x100 ? "x%02x" : "u%04x", (unsigned)code);
  } else if (special) {
    pc_buffer_adds(out, special);
  } else {
    bool ligature = code == '-' && text[1] == '-';
    pc_buffer_add(out, text, n);
    if (ligature) pc_buffer_adds(out, "{}");
  }
}

static void add_python(pc_buffer *out, const char *text, size_t n, uint32_t code) {
  if (n == 1 && (code == '\\' || code == '\'')) pc_buffer_adds(out, "\\");
  add_visible(out, text, n, code);
}

void pc_add_visible(pc_buffer *out, const char *text) {
  each_character(out, text, add_visible);
}

void pc_add_latex(pc_buffer *out, const char *text) {
  each_character(out, text, add_latex);
}

void pc_add_python(pc_buffer *out, const char *text) {
  pc_buffer_adds(out, "'");
  each_character(out, text, add_python);
  pc_buffer_adds(out, "'");
}

void pc_put_escaped(pc_writer *w, pc_context *ctx, void (*add)(pc_buffer *out, const char *text), const char *text) {
  pc_buffer buffer = { .ctx = ctx };
  add(&buffer, text);
  if (buffer.failed) pc_writer_check(w, pc_no_memory(ctx, w->error));
  pc_put(w, buffer.text, buffer.length);
  pc_buffer_clear(&buffer);
}

size_t pc_fitting(const char *text, size_t length, size_t width) {
  size_t i = 0, used = 0;
  while (i < length) {
    size_t n = character_length(text + i, length - i);
    size_t columns = pc_utf8_width(text + i, n);
    if (used + columns > width) break;
    used += columns;
    i += n;
  }
  return i;
}
