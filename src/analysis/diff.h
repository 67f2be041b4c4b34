/* Comparing two formulas: the proof that they are equal, or how they differ. */
#ifndef PC_DIFF_H
#define PC_DIFF_H

#include "algebra/calculus.h"

typedef enum pc_verdict { PC_EQUAL, PC_DIFFERENT, PC_UNDECIDED } pc_verdict;

/* What A/B tends to as the symbol grows. */
typedef struct pc_trend {
  const pc_symbol *symbol;
  pc_tendency tendency;
  pc_expr *value; /* or NULL */
} pc_trend;

/* A point, and what both formulas are there. */
typedef struct pc_point {
  const pc_symbol **symbols;
  pc_expr **values;
  size_t n;
  pc_expr *left, *right; /* NULL: there is no such point */
} pc_point;

/* A range for each of n symbols. */
typedef struct pc_box {
  const pc_symbol **symbols;
  pc_expr **low, **high;
  size_t n;
} pc_box;

/* Whether what is known of the symbols, beside their own bounds, allows the point. */
typedef pc_status pc_allows(void *user, bool *out, const pc_symbol *const *symbols, pc_expr *const *values, size_t n,
                            pc_error *error);

typedef struct pc_comparison {
  pc_context *ctx;
  pc_verdict verdict;
  pc_expr *left, *right, *difference;
  pc_expr *ratio;    /* NULL where the right side is 0 */
  pc_expr *relative; /* (A - B)/B where both are numbers, or NULL */
  pc_alignment terms;
  pc_trend *growths; /* one a symbol of the ratio, by name */
  size_t growth_count;
  pc_point witness;
  bool boxed;     /* a box was asked for */
  bool bounded;   /* `worst` is where |A - B|/|B| is largest in it */
  pc_point worst; /* left: |A - B|/|B| there */
} pc_comparison;

typedef struct pc_comparison_options {
  const pc_box *box; /* or NULL */
  pc_allows *allows; /* or NULL */
  void *user;
} pc_comparison_options;

/* Zero first; to be cleared, on failure too. */
pc_status pc_compare(pc_comparison *out, const pc_expr *left, const pc_expr *right,
                     const pc_comparison_options *options, pc_error *error);
void pc_comparison_clear(pc_comparison *comparison);
/* The verdict alone. */
pc_status pc_verdict_of(pc_verdict *out, const pc_expr *left, const pc_expr *right,
                        const pc_comparison_options *options, pc_error *error);

/* box.c: where |relative| is largest in the box: at one of two corners when it is proved monotonic in each symbol.
 * Otherwise *bounded is false. PC_INPUT when a symbol of `relative` has no range. */
pc_status pc_box_worst(pc_point *out, bool *bounded, const pc_expr *relative, const pc_box *box, pc_error *error);

/* witness.c: looks for a small point where the two differ; out->left stays NULL when none was met. */
pc_status pc_find_witness(pc_point *out, const pc_comparison *comparison, const pc_comparison_options *options,
                          pc_error *error);

pc_status pc_point_new(pc_point *out, pc_context *ctx, size_t n, pc_error *error);
void pc_point_clear(pc_context *ctx, pc_point *point);

#endif
