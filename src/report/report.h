/* Inside: what reports hold. A report borrows nothing: it may outlive its model, not its context. */
#ifndef PC_REPORT_H
#define PC_REPORT_H

#include "analysis/asymptotics.h"
#include "lang/model.h"
#include "print/writer.h"
#include "report/derivation.h"
#include "report/diff.h"
#include "report/ops.h"
#include "report/sensitivity.h"
#include "report/solve.h"
#include "report/verify.h"
#include <polycost/report.h>

typedef enum pc_report_kind {
  PC_REPORT_FORMULA,
  PC_REPORT_DERIVATION,
  PC_REPORT_TREE,
  PC_REPORT_EVAL,
  PC_REPORT_ASYMPTOTICS,
  PC_REPORT_DIFF,
  PC_REPORT_SENSITIVITY,
  PC_REPORT_SOLVE,
  PC_REPORT_OPS,
  PC_REPORT_VERIFY,
  PC_REPORT_LIST,
  PC_REPORT_INFO,
  PC_REPORT_KINDS
} pc_report_kind;

/* A metric's total. */
typedef struct pc_amount {
  const char *metric; /* its name */
  const char *title;  /* or NULL */
  pc_expr *value;
} pc_amount;

/* Of formula and eval. */
typedef struct pc_amounts {
  pc_amount *items;
  size_t n;
  pc_shape shape; /* of formulas */
} pc_amounts;

typedef struct pc_binding {
  const char *name;
  pc_expr *value;
} pc_binding;

typedef struct pc_breakdown {
  const char *model;
  pc_amount *metrics; /* value: the whole */
  size_t metric_count;
  pc_binding *bindings;
  size_t binding_count;
  bool percent;
  pc_tree *tree;
} pc_breakdown;

typedef struct pc_asymptotics {
  const char *metric;
  bool leading; /* along weights; otherwise a bound */
  pc_growth growth;
  pc_expr *dropped; /* share of what is not kept, or NULL */
} pc_asymptotics;

struct pc_report {
  pc_context *ctx;
  pc_arena arena;
  pc_report_kind kind;
  union {
    pc_amounts amounts;
    pc_derivations derivations;
    pc_breakdown breakdown;
    pc_asymptotics asymptotics;
    pc_difference difference;
    pc_sensitivity sensitivity;
    pc_solving solving;
    pc_ops ops;
    pc_verified verified;
    pc_names list; /* name and title */
    struct {
      const char *model;
      pc_catalogue catalogue;
    } info;
  } as;
};

pc_status pc_report_new(pc_report **out, pc_context *ctx, pc_report_kind kind, pc_error *error);
/* Copies; NULL for NULL. False when memory fails, said in `error`. */
bool pc_report_copy(const char **out, pc_report *report, const char *text, pc_error *error);

/* A symbol of the model; one that stands in no formula too. PC_INPUT with the nearest name when there is none. */
pc_status pc_report_symbol(const pc_symbol **out, const pc_model *model, const char *name, pc_error *error);

/* The metrics named (none: the default) as numbers of the model's table; the array is in the report's arena. */
pc_status pc_report_metrics(unsigned **out, size_t *count, pc_report *report, const pc_model *model,
                            const char *const *names, size_t n, pc_error *error);

/* The layout that is asked for; its symbols are in the report's arena. */
pc_status pc_report_shape(pc_shape *out, pc_report *report, const pc_model *model, const pc_formula_options *options,
                          pc_error *error);

/* A node's part of the whole for metric i, when there is such a thing: both are numbers, the whole is not 0, and shares
 * mean something. `*out` is then the nearest double and the result true. A failure sticks to the writer. */
bool pc_report_share(double *out, const pc_report *report, const pc_tree_node *node, size_t metric, pc_writer *w);

/* A printer writes one kind of report in one format. */
typedef void pc_printer(const pc_report *report, const pc_style *style, pc_writer *w);

pc_printer pc_print_formula_text, pc_print_formula_sympy, pc_print_formula_latex, pc_print_formula_json;
pc_printer pc_print_formula_mathml, pc_print_eval_json;
pc_printer pc_print_derivation_text, pc_print_derivation_latex, pc_print_derivation_json;
pc_printer pc_print_formula_c, pc_print_formula_python, pc_print_formula_javascript, pc_print_formula_sql;
pc_printer pc_print_formula_csv, pc_print_eval_csv, pc_print_tree_csv, pc_print_list_csv;
pc_printer pc_print_tree_dot, pc_print_asymptotics_mathml;
pc_printer pc_print_tree_text, pc_print_tree_latex, pc_print_tree_sympy, pc_print_tree_json;
pc_printer pc_print_asymptotics_text, pc_print_asymptotics_latex, pc_print_asymptotics_json;
pc_printer pc_print_diff_text, pc_print_diff_latex, pc_print_diff_sympy, pc_print_diff_json;
pc_printer pc_print_sensitivity_text, pc_print_sensitivity_latex, pc_print_sensitivity_sympy;
pc_printer pc_print_sensitivity_json;
pc_printer pc_print_solve_text, pc_print_solve_latex, pc_print_solve_json;
pc_printer pc_print_ops_text, pc_print_ops_json;
pc_printer pc_print_verify_text, pc_print_verify_json;
pc_printer pc_print_list_text, pc_print_list_json;
pc_printer pc_print_info_text, pc_print_info_json;

#endif
