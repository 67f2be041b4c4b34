/* Documentation: the lines that start with ## before an item. */
#include "lang/parser.h"
#include <string.h>

/* The text between two tokens, line by line. */
typedef struct lines {
  const char *next, *end;
  const char *text; /* of the line, without the blanks at both ends */
  size_t length;
} lines;

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

static bool next_line(lines *l) {
  if (l->next >= l->end) return false;
  const char *start = l->next, *stop = memchr(start, '\n', (size_t)(l->end - start));
  bool whole = stop != NULL;
  if (!whole) stop = l->end;
  l->next = whole ? stop + 1 : stop;
  while (start < stop && is_blank(*start)) start++;
  while (stop > start && is_blank(stop[-1])) stop--;
  l->text = start;
  l->length = (size_t)(stop - start);
  return whole || l->length > 0;
}

static bool is_doc(const lines *l) {
  return l->length >= 2 && l->text[0] == '#' && l->text[1] == '#';
}

static void add_doc(pc_buffer *doc, const lines *l) {
  const char *text = l->text + 2;
  size_t length = l->length - 2;
  if (length && *text == ' ') text++, length--;
  if (doc->text) pc_buffer_add(doc, "\n", 1);
  pc_buffer_add(doc, text, length);
}

/* Moves the text into the arena and empties the buffer. */
static const char *keep(pc_parser *p, pc_buffer *doc) {
  const char *text = doc->text ? pc_arena_copy(p->arena, doc->text, doc->length + 1) : NULL;
  if (doc->failed || (doc->text && !text)) pc_parser_no_memory(p);
  pc_buffer_clear(doc);
  return text;
}

/* A blank line ends a paragraph: of several the last one documents the item. */
const char *pc_parse_docs(pc_parser *p, uint32_t from, uint32_t to, const char **first) {
  const char *source = p->lexer.source->text;
  lines l = { .next = source + from, .end = source + to };
  if (!memchr(l.next, '#', to - from)) return NULL;
  pc_buffer doc = { .ctx = p->lexer.ctx };
  const char *last = NULL;
  if (from > 0) next_line(&l); /* the rest of the line of the token before */
  while (next_line(&l)) {
    if (is_doc(&l)) {
      add_doc(&doc, &l);
    } else if (l.length == 0 && doc.text) {
      last = keep(p, &doc);
      if (first && !*first) *first = last, last = NULL;
    }
  }
  const char *nearest = keep(p, &doc);
  return nearest ? nearest : last;
}
