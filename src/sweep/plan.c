/* Plans: a model with columns left free, its totals, and the program that computes them. */
#include "sweep/plan.h"
#include "algebra/monomials.h"
#include "lang/condition.h"
#include "lang/eval.h"
#include "lang/open.h"
#include "sweep/cells.h"
#include "sweep/checks.h"
#include "sweep/pattern.h"
#include "sweep/source.h"
#include <string.h>

/* ---- the model ---- */

static pc_status check_bindings(const pc_plan_options *options, pc_error *error) {
  for (size_t c = 0; c < options->column_count; c++)
    for (size_t i = 0; i < options->model.binding_count; i++) {
      const char *name = options->columns[c], *binding = options->model.bindings[i];
      size_t n = strlen(name);
      if (strncmp(binding, name, n) == 0 && binding[n + strspn(binding + n, " ")] == '=')
        return pc_fail(error, PC_USAGE, "'%s' is bound on the command line, and is a column of the rows", name);
    }
  return PC_OK;
}

/* "ratio = flops/params": its name ends at *equals, or there is none. */
static bool has_name(const char *text, size_t *name, size_t *equals) {
  *equals = strcspn(text, "=<>!");
  *name = *equals;
  while (*name && text[*name - 1] == ' ') --*name;
  return text[*equals] == '=' && text[*equals + 1] != '=' && pc_is_name(text, *name);
}

static pc_status open_model(pc_plan *plan, pc_error *error) {
  const char **expression = &plan->options.model.expression;
  size_t name, equals;
  pc_status status = check_bindings(&plan->options, error);
  if (*expression && has_name(*expression, &name, &equals)) *expression += equals + 1;
  pc_model_options options = plan->options.model;
  options.varied = plan->options.columns;
  options.varied_count = plan->options.column_count;
  return status ? status : pc_model_open(&plan->model, plan->ctx, &options, error);
}

/* ---- columns ---- */

static int64_t least_of(const pc_global *g) {
  int64_t least = g->free || g->option ? INT64_MIN : 1;
  if (g->lower && !pc_expr_to_int64(&least, g->lower)) least = INT64_MIN;
  return least;
}

/* The symbol or option of that name, or NULL. */
static const pc_global *find_symbol(const pc_model *model, const char *name) {
  pc_nearest nearest = { .word = name };
  const pc_symbol *symbol = pc_model_symbol(model, name, &nearest);
  return symbol ? pc_global_of(model->evaluator, symbol) : NULL;
}

static pc_status give_roles(pc_plan *plan, pc_error *error) {
  size_t n = plan->options.column_count;
  int64_t *least = pc_arena_alloc(&plan->arena, n * sizeof *least);
  bool *stated = pc_arena_alloc(&plan->arena, n * sizeof *stated);
  plan->roles = pc_arena_alloc(&plan->arena, n * sizeof *plan->roles);
  plan->inputs = pc_arena_alloc(&plan->arena, n * sizeof *plan->inputs);
  if (!least || !stated || !plan->roles || !plan->inputs) return pc_no_memory(plan->ctx, error);
  plan->least = least;
  plan->stated = stated;
  for (size_t i = 0; i < n; i++) {
    const char *name = plan->options.columns[i];
    const pc_global *g = find_symbol(plan->model, name);
    if (g && g->option && g->item->value_count > 1)
      return pc_fail(error, PC_INPUT, "'%s' is an option: it is chosen, and does not vary", name);
    if (g) {
      least[plan->input_count] = least_of(g);
      stated[plan->input_count] = g->lower;
      plan->roles[i] = (int)plan->input_count;
      plan->inputs[plan->input_count++] = g->symbol;
    } else {
      plan->roles[i] = plan->options.keep ? PC_COLUMN_EXTRA + (int)plan->extra_count++ : PC_COLUMN_UNUSED;
    }
  }
  return PC_OK;
}

/* ---- totals ---- */

/* Takes over the expression, on failure too. */
static pc_status add_total(pc_plan *plan, const char *name, pc_expr *expr, pc_error *error) {
  void *totals = plan->totals;
  bool room = pc_grow(plan->ctx, &totals, &plan->total_capacity, plan->total_count, sizeof *plan->totals);
  plan->totals = totals;
  if (!room) {
    pc_expr_unref(expr);
    return pc_no_memory(plan->ctx, error);
  }
  plan->totals[plan->total_count++] = (pc_plan_total) { name, expr };
  return PC_OK;
}

static pc_status add_metric(pc_plan *plan, const char *name, pc_error *error) {
  unsigned metric;
  pc_expr *total;
  pc_status status = pc_model_find_metric(&metric, plan->model, name, error);
  if (!status) status = pc_model_total(&total, plan->model, name, plan->options.at, error);
  return status ? status : add_total(plan, plan->model->metrics.items[metric].name, total, error);
}

static pc_status add_expression(pc_plan *plan, const char *text, pc_error *error) {
  size_t length = strlen(text), equals;
  bool named = has_name(text, &length, &equals);
  if (!named) length = strlen(text);
  char *name = pc_arena_alloc(&plan->arena, length + 1);
  const pc_expr *expr;
  if (!name) return pc_no_memory(plan->ctx, error);
  memcpy(name, text, length);
  name[length] = '\0';
  pc_status status = pc_plan_expression(&expr, plan, named ? text + equals + 1 : text, error);
  return status ? status : add_total(plan, name, pc_expr_ref(expr), error);
}

