/* The answers of one expression, put row by row. */
#include "program/run.h"
#include <string.h>

pc_status pc_total_begin(pc_run *run, pc_total *total, pc_error *error) {
  total->fraction = total->faulty = false;
  if (!pc_cells_reset(&total->values, &run->memory, PC_RUN_ROWS, 1) ||
      !pc_cells_reset(&total->denominators, &run->memory, PC_RUN_ROWS, 1))
    return pc_no_memory(&run->memory, error);
  memset(total->values.values, 0, PC_RUN_ROWS * sizeof(uint64_t));
  memset(total->denominators.values, 0, PC_RUN_ROWS * sizeof(uint64_t));
  return PC_OK;
}

/* Puts a number into its row, where the column may have to become wider. */
static pc_status put(pc_run *run, pc_cells *cells, size_t row, mpz_srcptr number, pc_error *error) {
  size_t limbs = pc_limbs_needed(number);
  if (limbs > cells->limbs && !pc_cells_widen(cells, &run->memory, PC_RUN_ROWS, limbs))
    return pc_no_memory(&run->memory, error);
  pc_limbs_write(cells->values + row * cells->limbs, cells->limbs, number);
  return PC_OK;
}

/* Makes a fraction coprime, its denominator above 0. */
static pc_fault reduce(mpz_ptr above, mpz_ptr below) {
  if (mpz_sgn(below) == 0) return PC_FAULT_DIVISION;
  if (mpz_cmp_ui(below, 1) == 0) return PC_FAULT_NONE;
  if (mpz_sgn(below) < 0) {
    mpz_neg(above, above);
    mpz_neg(below, below);
  }
  mpz_t common;
  mpz_init(common);
  mpz_gcd(common, above, below);
  mpz_divexact(above, above, common);
  mpz_divexact(below, below, common);
  mpz_clear(common);
  return PC_FAULT_NONE;
}

pc_status pc_total_put(pc_run *run, pc_total *total, size_t row, mpz_ptr above, mpz_ptr below, uint8_t fault,
                       pc_error *error) {
  if (!fault) fault = (uint8_t)reduce(above, below);
  if (fault) {
    mpz_set_ui(above, 0);
    mpz_set_ui(below, 1);
  }
  total->faults[row] = fault;
  total->faulty = total->faulty || fault;
  total->fraction = total->fraction || mpz_cmp_ui(below, 1) != 0;
  pc_status status = put(run, &total->values, row, above, error);
  return status ? status : put(run, &total->denominators, row, below, error);
}

pc_status pc_total_end(pc_run *run, pc_total *t, pc_error *error) {
  size_t limbs = t->fraction && t->denominators.limbs > t->values.limbs ? t->denominators.limbs : t->values.limbs;
  if (!pc_cells_widen(&t->values, &run->memory, PC_RUN_ROWS, limbs) ||
      !pc_cells_widen(&t->denominators, &run->memory, PC_RUN_ROWS, limbs))
    return pc_no_memory(&run->memory, error);
  t->result = (pc_result) { t->values.values, limbs, t->fraction ? t->denominators.values : NULL,
                            t->faulty ? t->faults : NULL };
  return PC_OK;
}

/* ---- fractions ---- */

static uint64_t common_divisor(uint64_t a, uint64_t b) {
  if (a == 0) return b;
  int shift = __builtin_ctzll(a | b);
  for (a >>= __builtin_ctzll(a); b; b -= a) {
    b >>= __builtin_ctzll(b);
    uint64_t lesser = a < b ? a : b;
    b = a < b ? b : a;
    a = lesser;
  }
  return a << shift;
}

static uint64_t magnitude(int64_t a) {
  return a < 0 ? 0 - (uint64_t)a : (uint64_t)a;
}

/* Whether no denominator is 0, and all numbers have an opposite. */
static bool are_plain(const int64_t *above, const int64_t *below, size_t count) {
  bool odd = false;
  for (size_t i = 0; i < count; i++) odd = odd || below[i] == 0 || above[i] == INT64_MIN || below[i] == INT64_MIN;
  return !odd;
}

/* Of one limb each, which are plain. */
static pc_status reduce_short(pc_run *run, pc_total *total, const int64_t *above, const int64_t *below, size_t count,
                              pc_error *error) {
  if (!pc_cells_reset(&total->values, &run->memory, PC_RUN_ROWS, 1) ||
      !pc_cells_reset(&total->denominators, &run->memory, PC_RUN_ROWS, 1))
    return pc_no_memory(&run->memory, error);
  for (size_t i = 0; i < count; i++) {
    int64_t common = (int64_t)common_divisor(magnitude(above[i]), magnitude(below[i]));
    if (below[i] < 0) common = -common;
    total->values.values[i] = (uint64_t)(above[i] / common);
    total->denominators.values[i] = (uint64_t)(below[i] / common);
  }
  total->result = (pc_result) { total->values.values, 1, total->denominators.values, NULL };
  return PC_OK;
}

static pc_status reduce_long(pc_run *run, pc_total *total, uint32_t a, uint32_t b, size_t count, pc_error *error) {
  size_t of_a = run->strands[a].limbs, of_b = run->strands[b].limbs;
  const uint64_t *above = run->data[a], *below = run->data[b];
  mpz_t x, y;
  mpz_init(x);
  mpz_init(y);
  pc_status status = pc_total_begin(run, total, error);
  for (size_t i = 0; i < count && !status; i++) {
    pc_limbs_read(x, above + i * of_a, of_a);
    pc_limbs_read(y, below + i * of_b, of_b);
    status = pc_total_put(run, total, i, x, y, PC_FAULT_NONE, error);
  }
  mpz_clear(x);
  mpz_clear(y);
  return status ? status : pc_total_end(run, total, error);
}

pc_status pc_total_reduce(pc_run *run, size_t index, size_t count, pc_error *error) {
  const pc_ratio *ratio = &run->program->outputs[index];
  uint32_t a = run->strands[ratio->above].same, b = run->strands[ratio->below].same;
  pc_total *total = &run->totals[index];
  bool one_limb = run->strands[a].limbs == 1 && run->strands[b].limbs == 1;
  if (one_limb && are_plain(run->data[a], run->data[b], count))
    return reduce_short(run, total, run->data[a], run->data[b], count, error);
  return reduce_long(run, total, a, b, count, error);
}
