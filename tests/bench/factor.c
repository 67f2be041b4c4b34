/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Factors and common divisors: pc_expr_factor and pc_expr_div, and fmpz_mpoly_factor and fmpz_mpoly_gcd_cofactors by
 * hand on the same polynomials. */
#include "algebra/factor.h"
#include "timing.h"
#include <flint/flint.h>
#include <flint/fmpz_mpoly.h>
#include <flint/fmpz_mpoly_factor.h>
#include <polycost/polycost.h>

typedef struct bench_case {
  const char *name, *text;
} bench_case;

static const bench_case products[] = {
  { "notebook's total",
    "8*d^2*l*n + 4*d*f*l*n + 4*d*l^2*n + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n + 5*h*l^2*n" },
  { "one factor of a cost", "4*b*d*l*n*(2*d + f + l)" },
  { "two factors of a cost", "2*b*l*(d*(4*d + f) + 2*l*d + 5*h*l)*(n + 2*m)" },
  { "squares", "(l + d)^2*(n*d + v)^2*(d^2 + f)" },
  { "three quadratic factors", "(a^2 + b*c + 3)*(b^2 - a*c + d)*(c^2*a + d^2 + b)" },
  { "degree 3 in all unknowns", "(a^3 + b^3*c + c^2 + 2)*(2*a^2*b^2 + 3*c^2 + b^3)^2*(a^2*c^2 - b^2*a^3 + 5)" },
  { "dense, four unknowns", "(a^3 + b^3 + c^3 + d^3 + a*b*c + 1)*((a + b + c + d + 1)^4 + a^2)" },
  { "dense, leading coefficients",
    "((b + c)*a^3 + (c^2 + b*d)*a + d^3)*((b - d + 1)*a^3 + b^3*c^3 + d^3)*(c*a^3 + b^3 + d^3*b)" },
  { "x^60 - 1", "x^60 - 1" },
  { "x^12 - y^12", "x^12 - y^12" },
};
static const bench_case divisors[] = {
  { "sparse", "((2*d + f + l)*(n*d + 5*h*l + v))/((2*d + f + l)*(n*l + 3*d))" },
  { "dense",
    "((a + b + c + d)^4 + 1)*((a - b + 2*c + 3)^4 + d)/(((a + b + c + d)^4 + 1)*((a + 3*b - c + 1)^4 + d^2))" },
};
enum { PRODUCTS = sizeof products / sizeof *products, DIVISORS = sizeof divisors / sizeof *divisors };

static pc_error error = PC_ERROR_INIT;
static pc_context *context;
static pc_expr *above, *below; /* of polycost */
static fmpz_mpoly_ctx_t ring;
static fmpz_mpoly_t p, q; /* the same by hand */

static void check(pc_status status) {
  if (status == PC_OK) return;
  fprintf(stderr, "%s\n", error.message);
  exit(1);
}

static void factor_own(void) {
  pc_factorization f;
  check(pc_expr_factor(&f, above, &error));
  pc_factorization_clear(&f);
}

static void factor_by_hand(void) {
  fmpz_mpoly_factor_t f;
  fmpz_mpoly_factor_init(f, ring);
  if (!fmpz_mpoly_factor(f, p, ring)) exit(1);
  fmpz_mpoly_factor_clear(f, ring);
}

static void divide_own(void) {
  pc_expr *quotient;
  check(pc_expr_div(&quotient, above, below, &error));
  pc_expr_unref(quotient);
}

static void divide_by_hand(void) {
  fmpz_mpoly_t gcd, a, b;
  fmpz_mpoly_init(gcd, ring);
  fmpz_mpoly_init(a, ring);
  fmpz_mpoly_init(b, ring);
  if (!fmpz_mpoly_gcd_cofactors(gcd, a, b, p, q, ring)) exit(1);
  fmpz_mpoly_clear(gcd, ring);
  fmpz_mpoly_clear(a, ring);
  fmpz_mpoly_clear(b, ring);
}

static void copy(fmpz_mpoly_t to, const pc_expr *from, const char **names) {
  char *text;
  check(pc_expr_text(&text, from, PC_TEXT, &error));
  if (fmpz_mpoly_set_str_pretty(to, text, names, ring)) exit(1);
  pc_text_free(context, text);
}

/* Both polynomials in the ring of the symbols of one of them. */
static void prepare(const pc_expr *whole) {
  const pc_symbol **symbols;
  const char *names[16];
  size_t n;
  check(pc_expr_symbols(&symbols, &n, whole, &error));
  for (size_t i = 0; i < n; i++) names[i] = pc_symbol_name(symbols[i]);
  fmpz_mpoly_ctx_init(ring, (slong)n, ORD_LEX);
  fmpz_mpoly_init(p, ring);
  fmpz_mpoly_init(q, ring);
  copy(p, above, names);
  if (below) copy(q, below, names);
  pc_symbols_free(context, symbols, n);
}

static void compare(const char *what, const char *name, void (*own)(void), void (*by_hand)(void)) {
  double mine = bench_median(own), theirs = bench_median(by_hand);
  printf("%-8s %-30s %12.2f us %12.2f us %8.2f\n", what, name, mine / 1e3, theirs / 1e3, mine / theirs);
}

static void end(void) {
  fmpz_mpoly_clear(p, ring);
  fmpz_mpoly_clear(q, ring);
  fmpz_mpoly_ctx_clear(ring);
  pc_expr_unref(above);
  pc_expr_unref(below);
  above = below = NULL;
}

static void bench_product(const bench_case *c) {
  check(pc_expr_parse(&above, context, c->text, &error));
  prepare(above);
  compare("factor", c->name, factor_own, factor_by_hand);
  end();
}

/* The text is A/B: each side is read by itself, as reading the whole would reduce it. */
static void bench_divisor(const bench_case *c) {
  char text[500];
  int depth = 0;
  size_t slash = 0;
  for (size_t i = 0; c->text[i]; i++) {
    depth += (c->text[i] == '(') - (c->text[i] == ')');
    if (c->text[i] == '/' && depth == 0) slash = i;
  }
  snprintf(text, sizeof text, "%.*s", (int)slash, c->text);
  check(pc_expr_parse(&above, context, text, &error));
  check(pc_expr_parse(&below, context, c->text + slash + 1, &error));
  prepare(above);
  compare("gcd", c->name, divide_own, divide_by_hand);
  end();
}

int main(void) {
  context = pc_context_new(NULL, NULL);
  if (!context) return 1;
  printf("%-39s %15s %15s %8s\n", "", "polycost", "by hand", "ratio");
  for (int i = 0; i < PRODUCTS; i++) bench_product(&products[i]);
  for (int i = 0; i < DIVISORS; i++) bench_divisor(&divisors[i]);
  pc_context_free(context);
  flint_cleanup();
  return 0;
}
