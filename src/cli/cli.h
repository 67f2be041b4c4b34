/* Inside the command: what its parts share. A verb makes a report; main writes it. */
#ifndef POLYCOST_CLI_H
#define POLYCOST_CLI_H

#include "base/base.h"
#include "sweep/sweep.h"
#include <polycost/polycost.h>

/* A growing list of texts of its own. */
typedef struct cli_list {
  char **items;
  size_t n, capacity;
} cli_list;

typedef enum cli_color { CLI_COLOR_AUTO, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER } cli_color;

typedef struct cli_verb cli_verb;

/* One of the two models of a comparison. */
typedef struct cli_side {
  const char *model, *expression; /* one of them is set */
  cli_list bindings;              /* of this one alone */
} cli_side;

/* What a total is to meet. */
typedef struct cli_other {
  pc_solve_relation relation;
  const char *expression, *path; /* one of them is set */
  size_t count;                  /* how often this was said */
} cli_other;

/* What `sweep` is told. */
typedef struct cli_sweeping {
  const char *const *axes; /* "d=512..16384*2" */
  size_t axis_count;
  const char *rows, *rows_format; /* or NULL */
  cli_list columns;               /* names, where the rows have none */
  cli_list expressions;           /* -e */
  pc_rows_options out;
  pc_on_error on_error;
  long threads; /* 0: as many as there are processors */
  bool keep;
  const char *where, *by; /* or NULL */
  long top;               /* 0: all rows */
  cli_list over;          /* --pareto */
  uint64_t part, parts;   /* 0: the whole */
} cli_sweeping;

/* What the command line says. */
typedef struct cli_options {
  const cli_verb *verb; /* NULL: none was given */
  const char *model, *expression, *preset, *at, *with, *checkpoint;
  const char *const *bindings;
  size_t binding_count;
  cli_list operands, metrics, collect, collapse, as, facts, share, over, symbols, rules, renames;
  cli_side sides[2];
  cli_other other;
  cli_sweeping sweep;
  size_t expression_count, expression_place; /* -e: how many, and the operands before the first one */
  size_t approx;                             /* digits, or 0 */
  long depth;                                /* negative: all */
  size_t model_count;                        /* of --each: operands from the second on */
  bool percent, derive, bind, each, human, regimes, help, version, tree;
  pc_layout layout;
  pc_model_kind kind;
  pc_graph_view graph; /* but for its lists */
  pc_ops_by by;
  const char *format_name; /* or NULL */
  pc_format format;
  cli_color color;
  long width; /* negative: the terminal's */
  pc_limits limits;
} cli_options;

/* Answers with a report that the caller owns. */
typedef pc_status cli_answer(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error);

struct cli_verb {
  const char *name;
  cli_answer *answer;   /* NULL: it writes by itself */
  unsigned bit;         /* in the option table's sets of verbs */
  const char *operands; /* "MODEL [NAME=EXPR ...]" or "" */
  const char *summary;  /* one line */
};

enum {
  CLI_FORMULA = 1,
  CLI_TREE = 2,
  CLI_EVAL = 4,
  CLI_LIST = 8,
  CLI_INFO = 16,
  CLI_ASYMPTOTICS = 32,
  CLI_DIFF = 64,
  CLI_SENSITIVITY = 128,
  CLI_SOLVE = 256,
  CLI_OPS = 512,
  CLI_VERIFY = 1024,
  CLI_SWEEP = 2048
};

cli_answer cli_formula, cli_tree, cli_eval, cli_asymptotics, cli_diff, cli_sensitivity, cli_solve, cli_ops, cli_verify,
    cli_list_shipped, cli_info;

/* Verbs in the order of the help, ended by one without a name. */
extern const cli_verb CLI_VERBS[];

/* ---- options.c ---- */
pc_status cli_parse(cli_options *out, int argc, char **argv, pc_error *error);
void cli_options_free(cli_options *options);

/* ---- words.c ---- */
pc_status cli_list_add(cli_list *list, const char *text, size_t length, pc_error *error);
/* Splits at commas; a word may stand in double quotes, in which \ escapes as in the language. Empty words are refused,
 * naming the option. */
pc_status cli_list_split(cli_list *list, const char *option, const char *text, pc_error *error);
/* Splits at commas outside of brackets. */
pc_status cli_list_split_expressions(cli_list *list, const char *option, const char *text, pc_error *error);
const char *const *cli_list_items(const cli_list *list);
void cli_list_free(cli_list *list);

/* ---- help.c ---- */
void cli_print_help(pc_buffer *out, const cli_verb *verb); /* NULL: of the command */
void cli_print_version(pc_buffer *out);

/* ---- model.c ---- */
/* How graphs are read, as the options say. */
pc_graph_view cli_graph_view(const cli_options *options);
/* Whether symbols that a config binds stay in formulas. */
bool cli_is_symbolic(const cli_options *options);
/* What the options say of the model. */
pc_model_options cli_model_options(const cli_options *options, const pc_graph_view *graph);
pc_status cli_open_model(pc_model **out, pc_context *ctx, const cli_options *options, pc_error *error);

/* ---- each.c ---- */
/* Answers for one model after the other, errors to standard error; *verdict is the worst status. */
pc_status cli_each(pc_buffer *out, pc_status *verdict, const cli_options *options, pc_error *error);

/* ---- sweep.c ---- */
/* Writes rows as they are computed. */
pc_status cli_sweep(pc_context *ctx, const cli_options *options, pc_error *error);

/* ---- main.c ---- */
/* A sink's write to a pc_buffer. */
pc_status cli_buffer_write(void *user, const char *text, size_t length, pc_error *error);

/* ---- output.c ---- */
pc_style cli_style(const cli_options *options);
/* Writes to standard output; *written says how much, on failure, too. */
pc_status cli_write_some(const char *text, size_t length, size_t *written, pc_error *error);
/* Writes all of the text, and closes it. */
pc_status cli_write(const char *text, size_t length, pc_error *error);
void cli_print_error(const pc_error *error, cli_color color);
void cli_print_warnings(const pc_model *model, cli_color color);

#endif
