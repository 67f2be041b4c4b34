/* A graph as a cost tree: a node for each module, a leaf for each distinct call, parameters and buffers in the modules
 * that own them. */
#ifndef PC_GRAPH_TREE_H
#define PC_GRAPH_TREE_H

#include "graph/price.h"

typedef struct pc_graph_tree pc_graph_tree;

typedef struct pc_graph_tree_options {
  pc_price_call *price;
  void *user;
  pc_metric_set params, buffers; /* the metrics that count elements of parameters and of buffers; 0: none does */
  bool fold; /* sibling modules named alike but for a number that goes up by one, which cost the same, are one node */
} pc_graph_tree_options;

/* The graph is borrowed. */
pc_status pc_graph_tree_new(pc_graph_tree **out, pc_graph *graph, const pc_graph_tree_options *options,
                            pc_error *error);
void pc_graph_tree_free(pc_graph_tree *tree);

/* pc_region_cost; `user` is the pc_graph_tree. The main body is a body, too. Calls of one price in one module are one
 * leaf, so many times; leaves are named as the operation is, without namespace and overload, and numbered where that is
 * not enough. PC_INPUT when bodies call one another in a circle. */
pc_status pc_graph_tree_region(void *user, pc_cost **out, pc_region *region, pc_error *error);

/* The module that a node counts for, NULL for the program itself: its own, or where the graph has no module stacks what
 * the modules of the nodes around it have in common. `*modules` has one for each node, or is NULL when no node has one;
 * it is freed with pc_free. */
pc_status pc_region_modules(const pc_graph_module ***modules, pc_graph *graph, const pc_region *region,
                            pc_error *error);

/* "mm" of "aten::mm.default"; interned, or NULL without memory. */
const char *pc_operation_short_name(pc_context *ctx, const char *name);

#endif
