/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The notebook's total by FLINT's own evaluator. */
#include "rows.h"
#include <flint/flint.h>
#include <flint/fmpz_mpoly.h>

static fmpz_mpoly_ctx_t ctx;
static fmpz_mpoly_t total;

static uint64_t pass(void) {
  fmpz values[COLUMNS], *pointers[COLUMNS];
  fmpz_t result;
  uint64_t sum = 0;
  fmpz_init(result);
  for (int i = 0; i < COLUMNS; i++) fmpz_init(pointers[i] = &values[i]);
  for (int row = 0; row < ROWS; row++) {
    for (int i = 0; i < COLUMNS; i++) fmpz_set_si(pointers[i], columns[i][row]);
    if (!fmpz_mpoly_evaluate_all_fmpz(result, total, pointers, ctx)) exit(1);
    sum += COEFF_IS_MPZ(*result) ? mpz_get_ui(COEFF_TO_PTR(*result)) : (uint64_t)*result;
  }
  for (int i = 0; i < COLUMNS; i++) fmpz_clear(pointers[i]);
  fmpz_clear(result);
  return sum;
}

int main(int argc, char **argv) {
  const char *names[COLUMNS];
  for (int i = 0; i < COLUMNS; i++) names[i] = rows_names[i];
  rows_fill(rows_shift(argc, argv));
  fmpz_mpoly_ctx_init(ctx, COLUMNS, ORD_LEX);
  fmpz_mpoly_init(total, ctx);
  fmpz_mpoly_set_str_pretty(
      total, "8*d^2*l*n + 4*d*f*l*n + 4*d*l^2*n + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n + 5*h*l^2*n", names,
      ctx);
  rows_measure(pass);
  fmpz_mpoly_clear(total, ctx);
  fmpz_mpoly_ctx_clear(ctx);
  flint_cleanup();
  return 0;
}
