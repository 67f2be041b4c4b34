// SPDX-License-Identifier: LGPL-3.0-or-later
// The jobs of rewrite_polycost.c with GiNaC; what is put in is expanded, so that the results are alike.
#include "timing.h"
#include <cstring>
#include <ginac/ginac.h>
#include <iostream>

using GiNaC::ex;

static const GiNaC::symbol d("d"), f("f"), h("h"), l("l"), n("n"), v("v");
static const ex total = 8 * d * d * l * n + 4 * d * f * l * n + 4 * d * l * l * n + 14 * d * l * n + 2 * d * l * v +
                        7 * d * l + 15 * d * n + 7 * d + f * n + 5 * h * l * l * n;
static bool printing;

static void finish(const ex &e) {
  if (printing) std::cout << e << '\n';
}

static void put_formulas() {
  static const GiNaC::lst from = { f, h }, to = { 4 * d, d / 64 };
  finish(total.subs(from, to).expand());
}

static void put_numbers() {
  static const GiNaC::lst from = { d, f, h, l, n, v }, to = { 512, 4096, 8, 512, 6, 30000 };
  finish(total.subs(from, to));
}

static void collect_one() {
  finish(total.collect(l));
}

static void collect_two() {
  static const GiNaC::lst by = { l, d };
  finish(total.collect(by));
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*round)();
  } jobs[] = {
    { "formulas", put_formulas }, { "numbers", put_numbers }, { "collect", collect_one }, { "nested", collect_two }
  };
  printing = argc > 2;
  for (const auto &job : jobs) {
    if (argc < 2 || std::strcmp(argv[1], job.name) != 0) continue;
    if (printing)
      job.round();
    else
      bench_run(job.round);
  }
  return 0;
}
