/* Columns of numbers of one length. */
#include "program/cells.h"
#include <string.h>

_Static_assert(GMP_NUMB_BITS == 64, "limbs of GMP have 64 bits");

static bool reserve(pc_cells *cells, pc_context *ctx, size_t limbs) {
  if (limbs <= cells->room) return true;
  uint64_t *moved = pc_resize(ctx, cells->values, cells->room * sizeof *moved, limbs * sizeof *moved);
  if (!moved) return false;
  cells->values = moved;
  cells->room = limbs;
  return true;
}

bool pc_cells_reset(pc_cells *cells, pc_context *ctx, size_t rows, size_t limbs) {
  if (!reserve(cells, ctx, rows * limbs)) return false;
  cells->limbs = limbs;
  return true;
}

bool pc_cells_widen(pc_cells *cells, pc_context *ctx, size_t rows, size_t limbs) {
  size_t old = cells->limbs;
  if (limbs <= old) return true;
  if (!reserve(cells, ctx, rows * limbs)) return false;
  for (size_t i = rows; i-- > 0;) {
    uint64_t *to = cells->values + i * limbs;
    memmove(to, cells->values + i * old, old * sizeof *to);
    uint64_t sign = old && to[old - 1] >> 63 ? UINT64_MAX : 0;
    for (size_t j = old; j < limbs; j++) to[j] = sign;
  }
  cells->limbs = limbs;
  return true;
}

void pc_cells_free(pc_cells *cells, pc_context *ctx) {
  pc_free(ctx, cells->values, cells->room * sizeof *cells->values);
}

/* ---- GMP's integers ---- */

static void negate(uint64_t *value, size_t limbs) {
  uint64_t carry = 1;
  for (size_t i = 0; i < limbs; i++) {
    value[i] = ~value[i] + carry;
    carry = carry && value[i] == 0;
  }
}

/* The highest bit is the sign, which -2^63, -2^127, ... need not share. */
size_t pc_limbs_needed(mpz_srcptr number) {
  size_t bits = mpz_sizeinbase(number, 2);
  bool lowest = mpz_sgn(number) < 0 && mpz_scan1(number, 0) == bits - 1;
  return (lowest ? bits - 1 : bits) / 64 + 1;
}

void pc_limbs_write(uint64_t *out, size_t limbs, mpz_srcptr number) {
  for (size_t i = 0; i < limbs; i++) out[i] = mpz_getlimbn(number, (mp_size_t)i);
  if (mpz_sgn(number) < 0) negate(out, limbs);
}

void pc_limbs_read(mpz_ptr out, const uint64_t *value, size_t limbs) {
  bool negative = value[limbs - 1] >> 63;
  mp_limb_t *to = mpz_limbs_write(out, (mp_size_t)limbs);
  for (size_t i = 0; i < limbs; i++) to[i] = value[i];
  if (negative) negate((uint64_t *)to, limbs);
  mpz_limbs_finish(out, negative ? -(mp_size_t)limbs : (mp_size_t)limbs);
}
