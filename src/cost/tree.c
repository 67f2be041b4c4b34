/* The tree as it is shown. */
#include "algebra/algebra.h"
#include "cost/place.h"
#include <string.h>

struct painter {
  pc_survey survey;
  pc_tree *tree;
  const pc_tree_options *options;
  const char **collapse; /* interned */
  bool *used;            /* which of them were met */
  pc_error failure;      /* of a formula; here because it is large and nodes nest deep */
};

/* ---- freeing; no tree is deeper than max_depth ---- */

static void clear_exprs(pc_expr **exprs, size_t n) {
  for (size_t i = 0; exprs && i < n; i++) pc_expr_unref(exprs[i]);
}

static void clear_node(pc_tree_node *node, size_t metric_count) {
  clear_exprs(node->amounts, metric_count);
  clear_exprs(node->totals, metric_count);
  pc_multiplicity_clear(&node->repeat);
  for (size_t i = 0; node->children && i < node->n; i++) clear_node(&node->children[i], metric_count);
}

void pc_tree_free(pc_tree *tree) {
  if (!tree) return;
  clear_node(&tree->root, tree->metric_count);
  clear_exprs(tree->wholes, tree->metric_count);
  pc_arena_clear(&tree->arena);
  pc_free(tree->ctx, tree, sizeof *tree);
}

static void *zeroed(pc_arena *arena, size_t count, size_t size) {
  void *block = pc_arena_alloc(arena, count * size);
  if (block) memset(block, 0, count * size);
  return block;
}

/* ---- amounts and totals ---- */

/* What is shown is simplified by all that is known. Takes over *value. */
static pc_status bind(pc_expr **out, const struct painter *p, const pc_frame *frame, pc_expr *value, pc_error *error) {
  pc_expr *bound = NULL;
  pc_status status = pc_frame_bind(&bound, frame, value, p->options->values, error);
  pc_expr_unref(value);
  if (status == PC_OK) status = pc_expr_settle(&bound, error);
  if (status == PC_OK)
    *out = bound;
  else
    pc_expr_unref(bound);
  return status;
}

/* As pc_place_metric. A quotient of metrics may have no value where the whole's has one: the place lacks it then. */
static pc_status metric_of(pc_expr **out, struct painter *p, const pc_place *place, unsigned metric, bool once,
                           pc_error *error) {
  if (!p->survey.totaller.metrics->items[metric].derive)
    return pc_place_metric(out, &p->survey, place, metric, once, error);
  pc_error_clear(&p->failure);
  pc_status status = pc_place_metric(out, &p->survey, place, metric, once, &p->failure);
  if (status == PC_INPUT) {
    *out = NULL;
    return PC_OK;
  }
  if (status != PC_OK && error && error->status == PC_OK) *error = p->failure;
  return status;
}

static pc_status add_totals(pc_tree_node *node, struct painter *p, const pc_place *place, pc_error *error) {
  pc_status status = PC_OK;
  node->totals = zeroed(&p->tree->arena, p->tree->metric_count, sizeof *node->totals);
  if (!node->totals) return pc_no_memory(p->survey.ctx, error);
  for (size_t i = 0; i < p->tree->metric_count && status == PC_OK; i++) {
    pc_expr *total;
    status = metric_of(&total, p, place, p->options->metrics[i], false, error);
    if (status == PC_OK && total) status = bind(&node->totals[i], p, NULL, total, error);
  }
  return status;
}

/* `leaf` is the node's place, or the only unnamed one below it. */
static pc_status add_amounts(pc_tree_node *node, struct painter *p, const pc_place *leaf, pc_error *error) {
  pc_status status = PC_OK;
  node->amounts = zeroed(&p->tree->arena, p->tree->metric_count, sizeof *node->amounts);
  if (!node->amounts) return pc_no_memory(p->survey.ctx, error);
  for (size_t i = 0; i < p->tree->metric_count && status == PC_OK; i++) {
    pc_expr *amount;
    if (!node->totals[i]) continue;
    if (!leaf->first->frame) {
      node->amounts[i] = pc_expr_ref(node->totals[i]);
      continue;
    }
    status = metric_of(&amount, p, leaf, p->options->metrics[i], true, error);
    if (status == PC_OK && amount) status = bind(&node->amounts[i], p, leaf->first->frame, amount, error);
  }
  return status;
}

