/* Fractions as pairs of steps. Nothing is divided before the end, and nothing is known of a denominator's sign. */
#include "program/maker.h"

static bool is_whole(const pc_maker *maker, pc_ratio a) {
  return pc_made_number(maker, a.below, 1);
}

pc_ratio pc_ratio_whole(pc_maker *maker, uint32_t step) {
  return (pc_ratio) { step, pc_make_integer(maker, 1) };
}

/* Writes numerators over a common denominator and returns that. */
static uint32_t align(uint32_t *a_above, uint32_t *b_above, pc_maker *maker, pc_ratio a, pc_ratio b) {
  *a_above = a.above;
  *b_above = b.above;
  if (a.below == b.below) return a.below;
  *a_above = pc_make(maker, PC_OP_MUL, a.above, b.below);
  *b_above = pc_make(maker, PC_OP_MUL, b.above, a.below);
  return pc_make(maker, PC_OP_MUL, a.below, b.below);
}

static pc_ratio combine(pc_maker *maker, pc_op op, pc_ratio a, pc_ratio b) {
  uint32_t x, y, below = align(&x, &y, maker, a, b);
  return (pc_ratio) { pc_make(maker, op, x, y), below };
}

pc_ratio pc_ratio_add(pc_maker *maker, pc_ratio a, pc_ratio b) {
  return combine(maker, PC_OP_ADD, a, b);
}

pc_ratio pc_ratio_sub(pc_maker *maker, pc_ratio a, pc_ratio b) {
  return combine(maker, PC_OP_SUB, a, b);
}

pc_ratio pc_ratio_mul(pc_maker *maker, pc_ratio a, pc_ratio b) {
  return (pc_ratio) { pc_make(maker, PC_OP_MUL, a.above, b.above), pc_make(maker, PC_OP_MUL, a.below, b.below) };
}

pc_ratio pc_ratio_div(pc_maker *maker, pc_ratio a, pc_ratio b) {
  return (pc_ratio) { pc_make(maker, PC_OP_MUL, a.above, b.below), pc_make(maker, PC_OP_MUL, a.below, b.above) };
}

/* The same over a denominator above 0; a fault where it is 0. */
static pc_ratio above_zero(pc_maker *maker, pc_ratio a) {
  if (is_whole(maker, a)) return a;
  return (pc_ratio) { pc_make(maker, PC_OP_SIGNED, a.above, a.below), pc_make(maker, PC_OP_ABS, a.below, 0) };
}

pc_ratio pc_ratio_choose(pc_maker *maker, pc_op op, pc_ratio a, pc_ratio b) {
  return combine(maker, op, above_zero(maker, a), above_zero(maker, b));
}

uint32_t pc_ratio_compare(pc_maker *maker, pc_op op, pc_ratio a, pc_ratio b) {
  uint32_t x, y;
  align(&x, &y, maker, above_zero(maker, a), above_zero(maker, b));
  return pc_make(maker, op, x, y);
}

uint32_t pc_ratio_divides(pc_maker *maker, pc_ratio a, pc_ratio b) {
  a = above_zero(maker, a);
  b = above_zero(maker, b);
  return pc_make(maker, PC_OP_DIVIDES, pc_make(maker, PC_OP_MUL, a.above, b.below),
                 pc_make(maker, PC_OP_MUL, b.above, a.below));
}
