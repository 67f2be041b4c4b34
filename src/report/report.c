/* Reports: memory, and which printer writes what. */
#include "report/report.h"
#include <string.h>

static const char *const FORMATS[] = {
  [PC_TEXT] = "text", [PC_LATEX] = "latex",           [PC_SYMPY] = "sympy",
  [PC_JSON] = "json", [PC_MATHML] = "mathml",         [PC_CSV] = "csv",
  [PC_C] = "c",       [PC_PYTHON] = "python",         [PC_SQL] = "sql",
  [PC_DOT] = "dot",   [PC_JAVASCRIPT] = "javascript",
};
enum { FORMAT_COUNT = sizeof FORMATS / sizeof *FORMATS };

static const char *const KINDS[PC_REPORT_KINDS] = {
  "formula", "formula --derive", "tree", "eval", "asymptotics", "diff", "sensitivity", "solve",
  "ops",     "verify",           "list", "info"
};

static pc_printer *const PRINTERS[PC_REPORT_KINDS][FORMAT_COUNT] = {
  [PC_REPORT_FORMULA] = { [PC_TEXT] = pc_print_formula_text,
                          [PC_LATEX] = pc_print_formula_latex,
                          [PC_SYMPY] = pc_print_formula_sympy,
                          [PC_JSON] = pc_print_formula_json,
                          [PC_MATHML] = pc_print_formula_mathml,
                          [PC_CSV] = pc_print_formula_csv,
                          [PC_C] = pc_print_formula_c,
                          [PC_PYTHON] = pc_print_formula_python,
                          [PC_JAVASCRIPT] = pc_print_formula_javascript,
                          [PC_SQL] = pc_print_formula_sql },
  [PC_REPORT_DERIVATION] = { [PC_TEXT] = pc_print_derivation_text,
                             [PC_LATEX] = pc_print_derivation_latex,
                             [PC_JSON] = pc_print_derivation_json },
  [PC_REPORT_TREE] = { [PC_TEXT] = pc_print_tree_text,
                       [PC_LATEX] = pc_print_tree_latex,
                       [PC_SYMPY] = pc_print_tree_sympy,
                       [PC_JSON] = pc_print_tree_json,
                       [PC_CSV] = pc_print_tree_csv,
                       [PC_DOT] = pc_print_tree_dot },
  [PC_REPORT_EVAL] = { [PC_TEXT] = pc_print_formula_text,
                       [PC_LATEX] = pc_print_formula_latex,
                       [PC_SYMPY] = pc_print_formula_sympy,
                       [PC_JSON] = pc_print_eval_json,
                       [PC_MATHML] = pc_print_formula_mathml,
                       [PC_CSV] = pc_print_eval_csv },
  [PC_REPORT_ASYMPTOTICS] = { [PC_TEXT] = pc_print_asymptotics_text,
                              [PC_LATEX] = pc_print_asymptotics_latex,
                              [PC_JSON] = pc_print_asymptotics_json,
                              [PC_MATHML] = pc_print_asymptotics_mathml },
  [PC_REPORT_DIFF] = { [PC_TEXT] = pc_print_diff_text,
                       [PC_LATEX] = pc_print_diff_latex,
                       [PC_SYMPY] = pc_print_diff_sympy,
                       [PC_JSON] = pc_print_diff_json },
  [PC_REPORT_SENSITIVITY] = { [PC_TEXT] = pc_print_sensitivity_text,
                              [PC_LATEX] = pc_print_sensitivity_latex,
                              [PC_SYMPY] = pc_print_sensitivity_sympy,
                              [PC_JSON] = pc_print_sensitivity_json },
  [PC_REPORT_SOLVE] = { [PC_TEXT] = pc_print_solve_text,
                        [PC_LATEX] = pc_print_solve_latex,
                        [PC_JSON] = pc_print_solve_json },
  [PC_REPORT_OPS] = { [PC_TEXT] = pc_print_ops_text, [PC_JSON] = pc_print_ops_json },
  [PC_REPORT_VERIFY] = { [PC_TEXT] = pc_print_verify_text, [PC_JSON] = pc_print_verify_json },
  [PC_REPORT_LIST] = { [PC_TEXT] = pc_print_list_text, [PC_CSV] = pc_print_list_csv, [PC_JSON] = pc_print_list_json },
  [PC_REPORT_INFO] = { [PC_TEXT] = pc_print_info_text, [PC_JSON] = pc_print_info_json },
};

