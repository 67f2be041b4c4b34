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

/* The length of a name without what a program's equal blocks have behind it: of "layers" in "layers.0-11". */
static size_t stem_length(const char *name) {
  const char *dot = strrchr(name, '.');
  if (!dot || dot[1] < '0' || dot[1] > '9') return strlen(name);
  const char *end = dot + 1 + strspn(dot + 1, "0123456789");
  if (*end == '-' && end[1] >= '0' && end[1] <= '9') end += 1 + strspn(end + 1, "0123456789");
  return *end ? strlen(name) : (size_t)(dot - name);
}

/* The only child whose name has this stem, or NULL. */
static const pc_tree_node *child_of_stem(const pc_tree_node *node, const char *name, size_t length) {
  const pc_tree_node *found = NULL;
  for (size_t i = 0; i < node->n; i++) {
    const char *other = node->children[i].name;
    if (stem_length(other) != length || memcmp(other, name, length)) continue;
    if (found) return NULL;
    found = &node->children[i];
  }
  return found;
}

static const pc_tree_node *child_named(const pc_tree_node *node, const char *name) {
  for (size_t i = 0; i < node->n; i++)
    if (!strcmp(node->children[i].name, name)) return &node->children[i];
  return NULL;
}

/* The other tree's node that `child`, one of parent's, is compared with: that of the same name; where neither has one,
 * the only one of the same stem, if `child` is the only one of it, too. */
static const pc_tree_node *partner(const pc_tree_node *other, const pc_tree_node *parent, const pc_tree_node *child) {
  const char *name = child->name;
  if (!other) return NULL;
  const pc_tree_node *found = child_named(other, name);
  if (found) return found;
  const size_t length = stem_length(name);
  if (!child_of_stem(parent, name, length)) return NULL;
  return child_of_stem(other, name, length);
}

/* Whether a pair's children tell what the pair does not: where they have no name in common, the two trees only cut one
 * equal total differently. */
static bool is_told(const step *s, const pc_node_pair *pair) {
  if (pc_node_pair_state(pair) != PC_NODE_SAME) return false;
  for (size_t i = 0; i < s->left->n; i++)
    if (partner(s->right, s->left, &s->left->children[i])) return false;
  return true;
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
    if (!partner(s->left, s->right, &s->right->children[i]))
      status = push(w, NULL, &s->right->children[i], s->path, error);
  for (size_t i = s->left ? s->left->n : 0; i-- > 0 && !status;) {
    const pc_tree_node *child = &s->left->children[i];
    status = push(w, child, partner(s->right, s->left, child), s->path, error);
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
    if (!status && !is_told(&s, &d->nodes[d->node_count - 1])) status = push_children(&w, &s, error);
  }
  pc_free(w.ctx, w.steps, w.capacity * sizeof *w.steps);
  return status;
}
