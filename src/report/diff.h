/* Inside: what a comparison's report holds. */
#ifndef PC_REPORT_DIFF_H
#define PC_REPORT_DIFF_H

#include "analysis/diff.h"
#include "lang/model.h"

/* A node of either tree; NULL: that one has no such node. */
typedef struct pc_node_pair {
  const char *path; /* in the report's arena */
  pc_expr *left, *right;
  pc_verdict verdict; /* where there are both */
} pc_node_pair;

typedef struct pc_difference {
  const char *names[2];
  const char *metric;
  pc_comparison comparison;
  pc_box box;
  bool tree;
  pc_node_pair *nodes; /* in the order of the left tree, then what only the right one has, node by node */
  size_t node_count, node_capacity;
} pc_difference;

typedef enum pc_node_state {
  PC_NODE_SAME,
  PC_NODE_LEFT,
  PC_NODE_RIGHT,
  PC_NODE_DIFFERS,
  PC_NODE_UNKNOWN
} pc_node_state;
pc_node_state pc_node_pair_state(const pc_node_pair *pair);

void pc_difference_clear(pc_context *ctx, pc_difference *d);

/* diff_tree.c: fills the nodes from two trees of one metric. */
pc_status pc_difference_walk(pc_difference *d, pc_arena *arena, const pc_tree *left, const pc_tree *right,
                             const pc_comparison_options *options, pc_error *error);

#endif
