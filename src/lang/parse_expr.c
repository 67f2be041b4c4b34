/* Expressions: precedence climbing over one table of operators. Chains of one priority become one node. */
#include "lang/parser.h"
#include <string.h>

enum { EVERY, OR, AND, NOT, COMPARE, COALESCE, SUM, PRODUCT, NEGATE, POWER };

/* `op` is a comparison's; in a PRODUCT or SUM it says that the operand is inverted. */
static const struct rule {
  uint8_t priority; /* 0: no operator */
  uint8_t kind, op;
} rules[PC_T_KINDS] = {
  [PC_T_OR] = { OR, PC_X_OR, 0 },
  [PC_T_AND] = { AND, PC_X_AND, 0 },
  [PC_T_EQ] = { COMPARE, PC_X_COMPARE, PC_EQ },
  [PC_T_NE] = { COMPARE, PC_X_COMPARE, PC_NE },
  [PC_T_LT] = { COMPARE, PC_X_COMPARE, PC_LT },
  [PC_T_LE] = { COMPARE, PC_X_COMPARE, PC_LE },
  [PC_T_GT] = { COMPARE, PC_X_COMPARE, PC_GT },
  [PC_T_GE] = { COMPARE, PC_X_COMPARE, PC_GE },
  [PC_T_IN] = { COMPARE, PC_X_COMPARE, PC_IN },
  [PC_T_BAR] = { COMPARE, PC_X_COMPARE, PC_BAR },
  [PC_T_COALESCE] = { COALESCE, PC_X_COALESCE, 0 },
  [PC_T_PLUS] = { SUM, PC_X_SUM, 0 },
  [PC_T_MINUS] = { SUM, PC_X_SUM, 1 },
  [PC_T_STAR] = { PRODUCT, PC_X_PRODUCT, 0 },
  [PC_T_SLASH] = { PRODUCT, PC_X_PRODUCT, 1 },
  [PC_T_POWER] = { POWER, PC_X_POWER, 0 },
};

static pc_syntax *parse_operators(pc_parser *p, int least);

static const struct rule *rule_of(const pc_parser *p) {
  pc_token_kind kind = pc_parser_kind(p);
  return &rules[kind == PC_T_BAR && !p->bars ? PC_T_END : kind];
}

/* ---- primaries ---- */

/* A node of the token, which is taken. */
static pc_syntax *leaf(pc_parser *p, pc_syntax_kind kind) {
  pc_token *token = &p->lexer.token;
  pc_syntax *node = pc_parser_node(p, kind, token->offset);
  if (!node) return NULL;
  node->text = token->text;
  if (kind == PC_X_NUMBER) node->n = token->length;
  if (kind == PC_X_ARGUMENT) node->n = p->lexer.arguments;
  pc_lexer_advance(&p->lexer);
  return node;
}

static pc_syntax *parse_bracketed(pc_parser *p) {
  pc_bracket bracket;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_ROUND, "'('")) return NULL;
  pc_syntax *expr = pc_parse_expr(p);
  if (!expr || !pc_parser_close(p, &bracket)) return NULL;
  expr->bracketed = true;
  return expr;
}

static pc_syntax *parse_list(pc_parser *p) {
  pc_bracket bracket;
  size_t mark = p->stack_used;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_SQUARE, "'['")) return NULL;
  if (!pc_parser_closes(p, &bracket)) {
    do {
      pc_syntax *item = pc_parse_expr(p);
      if (!item || !pc_parser_push(p, &item, sizeof item)) return NULL;
    } while (pc_parser_take(p, PC_T_COMMA));
  }
  if (!pc_parser_close_list(p, &bracket)) return NULL;
  return pc_parser_node_of(p, PC_X_LIST, bracket.offset, mark);
}

static pc_syntax *parse_block_value(pc_parser *p) {
  pc_syntax *node = pc_parser_node(p, PC_X_BLOCK, p->lexer.token.offset);
  if (!node) return NULL;
  node->block = pc_parse_block(p);
  return node->block ? node : NULL;
}

