/* Single rows by GMP. Sizes and divisors are checked before each call: GMP ends the process on what it cannot do. */
#include "program/rows.h"

static pc_fault check_size(mpz_ptr out, size_t max_bits) {
  if (mpz_sizeinbase(out, 2) <= max_bits) return PC_FAULT_NONE;
  mpz_set_ui(out, 0);
  return PC_FAULT_SIZE;
}

static pc_fault multiply(mpz_ptr out, mpz_srcptr a, mpz_srcptr b, size_t max_bits) {
  bool zero = mpz_sgn(a) == 0 || mpz_sgn(b) == 0;
  mpz_set_ui(out, 0);
  if (zero) return PC_FAULT_NONE;
  if (mpz_sizeinbase(a, 2) + mpz_sizeinbase(b, 2) - 1 > max_bits) return PC_FAULT_SIZE;
  mpz_mul(out, a, b);
  return check_size(out, max_bits);
}

static pc_fault divide(mpz_ptr out, mpz_srcptr a, mpz_srcptr b) {
  if (mpz_sgn(b) == 0) {
    mpz_set_ui(out, 0);
    return PC_FAULT_DIVISION;
  }
  mpz_fdiv_q(out, a, b);
  return PC_FAULT_NONE;
}

static pc_fault take_sign(mpz_ptr out, mpz_srcptr a, mpz_srcptr b) {
  mpz_mul_si(out, a, mpz_sgn(b));
  return mpz_sgn(b) == 0 ? PC_FAULT_DIVISION : PC_FAULT_NONE;
}

/* a/b = 2^k where the odd parts of both agree. */
static pc_fault logarithm(mpz_ptr out, mpz_srcptr a, mpz_srcptr b) {
  if (mpz_sgn(b) == 0) return divide(out, a, b);
  mpz_set_ui(out, 0);
  if (mpz_sgn(a) != mpz_sgn(b)) return PC_FAULT_LOG2;
  mp_bitcnt_t of_a = mpz_scan1(a, 0), of_b = mpz_scan1(b, 0);
  mpz_t odd;
  mpz_init(odd);
  mpz_tdiv_q_2exp(out, a, of_a);
  mpz_tdiv_q_2exp(odd, b, of_b);
  bool power = mpz_cmp(out, odd) == 0;
  mpz_clear(odd);
  mpz_set_si(out, power ? (long)of_a - (long)of_b : 0);
  return power ? PC_FAULT_NONE : PC_FAULT_LOG2;
}

static bool compare(pc_op op, mpz_srcptr a, mpz_srcptr b) {
  switch (op) {
  case PC_OP_LESS: return mpz_cmp(a, b) < 0;
  case PC_OP_EQUAL: return mpz_cmp(a, b) == 0;
  case PC_OP_DIVIDES: return mpz_sgn(a) == 0 ? mpz_sgn(b) == 0 : mpz_divisible_p(b, a);
  case PC_OP_AND: return mpz_sgn(a) && mpz_sgn(b);
  case PC_OP_OR: return mpz_sgn(a) || mpz_sgn(b);
  default: return mpz_sgn(a) == 0;
  }
}

pc_fault pc_step_compute(mpz_t out, pc_op op, mpz_srcptr a, mpz_srcptr b, size_t max_bits) {
  switch (op) {
  case PC_OP_ADD: mpz_add(out, a, b); return check_size(out, max_bits);
  case PC_OP_SUB: mpz_sub(out, a, b); return check_size(out, max_bits);
  case PC_OP_MUL: return multiply(out, a, b, max_bits);
  case PC_OP_FLOOR: return divide(out, a, b);
  case PC_OP_MAX: mpz_set(out, mpz_cmp(a, b) > 0 ? a : b); return PC_FAULT_NONE;
  case PC_OP_MIN: mpz_set(out, mpz_cmp(a, b) < 0 ? a : b); return PC_FAULT_NONE;
  case PC_OP_ABS: mpz_abs(out, a); return PC_FAULT_NONE;
  case PC_OP_SIGNED: return take_sign(out, a, b);
  case PC_OP_LOG2: return logarithm(out, a, b);
  default: mpz_set_ui(out, compare(op, a, b)); return PC_FAULT_NONE;
  }
}

/* The fault that a step takes over from its operands: of the first one, unless that alone decides. */
static uint8_t inherited(const pc_row *row, const pc_step *step) {
  unsigned n = pc_op_operands(step->op);
  if (row->faults[step->a]) return row->faults[step->a];
  int sign = mpz_sgn(row->values[step->a]);
  if ((step->op == PC_OP_AND && sign == 0) || (step->op == PC_OP_OR && sign != 0)) return PC_FAULT_NONE;
  if (n > 1 && row->faults[step->b]) return row->faults[step->b];
  return n > 2 ? row->faults[step->c] : PC_FAULT_NONE;
}

static pc_fault compute(mpz_ptr out, const pc_row *row, const pc_step *step, size_t max_bits) {
  mpz_srcptr a = row->values[step->a], b = row->values[step->b];
  if (step->op != PC_OP_FUSED) return pc_step_compute(out, step->op, a, b, max_bits);
  pc_fault fault = multiply(out, a, b, max_bits);
  return fault ? fault : pc_step_compute(out, PC_OP_ADD, out, row->values[step->c], max_bits);
}

void pc_row_compute(pc_row *row, const pc_program *program) {
  for (size_t i = 0; i < program->step_count; i++) {
    const pc_step *step = &program->steps[i];
    if (pc_op_operands(step->op) == 0) continue;
    row->faults[i] = inherited(row, step);
    if (row->faults[i])
      mpz_set_ui(row->values[i], 0);
    else
      row->faults[i] = (uint8_t)compute(row->values[i], row, step, program->limits.max_bits);
  }
}
