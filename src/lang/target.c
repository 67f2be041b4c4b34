/* Opening a model: what the MODEL argument names, found by looking at it. */
#include "algebra/algebra.h"
#include "algebra/decimal.h"
#include "lang/builder.h"
#include "lang/config.h"

#include <string.h>

/* MODEL taken apart: FILE, FILE:NAME or FILE:CALL; an empty file means a call of a shipped layer. */
typedef struct target {
  pc_file *file;
  const char *text; /* after the colon, or NULL: the file's first model */
  bool call;
} target;

typedef struct opening {
  pc_model *model;
  pc_evaluator *ev;
  const pc_model_options *options;
  pc_arguments arguments;
} opening;

/* ---- finding the file ---- */

static pc_status fail_model(const char *name, pc_error *error) {
  pc_nearest near = { .word = name };
  for (size_t i = 0; pc_shipped_name(i); i++) pc_nearest_try(&near, pc_shipped_name(i));
  if (near.best)
    return pc_fail(error, PC_INPUT,
                   "cannot find '%s': no such file, and no shipped model of that name (did you mean '%s'?)", name,
                   near.best);
  return pc_fail(error, PC_INPUT,
                 "cannot find '%s': no such file, and no shipped model of that name (see: polycost list)", name);
}

static bool declares(const pc_file *file, const char *name, size_t length) {
  for (uint32_t i = 0; i < file->syntax->n; i++) {
    const pc_item *item = &file->syntax->items[i];
    bool let = item->kind == PC_I_LAYER || item->kind == PC_I_MODEL || item->kind == PC_I_LET;
    if (let && strlen(item->let->name.text) == length && !memcmp(item->let->name.text, name, length)) return true;
  }
  return false;
}

/* Whether the file's text has `name` before a bracket: only then is it worth parsing. */
static bool may_declare(const char *file, const char *name, size_t length) {
  size_t size;
  const char *text = pc_shipped_text(file, &size);
  for (size_t i = 0; text && i + length < size; i++)
    if (text[i + length] == '(' && !memcmp(text + i, name, length)) return true;
  return false;
}

/* A call without a file: the shipped file that declares what is called. A probe is loaded apart, and only the file
 * that has the layer is loaded into the model. */
static pc_status find_shipped_call(target *out, opening *o, const char *text, pc_error *error) {
  size_t length = strcspn(text, "( ");
  for (size_t i = 0; pc_shipped_name(i); i++) {
    if (!may_declare(pc_shipped_name(i), text, length)) continue;
    pc_evaluator probe;
    pc_metric_table metrics;
    metrics.n = 0;
    pc_file *file;
    pc_status status = pc_evaluator_init(&probe, o->ev->ctx, o->ev->loader, &metrics, error);
    if (!status) status = pc_load_file(&file, &probe, pc_shipped_name(i), NULL, error);
    bool found = !status && declares(file, text, length);
    pc_evaluator_clear(&probe);
    if (status) return status;
    if (found) return pc_load_file(&out->file, o->ev, pc_shipped_name(i), NULL, error);
  }
  return pc_fail(error, PC_INPUT, "unknown layer '%.*s' (no shipped file declares it; name a file: FILE:%.*s(...))",
                 (int)length, text, (int)length, text);
}

static pc_status load_prefix(target *out, opening *o, const char *text, size_t length, pc_error *error) {
  const char *name = pc_intern_string(o->ev->ctx, text, length);
  if (!name) return pc_no_memory(o->ev->ctx, error);
  return pc_load_file(&out->file, o->ev, name, NULL, error);
}

static const char *last_colon(const char *text, size_t length) {
  for (const char *p = text + length; p > text; p--)
    if (p[-1] == ':') return p - 1;
  return NULL;
}