static bool starts_line(const pc_parser *p) {
  uint32_t from = p->lexer.last_end;
  return memchr(p->lexer.source->text + from, '\n', p->lexer.token.offset - from) != NULL;
}

static pc_syntax *expected_expression(pc_parser *p, pc_token_kind kind) {
  const char *hint = NULL;
  if (kind == PC_T_IF || kind == PC_T_NOT) hint = "put it in round brackets";
  if (kind == PC_T_DOT) hint = "a number starts with a digit: 0.5";
  if (kind == PC_T_SLASH) hint = "comments start with #";
  if (kind == PC_T_ASSIGN) hint = "did you mean '=='?";
  if (rules[kind].priority && starts_line(p)) hint = "a line goes on after an operator, not before one";
  pc_parser_expected(p, "an expression", hint);
  return NULL;
}

static pc_syntax *parse_primary(pc_parser *p) {
  pc_token_kind kind = pc_parser_kind(p);
  switch (kind) {
  case PC_T_NAME: return leaf(p, PC_X_NAME);
  case PC_T_NUMBER: return leaf(p, PC_X_NUMBER);
  case PC_T_STRING: return leaf(p, PC_X_STRING);
  case PC_T_ARGUMENT: return leaf(p, PC_X_ARGUMENT);
  case PC_T_TRUE: return leaf(p, PC_X_TRUE);
  case PC_T_FALSE: return leaf(p, PC_X_FALSE);
  case PC_T_NULL: return leaf(p, PC_X_NULL);
  case PC_T_OPEN_ROUND: return parse_bracketed(p);
  case PC_T_OPEN_SQUARE: return parse_list(p);
  case PC_T_OPEN_CURLY: return parse_block_value(p);
  default: return expected_expression(p, kind);
  }
}

/* ---- what follows a primary ---- */

static bool push_labelled(pc_parser *p, pc_syntax *value, pc_word label) {
  pc_labelled item = { value, label };
  return value && pc_parser_push(p, &item, sizeof item);
}

static bool push_argument(pc_parser *p) {
  pc_word label = { 0 };
  if (p->lexer.token.kind == PC_T_NAME && pc_lexer_before_assign(&p->lexer)) {
    label = pc_parser_word(p);
    pc_lexer_advance(&p->lexer);
    pc_lexer_advance(&p->lexer);
  }
  return push_labelled(p, pc_parse_expr(p), label);
}

static pc_syntax *parse_call(pc_parser *p, pc_syntax *called) {
  pc_bracket bracket;
  size_t mark = p->stack_used;
  if (!push_labelled(p, called, (pc_word) { 0 })) return NULL;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_ROUND, "'('")) return NULL;
  if (!pc_parser_closes(p, &bracket)) {
    do
      if (!push_argument(p)) return NULL;
    while (pc_parser_take(p, PC_T_COMMA));
  }
  if (!pc_parser_close_list(p, &bracket)) return NULL;
  return pc_parser_node_labelled(p, PC_X_CALL, called->offset, mark);
}

static pc_syntax *parse_index(pc_parser *p, pc_syntax *base) {
  pc_bracket bracket;
  size_t mark = p->stack_used;
  if (!pc_parser_push(p, &base, sizeof base)) return NULL;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_SQUARE, "'['")) return NULL;
  pc_syntax *index = pc_parse_expr(p);
  if (!index || !pc_parser_close(p, &bracket) || !pc_parser_push(p, &index, sizeof index)) return NULL;
  return pc_parser_node_of(p, PC_X_INDEX, base->offset, mark);
}

static pc_syntax *parse_member(pc_parser *p, pc_syntax *base) {
  pc_word name;
  size_t mark = p->stack_used;
  pc_lexer_advance(&p->lexer);
  if (!pc_parser_name(p, &name, "a name after '.'") || !pc_parser_push(p, &base, sizeof base)) return NULL;
  pc_syntax *node = pc_parser_node_of(p, PC_X_MEMBER, name.offset, mark);
  if (node) node->text = name.text;
  return node;
}

