/* Options and bindings: the layers that give a name its value, and what comes of them together. */
#include "lang/config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

pc_status pc_global_define(pc_evaluator *ev, pc_global *g, pc_layer layer, const pc_syntax *syntax, pc_scope *scope,
                           uint32_t offset, pc_error *error) {
  if (g->definitions[layer]) return pc_fail_at(error, PC_INPUT, scope->source, offset, "'%s' is bound twice", g->name);
  pc_definition *d = pc_arena_alloc(&ev->arena, sizeof *d);
  if (!d) return pc_no_memory(ev->ctx, error);
  *d = (pc_definition) { .syntax = syntax, .scope = scope, .offset = offset };
  g->definitions[layer] = d;
  return PC_OK;
}

static bool is_below(pc_view view) {
  return view == PC_VIEW_BELOW || view == PC_VIEW_SHOWN_BELOW;
}

int pc_global_top(const pc_global *g, pc_view view) {
  if (g->varied) return -1;
  bool kept = g->kept && view >= PC_VIEW_SHOWN;
  for (int layer = is_below(view) ? PC_LAYER_PRESET : PC_LAYER_COMMAND; layer >= 0; layer--)
    if (g->definitions[layer] && !(kept && layer == PC_LAYER_CONFIG)) return layer;
  return -1;
}

/* ---- errors ---- */

pc_status pc_fail_definition(const pc_evaluator *ev, const pc_definition *d, pc_error *error, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (!d->key) return pc_fail_at(error, PC_INPUT, d->scope->source, d->syntax->offset, "%s", text);
  size_t line, column;
  pc_source_place(d->scope->source, d->offset, &line, &column);
  return pc_fail_at(error, PC_INPUT, &ev->config->source, d->key_offset, "'%s'%s: %s (%s:%zu:%zu)", d->key,
                    d->key_missing ? " is missing" : "", text, d->scope->source->name, line, column);
}

/* ---- alternatives of options ---- */

static bool takes_strings(const pc_item *item) {
  for (uint32_t i = 0; i < item->value_count; i++)
    if (item->values[i]->kind == PC_X_STRING) return true;
  return false;
}

static pc_status is_alternative(bool *out, pc_evaluator *ev, const pc_global *g, const pc_value *v, pc_error *error) {
  *out = g->item->value_count < 2;
  for (uint32_t i = 0; !*out && i < g->item->value_count; i++) {
    pc_value alternative;
    pc_status status = pc_eval(&alternative, ev, g->file->scope, g->item->values[i], error);
    if (status) return status;
    status = pc_value_equal(out, ev, v, &alternative, NULL);
    pc_value_clear(ev, &alternative);
    if (status == PC_SYSTEM || status == PC_LIMIT) return pc_no_memory(ev->ctx, error);
  }
  return PC_OK;
}

static void add_alternative(pc_buffer *text, const pc_syntax *x) {
  const char *separator = text->length ? ", " : "";
  if (x->kind == PC_X_STRING)
    pc_buffer_addf(text, "%s%s", separator, x->text);
  else if (x->kind == PC_X_NUMBER)
    pc_buffer_addf(text, "%s%.*s", separator, (int)x->n, x->text);
  else if (x->kind == PC_X_NULL)
    pc_buffer_addf(text, "%snull", separator);
  else
    pc_buffer_addf(text, "%s...", separator);
}

static pc_status fail_alternative(pc_evaluator *ev, const pc_global *g, const pc_definition *d, const pc_value *v,
                                  pc_error *error) {
  pc_buffer text = { .ctx = ev->ctx };
  pc_nearest near = { .word = v->kind == PC_V_STRING ? v->string : "" };
  for (uint32_t i = 0; i < g->item->value_count; i++) {
    add_alternative(&text, g->item->values[i]);
    if (g->item->values[i]->kind == PC_X_STRING) pc_nearest_try(&near, g->item->values[i]->text);
  }
  const char *best = *near.word ? near.best : NULL;
  pc_status status =
      pc_fail_definition(ev, d, error, "the option '%s' is one of %s%s%s%s", g->name, text.failed ? "..." : text.text,
                         best ? " (did you mean '" : "", best ? best : "", best ? "'?)" : "");
  pc_buffer_clear(&text);
  return status;
}

/* The value is cleared where it is none of the option's. */
static pc_status check_alternative(pc_value *v, pc_evaluator *ev, const pc_global *g, const pc_definition *d,
                                   pc_error *error) {
  bool fits = true;
  pc_status status = is_alternative(&fits, ev, g, v, error);
  if (!status && !fits) status = fail_alternative(ev, g, d, v, error);
  if (status) pc_value_clear(ev, v);
  return status;
}

