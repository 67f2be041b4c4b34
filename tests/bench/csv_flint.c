/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The notebook's total over rows of CSV as one would write it: getline, strtoull, FLINT's integers, fwrite.
 *
 *     csv_flint < rows.csv    d,f,h,l,n,v in this order */
#define _POSIX_C_SOURCE 200809L
#include <flint/flint.h>
#include <flint/fmpz.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 6 };

static fmpz_t x[COLUMNS], square, term, total;

/* total += factor * a * b * c * e; a NULL counts as 1. */
static void add(ulong factor, const fmpz *a, const fmpz *b, const fmpz *c, const fmpz *e) {
  fmpz_set_ui(term, factor);
  if (a) fmpz_mul(term, term, a);
  if (b) fmpz_mul(term, term, b);
  if (c) fmpz_mul(term, term, c);
  if (e) fmpz_mul(term, term, e);
  fmpz_add(total, total, term);
}

static void compute(void) {
  const fmpz *d = x[0], *f = x[1], *h = x[2], *l = x[3], *n = x[4], *v = x[5];
  fmpz_zero(total);
  fmpz_mul(square, l, l);
  add(8, d, d, l, n);
  add(4, d, f, l, n);
  add(4, d, square, n, NULL);
  add(14, d, l, n, NULL);
  add(2, d, l, v, NULL);
  add(7, d, l, NULL, NULL);
  add(15, d, n, NULL, NULL);
  add(7, d, NULL, NULL, NULL);
  add(1, f, n, NULL, NULL);
  add(5, h, square, n, NULL);
}

static void write_row(char *line, size_t length) {
  char text[256];
  line[length - 1] = ',';
  fmpz_get_str(text, 10, total);
  fwrite(line, 1, length, stdout);
  fwrite(text, 1, strlen(text), stdout);
  putchar('\n');
}

int main(void) {
  char *line = NULL;
  size_t capacity = 0;
  ssize_t length = getline(&line, &capacity, stdin);
  if (length < 1) return 1;
  printf("%.*s,flops\n", (int)length - 1, line);
  for (int i = 0; i < COLUMNS; i++) fmpz_init(x[i]);
  fmpz_init(square);
  fmpz_init(term);
  fmpz_init(total);
  while ((length = getline(&line, &capacity, stdin)) > 0) {
    char *p = line;
    for (int i = 0; i < COLUMNS; i++, p++) fmpz_set_ui(x[i], strtoull(p, &p, 10));
    compute();
    write_row(line, (size_t)length);
  }
  free(line);
  return 0;
}
