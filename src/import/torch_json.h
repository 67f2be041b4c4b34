/* Programs that torch.export.save writes: the JSON of a .pt2 archive, or the archive. */
#ifndef PC_TORCH_JSON_H
#define PC_TORCH_JSON_H

#include "graph/graph.h"

/* Fills a new graph with the program. PC_INPUT when the text is no JSON or no exported program. Major versions 5 to 8
 * of the schema are known; of others, what is understood is read, with a warning. */
pc_status pc_torch_read_json(pc_graph *graph, const pc_source *source, pc_error *error);
pc_status pc_torch_read_archive(pc_graph *graph, const char *path, pc_error *error);

#endif
