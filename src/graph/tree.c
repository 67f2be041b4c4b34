/* The cost tree of a graph. */
#include "graph/tree.h"
#include "algebra/algebra.h"
#include "graph/table.h"

#include <string.h>

/* What stands in a module, in the order of the program. */
typedef struct leaf {
  struct leaf *next;
  struct branch *branch;       /* a module, or NULL */
  const pc_price *price;       /* a call, or NULL */
  const pc_graph_input *input; /* a parameter or buffer */
  size_t count;                /* of calls */
  pc_cost *cost;               /* of a module, once it is known; borrowed */
  bool told;                   /* it is part of an earlier one's run */
  uint32_t hash;
  struct branch *home;
} leaf;

typedef struct branch {
  const char *name;
  leaf *first, **last;
} branch;

/* A body's tree while it is planted. */
typedef struct plot {
  pc_graph_tree *tree;
  pc_arena arena;
  branch root;
  pc_lookup branches; /* of a module: its branch */
  pc_set leaves;      /* of calls, by branch and price */
  pc_lookup targets;  /* of parameters that were met */
} plot;

struct pc_graph_tree {
  pc_graph *graph;
  pc_graph_tree_options options;
  pc_lookup regions; /* of a body: its cost; 1 while it is made */
  pc_set costs;      /* equal nodes are one */
  const char *unnamed;
};

enum { BUSY = 1 };

/* ---- life ---- */

pc_status pc_graph_tree_new(pc_graph_tree **out, pc_graph *graph, const pc_graph_tree_options *options,
                            pc_error *error) {
  pc_context *ctx = graph->ctx;
  pc_graph_tree *tree = pc_alloc_zero(ctx, sizeof *tree);
  const char *unnamed = pc_intern_string(ctx, "", 0);
  if (!tree || !unnamed) {
    pc_free(ctx, tree, sizeof *tree);
    return pc_no_memory(ctx, error);
  }
  *tree = (pc_graph_tree) { .graph = graph, .options = *options, .regions.ctx = ctx, .unnamed = unnamed };
  *out = tree;
  return PC_OK;
}

void pc_graph_tree_free(pc_graph_tree *tree) {
  if (!tree) return;
  pc_context *ctx = tree->graph->ctx;
  for (size_t i = 0; i < tree->regions.size; i++)
    if (tree->regions.slots[i].value > BUSY) pc_cost_unref((pc_cost *)(uintptr_t)tree->regions.slots[i].value);
  for (size_t i = 0; i < tree->costs.size; i++) pc_cost_unref((pc_cost *)(uintptr_t)tree->costs.entries[i].item);
  pc_lookup_clear(&tree->regions);
  pc_set_clear(&tree->costs, ctx);
  pc_free(ctx, tree, sizeof *tree);
}

/* ---- equal nodes are one ---- */

static uint32_t hash_cost(const pc_cost *cost) {
  uint32_t hash = (uint32_t)cost->n;
  for (size_t i = 0; i < cost->n; i++) {
    const pc_child *c = &cost->children[i];
    hash = pc_hash_mix(hash, c->name);
    hash = c->amount ? (hash ^ pc_expr_hash(c->amount)) * 0x85EBCA6Bu : pc_hash_mix(hash, c->cost);
  }
  return hash ^ (hash >> 15);
}

static bool same_repeat(const pc_repeat *a, const pc_repeat *b) {
  if (a == b) return true;
  if (!a || !b || a->kind != PC_REPEAT_TIMES || b->kind != PC_REPEAT_TIMES) return false;
  if (a->exception_count || b->exception_count || !a->count || !b->count) return false;
  return pc_expr_identical(a->count, b->count);
}

static bool same_child(const pc_child *a, const pc_child *b) {
  if (a->name != b->name || a->description != b->description || a->metrics != b->metrics || a->cost != b->cost)
    return false;
  return a->amount ? b->amount && pc_expr_identical(a->amount, b->amount) : same_repeat(a->repeat, b->repeat);
}

