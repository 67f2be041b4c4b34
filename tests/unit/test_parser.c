/* The parser: tree shapes, places, messages, limits, failing allocations. */
#include "lang/syntax.h"
#include "suites.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pc_context *ctx;
static pc_arena arena;
static pc_buffer shape; /* the last tree as text */

static void set_up(void) {
  ctx = pc_context_new(NULL, NULL);
  arena = (pc_arena) { .ctx = ctx };
  shape = (pc_buffer) { .ctx = ctx };
}

static void tear_down(void) {
  pc_arena_clear(&arena);
  pc_buffer_clear(&shape);
  pc_context_free(ctx);
}

/* ---- trees as text: (KIND item ...), `!` before an inverse item, `'` before a bracketed one ---- */

static void show_block(const pc_block *block);
static void show_let(const pc_let *let);

static const char *const heads[] = {
  [PC_X_LIST] = "list", [PC_X_CALL] = "call", [PC_X_MEMBER] = ".", [PC_X_INDEX] = "index", [PC_X_NEGATE] = "neg",
  [PC_X_POWER] = "^",   [PC_X_PRODUCT] = "*", [PC_X_SUM] = "+",    [PC_X_COALESCE] = "??", [PC_X_NOT] = "not",
  [PC_X_AND] = "and",   [PC_X_OR] = "or",     [PC_X_IF] = "if",    [PC_X_WHERE] = "where", [PC_X_EXCEPT] = "except",
};
static const char *const comparisons[] = { "==", "!=", "<", "<=", ">", ">=", "in" };

static void show(const pc_syntax *x) {
  if (x->inverse) pc_buffer_adds(&shape, "!");
  if (x->bracketed) pc_buffer_adds(&shape, "'");
  switch (x->kind) {
  case PC_X_NUMBER: pc_buffer_add(&shape, x->text, x->n); return;
  case PC_X_STRING: pc_buffer_addf(&shape, "\"%s\"", x->text); return;
  case PC_X_TRUE: pc_buffer_adds(&shape, "true"); return;
  case PC_X_FALSE: pc_buffer_adds(&shape, "false"); return;
  case PC_X_NULL: pc_buffer_adds(&shape, "null"); return;
  case PC_X_NAME: pc_buffer_adds(&shape, x->text); return;
  case PC_X_ARGUMENT: pc_buffer_addf(&shape, "%%%u", (unsigned)x->n); return;
  case PC_X_BLOCK: show_block(x->block); return;
  default: break;
  }
  pc_buffer_addf(&shape, "(%s", x->kind == PC_X_COMPARE ? comparisons[x->op] : heads[x->kind]);
  for (uint32_t i = 0; i < x->n; i++) {
    bool labels = x->kind == PC_X_CALL || x->kind == PC_X_WHERE;
    const pc_word *label = labels ? pc_syntax_label(x, i) : NULL;
    pc_buffer_addf(&shape, label ? " %s=" : " %s", label ? label->text : "");
    show(x->items[i]);
  }
  if (x->kind == PC_X_MEMBER) pc_buffer_addf(&shape, " %s", x->text);
  for (uint32_t i = 0; i < x->word_count; i++) pc_buffer_addf(&shape, " %s", x->words[i].text);
  pc_buffer_adds(&shape, ")");
}

static void show_statement(const pc_statement *s) {
  if (s->kind == PC_S_LET) {
    show_let(s->let);
  } else if (s->kind == PC_S_IF) {
    pc_buffer_adds(&shape, "if ");
    show(s->value);
    pc_buffer_adds(&shape, " ");
    show_block(s->then_part);
    if (s->else_part) pc_buffer_adds(&shape, " else "), show_block(s->else_part);
  } else {
    for (uint32_t i = 0; i < s->word_count; i++)
      pc_buffer_addf(&shape, s->words[i].quoted ? "\"%s\"%s" : "%s%s", s->words[i].text,
                     i + 1 < s->word_count ? " " : ": ");
    show(s->value);
  }
}

static void show_block(const pc_block *block) {
  pc_buffer_adds(&shape, "{");
  for (uint32_t i = 0; i < block->n; i++) {
    if (i) pc_buffer_adds(&shape, "; ");
    show_statement(&block->statements[i]);
  }
  pc_buffer_adds(&shape, "}");
}

