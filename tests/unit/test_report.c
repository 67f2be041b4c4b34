/* Printing: forms in three notations, escapes, numbers, JSON, the text tree. Expected formulas are what SymPy 1.11 and
 * 1.14 print, not our own output. */
#include "suites.h"

#include "print/mathml.h"
#include "print/notation.h"
#include "report/code_names.h"
#include "report/escape.h"
#include "report/json.h"
#include "report/number.h"
#include "report/table.h"
#include <locale.h>
#include <polycost/polycost.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pc_context *ctx;

static void setup(void) {
  ctx = pc_context_new(NULL, NULL);
  ck_assert_ptr_nonnull(ctx);
}

static void teardown(void) {
  pc_context_free(ctx);
}

/* ---- expressions ---- */

static void check_printed(const char *expression, pc_format format, const char *expected) {
  pc_error error = PC_ERROR_INIT;
  pc_expr *expr = NULL;
  char *text = NULL;
  ck_assert_msg(pc_expr_parse(&expr, ctx, expression, &error) == PC_OK, "%s: %s", expression, error.message);
  ck_assert_msg(pc_expr_text(&text, expr, format, &error) == PC_OK, "%s: %s", expression, error.message);
  ck_assert_msg(strcmp(text, expected) == 0, "%s is printed as %s, not %s", expression, text, expected);
  pc_text_free(ctx, text);
  pc_expr_unref(expr);
}

typedef struct printed {
  const char *expression, *sympy, *latex;
} printed;

static const printed SAME_AS_SYMPY[] = {
  { "0", "0", "0" },
  { "-7", "-7", "-7" },
  { "3/4", "3/4", "\\frac{3}{4}" },
  { "-3/4", "-3/4", "-\\frac{3}{4}" },
  { "x", "x", "x" },
  { "-x", "-x", "-x" },
  { "x^2", "x**2", "x^{2}" },
  { "-h^2", "-h**2", "-h^{2}" },
  { "2*x*y^3", "2*x*y**3", "2 x y^{3}" },
  { "a - b", "a - b", "a - b" },
  { "b - a", "-a + b", "-a + b" },
  { "1 - a", "1 - a", "1 - a" },
  { "-a - b - 3", "-a - b - 3", "-a - b - 3" },
  { "1 - 3*a/2", "1 - 3*a/2", "1 - \\frac{3 a}{2}" },
  { "1/2 - a^2", "1/2 - a**2", "\\frac{1}{2} - a^{2}" },
  { "1 - a*b", "-a*b + 1", "-a b + 1" },
  { "1 - a/b", "-a/b + 1", "-\\frac{a}{b} + 1" },
  { "-1 - a", "-a - 1", "-a - 1" },
  { "3*d/4", "3*d/4", "\\frac{3 d}{4}" },
  { "-d/2", "-d/2", "-\\frac{d}{2}" },
  { "1/h", "1/h", "\\frac{1}{h}" },
  { "-1/h", "-1/h", "-\\frac{1}{h}" },
  { "h^-2", "h**(-2)", "\\frac{1}{h^{2}}" },
  { "2/h^2", "2/h**2", "\\frac{2}{h^{2}}" },
  { "-1/h^2", "-1/h**2", "-\\frac{1}{h^{2}}" },
  { "1/(2*h)", "1/(2*h)", "\\frac{1}{2 h}" },
  { "1/(2*h^2)", "1/(2*h**2)", "\\frac{1}{2 h^{2}}" },
  { "1/(h*l)", "1/(h*l)", "\\frac{1}{h l}" },
  { "1/(h^2*l^2)", "1/(h**2*l**2)", "\\frac{1}{h^{2} l^{2}}" },
  { "d*l/(2*h)", "d*l/(2*h)", "\\frac{d l}{2 h}" },
  { "1 + h^-2", "1 + h**(-2)", "1 + \\frac{1}{h^{2}}" },
  { "1 - h^-2", "1 - 1/h**2", "1 - \\frac{1}{h^{2}}" },
  { "(d + h)^2/(d*h)", "d/h + 2 + h/d", "\\frac{d}{h} + 2 + \\frac{h}{d}" },
  { "d*h + d/h + 1 + h/d", "d*h + d/h + 1 + h/d", "d h + \\frac{d}{h} + 1 + \\frac{h}{d}" },
  { "(a + b)/2", "a/2 + b/2", "\\frac{a}{2} + \\frac{b}{2}" },
  { "(a + b)/(c + d)", "(a + b)/(c + d)", "\\frac{a + b}{c + d}" },
  { "1/(a + b)", "1/(a + b)", "\\frac{1}{a + b}" },
  { "-1/(a + b)", "-1/(a + b)", "-\\frac{1}{a + b}" },
  { "2/(a + b)", "2/(a + b)", "\\frac{2}{a + b}" },
  { "(a + b + c)^2", "a**2 + 2*a*b + 2*a*c + b**2 + 2*b*c + c**2", "a^{2} + 2 a b + 2 a c + b^{2} + 2 b c + c^{2}" },
  { "2^100*x", "1267650600228229401496703205376*x", "1267650600228229401496703205376 x" },
};

