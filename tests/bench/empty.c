/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The least that a program linking FLINT does: the floor under a process's time. */
#include <flint/flint.h>
#include <flint/fmpz.h>

int main(void) {
  fmpz_t x;
  fmpz_init(x);
  fmpz_clear(x);
  flint_cleanup();
  return 0;
}