static void show_let(const pc_let *let) {
  pc_buffer_addf(&shape, "let %s", let->name.text);
  if (let->function) pc_buffer_adds(&shape, "(");
  for (uint32_t i = 0; i < let->param_count; i++) {
    pc_buffer_addf(&shape, "%s%s", i ? " " : "", let->params[i].name.text);
    if (let->params[i].value) pc_buffer_adds(&shape, "="), show(let->params[i].value);
  }
  pc_buffer_adds(&shape, let->function ? ") " : " ");
  show(let->value);
}

/* ---- parsing in tests ---- */

static const pc_syntax *expression(const char *text, bool formats) {
  pc_source source = { "expr", text, strlen(text) };
  pc_error error = PC_ERROR_INIT;
  pc_syntax *x = NULL;
  pc_status status = pc_parse_expression(&x, &arena, &source, formats, &error);
  ck_assert_msg(status == PC_OK, "%s: %s", text, error.message);
  pc_buffer_clear(&shape);
  show(x);
  return x;
}

static const pc_file_syntax *file(const char *text) {
  pc_source source = { "m.cost", text, strlen(text) };
  pc_error error = PC_ERROR_INIT;
  pc_file_syntax *f = NULL;
  pc_status status = pc_parse_file(&f, &arena, &source, &error);
  ck_assert_msg(status == PC_OK, "%s:\n%zu:%zu: %s", text, error.line, error.column, error.message);
  return f;
}

static const pc_block *block(const char *text) {
  const pc_file_syntax *f = file(text);
  ck_assert_uint_eq(f->n, 1);
  pc_buffer_clear(&shape);
  show_block(f->items[0].let->value->block);
  return f->items[0].let->value->block;
}

static void check_expression(const char *text, const char *expected) {
  expression(text, true);
  ck_assert_str_eq(shape.text, expected);
}

static void check_block(const char *text, const char *expected) {
  block(text);
  ck_assert_str_eq(shape.text, expected);
}

/* ---- expressions ---- */

static const struct {
  const char *text, *tree;
} expressions[] = {
  { "a", "a" },
  { "1_000_000", "1_000_000" },
  { "1.4e12 - 70e9", "(+ 1.4e12 !70e9)" },
  { "2^40*64Ki/7B", "(* (^ 2 40) 64Ki !7B)" },
  { "1e-3+1.5E+2T", "(+ 1e-3 1.5E+2T)" },
  { "\"a \\\"b\\\" \\\\ \\alpha\"", "\"a \"b\" \\ \\alpha\"" },
  { "[true, false, null, []]", "(list true false null (list))" },
  { "-x^2", "(neg (^ x 2))" },
  { "2^-3", "(^ 2 (neg 3))" },
  { "2^-x^2", "(^ 2 (neg (^ x 2)))" },
  { "2**3^4", "(^ 2 (^ 3 4))" },
  { "a*-b", "(* a (neg b))" },
  { "-a*b", "(* (neg a) b)" },
  { "--a", "(neg (neg a))" },
  { "a - b + c*d/e - f", "(+ a !b (* c d !e) !f)" },
  { "a/(b/c)*d", "(* a !'(* b !c) d)" },
  { "a - (b - c)", "(+ a !'(+ b !c))" },
  { "((a))", "'a" },
  { "(a)(b)", "(call 'a b)" },
  { "a ?? b + c ?? d", "(?? a (+ b c) d)" },
  { "a ?? b == c", "(== (?? a b) c)" },
  { "a or b and not c == d or e", "(or a (and b (not (== c d))) e)" },
  { "not not a", "(not (not a))" },
  { "x in \"abc\"", "(in x \"abc\")" },
  { "a <= b", "(<= a b)" },
  { "(a < b) == (c >= d)", "(== '(< a b) '(>= c d))" },
  { "f()", "(call f)" },
  { "f(a, w = b, c == d)", "(call f a w=b (== c d))" },
  { "x.y[1](2).z", "(. (call (index (. x y) 1) 2) z)" },
  { "f(x).y^2", "(^ (. (call f x) y) 2)" },
  { "if (a) b else if (c) d else e + f", "(if a b (if c d (+ e f)))" },
  { "if (a) b else c where (x = 1)", "(if a b (where c x=1))" },
  { "a + b where (l = 1, c = t) except m n: k or 2 except m: 0",
    "(except (except (where (+ a b) l=1 c=t) (or k 2) m n) 0 m)" },
  { "f(x = a except m: 1)", "(call f x=(except a 1 m))" },
  { "{ a: 1, 2 * { b: 3 } }", "{a: 1; (* 2 {b: 3})}" },
  { "sum(x in t.l, x == \"f\")", "(call sum (in x (. t l)) (== x \"f\"))" },
  { "2*%e*%e^2", "(* 2 %0 (^ %1 2))" },
  { "a\n+ b", "(+ a b)" },
  { "# c\na # d", "a" },
};

