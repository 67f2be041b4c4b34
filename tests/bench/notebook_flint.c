/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The notebook's tree and its sum by hand on fmpz_mpoly, with 1/h as a seventh variable that is cancelled at the end.
 * The argument "print" prints the sum instead of the time. */
#include "timing.h"
#include <flint/flint.h>
#include <flint/fmpz_mpoly.h>
#include <string.h>

enum { D, F, H, L, N, V, INVERSE_H, VARIABLES };
enum { MOST = 64 };

typedef struct poly {
  fmpz_mpoly_t p;
} poly;

/* Leaves in the order of the tree; a node is a range of them. */
typedef struct tree {
  const char *names[MOST];
  poly leaves[MOST];
  int n;
} tree;

static fmpz_mpoly_ctx_t ctx;
static poly gen[VARIABLES];

static fmpz_mpoly_struct *leaf(tree *t, const char *name) {
  t->names[t->n] = name;
  fmpz_mpoly_init(t->leaves[t->n].p, ctx);
  return t->leaves[t->n++].p;
}

static void product(tree *t, const char *name, long k, const poly *x, const poly *y, const poly *z) {
  fmpz_mpoly_struct *out = leaf(t, name);
  fmpz_mpoly_mul(out, x->p, y->p, ctx);
  if (z) fmpz_mpoly_mul(out, out, z->p, ctx);
  if (k != 1) fmpz_mpoly_scalar_mul_si(out, out, k, ctx);
}

static void copy(tree *t, const char *name, long k, const poly *x) {
  fmpz_mpoly_scalar_mul_si(leaf(t, name), x->p, k, ctx);
}

static void repeat(tree *t, int from, const poly *times) {
  for (int i = from; i < t->n; i++) fmpz_mpoly_mul(t->leaves[i].p, t->leaves[i].p, times->p, ctx);
}

static void attention(tree *t, const poly *n_q, const poly *n_k, const poly *d_k, const poly *d_v) {
  product(t, "Q * K.T", 2, n_q, d_k, n_k);
  product(t, "/ sqrt(d_k)", 1, n_q, n_k, NULL);
  product(t, "+ mask", 1, n_q, n_k, NULL);
  product(t, "x - max(x)", 1, n_q, n_k, NULL);
  product(t, "e^x", 1, n_q, n_k, NULL);
  product(t, "sum", 1, n_q, n_k, NULL);
  product(t, "* V", 2, n_q, n_k, d_v);
}

static void multi_head_attention(tree *t, const poly *l, const poly *d_head, const poly *d, const poly *h) {
  poly inner;
  fmpz_mpoly_init(inner.p, ctx);
  fmpz_mpoly_mul(inner.p, d_head->p, h->p, ctx);
  product(t, "Q * WQ", 2, l, d, &inner);
  product(t, "K * WK", 2, l, d, &inner);
  product(t, "V * WV", 2, l, d, &inner);
  int from = t->n;
  attention(t, l, l, d_head, d_head);
  repeat(t, from, h);
  product(t, "* WO", 2, l, &inner, d);
  fmpz_mpoly_clear(inner.p, ctx);
}

static void feed_forward(tree *t, const poly *l, const poly *d, const poly *f) {
  product(t, "* W1", 2, l, d, f);
  copy(t, "+ b1", 1, f);
  product(t, "* W2", 2, l, f, d);
  copy(t, "+ b2", 1, d);
}

static void layer_norm(tree *t, const poly *m, const poly *n) {
  fmpz_mpoly_struct *mean = leaf(t, "mean(x)");
  fmpz_mpoly_mul(mean, m->p, n->p, ctx);
  fmpz_mpoly_add(mean, mean, n->p, ctx);
  product(t, "X**2", 1, m, n, NULL);
  product(t, "sum", 1, m, n, NULL);
  copy(t, "/ m", 1, n);
  copy(t, "mean_x**2", 1, n);
  copy(t, "m - mean_x**2", 1, n);
  copy(t, "numerator", 1, n);
  copy(t, "denominator", 2, n);
  product(t, "gamma*(numerator/denominator)+beta", 3, m, n, NULL);
}

static void block(tree *t, const poly *l, const poly *d, const poly *f, const poly *h) {
  poly two, head;
  fmpz_mpoly_init(two.p, ctx);
  fmpz_mpoly_set_si(two.p, 2, ctx);
  fmpz_mpoly_init(head.p, ctx);
  fmpz_mpoly_mul(head.p, d->p, gen[INVERSE_H].p, ctx);
  int from = t->n;
  layer_norm(t, l, d);
  repeat(t, from, &two);
  product(t, "ResidualConnections", 2, l, d, NULL);
  multi_head_attention(t, l, &head, d, h);
  feed_forward(t, l, d, f);
  fmpz_mpoly_clear(two.p, ctx);
  fmpz_mpoly_clear(head.p, ctx);
}

static void transformer(tree *t) {
  t->n = 0;
  product(t, "X_word + X_pos", 1, &gen[L], &gen[D], NULL);
  layer_norm(t, &gen[L], &gen[D]);
  product(t, "ProjectToVocab", 2, &gen[L], &gen[D], &gen[V]);
  int from = t->n;
  block(t, &gen[L], &gen[D], &gen[F], &gen[H]);
  repeat(t, from, &gen[N]);
}

/* The terms of every leaf, h and 1/h cancelled, then sorted and combined. */
static void total(fmpz_mpoly_t sum, const tree *t) {
  ulong exponents[VARIABLES];
  fmpz_t c;
  fmpz_init(c);
  fmpz_mpoly_zero(sum, ctx);
  for (int i = 0; i < t->n; i++) {
    const fmpz_mpoly_struct *p = t->leaves[i].p;
    for (slong j = 0; j < fmpz_mpoly_length(p, ctx); j++) {
      fmpz_mpoly_get_term_coeff_fmpz(c, p, j, ctx);
      fmpz_mpoly_get_term_exp_ui(exponents, p, j, ctx);
      ulong both = exponents[H] < exponents[INVERSE_H] ? exponents[H] : exponents[INVERSE_H];
      exponents[H] -= both;
      exponents[INVERSE_H] -= both;
      fmpz_mpoly_push_term_fmpz_ui(sum, c, exponents, ctx);
    }
  }
  fmpz_mpoly_sort_terms(sum, ctx);
  fmpz_mpoly_combine_like_terms(sum, ctx);
  fmpz_clear(c);
}

static void run(int print) {
  tree t;
  fmpz_mpoly_t sum;
  fmpz_mpoly_init(sum, ctx);
  transformer(&t);
  total(sum, &t);
  if (print) {
    const char *names[] = { "d", "f", "h", "l", "n", "v", "hi" };
    fmpz_mpoly_print_pretty(sum, names, ctx);
    puts("");
  }
  fmpz_mpoly_clear(sum, ctx);
  for (int i = 0; i < t.n; i++) fmpz_mpoly_clear(t.leaves[i].p, ctx);
}

static void round_once(void) {
  run(0);
}

int main(int argc, char **argv) {
  fmpz_mpoly_ctx_init(ctx, VARIABLES, ORD_LEX);
  for (int i = 0; i < VARIABLES; i++) {
    fmpz_mpoly_init(gen[i].p, ctx);
    fmpz_mpoly_gen(gen[i].p, i, ctx);
  }
  if (argc > 1 && strcmp(argv[1], "print") == 0)
    run(1);
  else
    bench_run(round_once);
  for (int i = 0; i < VARIABLES; i++) fmpz_mpoly_clear(gen[i].p, ctx);
  fmpz_mpoly_ctx_clear(ctx);
  flint_cleanup();
  return 0;
}
