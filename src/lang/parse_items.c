/* Files: items, maps, patterns. */
#include "lang/parser.h"
#include <stdio.h>
#include <string.h>

/* ---- lists of strings ---- */

/* As many of the strings that may follow as stand there. */
static bool parse_titles(pc_parser *p, pc_item *item, uint32_t most) {
  size_t mark = p->stack_used;
  for (uint32_t i = 0; i < most && pc_parser_kind(p) == PC_T_STRING; i++) {
    pc_word title = pc_parser_word(p);
    if (!pc_parser_push(p, &title, sizeof title)) return false;
    pc_lexer_advance(&p->lexer);
  }
  item->strings = pc_parser_list(p, mark, sizeof *item->strings, &item->string_count);
  return !pc_parser_failed(p);
}

/* STRING { "," STRING } */
static bool parse_strings(pc_parser *p, pc_item *item, const char *what) {
  size_t mark = p->stack_used;
  do {
    pc_word string;
    if (!pc_parser_string(p, &string, what) || !pc_parser_push(p, &string, sizeof string)) return false;
  } while (pc_parser_take(p, PC_T_COMMA));
  item->strings = pc_parser_list(p, mark, sizeof *item->strings, &item->string_count);
  return !pc_parser_failed(p);
}

static bool take_word(pc_parser *p, const char *word) {
  if (pc_parser_kind(p) != PC_T_NAME || strcmp(p->lexer.token.text, word) != 0) return false;
  pc_lexer_advance(&p->lexer);
  return true;
}

/* ---- maps ---- */

static bool parse_use_map(pc_parser *p, pc_entry *entry) {
  entry->kind = PC_M_USE;
  return pc_parser_name(p, &entry->name, "a file's name after 'use'") &&
         pc_parser_expect(p, PC_T_DOT, "'.' and a model's name") &&
         pc_parser_name(p, &entry->member, "a model's name after '.'");
}

static bool parse_entry(pc_parser *p, pc_entry *entry) {
  if (p->lexer.token.kind == PC_T_LET) {
    entry->kind = PC_M_LET;
    entry->let = pc_parse_let(p);
    return entry->let != NULL;
  }
  entry->kind = PC_M_BIND;
  if (!pc_parser_name(p, &entry->name, "a binding 'name = value'")) return false;
  if (strcmp(entry->name.text, "use") == 0 && pc_parser_kind(p) == PC_T_NAME) return parse_use_map(p, entry);
  if (!pc_parser_expect(p, PC_T_ASSIGN, "'='")) return false;
  entry->value = pc_parse_expr(p);
  return entry->value != NULL;
}

static bool parse_map(pc_parser *p, pc_item *item) {
  pc_bracket bracket;
  size_t mark = p->stack_used;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_CURLY, "'{' and bindings")) return false;
  for (pc_parser_skip_lines(p); p->lexer.token.kind != PC_T_END && !pc_parser_closes(p, &bracket);
       pc_parser_skip_lines(p)) {
    pc_entry entry = { 0 };
    if (!parse_entry(p, &entry) || !pc_parser_push(p, &entry, sizeof entry)) return false;
    if (!pc_parser_end_line(p, true)) return false;
  }
  if (!pc_parser_close(p, &bracket)) return false;
  item->map.entries = pc_parser_list(p, mark, sizeof *item->map.entries, &item->map.n);
  return !pc_parser_failed(p);
}

/* ---- patterns of operations ---- */

static bool push_size(pc_parser *p) {
  pc_size size = { .star = pc_parser_take(p, PC_T_STAR) };
  pc_token_kind kind = pc_parser_kind(p);
  bool lone = size.star && (kind == PC_T_COMMA || kind == PC_T_CLOSE_SQUARE);
  if (!lone && !(size.value = pc_parse_expr(p))) return false;
  if (!lone && pc_parser_take(p, PC_T_ASSIGN) && !(size.shape = pc_parse_expr(p))) return false;
  return pc_parser_push(p, &size, sizeof size);
}

static bool parse_sizes(pc_parser *p, pc_pattern *pattern) {
  pc_bracket bracket;
  size_t mark = p->stack_used;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_SQUARE, "'['")) return false;
  if (!pc_parser_closes(p, &bracket)) {
    do
      if (!push_size(p)) return false;
    while (pc_parser_take(p, PC_T_COMMA));
  }
  pattern->ranked = true;
  pattern->sizes = pc_parser_list(p, mark, sizeof *pattern->sizes, &pattern->n);
  return !pc_parser_failed(p) && pc_parser_close_list(p, &bracket);
}

static bool push_pattern(pc_parser *p) {
  pc_pattern pattern = { .rest = pc_parser_take(p, PC_T_DOTS) };
  if (!pattern.rest) {
    if (!pc_parser_name(p, &pattern.name, "a parameter's name, '_' or '...'")) return false;
    pattern.optional = pc_parser_take(p, PC_T_QUESTION);
    if (pc_parser_kind(p) == PC_T_OPEN_SQUARE && !parse_sizes(p, &pattern)) return false;
    if (pc_parser_take(p, PC_T_ASSIGN) && !(pattern.value = pc_parse_expr(p))) return false;
  }
  return pc_parser_push(p, &pattern, sizeof pattern);
}