START_TEST(test_sympy) {
  check_printed(SAME_AS_SYMPY[_i].expression, PC_SYMPY, SAME_AS_SYMPY[_i].sympy);
}
END_TEST

START_TEST(test_latex) {
  check_printed(SAME_AS_SYMPY[_i].expression, PC_LATEX, SAME_AS_SYMPY[_i].latex);
}
END_TEST

/* Text is SymPy's with ^, and reads back as the same expression. */
START_TEST(test_text) {
  char expected[200];
  size_t n = 0;
  for (const char *p = SAME_AS_SYMPY[_i].sympy; *p; p++, n++) {
    expected[n] = *p == '*' && p[1] == '*' ? '^' : *p;
    if (expected[n] == '^') p++;
  }
  expected[n] = '\0';
  check_printed(SAME_AS_SYMPY[_i].expression, PC_TEXT, expected);
  pc_expr *before = NULL, *after = NULL;
  ck_assert_int_eq(pc_expr_parse(&before, ctx, SAME_AS_SYMPY[_i].expression, NULL), PC_OK);
  ck_assert_int_eq(pc_expr_parse(&after, ctx, expected, NULL), PC_OK);
  ck_assert(pc_expr_identical(before, after));
  pc_expr_unref(before);
  pc_expr_unref(after);
}
END_TEST

START_TEST(test_atoms) {
  check_printed("floor(x/2)", PC_SYMPY, "floor(x/2)");
  check_printed("ceil(x/2)", PC_SYMPY, "ceiling(x/2)");
  check_printed("ceil(x/2)", PC_TEXT, "ceil(x/2)");
  check_printed("max(a, b)", PC_SYMPY, "Max(a, b)");
  check_printed("min(a, b)", PC_TEXT, "min(a, b)");
  check_printed("log2(x)", PC_SYMPY, "log(x, 2)");
  check_printed("log2(x)", PC_TEXT, "log2(x)");
  check_printed("floor(x/3)^2", PC_SYMPY, "floor(x/3)**2");
  check_printed("floor(x/2)", PC_LATEX, "\\left\\lfloor \\frac{x}{2} \\right\\rfloor");
  check_printed("max(a, b)", PC_LATEX, "\\max\\left(a, b\\right)");
  check_printed("log2(x)", PC_LATEX, "\\log_{2}\\left(x\\right)");
}
END_TEST

static void collect(const char *expression, const char *symbol, pc_format format, const char *expected) {
  pc_expr *expr = NULL;
  const pc_symbol *by = NULL;
  pc_buffer buffer = { .ctx = ctx };
  pc_sink sink = pc_buffer_sink(&buffer);
  ck_assert_int_eq(pc_expr_parse(&expr, ctx, expression, NULL), PC_OK);
  ck_assert_int_eq(pc_symbol_get(&by, ctx, symbol, NULL), PC_OK);
  ck_assert_int_eq(pc_expr_write(expr, format, &by, 1, &sink, NULL), PC_OK);
  ck_assert_str_eq(buffer.text, expected);
  pc_buffer_clear(&buffer);
  pc_expr_unref(expr);
}

START_TEST(test_collect) {
  collect("a*l^2 + b*l^2 - c*l + 1", "l", PC_SYMPY, "-c*l + l**2*(a + b) + 1");
  collect("a*l^2 + b*l^2 - c*l + 1", "l", PC_LATEX, "-c l + l^{2} \\left(a + b\\right) + 1");
}
END_TEST

/* ---- forms made by hand: what no canonical expression brings ---- */

static pc_form leaf(const char *digits) {
  return (pc_form) { .kind = PC_FORM_INTEGER, .digits = digits };
}

static pc_form symbol(const char *name, const char *latex) {
  pc_form form = { .kind = PC_FORM_SYMBOL };
  ck_assert_int_eq(pc_symbol_get(&form.symbol, ctx, name, NULL), PC_OK);
  if (latex) ck_assert_int_eq(pc_symbol_set_latex(ctx, form.symbol, latex, NULL), PC_OK);
  return form;
}

static pc_form two(pc_form_kind kind, pc_form *items[2], pc_form *a, pc_form *b) {
  items[0] = a;
  items[1] = b;
  return (pc_form) { .kind = kind, .items = items, .n = 2 };
}

static void check_form(const pc_form *form, pc_format format, const char *expected) {
  pc_buffer buffer = { .ctx = ctx };
  pc_sink sink = pc_buffer_sink(&buffer);
  pc_writer w = { &sink, NULL, PC_OK };
  pc_write_form(&w, ctx, pc_notation_of(format), form);
  ck_assert_int_eq(w.status, PC_OK);
  ck_assert_str_eq(buffer.text, expected);
  pc_buffer_clear(&buffer);
}

