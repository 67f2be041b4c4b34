/* Opening a graph as a model. */
#include "import/graph_model.h"
#include "algebra/decimal.h"
#include "import/doubts.h"
#include "lang/open.h"
#include "lang/operation.h"

#include <string.h>

static const char rules[] = "polycost:torch.cost";
/* So that FLOPs are the default, whatever the user's rules declare. */
static const char first_metric[] = "metric flops \"FLOPs\" \"FLOP\"\n";

typedef struct opening {
  pc_model *model;
  pc_evaluator *ev;
  const pc_model_options *options;
  const pc_graph_view *view;
  pc_arguments arguments;
  const char **renames; /* pairs */
  size_t program;
} opening;

/* ---- renames ---- */

static pc_status read_renames(opening *o, pc_error *error) {
  size_t n = o->view->rename_count;
  o->renames = pc_arena_alloc(&o->model->arena, 2 * n * sizeof *o->renames);
  if (!o->renames) return pc_no_memory(o->ev->ctx, error);
  for (size_t i = 0; i < n; i++) {
    const char *text = o->view->renames[i], *equals = strchr(text, '=');
    size_t left = equals ? (size_t)(equals - text) : 0;
    if (!equals || !pc_is_name(text, left) || !pc_is_name(equals + 1, strlen(equals + 1)))
      return pc_fail(error, PC_INPUT, "'%s' renames nothing: OLD=NEW is wanted, two names", text);
    o->renames[2 * i] = pc_intern_string(o->ev->ctx, text, left);
    o->renames[2 * i + 1] = pc_intern_string(o->ev->ctx, equals + 1, strlen(equals + 1));
    if (!o->renames[2 * i] || !o->renames[2 * i + 1]) return pc_no_memory(o->ev->ctx, error);
  }
  return PC_OK;
}

static pc_status fail_rename(const pc_graph *graph, const char *name, pc_error *error) {
  pc_nearest near = { .word = name };
  for (size_t i = 0; i < graph->symbol_count; i++) pc_nearest_try(&near, graph->symbols[i].given);
  if (near.best)
    return pc_fail(error, PC_INPUT, "the program has no symbol '%s' to rename (did you mean '%s'?)", name, near.best);
  return pc_fail(error, PC_INPUT, "the program has no symbol '%s' to rename", name);
}

/* In a comparison a name may be the other program's. */
static pc_status check_renames(opening *o, pc_error *error) {
  const pc_graph *graph = o->model->graph;
  for (size_t i = 0; i < graph->symbol_count; i++)
    for (size_t j = 0; j < i && o->view->rename_count; j++)
      if (graph->symbols[i].symbol == graph->symbols[j].symbol)
        return pc_fail(error, PC_INPUT, "'%s' and '%s' would both be called '%s'", graph->symbols[j].given,
                       graph->symbols[i].given, pc_symbol_name(graph->symbols[i].symbol));
  for (size_t i = 0; !o->options->known && i < o->view->rename_count; i++)
    if (!pc_lookup_find(&graph->known, o->renames[2 * i])) return fail_rename(graph, o->renames[2 * i], error);
  return PC_OK;
}

/* ---- rules ---- */

static pc_status load_rules(opening *o, pc_error *error) {
  pc_file *file;
  pc_status status = pc_load_text(&file, o->ev, "metrics of graphs", first_metric, sizeof first_metric - 1, error);
  for (size_t i = 0; !status && i < o->view->op_count; i++) {
    status = pc_load_file(&file, o->ev, o->view->ops[i], NULL, error);
    if (status == PC_NO) status = pc_fail(error, PC_INPUT, "cannot find the rules '%s'", o->view->ops[i]);
  }
  if (!status) status = pc_load_file(&file, o->ev, rules, NULL, error);
  return status == PC_NO ? pc_fail(error, PC_INPUT, "cannot find the rules '%s'", rules) : status;
}

static pc_status bind(opening *o, pc_error *error) {
  bool *known = o->options->preset_known;
  const char *preset = o->options->preset;
  if (preset && known) *known = pc_preset_exists(o->ev, preset, NULL);
  pc_status status = preset && (!known || *known) ? pc_preset_define(o->ev, preset, NULL, error) : PC_OK;
  return status ? status : pc_arguments_define(&o->arguments, o->ev, false, error);
}

/* ---- symbols and ranges, as a text of the language ---- */

/* Sizes that the program is called with are at least 1, even where a range begins at 0. */
static void add_symbol(pc_buffer *text, const pc_graph_symbol *s) {
  const char *name = pc_symbol_name(s->symbol);
  int64_t low;
  bool usual = s->positive && s->low && pc_expr_to_int64(&low, s->low) && low <= 1;
  size_t letters = strcspn(name, "0123456789");
  pc_buffer_addf(text, "symbol %s", name);
  if (letters && name[letters]) pc_buffer_addf(text, " \"%.*s_{%s}\"", (int)letters, name, name + letters);
  pc_buffer_adds(text, "\n");
  if (!s->low && !s->positive) pc_buffer_addf(text, "assume %s in integers\n", name);
  if (s->low && !usual) {
    pc_buffer_addf(text, "assume %s >= ", name);
    pc_expr_add_text(text, s->low);
    pc_buffer_adds(text, "\n");
  }
  if (s->high) {
    pc_buffer_addf(text, "assume %s <= ", name);
    pc_expr_add_text(text, s->high);
    pc_buffer_adds(text, "\n");
  }
}