static bool is_cost(const void *item, const void *looked_for) {
  const pc_cost *a = item, *b = looked_for;
  if (a->n != b->n) return false;
  for (size_t i = 0; i < a->n; i++)
    if (!same_child(&a->children[i], &b->children[i])) return false;
  return true;
}

/* The one node that equals `cost`; borrowed. */
static pc_status intern_cost(pc_cost **out, pc_graph_tree *tree, pc_cost *cost, pc_error *error) {
  uint32_t hash = hash_cost(cost);
  const pc_cost *known = pc_set_find(&tree->costs, hash, is_cost, cost);
  if (!known && !pc_set_add(&tree->costs, tree->graph->ctx, hash, cost)) return pc_no_memory(tree->graph->ctx, error);
  *out = known ? (pc_cost *)known : pc_cost_ref(cost);
  return PC_OK;
}

/* ---- planting ---- */

static pc_status add_leaf(leaf **out, plot *p, branch *home, const leaf *like, pc_error *error) {
  leaf *made = pc_arena_copy(&p->arena, like, sizeof *like);
  if (!made) return pc_no_memory(p->arena.ctx, error);
  made->home = home;
  *home->last = made;
  home->last = &made->next;
  *out = made;
  return PC_OK;
}

static pc_status new_branch(branch **out, plot *p, branch *parent, const pc_graph_module *module, pc_error *error) {
  leaf *ignored;
  branch *made = pc_arena_alloc(&p->arena, sizeof *made);
  if (!made) return pc_no_memory(p->arena.ctx, error);
  *made = (branch) { .name = module->name, .last = &made->first };
  uint64_t *place = pc_lookup_add(&p->branches, module);
  if (!place) return pc_no_memory(p->arena.ctx, error);
  *place = (uintptr_t)made;
  *out = made;
  return add_leaf(&ignored, p, parent, &(leaf) { .branch = made }, error);
}

static pc_status branch_of(branch **out, plot *p, const pc_graph_module *module, size_t depth, pc_error *error) {
  const uint64_t *known = module ? pc_lookup_find(&p->branches, module) : NULL;
  if (!module || known) {
    *out = known ? (branch *)(uintptr_t)*known : &p->root;
    return PC_OK;
  }
  if (depth == 0) return pc_fail(error, PC_LIMIT, "modules nest deeper than --max-depth");
  branch *parent;
  pc_status status = branch_of(&parent, p, module->parent, depth - 1, error);
  return status ? status : new_branch(out, p, parent, module, error);
}

static bool is_leaf(const void *item, const void *looked_for) {
  const leaf *a = item, *b = looked_for;
  return a->home == b->home && a->price == b->price;
}

static pc_status plant_call(plot *p, branch *home, const pc_price *price, pc_error *error) {
  leaf like = { .price = price, .count = 1, .home = home };
  like.hash = pc_hash_mix(pc_hash_mix(0, price), home);
  leaf *known = (leaf *)pc_set_find(&p->leaves, like.hash, is_leaf, &like);
  if (known) {
    known->count++;
    return PC_OK;
  }
  pc_status status = add_leaf(&known, p, home, &like, error);
  if (!status && !pc_set_add(&p->leaves, p->arena.ctx, like.hash, known)) status = pc_no_memory(p->arena.ctx, error);
  return status;
}

static pc_status plant_calls(plot *p, const pc_region *region, pc_error *error) {
  pc_graph_tree *tree = p->tree;
  const pc_graph_module **modules;
  const pc_graph_module *last = NULL;
  branch *home = &p->root;
  size_t n = region->n, depth = p->arena.ctx->limits.max_depth;
  pc_status status = pc_region_modules(&modules, tree->graph, region, error);
  for (size_t i = 0; !status && i < n; i++) {
    const pc_price *price;
    status = tree->options.price(tree->options.user, &price, &region->nodes[i], error);
    if (status || !price->cost) continue;
    if (modules && modules[i] != last) status = branch_of(&home, p, last = modules[i], depth, error);
    if (!status) status = plant_call(p, home, price, error);
  }
  pc_free(p->arena.ctx, modules, n * sizeof *modules);
  return status;
}

