/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The notebook's tree and its sum with libpari's rational functions; a node is a range of leaves. The argument "print"
 * prints the sum instead of the time. */
#include "timing.h"
#include <pari/pari.h>
#include <string.h>

enum { MOST = 64 };

typedef struct tree {
  const char *names[MOST];
  GEN leaves[MOST];
  int n;
} tree;

static GEN l, d, f, v, n, h;

static void leaf(tree *t, const char *name, GEN amount) {
  t->names[t->n] = name;
  t->leaves[t->n++] = amount;
}

static void repeat(tree *t, int from, GEN times) {
  for (int i = from; i < t->n; i++) t->leaves[i] = gmul(times, t->leaves[i]);
}

static GEN twice(GEN x, GEN y, GEN z) {
  return gmulsg(2, gmul(gmul(x, y), z));
}

static void attention(tree *t, GEN n_q, GEN n_k, GEN d_k, GEN d_v) {
  leaf(t, "Q * K.T", twice(n_q, d_k, n_k));
  leaf(t, "/ sqrt(d_k)", gmul(n_q, n_k));
  leaf(t, "+ mask", gmul(n_q, n_k));
  leaf(t, "x - max(x)", gmul(n_q, n_k));
  leaf(t, "e^x", gmul(n_q, n_k));
  leaf(t, "sum", gmul(n_q, n_k));
  leaf(t, "* V", twice(n_q, n_k, d_v));
}

static void multi_head_attention(tree *t, GEN d_head) {
  leaf(t, "Q * WQ", twice(l, d, gmul(d_head, h)));
  leaf(t, "K * WK", twice(l, d, gmul(d_head, h)));
  leaf(t, "V * WV", twice(l, d, gmul(d_head, h)));
  int from = t->n;
  attention(t, l, l, d_head, d_head);
  repeat(t, from, h);
  leaf(t, "* WO", twice(l, gmul(d_head, h), d));
}

static void layer_norm(tree *t, GEN m, GEN k) {
  leaf(t, "mean(x)", gadd(gmul(m, k), k));
  leaf(t, "X**2", gmul(m, k));
  leaf(t, "sum", gmul(m, k));
  leaf(t, "/ m", k);
  leaf(t, "mean_x**2", k);
  leaf(t, "m - mean_x**2", k);
  leaf(t, "numerator", k);
  leaf(t, "denominator", gmulsg(2, k));
  leaf(t, "gamma*(numerator/denominator)+beta", gmulsg(3, gmul(m, k)));
}

static void transformer(tree *t) {
  t->n = 0;
  leaf(t, "X_word + X_pos", gmul(l, d));
  layer_norm(t, l, d);
  leaf(t, "ProjectToVocab", twice(l, d, v));
  int blocks = t->n;
  layer_norm(t, l, d);
  repeat(t, blocks, gen_2);
  leaf(t, "ResidualConnections", gmulsg(2, gmul(l, d)));
  multi_head_attention(t, gdiv(d, h));
  leaf(t, "* W1", twice(l, d, f));
  leaf(t, "+ b1", f);
  leaf(t, "* W2", twice(l, f, d));
  leaf(t, "+ b2", d);
  repeat(t, blocks, n);
}

static GEN total(void) {
  tree t;
  transformer(&t);
  GEN sum = gen_0;
  for (int i = 0; i < t.n; i++) sum = gadd(sum, t.leaves[i]);
  return sum;
}

static void round_once(void) {
  pari_sp before = avma;
  if (gequal0(total())) abort();
  avma = before;
}

int main(int argc, char **argv) {
  pari_init(64 << 20, 0);
  GEN *symbols[] = { &d, &f, &h, &l, &n, &v };
  const char *names[] = { "d", "f", "h", "l", "n", "v" };
  for (int i = 0; i < 6; i++) *symbols[i] = pol_x(fetch_user_var(names[i]));
  if (argc > 1 && strcmp(argv[1], "print") == 0)
    pari_printf("%Ps\n", total());
  else
    bench_run(round_once);
  pari_close();
  return 0;
}
