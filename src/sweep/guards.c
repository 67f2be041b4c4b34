/* Passing over points of a grid. */
#include "sweep/guards.h"
#include "algebra/calculus.h"

typedef struct guard {
  pc_program *program;
  uint64_t stride; /* so many points, from a multiple of it on, have the same verdict */
} guard;

/* What a worker knows of a guard. */
typedef struct watch {
  pc_run *run;
  uint64_t until; /* the verdict is that of points before this */
  bool holds;
} watch;

struct pc_guards {
  pc_context *ctx;
  const pc_grid *grid;
  guard *guards;
  size_t n, capacity, workers;
  watch *watches; /* of each worker, one for each guard */
};

/* ---- which parts ---- */

/* How many axes, from the first one on, the expression needs. */
static pc_status count_axes(size_t *axes, const pc_expr *e, const pc_symbol *const *symbols, size_t n,
                            pc_error *error) {
  const pc_symbol **used;
  size_t count;
  pc_status status = pc_expr_symbols(&used, &count, e, error);
  if (status) return status;
  for (size_t i = 0; i < count; i++)
    for (size_t axis = *axes; axis < n; axis++)
      if (symbols[axis] == used[i]) *axes = axis + 1;
  pc_symbols_free(pc_expr_context(e), used, count);
  return PC_OK;
}

/* Whether it has a value at all points: no division but by numbers, and no functions, which might hold one. */
static pc_status is_sure(bool *out, const pc_expr *e, pc_error *error) {
  pc_expr *num = NULL, *den = NULL;
  *out = false;
  if (pc_expr_holds_atom(e)) return PC_OK;
  pc_status status = pc_expr_parts(&num, &den, e, error);
  if (!status) *out = pc_expr_is_number(den);
  pc_expr_unref(num);
  pc_expr_unref(den);
  return status;
}

static pc_status look(size_t *axes, bool *sure, const pc_condition *c, const pc_symbol *const *symbols, size_t n,
                      pc_error *error) {
  pc_status status = PC_OK;
  const pc_expr *sides[2] = { c->left, c->right };
  for (int i = 0; !status && c->left && i < 2; i++) {
    bool one;
    status = count_axes(axes, sides[i], symbols, n, error);
    if (!status) status = is_sure(&one, sides[i], error);
    if (!status) *sure &= one;
  }
  for (size_t i = 0; !status && i < c->part_count; i++) status = look(axes, sure, c->parts[i], symbols, n, error);
  return status;
}

/* Points that follow one another while the first axes stay as they are. */
static uint64_t stride_of(const pc_grid *grid, size_t axes) {
  uint64_t stride = 1;
  while (axes < grid->n) stride *= grid->axes[axes++].count;
  return stride;
}

/* ---- making ---- */

static pc_status add(pc_guards *g, const pc_condition *part, uint64_t stride, const pc_symbol *const *symbols,
                     pc_error *error) {
  const pc_program_spec spec = {
    .conditions = &part, .condition_count = 1, .symbols = symbols, .symbol_count = g->grid->n
  };
  void *guards = g->guards;
  bool grown = pc_grow(g->ctx, &guards, &g->capacity, g->n, sizeof *g->guards);
  g->guards = guards;
  if (!grown) return pc_no_memory(g->ctx, error);
  g->guards[g->n] = (guard) { .stride = stride };
  pc_status status = pc_program_new(&g->guards[g->n].program, g->ctx, &spec, error);
  g->n += !status;
  return status;
}

static pc_status add_parts(pc_guards *g, const pc_condition *const *parts, size_t n, const pc_symbol *const *symbols,
                           pc_error *error) {
  pc_status status = PC_OK;
  bool sure = true;
  for (size_t i = 0; !status && sure && i < n; i++) {
    size_t axes = 0;
    status = look(&axes, &sure, parts[i], symbols, g->grid->n, error);
    uint64_t stride = stride_of(g->grid, axes);
    if (!status && stride >= PC_RUN_ROWS) status = add(g, parts[i], stride, symbols, error);
  }
  return status;
}

static pc_status make_watches(pc_guards *g, size_t workers, pc_error *error) {
  g->watches = pc_alloc_zero(g->ctx, workers * g->n * sizeof *g->watches);
  if (!g->watches) return pc_no_memory(g->ctx, error);
  g->workers = workers;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < workers * g->n; i++)
    status = pc_run_new(&g->watches[i].run, g->guards[i % g->n].program, error);
  return status;
}

pc_status pc_guards_new(pc_guards **out, const pc_grid *grid, const pc_condition *condition,
                        const pc_symbol *const *symbols, size_t workers, pc_error *error) {
  bool joined = condition->kind == PC_WHERE_AND;
  pc_guards *g = pc_alloc_zero(grid->ctx, sizeof *g);
  if (!g) return pc_no_memory(grid->ctx, error);
  g->ctx = grid->ctx;
  g->grid = grid;
  pc_status status = joined ? add_parts(g, condition->parts, condition->part_count, symbols, error)
                            : add_parts(g, &condition, 1, symbols, error);
  if (!status) status = make_watches(g, workers, error);
  if (status)
    pc_guards_free(g);
  else
    *out = g;
  return status;
}

void pc_guards_free(pc_guards *g) {
  if (!g) return;
  for (size_t i = 0; i < g->workers * g->n; i++) pc_run_free(g->watches[i].run);
  pc_free(g->ctx, g->watches, g->workers * g->n * sizeof *g->watches);
  for (size_t i = 0; i < g->n; i++) pc_program_free(g->guards[i].program);
  pc_free(g->ctx, g->guards, g->capacity * sizeof *g->guards);
  pc_free(g->ctx, g, sizeof *g);
}

/* ---- passing over ---- */

/* A point of which it cannot be said is not passed over. */
static pc_status judge(watch *w, const pc_guards *g, const guard *guard, uint64_t point, pc_error *error) {
  int64_t numbers[PC_AXIS_MAX], *columns[PC_AXIS_MAX];
  pc_data data[PC_AXIS_MAX];
  for (size_t i = 0; i < g->grid->n; i++) {
    columns[i] = &numbers[i];
    data[i] = (pc_data) { .values = (const uint64_t *)&numbers[i], .limbs = 1 };
  }
  pc_grid_fill(g->grid, &(pc_window) { point, 1, g->grid->n }, columns);
  pc_status status = pc_run_rows(w->run, data, 0, 1, error);
  if (status) return status;
  const pc_mask *mask = pc_run_mask(w->run, 0);
  w->holds = mask->holds[0] || (mask->faults && mask->faults[0]);
  w->until = point - point % guard->stride + guard->stride;
  return PC_OK;
}

pc_status pc_guards_pass(pc_guards *g, size_t worker, uint64_t *point, uint64_t end, pc_error *error) {
  watch *watches = g->watches + worker * g->n;
  for (size_t i = 0; i < g->n && *point < end;) {
    watch *w = &watches[i];
    pc_status status = *point < w->until ? PC_OK : judge(w, g, &g->guards[i], *point, error);
    if (status) return status;
    if (w->holds) {
      i++;
    } else {
      *point = w->until < end ? w->until : end;
      i = 0;
    }
  }
  return PC_OK;
}