static pc_status find_target(target *out, opening *o, const char *text, pc_error *error) {
  *out = (target) { 0 };
  size_t length = strlen(text), head = strcspn(text, "(");
  pc_status status = load_prefix(out, o, text, length, error);
  if (status != PC_NO) return status;
  out->call = head < length;
  const char *colon = last_colon(text, head);
  if (out->call && !colon) {
    out->text = text;
    return find_shipped_call(out, o, text, error);
  }
  if (!colon) return fail_model(text, error);
  out->text = colon + 1;
  status = load_prefix(out, o, text, (size_t)(colon - text), error);
  if (status != PC_NO) return status;
  const char *name = pc_intern_string(o->ev->ctx, text, (size_t)(colon - text));
  return name ? fail_model(name, error) : pc_no_memory(o->ev->ctx, error);
}

/* ---- the cost ---- */

/* A number is a cost of one amount: of the only metric of the file, else of one named "value". */
static pc_status cost_of_number(opening *o, const pc_expr *number, pc_error *error) {
  pc_context *ctx = o->ev->ctx;
  pc_metric_table *table = &o->model->metrics;
  const char *name = pc_intern_string(ctx, "value", 5), *unnamed = pc_intern_string(ctx, "", 0);
  if (!name || !unnamed) return pc_no_memory(ctx, error);
  unsigned metric = 0;
  if (table->n != 1 || o->ev->metric_items[0]->value) {
    if (table->n == PC_METRIC_MAX) return pc_fail(error, PC_LIMIT, "a model has at most %d metrics", PC_METRIC_MAX);
    metric = table->n++;
    table->items[metric] = (pc_metric) { .name = name };
  }
  o->model->shown = pc_arena_alloc(&o->model->arena, sizeof o->model->shown[0]);
  if (!o->model->shown) return pc_no_memory(ctx, error);
  o->model->shown[0] = metric;
  o->model->shown_count = 1;
  pc_status status = pc_cost_new(&o->model->cost, ctx, error);
  if (!status) status = pc_cost_add_amount(o->model->cost, PC_METRIC(metric), unnamed, NULL, number, error);
  return status;
}

static pc_status cost_of_counted(opening *o, const pc_counted *counted, pc_error *error) {
  pc_counted *plain;
  pc_status status = pc_counted_wrap(&plain, o->ev, counted, NULL, error);
  if (status) return status;
  o->model->cost = pc_cost_ref(plain->node);
  pc_value v = { .kind = PC_V_COST, .cost = plain };
  pc_value_clear(o->ev, &v);
  return PC_OK;
}

/* Takes over the value. */
static pc_status take_value(opening *o, pc_value v, const pc_source *source, uint32_t offset, pc_error *error) {
  pc_status status;
  if (v.kind == PC_V_NUMBER)
    status = cost_of_number(o, v.number, error);
  else if (v.kind == PC_V_COST)
    status = cost_of_counted(o, v.cost, error);
  else
    status =
        pc_fail_at(error, PC_INPUT, source, offset, "a model is a cost or a number, not %s", pc_value_kind_name(&v));
  pc_value_clear(o->ev, &v);
  return status;
}

static pc_status set_name(opening *o, const char *name, pc_error *error) {
  o->model->name = pc_arena_copy(&o->model->arena, name, strlen(name) + 1);
  return o->model->name ? PC_OK : pc_no_memory(o->ev->ctx, error);
}

/* ---- a layer or model by name ---- */

/* A parameter's value: what the command line binds to a plain value, else its default, else the symbol of its name. */
static pc_status argument_value(pc_value *out, bool *given, opening *o, const pc_parameter *p, pc_error *error) {
  pc_global *g = pc_global_find(o->ev, p->name.text);
  *given = true;
  if (g && !g->varied && g->definitions[PC_LAYER_COMMAND]) {
    pc_value *bound;
    pc_status status = pc_definition_value(&bound, o->ev, g, PC_LAYER_COMMAND, error);
    if (status) return status;
    if (bound->kind != PC_V_NUMBER || pc_expr_is_number(bound->number)) {
      *out = pc_value_copy(*bound);
      return PC_OK;
    }
  } else if (p->value && !(g && g->varied)) {
    *given = false;
    return PC_OK;
  }
  *out = pc_value_number(pc_expr_ref(g->expr));
  return PC_OK;
}

