/* Lines of printed programs, behind what a log wrote before them. */
#include "import/characters.h"
#include "import/torch_reader.h"

#include <string.h>

size_t pc_torch_offset(const pc_torch_reader *r, const char *place) {
  return (size_t)(place - r->source->text);
}

/* ---- lines ---- */

static const char *line_end(const char *line, const char *end) {
  const char *eol = memchr(line, '\n', (size_t)(end - line));
  return eol ? eol : end;
}

/* Log lines of one program differ in their time at most: digits outside of square brackets. */
static bool has_prefix(const pc_torch_reader *r, const char *line, const char *eol) {
  const char *prefix = r->prefix;
  size_t brackets = 0;
  if ((size_t)(eol - line) < r->prefix_length) return false;
  for (size_t i = 0; i < r->prefix_length; i++) {
    brackets += prefix[i] == '[';
    brackets -= prefix[i] == ']' && brackets > 0;
    if (line[i] != prefix[i] && (brackets > 0 || !pc_is_digit(line[i]) || !pc_is_digit(prefix[i]))) return false;
  }
  return true;
}

bool pc_torch_next_line(pc_torch_reader *r) {
  do {
    r->p = r->eol;
    if (r->eol == r->end) return false;
    r->line = r->eol + 1;
    r->eol = line_end(r->line, r->end);
    r->line_number++;
  } while (r->prefix_length && !has_prefix(r, r->line, r->eol));
  r->p = r->line + r->prefix_length;
  return true;
}

void pc_torch_set_line(pc_torch_reader *r, const char *line) {
  for (const char *p = r->counted; p < line; p++) {
    p = memchr(p, '\n', (size_t)(line - p));
    if (!p) break;
    r->line_number++;
  }
  r->counted = r->p = r->line = line;
  r->eol = line_end(line, r->end);
}

/* ---- blanks ---- */

void pc_torch_skip_blanks(pc_torch_reader *r) {
  while (r->p < r->eol && pc_is_blank(*r->p)) r->p++;
}

void pc_torch_skip_space(pc_torch_reader *r) {
  pc_torch_skip_blanks(r);
  while (r->across && (r->p >= r->eol || *r->p == '#') && pc_torch_next_line(r)) pc_torch_skip_blanks(r);
}

bool pc_torch_accept(pc_torch_reader *r, char c) {
  pc_torch_skip_blanks(r);
  if (r->p >= r->eol || *r->p != c) return false;
  r->p++;
  return true;
}

/* ---- words ---- */

bool pc_torch_starts(const pc_torch_reader *r, const char *text) {
  size_t length = strlen(text);
  return (size_t)(r->eol - r->p) >= length && memcmp(r->p, text, length) == 0;
}

size_t pc_torch_name_length(const pc_torch_reader *r, bool dotted) {
  const char *p = r->p;
  if (p >= r->eol || !pc_is_letter(*p)) return 0;
  while (p < r->eol && (pc_is_name(*p) || (dotted && *p == '.'))) p++;
  return (size_t)(p - r->p);
}

const char *pc_torch_find(const char *from, const char *to, const char *text) {
  ptrdiff_t length = (ptrdiff_t)strlen(text);
  while (to - from >= length) {
    from = memchr(from, *text, (size_t)(to - from - length + 1));
    if (!from) return NULL;
    if (memcmp(from, text, (size_t)length) == 0) return from;
    from++;
  }
  return NULL;
}

bool pc_torch_equal(const char *text, size_t length, const char *word) {
  return strlen(word) == length && memcmp(text, word, length) == 0;
}

/* ---- failing ---- */

pc_status pc_torch_expected(pc_torch_reader *r, const char *what) {
  pc_torch_skip_blanks(r);
  size_t offset = pc_torch_offset(r, r->p);
  if (r->p < r->eol) return pc_fail_at(r->error, PC_INPUT, r->source, offset, "expected %s in a printed program", what);
  if (r->eol == r->end)
    return pc_fail_at(r->error, PC_INPUT, r->source, offset, "the program ends where %s is expected (it was cut)",
                      what);
  return pc_fail_at(r->error, PC_INPUT, r->source, offset,
                    "the line ends where %s is expected (print or copy the program without breaking its lines)", what);
}

pc_status pc_torch_enter(pc_torch_reader *r) {
  size_t most = r->ctx->limits.max_depth;
  if (r->depth++ < most) return PC_OK;
  return pc_fail_at(r->error, PC_LIMIT, r->source, pc_torch_offset(r, r->p),
                    "brackets nest deeper than %zu (raise --max-depth)", most);
}
