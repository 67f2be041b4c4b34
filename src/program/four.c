/* Division of numbers of four limbs. */
#include "program/four.h"

static mp_size_t limbs_of(const pc_four *a) {
  mp_size_t n = PC_FOUR;
  while (n > 0 && a->w[n - 1] == 0) n--;
  return n;
}

static pc_four magnitude(const pc_four *a) {
  return pc_four_negative(a) ? pc_four_negate(a) : *a;
}

pc_four pc_four_floor(const pc_four *a, const pc_four *b, bool *whole) {
  const pc_four one = { { 1, 0, 0, 0 } };
  pc_four above = magnitude(a), below = magnitude(b), quotient = { { 0 } };
  mp_size_t n = limbs_of(&above), d = limbs_of(&below);
  mp_limb_t q[PC_FOUR], r[PC_FOUR] = { 0 };
  bool negative = pc_four_negative(a) != pc_four_negative(b);
  if (n >= d) {
    mpn_tdiv_qr(q, r, 0, above.w, n, below.w, d);
    for (mp_size_t i = 0; i <= n - d; i++) quotient.w[i] = q[i];
    *whole = (r[0] | r[1] | r[2] | r[3]) == 0;
  } else
    *whole = n == 0;
  if (!negative) return quotient;
  quotient = pc_four_negate(&quotient);
  return *whole ? quotient : pc_four_sub(&quotient, &one);
}
