/* Two trees node by node: nodes of one path are a pair. */
#include "algebra/algebra.h"
#include "report/diff.h"
#include <string.h>

/* Two nodes of one path whose children are to be paired; either may be NULL. */
typedef struct step {
  const pc_tree_node *left, *right;
  const char *path;
} step;

typedef struct walk {
  pc_context *ctx;
  pc_difference *d;
  const pc_comparison_options *options;
  pc_arena *arena;
  step *steps; /* a stack */
  size_t n, capacity;
} walk;

pc_node_state pc_node_pair_state(const pc_node_pair *p) {
  if (!p->right) return PC_NODE_LEFT;
  if (!p->left) return PC_NODE_RIGHT;
  if (p->verdict == PC_UNDECIDED) return PC_NODE_UNKNOWN;
  return p->verdict == PC_EQUAL ? PC_NODE_SAME : PC_NODE_DIFFERS;
}

static const pc_tree_node *child_named(const pc_tree_node *node, const char *name) {
  for (size_t i = 0; node && i < node->n; i++)
    if (!strcmp(node->children[i].name, name)) return &node->children[i];
  return NULL;
}

/* A name as a path spells it. */
static void add_name(pc_buffer *out, const char *name) {
  if (*name && !strpbrk(name, "/,\"")) {
    pc_buffer_adds(out, name);
    return;
  }
  pc_buffer_adds(out, "\"");
  for (const char *p = name; *p; p++) pc_buffer_addf(out, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
  pc_buffer_adds(out, "\"");
}

static pc_status push(walk *w, const pc_tree_node *left, const pc_tree_node *right, const char *above,
                      pc_error *error) {
  pc_buffer path = { .ctx = w->ctx };
  if (*above) pc_buffer_addf(&path, "%s/", above);
  add_name(&path, left ? left->name : right->name);
  char *copy = path.failed ? NULL : pc_arena_copy(w->arena, path.text, path.length + 1);
  pc_buffer_clear(&path);
  void *steps = w->steps;
  if (!copy || !pc_grow(w->ctx, &steps, &w->capacity, w->n, sizeof *w->steps)) return pc_no_memory(w->ctx, error);
  w->steps = steps;
  w->steps[w->n++] = (step) { left, right, copy };
  return PC_OK;
}

static pc_status note(walk *w, const step *s, pc_error *error) {
  pc_difference *d = w->d;
  void *nodes = d->nodes;
  if (!pc_grow(w->ctx, &nodes, &d->node_capacity, d->node_count, sizeof *d->nodes)) return pc_no_memory(w->ctx, error);
  d->nodes = nodes;
  pc_node_pair *pair = &d->nodes[d->node_count++];
  *pair = (pc_node_pair) { .path = s->path };
  pc_status status = s->left && s->left->totals[0] ? pc_expr_renew(&pair->left, s->left->totals[0], error) : PC_OK;
  if (!status && s->right && s->right->totals[0]) status = pc_expr_renew(&pair->right, s->right->totals[0], error);
  if (!status && pair->left && pair->right)
    status = pc_verdict_of(&pair->verdict, pair->left, pair->right, w->options, error);
  return status;
}

/* Children come off the stack in their order: the last one goes on first. */
static pc_status push_children(walk *w, const step *s, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = s->right ? s->right->n : 0; i-- > 0 && !status;)
    if (!child_named(s->left, s->right->children[i].name))
      status = push(w, NULL, &s->right->children[i], s->path, error);
  for (size_t i = s->left ? s->left->n : 0; i-- > 0 && !status;) {
    const pc_tree_node *child = &s->left->children[i];
    status = push(w, child, child_named(s->right, child->name), s->path, error);
  }
  return status;
}

pc_status pc_difference_walk(pc_difference *d, pc_arena *arena, const pc_tree *left, const pc_tree *right,
                             const pc_comparison_options *options, pc_error *error) {
  walk w = { .ctx = left->ctx, .d = d, .options = options, .arena = arena };
  step root = { &left->root, &right->root, "" };
  pc_status status = push_children(&w, &root, error);
  while (!status && w.n) {
    step s = w.steps[--w.n];
    status = note(&w, &s, error);
    if (!status) status = push_children(&w, &s, error);
  }
  pc_free(w.ctx, w.steps, w.capacity * sizeof *w.steps);
  return status;
}
