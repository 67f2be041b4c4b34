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