/* "(" [ patterns ] ")" */
static bool parse_patterns(pc_parser *p, pc_pattern **patterns, uint32_t *count) {
  pc_bracket bracket;
  size_t mark = p->stack_used;
  if (!pc_parser_open(p, &bracket, PC_T_OPEN_ROUND, "'(' and the operation's parameters")) return false;
  if (!pc_parser_closes(p, &bracket)) {
    do
      if (!push_pattern(p)) return false;
    while (pc_parser_take(p, PC_T_COMMA));
  }
  *patterns = pc_parser_list(p, mark, sizeof **patterns, count);
  return !pc_parser_failed(p) && pc_parser_close_list(p, &bracket);
}

static bool parse_results(pc_parser *p, pc_item *item) {
  item->has_results = true;
  if (pc_parser_kind(p) == PC_T_OPEN_ROUND) return parse_patterns(p, &item->results, &item->result_count);
  size_t mark = p->stack_used;
  if (!push_pattern(p)) return false;
  item->results = pc_parser_list(p, mark, sizeof *item->results, &item->result_count);
  return !pc_parser_failed(p);
}

/* ---- items: each is called after its word was taken, and pushes what it made ---- */

static bool push_item(pc_parser *p, const pc_item *item) {
  return pc_parser_push(p, item, sizeof *item);
}

static bool parse_use(pc_parser *p, pc_item *item) {
  size_t mark = p->stack_used;
  pc_word file;
  if (!pc_parser_string(p, &file, "a file's name in quotes after 'use'") || !pc_parser_push(p, &file, sizeof file))
    return false;
  item->strings = pc_parser_list(p, mark, sizeof file, &item->string_count);
  if (pc_parser_failed(p)) return false;
  if (take_word(p, "as") && !pc_parser_name(p, &item->name, "a name after 'as'")) return false;
  return push_item(p, item);
}

static bool parse_symbols(pc_parser *p, pc_item *item) {
  do {
    pc_item symbol = *item;
    if (!pc_parser_name(p, &symbol.name, "a symbol's name") || !parse_titles(p, &symbol, 1) || !push_item(p, &symbol))
      return false;
  } while (pc_parser_take(p, PC_T_COMMA));
  return true;
}

static bool parse_alternatives(pc_parser *p, pc_item *item) {
  size_t mark = p->stack_used;
  do {
    pc_syntax *value = pc_parse_expr(p);
    if (!value || !pc_parser_push(p, &value, sizeof value)) return false;
  } while (pc_parser_take(p, PC_T_BAR));
  item->values = pc_parser_list(p, mark, sizeof *item->values, &item->value_count);
  return !pc_parser_failed(p);
}

static bool parse_options(pc_parser *p, pc_item *item) {
  do {
    pc_item option = *item;
    if (!pc_parser_name(p, &option.name, "an option's name") || !parse_titles(p, &option, 1)) return false;
    if (!pc_parser_expect(p, PC_T_ASSIGN, "'=' and the option's default")) return false;
    if (!parse_alternatives(p, &option) || !push_item(p, &option)) return false;
  } while (pc_parser_take(p, PC_T_COMMA));
  return true;
}

static bool parse_metric(pc_parser *p, pc_item *item) {
  if (!pc_parser_name(p, &item->name, "a metric's name") || !parse_titles(p, item, 2)) return false;
  if (pc_parser_take(p, PC_T_ASSIGN) && !(item->value = pc_parse_expr(p))) return false;
  return push_item(p, item);
}

static bool is_value(pc_parser *p, const pc_syntax *side) {
  bool value = side->kind != PC_X_AND && side->kind != PC_X_OR && side->kind != PC_X_NOT && side->kind != PC_X_COMPARE;
  if (!value)
    pc_parser_fail(p, side->offset,
                   "what divides is a fact of its own (write 'assume h | d', and other facts on other lines)");
  return value;
}

static bool parse_assume(pc_parser *p, pc_item *item) {
  if (!(item->value = pc_parse_expr(p))) return false;
  if (pc_parser_take(p, PC_T_BAR)) {
    if (!is_value(p, item->value) || !(item->divides = pc_parse_expr(p))) return false;
    if (!is_value(p, item->divides)) return false;
  }
  return push_item(p, item);
}

static bool parse_body(pc_parser *p, pc_item *item, pc_let *let) {
  uint32_t offset = p->lexer.token.offset;
  pc_block *block = pc_parse_block(p);
  if (!block || !(let->value = pc_parser_node(p, PC_X_BLOCK, offset))) return false;
  let->value->block = block;
  item->let = pc_arena_copy(p->arena, let, sizeof *let);
  if (!item->let) pc_parser_no_memory(p);
  return item->let && push_item(p, item);
}

