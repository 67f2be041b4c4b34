/* Symbols and expressions: exact rational functions of symbols and atoms, always in one canonical form. */
#ifndef POLYCOST_EXPR_H
#define POLYCOST_EXPR_H

#include <polycost/base.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A named unknown, owned by its context; one name, one symbol. A positive integer unless declared otherwise. */
typedef struct pc_symbol pc_symbol;

/* What values a symbol may take. */
typedef enum pc_domain { PC_INTEGERS, PC_RATIONALS } pc_domain;

PC_API pc_status pc_symbol_get(const pc_symbol **out, pc_context *context, const char *name, pc_error *error);
PC_API const char *pc_symbol_name(const pc_symbol *symbol);
/* The declared LaTeX spelling, or the name made LaTeX ("d_model": "d_{model}", "alpha": "\alpha"). */
PC_API const char *pc_symbol_latex(const pc_symbol *symbol);
/* PC_INPUT when braces do not balance. The last spelling that was declared holds. */
PC_API pc_status pc_symbol_set_latex(pc_context *context, const pc_symbol *symbol, const char *latex, pc_error *error);

/* An expression is immutable and reference counted. Arguments are borrowed; each `*out` is a reference that the caller
 * owns and gives back with pc_expr_unref. On failure `*out` is untouched. Expressions of one context do not mix with
 * another's. */
typedef struct pc_expr pc_expr;

PC_API pc_expr *pc_expr_ref(const pc_expr *expr);
PC_API void pc_expr_unref(pc_expr *expr); /* NULL is allowed */

PC_API pc_status pc_expr_integer(pc_expr **out, pc_context *context, int64_t value, pc_error *error);
/* A literal of the cost language: "1_000_000", "1.4e12", "64Ki", "7B"; exact. No sign, no blanks. */
PC_API pc_status pc_expr_literal(pc_expr **out, pc_context *context, const char *text, size_t length, pc_error *error);
PC_API pc_status pc_expr_symbol(pc_expr **out, pc_context *context, const pc_symbol *symbol, pc_error *error);

PC_API pc_status pc_expr_add(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error);
PC_API pc_status pc_expr_sub(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error);
PC_API pc_status pc_expr_mul(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error);
/* PC_INPUT when b is zero. What contains an atom that may be zero is never cancelled. */
PC_API pc_status pc_expr_div(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error);
PC_API pc_status pc_expr_neg(pc_expr **out, const pc_expr *a, pc_error *error);
/* The exponent must be a whole number; PC_INPUT for anything else and for 0 to a negative power. 0^0 is 1. */
PC_API pc_status pc_expr_pow(pc_expr **out, const pc_expr *a, const pc_expr *exponent, pc_error *error);

/* The sum of n expressions, accumulated in one pass. n = 0 gives 0. */
PC_API pc_status pc_expr_sum(pc_expr **out, pc_context *context, const pc_expr *const *terms, size_t n,
                             pc_error *error);

/* Functions whose value on symbols is an atom. */
typedef enum pc_function { PC_FLOOR, PC_CEIL, PC_MOD, PC_MIN, PC_MAX, PC_LOG2 } pc_function;
/* floor, ceil, log2 take one argument, mod two, min and max one or more. Constants fold: log2 of what is not a power of
 * two is PC_INPUT. */
PC_API pc_status pc_expr_apply(pc_expr **out, pc_function function, const pc_expr *const *args, size_t n,
                               pc_error *error);

/* Puts `values[i]` for `symbols[i]`, all at once. PC_INPUT when a denominator becomes zero. */
PC_API pc_status pc_expr_subs(pc_expr **out, const pc_expr *expr, const pc_symbol *const *symbols,
                              const pc_expr *const *values, size_t n, pc_error *error);

/* sum of expr for symbol = low, low + 1, ..., high in closed form. expr must be a polynomial in the symbol and in
 * functions of it, whose coefficients are any expressions:
 * - max and min of arguments that are linear in the symbol with numbers for slopes, or floors of such;
 * - floor, ceil and mod by a number, of polynomials in the symbol.
 * They may be nested; a max of floors and others is split by remainders where the numbers are small. The bounds are
 * taken to be whole numbers, and what is known of the symbol to hold in the whole range. An empty range sums to 0:
 * where high >= low - 1 does not follow from what is known of the symbols, max(high, low - 1) stands for high.
 * PC_INPUT when there is no closed form, with what the symbol stands in in the message; PC_LIMIT when the sum falls
 * into too many pieces. */
