/* Inside src/program: whole numbers of four limbs, two's complement, modulo 2^256. */
#ifndef PC_FOUR_H
#define PC_FOUR_H

#include "program/range.h"

enum { PC_FOUR = 4 };

typedef struct pc_four {
  _Alignas(16) uint64_t w[PC_FOUR]; /* the lowest first */
} pc_four;

static inline pc_four pc_four_of(pc_int128 a) {
  uint64_t sign = a < 0 ? UINT64_MAX : 0;
  return (pc_four) { { (uint64_t)a, (uint64_t)((pc_uint128)a >> 64), sign, sign } };
}

static inline bool pc_four_negative(const pc_four *a) {
  return a->w[3] >> 63;
}

static inline bool pc_four_zero(const pc_four *a) {
  return (a->w[0] | a->w[1] | a->w[2] | a->w[3]) == 0;
}

static inline bool pc_four_equal(const pc_four *a, const pc_four *b) {
  return ((a->w[0] ^ b->w[0]) | (a->w[1] ^ b->w[1]) | (a->w[2] ^ b->w[2]) | (a->w[3] ^ b->w[3])) == 0;
}

static inline pc_four pc_four_add(const pc_four *a, const pc_four *b) {
  pc_four r;
  pc_uint128 sum = 0;
  for (int i = 0; i < PC_FOUR; i++) {
    sum += (pc_uint128)a->w[i] + b->w[i];
    r.w[i] = (uint64_t)sum;
    sum >>= 64;
  }
  return r;
}

static inline pc_four pc_four_sub(const pc_four *a, const pc_four *b) {
  pc_four r;
  uint64_t borrow = 0;
  for (int i = 0; i < PC_FOUR; i++) {
    pc_uint128 difference = (pc_uint128)a->w[i] - b->w[i] - borrow;
    r.w[i] = (uint64_t)difference;
    borrow = (uint64_t)(difference >> 64) & 1;
  }
  return r;
}

static inline pc_four pc_four_negate(const pc_four *a) {
  const pc_four zero = { { 0, 0, 0, 0 } };
  return pc_four_sub(&zero, a);
}

static inline bool pc_four_less(const pc_four *a, const pc_four *b) {
  if (pc_four_negative(a) != pc_four_negative(b)) return pc_four_negative(a);
  for (int i = PC_FOUR - 1; i > 0; i--)
    if (a->w[i] != b->w[i]) return a->w[i] < b->w[i];
  return a->w[0] < b->w[0];
}

/* a * b for numbers of so many limbs, not negative where they have fewer than four. */
static inline pc_four pc_four_mul(const uint64_t *a, int a_limbs, const uint64_t *b, int b_limbs) {
  pc_four r = { { 0, 0, 0, 0 } };
  for (int j = 0; j < b_limbs; j++) {
    uint64_t carry = 0;
    for (int i = 0; i < a_limbs && i + j < PC_FOUR; i++) {
      pc_uint128 sum = (pc_uint128)a[i] * b[j] + r.w[i + j] + carry;
      r.w[i + j] = (uint64_t)sum;
      carry = (uint64_t)(sum >> 64);
    }
    if (a_limbs + j < PC_FOUR) r.w[a_limbs + j] = carry;
  }
  return r;
}

/* The greatest whole number up to a/b, and whether that is a/b; b is not 0. */
pc_four pc_four_floor(const pc_four *a, const pc_four *b, bool *whole);

#endif