/* ---- nodes ---- */

static bool is_collapsed(struct painter *p, const char *name) {
  bool found = false;
  for (size_t i = 0; i < p->options->collapse_count; i++)
    if (p->collapse[i] == name) found = p->used[i] = true;
  return found;
}

static pc_status add_node(pc_tree_node *node, struct painter *p, const pc_place *place, size_t depth, pc_error *error);

static pc_status add_children(pc_tree_node *node, struct painter *p, const pc_places *places, size_t depth,
                              pc_error *error) {
  pc_status status = PC_OK;
  node->children = zeroed(&p->tree->arena, places->n, sizeof *node->children);
  if (!node->children) return pc_no_memory(p->survey.ctx, error);
  node->n = places->n;
  for (size_t i = 0; i < places->n && status == PC_OK; i++)
    status = add_node(&node->children[i], p, &places->items[i], depth + 1, error);
  return status;
}

/* A node whose only child is an unnamed amount shows that amount as its own, with its repeat. */
static pc_status add_folded(pc_tree_node *node, struct painter *p, const pc_place *place, const pc_place *own,
                            pc_error *error) {
  pc_place leaf = *own;
  pc_origin first = *own->first;
  first.above = place->first->above;
  leaf.first = &first;
  if (!node->description) node->description = leaf.description;
  pc_status status = add_amounts(node, p, &leaf, error);
  if (status != PC_OK) return status;
  return pc_place_repeat(&node->repeat, &p->survey, &leaf, p->options->values, &p->tree->arena, error);
}

static bool is_own_amount(const pc_places *places) {
  return places->n == 1 && !*places->items[0].name && pc_place_is_leaf(&places->items[0]);
}

static pc_status add_inner(pc_tree_node *node, struct painter *p, const pc_place *place, size_t depth,
                           pc_error *error) {
  pc_places places;
  bool hidden = is_collapsed(p, node->name) || (p->options->depth >= 0 && depth >= (size_t)p->options->depth);
  pc_status status = pc_places_below(&places, &p->survey, place, false, error);
  if (status != PC_OK) return status;
  bool folded = is_own_amount(&places);
  node->collapsed = hidden && !folded && places.n;
  if (folded)
    status = add_folded(node, p, place, &places.items[0], error);
  else
    status = pc_place_repeat(&node->repeat, &p->survey, place, p->options->values, &p->tree->arena, error);
  if (status == PC_OK && !hidden && !folded && places.n) status = add_children(node, p, &places, depth, error);
  pc_places_clear(&p->survey, &places);
  return status;
}

static pc_status add_node(pc_tree_node *node, struct painter *p, const pc_place *place, size_t depth, pc_error *error) {
  node->name = place->name;
  node->description = place->description;
  pc_status status = add_totals(node, p, place, error);
  if (status != PC_OK) return status;
  if (!pc_place_is_leaf(place)) return add_inner(node, p, place, depth, error);
  is_collapsed(p, node->name);
  status = add_amounts(node, p, place, error);
  if (status != PC_OK) return status;
  return pc_place_repeat(&node->repeat, &p->survey, place, p->options->values, &p->tree->arena, error);
}

/* ---- names to collapse ---- */

static pc_status prepare_collapse(struct painter *p, pc_error *error) {
  size_t n = p->options->collapse_count;
  if (!n) return PC_OK;
  p->collapse = zeroed(&p->survey.arena, n, sizeof *p->collapse);
  p->used = zeroed(&p->survey.arena, n, sizeof *p->used);
  if (!p->collapse || !p->used) return pc_no_memory(p->survey.ctx, error);
  for (size_t i = 0; i < n; i++) {
    const char *name = p->options->collapse[i];
    p->collapse[i] = pc_intern_string(p->survey.ctx, name, strlen(name));
    if (!p->collapse[i]) return pc_no_memory(p->survey.ctx, error);
  }
  return PC_OK;
}

/* Looks through every node below once. */
static pc_status look_for(pc_nearest *nearest, bool *found, pc_lookup *seen, const pc_cost *cost, pc_error *error) {
  uint64_t *visited = pc_lookup_add(seen, cost);
  if (!visited) return pc_no_memory(cost->ctx, error);
  if (*visited) return PC_OK;
  *visited = 1;
  pc_status status = PC_OK;
  for (size_t i = 0; i < cost->n && !*found && status == PC_OK; i++) {
    const pc_child *child = &cost->children[i];
    if (child->name == nearest->word) *found = true;
    pc_nearest_try(nearest, child->name);
    if (child->cost) status = look_for(nearest, found, seen, child->cost, error);
  }
  return status;
}