START_TEST(test_brackets) {
  pc_form *i1[2], *i2[2], *i3[2];
  pc_form a = symbol("a", NULL), b = symbol("b", NULL), c = symbol("c", NULL), three = leaf("3");
  pc_form sum = two(PC_FORM_SUM, i1, &a, &b), power = two(PC_FORM_POWER, i2, &sum, &three);
  check_form(&power, PC_TEXT, "(a + b)^3");
  check_form(&power, PC_LATEX, "\\left(a + b\\right)^{3}");
  pc_form product = two(PC_FORM_PRODUCT, i2, &c, &sum);
  check_form(&product, PC_SYMPY, "c*(a + b)");
  sum.negative = true;
  check_form(&sum, PC_SYMPY, "-(a + b)");
  check_form(&product, PC_SYMPY, "c*(-(a + b))");
  sum.negative = false;
  pc_form quotient = two(PC_FORM_QUOTIENT, i3, &sum, &product);
  check_form(&quotient, PC_SYMPY, "(a + b)/(c*(a + b))");
  check_form(&quotient, PC_LATEX, "\\frac{a + b}{c \\left(a + b\\right)}");
  b.negative = true;
  check_form(&quotient, PC_TEXT, "(a - b)/(c*(a - b))");
  a.negative = true;
  check_form(&sum, PC_TEXT, "-a - b");
  power = two(PC_FORM_POWER, i2, &a, &three);
  check_form(&power, PC_TEXT, "(-a)^3");
}
END_TEST

START_TEST(test_inverse_power_of_a_sum) {
  pc_form *i1[2], *i2[2], *i3[2];
  pc_form a = symbol("a", NULL), b = symbol("b", NULL), one = leaf("1"), two_ = leaf("2");
  pc_form sum = two(PC_FORM_SUM, i1, &a, &b), power = two(PC_FORM_POWER, i2, &sum, &two_);
  pc_form inverse = two(PC_FORM_QUOTIENT, i3, &one, &power);
  check_form(&inverse, PC_SYMPY, "(a + b)**(-2)");
  check_form(&inverse, PC_TEXT, "(a + b)^(-2)");
  check_form(&inverse, PC_LATEX, "\\frac{1}{\\left(a + b\\right)^{2}}");
  inverse.negative = true;
  check_form(&inverse, PC_SYMPY, "-1/(a + b)**2");
}
END_TEST

/* SymPy: str(2*Mod(x, 3)) is "2*(Mod(x, 3))", str(Mod(x, 3) + 1) is "Mod(x, 3) + 1". */
START_TEST(test_remainder) {
  pc_form *i1[2], *i2[2];
  pc_form x = symbol("x", NULL), three = leaf("3"), two_ = leaf("2"), one = leaf("1");
  pc_form mod = two(PC_FORM_CALL, i1, &x, &three);
  mod.function = PC_MOD;
  pc_form product = two(PC_FORM_PRODUCT, i2, &two_, &mod);
  check_form(&product, PC_SYMPY, "2*(Mod(x, 3))");
  check_form(&product, PC_TEXT, "2*mod(x, 3)");
  check_form(&product, PC_LATEX, "2 \\left(x \\bmod 3\\right)");
  pc_form sum = two(PC_FORM_SUM, i2, &mod, &one);
  check_form(&sum, PC_SYMPY, "Mod(x, 3) + 1");
  check_form(&sum, PC_LATEX, "\\left(x \\bmod 3\\right) + 1");
}
END_TEST

START_TEST(test_latex_spellings) {
  pc_form *i1[2];
  pc_form two_ = leaf("2"), d = symbol("dm", "d_{model}"), prime = symbol("lp", "l'"), star = symbol("ws", "w^{*}");
  pc_form power = two(PC_FORM_POWER, i1, &d, &two_);
  check_form(&power, PC_LATEX, "d_{model}^{2}");
  check_form(&power, PC_TEXT, "dm^2");
  power = two(PC_FORM_POWER, i1, &star, &two_);
  check_form(&power, PC_LATEX, "{w^{*}}^{2}");
  power = two(PC_FORM_POWER, i1, &prime, &two_);
  check_form(&power, PC_LATEX, "{l'}^{2}");
  pc_form product = two(PC_FORM_PRODUCT, i1, &d, &two_);
  check_form(&product, PC_LATEX, "d_{model} \\cdot 2");
}
END_TEST