static pc_status check_names(const pc_plan *plan, pc_error *error) {
  for (size_t i = 0; i < plan->total_count; i++) {
    const char *name = plan->totals[i].name;
    for (size_t j = 0; j < i; j++)
      if (strcmp(plan->totals[j].name, name) == 0) return pc_fail(error, PC_USAGE, "'%s' is wanted twice", name);
    for (size_t j = 0; j < plan->options.column_count; j++)
      if (plan->roles[j] != PC_COLUMN_UNUSED && strcmp(plan->options.columns[j], name) == 0)
        return pc_fail(error, PC_USAGE, "'%s' is a column of the rows, and a total (name it otherwise: -e 'NAME = %s')",
                       name, name);
  }
  return PC_OK;
}

static pc_status add_totals(pc_plan *plan, pc_error *error) {
  const pc_plan_options *o = &plan->options;
  pc_status status = PC_OK;
  if (!o->metric_count && !o->expression_count) status = add_metric(plan, NULL, error);
  for (size_t i = 0; !status && i < o->metric_count; i++) status = add_metric(plan, o->metrics[i], error);
  for (size_t i = 0; !status && i < o->expression_count; i++) status = add_expression(plan, o->expressions[i], error);
  plan->shown = plan->total_count;
  return status;
}

/* ---- expressions in metrics ---- */

pc_status pc_plan_keep(pc_plan *plan, pc_expr *expr, pc_error *error) {
  void *kept = plan->kept;
  bool room = pc_grow(plan->ctx, &kept, &plan->kept_capacity, plan->kept_count, sizeof *plan->kept);
  plan->kept = kept;
  if (room) {
    plan->kept[plan->kept_count++] = expr;
    return PC_OK;
  }
  pc_expr_unref(expr);
  return pc_no_memory(plan->ctx, error);
}

/* The metric that a name stands for which is no symbol of the model's, or NULL. */
static const char *metric_named(const pc_plan *plan, const char *name) {
  const pc_global *g = find_symbol(plan->model, name);
  if (g && (g->item || g->parameter)) return NULL;
  const char *metric;
  for (size_t i = 0; (metric = pc_model_metric(plan->model, i)); i++)
    if (strcmp(metric, name) == 0) return metric;
  return NULL;
}

static pc_status put_total(pc_expr **expr, pc_plan *plan, const pc_symbol *symbol, pc_error *error) {
  const char *metric = metric_named(plan, pc_symbol_name(symbol));
  pc_expr *total, *put = NULL;
  if (!metric) return PC_OK;
  pc_status status = pc_model_total(&total, plan->model, metric, plan->options.at, error);
  if (status) return status;
  status = pc_expr_subs(&put, *expr, &symbol, (const pc_expr *const *)&total, 1, error);
  pc_expr_unref(total);
  if (status) return status;
  pc_expr_unref(*expr);
  *expr = put;
  return PC_OK;
}

pc_status pc_plan_put_totals(pc_expr **expr, pc_plan *plan, pc_error *error) {
  const pc_symbol **symbols;
  size_t n;
  pc_status status = pc_expr_symbols(&symbols, &n, *expr, error);
  if (status) return status;
  for (size_t i = 0; !status && i < n; i++) status = put_total(expr, plan, symbols[i], error);
  pc_symbols_free(plan->ctx, symbols, n);
  return status;
}

pc_status pc_plan_expression(const pc_expr **out, pc_plan *plan, const char *text, pc_error *error) {
  pc_expr *expr;
  pc_status status = pc_model_expression(&expr, plan->model, text, error);
  if (status) return status;
  status = pc_plan_put_totals(&expr, plan, error);
  if (status) {
    pc_expr_unref(expr);
    return status;
  }
  status = pc_plan_keep(plan, expr, error);
  if (!status) *out = expr;
  return status;
}

/* ---- plans ---- */

pc_status pc_plan_open(pc_plan **out, pc_context *ctx, const pc_plan_options *options, pc_error *error) {
  pc_plan *plan = pc_alloc_zero(ctx, sizeof *plan);
  *out = plan;
  if (!plan) return pc_no_memory(ctx, error);
  plan->ctx = plan->arena.ctx = ctx;
  plan->options = *options;
  pthread_mutex_init(&plan->lock, NULL);
  pc_status status = open_model(plan, error);
  if (!status) status = add_totals(plan, error); /* an expression may bring in symbols */
  if (!status) status = give_roles(plan, error);
  if (!status) status = check_names(plan, error);
  return status ? status : pc_plan_add_checks(plan, error);
}