/* A name that is to be collapsed but was not met may stand below another such name, or deeper than what is shown. */
static pc_status check_collapse(const struct painter *p, const pc_cost *cost, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < p->options->collapse_count && status == PC_OK; i++) {
    if (p->used[i]) continue;
    bool found = false;
    pc_nearest nearest = { .word = p->collapse[i] };
    pc_lookup seen = { .ctx = cost->ctx };
    status = look_for(&nearest, &found, &seen, cost, error);
    pc_lookup_clear(&seen);
    if (status != PC_OK || found) continue;
    status = nearest.best
                 ? pc_fail(error, PC_INPUT, "no node is named '%s' (did you mean '%s'?)", p->collapse[i], nearest.best)
                 : pc_fail(error, PC_INPUT, "no node is named '%s'", p->collapse[i]);
  }
  return status;
}

/* ---- the whole ---- */

static pc_status add_wholes(struct painter *p, pc_error *error) {
  pc_tree *tree = p->tree;
  tree->wholes = zeroed(&tree->arena, tree->metric_count, sizeof *tree->wholes);
  tree->additive = zeroed(&tree->arena, tree->metric_count, sizeof *tree->additive);
  if (!tree->wholes || !tree->additive) return pc_no_memory(p->survey.ctx, error);
  for (size_t i = 0; i < tree->metric_count; i++) {
    pc_expr *whole;
    unsigned metric = p->options->metrics[i];
    pc_status status = pc_totaller_whole(&whole, &p->survey.totaller, metric, error);
    if (status == PC_OK) status = bind(&tree->wholes[i], p, NULL, whole, error);
    if (status == PC_OK) status = pc_totaller_additive(&tree->additive[i], &p->survey.totaller, metric, error);
    if (status != PC_OK) return status;
  }
  return PC_OK;
}

/* The root is shown even when it lacks a metric: its total is 0 then. */
static pc_status complete_root(struct painter *p, pc_error *error) {
  pc_tree_node *root = &p->tree->root;
  pc_status status = PC_OK;
  for (size_t i = 0; i < p->tree->metric_count && status == PC_OK; i++)
    if (!root->totals[i] && !p->survey.totaller.metrics->items[p->options->metrics[i]].derive)
      status = pc_expr_integer(&root->totals[i], p->survey.ctx, 0, error);
  return status;
}

static pc_status paint(struct painter *p, const pc_cost *cost, pc_error *error) {
  const char *name = p->options->name ? p->options->name : "";
  pc_place place;
  name = pc_intern_string(p->survey.ctx, name, strlen(name));
  if (!name) return pc_no_memory(p->survey.ctx, error);
  pc_status status = pc_survey_root(&place, &p->survey, name, error);
  if (status == PC_OK) status = pc_place_find(&place, &p->survey, p->options->at, error);
  if (status == PC_OK) status = prepare_collapse(p, error);
  if (status == PC_OK) status = add_wholes(p, error);
  if (status == PC_OK) status = add_node(&p->tree->root, p, &place, 0, error);
  if (status == PC_OK) status = complete_root(p, error);
  return status == PC_OK ? check_collapse(p, cost, error) : status;
}

pc_status pc_tree_make(pc_tree **out, const pc_cost *cost, const pc_metric_table *metrics,
                       const pc_tree_options *options, pc_error *error) {
  pc_tree *tree = pc_alloc_zero(cost->ctx, sizeof *tree);
  if (!tree) return pc_no_memory(cost->ctx, error);
  tree->ctx = tree->arena.ctx = cost->ctx;
  tree->metric_count = options->metric_count;
  struct painter p = { .tree = tree, .options = options };
  pc_facts_suspend(cost->ctx);
  pc_survey_begin(&p.survey, cost, metrics);
  p.survey.totaller.every = true;
  pc_status status = paint(&p, cost, error);
  pc_survey_end(&p.survey);
  pc_facts_resume(cost->ctx);
  if (status == PC_OK)
    *out = tree;
  else
    pc_tree_free(tree);
  return status;
}