static pc_syntax *parse_postfix(pc_parser *p) {
  pc_syntax *left = parse_primary(p);
  size_t depth = p->depth;
  while (left) {
    pc_token_kind kind = pc_parser_kind(p);
    if (kind != PC_T_OPEN_ROUND && kind != PC_T_OPEN_SQUARE && kind != PC_T_DOT) break;
    if (!pc_parser_enter(p)) return NULL; /* each one nests what stands before it */
    left = kind == PC_T_OPEN_ROUND    ? parse_call(p, left)
           : kind == PC_T_OPEN_SQUARE ? parse_index(p, left)
                                      : parse_member(p, left);
  }
  p->depth = depth;
  return left;
}

/* ---- operators ---- */

static pc_syntax *parse_prefix(pc_parser *p, pc_syntax_kind kind, int priority) {
  uint32_t offset = p->lexer.token.offset;
  size_t mark = p->stack_used;
  if (!pc_parser_enter(p)) return NULL;
  pc_lexer_advance(&p->lexer);
  pc_syntax *operand = parse_operators(p, priority);
  if (!operand || !pc_parser_push(p, &operand, sizeof operand)) return NULL;
  pc_parser_leave(p);
  return pc_parser_node_of(p, kind, offset, mark);
}

static pc_syntax *parse_operand(pc_parser *p, int least) {
  pc_token_kind kind = pc_parser_kind(p);
  if (kind == PC_T_MINUS) return parse_prefix(p, PC_X_NEGATE, NEGATE);
  if (kind == PC_T_NOT && least <= NOT) return parse_prefix(p, PC_X_NOT, NOT);
  return parse_postfix(p);
}

/* Pushes the operand after the operator that the token is. */
static bool push_operand(pc_parser *p, const struct rule *rule) {
  pc_lexer_advance(&p->lexer);
  if (!pc_parser_enter(p)) return false;
  pc_syntax *operand = parse_operators(p, rule->priority == POWER ? POWER : rule->priority + 1);
  if (!operand) return false;
  pc_parser_leave(p);
  operand->inverse = rule->op == 1 && rule->priority != COMPARE;
  return pc_parser_push(p, &operand, sizeof operand);
}

/* left OP operand OP operand ..., for all OP of one priority; right-associative and single ones end after the first. */
static pc_syntax *parse_chain(pc_parser *p, pc_syntax *left, const struct rule *first) {
  size_t mark = p->stack_used;
  const struct rule *rule = first;
  if (!pc_parser_push(p, &left, sizeof left)) return NULL;
  do {
    if (!push_operand(p, rule)) return NULL;
    rule = rule_of(p);
  } while (rule->priority == first->priority && rule->priority != COMPARE && rule->priority != POWER);
  if (rule->priority == COMPARE && first->priority == COMPARE) {
    pc_parser_fail(p, p->lexer.token.offset, "comparisons do not chain (write 'a < b and b < c')");
    return NULL;
  }
  pc_syntax *node = pc_parser_node_of(p, first->kind, left->offset, mark);
  if (node && first->priority == COMPARE) node->op = first->op & 7;
  return node;
}

/* An expression of operators that bind at least as tightly as `least`. */
static pc_syntax *parse_operators(pc_parser *p, int least) {
  pc_syntax *left = parse_operand(p, least);
  while (left) {
    const struct rule *rule = rule_of(p);
    if (rule->priority == 0 || rule->priority < least) break;
    left = parse_chain(p, left, rule);
  }
  return left;
}

/* ---- if, where, except ---- */

pc_syntax *pc_parse_condition(pc_parser *p) {
  pc_bracket bracket;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_ROUND, "'(' and a condition after 'if'")) return NULL;
  pc_syntax *condition = pc_parse_expr(p);
  return condition && pc_parser_close(p, &bracket) ? condition : NULL;
}