static pc_status call_with_symbols(pc_value *out, opening *o, const pc_let *let, pc_scope *home, pc_error *error) {
  size_t n = let->param_count;
  pc_context *ctx = o->ev->ctx;
  pc_value *values = pc_alloc_zero(ctx, n * sizeof *values);
  bool *given = pc_alloc_zero(ctx, n * sizeof *given);
  pc_status status = values && given ? PC_OK : pc_no_memory(ctx, error);
  for (size_t i = 0; !status && i < n; i++) status = argument_value(&values[i], &given[i], o, &let->params[i], error);
  if (!status) status = pc_call_function(out, o->ev, home, let->name.offset, let, home, values, given, error);
  for (size_t i = 0; values && i < n; i++) pc_value_clear(o->ev, &values[i]);
  pc_free(ctx, values, n * sizeof *values);
  pc_free(ctx, given, n * sizeof *given);
  return status;
}

static pc_status declare_parameters(opening *o, const pc_let *let, pc_error *error) {
  for (uint32_t i = 0; i < let->param_count; i++) {
    pc_global *g;
    pc_status status = pc_global_get(&g, o->ev, let->params[i].name.text, error);
    if (status) return status;
    g->parameter = true;
  }
  return PC_OK;
}

static pc_status bind_all(opening *o, const char *model, pc_error *error) {
  pc_status status = PC_OK;
  bool *known = o->options->preset_known;
  if (o->options->preset && known) *known = pc_preset_exists(o->ev, o->options->preset, model);
  if (o->options->preset && (!known || *known)) status = pc_preset_define(o->ev, o->options->preset, model, error);
  if (!status) status = pc_arguments_define(&o->arguments, o->ev, false, error);
  return status ? status : pc_model_tell(o->model, o->options->facts, o->options->fact_count, error);
}

static pc_status open_function(opening *o, const pc_let *let, pc_scope *home, pc_error *error) {
  pc_value v;
  pc_status status = declare_parameters(o, let, error);
  if (!status) status = bind_all(o, let->name.text, error);
  if (!status) status = call_with_symbols(&v, o, let, home, error);
  if (!status) status = take_value(o, v, home->source, let->name.offset, error);
  return status ? status : set_name(o, let->name.text, error);
}

/* The file as a user names it: shipped files are called by their own names. */
static const char *shown_name(const pc_file *file) {
  static const char shipped[] = "polycost:";
  size_t n = sizeof shipped - 1;
  return strncmp(file->name, shipped, n) ? file->name : file->name + n;
}

static pc_status fail_name(opening *o, const target *t, const char *name, pc_error *error) {
  const char *best = pc_nearest_name(o->ev, t->file->scope, name), *file = shown_name(t->file);
  if (best) return pc_fail(error, PC_INPUT, "unknown layer or model '%s' in %s (did you mean '%s'?)", name, file, best);
  return pc_fail(error, PC_INPUT, "unknown layer or model '%s' in %s (see: polycost info %s)", name, file, file);
}

static pc_status open_named(opening *o, const target *t, pc_error *error) {
  const char *name = pc_intern_string(o->ev->ctx, t->text, strlen(t->text));
  pc_slot *slot;
  pc_value v;
  if (!name) return pc_no_memory(o->ev->ctx, error);
  pc_status status = pc_find_slot(&slot, o->ev, t->file->scope, name, 0, error);
  if (status) return status;
  if (!slot) return fail_name(o, t, name, error);
  if (slot->kind == PC_SLOT_LET && slot->let->function) return open_function(o, slot->let, slot->scope, error);
  status = bind_all(o, NULL, error);
  if (!status) status = pc_slot_value(&v, o->ev, t->file->scope, slot, slot->offset, error);
  if (!status) status = take_value(o, v, &t->file->source, slot->offset, error);
  return status ? status : set_name(o, name, error);
}

