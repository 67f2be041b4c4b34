/* From models to reports: sensitivity. */
#include "report/sensitivity.h"
#include "report/report.h"
#include <stdlib.h>
#include <string.h>

/* What all rows share. */
typedef struct question {
  pc_report *report;
  const pc_model *model;
  pc_setting setting;
  pc_expr *total; /* in the symbols that vary */
} question;

/* ---- which symbols ---- */

static const pc_expr *number_of(const pc_setting *setting, const pc_symbol *symbol) {
  for (size_t i = 0; i < setting->numbers.n; i++)
    if (setting->numbers.symbols[i] == symbol) return setting->numbers.values[i];
  return NULL;
}

static bool add_symbol(question *q, const pc_symbol *symbol) {
  pc_sensitivity *s = &q->report->as.sensitivity;
  for (size_t i = 0; i < s->n; i++)
    if (s->effects[i].symbol == symbol) return false;
  const pc_expr *value = number_of(&q->setting, symbol);
  s->effects[s->n++] = (pc_effect) { .symbol = symbol, .value = value ? pc_expr_ref(value) : NULL };
  return true;
}

static pc_status make_room(question *q, size_t room, pc_error *error) {
  q->report->as.sensitivity.effects = pc_arena_alloc(&q->report->arena, room * sizeof(pc_effect));
  return q->report->as.sensitivity.effects ? PC_OK : pc_no_memory(q->report->ctx, error);
}

/* Those of the total, those that are bound, and those that the model declares: one without effect is worth a line. */
static pc_status take_all(question *q, pc_error *error) {
  const pc_setting *setting = &q->setting;
  const pc_symbol **own;
  size_t n;
  pc_status status = pc_expr_symbols(&own, &n, q->total, error);
  if (status) return status;
  status = make_room(q, n + setting->numbers.n + setting->unbound_count, error);
  for (size_t i = 0; !status && i < n; i++) add_symbol(q, own[i]);
  for (size_t i = 0; !status && i < setting->numbers.n; i++) add_symbol(q, setting->numbers.symbols[i]);
  for (size_t i = 0; !status && i < setting->unbound_count; i++) add_symbol(q, setting->unbound[i]);
  pc_symbols_free(q->model->ctx, own, n);
  return status;
}

static pc_status take_named(question *q, const char *const *names, size_t n, pc_error *error) {
  pc_status status = make_room(q, n, error);
  for (size_t i = 0; !status && i < n; i++) {
    const pc_symbol *symbol;
    status = pc_report_symbol(&symbol, q->model, names[i], error);
    if (!status) status = pc_setting_require_free(&q->setting, q->model, symbol, error);
    if (!status && !add_symbol(q, symbol))
      status = pc_fail(error, PC_USAGE, "symbol '%s' is asked for twice", names[i]);
  }
  return status;
}

/* ---- rows ---- */

/* Lets a row say why it lacks something, where the cause is in the question itself. */
static pc_status explain(const char **out, question *q, pc_status status, const pc_error *cause, pc_error *error) {
  if (status == PC_OK) return PC_OK;
  if (status != PC_INPUT) {
    if (error) *error = *cause;
    return status;
  }
  const char *line = cause->excerpt + strspn(cause->excerpt, " ");
  pc_buffer text = { .ctx = q->model->ctx };
  pc_buffer_adds(&text, cause->message);
  if (*line) pc_buffer_addf(&text, " (%s)", line);
  bool good = !text.failed && pc_report_copy(out, q->report, text.text, error);
  pc_buffer_clear(&text);
  return good ? PC_OK : pc_no_memory(q->model->ctx, error);
}

static pc_status derive(question *q, pc_effect *e, pc_error *error) {
  pc_error cause = PC_ERROR_INIT;
  pc_status status = pc_effect_derive(e, q->total, q->report->as.sensitivity.total, &q->setting.numbers, &cause);
  return explain(&e->no_derivative, q, status, &cause, error);
}

static pc_status twice(pc_expr **out, const pc_expr *value, pc_error *error) {
  return pc_expr_add(out, value, value, error);
}

static pc_status double_symbol(question *q, pc_effect *e, pc_error *error) {
  pc_values *numbers = &q->setting.numbers;
  pc_error cause = PC_ERROR_INIT;
  pc_expr *value = NULL;
  size_t i = 0;
  while (i < numbers->n && numbers->symbols[i] != e->symbol) i++;
  pc_status status = e->value ? twice(&value, e->value, error) : PC_OK;
  if (status) return status;
  if (value) numbers->values[i] = value;
  status = value ? pc_setting_check(&q->setting, q->model, numbers, &cause) : PC_OK;
  if (!status) status = pc_effect_double(e, q->total, q->report->as.sensitivity.total, numbers, &cause);
  if (value) numbers->values[i] = e->value;
  pc_expr_unref(value);
  return explain(&e->not_doubled, q, status, &cause, error);
}