/* A parameter or buffer goes below the module that its target names, once. */
static pc_status plant_input(plot *p, const pc_graph_input *input, pc_error *error) {
  pc_context *ctx = p->arena.ctx;
  const char *path = input->target ? input->target : input->name, *dot = strrchr(path, '.');
  const char *target = pc_intern_string(ctx, path, strlen(path));
  uint64_t *met = target ? pc_lookup_add(&p->targets, target) : NULL;
  if (!met) return pc_no_memory(ctx, error);
  if (*met || input->type->kind != PC_O_TENSOR) return PC_OK;
  *met = 1;
  const pc_graph_module *module = NULL;
  branch *home;
  leaf *ignored;
  pc_status status = PC_OK;
  if (dot) status = pc_graph_module_path(&module, p->tree->graph, path, (size_t)(dot - path), NULL, 0, error);
  if (!status) status = branch_of(&home, p, module, ctx->limits.max_depth, error);
  return status ? status : add_leaf(&ignored, p, home, &(leaf) { .input = input }, error);
}

static pc_metric_set metrics_of(const pc_graph_tree *tree, const pc_graph_input *input) {
  if (input->kind == PC_INPUT_PARAMETER) return tree->options.params;
  return input->kind == PC_INPUT_BUFFER ? tree->options.buffers : 0;
}

/* A parameter that nothing uses and that is like one that is used is another name of that one. One of the same target
 * is left out where parameters are planted, without a word. */
static bool is_tied(const pc_region *region, const pc_graph_input *input) {
  bool tied = false;
  if (!input->unused || input->kind != PC_INPUT_PARAMETER) return false;
  for (size_t i = 0; i < region->input_count; i++) {
    const pc_graph_input *other = &region->inputs[i];
    if (other->unused || other->kind != input->kind || other->type != input->type) continue;
    tied = true;
    if (input->target && other->target && !strcmp(input->target, other->target)) return false;
  }
  return tied;
}

static pc_status plant_inputs(plot *p, const pc_region *region, pc_error *error) {
  pc_graph *graph = p->tree->graph;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < region->input_count; i++) {
    const pc_graph_input *input = &region->inputs[i];
    if (!metrics_of(p->tree, input)) continue;
    if (!is_tied(region, input))
      status = plant_input(p, input, error);
    else
      status = pc_graph_warn(graph, error, "nothing uses the parameter %s: it is taken for another name of one like it",
                             input->target ? input->target : input->name);
  }
  return status;
}

/* ---- harvest: branches become nodes ---- */

typedef struct harvest {
  plot *plot;
  pc_cost *node;
  pc_lookup names; /* how often a name was given */
} harvest;

const char *pc_operation_short_name(pc_context *ctx, const char *name) {
  const char *space = strstr(name, "::"), *end = name + strlen(name);
  if (space) {
    name = space + 2;
    const char *dot = strchr(name, '.');
    if (dot && dot > name) end = dot;
  } else {
    const char *dot = strrchr(name, '.');
    if (dot && dot[1]) name = dot + 1;
  }
  return pc_intern_string(ctx, name, (size_t)(end - name));
}

/* A name that no child has yet: name, name_2, name_3, ... */
static pc_status free_name(const char **out, harvest *h, const char *name, pc_error *error) {
  pc_context *ctx = h->names.ctx;
  uint64_t *count = pc_lookup_add(&h->names, name);
  if (!count) return pc_no_memory(ctx, error);
  *out = name;
  if (++*count == 1) return PC_OK;
  pc_buffer text = { .ctx = ctx };
  pc_status status = PC_OK;
  for (uint64_t k = *count;; k++) {
    text.length = 0;
    pc_buffer_addf(&text, "%s_%llu", name, (unsigned long long)k);
    *out = text.failed ? NULL : pc_intern_string(ctx, text.text, text.length);
    count = *out ? pc_lookup_add(&h->names, *out) : NULL;
    if (!count) status = pc_no_memory(ctx, error);
    if (status || ++*count == 1) break;
  }
  pc_buffer_clear(&text);
  return status;
}

