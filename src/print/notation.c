/* One walk over forms, and the notations as tables. */
#include "print/notation.h"
#include "print/mathml.h"
#include <stdlib.h>
#include <string.h>

/* ---- the notations ---- */

#define ATOM(before, after)                                                                                            \
  { before, "", after, PC_WHOLE, 0, 0 }
#define SUM                                                                                                            \
  { "", "", "", PC_SUM, PC_REMAINDER, PC_REMAINDER }
#define CALL(before, after)                                                                                            \
  { before, ", ", after, PC_WHOLE, PC_ANYTHING, PC_ANYTHING }

#define MATHML_CALL(name)                                                                                              \
  {                                                                                                                    \
    "<mrow>" name "<mo>&#x2061;</mo><mrow><mo>(</mo>", "<mo>,</mo>", "<mo>)</mo></mrow></mrow>", PC_POWER,             \
        PC_ANYTHING, PC_ANYTHING                                                                                       \
  }

static const pc_notation TEXT = {
  .open = "(",
  .close = ")",
  .negative = "-",
  .plus = " + ",
  .minus = " - ",
  .digits_between = "*",
  .kinds = {
    [PC_FORM_INTEGER] = ATOM("", ""),
    [PC_FORM_SYMBOL] = ATOM("", ""),
    [PC_FORM_SUM] = SUM,
    [PC_FORM_PRODUCT] = { "", "*", "", PC_PRODUCT, PC_PRODUCT, PC_PRODUCT },
    [PC_FORM_QUOTIENT] = { "", "/", "", PC_PRODUCT, PC_PRODUCT, PC_POWER },
    [PC_FORM_POWER] = { "", "^", "", PC_POWER, PC_WHOLE, PC_WHOLE },
  },
  .functions = {
    [PC_FLOOR] = CALL("floor(", ")"),
    [PC_CEIL] = CALL("ceil(", ")"),
    [PC_MOD] = CALL("mod(", ")"),
    [PC_MIN] = CALL("min(", ")"),
    [PC_MAX] = CALL("max(", ")"),
    [PC_LOG2] = CALL("log2(", ")"),
  },
  .inverse = { "", "^(-", ")", PC_POWER, PC_WHOLE, PC_ANYTHING },
  .symbol = pc_symbol_name,
};

static const pc_notation SYMPY = {
  .open = "(",
  .close = ")",
  .negative = "-",
  .plus = " + ",
  .minus = " - ",
  .digits_between = "*",
  .kinds = {
    [PC_FORM_INTEGER] = ATOM("", ""),
    [PC_FORM_SYMBOL] = ATOM("", ""),
    [PC_FORM_SUM] = SUM,
    [PC_FORM_PRODUCT] = { "", "*", "", PC_PRODUCT, PC_PRODUCT, PC_PRODUCT },
    [PC_FORM_QUOTIENT] = { "", "/", "", PC_PRODUCT, PC_PRODUCT, PC_POWER },
    [PC_FORM_POWER] = { "", "**", "", PC_POWER, PC_WHOLE, PC_WHOLE },
  },
  .functions = {
    [PC_FLOOR] = CALL("floor(", ")"),
    [PC_CEIL] = CALL("ceiling(", ")"),
    [PC_MOD] = { "Mod(", ", ", ")", PC_REMAINDER, PC_ANYTHING, PC_ANYTHING },
    [PC_MIN] = CALL("Min(", ")"),
    [PC_MAX] = CALL("Max(", ")"),
    [PC_LOG2] = CALL("log(", ", 2)"),
  },
  .inverse = { "", "**(-", ")", PC_POWER, PC_WHOLE, PC_ANYTHING },
  .symbol = pc_symbol_name,
};