/* What LaTeX shows, checked in a browser; only the structure is compared here. */
static const struct {
  const char *latex, *mathml;
} MATHML[] = {
  { "d", "<mi>d</mi>" },
  { "d_{model}", "<msub><mi>d</mi><mi>𝑚𝑜𝑑𝑒𝑙</mi></msub>" },
  { "d_k", "<msub><mi>d</mi><mi>k</mi></msub>" },
  { "d_{k,12}", "<msub><mi>d</mi><mrow><mi>k</mi><mo>,</mo><mn>12</mn></mrow></msub>" },
  { "x_12", "<mrow><msub><mi>x</mi><mn>1</mn></msub><mn>2</mn></mrow>" },
  { "ab^2", "<mrow><mi>a</mi><msup><mi>b</mi><mn>2</mn></msup></mrow>" },
  { "x^a_b", "<msubsup><mi>x</mi><mi>b</mi><mi>a</mi></msubsup>" },
  { "l''", "<msup><mi>l</mi><mrow><mo>′′</mo></mrow></msup>" },
  { "\\alpha", "<mi>α</mi>" },
  { "\\hat{x}_i", "<msub><mover accent=\"true\"><mi>x</mi><mo>^</mo></mover><mi>i</mi></msub>" },
  { "\\mathrm{d}", "<mi mathvariant=\"normal\">d</mi>" },
  { "n_\\mathrm{kv}", "<msub><mi>n</mi><mi>kv</mi></msub>" },
  { "\\mathbf{W}", "<mi>𝐖</mi>" },
  { "\\mathcal{L}", "<mi>ℒ</mi>" },
  { "\\mathbb{R}", "<mi>ℝ</mi>" },
  { "\\mathit{hat}", "<mi>ℎ𝑎𝑡</mi>" },
  { "\\text{a < b}", "<mtext>a &lt; b</mtext>" },
  { "\\foo", "<mtext>\\foo</mtext>" },
  { "w^{*}", "<msup><mi>w</mi><mo>∗</mo></msup>" },
  { "a\\,b", "<mrow><mi>a</mi><mspace width=\"0.167em\"/><mi>b</mi></mrow>" },
  { "a\\_b", "<mrow><mi>a</mi><mo>_</mo><mi>b</mi></mrow>" },
  { "x^", "<msup><mi>x</mi><mtext></mtext></msup>" },
  { "_", "<msub><mrow></mrow><mtext></mtext></msub>" },
  { "\\", "<mtext>\\</mtext>" },
  { "", "<mrow></mrow>" },
  { "é&", "<mrow><mi>é</mi><mo>&amp;</mo></mrow>" },
};

START_TEST(test_mathml_spellings) {
  pc_buffer buffer = { .ctx = ctx };
  pc_sink sink = pc_buffer_sink(&buffer);
  pc_error error = PC_ERROR_INIT;
  pc_writer w = { &sink, &error, PC_OK };
  pc_put_mathml(&w, MATHML[_i].latex);
  ck_assert_str_eq(buffer.text, MATHML[_i].mathml);
  pc_buffer_clear(&buffer);
}
END_TEST

START_TEST(test_mathml_powers) {
  pc_form *i1[2], *i2[2];
  pc_form two_ = leaf("2"), d = symbol("dm", "d_{m}"), star = symbol("ws", "w^{*}");
  pc_form power = two(PC_FORM_POWER, i1, &d, &two_);
  check_form(&power, PC_MATHML, "<msubsup><mi>d</mi><mi>m</mi><mn>2</mn></msubsup>");
  power = two(PC_FORM_POWER, i1, &star, &two_);
  check_form(&power, PC_MATHML, "<msup><msup><mi>w</mi><mo>∗</mo></msup><mn>2</mn></msup>");
  pc_form sum = two(PC_FORM_SUM, i2, &d, &two_);
  sum.negative = true;
  check_form(&sum, PC_MATHML,
             "<mo>−</mo><mrow><mo>(</mo><mrow><msub><mi>d</mi><mi>m</mi></msub><mo>+</mo><mn>2</mn></mrow>"
             "<mo>)</mo></mrow>");
}
END_TEST

/* Braces and accents deeper than a name can need are shown as written, in time that grows with the length. */
START_TEST(test_mathml_depth) {
  enum { DEPTH = 20000 };
  static char latex[8 * DEPTH + 2];
  pc_buffer buffer = { .ctx = ctx };
  pc_sink sink = pc_buffer_sink(&buffer);
  pc_error error = PC_ERROR_INIT;
  pc_writer w = { &sink, &error, PC_OK };
  memset(latex, '{', DEPTH);
  memset(latex + DEPTH, '}', DEPTH);
  pc_put_mathml(&w, latex);
  for (size_t i = 0; i < DEPTH; i++) memcpy(latex + 5 * i, "\\hat ", 5);
  latex[5 * DEPTH] = 'x';
  latex[5 * DEPTH + 1] = '\0';
  pc_put_mathml(&w, latex);
  ck_assert_int_eq(w.status, PC_OK);
  ck_assert(buffer.length > 7 * DEPTH);
  ck_assert(buffer.length < 20 * DEPTH);
  pc_buffer_clear(&buffer);
}
END_TEST

