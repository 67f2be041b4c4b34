/* Longer calculations: see work.h. */
#include "algebra/work.h"

void pc_work_clear(pc_work *work) {
  for (size_t i = 0; i < work->n; i++) pc_expr_unref(work->kept[i]);
  pc_free(work->ctx, work->kept, work->capacity * sizeof(pc_expr *));
}

const pc_expr *pc_work_keep(pc_work *work, pc_status status, pc_expr *expr) {
  if (!status && !pc_grow(work->ctx, (void **)&work->kept, &work->capacity, work->n, sizeof(pc_expr *))) {
    pc_expr_unref(expr);
    status = pc_no_memory(work->ctx, work->error);
  }
  work->status = status;
  if (status) return NULL;
  work->kept[work->n++] = expr;
  return expr;
}

const pc_expr *pc_work_release(pc_work *work, size_t from, const pc_expr *result) {
  if (work->status) return NULL;
  pc_expr *kept = pc_expr_ref(result);
  while (work->n > from) pc_expr_unref(work->kept[--work->n]);
  return pc_work_keep(work, PC_OK, kept);
}

const pc_expr *pc_work_integer(pc_work *work, int64_t value) {
  pc_expr *out = NULL;
  if (work->status) return NULL;
  pc_status status = pc_expr_integer(&out, work->ctx, value, work->error);
  return pc_work_keep(work, status, out);
}

typedef pc_status operation(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error);

static const pc_expr *operate(pc_work *work, operation *op, const pc_expr *a, const pc_expr *b) {
  pc_expr *out = NULL;
  if (work->status) return NULL;
  pc_status status = op(&out, a, b, work->error);
  return pc_work_keep(work, status, out);
}

const pc_expr *pc_work_add(pc_work *work, const pc_expr *a, const pc_expr *b) {
  return operate(work, pc_expr_add, a, b);
}

const pc_expr *pc_work_sub(pc_work *work, const pc_expr *a, const pc_expr *b) {
  return operate(work, pc_expr_sub, a, b);
}

const pc_expr *pc_work_mul(pc_work *work, const pc_expr *a, const pc_expr *b) {
  return operate(work, pc_expr_mul, a, b);
}

const pc_expr *pc_work_div(pc_work *work, const pc_expr *a, const pc_expr *b) {
  return operate(work, pc_expr_div, a, b);
}

const pc_expr *pc_work_pow(pc_work *work, const pc_expr *a, int64_t n) {
  pc_expr *out = NULL;
  if (work->status) return NULL;
  pc_status status = pc_expr_pow_int(&out, a, n, work->error);
  return pc_work_keep(work, status, out);
}

static const pc_expr *apply(pc_work *work, pc_function function, const pc_expr *a, const pc_expr *b) {
  const pc_expr *args[] = { a, b };
  pc_expr *out = NULL;
  if (work->status) return NULL;
  pc_status status = pc_expr_apply(&out, function, args, b ? 2 : 1, work->error);
  return pc_work_keep(work, status, out);
}

const pc_expr *pc_work_floor(pc_work *work, const pc_expr *a) {
  return apply(work, PC_FLOOR, a, NULL);
}

const pc_expr *pc_work_ceil(pc_work *work, const pc_expr *a) {
  return apply(work, PC_CEIL, a, NULL);
}

const pc_expr *pc_work_min(pc_work *work, const pc_expr *a, const pc_expr *b) {
  return apply(work, PC_MIN, a, b);
}

const pc_expr *pc_work_max(pc_work *work, const pc_expr *a, const pc_expr *b) {
  return apply(work, PC_MAX, a, b);
}

const pc_expr *pc_work_put(pc_work *work, const pc_expr *e, uint32_t gen, const pc_expr *value) {
  pc_expr *out = NULL;
  if (work->status) return NULL;
  pc_put put = { gen, value };
  pc_status status = pc_expr_put(&out, e, &put, 1, work->error);
  return pc_work_keep(work, status, out);
}

const pc_expr *pc_work_coefficient(pc_work *work, const pc_expr *e, uint32_t gen, int64_t exponent) {
  pc_expr *out = NULL;
  if (work->status) return NULL;
  pc_status status = pc_expr_coefficient_of(&out, e, gen, exponent, work->error);
  return pc_work_keep(work, status, out);
}
