/* Columns in .npy files, one symbol each. */
#ifndef PC_NPY_H
#define PC_NPY_H

#include "sweep/source.h"

/* Whether a binding names a file: "d=@d.npy". */
bool pc_is_npy_binding(const char *binding);
/* Bindings "NAME=@FILE", "-" for standard input: arrays of one dimension and of equal length, of whole numbers of 8 to
 * 64 bits in either order of bytes. */
pc_status pc_npy_open(pc_row_source **out, pc_context *ctx, const char *const *bindings, size_t count, int wake,
                      pc_error *error);

#endif
