/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The notebook's total by hand: a nested form over blocks of 512 rows, in 64 or 128 bits or four limbs as a bound of
 * the block's columns says. The second argument "rows" takes the input row after row. */
#include "rows.h"
#include <gmp.h>
#include <string.h>

__extension__ typedef __int128 two;
enum { LIMBS = 4 };

static int64_t by_row[ROWS][COLUMNS];
static int rows_apart;
static int64_t block[COLUMNS][BATCH];

#define TOTAL(T, d, f, h, l, n, v)                                                                                     \
  ((T)(d) * ((T)(l) * ((T)(n) * (8 * (T)(d) + 4 * (T)(f) + 4 * (T)(l) + 14) + 2 * (T)(v) + 7) + 15 * (T)(n) + 7) +     \
   (T)(n) * ((T)(f) + 5 * (T)(h) * (T)(l) * (T)(l)))

/* Rows of the block in place or copied, and the greatest of each column. */
static void take(const int64_t **c, int64_t *most, size_t first) {
  for (int i = 0; i < COLUMNS; i++) {
    c[i] = rows_apart ? block[i] : columns[i] + first;
    most[i] = 0;
  }
  if (rows_apart)
    for (size_t j = 0; j < BATCH; j++)
      for (int i = 0; i < COLUMNS; i++) block[i][j] = by_row[first + j][i];
  for (int i = 0; i < COLUMNS; i++)
    for (size_t j = 0; j < BATCH; j++) most[i] = c[i][j] > most[i] ? c[i][j] : most[i];
}

static uint64_t short_rows(const int64_t *const *c) {
  static uint64_t totals[BATCH];
  uint64_t sum = 0;
  const int64_t *d = c[0], *f = c[1], *h = c[2], *l = c[3], *n = c[4], *v = c[5];
  for (size_t i = 0; i < BATCH; i++) totals[i] = TOTAL(uint64_t, d[i], f[i], h[i], l[i], n[i], v[i]);
  for (size_t i = 0; i < BATCH; i++) sum += totals[i];
  return sum;
}

static uint64_t long_rows(const int64_t *const *c) {
  static two totals[BATCH];
  uint64_t sum = 0;
  const int64_t *d = c[0], *f = c[1], *h = c[2], *l = c[3], *n = c[4], *v = c[5];
  for (size_t i = 0; i < BATCH; i++) totals[i] = TOTAL(two, d[i], f[i], h[i], l[i], n[i], v[i]);
  for (size_t i = 0; i < BATCH; i++) sum += (uint64_t)totals[i];
  return sum;
}

/* r = a * b for a of four limbs, b of one. */
static void times(mp_limb_t *r, const mp_limb_t *a, uint64_t b) {
  mpn_mul_1(r, a, LIMBS, b);
}

static uint64_t longest_rows(const int64_t *const *c) {
  static mp_limb_t totals[BATCH][LIMBS];
  uint64_t sum = 0;
  for (size_t i = 0; i < BATCH; i++) {
    uint64_t d = (uint64_t)c[0][i], f = (uint64_t)c[1][i], h = (uint64_t)c[2][i];
    uint64_t l = (uint64_t)c[3][i], n = (uint64_t)c[4][i], v = (uint64_t)c[5][i];
    mp_limb_t x[LIMBS] = { d }, y[LIMBS] = { l };
    times(x, x, 8);
    mpn_addmul_1(x, (const mp_limb_t[LIMBS]) { f }, LIMBS, 4);
    mpn_addmul_1(x, y, LIMBS, 4);
    mpn_add_1(x, x, LIMBS, 14);
    times(x, x, n);
    mpn_add_1(x, x, LIMBS, 2 * v + 7);
    times(x, x, l);
    mpn_add_1(x, x, LIMBS, 15 * n + 7);
    times(x, x, d);
    times(y, y, l);
    times(y, y, 5 * h);
    mpn_add_1(y, y, LIMBS, f);
    times(y, y, n);
    mpn_add_n(totals[i], x, y, LIMBS);
    sum += totals[i][0];
  }
  return sum;
}

static uint64_t pass(void) {
  uint64_t sum = 0;
  for (size_t first = 0; first < ROWS; first += BATCH) {
    const int64_t *c[COLUMNS];
    int64_t m[COLUMNS];
    take(c, m, first);
    double bound = TOTAL(double, m[0], m[1], m[2], m[3], m[4], m[5]) * 1.001;
    sum += bound < 0x1p63 ? short_rows(c) : bound < 0x1p127 ? long_rows(c) : longest_rows(c);
  }
  return sum;
}

int main(int argc, char **argv) {
  rows_fill(rows_shift(argc, argv));
  rows_apart = argc > 2 && strcmp(argv[2], "rows") == 0;
  for (int j = 0; j < ROWS; j++)
    for (int i = 0; i < COLUMNS; i++) by_row[j][i] = columns[i][j];
  rows_measure(pass);
  return 0;
}
