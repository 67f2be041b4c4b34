/* How an expression is to be written, before any notation is chosen: the one shape that all printers walk. */
#ifndef PC_FORM_H
#define PC_FORM_H

#include "base/base.h"
#include <polycost/expr.h>

typedef enum pc_form_kind {
  PC_FORM_INTEGER,  /* digits: a decimal number without sign */
  PC_FORM_SYMBOL,   /* symbol */
  PC_FORM_SUM,      /* items, two or more, in SymPy's order; an item's own `negative` is its sign */
  PC_FORM_PRODUCT,  /* items, two or more, none negative: the integer first, then by name */
  PC_FORM_QUOTIENT, /* items[0] / items[1], neither negative, neither a quotient */
  PC_FORM_POWER,    /* items[0] to the power items[1], an INTEGER of 2 or more */
  PC_FORM_CALL      /* function(items...) */
} pc_form_kind;

typedef struct pc_form {
  pc_form_kind kind;
  bool negative; /* a minus stands before the whole */
  pc_function function;
  const char *digits;
  const pc_symbol *symbol;
  struct pc_form **items;
  size_t n;
} pc_form;

/* The form of expr, made in the arena. Polynomials and expressions with a monomial denominator are expanded sums of
 * terms ("d*h + d/h + 1 + h/d"), each term a product or one quotient ("3*d/(4*h)"); any other expression is a quotient
 * of two expanded sums.
 *
 * `by` (n symbols) collects: terms are grouped by the powers of by[0], the coefficient of each power (a sum in
 * brackets, after the power; a single term is merged with it) is collected by by[1], and so on. A symbol that stands
 * only inside an atom, or in a denominator of several terms, collects nothing there. The terms of every sum stand in
 * SymPy's order: lexicographic in the symbols sorted by name, highest exponent first, bracketed factors after all
 * symbols. */
pc_status pc_form_make(pc_form **out, pc_arena *arena, const pc_expr *expr, const pc_symbol *const *by, size_t n,
                       pc_error *error);

/* The form of expr as the shape says; NULL: expanded. A product has its number first, then powers of symbols and atoms,
 * then sums in brackets, in an order that depends on the mathematics only. PC_LIMIT where factoring takes too much
 * work, or a nest is deeper than max_depth. */
pc_status pc_form_shape(pc_form **out, pc_arena *arena, const pc_expr *expr, const pc_shape *shape, pc_error *error);

/* counts[0] * amounts[0] + ... with n >= 1 as it stands: nothing is multiplied out. A count that is NULL is 1. */
pc_status pc_form_products(pc_form **out, pc_arena *arena, const pc_expr *const *counts, const pc_expr *const *amounts,
                           size_t n, pc_error *error);
/* The same over one line: a numerator without quotients, over a denominator if there is one. Expanded, so are the
 * arguments of atoms. Only what divides by an expression that may be zero stays a quotient of its own. */
pc_status pc_form_fraction(pc_form **out, pc_arena *arena, const pc_expr *expr, const pc_shape *shape, pc_error *error);

#endif
