/* Inside src/program: single rows by numbers of any size. This is what all faster ways must agree with. */
#ifndef PC_ROWS_H
#define PC_ROWS_H

#include "program/program.h"

/* out = the operation on a and b, which are not out; where it has a fault out is 0. */
pc_fault pc_step_compute(mpz_t out, pc_op op, mpz_srcptr a, mpz_srcptr b, size_t max_bits);

/* The values of all steps for one row. */
typedef struct pc_row {
  mpz_t *values;
  uint8_t *faults;
} pc_row;

/* Computes all steps but the leaves, which are there. */
void pc_row_compute(pc_row *row, const pc_program *program);

#endif
