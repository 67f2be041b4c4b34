/* The header of a safetensors file: 8 bytes that tell its length, then JSON that tells each tensor's type, shape and
 * place in the data behind it. */
#ifndef PC_SAFETENSORS_H
#define PC_SAFETENSORS_H

#include "analysis/checkpoint.h"

enum { PC_HEADER_START = 8, PC_HEADER_MOST = 1 << 26 };

/* Adds the tensors of the file at `path`, of which nothing but the header is read. The data must be all there, or not
 * at all, which `to` counts. */
pc_status pc_safetensors_read_file(pc_checkpoint *to, const char *path, pc_error *error);
/* The same for what is in memory: a file, or its header alone. */
pc_status pc_safetensors_read(pc_checkpoint *to, const char *name, const char *bytes, size_t length, pc_error *error);

#endif
