/* Two trees node by node: nodes of one path are a pair. */
#include "algebra/algebra.h"
#include "cost/place.h"
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

/* ---- a node around what the other tree has bare ---- */

/* The children of a node; `inner`, one of them or NULL, gives way to its own. */
typedef struct children {
  const pc_tree_node *own, *inner;
} children;

static size_t child_count(const children *c) {
  return (c->own ? c->own->n : 0) + (c->inner ? c->inner->n : 0);
}

/* NULL for `inner`. */
static const pc_tree_node *child_at(const children *c, size_t i, const pc_tree_node **parent) {
  *parent = i < c->own->n ? c->own : c->inner;
  const pc_tree_node *child = i < c->own->n ? &c->own->children[i] : &c->inner->children[i - c->own->n];
  return child == c->inner ? NULL : child;
}

static const pc_tree_node *find(const children *there, const pc_tree_node *parent, const pc_tree_node *child,
                                const pc_tree_node **where) {
  const pc_tree_node *found = partner(there->own, parent, child);
  *where = found ? there->own : there->inner;
  return found ? found : partner(there->inner, parent, child);
}

/* The partner of a child, if it is that one's, too. */
static const pc_tree_node *match(const children *here, const children *there, const pc_tree_node *parent,
                                 const pc_tree_node *child) {
  const pc_tree_node *where = NULL;
  const pc_tree_node *found = find(there, parent, child, &where);
  return found && find(here, where, found, &where) == child ? found : NULL;
}

/* Whether the other node has a child of `inner` that `node` does not have itself. */
static bool holds_child_of(const pc_tree_node *inner, const pc_tree_node *node, const pc_tree_node *other) {
  for (size_t i = 0; i < inner->n; i++) {
    const pc_tree_node *found = partner(other, inner, &inner->children[i]);
    if (found && !partner(node, other, found)) return true;
  }
  return false;
}

/* The only child that the other node lacks while it has children of it: "bert" in a program, around what a model has at
 * its root. */
static const pc_tree_node *wrapper(const pc_tree_node *node, const pc_tree_node *other) {
  const pc_tree_node *found = NULL;
  for (size_t i = 0; node && other && i < node->n; i++) {
    const pc_tree_node *child = &node->children[i];
    if (partner(other, node, child) || !holds_child_of(child, node, other)) continue;
    if (found) return NULL;
    found = child;
  }
  return found;
}

/* ---- the walk ---- */

/* The left node's path is the pair's. `inner` is a node on the way there, or NULL. */
static pc_status push(walk *w, const pc_tree_node *left, const pc_tree_node *right, const char *above,
                      const pc_tree_node *inner, pc_error *error) {
  pc_buffer path = { .ctx = w->ctx };
  if (*above) pc_buffer_addf(&path, "%s/", above);
  if (inner) pc_path_add_name(&path, inner->name);
  if (inner) pc_buffer_adds(&path, "/");
  pc_path_add_name(&path, left ? left->name : right->name);
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
  children left = { s->left, NULL }, right = { s->right, wrapper(s->right, s->left) };
  if (!right.inner) left.inner = wrapper(s->left, s->right);
  const pc_tree_node *parent = NULL;
  pc_status status = PC_OK;
  for (size_t i = child_count(&right); i-- > 0 && !status;) {
    const pc_tree_node *child = child_at(&right, i, &parent);
    if (child && !match(&right, &left, parent, child))
      status = push(w, NULL, child, s->path, parent == s->right ? NULL : parent, error);
  }
  for (size_t i = child_count(&left); i-- > 0 && !status;) {
    const pc_tree_node *child = child_at(&left, i, &parent);
    if (!child) continue;
    const pc_tree_node *inner = parent == s->left ? NULL : parent;
    status = push(w, child, match(&left, &right, parent, child), s->path, inner, error);
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