START_TEST(expressions_become_trees) {
  check_expression(expressions[_i].text, expressions[_i].tree);
}
END_TEST

START_TEST(offsets_point_at_what_is_meant) {
  const pc_syntax *x = expression("aa + bb*f(c, k = d)", false);
  ck_assert_uint_eq(x->offset, 0);
  const pc_syntax *product = x->items[1], *call = product->items[1];
  ck_assert_uint_eq(product->offset, 5);
  ck_assert_uint_eq(call->offset, 8);
  ck_assert_uint_eq(call->items[2]->offset, 17);
  ck_assert_uint_eq(call->words[2].offset, 13);
  ck_assert_uint_eq(expression("a.bc", false)->offset, 2);
  ck_assert_uint_eq(expression("a  -  -b", false)->items[1]->offset, 6);
  ck_assert_uint_eq(expression("x except m n: 1", false)->words[1].offset, 11);
  ck_assert_uint_eq(expression("x where (n = 1)", false)->words[1].offset, 9);
}
END_TEST

START_TEST(long_chains_are_one_node) {
  enum { TERMS = 200000 };
  char *text = malloc(3 * TERMS), *p = text;
  for (int i = 0; i < TERMS; i++) *p++ = 'a', *p++ = i % 2 ? '-' : '+';
  p[-1] = '\0';
  pc_source source = { "expr", text, strlen(text) };
  pc_syntax *x;
  ck_assert_int_eq(pc_parse_expression(&x, &arena, &source, false, NULL), PC_OK);
  ck_assert_int_eq(x->kind, PC_X_SUM);
  ck_assert_uint_eq(x->n, TERMS);
  ck_assert(!x->items[1]->inverse && x->items[2]->inverse && !x->items[3]->inverse);
  free(text);
}
END_TEST

/* ---- statements ---- */

static const struct {
  const char *text, *tree;
} blocks[] = {
  { "model M {}", "{}" },
  { "model M { flops core \"Q K\" \"text\": 2*a, b\n \"x\": c }",
    "{flops core \"Q K\" \"text\": (* 2 a); b; \"x\": c}" },
  { "model M {\n\n , a: 1,\n\n b: 2, }", "{a: 1; b: 2}" },
  { "model M { model: 1, layer: 2, use: 3, for: as }", "{model: 1; layer: 2; use: 3; for: as}" },
  { "layer L(a, b = a) { let r = a*b, let f() = r\n f() }", "{let r (* a b); let f() r; (call f)}" },
  { "model M { if (a) { b } }", "{if a {b}}" },
  { "model M { if (a) { b }\n else if (c) { d } else { e }\n f }", "{if a {b} else {if c {d} else {e}}; f}" },
  { "model M { if (a) { b } else c: d }", "{if a {b} else {c: d}}" },
  { "model M { if (a) f(x) else g(x) }", "{(if a (call f x) (call g x))}" },
  { "model M { a:\n 1 +\n 2\n b\n (c) }", "{a: (+ 1 2); b; 'c}" },
  { "model M { a: f(1,\n 2\n + 3\n) }", "{a: (call f 1 (+ 2 3))}" },
  { "model M { a: f({\n b: 1\n c: 2 }\n, 3) }", "{a: (call f {b: 1; c: 2} 3)}" },
  { "model M { a: b\n except m: 1\n where (x = 2)\n c: d }", "{a: (where (except b 1 m) x=2); c: d}" },
  { "model M { a: if (b) c\n else d }", "{a: (if b c d)}" },
  { "model M { a: x in\n y\n b: not\n z and\n w }", "{a: (in x y); b: (and (not z) w)}" },
  { "model M { # c\n a: 1 # d\n ## e\n }", "{a: 1}" },
};

START_TEST(blocks_become_trees) {
  check_block(blocks[_i].text, blocks[_i].tree);
}
END_TEST