static void check_names(pc_format format, const char *const *given, const char *const *wanted, size_t n) {
  const char *names[8];
  pc_arena arena = { .ctx = ctx };
  pc_error error = PC_ERROR_INIT;
  memcpy(names, given, n * sizeof *names);
  ck_assert_int_eq(pc_code_rename(names, n, &arena, format, &error), PC_OK);
  for (size_t i = 0; i < n; i++) ck_assert_str_eq(names[i], wanted[i]);
  pc_arena_clear(&arena);
}

START_TEST(test_code_names) {
  const char *given[] = { "d", "lambda", "lambda_", "int", "pc_sum", "_Bool", "in", "la" };
  const char *python[] = { "d", "lambda__", "lambda_", "int", "xpc_sum_", "_Bool", "in_", "la" };
  const char *c[] = { "d", "lambda", "lambda_", "int_", "xpc_sum_", "x_Bool_", "in", "la" };
  check_names(PC_PYTHON, given, python, 8);
  check_names(PC_C, given, c, 8);
  check_names(PC_SQL, given, given, 8);
}
END_TEST

/* Nothing in the walk recurses. */
START_TEST(test_deep_form) {
  enum { DEPTH = 200000 };
  pc_form *forms = calloc(DEPTH, sizeof *forms);
  pc_form **items = calloc(DEPTH, sizeof *items), x = symbol("x", NULL);
  for (size_t i = 0; i < DEPTH; i++) {
    items[i] = i + 1 < DEPTH ? &forms[i + 1] : &x;
    forms[i] = (pc_form) { .kind = PC_FORM_CALL, .function = PC_FLOOR, .items = &items[i], .n = 1 };
  }
  pc_buffer buffer = { .ctx = ctx };
  pc_sink sink = pc_buffer_sink(&buffer);
  pc_writer w = { &sink, NULL, PC_OK };
  pc_write_form(&w, ctx, pc_notation_of(PC_TEXT), forms);
  ck_assert_int_eq(w.status, PC_OK);
  ck_assert_uint_eq(buffer.length, DEPTH * strlen("floor()") + 1);
  pc_buffer_clear(&buffer);
  free(items);
  free(forms);
}
END_TEST

static pc_status refuse(void *user, const char *text, size_t length, pc_error *error) {
  (void)text;
  (void)length;
  *(int *)user += 1;
  return pc_fail(error, PC_SYSTEM, "full");
}

START_TEST(test_sink_that_fails) {
  pc_form *i1[2];
  pc_form a = symbol("a", NULL), b = symbol("b", NULL), sum = two(PC_FORM_SUM, i1, &a, &b);
  int calls = 0;
  pc_error error = PC_ERROR_INIT;
  pc_sink sink = { refuse, &calls };
  pc_writer w = { &sink, &error, PC_OK };
  pc_write_form(&w, ctx, pc_notation_of(PC_TEXT), &sum);
  ck_assert_int_eq(w.status, PC_SYSTEM);
  ck_assert_int_eq(calls, 1);
  ck_assert_str_eq(error.message, "full");
}
END_TEST

/* ---- escapes ---- */

static void check_escape(void (*add)(pc_buffer *, const char *), const char *text, const char *expected) {
  pc_buffer buffer = { .ctx = ctx };
  add(&buffer, text);
  ck_assert_str_eq(buffer.text ? buffer.text : "", expected);
  pc_buffer_clear(&buffer);
}

START_TEST(test_visible) {
  check_escape(pc_add_visible, "x W_q × ω", "x W_q × ω");
  check_escape(pc_add_visible, "\x1b[31mred\x07\n\x7f", "\\x1b[31mred\\x07\\x0a\\x7f");
  check_escape(pc_add_visible,
               "\xc2\x9b"
               "31m",
               "\\x9b31m");
  check_escape(pc_add_visible,
               "a\xe2\x80\xae"
               "b",
               "a\\u202eb");
  check_escape(pc_add_visible, "\xff\xc3", "\\xff\\xc3");
  check_escape(pc_add_visible, "", "");
}
END_TEST

START_TEST(test_latex_escape) {
  check_escape(pc_add_latex, "a_b & 50% of $#{}", "a\\_b \\& 50\\% of \\$\\#\\{\\}");
  check_escape(pc_add_latex, "x^2 ~ \\", "x\\textasciicircum{}2 \\textasciitilde{} \\textbackslash{}");
  check_escape(pc_add_latex, "a--b", "a-{}-b");
  check_escape(pc_add_latex, "\x1b", "\\textbackslash{}x1b");
}
END_TEST

START_TEST(test_python_escape) {
  check_escape(pc_add_python, "it's \\ \"x\"", "'it\\'s \\\\ \"x\"'");
  check_escape(pc_add_python, "\n", "'\\x0a'");
  check_escape(pc_add_python, "", "''");
}
END_TEST

