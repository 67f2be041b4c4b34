/* One walk over shown trees, for all printers: every node is entered, its children are walked, and it is left. */
#ifndef PC_WALK_H
#define PC_WALK_H

#include "cost/cost.h"
#include "print/writer.h"

typedef struct pc_step {
  const pc_tree_node *node;
  size_t next; /* the child that comes next */
  bool leaf;   /* no child is walked */
  bool last;   /* no brother comes after it */
} pc_step;

typedef struct pc_walk {
  pc_context *ctx;
  const pc_tree_node *root;
  long metric;    /* only nodes with this metric; negative: all */
  pc_step *steps; /* from the root to the node at hand */
  size_t depth;   /* of the node at hand; the root has 0 */
  size_t capacity;
  bool entering; /* the node at hand is being entered, or left */
} pc_walk;

void pc_walk_start(pc_walk *walk, pc_context *ctx, const pc_tree_node *root, long metric);
/* Moves on; false at the end and after a failure, which sticks to the writer. A leaf is entered and left too. */
bool pc_walk_next(pc_walk *walk, pc_writer *w);
void pc_walk_end(pc_walk *walk);

#endif