START_TEST(blocks_know_their_lets_and_places) {
  const pc_block *b = block("model M { let a = 1, { let b = 2 } }");
  ck_assert(b->lets);
  ck_assert_uint_eq(b->offset, 8);
  ck_assert_uint_eq(b->statements[1].offset, 21);
  b = block("model M { flops \"x\": 1, { let b = 2 } }");
  ck_assert(!b->lets);
  ck_assert(b->statements[1].value->block->lets);
  ck_assert_uint_eq(b->statements[0].words[1].offset, 16);
}
END_TEST

/* ---- items ---- */

START_TEST(symbols_and_options_are_one_item_each) {
  const pc_file_syntax *f = file("symbol b \"B\", model,\n l\noption c \"C\" = \"x\" | 2 | d/h, e = 1");
  ck_assert_uint_eq(f->n, 5);
  ck_assert_int_eq(f->items[0].kind, PC_I_SYMBOL);
  ck_assert_str_eq(f->items[0].name.text, "b");
  ck_assert_uint_eq(f->items[0].string_count, 1);
  ck_assert_str_eq(f->items[0].strings[0].text, "B");
  ck_assert_str_eq(f->items[1].name.text, "model");
  ck_assert_uint_eq(f->items[1].string_count, 0);
  ck_assert_uint_eq(f->items[2].name.offset, 22);
  ck_assert_int_eq(f->items[3].kind, PC_I_OPTION);
  ck_assert_uint_eq(f->items[3].value_count, 3);
  ck_assert_int_eq(f->items[3].values[2]->kind, PC_X_PRODUCT);
  ck_assert_str_eq(f->items[4].name.text, "e");
}
END_TEST

START_TEST(uses_metrics_and_assumptions) {
  const pc_file_syntax *f = file("use \"a.cost\"\nuse \"b.cost\" as as\nmetric f \"T\" \"U\" =\n g/2\nmetric g\n"
                                 "assume h | d\nassume p in rationals");
  ck_assert_uint_eq(f->n, 6);
  ck_assert_str_eq(f->items[0].strings[0].text, "a.cost");
  ck_assert_ptr_null(f->items[0].name.text);
  ck_assert_str_eq(f->items[1].name.text, "as");
  ck_assert_str_eq(f->items[2].strings[1].text, "U");
  ck_assert_int_eq(f->items[2].value->kind, PC_X_PRODUCT);
  ck_assert_ptr_null(f->items[3].value);
  ck_assert_str_eq(f->items[4].value->text, "h");
  ck_assert_str_eq(f->items[4].divides->text, "d");
  ck_assert_int_eq(f->items[5].value->op, PC_IN);
  ck_assert_ptr_null(f->items[5].divides);
}
END_TEST

START_TEST(layers_and_models_are_functions) {
  const pc_file_syntax *f = file("layer L(a, b = 2*a) {}\nmodel M \"T\" {}\nlet x = 1\nlet g() = 2");
  const pc_let *let = f->items[0].let;
  ck_assert_uint_eq(let->param_count, 2);
  ck_assert_ptr_null(let->params[0].value);
  ck_assert_str_eq(let->params[1].name.text, "b");
  ck_assert_int_eq(let->value->kind, PC_X_BLOCK);
  ck_assert_str_eq(f->items[0].name.text, "L");
  ck_assert(f->items[1].let->function);
  ck_assert_uint_eq(f->items[1].let->param_count, 0);
  ck_assert_str_eq(f->items[1].strings[0].text, "T");
  ck_assert(!f->items[2].let->function);
  ck_assert(f->items[3].let->function);
}
END_TEST

START_TEST(maps) {
  const pc_file_syntax *f = file("preset p for M { d = 1, f = 2\n let x = 3, use clip.Vision, use = 4 }\n"
                                 "defaults \"a\",\n\"b\" { c = null }\nhuggingface \"a\" for M {}\npreset q {}");
  const pc_item *preset = &f->items[0];
  ck_assert_str_eq(preset->target.text, "M");
  ck_assert_uint_eq(preset->map.n, 5);
  ck_assert_int_eq(preset->map.entries[0].kind, PC_M_BIND);
  ck_assert_str_eq(preset->map.entries[1].name.text, "f");
  ck_assert_int_eq(preset->map.entries[2].kind, PC_M_LET);
  ck_assert_int_eq(preset->map.entries[3].kind, PC_M_USE);
  ck_assert_str_eq(preset->map.entries[3].member.text, "Vision");
  ck_assert_int_eq(preset->map.entries[4].kind, PC_M_BIND);
  ck_assert_str_eq(preset->map.entries[4].name.text, "use");
  ck_assert_int_eq(f->items[1].kind, PC_I_DEFAULTS);
  ck_assert_str_eq(f->items[1].strings[1].text, "b");
  ck_assert_str_eq(f->items[2].target.text, "M");
  ck_assert_ptr_null(f->items[3].target.text);
}
END_TEST

