/* The walk over shown trees. */
#include "report/walk.h"

static bool is_walked(const pc_walk *walk, const pc_tree_node *node) {
  return walk->metric < 0 || node->totals[walk->metric];
}

static size_t next_child(const pc_walk *walk, const pc_tree_node *node, size_t from) {
  while (from < node->n && !is_walked(walk, &node->children[from])) from++;
  return from;
}

static bool enter(pc_walk *walk, const pc_tree_node *node, size_t depth, bool last, pc_writer *w) {
  if (!pc_grow(walk->ctx, (void **)&walk->steps, &walk->capacity, depth, sizeof *walk->steps))
    return pc_writer_check(w, pc_no_memory(walk->ctx, w->error));
  pc_step step = { .node = node, .next = next_child(walk, node, 0), .last = last };
  step.leaf = step.next == node->n;
  walk->steps[depth] = step;
  walk->depth = depth;
  walk->entering = true;
  return true;
}

void pc_walk_start(pc_walk *walk, pc_context *ctx, const pc_tree_node *root, long metric) {
  *walk = (pc_walk) { .ctx = ctx, .root = root, .metric = metric };
}

/* From the node at hand, which was entered or whose child was left: into the next child, or out. */
static bool move(pc_walk *walk, pc_writer *w) {
  pc_step *step = &walk->steps[walk->depth];
  const pc_tree_node *node = step->node;
  if (step->next == node->n) {
    walk->entering = false;
    return true;
  }
  const pc_tree_node *child = &node->children[step->next];
  step->next = next_child(walk, node, step->next + 1);
  return enter(walk, child, walk->depth + 1, step->next == node->n, w);
}

bool pc_walk_next(pc_walk *walk, pc_writer *w) {
  if (w->status != PC_OK) return false;
  if (!walk->steps) return enter(walk, walk->root, 0, true, w);
  if (walk->entering) return move(walk, w);
  if (walk->depth == 0) return false;
  walk->depth--;
  return move(walk, w);
}

void pc_walk_end(pc_walk *walk) {
  pc_free(walk->ctx, walk->steps, walk->capacity * sizeof *walk->steps);
}
