/* For which values of a symbol two formulas are equal, or one bounds the other. */
#ifndef PC_SOLVE_H
#define PC_SOLVE_H

#include "algebra/fact.h"
#include "algebra/roots.h"
#include <polycost/report.h>

/* The values that a symbol may take; NULL: no bound. */
typedef struct pc_span {
  pc_domain domain;
  pc_expr *least, *most;
} pc_span;

/* Where a range ends: a number, low = high; a number that is not rational, between them; or nowhere, NULL. */
typedef struct pc_end {
  pc_expr *low, *high;
  bool open; /* the number itself does not belong to it */
} pc_end;

/* The sign of a difference where it is not defined. */
enum { PC_NO_SIGN = 2 };

typedef struct pc_range {
  pc_end from, to;
  int sign;
} pc_range;

/* Ascending; of whole numbers no end is open. */
typedef struct pc_ranges {
  pc_context *ctx;
  pc_range *items;
  size_t n, capacity;
} pc_ranges;

/* What both sides are for a value of the symbol. */
typedef struct pc_sample {
  pc_expr *value, *left, *right;
} pc_sample;

/* A formula for the symbol. It counts where `excess`, what it is above the symbol's least value, is not negative; NULL
 * where that is proved. */
typedef struct pc_solved {
  pc_expr *value, *excess;
} pc_solved;

typedef enum pc_outcome { PC_SOLVED, PC_NO_SOLUTION, PC_NOT_DECIDED } pc_outcome;

typedef struct pc_solution {
  pc_context *ctx;
  pc_outcome outcome;
  pc_solve_relation relation; /* of left to right */
  const pc_symbol *symbol;
  pc_span span; /* of the symbol */
  pc_expr *left, *right;
  bool formulas; /* other symbols are free: the answer is `solved`, `always` and `rest` */

  /* Numbers: where the relation holds; for an equation of whole numbers also neighbours between which the difference
   * changes its sign; what both sides are at the ends of all these. */
  pc_ranges where, crossings;
  pc_sample *samples;
  size_t sample_count, sample_capacity;

  /* Formulas: of an equation each solution in the symbol's domain, what makes it hold for all values where it is 0, and
   * what else, if it is 0, solves it. Of a bound one solution, the boundary, or none: it holds on the side `above` or
   * below, or for all values. */
  pc_solved *solved;
  size_t solved_count;
  pc_expr **always, **rest;
  size_t always_count, rest_count;
  size_t room; /* of each of the three */
  bool above, everywhere;
} pc_solution;

/* left RELATION right for the symbol. Facts that are linear in it alone bound its values. Zero first; to be cleared, on
 * failure too. PC_INPUT where other symbols must be bound, PC_LIMIT where it takes too much work. */
pc_status pc_solve(pc_solution *out, const pc_expr *left, const pc_expr *right, const pc_symbol *symbol,
                   pc_solve_relation relation, const pc_facts *facts, pc_error *error);
void pc_solution_clear(pc_solution *solution);

/* span.c */
pc_status pc_span_of(pc_span *out, pc_context *ctx, const pc_symbol *symbol, pc_error *error);
pc_status pc_span_narrow(pc_span *span, const pc_symbol *symbol, const pc_facts *facts, pc_error *error);
bool pc_span_is_empty(const pc_span *span);
void pc_span_clear(pc_span *span);

/* branches.c: the ranges, all of a span that is not empty, in which a difference that has no other symbol keeps its
 * sign.
 * `*decided` is false when that could not be proved. To be cleared, on failure too. */
pc_status pc_find_signs(pc_ranges *out, bool *decided, const pc_expr *difference, const pc_symbol *symbol,
                        const pc_span *span, pc_error *error);
/* signs.c: the same without taking functions apart. */
pc_status pc_scan_signs(pc_ranges *out, bool *decided, const pc_expr *difference, const pc_symbol *symbol,
                        const pc_span *span, pc_error *error);
pc_status pc_sign_at(int *out, const pc_expr *difference, const pc_symbol *symbol, const pc_expr *x, pc_error *error);
/* Adds a range, or makes the last one longer where it has the same sign. The ends are borrowed. */
pc_status pc_ranges_add(pc_ranges *ranges, const pc_range *range, pc_error *error);
void pc_ranges_clear(pc_ranges *ranges);

/* symbolic.c: where other symbols are free. */
pc_status pc_solve_formulas(pc_solution *out, const pc_expr *difference, pc_error *error);

/* expr + step */
pc_status pc_expr_step(pc_expr **out, const pc_expr *expr, int64_t step, pc_error *error);

#endif