/* ---- a call, an expression ---- */

static pc_status open_text(opening *o, const char *text, const char *source_name, pc_error *error) {
  size_t length = strlen(text), bad = pc_utf8_check(text, length);
  char *copy = pc_arena_copy(&o->ev->arena, text, length + 1);
  pc_source *source = pc_arena_alloc(&o->ev->arena, sizeof *source);
  if (!copy || !source) return pc_no_memory(o->ev->ctx, error);
  *source = (pc_source) { source_name, copy, length };
  if (bad < length) return pc_fail_at(error, PC_INPUT, source, bad, "a byte that is not UTF-8");
  pc_syntax *x;
  pc_value v;
  pc_status status = pc_parse_expression(&x, &o->ev->arena, source, false, error);
  if (!status) status = bind_all(o, NULL, error);
  if (status) return status;
  pc_scope *scope = pc_scope_new(o->ev, o->arguments.scope, source, 0);
  if (!scope) return pc_no_memory(o->ev->ctx, error);
  scope->captured = true;
  status = pc_eval(&v, o->ev, scope, x, error);
  if (!status) status = take_value(o, v, source, x->offset, error);
  return status ? status : set_name(o, text, error);
}

/* ---- a file ---- */

static pc_status fail_no_model(const pc_file *file, pc_error *error) {
  const char *example = NULL;
  for (uint32_t i = 0; !example && i < file->syntax->n; i++)
    if (file->syntax->items[i].kind == PC_I_LAYER) example = file->syntax->items[i].let->name.text;
  if (example)
    return pc_fail(error, PC_INPUT, "%s declares no model (name one of its layers: %s:%s)", file->name, file->name,
                   example);
  if (!file->syntax->n) return pc_fail(error, PC_INPUT, "%s declares nothing: a model is expected", file->name);
  return pc_fail(error, PC_INPUT, "%s declares no model (model NAME { ... })", file->name);
}

static pc_status open_first_model(opening *o, const pc_file *file, pc_error *error) {
  for (uint32_t i = 0; i < file->syntax->n; i++)
    if (file->syntax->items[i].kind == PC_I_MODEL)
      return open_function(o, file->syntax->items[i].let, file->scope, error);
  return fail_no_model(file, error);
}

static pc_status open_file(opening *o, pc_error *error) {
  target t;
  pc_status status = find_target(&t, o, o->options->model, error);
  if (status) return status;
  status =
      pc_arguments_read(&o->arguments, o->ev, t.file->scope, o->options->bindings, o->options->binding_count, error);
  if (status) return status;
  if (t.call) return open_text(o, t.text, "command line", error);
  return t.text ? open_named(o, &t, error) : open_first_model(o, t.file, error);
}

static pc_status open_expression(opening *o, pc_error *error) {
  if (o->options->preset && !o->options->preset_known) return pc_fail(error, PC_INPUT, "an expression has no presets");
  pc_status status =
      pc_arguments_read(&o->arguments, o->ev, NULL, o->options->bindings, o->options->binding_count, error);
  return status ? status : open_text(o, o->options->expression, "expression", error);
}

/* ---- a configuration ---- */

static pc_status open_config(opening *o, const pc_source *text, pc_error *error) {
  pc_file *file;
  const pc_item *map;
  pc_slot *model;
  pc_status status = pc_config_new(&o->ev->config, o->ev, text, error);
  if (!status) status = pc_config_load(&file, &map, o->ev, o->options->with, error);
  if (!status)
    status =
        pc_arguments_read(&o->arguments, o->ev, file->scope, o->options->bindings, o->options->binding_count, error);
  if (!status) status = pc_config_model(&model, o->ev, file, map, error);
  if (!status) status = pc_config_bind(o->ev, file, map, o->options->symbolic, error);
  return status ? status : open_function(o, model->let, model->scope, error);
}