static pc_status declare_symbols(opening *o, pc_error *error) {
  const pc_graph *graph = o->model->graph;
  pc_buffer text = { .ctx = o->ev->ctx };
  pc_file *file;
  for (size_t i = 0; i < graph->symbol_count; i++) add_symbol(&text, &graph->symbols[i]);
  pc_status status = text.failed ? pc_no_memory(o->ev->ctx, error) : PC_OK;
  if (!status && text.length)
    status = pc_load_text(&file, o->ev, "ranges of the program", text.text, text.length, error);
  pc_buffer_clear(&text);
  return status;
}

/* ---- the cost ---- */

static pc_metric_set metric_named(const pc_model *model, const char *name) {
  int metric = pc_metric_find(&model->metrics, name);
  return metric < 0 || model->evaluator->metric_items[metric]->value ? 0 : PC_METRIC((unsigned)metric);
}

static pc_status read_graph(opening *o, const pc_source *source, pc_graph_read *read, pc_error *error) {
  const pc_graph_options options = { .infer = pc_operations_infer,
                                     .user = o->model->operations,
                                     .renames = o->renames,
                                     .rename_count = o->view->rename_count,
                                     .program = o->program };
  pc_status status = read(&o->model->graph, o->ev->ctx, source, &options, error);
  return status ? status : check_renames(o, error);
}

static pc_status price_graph(opening *o, pc_error *error) {
  pc_model *model = o->model;
  const pc_graph_tree_options options = { .price = pc_operations_price,
                                          .user = model->operations,
                                          .params = metric_named(model, "params"),
                                          .buffers = metric_named(model, "buffers"),
                                          .fold = !o->view->unfolded };
  pc_cost *cost;
  pc_status status = pc_graph_tree_new(&model->graph_tree, model->graph, &options, error);
  if (status) return status;
  pc_operations_regions(model->operations, pc_graph_tree_region, model->graph_tree);
  pc_operations_unknown(model->operations, 0, o->view->unknown);
  status = pc_graph_tree_region(model->graph_tree, &cost, model->graph->main, error);
  if (!status) model->cost = pc_cost_ref(cost);
  return status;
}

/* "gpt2_small" of "models/gpt2_small.core.txt". */
static pc_status name_model(opening *o, const char *path, pc_error *error) {
  const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
  size_t length = strcspn(base, ".");
  if (!length) length = strlen(base);
  char *name = pc_arena_alloc(&o->model->arena, length + 1);
  if (!name) return pc_no_memory(o->ev->ctx, error);
  memcpy(name, base, length);
  name[length] = '\0';
  o->model->name = name;
  return PC_OK;
}

static pc_status open_graph(opening *o, const pc_source *source, pc_graph_read *read, pc_error *error) {
  const pc_model_options *options = o->options;
  pc_status status = read_renames(o, error);
  if (!status) status = load_rules(o, error);
  if (!status)
    status =
        pc_arguments_read(&o->arguments, o->ev, o->ev->files->scope, options->bindings, options->binding_count, error);
  if (!status) status = bind(o, error);
  if (!status) status = pc_operations_new(&o->model->operations, o->ev, error);
  if (!status) status = read_graph(o, source, read, error);
  if (!status) status = declare_symbols(o, error);
  if (!status) status = pc_arguments_define(&o->arguments, o->ev, false, error);
  if (!status) status = pc_model_tell(o->model, options->facts, options->fact_count, error);
  if (!status) status = price_graph(o, error);
  if (!status) status = name_model(o, source->name, error);
  o->arguments.optional = options->known;
  if (!status) status = pc_arguments_define(&o->arguments, o->ev, true, error);
  for (size_t i = 0; !status && options->known && i < o->arguments.n; i++)
    options->known[i] = o->arguments.items[i].done;
  if (!status) status = pc_model_finish(o->model, error);
  if (!status && !options->known) status = pc_model_check_names(o->model, NULL, error);
  return status ? status : pc_model_doubt(o->model, o->view->unknown == PC_UNKNOWN_IGNORE, error);
}

pc_status pc_model_open_graph(pc_model **out, pc_context *ctx, const pc_model_options *options, const pc_source *source,
                              size_t program, pc_graph_read *read, pc_error *error) {
  static const pc_graph_view plain = { 0 };
  opening o = { .options = options, .view = options->graph ? options->graph : &plain, .program = program };
  pc_algebra_keep_logs(ctx, options->logs);
  if (options->preset_known) *options->preset_known = false;
  pc_status status = pc_model_new(&o.model, ctx, options->loader, error);
  if (status) return status;
  o.ev = o.model->evaluator;
  o.ev->varied = options->varied;
  o.ev->varied_count = options->varied_count;
  status = open_graph(&o, source, read, error);
  if (status)
    pc_model_free(o.model);
  else
    *out = o.model;
  return status;
}
