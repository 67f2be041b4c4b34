/* Checkpoints of several files. */
#ifndef PC_SHARDS_H
#define PC_SHARDS_H

#include "analysis/checkpoint.h"

/* Adds the tensors of the files that an index names, which stand beside it. PC_INPUT when it and the files disagree. */
pc_status pc_shards_read_index(pc_checkpoint *to, const pc_source *index, pc_error *error);
/* The path of a name beside another path, or in a folder; interned. NULL when memory fails. */
const char *pc_path_beside(pc_context *ctx, const char *path, const char *name);
const char *pc_path_within(pc_context *ctx, const char *folder, const char *name);
/* What of a folder is its checkpoint: an index or a .safetensors file; where there are several such files and no index,
 * *several is set and *out is NULL. Interned. PC_INPUT when there is none. */
pc_status pc_folder_checkpoint(const char **out, bool *several, pc_context *ctx, const char *folder, pc_error *error);
/* Adds the tensors of all .safetensors files of a folder, in the order of their names. */
pc_status pc_shards_read_folder(pc_checkpoint *to, const char *folder, pc_error *error);

#endif