START_TEST(operation_rules) {
  const pc_file_syntax *f = file("op \"a\", \"b\"(x[*r, k], _, y? = 1, z[*], ...)\n"
                                 "  -> out[N, *t = floor((s + 2)/t) + 1] { flops: 1 }\n"
                                 "op \"c\"() -> (a[], b) {}\nop \"d\"(x) {}");
  const pc_item *op = &f->items[0];
  ck_assert_uint_eq(op->string_count, 2);
  ck_assert_uint_eq(op->pattern_count, 5);
  ck_assert_uint_eq(op->patterns[0].n, 2);
  ck_assert(op->patterns[0].ranked && op->patterns[0].sizes[0].star && !op->patterns[0].sizes[1].star);
  ck_assert_str_eq(op->patterns[0].sizes[0].value->text, "r");
  ck_assert(op->patterns[2].optional && !op->patterns[2].ranked);
  ck_assert_uint_eq(op->patterns[2].value->n, 1);
  ck_assert_ptr_null(op->patterns[3].sizes[0].value);
  ck_assert(op->patterns[4].rest);
  ck_assert(op->has_results);
  ck_assert_int_eq(op->results[0].sizes[1].shape->kind, PC_X_SUM);
  ck_assert_uint_eq(op->block->n, 1);
  ck_assert_uint_eq(f->items[1].result_count, 2);
  ck_assert(f->items[1].results[0].ranked && f->items[1].results[0].n == 0);
  ck_assert(!f->items[2].has_results);
}
END_TEST

START_TEST(documentation_goes_to_the_next_item) {
  const pc_file_syntax *f =
      file("# plain\n## The file.\n##\n## More.\n\n# plain\n## One,\n# plain\n##two.\nsymbol a, b ## not\n"
           "symbol c\n## Lost.\n\n## Kept.\n\nsymbol d");
  ck_assert_str_eq(f->doc, "The file.\n\nMore.");
  ck_assert_str_eq(f->items[0].doc, "One,\ntwo.");
  ck_assert_str_eq(f->items[1].doc, "One,\ntwo.");
  ck_assert_ptr_null(f->items[2].doc);
  ck_assert_str_eq(f->items[3].doc, "Kept.");
  f = file("## Of a.\nsymbol a");
  ck_assert_ptr_null(f->doc);
  ck_assert_str_eq(f->items[0].doc, "Of a.");
  f = file("## Only.\n\n");
  ck_assert_str_eq(f->doc, "Only.");
  ck_assert_uint_eq(f->n, 0);
}
END_TEST

/* ---- errors ---- */