static bool parse_layer(pc_parser *p, pc_item *item) {
  pc_let let = { 0 };
  if (!pc_parser_name(p, &let.name, "a layer's name") || !pc_parse_params(p, &let)) return false;
  item->name = let.name;
  return parse_body(p, item, &let);
}

static bool parse_model(pc_parser *p, pc_item *item) {
  pc_let let = { .function = true };
  if (!pc_parser_name(p, &let.name, "a model's name") || !parse_titles(p, item, 1)) return false;
  item->name = let.name;
  return parse_body(p, item, &let);
}

static bool parse_target(pc_parser *p, pc_item *item) {
  return !take_word(p, "for") || pc_parser_name(p, &item->target, "a model's name after 'for'");
}

static bool parse_preset(pc_parser *p, pc_item *item) {
  return pc_parser_name(p, &item->name, "a preset's name") && parse_target(p, item) && parse_map(p, item) &&
         push_item(p, item);
}

static bool parse_defaults(pc_parser *p, pc_item *item) {
  return parse_strings(p, item, "a model type in quotes") && parse_map(p, item) && push_item(p, item);
}

static bool parse_huggingface(pc_parser *p, pc_item *item) {
  return parse_strings(p, item, "a model type in quotes") && parse_target(p, item) && parse_map(p, item) &&
         push_item(p, item);
}

static bool parse_op(pc_parser *p, pc_item *item) {
  if (!parse_strings(p, item, "an operation's name in quotes")) return false;
  if (!parse_patterns(p, &item->patterns, &item->pattern_count)) return false;
  if (pc_parser_take(p, PC_T_ARROW) && !parse_results(p, item)) return false;
  item->block = pc_parse_block(p);
  return item->block && push_item(p, item);
}

static bool parse_let_item(pc_parser *p, pc_item *item) {
  item->let = pc_parse_let(p);
  if (!item->let) return false;
  item->name = item->let->name;
  return push_item(p, item);
}

/* ---- files ---- */

static const struct item_word {
  const char *word;
  pc_item_kind kind;
  bool (*parse)(pc_parser *p, pc_item *item);
} item_words[] = {
  { "symbol", PC_I_SYMBOL, parse_symbols },
  { "option", PC_I_OPTION, parse_options },
  { "metric", PC_I_METRIC, parse_metric },
  { "assume", PC_I_ASSUME, parse_assume },
  { "layer", PC_I_LAYER, parse_layer },
  { "model", PC_I_MODEL, parse_model },
  { "preset", PC_I_PRESET, parse_preset },
  { "use", PC_I_USE, parse_use },
  { "defaults", PC_I_DEFAULTS, parse_defaults },
  { "huggingface", PC_I_HUGGINGFACE, parse_huggingface },
  { "op", PC_I_OP, parse_op },
};
enum { ITEM_WORDS = sizeof item_words / sizeof *item_words };

static bool expected_item(pc_parser *p) {
  const char *what = "an item (symbol, option, metric, assume, let, layer, model, preset, use, ...)";
  const pc_token *token = &p->lexer.token;
  pc_nearest nearest = { .word = token->kind == PC_T_NAME ? token->text : "" };
  for (int i = 0; i < ITEM_WORDS; i++) pc_nearest_try(&nearest, item_words[i].word);
  pc_nearest_try(&nearest, "let");
  char hint[80] = "a line goes on after an operator, not before one";
  if (nearest.best) snprintf(hint, sizeof hint, "did you mean '%s'?", nearest.best);
  pc_parser_expected(p, what, nearest.best || token->kind >= PC_T_AND ? hint : NULL);
  return false;
}

static bool parse_item(pc_parser *p, const char *doc) {
  const pc_token *token = &p->lexer.token;
  pc_item item = { .kind = PC_I_LET, .offset = token->offset, .doc = doc };
  if (token->kind == PC_T_LET) return parse_let_item(p, &item);
  if (token->kind != PC_T_NAME) return expected_item(p);
  for (const struct item_word *w = item_words; w < item_words + ITEM_WORDS; w++) {
    if (strcmp(w->word, token->text) != 0) continue;
    item.kind = w->kind;
    pc_lexer_advance(&p->lexer);
    return w->parse(p, &item);
  }
  return expected_item(p);
}

bool pc_parse_items(pc_parser *p, pc_file_syntax *file) {
  size_t mark = p->stack_used;
  *file = (pc_file_syntax) { 0 };
  for (bool first = true;; first = false) {
    uint32_t from = p->lexer.last_end;
    pc_parser_skip_lines(p);
    const char *doc = pc_parse_docs(p, from, p->lexer.token.offset, first ? &file->doc : NULL);
    if (pc_parser_failed(p)) return false;
    if (p->lexer.token.kind == PC_T_END) break;
    if (!parse_item(p, doc) || !pc_parser_end_line(p, false)) return false;
  }
  file->items = pc_parser_list(p, mark, sizeof *file->items, &file->n);
  return !pc_parser_failed(p);
}
