/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The notebook's total by a closure of PARI. */
#include "rows.h"
#include <pari/pari.h>

static GEN closure;

static uint64_t pass(void) {
  uint64_t sum = 0;
  for (int row = 0; row < ROWS; row++) {
    pari_sp before = avma;
    GEN numbers[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) numbers[i] = stoi(columns[i][row]);
    GEN total =
        closure_callgenall(closure, COLUMNS, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    sum += (uint64_t)*int_LSW(total);
    avma = before;
  }
  return sum;
}

int main(int argc, char **argv) {
  rows_fill(rows_shift(argc, argv));
  pari_init(1 << 26, 2);
  closure = gp_read_str("(d,f,h,l,n,v)->n*(d*(l*(8*d+4*f+4*l+14)+15)+f+5*h*l*l)+d*(l*(2*v+7)+7)");
  rows_measure(pass);
  pari_close();
  return 0;
}