static const pc_notation LATEX = {
  .open = "\\left(",
  .close = "\\right)",
  .negative = "-",
  .plus = " + ",
  .minus = " - ",
  .digits_between = " \\cdot ",
  .kinds = {
    [PC_FORM_INTEGER] = ATOM("", ""),
    [PC_FORM_SYMBOL] = ATOM("", ""),
    [PC_FORM_SUM] = SUM,
    [PC_FORM_PRODUCT] = { "", " ", "", PC_PRODUCT, PC_PRODUCT, PC_PRODUCT },
    [PC_FORM_QUOTIENT] = { "\\frac{", "}{", "}", PC_POWER, PC_ANYTHING, PC_ANYTHING },
    [PC_FORM_POWER] = { "", "^{", "}", PC_POWER, PC_WHOLE, PC_ANYTHING },
  },
  .functions = {
    [PC_FLOOR] = CALL("\\left\\lfloor ", " \\right\\rfloor"),
    [PC_CEIL] = CALL("\\left\\lceil ", " \\right\\rceil"),
    [PC_MOD] = { "", " \\bmod ", "", PC_SUM, PC_PRODUCT, PC_POWER },
    [PC_MIN] = { "\\min\\left(", ", ", "\\right)", PC_POWER, PC_ANYTHING, PC_ANYTHING },
    [PC_MAX] = { "\\max\\left(", ", ", "\\right)", PC_POWER, PC_ANYTHING, PC_ANYTHING },
    [PC_LOG2] = { "\\log_{2}\\left(", ", ", "\\right)", PC_POWER, PC_ANYTHING, PC_ANYTHING },
  },
  .symbol = pc_symbol_latex,
  .shielded = "^'",
};

static const pc_notation MATHML = {
  .open = "<mrow><mo>(</mo>",
  .close = "<mo>)</mo></mrow>",
  .negative = "<mo>−</mo>",
  .plus = "<mo>+</mo>",
  .minus = "<mo>−</mo>",
  .digits_between = "<mo>⋅</mo>",
  .kinds = {
    [PC_FORM_INTEGER] = ATOM("<mn>", "</mn>"),
    [PC_FORM_SYMBOL] = ATOM("", ""),
    [PC_FORM_SUM] = { "<mrow>", "", "</mrow>", PC_SUM, PC_REMAINDER, PC_REMAINDER },
    [PC_FORM_PRODUCT] = { "<mrow>", "<mo>&#x2062;</mo>", "</mrow>", PC_PRODUCT, PC_PRODUCT, PC_PRODUCT },
    [PC_FORM_QUOTIENT] = { "<mfrac>", "", "</mfrac>", PC_POWER, PC_ANYTHING, PC_ANYTHING },
    [PC_FORM_POWER] = { "<msup>", "", "</msup>", PC_POWER, PC_WHOLE, PC_ANYTHING },
  },
  .functions = {
    [PC_FLOOR] = CALL("<mrow><mo>⌊</mo>", "<mo>⌋</mo></mrow>"),
    [PC_CEIL] = CALL("<mrow><mo>⌈</mo>", "<mo>⌉</mo></mrow>"),
    [PC_MOD] = { "<mrow>", "<mo lspace=\"0.28em\" rspace=\"0.28em\">mod</mo>", "</mrow>", PC_SUM, PC_PRODUCT,
                 PC_POWER },
    [PC_MIN] = MATHML_CALL("<mi>min</mi>"),
    [PC_MAX] = MATHML_CALL("<mi>max</mi>"),
    [PC_LOG2] = MATHML_CALL("<msub><mi>log</mi><mn>2</mn></msub>"),
  },
  .symbol = pc_symbol_latex,
  .put_symbol = pc_put_mathml,
  .subscripted = { "<msubsup>", "", "</msubsup>", PC_POWER, PC_WHOLE, PC_ANYTHING },
};

const pc_notation *pc_notation_of(pc_format format) {
  switch (format) {
  case PC_TEXT: return &TEXT;
  case PC_SYMPY: return &SYMPY;
  case PC_LATEX: return &LATEX;
  case PC_MATHML: return &MATHML;
  default: return NULL;
  }
}

/* ---- the walk ---- */

/* A form that is being written, and how far. */
typedef struct frame {
  const pc_form *form;
  const pc_spelling *spelling;
  pc_form *const *parts;
  size_t n, next;
  bool repeated; /* the first part n times */
  bool negated;
  int brackets; /* to be closed at the end */
} frame;

typedef struct walk {
  pc_writer *w;
  pc_context *ctx;
  const pc_notation *notation;
  frame *frames; /* a stack */
  size_t n, capacity;
} walk;

static bool is_inverse_power(const pc_notation *notation, const pc_form *form) {
  return notation->inverse.before && form->kind == PC_FORM_QUOTIENT && !form->negative &&
         form->items[0]->kind == PC_FORM_INTEGER && strcmp(form->items[0]->digits, "1") == 0 &&
         form->items[1]->kind == PC_FORM_POWER;
}

