/* Nodes of cost trees: making them, adding to them, freeing them. */
#include "cost/cost.h"
#include "cost/lookup.h"
#include "cost/repeat.h"
#include <string.h>

/* Names among more children than this are looked up by hash. */
enum { MANY_CHILDREN = 8 };

pc_status pc_cost_new(pc_cost **out, pc_context *ctx, pc_error *error) {
  pc_cost *cost = pc_alloc_zero(ctx, sizeof *cost);
  if (!cost) return pc_no_memory(ctx, error);
  cost->references = 1;
  cost->ctx = ctx;
  *out = cost;
  return PC_OK;
}

pc_cost *pc_cost_ref(pc_cost *cost) {
  cost->references++;
  return cost;
}

/* ---- freeing ---- */

static void forget_names(pc_cost *cost) {
  if (!cost->names) return;
  pc_lookup_clear(cost->names);
  pc_free(cost->ctx, cost->names, sizeof *cost->names);
  cost->names = NULL;
}

/* Gives up one reference; a node without any is put on the list. */
static void release(pc_cost *cost, pc_cost **dying) {
  if (--cost->references) return;
  cost->dying = *dying;
  *dying = cost;
}

static void free_child(pc_context *ctx, pc_child *child, pc_cost **dying) {
  if (child->amount) pc_expr_unref(child->amount);
  if (child->cost) release(child->cost, dying);
  pc_repeat_free(ctx, child->repeat);
}

void pc_cost_unref(pc_cost *cost) {
  pc_cost *dying = NULL;
  if (cost) release(cost, &dying);
  while (dying) {
    pc_cost *dead = dying;
    dying = dead->dying;
    for (size_t i = 0; i < dead->n; i++) free_child(dead->ctx, &dead->children[i], &dying);
    pc_free(dead->ctx, dead->children, dead->capacity * sizeof *dead->children);
    forget_names(dead);
    pc_free(dead->ctx, dead, sizeof *dead);
  }
}

/* ---- names: no two children of one name have a metric in common ---- */

static pc_status two_children(const char *name, pc_error *error) {
  return pc_fail(error, PC_INPUT, "two children are named '%s'", name);
}

static pc_status claim_name(pc_lookup *names, const char *name, pc_metric_set metrics, pc_error *error) {
  if (!*name) return PC_OK;
  uint64_t *claimed = pc_lookup_add(names, name);
  if (!claimed) return pc_no_memory(names->ctx, error);
  if (*claimed & metrics) return two_children(name, error);
  *claimed |= metrics;
  return PC_OK;
}

/* The names of a node's children, those of its unnamed costs included. */
static pc_status claim_children(pc_lookup *names, const pc_cost *cost, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < cost->n && status == PC_OK; i++) {
    const pc_child *child = &cost->children[i];
    if (child->cost && !*child->name)
      status = claim_children(names, child->cost, error);
    else
      status = claim_name(names, child->name, child->metrics, error);
  }
  return status;
}

static pc_status make_names(pc_cost *cost, pc_error *error) {
  if (cost->names) return PC_OK;
  cost->names = pc_alloc(cost->ctx, sizeof *cost->names);
  if (!cost->names) return pc_no_memory(cost->ctx, error);
  *cost->names = (pc_lookup) { .ctx = cost->ctx };
  return claim_children(cost->names, cost, error);
}

static bool few_names(const pc_cost *cost) {
  if (cost->names || cost->n >= MANY_CHILDREN) return false;
  for (size_t i = 0; i < cost->n; i++)
    if (cost->children[i].cost && !*cost->children[i].name) return false;
  return true;
}

static pc_status claim_among_few(const pc_cost *cost, const char *name, pc_metric_set metrics, pc_error *error) {
  for (size_t i = 0; i < cost->n; i++) {
    const pc_child *child = &cost->children[i];
    if (child->name == name && (child->metrics & metrics)) return two_children(name, error);
  }
  return PC_OK;
}

/* Claims what a new child is called, or the names below it when it is an unnamed cost. */
static pc_status claim(pc_cost *cost, const pc_child *child, pc_error *error) {
  bool unnamed = !*child->name;
  if (unnamed && child->amount) return PC_OK;
  if (!unnamed && few_names(cost)) return claim_among_few(cost, child->name, child->metrics, error);
  pc_status status = make_names(cost, error);
  if (status == PC_OK)
    status = unnamed ? claim_children(cost->names, child->cost, error)
                     : claim_name(cost->names, child->name, child->metrics, error);
  if (status != PC_OK) forget_names(cost);
  return status;
}

/* ---- adding ---- */

static pc_status intern(const char **out, pc_context *ctx, const char *text, pc_error *error) {
  *out = text ? pc_intern_string(ctx, text, strlen(text)) : NULL;
  return *out || !text ? PC_OK : pc_no_memory(ctx, error);
}