START_TEST(test_fitting) {
  ck_assert_uint_eq(pc_fitting("abc", 3, 2), 2);
  ck_assert_uint_eq(pc_fitting("abc", 3, 3), 3);
  ck_assert_uint_eq(pc_fitting("日本", 6, 3), 3);
  ck_assert_uint_eq(pc_fitting("e\xcc\x81x", 4, 1), 3);
  ck_assert_uint_eq(pc_fitting("", 0, 0), 0);
}
END_TEST

static void check_cut(const char *text, size_t width, const char *expected) {
  const char *end;
  char cut[100];
  size_t length = pc_cut_formula(text, strlen(text), width, &end);
  snprintf(cut, sizeof cut, "%.*s%s", (int)length, text, end);
  ck_assert_str_eq(cut, expected);
  ck_assert_uint_le(pc_utf8_width(cut, strlen(cut)), width);
}

START_TEST(test_cut_formula) {
  check_cut("a + b - c", 9, "a + b - c");
  check_cut("a + b - c*d", 9, "a + b - …");
  check_cut("a + b - c*d", 8, "a + …");
  check_cut("a*(b + c) + d + e", 9, "a*(b + c…");
  check_cut("a*(b + c) + d + e", 13, "a*(b + c) + …");
  check_cut("abcdef", 4, "abc…");
}
END_TEST

START_TEST(test_fit_columns) {
  pc_column columns[3] = { { .width = 40, .least = 12 }, { .width = 6, .least = 6 }, { .width = 100, .least = 8 } };
  ck_assert(pc_table_fit(columns, 3, 80));
  ck_assert_uint_eq(columns[0].width + columns[1].width + columns[2].width, 80 - 2 * PC_TABLE_GAP);
  ck_assert_uint_eq(columns[0].width, 40);
  pc_column numbers[2] = { { .width = 40, .least = 12 }, { .width = 30, .least = 30 } };
  ck_assert(pc_table_fit(numbers, 2, 44));
  ck_assert_uint_eq(numbers[0].width, 12);
  ck_assert_uint_eq(numbers[1].width, 30);
  ck_assert(!pc_table_fit(numbers, 2, 20));
  ck_assert_uint_eq(numbers[1].width, 30);
}
END_TEST

/* ---- numbers ---- */

static void check_double(double value, const char *expected) {
  char text[PC_DOUBLE_SIZE];
  pc_double_text(text, value);
  ck_assert_str_eq(text, expected);
  ck_assert(strtod(text, NULL) == value);
}

START_TEST(test_doubles) {
  check_double(1, "1");
  check_double(0.1, "0.1");
  check_double(0.3069064961105746, "0.3069064961105746");
  check_double(5.115108268509576e-06, "5.115108268509576e-06");
  check_double(1.9980891673865532e-08, "1.9980891673865532e-08");
  check_double(5e-324, "4.94065645841247e-324");
}
END_TEST

START_TEST(test_decimal_comma) {
  static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8", "de_DE" };
  char text[PC_DOUBLE_SIZE];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (setlocale(LC_NUMERIC, names[i])) break;
  pc_double_text(text, 0.5);
  ck_assert_str_eq(text, "0.5");
  pc_share_text(text, 0.3069);
  ck_assert_str_eq(text, "30.7%");
  setlocale(LC_NUMERIC, "C");
}
END_TEST

static void check_share(double share, const char *expected, const char *percent) {
  char text[PC_DOUBLE_SIZE];
  pc_share_text(text, share);
  ck_assert_str_eq(text, expected);
  pc_percent_text(text, share);
  ck_assert_str_eq(text, percent);
}

START_TEST(test_shares) {
  check_share(1, "100.0%", "100.000%");
  check_share(0, "0%", "0.00000%");
  check_share(0.3069064961105746, "30.7%", "30.6906%");
  check_share(0.0003691, "0.04%", "0.0369100%");
  check_share(0.00001, "<0.01%", "0.00100000%");
  check_share(-0.5, "-50.0%", "-50.0000%");
}
END_TEST

static void check_human(const char *number, const char *expected) {
  pc_expr *expr = NULL;
  pc_buffer buffer = { .ctx = ctx };
  ck_assert_int_eq(pc_expr_parse(&expr, ctx, number, NULL), PC_OK);
  ck_assert_int_eq(pc_add_human(&buffer, expr, NULL), PC_OK);
  ck_assert_str_eq(buffer.text, expected);
  pc_buffer_clear(&buffer);
  pc_expr_unref(expr);
}

START_TEST(test_human) {
  check_human("0", "0");
  check_human("512", "512");
  check_human("-4096", "-4096");
  check_human("51248964096", "~51.2 G");
  check_human("-51248964096", "~-51.2 G");
  check_human("2000000", "2 M");
  check_human("1250000", "1.25 M");
  check_human("99950", "~100 K");
  check_human("999500", "~1 M");
  check_human("999499", "~999 K");
  check_human("123*10^18", "123 E");
  check_human("10^21", "1e21");
  check_human("123456*10^40", "~1.23e45");
  check_human("3/4", "3/4");
  check_human("1/3", "1/3");
  check_human("1000000/3", "~333 K");
  check_human("12345/678901", "~0.0182");
  check_human("1/10^400", "~1e-400");
  check_human("(10^400 + 1)/3", "~3.33e399");
}
END_TEST