/* Says what was read of the configuration when a map's expression failed. */
static void add_reading(const pc_evaluator *ev, pc_error *error) {
  const pc_config_read *last = &ev->config->last;
  size_t used = error ? strlen(error->message) : 0, line, column;
  const char *name = ev->config->source.name;
  if (!used || error->status != PC_INPUT || !last->key) return;
  if (!strcmp(error->source, name) || strstr(error->message, name)) return;
  pc_source_place(&ev->config->source, last->offset, &line, &column);
  snprintf(error->message + used, sizeof error->message - used, " ('%s' of %s:%zu:%zu)", last->key, name, line, column);
}

/* While a map is evaluated, conditions may read symbols: the configuration gives them values. */
static pc_status evaluate_mapped(pc_value *out, pc_evaluator *ev, pc_definition *d, pc_error *error) {
  pc_config_read outer = ev->config->last;
  ev->config->last = (pc_config_read) { 0 };
  ev->config->depth++;
  pc_status status = pc_eval(out, ev, d->scope, d->syntax, error);
  ev->config->depth--;
  if (status && ev->config->depth == 0) add_reading(ev, error);
  d->key = ev->config->last.key;
  d->key_offset = ev->config->last.offset;
  d->key_missing = ev->config->last.missing;
  ev->config->last = outer;
  return status;
}

/* A switch that a configuration sets to null is off, as in Python. */
static pc_status switch_off(pc_value *v, pc_evaluator *ev, const pc_global *g, const pc_definition *d,
                            pc_error *error) {
  bool off = false, null = false;
  if (v->kind != PC_V_NULL || !g->option || g->item->value_count < 2 || !d->key || d->key_missing) return PC_OK;
  pc_expr *zero;
  pc_status status = pc_expr_integer(&zero, ev->ctx, 0, error);
  if (status) return status;
  pc_value number = pc_value_number(zero);
  status = is_alternative(&off, ev, g, &number, error);
  if (!status) status = is_alternative(&null, ev, g, v, error);
  if (!status && off && !null)
    *v = number;
  else
    pc_value_clear(ev, &number);
  return status;
}

static pc_status evaluate(pc_value *out, pc_evaluator *ev, const pc_global *g, pc_layer layer, pc_definition *d,
                          pc_error *error) {
  if (layer == PC_LAYER_CONFIG) {
    pc_status status = evaluate_mapped(out, ev, d, error);
    if (!status) status = switch_off(out, ev, g, d, error);
    return status || !g->option ? status : check_alternative(out, ev, g, d, error);
  }
  bool word = layer == PC_LAYER_COMMAND && g->option && d->syntax->kind == PC_X_NAME && takes_strings(g->item);
  if (word) *out = (pc_value) { .kind = PC_V_STRING, .string = d->syntax->text };
  pc_status status = word ? PC_OK : pc_eval(out, ev, d->scope, d->syntax, error);
  return status || !g->option || layer == PC_LAYER_DEFAULT ? status : check_alternative(out, ev, g, d, error);
}

pc_status pc_definition_value(pc_value **out, pc_evaluator *ev, pc_global *g, pc_layer layer, pc_error *error) {
  pc_definition *d = g->definitions[layer];
  if (!d->ready) {
    if (d->busy) return pc_fail_at(error, PC_INPUT, d->scope->source, d->offset, "'%s' is defined by itself", g->name);
    d->busy = true;
    pc_value v;
    pc_status status = evaluate(&v, ev, g, layer, d, error);
    d->busy = false;
    if (status) return status;
    d->value = v;
    d->ready = true;
  }
  *out = &d->value;
  return PC_OK;
}

pc_status pc_option_value(pc_value *out, pc_evaluator *ev, pc_global *option, pc_error *error) {
  int layer = pc_global_top(option, PC_VIEW_FULL);
  /* In its own binding on the command line, an option is what it was below. */
  if (layer == PC_LAYER_COMMAND && option->definitions[layer]->busy) layer = pc_global_top(option, PC_VIEW_BELOW);
  if (layer < 0 && option->item->value_count > 1)
    return pc_fail(error, PC_INPUT, "'%s' is an option: it is chosen, and does not vary", option->name);
  if (layer < 0) {
    *out = pc_value_number(pc_expr_ref(option->expr));
    return PC_OK;
  }
  pc_value *v = NULL;
  pc_status status = pc_definition_value(&v, ev, option, (pc_layer)layer, error);
  if (!status) *out = pc_value_copy(*v);
  return status;
}

/* ---- values put together ---- */

/* The raw value of the top definition: NULL where there is none or it is null. */
static pc_status top_number(pc_expr **out, pc_evaluator *ev, pc_global *g, pc_view view, pc_error *error) {
  int layer = pc_global_top(g, view);
  *out = NULL;
  if (layer < 0) return PC_OK;
  pc_value *v;
  pc_status status = pc_definition_value(&v, ev, g, (pc_layer)layer, error);
  if (status || v->kind == PC_V_NULL) return status;
  if (v->kind == PC_V_NUMBER) {
    *out = v->number;
    return PC_OK;
  }
  const pc_definition *d = g->definitions[layer];
  return pc_fail_definition(ev, d, error, "'%s' needs a number, not %s", g->name,
                            d->key ? pc_config_kind_name(ev, v, d->key_offset) : pc_value_kind_name(v));
}