static pc_status fill_rows(question *q, pc_error *error) {
  pc_sensitivity *s = &q->report->as.sensitivity;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < s->n; i++) {
    status = derive(q, &s->effects[i], error);
    if (!status && pc_expr_is_number(s->total)) status = double_symbol(q, &s->effects[i], error);
  }
  return status;
}

/* ---- the order ---- */

static int by_name(const void *a, const void *b) {
  const pc_effect *x = a, *y = b;
  return strcmp(pc_symbol_name(x->symbol), pc_symbol_name(y->symbol));
}

/* A row with the size of its difference. */
typedef struct ranked {
  pc_effect effect;
  pc_expr *size;
} ranked;

static int by_size(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (!x->size != !y->size) return x->size ? -1 : 1;
  int order = x->size ? pc_expr_compare_numbers(y->size, x->size) : 0;
  return order ? order : by_name(&x->effect, &y->effect);
}

static pc_status measure(ranked *r, pc_error *error) {
  pc_expr *zero;
  if (!r->effect.difference) return PC_OK;
  pc_status status = pc_expr_integer(&zero, pc_expr_context(r->effect.difference), 0, error);
  if (status) return status;
  if (pc_expr_compare_numbers(r->effect.difference, zero) < 0)
    status = pc_expr_neg(&r->size, r->effect.difference, error);
  else
    r->size = pc_expr_ref(r->effect.difference);
  pc_expr_unref(zero);
  return status;
}

/* By what doubling does, the largest first; rows without that last. */
static pc_status rank(pc_report *report, pc_error *error) {
  pc_sensitivity *s = &report->as.sensitivity;
  ranked *rows = pc_alloc_zero(report->ctx, s->n * sizeof *rows);
  pc_status status = rows ? PC_OK : pc_no_memory(report->ctx, error);
  for (size_t i = 0; !status && i < s->n; i++) {
    rows[i].effect = s->effects[i];
    status = measure(&rows[i], error);
  }
  if (!status) qsort(rows, s->n, sizeof *rows, by_size);
  for (size_t i = 0; !status && i < s->n; i++) s->effects[i] = rows[i].effect;
  for (size_t i = 0; rows && i < s->n; i++) pc_expr_unref(rows[i].size);
  pc_free(report->ctx, rows, s->n * sizeof *rows);
  return status;
}

static pc_status sort(pc_report *report, pc_error *error) {
  pc_sensitivity *s = &report->as.sensitivity;
  if (s->n > 1) qsort(s->effects, s->n, sizeof *s->effects, by_name);
  return s->n > 1 && pc_expr_is_number(s->total) ? rank(report, error) : PC_OK;
}

/* ---- the report ---- */

static pc_status take_total(question *q, const char *at, pc_error *error) {
  pc_sensitivity *s = &q->report->as.sensitivity;
  const pc_values *numbers = &q->setting.numbers;
  pc_status status = pc_model_total_at(&q->total, q->model, s->metric, at, &q->setting.formulas, error);
  if (status) return status;
  return pc_expr_subs(&s->total, q->total, numbers->symbols, (const pc_expr *const *)numbers->values, numbers->n,
                      error);
}

static pc_status fill(question *q, const pc_sensitivity_options *options, pc_error *error) {
  pc_sensitivity *s = &q->report->as.sensitivity;
  unsigned metric;
  pc_status status = pc_model_find_metric(&metric, q->model, options->metric, error);
  if (status) return status;
  if (!pc_report_copy(&s->metric, q->report, q->model->metrics.items[metric].name, error))
    return pc_no_memory(q->report->ctx, error);
  status = pc_setting_make(&q->setting, &q->report->arena, q->model, error);
  if (!status) status = take_total(q, options->at, error);
  if (!status)
    status = options->symbol_count ? take_named(q, options->symbols, options->symbol_count, error) : take_all(q, error);
  if (!status) status = fill_rows(q, error);
  return status ? status : sort(q->report, error);
}

pc_status pc_report_sensitivity(pc_report **out, const pc_model *model, const pc_sensitivity_options *options,
                                pc_error *error) {
  static const pc_sensitivity_options none = { 0 };
  question q = { .model = model };
  pc_status status = pc_report_new(&q.report, model->ctx, PC_REPORT_SENSITIVITY, error);
  if (status) return status;
  status = fill(&q, options ? options : &none, error);
  pc_expr_unref(q.total);
  pc_setting_clear(&q.setting);
  if (status)
    pc_report_free(q.report);
  else
    *out = q.report;
  return status;
}
