/* Inside src/algebra: forms put together from forms of parts. */
#ifndef PC_ALGEBRA_SHAPE_H
#define PC_ALGEBRA_SHAPE_H

#include "algebra/form.h"

/* What a form is put together from. */
typedef struct pc_pieces {
  pc_form **above, **below; /* factors; none is negative */
  size_t above_count, below_count;
  bool negative;
} pc_pieces;

/* term * above / below. The term is an expression of one term. */
pc_status pc_form_scale(pc_form **out, pc_arena *arena, const pc_expr *term, const pc_pieces *pieces, pc_error *error);
/* One sum of all items; items that are sums themselves are taken apart. */
pc_status pc_form_join(pc_form **out, pc_arena *arena, pc_form *const *items, size_t n, pc_error *error);
/* top/bottom */
pc_status pc_form_over(pc_form **out, pc_arena *arena, pc_form *top, pc_form *bottom, pc_error *error);

/* Nested by the symbols, in their order; with none by the generator that stands in the most terms. */
pc_status pc_form_horner(pc_form **out, pc_arena *arena, const pc_expr *expr, const pc_symbol *const *by, size_t n,
                         pc_error *error);

/* As pc_form_make, over one line: also sums of terms are one fraction, and so are the arguments of atoms. */
pc_status pc_form_make_fraction(pc_form **out, pc_arena *arena, const pc_expr *expr, const pc_symbol *const *by,
                                size_t n, pc_error *error);

#endif