static pc_status put_times(harvest *h, const char *name, pc_cost *cost, uint64_t times, pc_error *error) {
  pc_expr *count = NULL;
  const char *unique;
  pc_status status = free_name(&unique, h, name, error);
  if (!status) status = pc_expr_integer(&count, h->names.ctx, (int64_t)times, error);
  const pc_repeat repeat = { .kind = PC_REPEAT_TIMES, .count = count };
  if (!status) status = pc_cost_put_cost(h->node, PC_METRIC_ALL, unique, NULL, cost, &repeat, error);
  pc_expr_unref(count);
  return status;
}

/* The number that a name ends in; false when there is none, or it is written unlike a number. */
static bool ending_number(uint64_t *number, size_t *prefix, const char *name) {
  size_t length = strlen(name), from = length;
  while (from && name[from - 1] >= '0' && name[from - 1] <= '9') from--;
  if (from == length || length - from > 18 || (name[from] == '0' && length - from > 1)) return false;
  *prefix = from;
  *number = 0;
  for (size_t i = from; i < length; i++) *number = 10 * *number + (uint64_t)(name[i] - '0');
  return true;
}

static pc_status cost_of(pc_cost **out, plot *p, const branch *b, pc_error *error);

static pc_status module_cost(pc_cost **out, harvest *h, leaf *l, pc_error *error) {
  pc_status status = l->cost ? PC_OK : cost_of(&l->cost, h->plot, l->branch, error);
  if (!status) *out = l->cost;
  return status;
}

/* How many modules from `l` on are named prefix0, prefix1, ... and cost the same; other leaves may stand between. */
static pc_status run_length(uint64_t *out, harvest *h, leaf *l, pc_error *error) {
  const char *name = l->branch->name;
  uint64_t first, number;
  size_t prefix, other;
  pc_cost *cost;
  *out = 1;
  if (!h->plot->tree->options.fold || !ending_number(&first, &prefix, name)) return PC_OK;
  for (leaf *next = l->next; next; next = next->next) {
    if (!next->branch) continue;
    if (!ending_number(&number, &other, next->branch->name) || number != first + *out) break;
    if (other != prefix || memcmp(name, next->branch->name, prefix)) break;
    pc_status status = module_cost(&cost, h, next, error);
    if (status) return status;
    if (cost != l->cost) break;
    next->told = true;
    ++*out;
  }
  return PC_OK;
}

static pc_status put_module(harvest *h, leaf *l, pc_error *error) {
  pc_context *ctx = h->names.ctx;
  pc_cost *cost;
  uint64_t length, first = 0;
  size_t prefix = 0;
  pc_status status = module_cost(&cost, h, l, error);
  if (status || !cost->n) return status;
  status = run_length(&length, h, l, error);
  if (status || length == 1) return status ? status : put_times(h, l->branch->name, cost, 1, error);
  ending_number(&first, &prefix, l->branch->name);
  pc_buffer text = { .ctx = ctx };
  pc_buffer_addf(&text, "%s-%llu", l->branch->name, (unsigned long long)(first + length - 1));
  const char *name = text.failed ? NULL : pc_intern_string(ctx, text.text, text.length);
  pc_buffer_clear(&text);
  return name ? put_times(h, name, cost, length, error) : pc_no_memory(ctx, error);
}

static pc_status put_call(harvest *h, const leaf *l, pc_error *error) {
  pc_cost *cost;
  const char *name = pc_operation_short_name(h->names.ctx, l->price->call->name);
  if (!name) return pc_no_memory(h->names.ctx, error);
  pc_status status = intern_cost(&cost, h->plot->tree, l->price->cost, error);
  return status ? status : put_times(h, name, cost, l->count, error);
}