static pc_status go_deeper(pc_evaluator *ev, pc_error *error) {
  if (ev->depth < ev->ctx->limits.max_depth) {
    ev->depth++;
    return PC_OK;
  }
  return pc_fail(error, PC_LIMIT, "definitions depend on one another deeper than --max-depth %zu",
                 ev->ctx->limits.max_depth);
}

/* Whether the definition of `from` leads to `to`. */
static pc_status leads_to(bool *out, pc_evaluator *ev, pc_global *from, const pc_global *to, pc_error *error) {
  *out = from == to;
  if (*out || from->mark == ev->mark) return PC_OK;
  from->mark = ev->mark;
  pc_expr *raw;
  pc_status status = top_number(&raw, ev, from, PC_VIEW_FULL, error);
  if (status || !raw) return status;
  const pc_symbol **symbols;
  size_t n;
  status = pc_expr_symbols(&symbols, &n, raw, error);
  if (status) return status;
  status = go_deeper(ev, error);
  if (!status) {
    for (size_t i = 0; !status && !*out && i < n; i++) {
      pc_global *next = pc_global_of(ev, symbols[i]);
      if (next) status = leads_to(out, ev, next, to, error);
    }
    ev->depth--;
  }
  pc_symbols_free(ev->ctx, symbols, n);
  return status;
}

/* What a symbol of g's raw value stands for: the value below where it would lead in a circle back to g. */
static pc_status meaning(pc_expr **out, pc_evaluator *ev, pc_global *named, const pc_global *g, pc_view view,
                         pc_error *error) {
  bool circle = false;
  if (g && pc_global_top(g, view) == PC_LAYER_COMMAND) {
    ev->mark++;
    pc_status status = leads_to(&circle, ev, named, g, error);
    if (status) return status;
  }
  pc_view below = view >= PC_VIEW_SHOWN ? PC_VIEW_SHOWN_BELOW : PC_VIEW_BELOW;
  pc_status status = pc_global_full(out, ev, named, circle ? below : view, error);
  bool stays = view == PC_VIEW_FORMULA && !circle && !named->option;
  if (!status && stays && pc_expr_is_number(*out)) *out = named->expr;
  return status;
}

static pc_status put_in(pc_expr **out, pc_evaluator *ev, const pc_global *g, pc_view view, const pc_expr *raw,
                        pc_error *error) {
  const pc_symbol **symbols;
  size_t n, count = 0;
  pc_status status = pc_expr_symbols(&symbols, &n, raw, error);
  if (status) return status;
  const pc_expr **values = pc_alloc(ev->ctx, n * sizeof *values);
  if (!values) status = pc_no_memory(ev->ctx, error);
  for (size_t i = 0; !status && i < n; i++) {
    pc_global *named = pc_global_of(ev, symbols[i]);
    pc_expr *full;
    if (!named) continue;
    status = meaning(&full, ev, named, g, view, error);
    if (status) break;
    symbols[count] = symbols[i];
    values[count++] = full;
  }
  if (!status) status = pc_expr_subs(out, raw, symbols, values, count, error);
  pc_free(ev->ctx, values, n * sizeof *values);
  pc_symbols_free(ev->ctx, symbols, n);
  return status;
}

pc_status pc_global_put(pc_expr **out, pc_evaluator *ev, const pc_expr *raw, pc_error *error) {
  return put_in(out, ev, NULL, PC_VIEW_FULL, raw, error);
}

static pc_status compute_full(pc_expr **out, pc_evaluator *ev, pc_global *g, pc_view view, pc_error *error) {
  pc_expr *raw;
  pc_status status = top_number(&raw, ev, g, view, error);
  if (status) return status;
  if (!raw) {
    *out = pc_expr_ref(g->expr);
    return PC_OK;
  }
  const pc_definition *d = g->definitions[pc_global_top(g, view)];
  if (g->busy[view])
    return pc_fail_at(error, PC_INPUT, d->scope->source, d->offset, "'%s' is defined by itself", g->name);
  status = go_deeper(ev, error);
  if (status) return status;
  g->busy[view] = true;
  status = put_in(out, ev, g, view, raw, error);
  g->busy[view] = false;
  ev->depth--;
  if (status) pc_error_place(error, d->scope->source, d->syntax->offset);
  return status;
}

pc_status pc_global_full(pc_expr **out, pc_evaluator *ev, pc_global *g, pc_view view, pc_error *error) {
  if (!g->full[view]) {
    pc_status status = compute_full(&g->full[view], ev, g, view, error);
    if (status) return status;
  }
  *out = g->full[view];
  return PC_OK;
}
