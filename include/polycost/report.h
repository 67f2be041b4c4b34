/* Reports: what a question's answer is, as data, and printers that write it. */
#ifndef POLYCOST_REPORT_H
#define POLYCOST_REPORT_H

#include <polycost/checkpoint.h>
#include <polycost/model.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pc_report pc_report;

/* PC_USAGE for a name that is none. */
PC_API pc_status pc_format_named(pc_format *out, const char *name, pc_error *error);

typedef struct pc_style {
  size_t width;  /* columns of the screen, 0: no bound */
  bool color;    /* escape sequences of a terminal */
  bool human;    /* round numbers for reading, marked with ~ */
  size_t approx; /* of formula and eval: this many digits of numbers, marked with ~, up to 1000; 0: numbers are exact */
} pc_style;

typedef struct pc_formula_options {
  const char *const *metrics; /* none: the default */
  size_t metric_count;
  const char *at;             /* path of a node, or NULL */
  const char *const *collect; /* symbols of the layout */
  size_t collect_count;
  pc_layout layout;
} pc_formula_options;

/* The total of each metric as a formula. Options may be NULL. */
PC_API pc_status pc_report_formula(pc_report **out, const pc_model *model, const pc_formula_options *options,
                                   pc_error *error);

/* How the total of each metric comes about, step by step, each step an equal expression: the sum of its parts in the
 * tree, the total, the total with what a preset and the command line bind, and that laid out. Options may be NULL. */
PC_API pc_status pc_report_derivation(pc_report **out, const pc_model *model, const pc_formula_options *options,
                                      pc_error *error);

typedef struct pc_asymptotics_options {
  const char *metric;    /* NULL: the default */
  const char *at;        /* path of a node, or NULL */
  const char *const *as; /* the symbols that grow, "l" or "l:2" with a weight of 1 or more; none: all symbols */
  size_t as_count;
  bool regimes;                  /* without `as`: when each monomial leads alone */
  const pc_model *configuration; /* a model of the same context whose bindings say where shares are taken, or NULL */
} pc_asymptotics_options;

/* How the total grows: with `as` the leading part and its exact coefficients, otherwise the smallest set of monomials
 * that bounds it. Options may be NULL. PC_INPUT where there is no such thing, PC_LIMIT where it takes too much work. */
PC_API pc_status pc_report_asymptotics(pc_report **out, const pc_model *model, const pc_asymptotics_options *options,
                                       pc_error *error);

typedef struct pc_tree_view {
  const char *const *metrics; /* none: the default */
  size_t metric_count;
  const char *at;
  long depth; /* the root is 0; negative: all */
  const char *const *collapse;
  size_t collapse_count;
  bool percent; /* shares in place of totals */
} pc_tree_view;

/* The breakdown. */
PC_API pc_status pc_report_tree(pc_report **out, const pc_model *model, const pc_tree_view *view, pc_error *error);

/* The exact number of each metric (none: the default). */
PC_API pc_status pc_report_eval(pc_report **out, const pc_model *model, const char *at, const char *const *metrics,
                                size_t metric_count, pc_error *error);

typedef struct pc_diff_options {
  const char *metric; /* NULL: the default one of the left model, or of the right one if that is a plain expression */
  const char *at;     /* path of a node, of both, or NULL */
  const char *const *over; /* "NAME=LOW..HIGH" each: a box in which the largest relative error is looked for */
  size_t over_count;
  bool tree; /* node by node, too */
} pc_diff_options;

/* Whether the totals of two models of one context are equal, or how they differ. Options may be NULL. */
PC_API pc_status pc_report_diff(pc_report **out, const pc_model *left, const pc_model *right,
                                const pc_diff_options *options, pc_error *error);

typedef struct pc_sensitivity_options {
  const char *metric;         /* NULL: the default */
  const char *at;             /* path of a node, or NULL */
  const char *const *symbols; /* none: all */
  size_t symbol_count;
} pc_sensitivity_options;

/* What each symbol does to the total: its derivative and elasticity, and once all symbols are bound what doubling it
 * does. A symbol that is bound to a formula of others is none: those are. Options may be NULL. */
PC_API pc_status pc_report_sensitivity(pc_report **out, const pc_model *model, const pc_sensitivity_options *options,
                                       pc_error *error);

typedef enum pc_solve_relation { PC_SOLVE_EQUAL, PC_SOLVE_AT_MOST, PC_SOLVE_AT_LEAST } pc_solve_relation;

typedef struct pc_solve_options {
  const char *symbol; /* what is solved for; NULL: the only symbol that is free */
  const char *metric; /* NULL: the default */
  const char *at;     /* path of the node whose total is meant, or NULL */
  pc_solve_relation relation;
  const char *other;    /* what the total is to meet: an expression in the words of the model's file, */
  const char *other_at; /* or a node, whose total of the same metric counts */
} pc_solve_options;

/* For which values of a symbol the total meets another amount: exactly, as numbers once all other symbols are bound,
 * otherwise as formulas. PC_INPUT where there are none over the rationals, PC_LIMIT where it takes too much work. */
PC_API pc_status pc_report_solve(pc_report **out, const pc_model *model, const pc_solve_options *options,
                                 pc_error *error);
/* What a row of a report of operations is. */
typedef enum pc_ops_by { PC_OPS_BY_OPERATION, PC_OPS_BY_MODULE, PC_OPS_BY_DTYPE, PC_OPS_BY_FILE } pc_ops_by;

typedef struct pc_ops_options {
  const char *metric; /* NULL: the default */
  pc_ops_by by;
} pc_ops_options;

/* Of the graph of a program: the total of each operation, how often it is called, and what is not counted. PC_INPUT for
 * a model that is no program. Options may be NULL. */
PC_API pc_status pc_report_ops(pc_report **out, const pc_model *model, const pc_ops_options *options, pc_error *error);

/* Whether a checkpoint holds what a model expects, group of tensors by group: the model's `metric` (NULL: "params", or
 * the value of a plain expression) at each node against the sizes of the tensors that are named after it. What the
 * model counts as `buffers` and as `duplicates`, and what checkpoints.cost names, is told apart. PC_INPUT where the
 * model has no such metric, or it is no number. */
PC_API pc_status pc_report_verify(pc_report **out, const pc_model *model, const pc_checkpoint *checkpoint,
                                  const char *metric, pc_error *error);

/* What is shipped: a line a file with its title. */
PC_API pc_status pc_report_list(pc_report **out, pc_context *context, pc_error *error);
/* A model's file: symbols, options, facts, metrics, presets, layers, models, documentation. */
PC_API pc_status pc_report_info(pc_report **out, const pc_model *model, pc_error *error);

/* PC_USAGE when the format makes no sense for the report. */
PC_API pc_status pc_report_write(const pc_report *report, pc_format format, const pc_style *style, const pc_sink *sink,
                                 pc_error *error);
/* PC_OK, or what the report answers: PC_NO when it is "different" or "none", PC_UNKNOWN when it is
 * undecided. */
PC_API pc_status pc_report_answer(const pc_report *report);
PC_API void pc_report_free(pc_report *report);

#ifdef __cplusplus
}
#endif
#endif