static pc_status open_model(pc_model **out, pc_context *ctx, const pc_model_options *options, const pc_source *config,
                            pc_error *error) {
  opening o = { .options = options };
  pc_algebra_keep_logs(ctx, options->logs);
  if (options->preset_known) *options->preset_known = false;
  pc_status status = pc_model_new(&o.model, ctx, options->loader, error);
  if (status) return status;
  o.ev = o.model->evaluator;
  o.ev->varied = options->varied;
  o.ev->varied_count = options->varied_count;
  pc_facts_suspend(ctx);
  if (config)
    status = open_config(&o, config, error);
  else
    status = options->expression ? open_expression(&o, error) : open_file(&o, error);
  o.arguments.optional = options->known;
  if (!status) status = pc_arguments_define(&o.arguments, o.ev, true, error);
  pc_facts_resume(ctx);
  for (size_t i = 0; !status && options->known && i < o.arguments.n; i++) options->known[i] = o.arguments.items[i].done;
  if (!status) status = pc_model_finish(o.model, error);
  if (!status && !options->known) status = pc_model_check_names(o.model, NULL, error);
  if (!status && config) status = pc_config_warn(o.model, error);
  if (status)
    pc_model_free(o.model);
  else
    *out = o.model;
  return status;
}

pc_status pc_model_open_cost(pc_model **out, pc_context *ctx, const pc_model_options *options, pc_error *error) {
  return open_model(out, ctx, options, NULL, error);
}

pc_status pc_model_open_config(pc_model **out, pc_context *ctx, const pc_model_options *options,
                               const pc_source *config, pc_error *error) {
  return open_model(out, ctx, options, config, error);
}

/* ---- a builder's model ---- */

static pc_status declare_symbols(opening *o, const pc_expr *total, pc_error *error) {
  const pc_symbol **symbols;
  size_t n;
  pc_status status = pc_expr_symbols(&symbols, &n, total, error);
  if (status) return status;
  for (size_t i = 0; !status && i < n; i++) {
    const char *text = pc_symbol_name(symbols[i]);
    const char *name = pc_intern_string(o->ev->ctx, text, strlen(text));
    pc_global *g;
    status = name ? pc_global_get(&g, o->ev, name, error) : pc_no_memory(o->ev->ctx, error);
  }
  pc_symbols_free(o->ev->ctx, symbols, n);
  return status;
}

static pc_status take_builder(opening *o, pc_builder *builder, pc_error *error) {
  pc_model *model = o->model;
  pc_status status = pc_builder_take(&model->cost, &model->metrics, builder, error);
  if (status) return status;
  model->shown = pc_arena_alloc(&model->arena, (model->metrics.n + 1) * sizeof model->shown[0]);
  if (!model->shown) return pc_no_memory(model->ctx, error);
  for (unsigned i = 0; !status && i < model->metrics.n; i++) {
    pc_expr *total;
    model->shown[model->shown_count++] = i;
    if (model->metrics.items[i].derive) continue;
    status = pc_cost_total(&total, model->cost, &model->metrics, i, error);
    if (status) break;
    status = declare_symbols(o, total, error);
    pc_expr_unref(total);
  }
  return status;
}

pc_status pc_model_build(pc_model **out, pc_builder *builder, const char *name, const char *const *bindings,
                         size_t binding_count, pc_error *error) {
  opening o = { 0 };
  pc_status status = pc_model_new(&o.model, pc_builder_context(builder), NULL, error);
  if (status) return status;
  o.ev = o.model->evaluator;
  status = take_builder(&o, builder, error);
  if (!status) status = set_name(&o, name, error);
  if (!status) status = pc_arguments_read(&o.arguments, o.ev, NULL, bindings, binding_count, error);
  if (!status) status = pc_arguments_define(&o.arguments, o.ev, true, error);
  if (!status) status = pc_model_finish(o.model, error);
  if (status)
    pc_model_free(o.model);
  else
    *out = o.model;
  return status;
}