static const char *spelling_of(const pc_notation *notation, const pc_symbol *symbol) {
  const pc_naming *naming = notation->naming;
  size_t low = 0, high = naming ? naming->n : 0;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(pc_symbol_name(naming->symbols[middle]), pc_symbol_name(symbol));
    if (order == 0) return naming->names[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return notation->symbol(symbol);
}

static bool has_subscript(const pc_notation *notation, const pc_form *form) {
  return notation->subscripted.before && form->kind == PC_FORM_SYMBOL &&
         pc_mathml_has_subscript(spelling_of(notation, form->symbol));
}

static const pc_spelling *divided_spelling(const pc_notation *notation, const pc_form *form) {
  if (form->kind != PC_FORM_CALL || form->function > PC_CEIL || !notation->divided[form->function].before) return NULL;
  const pc_form *part = form->items[0];
  return part->kind == PC_FORM_QUOTIENT && !part->negative ? &notation->divided[form->function] : NULL;
}

static bool is_short_power(const pc_notation *notation, const pc_form *form) {
  if (form->kind != PC_FORM_POWER || form->items[0]->kind != PC_FORM_SYMBOL) return false;
  return strlen(form->items[1]->digits) <= 3 && atol(form->items[1]->digits) <= notation->short_power;
}

static bool is_long_integer(const pc_notation *notation, const pc_form *form) {
  return form->kind == PC_FORM_INTEGER && notation->short_digits && strlen(form->digits) > notation->short_digits;
}

static void take_parts(frame *f, const pc_form *form) {
  f->parts = form->items;
  f->n = form->n;
}

static frame make_frame(const pc_notation *notation, const pc_form *form) {
  frame f = { .form = form, .spelling = divided_spelling(notation, form) };
  take_parts(&f, form);
  if (f.spelling) {
    take_parts(&f, form->items[0]);
  } else if (is_inverse_power(notation, form)) {
    f.spelling = &notation->inverse;
    take_parts(&f, form->items[1]);
  } else if (is_short_power(notation, form)) {
    f.spelling = &notation->kinds[PC_FORM_PRODUCT];
    f.repeated = true;
    f.n = (size_t)atol(form->items[1]->digits);
  } else if (form->kind == PC_FORM_POWER && has_subscript(notation, form->items[0])) {
    f.spelling = &notation->subscripted;
  } else if (is_long_integer(notation, form)) {
    f.spelling = &notation->long_integer;
  } else if (form->kind == PC_FORM_CALL) {
    f.spelling = &notation->functions[form->function];
  } else {
    f.spelling = &notation->kinds[form->kind];
  }
  return f;
}

static void write_symbol(walk *k, const pc_form *form, bool is_base) {
  const char *spelling = spelling_of(k->notation, form->symbol);
  bool shield = is_base && k->notation->shielded && strpbrk(spelling, k->notation->shielded);
  if (shield) pc_puts(k->w, "{");
  if (is_base && has_subscript(k->notation, form))
    pc_put_mathml_parts(k->w, spelling);
  else if (k->notation->put_symbol)
    k->notation->put_symbol(k->w, spelling);
  else
    pc_puts(k->w, spelling);
  if (shield) pc_puts(k->w, "}");
}

/* Starts a form at a place that asks for the strength `need`; `signed_before`: its sign has been written. */
static void begin(walk *k, const pc_form *form, int need, bool signed_before, bool is_base) {
  frame f = make_frame(k->notation, form);
  if (form->negative && !signed_before) {
    if (need > PC_SUM) pc_puts(k->w, k->notation->open), f.brackets++;
    pc_puts(k->w, k->notation->negative);
    f.negated = k->notation->negated;
    need = PC_REMAINDER;
  }
  if (f.spelling->strength < need) pc_puts(k->w, k->notation->open), f.brackets++;
  pc_puts(k->w, f.spelling->before);
  if (form->kind == PC_FORM_INTEGER) pc_puts(k->w, form->digits);
  if (form->kind == PC_FORM_SYMBOL) write_symbol(k, form, is_base);
  if (!pc_grow(k->ctx, (void **)&k->frames, &k->capacity, k->n, sizeof *k->frames))
    pc_writer_check(k->w, pc_no_memory(k->ctx, k->w->error));
  else
    k->frames[k->n++] = f;
}

static bool starts_with_digit(const pc_form *form) {
  if (form->kind == PC_FORM_POWER) form = form->items[0];
  return form->kind == PC_FORM_INTEGER;
}

static const char *sign_between(const walk *k, bool negative) {
  const pc_notation *notation = k->notation;
  if (k->n == 1 && notation->outer_plus) return negative ? notation->outer_minus : notation->outer_plus;
  return negative ? notation->minus : notation->plus;
}

static void write_between(walk *k, const frame *f) {
  const pc_form *part = f->parts[f->repeated ? 0 : f->next];
  if (f->form->kind == PC_FORM_SUM)
    pc_puts(k->w, sign_between(k, part->negative));
  else if (f->form->kind == PC_FORM_PRODUCT && starts_with_digit(part))
    pc_puts(k->w, k->notation->digits_between);
  else
    pc_puts(k->w, f->spelling->between);
}

static void finish(walk *k) {
  const frame *f = &k->frames[--k->n];
  pc_puts(k->w, f->spelling->after);
  if (f->negated) pc_puts(k->w, k->notation->negated);
  pc_put_times(k->w, k->notation->close, (size_t)f->brackets);
}

static void step(walk *k) {
  frame *f = &k->frames[k->n - 1];
  if (f->next == f->n) {
    finish(k);
    return;
  }
  bool first = f->next == 0;
  if (!first) write_between(k, f);
  const pc_form *part = f->parts[f->repeated ? 0 : f->next];
  f->next++;
  bool signed_before = !first && f->form->kind == PC_FORM_SUM && !k->notation->negated;
  bool is_base = first && f->form->kind == PC_FORM_POWER && !f->repeated;
  int need = first ? f->spelling->first : f->spelling->rest;
  if (first && f->form->kind == PC_FORM_SUM && part->negative) need = PC_ANYTHING;
  begin(k, part, need, signed_before, is_base);
}

void pc_write_form(pc_writer *w, pc_context *ctx, const pc_notation *notation, const pc_form *form) {
  walk k = { .w = w, .ctx = ctx, .notation = notation };
  begin(&k, form, PC_ANYTHING, false, false);
  while (k.n > 0 && w->status == PC_OK) step(&k);
  pc_free(ctx, k.frames, k.capacity * sizeof *k.frames);
}

void pc_write_shape(pc_writer *w, const pc_notation *notation, const pc_expr *expr, const pc_shape *shape) {
  pc_context *ctx = pc_expr_context(expr);
  pc_arena arena = { .ctx = ctx };
  pc_form *form = NULL;
  if (w->status == PC_OK && pc_writer_check(w, pc_form_shape(&form, &arena, expr, shape, w->error)))
    pc_write_form(w, ctx, notation, form);
  pc_arena_clear(&arena);
}

void pc_write_expr(pc_writer *w, const pc_notation *notation, const pc_expr *expr, const pc_symbol *const *by,
                   size_t n) {
  const pc_shape shape = { PC_EXPANDED, by, n };
  pc_write_shape(w, notation, expr, &shape);
}

/* ---- for callers ---- */

pc_status pc_expr_write_shape(const pc_expr *expr, pc_format format, const pc_shape *shape, const pc_sink *sink,
                              pc_error *error) {
  const pc_notation *notation = pc_notation_of(format);
  if (!notation) return pc_fail(error, PC_USAGE, "an expression alone is not written in this format");
  pc_writer w = { sink, error, PC_OK };
  pc_write_shape(&w, notation, expr, shape);
  return w.status;
}

pc_status pc_expr_write(const pc_expr *expr, pc_format format, const pc_symbol *const *collect, size_t collect_count,
                        const pc_sink *sink, pc_error *error) {
  const pc_shape shape = { PC_EXPANDED, collect, collect_count };
  return pc_expr_write_shape(expr, format, &shape, sink, error);
}

pc_status pc_expr_text(char **out, const pc_expr *expr, pc_format format, pc_error *error) {
  pc_buffer buffer = { .ctx = pc_expr_context(expr) };
  pc_sink sink = pc_buffer_sink(&buffer);
  pc_status status = pc_expr_write(expr, format, NULL, 0, &sink, error);
  char *text = NULL;
  if (status == PC_OK) {
    text = pc_source_text(buffer.ctx, buffer.text, buffer.length);
    if (!text) status = pc_no_memory(buffer.ctx, error);
  }
  pc_buffer_clear(&buffer);
  if (text) *out = text;
  return status;
}

void pc_text_free(pc_context *context, char *text) {
  if (text) pc_free(context, text, strlen(text) + 1);
}
