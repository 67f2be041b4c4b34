/* From models to reports: asymptotics. */
#include "report/report.h"
#include <stdlib.h>
#include <string.h>

/* ---- the symbols that grow ---- */

typedef struct growing {
  const pc_symbol **symbols;
  int64_t *weights;
  size_t n;
} growing;

/* A whole number from 1 to 10^9. */
static bool read_whole(int64_t *out, const char *digits) {
  *out = 0;
  for (const char *p = digits; *p; p++) {
    if (*p < '0' || *p > '9' || *out > 100000000) return false;
    *out = 10 * *out + (*p - '0');
  }
  return *out > 0;
}

/* "l:2" as a name in the arena and a weight. */
static pc_status read_weight(const char **name, int64_t *weight, pc_report *report, const char *text, pc_error *error) {
  const char *colon = strrchr(text, ':');
  *weight = 1;
  if (!colon) return pc_report_copy(name, report, text, error) ? PC_OK : pc_no_memory(report->ctx, error);
  if (!read_whole(weight, colon + 1)) return pc_fail(error, PC_USAGE, "'%s': a weight is a whole number above 0", text);
  char *copy = pc_arena_copy(&report->arena, text, (size_t)(colon - text) + 1);
  if (!copy) return pc_no_memory(report->ctx, error);
  copy[colon - text] = '\0';
  *name = copy;
  return PC_OK;
}

/* Keeps the symbols sorted by name. */
static void insert(growing *g, const pc_symbol *symbol, int64_t weight) {
  size_t i = g->n++;
  for (; i > 0 && strcmp(pc_symbol_name(g->symbols[i - 1]), pc_symbol_name(symbol)) > 0; i--) {
    g->symbols[i] = g->symbols[i - 1];
    g->weights[i] = g->weights[i - 1];
  }
  g->symbols[i] = symbol;
  g->weights[i] = weight;
}

static pc_status read_growing(growing *g, pc_report *report, const pc_model *model, const char *const *texts, size_t n,
                              pc_error *error) {
  g->symbols = pc_arena_alloc(&report->arena, n * sizeof *g->symbols);
  g->weights = pc_arena_alloc(&report->arena, n * sizeof *g->weights);
  if (!g->symbols || !g->weights) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < n; i++) {
    const char *name;
    const pc_symbol *symbol;
    int64_t weight;
    pc_status status = read_weight(&name, &weight, report, texts[i], error);
    if (!status) status = pc_report_symbol(&symbol, model, name, error);
    if (status) return status;
    for (size_t j = 0; j < g->n; j++)
      if (g->symbols[j] == symbol) return pc_fail(error, PC_USAGE, "symbol '%s' is to grow twice", name);
    insert(g, symbol, weight);
  }
  return PC_OK;
}

/* ---- the answer ---- */

static pc_status grow(pc_report *report, const pc_model *model, const pc_expr *total, const pc_facts *facts,
                      const pc_asymptotics_options *options, pc_error *error) {
  pc_asymptotics *a = &report->as.asymptotics;
  growing g = { 0 };
  a->leading = options->as_count > 0;
  if (!a->leading) return pc_growth_bound(&a->growth, &report->arena, total, facts, options->regimes, error);
  pc_status status = read_growing(&g, report, model, options->as, options->as_count, error);
  if (status) return status;
  return pc_growth_leading(&a->growth, &report->arena, total, g.symbols, g.weights, g.n, facts, error);
}

static pc_status take_share(pc_asymptotics *a, const pc_model *configuration, pc_error *error) {
  const pc_values *v = &configuration->values;
  pc_status status =
      pc_growth_dropped(&a->dropped, &a->growth, v->symbols, (const pc_expr *const *)v->values, v->n, error);
  return status ? status : pc_model_require_numbers(configuration, &a->dropped, 1, error);
}

/* A number that a file states as the largest value says which values are meant, not that the symbol does not grow. */
static void drop_ranges(pc_facts *facts) {
  size_t kept = 0;
  for (size_t i = 0; i < facts->n; i++) {
    const pc_fact *f = &facts->items[i];
    bool bound = f->relation == PC_AT_MOST || f->relation == PC_BELOW;
    if (bound && !f->text && pc_expr_is_number(f->right)) {
      pc_expr_unref(f->left);
      pc_expr_unref(f->right);
    } else {
      facts->items[kept++] = *f;
    }
  }
  facts->n = kept;
}

static pc_status fill(pc_report *report, const pc_model *model, const pc_asymptotics_options *options,
                      pc_error *error) {
  pc_asymptotics *a = &report->as.asymptotics;
  pc_facts facts = { .ctx = model->ctx };
  pc_expr *total = NULL;
  unsigned metric;
  pc_status status = pc_model_find_metric(&metric, model, options->metric, error);
  if (status) return status;
  const char *name = model->metrics.items[metric].name;
  if (!pc_report_copy(&a->metric, report, name, error)) return pc_no_memory(model->ctx, error);
  status = pc_model_total(&total, model, name, options->at, error);
  if (!status) status = pc_model_facts(&facts, model, error);
  drop_ranges(&facts);
  if (!status) status = grow(report, model, total, &facts, options, error);
  if (!status && options->configuration) status = take_share(a, options->configuration, error);
  pc_facts_clear(&facts);
  pc_expr_unref(total);
  return status;
}

pc_status pc_report_asymptotics(pc_report **out, const pc_model *model, const pc_asymptotics_options *options,
                                pc_error *error) {
  static const pc_asymptotics_options none = { 0 };
  pc_report *report;
  pc_status status = pc_report_new(&report, model->ctx, PC_REPORT_ASYMPTOTICS, error);
  if (status) return status;
  status = fill(report, model, options ? options : &none, error);
  if (status)
    pc_report_free(report);
  else
    *out = report;
  return status;
}