static pc_status element_count(pc_expr **out, const pc_operand *tensor, pc_context *ctx, pc_error *error) {
  pc_expr *product, *next;
  pc_status status = pc_expr_integer(&product, ctx, 1, error);
  for (size_t i = 0; !status && i < tensor->n; i++) {
    if (tensor->items[i]->kind != PC_O_NUMBER) continue;
    status = pc_expr_mul(&next, product, tensor->items[i]->number, error);
    pc_expr_unref(product);
    if (!status) product = next;
  }
  if (!status) *out = product;
  return status;
}

static pc_status put_input(harvest *h, const leaf *l, pc_error *error) {
  pc_context *ctx = h->names.ctx;
  const char *path = l->input->target ? l->input->target : l->input->name, *dot = strrchr(path, '.');
  const char *own = dot && dot[1] ? dot + 1 : path, *name = pc_intern_string(ctx, own, strlen(own));
  pc_expr *count = NULL;
  if (!name) return pc_no_memory(ctx, error);
  pc_status status = free_name(&name, h, name, error);
  if (!status) status = element_count(&count, l->input->type, ctx, error);
  if (!status) status = pc_cost_put_amount(h->node, metrics_of(h->plot->tree, l->input), name, NULL, count, error);
  pc_expr_unref(count);
  return status;
}

static pc_status put_leaf(harvest *h, leaf *l, pc_error *error) {
  if (l->told) return PC_OK;
  if (l->branch) return put_module(h, l, error);
  return l->price ? put_call(h, l, error) : put_input(h, l, error);
}

/* The node of a branch, borrowed from the tree. */
static pc_status cost_of(pc_cost **out, plot *p, const branch *b, pc_error *error) {
  harvest h = { .plot = p, .names.ctx = p->arena.ctx };
  pc_status status = pc_cost_new(&h.node, p->arena.ctx, error);
  if (status) return status;
  for (leaf *l = b->first; !status && l; l = l->next) status = put_leaf(&h, l, error);
  if (!status) status = intern_cost(out, p->tree, h.node, error);
  pc_lookup_clear(&h.names);
  pc_cost_unref(h.node);
  return status;
}

/* ---- bodies ---- */

/* A body below a module repeats the module's path: its tree begins where it branches. */
static const branch *trunk(const plot *p, const pc_region *region) {
  const branch *b = &p->root;
  if (region == p->tree->graph->main) return b;
  while (b->first && b->first->branch && !b->first->next) b = b->first->branch;
  return b;
}

static pc_status plant(pc_cost **out, pc_graph_tree *tree, pc_region *region, pc_error *error) {
  pc_context *ctx = tree->graph->ctx;
  plot p = { .tree = tree, .arena.ctx = ctx, .branches.ctx = ctx, .targets.ctx = ctx };
  p.root.last = &p.root.first;
  pc_status status = plant_calls(&p, region, error);
  if (!status && region == tree->graph->main) status = plant_inputs(&p, region, error);
  if (!status) status = cost_of(out, &p, trunk(&p, region), error);
  pc_lookup_clear(&p.branches);
  pc_lookup_clear(&p.targets);
  pc_set_clear(&p.leaves, ctx);
  pc_arena_clear(&p.arena);
  return status;
}

pc_status pc_graph_tree_region(void *user, pc_cost **out, pc_region *region, pc_error *error) {
  pc_graph_tree *tree = user;
  uint64_t *known = pc_lookup_add(&tree->regions, region);
  if (!known) return pc_no_memory(tree->graph->ctx, error);
  if (*known == BUSY) return pc_fail(error, PC_INPUT, "the body '%s' calls itself", region->name);
  if (!*known) {
    *known = BUSY;
    pc_cost *cost = NULL;
    pc_status status = plant(&cost, tree, region, error);
    known = pc_lookup_find(&tree->regions, region);
    *known = status ? 0 : (uintptr_t)pc_cost_ref(cost);
    if (status) return status;
  }
  *out = (pc_cost *)(uintptr_t)*known;
  return PC_OK;
}