PC_API pc_status pc_expr_sum_over(pc_expr **out, const pc_expr *expr, const pc_symbol *symbol, const pc_expr *low,
                                  const pc_expr *high, pc_error *error);

/* What the symbol's values are and which they cannot fall below (lower_bound NULL: none; a number otherwise). */
PC_API pc_status pc_symbol_assume(pc_context *context, const pc_symbol *symbol, pc_domain domain,
                                  const pc_expr *lower_bound, pc_error *error);

PC_API bool pc_expr_is_number(const pc_expr *expr);
PC_API bool pc_expr_is_zero(const pc_expr *expr);
PC_API bool pc_expr_is_integer(const pc_expr *expr); /* a whole number */
/* -1, 0, 1 by value; both must be numbers. */
PC_API int pc_expr_compare_numbers(const pc_expr *a, const pc_expr *b);
/* The value, when expr is a whole number that fits. */
PC_API bool pc_expr_to_int64(int64_t *out, const pc_expr *expr);
/* The nearest double of a number. */
PC_API double pc_expr_to_double(const pc_expr *expr);
/* Same canonical form. Without atoms this decides equality. */
PC_API bool pc_expr_identical(const pc_expr *a, const pc_expr *b);

/* The symbols that stand in expr, inside atoms too, sorted by name. The array is the caller's to free with
 * pc_symbols_free(context, array, count). */
PC_API pc_status pc_expr_symbols(const pc_symbol ***out, size_t *count, const pc_expr *expr, pc_error *error);
PC_API void pc_symbols_free(pc_context *context, const pc_symbol **symbols, size_t count);

/* Degree in the symbol: highest exponent of the numerator less highest of the denominator. PC_INPUT when the symbol
 * stands inside an atom; the zero expression has degree INT64_MIN. */
PC_API pc_status pc_expr_degree(int64_t *out, const pc_expr *expr, const pc_symbol *symbol, pc_error *error);
/* The coefficient of symbol^exponent in expr, an expression without the symbol. PC_INPUT when the symbol stands in
 * an atom, or in a denominator of several terms. */
PC_API pc_status pc_expr_coefficient(pc_expr **out, const pc_expr *expr, const pc_symbol *symbol, int64_t exponent,
                                     pc_error *error);

/* The derivative by the symbol, the others constant. PC_INPUT when the symbol stands inside an atom. */
PC_API pc_status pc_expr_derivative(pc_expr **out, const pc_expr *expr, const pc_symbol *symbol, pc_error *error);

PC_API pc_context *pc_expr_context(const pc_expr *expr);

typedef enum pc_format {
  PC_TEXT,
  PC_LATEX,
  PC_SYMPY,
  PC_JSON,
  PC_MATHML,
  PC_CSV,
  PC_C,
  PC_PYTHON,
  PC_JAVASCRIPT,
  PC_SQL,
  PC_DOT
} pc_format;

typedef enum pc_layout {
  PC_EXPANDED, /* a sum of terms; with symbols collected by them, nested in their order */
  PC_FACTORED, /* a product of what cannot be factored further; with symbols collected, each coefficient factored */
  PC_HORNER    /* nested by the symbols; with none by what stands in the most terms, the first by name of several */
} pc_layout;

/* How an expression is laid out when it is written. All of them are the same expression. */
typedef struct pc_shape {
  pc_layout layout;
  const pc_symbol *const *symbols;
  size_t count;
} pc_shape;

/* One expression, collected by symbols (none: expanded), without a newline. PC_TEXT, PC_LATEX, PC_SYMPY, or PC_MATHML:
 * what stands inside <math>. */
PC_API pc_status pc_expr_write(const pc_expr *expr, pc_format format, const pc_symbol *const *collect,
                               size_t collect_count, const pc_sink *sink, pc_error *error);
/* The same, laid out as the shape says; NULL: expanded. PC_LIMIT where factoring takes too much work, or nests too
 * deep.
 */
PC_API pc_status pc_expr_write_shape(const pc_expr *expr, pc_format format, const pc_shape *shape, const pc_sink *sink,
                                     pc_error *error);
/* The same as a text of its own, to be freed with pc_text_free. */
PC_API pc_status pc_expr_text(char **out, const pc_expr *expr, pc_format format, pc_error *error);
PC_API void pc_text_free(pc_context *context, char *text);
/* Reads an expression of the cost language; a name is the symbol of that name. */
PC_API pc_status pc_expr_parse(pc_expr **out, pc_context *context, const char *text, pc_error *error);

#ifdef __cplusplus
}
#endif
#endif
