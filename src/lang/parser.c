/* The parser's state: tokens, errors, brackets, lists; and its two entries. */
#include "lang/parser.h"
#include <stdio.h>
#include <string.h>
#include <unistr.h>

/* ---- failing ---- */

void pc_parser_fail(pc_parser *p, uint32_t offset, const char *format, ...) {
  if (pc_parser_failed(p)) return;
  char message[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  p->lexer.status = pc_fail_at(p->lexer.error, PC_INPUT, p->lexer.source, offset, "%s", message);
  p->lexer.token.kind = PC_T_BAD;
}

void pc_parser_no_memory(pc_parser *p) {
  if (!pc_parser_failed(p)) p->lexer.status = pc_no_memory(p->lexer.ctx, p->lexer.error);
  p->lexer.token.kind = PC_T_BAD;
}

/* At most 60 bytes of a token's text, not cutting a character. */
static int shown_length(const char *text, uint32_t length) {
  uint32_t shown = length < 60 ? length : 60;
  while (shown > 0 && shown < length && ((unsigned char)text[shown] & 0xc0) == 0x80) shown--;
  return (int)shown;
}

void pc_parser_expected(pc_parser *p, const char *what, const char *hint) {
  if (pc_parser_failed(p)) return;
  const pc_token *token = &p->lexer.token;
  pc_token_kind kind = pc_parser_kind(p);
  const char *text = p->lexer.source->text + token->offset, *quote = kind == PC_T_STRING ? "" : "'";
  int length = shown_length(text, token->length);
  const char *before = hint ? " (" : "", *after = hint ? ")" : "";
  if (!hint) hint = "";
  if (kind == PC_T_LINE || kind == PC_T_END)
    pc_parser_fail(p, p->lexer.last_end, "expected %s, found end of %s%s%s%s", what,
                   kind == PC_T_LINE ? "line"
                   : p->file         ? "file"
                                     : "text",
                   before, hint, after);
  else
    pc_parser_fail(p, token->offset, "expected %s, found %s%.*s%s%s%s%s", what, quote, length, text, quote, before,
                   hint, after);
}

bool pc_parser_enter(pc_parser *p) {
  if (pc_parser_failed(p)) return false;
  size_t most = p->lexer.ctx->limits.max_depth;
  if (p->depth++ < most) return true;
  p->lexer.status = pc_fail_at(p->lexer.error, PC_LIMIT, p->lexer.source, p->lexer.token.offset,
                               "nested deeper than --max-depth %zu", most);
  p->lexer.token.kind = PC_T_BAD;
  return false;
}

void pc_parser_leave(pc_parser *p) {
  p->depth--;
}

/* ---- tokens ---- */

bool pc_parser_take(pc_parser *p, pc_token_kind kind) {
  if (pc_parser_kind(p) != kind) return false;
  pc_lexer_advance(&p->lexer);
  return true;
}

bool pc_parser_expect(pc_parser *p, pc_token_kind kind, const char *what) {
  if (pc_parser_take(p, kind)) return true;
  pc_parser_expected(p, what, NULL);
  return false;
}

pc_word pc_parser_word(const pc_parser *p) {
  const pc_token *token = &p->lexer.token;
  return (pc_word) { token->text, token->offset, token->kind == PC_T_STRING };
}

static bool is_reserved(pc_token_kind kind) {
  return (kind >= PC_T_TRUE && kind <= PC_T_ELSE) || (kind >= PC_T_AND && kind <= PC_T_IN);
}

bool pc_parser_name(pc_parser *p, pc_word *name, const char *what) {
  pc_token_kind kind = pc_parser_kind(p);
  if (kind != PC_T_NAME) {
    pc_parser_expected(p, what, is_reserved(kind) ? "a reserved word" : kind == PC_T_STRING ? "without quotes" : NULL);
    return false;
  }
  *name = pc_parser_word(p);
  pc_lexer_advance(&p->lexer);
  return true;
}

bool pc_parser_string(pc_parser *p, pc_word *string, const char *what) {
  if (pc_parser_kind(p) != PC_T_STRING) {
    pc_parser_expected(p, what, NULL);
    return false;
  }
  *string = pc_parser_word(p);
  pc_lexer_advance(&p->lexer);
  return true;
}

static const char *hint_for_line(pc_token_kind kind, bool in_block) {
  switch (kind) {
  case PC_T_CLOSE_ROUND:
  case PC_T_CLOSE_SQUARE:
  case PC_T_CLOSE_CURLY: return "no such bracket is open";
  case PC_T_ASSIGN: return in_block ? "write 'name: value' or 'let name = value'" : "did you mean '=='?";
  case PC_T_QUESTION: return "a choice is 'if (a) b else c'";
  default: return NULL;
  }
}

bool pc_parser_end_line(pc_parser *p, bool in_block) {
  pc_token_kind kind = pc_parser_kind(p);
  if (kind == PC_T_LINE || kind == PC_T_COMMA || kind == PC_T_END) return true;
  if (in_block && kind == PC_T_CLOSE_CURLY) return true;
  pc_parser_expected(p, "',' or end of line", hint_for_line(kind, in_block));
  return false;
}

void pc_parser_skip_lines(pc_parser *p) {
  while (p->lexer.token.kind == PC_T_COMMA) pc_lexer_advance(&p->lexer);
  p->lexer.token.newline = false;
}

/* ---- brackets ---- */

static const char *closing(const pc_bracket *bracket) {
  return bracket->text == '(' ? ")" : bracket->text == '[' ? "]" : "}";
}

bool pc_parser_open(pc_parser *p, pc_bracket *bracket, pc_token_kind kind, const char *what) {
  uint32_t offset = p->lexer.token.offset;
  if (pc_parser_kind(p) != kind) {
    bool next_line = pc_parser_kind(p) == PC_T_LINE && p->lexer.token.kind == kind;
    pc_parser_expected(p, what, next_line ? "it must stand on the same line" : NULL);
    return false;
  }
  if (!pc_parser_enter(p)) return false;
  *bracket = (pc_bracket) { offset, p->lexer.source->text[offset], p->lines };
  p->lines = kind == PC_T_OPEN_CURLY;
  pc_lexer_advance(&p->lexer);
  return true;
}

bool pc_parser_closes(const pc_parser *p, const pc_bracket *bracket) {
  uint8_t kind = p->lexer.token.kind;
  return kind == (bracket->text == '('   ? PC_T_CLOSE_ROUND
                  : bracket->text == '[' ? PC_T_CLOSE_SQUARE
                                         : PC_T_CLOSE_CURLY);
}

static void expected_closing(pc_parser *p, const pc_bracket *bracket, bool list) {
  if (pc_parser_failed(p)) return;
  size_t line, column;
  pc_source_place(p->lexer.source, bracket->offset, &line, &column);
  char what[100];
  snprintf(what, sizeof what, "%s'%s' to close the '%c' at %zu:%zu", list ? "',' or " : "", closing(bracket),
           bracket->text, line, column);
  pc_parser_expected(p, what, p->lexer.token.kind == PC_T_ASSIGN ? "did you mean '=='?" : NULL);
}

static bool close(pc_parser *p, const pc_bracket *bracket, bool list) {
  if (!pc_parser_closes(p, bracket)) {
    expected_closing(p, bracket, list);
    return false;
  }
  p->lines = bracket->lines;
  pc_parser_leave(p);
  pc_lexer_advance(&p->lexer);
  return true;
}

bool pc_parser_close(pc_parser *p, const pc_bracket *bracket) {
  return close(p, bracket, false);
}

bool pc_parser_close_list(pc_parser *p, const pc_bracket *bracket) {
  return close(p, bracket, true);
}

/* ---- lists and nodes ---- */

static bool grow_stack(pc_parser *p, size_t size) {
  size_t larger = p->stack_size ? p->stack_size + p->stack_size / 2 : 512;
  if (larger < p->stack_used + size) larger = p->stack_used + size;
  char *stack = pc_resize(p->lexer.ctx, p->stack, p->stack_size, larger);
  if (!stack) {
    pc_parser_no_memory(p);
    return false;
  }
  p->stack = stack;
  p->stack_size = larger;
  return true;
}

bool pc_parser_push(pc_parser *p, const void *item, size_t size) {
  if (size > p->stack_size - p->stack_used && !grow_stack(p, size)) return false;
  memcpy(p->stack + p->stack_used, item, size);
  p->stack_used += size;
  return true;
}

void *pc_parser_list(pc_parser *p, size_t mark, size_t size, uint32_t *n) {
  size_t bytes = p->stack_used - mark;
  *n = (uint32_t)(bytes / size);
  p->stack_used = mark;
  if (bytes == 0) return NULL;
  void *list = pc_arena_copy(p->arena, p->stack + mark, bytes);
  if (!list) pc_parser_no_memory(p);
  return list;
}

static pc_syntax *new_node(pc_parser *p, pc_syntax_kind kind, uint32_t offset, size_t items) {
  pc_syntax *node = pc_arena_alloc(p->arena, sizeof *node + items * sizeof node->items[0]);
  if (!node) {
    pc_parser_no_memory(p);
    return NULL;
  }
  *node = (pc_syntax) { .kind = kind, .offset = offset, .n = (uint32_t)items };
  return node;
}

pc_syntax *pc_parser_node(pc_parser *p, pc_syntax_kind kind, uint32_t offset) {
  return new_node(p, kind, offset, 0);
}

pc_syntax *pc_parser_node_of(pc_parser *p, pc_syntax_kind kind, uint32_t offset, size_t mark) {
  size_t bytes = p->stack_used - mark;
  pc_syntax *node = new_node(p, kind, offset, bytes / sizeof node->items[0]);
  if (!node) return NULL;
  p->stack_used = mark;
  if (bytes) memcpy(node->items, p->stack + mark, bytes);
  return node;
}

/* Items on the stack may stand at any byte. */
static pc_labelled labelled(const pc_parser *p, size_t mark, size_t i) {
  pc_labelled item;
  memcpy(&item, p->stack + mark + i * sizeof item, sizeof item);
  return item;
}

static bool add_label(pc_parser *p, pc_syntax *node, size_t i, pc_word label) {
  if (!node->words) {
    size_t size = node->n * sizeof node->words[0];
    node->words = pc_arena_alloc(p->arena, size);
    if (!node->words) {
      pc_parser_no_memory(p);
      return false;
    }
    memset(node->words, 0, size);
  }
  node->words[i] = label;
  return true;
}

pc_syntax *pc_parser_node_labelled(pc_parser *p, pc_syntax_kind kind, uint32_t offset, size_t mark) {
  size_t n = (p->stack_used - mark) / sizeof(pc_labelled);
  pc_syntax *node = new_node(p, kind, offset, n);
  if (!node) return NULL;
  for (size_t i = 0; i < n; i++) {
    pc_labelled item = labelled(p, mark, i);
    node->items[i] = item.value;
    if (item.label.text && !add_label(p, node, i, item.label)) return NULL;
  }
  p->stack_used = mark;
  return node;
}

/* ---- entries ---- */

static pc_status start(pc_parser *p, pc_arena *arena, const pc_source *source, pc_error *error) {
  *p = (pc_parser) { .arena = arena, .lexer = { .ctx = arena->ctx, .source = source, .error = error } };
  if (error && error->status != PC_OK) return error->status;
  if (source->length >= UINT32_MAX) return pc_fail(error, PC_LIMIT, "'%s' is longer than 4 GiB", source->name);
  size_t good = pc_utf8_check(source->text, source->length);
  return good == source->length ? PC_OK : pc_fail_byte(error, source, good);
}

static pc_status finish(pc_parser *p) {
  pc_free(p->lexer.ctx, p->stack, p->stack_size);
  return p->lexer.status;
}

pc_status pc_parse_file(pc_file_syntax **out, pc_arena *arena, const pc_source *source, pc_error *error) {
  pc_parser p;
  pc_status status = start(&p, arena, source, error);
  if (status != PC_OK) return status;
  p.file = p.lines = true;
  pc_lexer_start(&p.lexer, 0);
  pc_file_syntax *file = pc_arena_alloc(arena, sizeof *file);
  if (!file)
    pc_parser_no_memory(&p);
  else if (pc_parse_items(&p, file))
    *out = file;
  return finish(&p);
}

static pc_status parse_expression(pc_parser *p, pc_syntax **out, size_t offset) {
  pc_lexer_start(&p->lexer, offset);
  pc_syntax *expr = pc_parse_expr(p);
  if (expr && p->lexer.token.kind != PC_T_END)
    pc_parser_expected(p, "an operator or end of text",
                       p->lexer.token.kind == PC_T_ASSIGN ? "did you mean '=='?" : NULL);
  if (!pc_parser_failed(p)) *out = expr;
  return finish(p);
}

pc_status pc_parse_expression(pc_syntax **out, pc_arena *arena, const pc_source *source, bool formats,
                              pc_error *error) {
  pc_parser p;
  pc_status status = start(&p, arena, source, error);
  p.lexer.formats = formats;
  return status ? status : parse_expression(&p, out, 0);
}

pc_status pc_parse_conditions(pc_syntax **out, pc_arena *arena, const pc_source *source, pc_error *error) {
  pc_parser p;
  pc_status status = start(&p, arena, source, error);
  p.bars = true;
  return status ? status : parse_expression(&p, out, 0);
}

pc_status pc_parse_binding(pc_syntax **out, pc_arena *arena, const pc_source *source, size_t offset, pc_error *error) {
  pc_parser p;
  pc_status status = start(&p, arena, source, error);
  return status ? status : parse_expression(&p, out, offset);
}
