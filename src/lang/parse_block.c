/* Blocks: statements, lets, parameters. */
#include "lang/parser.h"

/* ---- let ---- */

static bool push_param(pc_parser *p) {
  pc_parameter param = { 0 };
  if (!pc_parser_name(p, &param.name, "a parameter's name")) return false;
  if (pc_parser_take(p, PC_T_ASSIGN) && !(param.value = pc_parse_expr(p))) return false;
  return pc_parser_push(p, &param, sizeof param);
}

bool pc_parse_params(pc_parser *p, pc_let *let) {
  pc_bracket bracket;
  size_t mark = p->stack_used;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_ROUND, "'(' and parameters")) return false;
  if (!pc_parser_closes(p, &bracket)) {
    do
      if (!push_param(p)) return false;
    while (pc_parser_take(p, PC_T_COMMA));
  }
  let->function = true;
  let->params = pc_parser_list(p, mark, sizeof *let->params, &let->param_count);
  return !pc_parser_failed(p) && pc_parser_close_list(p, &bracket);
}

pc_let *pc_parse_let(pc_parser *p) {
  pc_let let = { 0 };
  pc_lexer_advance(&p->lexer);
  if (!pc_parser_name(p, &let.name, "a name after 'let'")) return NULL;
  if (pc_parser_kind(p) == PC_T_OPEN_ROUND && !pc_parse_params(p, &let)) return NULL;
  if (!pc_parser_expect(p, PC_T_ASSIGN, "'='")) return NULL;
  let.value = pc_parse_expr(p);
  if (!let.value) return NULL;
  pc_let *copy = pc_arena_copy(p->arena, &let, sizeof let);
  if (!copy) pc_parser_no_memory(p);
  return copy;
}

/* ---- statements ---- */

static bool parse_statement(pc_parser *p, pc_statement *statement);

static pc_block *new_block(pc_parser *p, uint32_t offset, size_t mark) {
  pc_block *block = pc_arena_alloc(p->arena, sizeof *block);
  if (!block) {
    pc_parser_no_memory(p);
    return NULL;
  }
  *block = (pc_block) { .offset = offset };
  block->statements = pc_parser_list(p, mark, sizeof *block->statements, &block->n);
  for (uint32_t i = 0; !pc_parser_failed(p) && i < block->n && !block->lets; i++)
    block->lets = block->statements[i].kind == PC_S_LET;
  return pc_parser_failed(p) ? NULL : block;
}

pc_block *pc_parse_block(pc_parser *p) {
  pc_bracket bracket;
  size_t mark = p->stack_used;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_CURLY, "'{'")) return NULL;
  for (pc_parser_skip_lines(p); p->lexer.token.kind != PC_T_END && !pc_parser_closes(p, &bracket);
       pc_parser_skip_lines(p)) {
    pc_statement statement = { 0 };
    if (!parse_statement(p, &statement) || !pc_parser_push(p, &statement, sizeof statement)) return NULL;
    if (!pc_parser_end_line(p, true)) return NULL;
  }
  if (!pc_parser_close(p, &bracket)) return NULL;
  return new_block(p, bracket.offset, mark);
}

/* What follows `else`: a block, or one statement that becomes a block. */
static pc_block *parse_else(pc_parser *p) {
  if (pc_parser_kind(p) == PC_T_OPEN_CURLY) return pc_parse_block(p);
  uint32_t offset = p->lexer.token.offset;
  size_t mark = p->stack_used;
  pc_statement statement = { 0 };
  if (!pc_parser_enter(p) || !parse_statement(p, &statement)) return NULL;
  pc_parser_leave(p);
  return pc_parser_push(p, &statement, sizeof statement) ? new_block(p, offset, mark) : NULL;
}

static bool parse_if(pc_parser *p, pc_statement *statement) {
  pc_lexer_advance(&p->lexer);
  pc_syntax *condition = pc_parse_condition(p);
  if (!condition) return false;
  if (pc_parser_kind(p) != PC_T_OPEN_CURLY) {
    statement->kind = PC_S_ENTRY;
    statement->value = pc_parse_if_rest(p, statement->offset, condition);
    return statement->value != NULL;
  }
  statement->kind = PC_S_IF;
  statement->value = condition;
  statement->then_part = pc_parse_block(p);
  if (statement->then_part && pc_parser_take(p, PC_T_ELSE)) statement->else_part = parse_else(p);
  return !pc_parser_failed(p);
}

/* Takes names and strings; false where they cannot stand before a colon. */
static bool push_words(pc_parser *p, uint32_t *count) {
  uint32_t strings = 0;
  for (pc_token_kind kind; (kind = pc_parser_kind(p)) == PC_T_NAME || kind == PC_T_STRING; (*count)++) {
    pc_word word = pc_parser_word(p);
    if (strings > 0 && (!word.quoted || strings == 2)) {
      pc_parser_expected(p, "':'", "metrics, then a name, then a description stand before it");
      return false;
    }
    strings += word.quoted;
    if (!pc_parser_push(p, &word, sizeof word)) return false;
    pc_lexer_advance(&p->lexer);
  }
  return true;
}

/* A lone word without a colon starts an expression. */
static bool parse_entry(pc_parser *p, pc_statement *statement) {
  pc_token first = p->lexer.token;
  uint32_t last_end = p->lexer.last_end, count = 0;
  size_t mark = p->stack_used;
  statement->kind = PC_S_ENTRY;
  if (!push_words(p, &count)) return false;
  if (count > 0 && pc_parser_take(p, PC_T_COLON)) {
    statement->words = pc_parser_list(p, mark, sizeof *statement->words, &statement->word_count);
  } else if (count > 1) {
    pc_parser_expected(p, "':'", NULL);
  } else if (count == 1) {
    p->stack_used = mark;
    pc_lexer_return(&p->lexer, &first, last_end);
  }
  if (pc_parser_failed(p)) return false;
  statement->value = pc_parse_expr(p);
  return statement->value != NULL;
}

static bool parse_statement(pc_parser *p, pc_statement *statement) {
  statement->offset = p->lexer.token.offset;
  if (p->lexer.token.kind == PC_T_IF) return parse_if(p, statement);
  if (p->lexer.token.kind != PC_T_LET) return parse_entry(p, statement);
  statement->kind = PC_S_LET;
  statement->let = pc_parse_let(p);
  return statement->let != NULL;
}
