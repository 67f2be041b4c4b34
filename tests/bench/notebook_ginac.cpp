// SPDX-License-Identifier: LGPL-3.0-or-later
// The notebook's tree and its expanded sum with GiNaC. The argument "print" prints the sum instead of the time.
#include "timing.h"
#include <cstring>
#include <ginac/ginac.h>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

using GiNaC::ex;

struct tree {
  std::vector<std::pair<std::string, ex>> leaves;
  std::vector<std::pair<std::string, tree>> nodes;
};

static tree repeat(tree t, const ex &times) {
  for (auto &leaf : t.leaves) leaf.second = leaf.second * times;
  for (auto &node : t.nodes) node.second = repeat(std::move(node.second), times);
  return t;
}

static void gather(const tree &t, GiNaC::exvector &out) {
  for (const auto &leaf : t.leaves) out.push_back(leaf.second);
  for (const auto &node : t.nodes) gather(node.second, out);
}

static tree softmax(const ex &m, const ex &n) {
  return { { { "x - max(x)", m * n }, { "e^x", m * n }, { "sum", m * n } }, {} };
}

static tree attention(const ex &n_q, const ex &n_k, const ex &d_k, const ex &d_v) {
  return { { { "Q * K.T", 2 * n_q * d_k * n_k },
             { "/ sqrt(d_k)", n_q * n_k },
             { "+ mask", n_q * n_k },
             { "* V", 2 * n_q * n_k * d_v } },
           { { "Softmax", softmax(n_q, n_k) } } };
}

static tree multi_head_attention(const ex &n_q, const ex &n_k, const ex &d_k, const ex &d_v, const ex &d_model,
                                 const ex &n_heads) {
  return { { { "Q * WQ", 2 * n_q * d_model * (d_k * n_heads) },
             { "K * WK", 2 * n_k * d_model * (d_k * n_heads) },
             { "V * WV", 2 * n_k * d_model * (d_v * n_heads) },
             { "* WO", 2 * n_q * (d_v * n_heads) * d_model } },
           { { "ScaledDotProductAttention", repeat(attention(n_q, n_k, d_k, d_v), n_heads) } } };
}

static tree feed_forward(const ex &l, const ex &d_in, const ex &d_ff, const ex &d_out) {
  return { { { "* W1", 2 * l * d_in * d_ff }, { "+ b1", d_ff }, { "* W2", 2 * l * d_ff * d_out }, { "+ b2", d_out } },
           {} };
}

static tree layer_norm(const ex &m, const ex &n) {
  tree var { { { "X**2", m * n }, { "sum", m * n }, { "/ m", n }, { "mean_x**2", n }, { "m - mean_x**2", n } }, {} };
  return { { { "mean(x)", m * n + n },
             { "numerator", n },
             { "denominator", 2 * n },
             { "gamma*(numerator/denominator)+beta", 3 * m * n } },
           { { "var_x", var } } };
}

static tree block(const ex &l, const ex &d, const ex &f, const ex &h) {
  return { { { "ResidualConnections", 2 * l * d } },
           { { "LayerNorms", repeat(layer_norm(l, d), 2) },
             { "MultiHeadAttention", multi_head_attention(l, l, d / h, d / h, d, h) },
             { "PositionWiseFFN", feed_forward(l, d, f, d) } } };
}

static tree transformer(const ex &l, const ex &d, const ex &f, const ex &v, const ex &n, const ex &h) {
  return { { { "ProjectToVocab", 2 * l * d * v } },
           { { "Embeddings", { { { "X_word + X_pos", l * d } }, {} } },
             { "LayerNorm_Final", layer_norm(l, d) },
             { "Blocks", repeat(block(l, d, f, h), n) } } };
}

static const GiNaC::symbol l("l"), d("d"), f("f"), v("v"), n("n"), h("h");

static ex total() {
  GiNaC::exvector terms;
  gather(transformer(l, d, f, v, n, h), terms);
  return ex(GiNaC::add(terms)).expand();
}

static void round_once() {
  if (total().nops() < 2) std::abort();
}

int main(int argc, char **argv) {
  if (argc > 1 && std::strcmp(argv[1], "print") == 0)
    std::cout << total() << '\n';
  else
    bench_run(round_once);
  return 0;
}