pc_syntax *pc_parse_if_rest(pc_parser *p, uint32_t offset, pc_syntax *condition) {
  size_t mark = p->stack_used;
  if (!pc_parser_push(p, &condition, sizeof condition)) return NULL;
  pc_syntax *value = pc_parse_expr(p);
  if (!value || !pc_parser_push(p, &value, sizeof value)) return NULL;
  if (!pc_parser_expect(p, PC_T_ELSE, "'else'")) return NULL;
  value = pc_parse_expr(p);
  if (!value || !pc_parser_push(p, &value, sizeof value)) return NULL;
  return pc_parser_node_of(p, PC_X_IF, offset, mark);
}

static pc_syntax *parse_if(pc_parser *p) {
  uint32_t offset = p->lexer.token.offset;
  if (!pc_parser_enter(p)) return NULL;
  pc_lexer_advance(&p->lexer);
  pc_syntax *condition = pc_parse_condition(p);
  pc_syntax *node = condition ? pc_parse_if_rest(p, offset, condition) : NULL;
  pc_parser_leave(p);
  return node;
}

static bool push_binding(pc_parser *p) {
  pc_word name;
  if (!pc_parser_name(p, &name, "a binding 'name = value'") || !pc_parser_expect(p, PC_T_ASSIGN, "'='")) return false;
  return push_labelled(p, pc_parse_expr(p), name);
}

static pc_syntax *parse_where(pc_parser *p, pc_syntax *left) {
  uint32_t offset = p->lexer.token.offset;
  size_t mark = p->stack_used;
  pc_bracket bracket;
  pc_lexer_advance(&p->lexer);
  if (!push_labelled(p, left, (pc_word) { 0 })) return NULL;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_ROUND, "'(' and bindings after 'where'")) return NULL;
  do
    if (!push_binding(p)) return NULL;
  while (pc_parser_take(p, PC_T_COMMA));
  if (!pc_parser_close_list(p, &bracket)) return NULL;
  return pc_parser_node_labelled(p, PC_X_WHERE, offset, mark);
}

static bool parse_metrics(pc_parser *p, pc_word **words, uint32_t *count) {
  size_t mark = p->stack_used;
  do {
    pc_word metric;
    if (!pc_parser_name(p, &metric, "a metric after 'except'") || !pc_parser_push(p, &metric, sizeof metric))
      return false;
  } while (pc_parser_kind(p) == PC_T_NAME);
  *words = pc_parser_list(p, mark, sizeof **words, count);
  return !pc_parser_failed(p);
}

static pc_syntax *parse_except(pc_parser *p, pc_syntax *left) {
  uint32_t offset = p->lexer.token.offset, count;
  size_t mark = p->stack_used;
  pc_word *words;
  pc_lexer_advance(&p->lexer);
  if (!pc_parser_push(p, &left, sizeof left) || !parse_metrics(p, &words, &count)) return NULL;
  if (!pc_parser_expect(p, PC_T_COLON, "':' and a multiplicity")) return NULL;
  pc_syntax *multiplicity = parse_operators(p, OR);
  if (!multiplicity || !pc_parser_push(p, &multiplicity, sizeof multiplicity)) return NULL;
  pc_syntax *node = pc_parser_node_of(p, PC_X_EXCEPT, offset, mark);
  if (!node) return NULL;
  node->words = words;
  node->word_count = count;
  return node;
}

pc_syntax *pc_parse_expr(pc_parser *p) {
  pc_token_kind kind = pc_parser_kind(p);
  if (kind == PC_T_IF) return parse_if(p);
  pc_syntax *left = parse_operators(p, EVERY);
  size_t depth = p->depth;
  while (left && ((kind = pc_parser_kind(p)) == PC_T_WHERE || kind == PC_T_EXCEPT)) {
    if (!pc_parser_enter(p)) return NULL;
    left = kind == PC_T_WHERE ? parse_where(p, left) : parse_except(p, left);
  }
  p->depth = depth;
  return left;
}
