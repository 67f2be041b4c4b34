/* The options of the command. */
#include "cli/option_table.h"

enum {
  MODELS = CLI_FORMULA | CLI_TREE | CLI_EVAL | CLI_ASYMPTOTICS | CLI_DIFF | CLI_SENSITIVITY | CLI_INFO,
  COSTS = CLI_FORMULA | CLI_TREE | CLI_EVAL | CLI_ASYMPTOTICS | CLI_DIFF | CLI_SENSITIVITY,
  ALL = ~0u >> 1
};

const cli_option CLI_OPTIONS[CLI_OPTION_COUNT] = {
  [CLI_OPT_EXPRESSION] = { "expression", 'e', "EXPR", MODELS, "an expression of the cost language in place of MODEL" },
  [CLI_OPT_PRESET] = { "preset", 'p', "NAME", MODELS, "bind as this preset of the model says" },
  [CLI_OPT_FROM] = { "from", 0, "KIND", MODELS, "what MODEL is: cost (found by looking at it)" },
  [CLI_OPT_METRIC] = { "metric", 'm', "M[,M...]", COSTS, "what to count (the first metric of the file)" },
  [CLI_OPT_AT] = { "at", 0, "PATH", COSTS, "only this node: names joined by /" },
  [CLI_OPT_COLLECT] = { "collect", 0, "X[,Y...]", CLI_FORMULA, "group the terms by powers of these symbols, nested" },
  [CLI_OPT_FACTOR] = { "factor", 0, NULL, CLI_FORMULA, "a product of factors; with --collect, of each coefficient" },
  [CLI_OPT_HORNER] = { "horner", 0, NULL, CLI_FORMULA,
                       "nested, by the symbols of --collect (by all, most used first)" },
  [CLI_OPT_DERIVE] = { "derive", 0, NULL, CLI_FORMULA, "how the formula comes about, step by step" },
  [CLI_OPT_BIND] = { "bind", 0, NULL, CLI_FORMULA, "put in what a config or a default binds, too" },
  [CLI_OPT_DEPTH] = { "depth", 0, "N", CLI_TREE, "show N levels below the root" },
  [CLI_OPT_COLLAPSE] = { "collapse", 0, "NAME,...", CLI_TREE, "do not show what is below nodes of these names" },
  [CLI_OPT_PERCENT] = { "percent", 0, NULL, CLI_TREE, "show shares of the whole in place of totals" },
  [CLI_OPT_AS] = { "as", 0, "X[:W][,Y...]", CLI_ASYMPTOTICS, "only these symbols grow, each along its weight W (1)" },
  [CLI_OPT_ASSUME] = { "assume", 0, "FACT", COSTS, "w <= l, d >= 128, h | d or f = 4*d, many times" },
  [CLI_OPT_REGIMES] = { "regimes", 0, NULL, CLI_ASYMPTOTICS, "weights under which each monomial leads alone" },
  [CLI_OPT_SHARE] = { "share", 0, "WHERE", CLI_ASYMPTOTICS, "the share dropped at a preset, or at NAME=EXPR,..." },
  [CLI_OPT_LEFT] = { "left", 0, "NAME=EXPR", CLI_DIFF, "a binding of A alone" },
  [CLI_OPT_RIGHT] = { "right", 0, "NAME=EXPR", CLI_DIFF, "a binding of B alone" },
  [CLI_OPT_OVER] = { "over", 0, "X=LOW..HIGH[,...]", CLI_DIFF, "where in this box the relative error is largest" },
  [CLI_OPT_TREE] = { "tree", 0, NULL, CLI_DIFF, "compare node by node, too" },
  [CLI_OPT_FOR] = { "for", 0, "X[,Y...]", CLI_SENSITIVITY, "only these symbols" },
  [CLI_OPT_HUMAN] = { "human", 0, NULL, COSTS, "round numbers for reading, marked with ~" },
  [CLI_OPT_FORMAT] = { "format", 'f', "FORMAT", ALL,
                       "text, latex, mathml, sympy, json, csv, c, python, javascript, sql, dot" },
  [CLI_OPT_COLOR] = { "color", 0, "WHEN", ALL, "auto, always or never (auto: on a terminal, without NO_COLOR)" },
  [CLI_OPT_WIDTH] = { "width", 0, "N", CLI_TREE, "columns of the screen, 0: no bound (the terminal's)" },
  [CLI_OPT_MAX_TERMS] = { "max-terms", 0, "N", MODELS, "terms of a polynomial (10^6)" },
  [CLI_OPT_MAX_BITS] = { "max-bits", 0, "N", MODELS, "bits of a number (10^6)" },
  [CLI_OPT_MAX_DEPTH] = { "max-depth", 0, "N", MODELS, "nesting of brackets, layers, nodes (1000)" },
  [CLI_OPT_MAX_NODES] = { "max-nodes", 0, "N", MODELS, "nodes of a tree (10^7)" },
  [CLI_OPT_MAX_MEMORY] = { "max-memory", 0, "N", MODELS, "bytes of memory (4Gi)" },
  [CLI_OPT_HELP] = { "help", 'h', NULL, ALL, "show this help" },
  [CLI_OPT_VERSION] = { "version", 'V', NULL, ALL, "show the versions of polycost, FLINT and GMP" },
};