/* ---- JSON ---- */

START_TEST(test_json) {
  pc_buffer buffer = { .ctx = ctx };
  pc_sink sink = pc_buffer_sink(&buffer);
  pc_writer w = { &sink, NULL, PC_OK };
  pc_json json = { .w = &w, .ctx = ctx };
  pc_json_open(&json, '{');
  pc_json_pair(&json, "a\"b\\", "\x01\n/ω\xff");
  pc_json_pair(&json, "none", NULL);
  pc_json_key(&json, "list");
  pc_json_open(&json, '[');
  pc_json_string(&json, "");
  pc_json_double(&json, 0.25);
  pc_json_open(&json, '{');
  pc_json_close(&json, '}');
  pc_json_close(&json, ']');
  pc_json_pair(&json, "last", "x");
  pc_json_close(&json, '}');
  ck_assert_int_eq(w.status, PC_OK);
  ck_assert_str_eq(buffer.text,
                   "{\"a\\\"b\\\\\": \"\\u0001\\n/ω\\ufffd\", \"list\": [\"\", 0.25, {}], \"last\": \"x\"}");
  pc_buffer_clear(&buffer);
}
END_TEST

START_TEST(test_formats) {
  pc_format format = PC_TEXT;
  pc_error error = PC_ERROR_INIT;
  ck_assert_int_eq(pc_format_named(&format, "latex", NULL), PC_OK);
  ck_assert_int_eq(format, PC_LATEX);
  ck_assert_int_eq(pc_format_named(&format, "jsn", &error), PC_USAGE);
  ck_assert_str_eq(error.message, "unknown format 'jsn' (did you mean 'json'?)");
  ck_assert_int_eq(format, PC_LATEX);
}
END_TEST

/* ---- trees ---- */

static char *print_tree(pc_builder *b, const char *const *metrics, size_t n, pc_format format, pc_style style) {
  static const char *const none = NULL;
  pc_model *model = NULL;
  pc_report *report = NULL;
  pc_error error = PC_ERROR_INIT;
  pc_buffer buffer = { .ctx = ctx };
  pc_sink sink = pc_buffer_sink(&buffer);
  pc_tree_view view = { .metrics = metrics, .metric_count = n, .depth = -1 };
  ck_assert_msg(pc_model_build(&model, b, "M", &none, 0, &error) == PC_OK, "%s", error.message);
  ck_assert_msg(pc_report_tree(&report, model, &view, &error) == PC_OK, "%s", error.message);
  pc_model_free(model);
  ck_assert_msg(pc_report_write(report, format, &style, &sink, &error) == PC_OK, "%s", error.message);
  pc_report_free(report);
  char *text = strdup(buffer.text);
  pc_buffer_clear(&buffer);
  return text;
}

static pc_builder *small_tree(void) {
  pc_builder *b = pc_builder_new(ctx);
  pc_build_metric(b, "flops", "FLOPs", "FLOP", NULL);
  pc_build_metric(b, "params", "parameters", NULL, NULL);
  pc_build_open(b, "layer\x1b[2J", pc_build_integer(b, 4));
  pc_build_leaf(b, "x & W", "1000");
  pc_build_count(b, "params");
  pc_build_leaf(b, "W", "25");
  pc_build_close(b);
  pc_build_count(b, "flops");
  pc_build_leaf(b, "rest", "1");
  return b;
}

START_TEST(test_tree_text) {
  static const char *const both[] = { "flops", "params" };
  pc_builder *b = small_tree();
  char *text = print_tree(b, NULL, 0, PC_TEXT, (pc_style) { 0 });
  ck_assert_str_eq(text, "M                     4001  100.0%\n"
                         "├─ layer\\x1b[2J  × 4  4000  100.0%\n"
                         "│  └─ x & W           4000  100.0%\n"
                         "└─ rest                  1   0.02%\n");
  free(text);
  text = print_tree(b, both, 2, PC_TEXT, (pc_style) { 0 });
  ck_assert_str_eq(text, "                      flops          params\n"
                         "M                      4001  100.0%     100  100.0%\n"
                         "├─ layer\\x1b[2J  × 4   4000  100.0%     100  100.0%\n"
                         "│  ├─ x & W            4000  100.0%\n"
                         "│  └─ W                                 100  100.0%\n"
                         "└─ rest                   1   0.02%\n");
  free(text);
  pc_builder_free(b);
}
END_TEST

