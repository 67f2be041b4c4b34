/* --help and --version. */
#include "cli/option_table.h"
#include <stdio.h>
#include <string.h>

const cli_verb CLI_VERBS[] = {
  { "formula", cli_formula, CLI_FORMULA, "MODEL [NAME=EXPR ...]", "the total as an exact formula" },
  { "tree", cli_tree, CLI_TREE, "MODEL [NAME=EXPR ...]", "the breakdown, node by node" },
  { "eval", cli_eval, CLI_EVAL, "MODEL [NAME=EXPR ...]", "the exact number, once every symbol is bound" },
  { "asymptotics", cli_asymptotics, CLI_ASYMPTOTICS, "MODEL [NAME=EXPR ...]",
    "how the total grows: a bound, or the leading term" },
  { "diff", cli_diff, CLI_DIFF, "A B [NAME=EXPR ...]", "whether two totals are equal, or how they differ" },
  { "sensitivity", cli_sensitivity, CLI_SENSITIVITY, "MODEL [NAME=EXPR ...]",
    "what each symbol does to the total: derivatives, elasticities, doubling" },
  { "solve", cli_solve, CLI_SOLVE, "MODEL [NAME=EXPR ...]", "for which values of a symbol the total meets another" },
  { "ops", cli_ops, CLI_OPS, "MODEL [NAME=EXPR ...]", "the totals by operation, of an exported program" },
  { "verify", cli_verify, CLI_VERIFY, "MODEL [CHECKPOINT] [NAME=EXPR ...]",
    "whether a checkpoint has the parameters that the model expects, part by part" },
  { "sweep", NULL, CLI_SWEEP, "MODEL [NAME=EXPR ...]", "exact totals for many configurations, row by row" },
  { "list", cli_list_shipped, CLI_LIST, "", "the models and layers that are shipped" },
  { "info", cli_info, CLI_INFO, "MODEL", "a model's symbols, options, metrics, presets, layers" },
  { NULL, NULL, 0, NULL, NULL },
};

static void print_option(pc_buffer *out, const cli_option *o) {
  char left[64];
  snprintf(left, sizeof left, "%s%c%s --%s%s%s", o->letter ? "-" : "", o->letter ? o->letter : ' ',
           o->letter ? "," : "  ", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
  pc_buffer_addf(out, "  %-24s  %s\n", left, o->help);
}

static void print_options(pc_buffer *out, unsigned verbs) {
  pc_buffer_adds(out, "\nOptions:\n");
  for (int i = 0; i < CLI_OPTION_COUNT; i++)
    if ((CLI_OPTIONS[i].verbs & verbs) == verbs) print_option(out, &CLI_OPTIONS[i]);
}

static void print_model_help(pc_buffer *out) {
  pc_buffer_adds(out, "\n"
                      "MODEL is a cost file (- for standard input), the name of a shipped one (see 'polycost list'),\n"
                      "FILE:NAME for one model or layer of it, a call of a layer, or a PyTorch program as it was\n"
                      "exported, or a config.json of Hugging Face or its folder. NAME=EXPR gives a symbol or an option "
                      "a value: d=512, f=4*d, l=2^20, n=64Ki.\n");
}

static void print_command_help(pc_buffer *out) {
  pc_buffer_adds(out, "usage: polycost VERB MODEL [NAME=EXPR ...] [--option ...]\n"
                      "       polycost VERB -e EXPR [NAME=EXPR ...] [--option ...]\n\n"
                      "What a model costs, as exact formulas.\n\nVerbs:\n");
  for (const cli_verb *verb = CLI_VERBS; verb->name; verb++)
    pc_buffer_addf(out, "  %-11s %s\n", verb->name, verb->summary);
  print_model_help(out);
  print_options(out, CLI_FORMULA | CLI_TREE | CLI_EVAL | CLI_ASYMPTOTICS | CLI_DIFF | CLI_SENSITIVITY | CLI_SOLVE |
                         CLI_OPS | CLI_VERIFY | CLI_SWEEP | CLI_LIST | CLI_INFO);
  pc_buffer_adds(
      out, "\n'polycost VERB --help' shows a verb's own options.\n"
           "Exit status: 0 done, 1 the answer is no, 2 usage, 3 bad input, 4 a limit was hit, 5 reading, writing or\n"
           "memory failed, 6 undecided.\n");
}

void cli_print_help(pc_buffer *out, const cli_verb *verb) {
  if (!verb) {
    print_command_help(out);
    return;
  }
  const char *operands = verb->operands;
  pc_buffer_addf(out, "usage: polycost %s%s%s [--option ...]\n", verb->name, *operands ? " " : "", operands);
  if (verb->bit == CLI_DIFF)
    pc_buffer_adds(out, "       polycost diff [A] -e EXPR [-e EXPR] [NAME=EXPR ...] [--option ...]\n");
  else if (strstr(operands, "NAME=EXPR"))
    pc_buffer_addf(out, "       polycost %s -e EXPR [NAME=EXPR ...] [--option ...]\n", verb->name);
  pc_buffer_addf(out, "\nPrints %s.\n", verb->summary);
  if (*operands) print_model_help(out);
  if (verb->bit == CLI_SWEEP)
    pc_buffer_adds(out,
                   "Rows are read, or made of lists and ranges: n=12,24 h=1..64 l=1024..131072+1024 d=512..16384*2.\n");
  print_options(out, verb->bit);
}

void cli_print_version(pc_buffer *out) {
  pc_buffer_addf(out, "%s\nFLINT %s\nGMP %s\n", pc_version(), pc_version_flint(), pc_version_gmp());
}
