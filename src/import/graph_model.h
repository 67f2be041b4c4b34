/* The graph of a program as a model: read, priced by operation rules, bound. */
#ifndef PC_GRAPH_MODEL_H
#define PC_GRAPH_MODEL_H

#include "graph/graph.h"
#include <polycost/model.h>

/* Reads a program. The source is borrowed; it is gone when the graph is used. */
typedef pc_status pc_graph_read(pc_graph **out, pc_context *ctx, const pc_source *source,
                                const pc_graph_options *options, pc_error *error);

/* As pc_model_open. The rules are those of the user's files, then the shipped ones. Symbols of the program's shapes are
 * symbols of the model, and its ranges are facts. `program` is one of several in the source, from 1; 0: the first. */
pc_status pc_model_open_graph(pc_model **out, pc_context *ctx, const pc_model_options *options, const pc_source *source,
                              size_t program, pc_graph_read *read, pc_error *error);

#endif
