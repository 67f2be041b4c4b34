/* Inside the parser: its state, and what its files share. A function that returns NULL or false has set
 * parser->lexer.status; what it leaves on the stack is freed with the parser. */
#ifndef PC_PARSER_H
#define PC_PARSER_H

#include "lang/lexer.h"
#include "lang/syntax.h"

typedef struct pc_parser {
  pc_lexer lexer;
  pc_arena *arena;
  bool file;    /* a whole file, not one expression */
  bool bars;    /* `|` compares: its left side divides its right side */
  bool lines;   /* a new line ends something here: not right inside ( ) and [ ] */
  size_t depth; /* of brackets and operators around the place */
  char *stack;  /* of list items whose lists are not complete */
  size_t stack_used, stack_size;
} pc_parser;

/* ---- tokens ---- */

/* The kind of the token, PC_T_LINE where a new line before it ends something. */
static inline pc_token_kind pc_parser_kind(const pc_parser *p) {
  return p->lines && p->lexer.token.newline ? PC_T_LINE : (pc_token_kind)p->lexer.token.kind;
}

static inline bool pc_parser_failed(const pc_parser *p) {
  return p->lexer.status != PC_OK;
}

/* Takes the token if it is of the kind. */
bool pc_parser_take(pc_parser *p, pc_token_kind kind);
/* Fails with "expected WHAT, found ..." unless the token is of the kind; takes it. */
bool pc_parser_expect(pc_parser *p, pc_token_kind kind, const char *what);
/* Takes a name or fails. */
bool pc_parser_name(pc_parser *p, pc_word *name, const char *what);
/* Takes a string or fails. */
bool pc_parser_string(pc_parser *p, pc_word *string, const char *what);
/* The name or string that the token is. */
pc_word pc_parser_word(const pc_parser *p);
/* Ends a statement or item: a new line, `,`, the end of the text, or `}` where `in_block`. */
bool pc_parser_end_line(pc_parser *p, bool in_block);
/* Skips new lines and commas. */
void pc_parser_skip_lines(pc_parser *p);

/* ---- failing ---- */

/* "expected WHAT, found TOKEN (HINT)"; HINT may be NULL. */
void pc_parser_expected(pc_parser *p, const char *what, const char *hint);
void pc_parser_fail(pc_parser *p, uint32_t offset, const char *format, ...) __attribute__((format(printf, 3, 4)));
void pc_parser_no_memory(pc_parser *p);
/* Counts one more level of nesting. */
bool pc_parser_enter(pc_parser *p);
void pc_parser_leave(pc_parser *p);

/* ---- brackets: between open and close, lines count or do not ---- */

typedef struct pc_bracket {
  uint32_t offset;
  char text; /* the opening bracket */
  bool lines;
} pc_bracket;

bool pc_parser_open(pc_parser *p, pc_bracket *bracket, pc_token_kind kind, const char *what);
bool pc_parser_close(pc_parser *p, const pc_bracket *bracket);
bool pc_parser_close_list(pc_parser *p, const pc_bracket *bracket); /* where a `,` could stand as well */
/* Whether the token closes the bracket. */
bool pc_parser_closes(const pc_parser *p, const pc_bracket *bracket);

/* ---- lists and nodes ---- */

bool pc_parser_push(pc_parser *p, const void *item, size_t size);
/* Moves the items of `size` bytes from stack position `mark` on into the arena. NULL with *n = 0 for none, unless the
 * parser failed. */
void *pc_parser_list(pc_parser *p, size_t mark, size_t size, uint32_t *n);
pc_syntax *pc_parser_node(pc_parser *p, pc_syntax_kind kind, uint32_t offset);
/* A node with the items that stand on the stack from `mark` on. */
pc_syntax *pc_parser_node_of(pc_parser *p, pc_syntax_kind kind, uint32_t offset, size_t mark);

typedef struct pc_labelled {
  pc_syntax *value;
  pc_word label; /* without text: none */
} pc_labelled;

/* A node with the items, and their labels, that stand on the stack as pc_labelled from `mark` on. */
pc_syntax *pc_parser_node_labelled(pc_parser *p, pc_syntax_kind kind, uint32_t offset, size_t mark);

/* ---- the grammar ---- */

pc_syntax *pc_parse_expr(pc_parser *p);
/* What follows the condition's closing bracket. */
pc_syntax *pc_parse_if_rest(pc_parser *p, uint32_t offset, pc_syntax *condition);
/* "( expr )" after `if`, which is taken. */
pc_syntax *pc_parse_condition(pc_parser *p);
pc_block *pc_parse_block(pc_parser *p);
pc_let *pc_parse_let(pc_parser *p);
/* "( [ NAME [ = expr ] , ... ] )" */
bool pc_parse_params(pc_parser *p, pc_let *let);
bool pc_parse_items(pc_parser *p, pc_file_syntax *file);
/* The ## lines between two tokens. `*first` (or NULL) gets those at the top that a blank line separates from the rest,
 * the result is the last of the others; NULL for none, or when the parser failed. */
const char *pc_parse_docs(pc_parser *p, uint32_t from, uint32_t to, const char **first);

#endif
