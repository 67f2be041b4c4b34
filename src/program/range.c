/* Interval arithmetic that never says too little. */
#include "program/range.h"
#include "program/cells.h"

static size_t bits_of(pc_int128 value) {
  pc_uint128 magnitude = (pc_uint128)(value ^ (value >> 127));
  uint64_t high = (uint64_t)(magnitude >> 64), low = (uint64_t)magnitude;
  if (high) return 129 - (size_t)__builtin_clzll(high);
  return low ? 65 - (size_t)__builtin_clzll(low) : 1;
}

pc_range pc_range_of(pc_int128 lowest, pc_int128 highest) {
  size_t low = bits_of(lowest), high = bits_of(highest);
  return (pc_range) { lowest, highest, low > high ? low : high, lowest < 0 };
}

pc_range pc_range_wide(size_t bits, bool negative) {
  return (pc_range) { 0, 0, bits > PC_RANGE_EXACT ? bits : PC_RANGE_EXACT + 1, negative };
}

pc_range pc_range_number(mpz_srcptr number) {
  size_t limbs = pc_limbs_needed(number);
  uint64_t halves[2];
  if (limbs > 2) return pc_range_wide(64 * limbs, mpz_sgn(number) < 0);
  pc_limbs_write(halves, 2, number);
  pc_int128 value = (pc_int128)((pc_uint128)halves[1] << 64 | halves[0]);
  return pc_range_of(value, value);
}

static bool is_exact(const pc_range *a) {
  return a->bits <= PC_RANGE_EXACT;
}

static pc_int128 lesser(pc_int128 a, pc_int128 b) {
  return a < b ? a : b;
}

static pc_int128 greater(pc_int128 a, pc_int128 b) {
  return a > b ? a : b;
}

static size_t longer(const pc_range *a, const pc_range *b) {
  return a->bits > b->bits ? a->bits : b->bits;
}

static pc_range add(const pc_range *a, const pc_range *b) {
  size_t bits = longer(a, b) + 1;
  if (bits > PC_RANGE_EXACT) return pc_range_wide(bits, a->negative || b->negative);
  return pc_range_of(a->lowest + b->lowest, a->highest + b->highest);
}

static pc_range subtract(const pc_range *a, const pc_range *b) {
  size_t bits = longer(a, b) + 1;
  if (bits > PC_RANGE_EXACT) return pc_range_wide(bits, true);
  return pc_range_of(a->lowest - b->highest, a->highest - b->lowest);
}

static pc_range multiply(const pc_range *a, const pc_range *b) {
  size_t bits = a->bits + b->bits;
  if (bits > PC_RANGE_EXACT) return pc_range_wide(bits, a->negative || b->negative);
  if (!a->negative && !b->negative) return pc_range_of(a->lowest * b->lowest, a->highest * b->highest);
  pc_int128 w = a->lowest * b->lowest, x = a->lowest * b->highest;
  pc_int128 y = a->highest * b->lowest, z = a->highest * b->highest;
  return pc_range_of(lesser(lesser(w, x), lesser(y, z)), greater(greater(w, x), greater(y, z)));
}

static pc_int128 divide_down(pc_int128 a, pc_int128 b) {
  pc_int128 quotient = a / b;
  return quotient - (a % b != 0 && (a < 0) != (b < 0));
}

/* Divisors of 0 are left to the rows; no other makes a number longer, but -1 does change a sign. */
static pc_range divide(const pc_range *a, const pc_range *b) {
  if (a->bits >= PC_RANGE_EXACT) return pc_range_wide(a->bits + 1, a->negative || b->negative);
  pc_int128 most = greater(a->highest, -a->lowest);
  if (!is_exact(b) || b->lowest <= 0) return pc_range_of(a->negative || b->negative ? -most : 0, most);
  return pc_range_of(divide_down(a->lowest, a->lowest < 0 ? b->lowest : b->highest),
                     divide_down(a->highest, a->highest < 0 ? b->highest : b->lowest));
}

static pc_range choose(pc_op op, const pc_range *a, const pc_range *b) {
  if (!is_exact(a) || !is_exact(b)) return pc_range_wide(longer(a, b), a->negative || b->negative);
  if (op == PC_OP_MAX) return pc_range_of(greater(a->lowest, b->lowest), greater(a->highest, b->highest));
  return pc_range_of(lesser(a->lowest, b->lowest), lesser(a->highest, b->highest));
}

/* a or -a */
static pc_range either_sign(const pc_range *a, bool may_be_negative) {
  if (a->bits >= PC_RANGE_EXACT) return pc_range_wide(a->bits + 1, may_be_negative);
  pc_int128 most = greater(a->highest, -a->lowest);
  return pc_range_of(may_be_negative ? -most : 0, most);
}

static pc_range absolute(const pc_range *a) {
  return a->negative ? either_sign(a, false) : *a;
}

pc_range pc_range_step(pc_op op, const pc_range *a, const pc_range *b, const pc_range *c) {
  switch (op) {
  case PC_OP_ADD: return add(a, b);
  case PC_OP_SUB: return subtract(a, b);
  case PC_OP_MUL: return multiply(a, b);
  case PC_OP_FUSED: {
    pc_range product = multiply(a, b);
    return add(&product, c);
  }
  case PC_OP_FLOOR: return divide(a, b);
  case PC_OP_MAX:
  case PC_OP_MIN: return choose(op, a, b);
  case PC_OP_ABS: return absolute(a);
  case PC_OP_SIGNED: return b->negative ? either_sign(a, true) : *a;
  case PC_OP_LOG2: return pc_range_of(-(pc_int128)longer(a, b), (pc_int128)longer(a, b));
  default: return pc_range_of(0, 1);
  }
}