static const struct {
  const char *text;
  size_t line, column;
  const char *message;
} errors[] = {
  { "model M {\n  a: 1\n", 2, 7, "expected '}' to close the '{' at 1:9, found end of file" },
  { "model M {\n  a: (1 + 2\n  b: 3\n}", 3, 3, "expected ')' to close the '(' at 2:6, found 'b'" },
  { "let x = (1 + 2]", 1, 15, "expected ')' to close the '(' at 1:9, found ']'" },
  { "let x = f(a b)", 1, 13, "expected ',' or ')' to close the '(' at 1:10, found 'b'" },
  { "let x = f(a,)", 1, 13, "expected an expression, found ')'" },
  { "let x =", 1, 8, "expected an expression, found end of file" },
  { "let x = if (a)\n b else c", 1, 15, "expected an expression, found end of line" },
  { "modle M {}", 1, 1,
    "expected an item (symbol, option, metric, assume, let, layer, model, preset, use, ...), found 'modle' (did you "
    "mean 'model'?)" },
  { "let x = a\n  + b", 2, 3,
    "expected an item (symbol, option, metric, assume, let, layer, model, preset, use, ...), found '+' (a line goes on "
    "after an operator, not before one)" },
  { "model M {\n a: x\n * y\n}", 3, 2,
    "expected an expression, found '*' (a line goes on after an operator, not before one)" },
  { "model M\n{\n}", 1, 8, "expected '{', found end of line (it must stand on the same line)" },
  { "let in = 3", 1, 5, "expected a name after 'let', found 'in' (a reserved word)" },
  { "use \"a\" as \"b\"", 1, 12, "expected a name after 'as', found \"b\" (without quotes)" },
  { "let x = 1__0", 1, 9, "bad number '1__0'" },
  { "let x = 1.", 1, 9, "bad number '1.'" },
  { "let x = 1_", 1, 9, "bad number '1_'" },
  { "let x = 1.2.3", 1, 9, "bad number '1.2.3'" },
  { "let x = 12abc", 1, 9, "bad number '12abc' (did you mean '12*abc'?)" },
  { "let x = 0x10", 1, 9, "bad number '0x10'" },
  { "let x = 1e", 1, 9, "bad number '1e' (did you mean '1*e'?)" },
  { "let x = 5KB", 1, 9, "bad number '5KB' (did you mean '5*KB'?)" },
  { "let x = .5", 1, 9, "expected an expression, found '.' (a number starts with a digit: 0.5)" },
  { "let x = \"abc\nlet y = 1", 1, 9, "the string is not closed (strings end on the line where they begin)" },
  { "let x = \"abc\\\"", 1, 9, "the string is not closed (strings end on the line where they begin)" },
  { "let x = \"a\x1b[0m\"", 1, 11, "control character U+001B in a string" },
  { "let x = \xe2\x80\x9c"
    "a\"",
    1, 9, "bad character '\xe2\x80\x9c' (strings stand in double quotes)" },
  { "let x = a \xe2\x88\x92 b", 1, 11, "bad character '\xe2\x88\x92' (minus is -)" },
  { "let x = a \xc3\x97 b", 1, 11, "bad character '\xc3\x97' (times is *)" },
  { "let x = \xce\xb1", 1, 9, "bad character '\xce\xb1' (names are made of a-z, A-Z, 0-9 and _)" },
  { "let x =\xc2\xa0"
    "1",
    1, 8, "bad character U+00A0 (write a plain space)" },
  { "let x = \x01", 1, 9, "bad character U+0001" },
  { "let x = a && b", 1, 11, "bad character '&' (write 'and')" },
  { "let x = a || b", 1, 11, "bad sign '||' (write 'or')" },
  { "let x = %e", 1, 9, "bad character '%' (the remainder is mod(a, b))" },
  { "model M { if (a = b) {} }", 1, 17, "expected ')' to close the '(' at 1:14, found '=' (did you mean '=='?)" },
  { "model M { x = 3 }", 1, 13, "expected ',' or end of line, found '=' (write 'name: value' or 'let name = value')" },
  { "model M { a: 1 b: 2 }", 1, 16, "expected ',' or end of line, found 'b'" },
  { "let x = 3 )", 1, 11, "expected ',' or end of line, found ')' (no such bracket is open)" },
  { "let x = a ? b : c", 1, 11, "expected ',' or end of line, found '?' (a choice is 'if (a) b else c')" },
  { "let x = a < b < c", 1, 15, "comparisons do not chain (write 'a < b and b < c')" },
  { "let x = a + not b", 1, 13, "expected an expression, found 'not' (put it in round brackets)" },
  { "let x = 1 + if (a) b else c", 1, 13, "expected an expression, found 'if' (put it in round brackets)" },
  { "let x = a // b", 1, 12, "expected an expression, found '/' (comments start with #)" },
  { "model M { flops \"x\" 2 }", 1, 21, "expected ':', found '2'" },
  { "model M { \"x\" b: 2 }", 1, 15,
    "expected ':', found 'b' (metrics, then a name, then a description stand before it)" },
  { "let x = a except: 1", 1, 17, "expected a metric after 'except', found ':'" },
  { "let x = a where ()", 1, 18, "expected a binding 'name = value', found ')'" },
  { "option a", 1, 9, "expected '=' and the option's default, found end of file" },
  { "preset p { a 1 }", 1, 14, "expected '=', found '1'" },
  { "op \"x\"(1) {}", 1, 8, "expected a parameter's name, '_' or '...', found '1'" },
  { "huggingface {}", 1, 13, "expected a model type in quotes, found '{'" },
  { "symbol a\nlet x = \"\xff\"", 2, 10, "the byte 0xff is not UTF-8 text" },
};

