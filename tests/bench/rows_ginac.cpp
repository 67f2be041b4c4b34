/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The notebook's total by GiNaC: numbers put into the expression. A hundredth of the rows. */
#include <ginac/ginac.h>
extern "C" {
#include "rows.h"
}
#include <iostream>

enum { PART = 100 };

int main(int argc, char **argv) {
  GiNaC::symbol d("d"), f("f"), h("h"), l("l"), n("n"), v("v");
  const GiNaC::ex total = 8 * d * d * l * n + 4 * d * f * l * n + 4 * d * l * l * n + 14 * d * l * n + 2 * d * l * v +
                          7 * d * l + 15 * d * n + 7 * d + f * n + 5 * h * l * l * n;
  rows_fill(rows_shift(argc, argv));
  double start = rows_now();
  GiNaC::numeric sum = 0;
  for (int row = 0; row < ROWS / PART; row++) {
    GiNaC::exmap at;
    const GiNaC::symbol *symbols[COLUMNS] = { &d, &f, &h, &l, &n, &v };
    for (int i = 0; i < COLUMNS; i++) at[*symbols[i]] = GiNaC::numeric(static_cast<long>(columns[i][row]));
    sum = sum + GiNaC::ex_to<GiNaC::numeric>(total.subs(at, GiNaC::subs_options::no_pattern));
  }
  std::cout << (rows_now() - start) / (ROWS / PART) << " part\n";
  return sum.is_positive() ? 0 : 1;
}