pc_status pc_format_named(pc_format *out, const char *name, pc_error *error) {
  pc_nearest nearest = { .word = name };
  for (size_t i = 0; i < FORMAT_COUNT; i++) {
    if (strcmp(name, FORMATS[i]) == 0) {
      *out = (pc_format)i;
      return PC_OK;
    }
    pc_nearest_try(&nearest, FORMATS[i]);
  }
  if (nearest.best) return pc_fail(error, PC_USAGE, "unknown format '%s' (did you mean '%s'?)", name, nearest.best);
  return pc_fail(error, PC_USAGE,
                 "unknown format '%s' (there are text, latex, mathml, sympy, json, csv, c, python, "
                 "javascript, sql and dot)",
                 name);
}

pc_status pc_report_write(const pc_report *report, pc_format format, const pc_style *style, const pc_sink *sink,
                          pc_error *error) {
  static const pc_style plain = { 0 };
  pc_printer *print = (unsigned)format < FORMAT_COUNT ? PRINTERS[report->kind][format] : NULL;
  if (!print)
    return pc_fail(error, PC_USAGE, "'%s' is not written as %s", KINDS[report->kind],
                   (unsigned)format < FORMAT_COUNT ? FORMATS[format] : "that");
  pc_writer w = { sink, error, PC_OK };
  print(report, style ? style : &plain, &w);
  return w.status;
}

/* ---- memory ---- */

pc_status pc_report_new(pc_report **out, pc_context *ctx, pc_report_kind kind, pc_error *error) {
  pc_report *report = pc_alloc_zero(ctx, sizeof *report);
  if (!report) return pc_no_memory(ctx, error);
  report->ctx = ctx;
  report->arena.ctx = ctx;
  report->kind = kind;
  *out = report;
  return PC_OK;
}

static void free_amounts(pc_amount *items, size_t n) {
  for (size_t i = 0; i < n; i++) pc_expr_unref(items[i].value);
}

static void free_breakdown(pc_breakdown *b) {
  free_amounts(b->metrics, b->metric_count);
  for (size_t i = 0; i < b->binding_count; i++) pc_expr_unref(b->bindings[i].value);
  if (b->tree) pc_tree_free(b->tree);
}

static void free_sensitivity(pc_sensitivity *s) {
  pc_expr_unref(s->total);
  for (size_t i = 0; i < s->n; i++) pc_effect_clear(&s->effects[i]);
}

void pc_report_free(pc_report *report) {
  if (!report) return;
  if (report->kind == PC_REPORT_FORMULA || report->kind == PC_REPORT_EVAL)
    free_amounts(report->as.amounts.items, report->as.amounts.n);
  if (report->kind == PC_REPORT_DERIVATION) pc_derivations_clear(&report->as.derivations);
  if (report->kind == PC_REPORT_ASYMPTOTICS) {
    pc_growth_clear(&report->as.asymptotics.growth);
    pc_expr_unref(report->as.asymptotics.dropped);
  }
  if (report->kind == PC_REPORT_TREE) free_breakdown(&report->as.breakdown);
  if (report->kind == PC_REPORT_SENSITIVITY) free_sensitivity(&report->as.sensitivity);
  if (report->kind == PC_REPORT_SOLVE) pc_solution_clear(&report->as.solving.solution);
  if (report->kind == PC_REPORT_OPS) pc_ops_clear(&report->as.ops);
  if (report->kind == PC_REPORT_VERIFY) pc_verification_clear(&report->as.verified.result);
  if (report->kind == PC_REPORT_DIFF) pc_difference_clear(report->ctx, &report->as.difference);
  pc_arena_clear(&report->arena);
  pc_free(report->ctx, report, sizeof *report);
}

bool pc_report_copy(const char **out, pc_report *report, const char *text, pc_error *error) {
  *out = NULL;
  if (!text) return true;
  *out = pc_arena_copy(&report->arena, text, strlen(text) + 1);
  if (!*out) pc_no_memory(report->ctx, error);
  return *out;
}

pc_status pc_report_answer(const pc_report *report) {
  static const pc_status verdicts[] = { [PC_EQUAL] = PC_OK, [PC_DIFFERENT] = PC_NO, [PC_UNDECIDED] = PC_UNKNOWN };
  static const pc_status outcomes[] = { [PC_SOLVED] = PC_OK, [PC_NO_SOLUTION] = PC_NO, [PC_NOT_DECIDED] = PC_UNKNOWN };
  if (report->kind == PC_REPORT_DIFF) return verdicts[report->as.difference.comparison.verdict];
  if (report->kind == PC_REPORT_SOLVE) return outcomes[report->as.solving.solution.outcome];
  if (report->kind == PC_REPORT_VERIFY) return report->as.verified.result.verdict;
  return PC_OK;
}