void pc_plan_free(pc_plan *plan) {
  if (!plan) return;
  pc_context *ctx = plan->ctx;
  pc_program_free(plan->program);
  pc_condition_clear(plan->where);
  pc_patterns_free(plan);
  if (plan->setting) pc_setting_clear(plan->setting);
  for (size_t i = 0; i < plan->total_count; i++) pc_expr_unref(plan->totals[i].expr);
  for (size_t i = 0; i < plan->kept_count; i++) pc_expr_unref(plan->kept[i]);
  pc_free(ctx, plan->totals, plan->total_capacity * sizeof *plan->totals);
  pc_free(ctx, plan->kept, plan->kept_capacity * sizeof *plan->kept);
  pc_free(ctx, plan->conditions, plan->condition_capacity * sizeof *plan->conditions);
  pc_model_free(plan->model);
  pc_arena_clear(&plan->arena);
  pthread_mutex_destroy(&plan->lock);
  pc_free(ctx, plan, sizeof *plan);
}

pc_status pc_plan_add_hidden(size_t *index, pc_plan *plan, const pc_expr *expr, pc_error *error) {
  *index = plan->total_count;
  return add_total(plan, NULL, pc_expr_ref(expr), error);
}

pc_status pc_plan_add_condition(size_t *index, pc_plan *plan, const pc_condition *condition, pc_error *error) {
  void *conditions = plan->conditions;
  bool room =
      pc_grow(plan->ctx, &conditions, &plan->condition_capacity, plan->condition_count, sizeof *plan->conditions);
  plan->conditions = conditions;
  if (!room) return pc_no_memory(plan->ctx, error);
  *index = plan->condition_count;
  plan->conditions[plan->condition_count++] = condition;
  return PC_OK;
}

/* ---- the program ---- */

static pc_status require_bound(pc_plan *plan, const pc_expr **exprs, size_t n, pc_error *error) {
  return pc_model_require_bound(plan->model, exprs, n, plan->inputs, plan->input_count, error);
}

pc_status pc_plan_require_bound(pc_plan *plan, const pc_condition *condition, pc_error *error) {
  const pc_expr *sides[2] = { condition->left, condition->right };
  if (condition->left) return require_bound(plan, sides, 2, error);
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < condition->part_count; i++)
    status = pc_plan_require_bound(plan, condition->parts[i], error);
  return status;
}

static pc_status compile(pc_plan *plan, const pc_expr **exprs, pc_error *error) {
  pc_status status = require_bound(plan, exprs, plan->total_count, error);
  for (size_t i = plan->checks; !status && i < plan->condition_count; i++)
    status = pc_plan_require_bound(plan, plan->conditions[i], error);
  const pc_program_spec spec = { .exprs = exprs,
                                 .expr_count = plan->total_count,
                                 .conditions = plan->conditions,
                                 .condition_count = plan->condition_count,
                                 .symbols = plan->inputs,
                                 .symbol_count = plan->input_count };
  return status ? status : pc_program_new(&plan->program, plan->ctx, &spec, error);
}

pc_status pc_plan_compile(pc_plan *plan, pc_error *error) {
  const pc_expr **exprs = pc_alloc(plan->ctx, plan->total_count * sizeof *exprs);
  if (!exprs) return pc_no_memory(plan->ctx, error);
  for (size_t i = 0; i < plan->total_count; i++) exprs[i] = plan->totals[i].expr;
  pc_status status = compile(plan, exprs, error);
  pc_free(plan->ctx, exprs, plan->total_count * sizeof *exprs);
  return status;
}

/* ---- rows ---- */

int pc_plan_column(const pc_plan *plan, size_t input) {
  int column = 0;
  while (plan->roles[column] != (int)input) column++;
  return column;
}

static pc_status spoil_faults(pc_row_block *block, const uint8_t *faults, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && faults && i < block->rows; i++)
    if (faults[i] && block->state[i] == PC_ROW_GOOD)
      status = pc_row_block_spoil(block, i, PC_NO_FIELD, faults[i] == PC_FAULT_SIZE ? PC_LIMIT : PC_INPUT, error, "%s",
                                  pc_fault_text((pc_fault)faults[i]));
  return status;
}

/* Before facts are looked at: a row that is left out breaks none. */
static pc_status leave_out(const pc_plan *plan, pc_row_block *block, pc_error *error) {
  if (!plan->where || plan->where_mask == (size_t)PC_NO_MASK) return PC_OK;
  const pc_mask *mask = pc_run_mask(block->run, plan->where_mask);
  pc_status status = spoil_faults(block, mask->faults, error);
  for (size_t i = 0; i < block->rows; i++)
    if (!mask->holds[i] && block->state[i] == PC_ROW_GOOD) block->state[i] = PC_ROW_LEFT;
  return status;
}

pc_status pc_plan_evaluate(pc_plan *plan, pc_row_block *block, pc_error *error) {
  pc_status status = block->odd_count ? pc_cells_read(plan, block, error) : PC_OK;
  if (!status) status = pc_checks_bounds(plan, block, error);
  if (!status) status = pc_run_rows(block->run, block->inputs, 0, block->rows, error);
  if (!status) status = leave_out(plan, block, error);
  if (!status) status = pc_checks_facts(plan, block, error);
  for (size_t i = 0; !status && i < plan->total_count; i++)
    status = spoil_faults(block, pc_run_result(block->run, i)->faults, error);
  return status;
}
