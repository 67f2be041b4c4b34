/* From a model and a checkpoint to the report of how they agree. */
#include "report/verify.h"
#include "report/report.h"

#include <string.h>

static const char PARAMETERS[] = "params";
static const char *const BESIDE[PC_STORED_KINDS] = { NULL, "buffers", "duplicates" };

static pc_status find_metric(unsigned *out, const pc_model *model, const char *wanted, pc_error *error) {
  if (!wanted && pc_model_is_plain(model)) return pc_model_find_metric(out, model, NULL, error);
  if (!wanted && pc_metric_find(&model->metrics, PARAMETERS) < 0)
    return pc_fail(error, PC_INPUT, "%s has no metric '%s' (which one counts its parameters? --metric M)", model->name,
                   PARAMETERS);
  return pc_model_find_metric(out, model, wanted ? wanted : PARAMETERS, error);
}

static pc_status require_number(const pc_model *model, unsigned metric, pc_error *error) {
  pc_expr *total = NULL;
  pc_status status = pc_model_value(&total, model, model->metrics.items[metric].name, NULL, error);
  pc_expr_unref(total);
  return status;
}

/* The tree of parameters and of what may be stored beside them; `metrics` are then those of the tree. */
static pc_status make_tree(pc_tree **out, int metrics[PC_STORED_KINDS], const pc_model *model, unsigned metric,
                           pc_error *error) {
  unsigned wanted[PC_STORED_KINDS] = { metric };
  size_t n = 1;
  metrics[PC_STORED_PARAMETERS] = 0;
  for (int i = PC_STORED_BUFFERS; i < PC_STORED_KINDS; i++) {
    int number = pc_metric_find(&model->metrics, BESIDE[i]);
    metrics[i] = number < 0 ? -1 : (int)n;
    if (number >= 0) wanted[n++] = (unsigned)number;
  }
  const pc_tree_options options = {
    .metrics = wanted, .metric_count = n, .depth = -1, .name = model->name, .values = &model->values
  };
  pc_status status = pc_tree_make(out, model->cost, &model->metrics, &options, error);
  if (status) return status;
  if ((*out)->additive[0] && (*out)->wholes[0]) return PC_OK;
  pc_tree_free(*out);
  return pc_fail(error, PC_INPUT, "metric '%s' does not add up: its parts have no share",
                 model->metrics.items[metric].name);
}

/* The shipped file of names that only buffers bear. */
static pc_status make_rules(pc_tree **out, pc_context *ctx, pc_error *error) {
  static const unsigned first = 0;
  const pc_model_options options = { .model = "polycost:checkpoints.cost",
                                     .kind = PC_KIND_COST,
                                     .loader = pc_loader_default() };
  pc_model *model = NULL;
  pc_status status = pc_model_open(&model, ctx, &options, error);
  if (status) return status;
  const pc_tree_options view = { .metrics = &first, .metric_count = 1, .depth = -1, .name = model->name };
  status = pc_tree_make(out, model->cost, &model->metrics, &view, error);
  pc_model_free(model);
  return status;
}

static pc_status compare(pc_report *report, const pc_model *model, const pc_checkpoint *checkpoint, unsigned metric,
                         pc_error *error) {
  int metrics[PC_STORED_KINDS];
  pc_tree *tree = NULL, *rules = NULL;
  pc_status status = make_tree(&tree, metrics, model, metric, error);
  if (status) return status;
  status = make_rules(&rules, model->ctx, error);
  if (!status) status = pc_verify(&report->as.verified.result, checkpoint, tree, metrics, rules, error);
  if (rules) pc_tree_free(rules);
  pc_tree_free(tree);
  return status;
}

static pc_status copy_texts(pc_report *report, const pc_model *model, const pc_checkpoint *checkpoint, unsigned metric,
                            pc_error *error) {
  pc_verified *v = &report->as.verified;
  v->notes = pc_arena_alloc(&report->arena, checkpoint->note_count * sizeof *v->notes);
  bool copied = v->notes && pc_report_copy(&v->model, report, model->name, error) &&
                pc_report_copy(&v->checkpoint, report, checkpoint->name, error) &&
                pc_report_copy(&v->metric, report, model->metrics.items[metric].name, error);
  for (size_t i = 0; copied && i < checkpoint->note_count; i++)
    copied = pc_report_copy(&v->notes[v->note_count++], report, checkpoint->notes[i], error);
  return copied ? PC_OK : pc_no_memory(report->ctx, error);
}

pc_status pc_report_verify(pc_report **out, const pc_model *model, const pc_checkpoint *checkpoint, const char *metric,
                           pc_error *error) {
  pc_report *report = NULL;
  unsigned number = 0;
  pc_status status = find_metric(&number, model, metric, error);
  if (!status) status = require_number(model, number, error);
  if (!status) status = pc_report_new(&report, model->ctx, PC_REPORT_VERIFY, error);
  if (status) return status;
  report->as.verified.result.ctx = model->ctx;
  status = copy_texts(report, model, checkpoint, number, error);
  if (!status) status = compare(report, model, checkpoint, number, error);
  if (status)
    pc_report_free(report);
  else
    *out = report;
  return status;
}