START_TEST(test_tree_width) {
  for (size_t width = 10; width < 60; width++) {
    pc_builder *b = small_tree();
    char *text = print_tree(b, NULL, 0, PC_TEXT, (pc_style) { .width = width });
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
      ck_assert_msg(pc_utf8_width(line, strlen(line)) <= width, "%zu: %s", width, line);
    free(text);
    pc_builder_free(b);
  }
}
END_TEST

/* A number is never cut, and where it is wider than the screen nothing else is. */
START_TEST(test_tree_too_wide) {
  pc_builder *b = small_tree();
  char *text = print_tree(b, NULL, 0, PC_TEXT, (pc_style) { .width = 5 });
  ck_assert_str_eq(text, "M                     4001  100.0%\n"
                         "├─ layer\\x1b[2J  × 4  4000  100.0%\n"
                         "│  └─ x & W           4000  100.0%\n"
                         "└─ rest                  1   0.02%\n");
  free(text);
  pc_builder_free(b);
}
END_TEST

START_TEST(test_tree_json) {
  pc_builder *b = small_tree();
  char *text = print_tree(b, NULL, 0, PC_JSON, (pc_style) { 0 });
  ck_assert_str_eq(text, "{\"model\": \"M\", \"metric\": \"flops\", \"bindings\": {}, \"tree\": {\"name\": \"M\", "
                         "\"total\": \"4001\", \"share\": 1, \"children\": [{\"name\": \"layer\\u001b[2J\", "
                         "\"repeat\": \"4\", \"total\": \"4000\", \"share\": 0.9997500624843789, \"children\": "
                         "[{\"name\": \"x & W\", \"amount\": \"1000\", \"total\": \"4000\", \"share\": "
                         "0.9997500624843789}]}, {\"name\": \"rest\", \"amount\": \"1\", \"total\": \"1\", \"share\": "
                         "0.00024993751562109475}]}}\n");
  free(text);
  pc_builder_free(b);
}
END_TEST

START_TEST(test_tree_sympy) {
  pc_builder *b = small_tree();
  char *text = print_tree(b, NULL, 0, PC_SYMPY, (pc_style) { 0 });
  ck_assert_str_eq(text, "{\n  'layer\\x1b[2J': {\n    'x & W': 4000\n  },\n  'rest': 1\n}\n");
  free(text);
  pc_builder_free(b);
}
END_TEST

START_TEST(test_tree_latex) {
  pc_builder *b = small_tree();
  char *text = print_tree(b, NULL, 0, PC_LATEX, (pc_style) { 0 });
  ck_assert_ptr_nonnull(strstr(text, "\\begin{longtable}{llrr}\n"));
  ck_assert_ptr_nonnull(strstr(text, "\\quad \\quad x \\& W &  & $4000$ & 100.0\\% \\\\\n"));
  free(text);
  pc_builder_free(b);
}
END_TEST

Suite *report_suite(void) {
  Suite *suite = suite_create("report");
  TCase *t = tcase_create("notation");
  int cases = (int)(sizeof SAME_AS_SYMPY / sizeof *SAME_AS_SYMPY);
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_loop_test(t, test_sympy, 0, cases);
  tcase_add_loop_test(t, test_latex, 0, cases);
  tcase_add_loop_test(t, test_text, 0, cases);
  tcase_add_test(t, test_atoms);
  tcase_add_test(t, test_collect);
  tcase_add_test(t, test_brackets);
  tcase_add_test(t, test_inverse_power_of_a_sum);
  tcase_add_test(t, test_remainder);
  tcase_add_test(t, test_latex_spellings);
  tcase_add_loop_test(t, test_mathml_spellings, 0, (int)(sizeof MATHML / sizeof *MATHML));
  tcase_add_test(t, test_mathml_powers);
  tcase_add_test(t, test_mathml_depth);
  tcase_add_test(t, test_code_names);
  tcase_add_test(t, test_deep_form);
  tcase_add_test(t, test_sink_that_fails);
  suite_add_tcase(suite, t);
  t = tcase_create("texts");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_test(t, test_visible);
  tcase_add_test(t, test_latex_escape);
  tcase_add_test(t, test_python_escape);
  tcase_add_test(t, test_fitting);
  tcase_add_test(t, test_cut_formula);
  tcase_add_test(t, test_fit_columns);
  tcase_add_test(t, test_doubles);
  tcase_add_test(t, test_decimal_comma);
  tcase_add_test(t, test_shares);
  tcase_add_test(t, test_human);
  tcase_add_test(t, test_json);
  tcase_add_test(t, test_formats);
  suite_add_tcase(suite, t);
  t = tcase_create("trees");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_test(t, test_tree_text);
  tcase_add_test(t, test_tree_width);
  tcase_add_test(t, test_tree_too_wide);
  tcase_add_test(t, test_tree_json);
  tcase_add_test(t, test_tree_sympy);
  tcase_add_test(t, test_tree_latex);
  suite_add_tcase(suite, t);
  return suite;
}