static pc_status intern_both(const char **name, const char **description, pc_context *ctx, pc_error *error) {
  pc_status status = intern(name, ctx, *name, error);
  return status == PC_OK ? intern(description, ctx, *description, error) : status;
}

static pc_status make_room(pc_cost *cost, size_t more, pc_error *error) {
  while (cost->capacity - cost->n < more)
    if (!pc_grow(cost->ctx, (void **)&cost->children, &cost->capacity, cost->capacity, sizeof *cost->children))
      return pc_no_memory(cost->ctx, error);
  return PC_OK;
}

/* Makes sure that a child can be appended. */
static pc_status admit(pc_cost *cost, const pc_child *child, size_t children, pc_error *error) {
  pc_status status = make_room(cost, children, error);
  return status == PC_OK ? claim(cost, child, error) : status;
}

pc_status pc_cost_put_amount(pc_cost *cost, pc_metric_set metrics, const char *name, const char *description,
                             const pc_expr *amount, pc_error *error) {
  pc_child child = { .name = name, .description = description, .metrics = metrics, .amount = (pc_expr *)amount };
  pc_status status = admit(cost, &child, 1, error);
  if (status != PC_OK) return status;
  pc_expr_ref(amount);
  cost->children[cost->n++] = child;
  cost->stated |= metrics;
  return PC_OK;
}

pc_status pc_cost_add_amount(pc_cost *cost, pc_metric_set metrics, const char *name, const char *description,
                             const pc_expr *amount, pc_error *error) {
  pc_status status = intern_both(&name, &description, cost->ctx, error);
  return status == PC_OK ? pc_cost_put_amount(cost, metrics, name, description, amount, error) : status;
}

/* What the node must know of a child that is a cost. */
static void note(pc_cost *cost, const pc_child *child) {
  size_t height = child->cost->height + 1;
  if (height > cost->height) cost->height = height;
  cost->stated |= child->cost->stated;
  cost->named |= child->cost->named;
  if (child->metrics != PC_METRIC_ALL) cost->named |= child->metrics;
  if (child->repeat) cost->named |= pc_repeat_named(child->repeat);
}

static pc_status copy_child(pc_cost *cost, const pc_child *from, pc_error *error) {
  pc_child child = *from;
  if (from->repeat && !(child.repeat = pc_repeat_copy(cost->ctx, from->repeat))) return pc_no_memory(cost->ctx, error);
  if (from->amount) pc_expr_ref(from->amount);
  if (from->cost) pc_cost_ref(from->cost);
  cost->children[cost->n++] = child;
  return PC_OK;
}

static void drop_children(pc_cost *cost, size_t from) {
  pc_cost *dying = NULL;
  while (cost->n > from) free_child(cost->ctx, &cost->children[--cost->n], &dying);
  forget_names(cost);
}

static pc_status splice(pc_cost *cost, const pc_child *child, pc_error *error) {
  pc_status status = admit(cost, child, child->cost->n, error);
  size_t before = cost->n;
  for (size_t i = 0; i < child->cost->n && status == PC_OK; i++)
    status = copy_child(cost, &child->cost->children[i], error);
  if (status != PC_OK) {
    drop_children(cost, before);
    return status;
  }
  if (child->cost->height > cost->height) cost->height = child->cost->height;
  cost->stated |= child->cost->stated;
  cost->named |= child->cost->named;
  return PC_OK;
}

static pc_status attach(pc_cost *cost, pc_child *child, const pc_repeat *repeat, pc_error *error) {
  if (child->cost->height + 1 > cost->ctx->limits.max_depth)
    return pc_fail(error, PC_LIMIT, "nodes nest deeper than %zu (raise --max-depth)", cost->ctx->limits.max_depth);
  if (repeat && !(child->repeat = pc_repeat_copy(cost->ctx, repeat))) return pc_no_memory(cost->ctx, error);
  pc_status status = admit(cost, child, 1, error);
  if (status != PC_OK) {
    pc_repeat_free(cost->ctx, child->repeat);
    return status;
  }
  pc_cost_ref(child->cost);
  note(cost, child);
  cost->children[cost->n++] = *child;
  return PC_OK;
}

pc_status pc_cost_put_cost(pc_cost *cost, pc_metric_set metrics, const char *name, const char *description,
                           pc_cost *child, const pc_repeat *repeat, pc_error *error) {
  pc_child added = { .name = name, .description = description, .metrics = metrics, .cost = child };
  forget_names(child);
  if (repeat && pc_repeat_is_once(repeat)) repeat = NULL;
  if (!repeat && !*name && metrics == PC_METRIC_ALL) return splice(cost, &added, error);
  return attach(cost, &added, repeat, error);
}

pc_status pc_cost_add_cost(pc_cost *cost, pc_metric_set metrics, const char *name, const char *description,
                           pc_cost *child, const pc_repeat *repeat, pc_error *error) {
  pc_status status = intern_both(&name, &description, cost->ctx, error);
  return status == PC_OK ? pc_cost_put_cost(cost, metrics, name, description, child, repeat, error) : status;
}
