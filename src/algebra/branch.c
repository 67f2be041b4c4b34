/* Taking a max apart into what it is on either side of where two of its arguments meet. */
#include "algebra/internal.h"
#include "algebra/roots.h"

/* An innermost max in e with the symbol in it, or NULL; depth is the nesting of atoms. */
static const pc_generator *find_max(const pc_expr *e, const pc_symbol *symbol) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++) {
    const pc_generator *g = e->ctx->algebra->gens[pc_expr_gen(e, i)], *inner = NULL;
    if (g->symbol || !pc_expr_holds(g->self, symbol->gen)) continue;
    for (size_t j = 0; j < g->n && !inner; j++) inner = find_max(g->args[j], symbol);
    if (inner) return inner;
    if (g->function == PC_MAX) return g;
  }
  return NULL;
}

/* e with the max of all arguments but one for the max. */
static pc_status without(pc_expr **out, const pc_expr *e, const pc_generator *g, size_t left_out, pc_error *error) {
  const pc_expr **rest = pc_alloc(e->ctx, g->n * sizeof *rest);
  pc_expr *value = NULL;
  size_t n = 0;
  if (!rest) return pc_no_memory(e->ctx, error);
  for (size_t i = 0; i < g->n; i++)
    if (i != left_out) rest[n++] = g->args[i];
  pc_status status = pc_expr_apply(&value, PC_MAX, rest, n, error);
  pc_free(e->ctx, rest, g->n * sizeof *rest);
  const pc_put put = { pc_expr_gen(g->self, 0), value };
  if (!status) status = pc_expr_put(out, e, &put, 1, error);
  pc_expr_unref(value);
  return status;
}

pc_status pc_expr_branch(pc_branch *out, const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  const pc_generator *g = find_max(e, symbol);
  *out = (pc_branch) { NULL, NULL, NULL };
  if (!g) return PC_OK;
  pc_branch b = { NULL, NULL, NULL };
  pc_status status = pc_expr_sub(&b.test, g->args[0], g->args[1], error);
  if (!status) status = without(&b.above, e, g, 1, error);
  if (!status) status = without(&b.below, e, g, 0, error);
  if (status)
    pc_branch_clear(&b);
  else
    *out = b;
  return status;
}

void pc_branch_clear(pc_branch *branch) {
  pc_expr_unref(branch->test);
  pc_expr_unref(branch->above);
  pc_expr_unref(branch->below);
}
