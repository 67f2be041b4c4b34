/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The sum of 10^6 expressions of one term over 30 symbols: pc_expr_sum, and push, sort, combine on fmpz_mpoly. Once
 * with few different products of symbols, as in a model, and once with mostly different ones. */
#include "timing.h"
#include <flint/flint.h>
#include <flint/fmpz_mpoly.h>
#include <polycost/polycost.h>

enum { SYMBOLS = 30, FACTORS = 6, ROUNDS = 7 };

static size_t count = 1000000;
static unsigned long state = 12345;

static unsigned next(unsigned below) {
  state = state * 6364136223846793005ul + 1442695040888963407ul;
  return (unsigned)(state >> 33) % below;
}

typedef struct term {
  long coefficient;
  unsigned char symbols[FACTORS];
} term;

static void check(pc_status status, const pc_error *error) {
  if (status == PC_OK) return;
  fprintf(stderr, "%s\n", error->message);
  exit(1);
}

/* Terms of `products` different products. */
static term *make_terms(unsigned products) {
  term *terms = malloc(count * sizeof *terms);
  if (!terms) exit(1);
  for (size_t i = 0; i < count; i++) {
    unsigned long kept = state;
    state = next(products) * 7919ul + 1;
    for (int j = 0; j < FACTORS; j++) terms[i].symbols[j] = (unsigned char)next(SYMBOLS);
    state = kept + i;
    terms[i].coefficient = 1 + (long)next(1000);
  }
  return terms;
}

static pc_expr **make_expressions(pc_context *context, const term *terms) {
  pc_error error = PC_ERROR_INIT;
  pc_expr **out = malloc(count * sizeof *out), *symbols[SYMBOLS];
  if (!out) exit(1);
  for (int i = 0; i < SYMBOLS; i++) {
    char name[8];
    const pc_symbol *symbol;
    snprintf(name, sizeof name, "s%d", i);
    check(pc_symbol_get(&symbol, context, name, &error), &error);
    check(pc_expr_symbol(&symbols[i], context, symbol, &error), &error);
  }
  for (size_t i = 0; i < count; i++) {
    pc_expr *e, *next_e;
    check(pc_expr_integer(&e, context, terms[i].coefficient, &error), &error);
    for (int j = 0; j < FACTORS; j++) {
      check(pc_expr_mul(&next_e, e, symbols[terms[i].symbols[j]], &error), &error);
      pc_expr_unref(e);
      e = next_e;
    }
    out[i] = e;
  }
  for (int i = 0; i < SYMBOLS; i++) pc_expr_unref(symbols[i]);
  return out;
}

static double sum_polycost(pc_context *context, pc_expr **expressions) {
  pc_error error = PC_ERROR_INIT;
  pc_expr *sum;
  double start = bench_now();
  check(pc_expr_sum(&sum, context, (const pc_expr *const *)expressions, count, &error), &error);
  start = bench_now() - start;
  pc_expr_unref(sum);
  return start;
}

static double sum_flint(const fmpz_mpoly_ctx_t ctx, const fmpz_mpoly_struct *polys) {
  fmpz_mpoly_t sum;
  fmpz_t c;
  ulong exponents[SYMBOLS];
  double start = bench_now();
  fmpz_init(c);
  fmpz_mpoly_init(sum, ctx);
  for (size_t i = 0; i < count; i++) {
    fmpz_mpoly_get_term_coeff_fmpz(c, &polys[i], 0, ctx);
    fmpz_mpoly_get_term_exp_ui(exponents, &polys[i], 0, ctx);
    fmpz_mpoly_push_term_fmpz_ui(sum, c, exponents, ctx);
  }
  fmpz_mpoly_sort_terms(sum, ctx);
  fmpz_mpoly_combine_like_terms(sum, ctx);
  start = bench_now() - start;
  fmpz_mpoly_clear(sum, ctx);
  fmpz_clear(c);
  return start;
}

static fmpz_mpoly_struct *make_polys(const fmpz_mpoly_ctx_t ctx, const term *terms) {
  fmpz_mpoly_struct *out = malloc(count * sizeof *out);
  if (!out) exit(1);
  for (size_t i = 0; i < count; i++) {
    ulong exponents[SYMBOLS] = { 0 };
    for (int j = 0; j < FACTORS; j++) exponents[terms[i].symbols[j]]++;
    fmpz_mpoly_init(&out[i], ctx);
    fmpz_mpoly_push_term_si_ui(&out[i], terms[i].coefficient, exponents, ctx);
  }
  return out;
}

static void report(const char *name, double *times, double measure) {
  double middle, distance[ROUNDS];
  qsort(times, ROUNDS, sizeof *times, bench_order);
  middle = times[ROUNDS / 2];
  for (int i = 0; i < ROUNDS; i++) distance[i] = times[i] > middle ? times[i] - middle : middle - times[i];
  qsort(distance, ROUNDS, sizeof *distance, bench_order);
  printf("%-36s  %9.1f  %8.1f  %9.2f\n", name, middle / 1e6, distance[ROUNDS / 2] / 1e6,
         measure > 0 ? middle / measure : 1);
}

static void compare(pc_context *context, const fmpz_mpoly_ctx_t ctx, unsigned products) {
  double own[ROUNDS], peer[ROUNDS];
  term *terms = make_terms(products);
  pc_expr **expressions = make_expressions(context, terms);
  fmpz_mpoly_struct *polys = make_polys(ctx, terms);
  for (int i = 0; i < ROUNDS; i++) {
    own[i] = sum_polycost(context, expressions);
    peer[i] = sum_flint(ctx, polys);
  }
  printf("%zu terms of %-8u products        %9s  %8s  %9s\n", count, products, "median ms", "noise ms", "x by hand");
  qsort(peer, ROUNDS, sizeof *peer, bench_order);
  report("pc_expr_sum", own, peer[ROUNDS / 2]);
  report("fmpz_mpoly push, sort, combine", peer, peer[ROUNDS / 2]);
  puts("");
  for (size_t i = 0; i < count; i++) {
    pc_expr_unref(expressions[i]);
    fmpz_mpoly_clear(&polys[i], ctx);
  }
  free(expressions);
  free(polys);
  free(terms);
}

int main(int argc, char **argv) {
  pc_context *context = pc_context_new(NULL, NULL);
  fmpz_mpoly_ctx_t ctx;
  if (argc > 1) count = (size_t)strtoul(argv[1], NULL, 10);
  fmpz_mpoly_ctx_init(ctx, SYMBOLS, ORD_LEX);
  compare(context, ctx, 4000);
  compare(context, ctx, 700000);
  fmpz_mpoly_ctx_clear(ctx);
  pc_context_free(context);
  pc_thread_end();
  return 0;
}