START_TEST(errors_have_place_cause_and_hint) {
  pc_source source = { "m.cost", errors[_i].text, strlen(errors[_i].text) };
  pc_error error = PC_ERROR_INIT;
  pc_file_syntax *f = NULL;
  ck_assert_int_eq(pc_parse_file(&f, &arena, &source, &error), PC_INPUT);
  ck_assert_int_eq(error.status, PC_INPUT);
  ck_assert_ptr_null(f);
  ck_assert_str_eq(error.message, errors[_i].message);
  ck_assert_str_eq(error.source, "m.cost");
  ck_assert_uint_eq(error.line, errors[_i].line);
  ck_assert_uint_eq(error.column, errors[_i].column);
}
END_TEST

START_TEST(an_expression_ends_with_the_text) {
  static const char *const cases[][2] = {
    { "", "expected an expression, found end of text" },
    { "a b", "expected an operator or end of text, found 'b'" },
    { "a)", "expected an operator or end of text, found ')'" },
    { "a, b", "expected an operator or end of text, found ','" },
    { "2*%x", "bad character '%' (the remainder is mod(a, b))" },
    { "2*%ex", "bad character '%' (the remainder is mod(a, b))" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    pc_source source = { "expression", cases[i][0], strlen(cases[i][0]) };
    pc_error error = PC_ERROR_INIT;
    pc_syntax *x = NULL;
    ck_assert_int_eq(pc_parse_expression(&x, &arena, &source, true, &error), PC_INPUT);
    ck_assert_str_eq(error.message, cases[i][1]);
    ck_assert_ptr_null(x);
  }
}
END_TEST

START_TEST(an_error_set_before_stays) {
  pc_source source = { "s", "a", 1 };
  pc_error error = PC_ERROR_INIT;
  pc_syntax *x = NULL;
  pc_fail(&error, PC_UNKNOWN, "before");
  ck_assert_int_eq(pc_parse_expression(&x, &arena, &source, false, &error), PC_UNKNOWN);
  ck_assert_ptr_null(x);
  ck_assert_str_eq(error.message, "before");
}
END_TEST

/* ---- limits ---- */

static const struct {
  const char *start, *unit, *end;
} nestings[] = {
  { "", "(", "" },
  { "", "[", "" },
  { "", "f(", "" },
  { "", "-", "a" },
  { "", "2^", "a" },
  { "", "not ", "a" },
  { "f", "(x)", "" },
  { "f", "[x]", "" },
  { "f", ".x", "" },
  { "", "1+(", "" },
  { "", "{ a: ", "" },
  { "", "if (a) b else ", "c" },
  { "", "if (", "" },
  { "x", " where (a=1)", "" },
  { "x", " except a: 1", "" },
  { "{", "if (a) { b } else ", "c }" },
};

static char *nested(int nesting, size_t times) {
  size_t unit = strlen(nestings[nesting].unit);
  char *text = malloc(times * unit + 100), *p = text;
  p = stpcpy(p, nestings[nesting].start);
  for (size_t i = 0; i < times; i++) p = stpcpy(p, nestings[nesting].unit);
  strcpy(p, nestings[nesting].end);
  return text;
}

START_TEST(nesting_ends_at_the_limit) {
  char *text = nested(_i, 100000);
  pc_source source = { "s", text, strlen(text) };
  pc_error error = PC_ERROR_INIT;
  pc_syntax *x = NULL;
  ck_assert_int_eq(pc_parse_expression(&x, &arena, &source, false, &error), PC_LIMIT);
  ck_assert_str_eq(error.message, "nested deeper than --max-depth 1000");
  ck_assert_uint_eq(error.line, 1);
  ck_assert_ptr_null(x);
  free(text);
}
END_TEST

START_TEST(depth_up_to_the_limit_is_allowed) {
  char text[2002];
  memset(text, '(', 1000);
  text[1000] = 'a';
  memset(text + 1001, ')', 1000);
  pc_source source = { "s", text, 2001 };
  pc_syntax *x = NULL;
  ck_assert_int_eq(pc_parse_expression(&x, &arena, &source, false, NULL), PC_OK);
  ck_assert_int_eq(x->kind, PC_X_NAME);
}
END_TEST

/* ---- failing allocations ---- */

static const char everything[] =
    "## Doc.\n\n## Of a.\nuse \"x.cost\" as x\nsymbol a \"\\\"A\\\"\", b\noption o = \"p\" | 2\nmetric m \"t\" \"u\" = "
    "a/2\n"
    "assume a | b\nlet f(x, y = 2) = if (x == y) -x^2 else x ?? y\n"
    "layer L(a) { m \"n\": 2*a*f(a, y = 3), if (o) { a } else { b.c[1] } }\n"
    "model M { l: 3 * L(1) except m: 2 where (a = 1, b = [1, 2]), not a and b or c }\n"
    "preset p for M { a = 1, let z = 2, use x.M }\nop \"o\"(a[*r, k], b? = 1, ...) -> (c[1 = 2]) { m: 1 }\n";

typedef struct failing {
  size_t calls, fail_at;
} failing;

static void *failing_resize(void *user, void *block_, size_t old_size, size_t new_size) {
  failing *f = user;
  (void)old_size;
  if (new_size == 0) {
    free(block_);
    return NULL;
  }
  if (f->fail_at && ++f->calls >= f->fail_at) return NULL;
  return realloc(block_, new_size);
}

START_TEST(every_failing_allocation_is_reported) {
  pc_source source = { "m.cost", everything, sizeof everything - 1 };
  pc_status status = PC_SYSTEM;
  size_t n = 0;
  while (status != PC_OK) {
    failing f = { 0 };
    pc_allocator allocator = { failing_resize, &f };
    pc_context *other = pc_context_new(NULL, &allocator);
    pc_arena own = { .ctx = other };
    pc_error error = PC_ERROR_INIT;
    pc_file_syntax *tree = NULL;
    size_t before = other->memory;
    f.fail_at = ++n;
    status = pc_parse_file(&tree, &own, &source, &error);
    ck_assert_int_eq(status, error.status);
    ck_assert(status == PC_OK ? tree != NULL : status == PC_SYSTEM && tree == NULL);
    if (status != PC_OK) ck_assert_str_eq(error.message, "out of memory");
    pc_arena_clear(&own);
    if (status != PC_OK) ck_assert_uint_ge(other->memory, before);
    pc_context_free(other);
  }
  ck_assert_uint_gt(n, 5);
}
END_TEST

START_TEST(every_memory_limit_is_reported) {
  pc_source source = { "m.cost", everything, sizeof everything - 1 };
  pc_context *other = pc_context_new(NULL, NULL);
  pc_arena own = { .ctx = other };
  pc_file_syntax *tree;
  pc_status status = PC_LIMIT;
  size_t before = other->memory;
  for (size_t more = 0; status != PC_OK; more += 16) {
    pc_error error = PC_ERROR_INIT;
    tree = NULL;
    other->limits.max_memory = before + more;
    status = pc_parse_file(&tree, &own, &source, &error);
    ck_assert(status == PC_OK ? tree != NULL : status == PC_LIMIT && tree == NULL);
    pc_arena_clear(&own);
  }
  pc_context_free(other);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

Suite *parser_suite(void) {
  Suite *suite = suite_create("parser");
  TCase *tests = tcase_create("parser");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, expressions_become_trees, 0, COUNT(expressions));
  tcase_add_test(tests, offsets_point_at_what_is_meant);
  tcase_add_test(tests, long_chains_are_one_node);
  tcase_add_loop_test(tests, blocks_become_trees, 0, COUNT(blocks));
  tcase_add_test(tests, blocks_know_their_lets_and_places);
  tcase_add_test(tests, symbols_and_options_are_one_item_each);
  tcase_add_test(tests, uses_metrics_and_assumptions);
  tcase_add_test(tests, layers_and_models_are_functions);
  tcase_add_test(tests, maps);
  tcase_add_test(tests, operation_rules);
  tcase_add_test(tests, documentation_goes_to_the_next_item);
  tcase_add_loop_test(tests, errors_have_place_cause_and_hint, 0, COUNT(errors));
  tcase_add_test(tests, an_expression_ends_with_the_text);
  tcase_add_test(tests, an_error_set_before_stays);
  tcase_add_loop_test(tests, nesting_ends_at_the_limit, 0, COUNT(nestings));
  tcase_add_test(tests, depth_up_to_the_limit_is_allowed);
  tcase_add_test(tests, every_failing_allocation_is_reported);
  tcase_add_test(tests, every_memory_limit_is_reported);
  suite_add_tcase(suite, tests);
  return suite;
}
