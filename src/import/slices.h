/* Inside src/import: a table of pieces of a text. Each new piece gets the next number, from 0; what belongs to it
 * stands in the reader's own arrays. The text must outlive the table. */
#ifndef PC_SLICES_H
#define PC_SLICES_H

#include "base/base.h"

typedef struct pc_slice_entry {
  const char *text;
  uint32_t length, hash;
  uint32_t epoch; /* entries of another epoch than the table's are free */
  uint32_t number;
} pc_slice_entry;

/* Zero-initialise. */
typedef struct pc_slices {
  pc_slice_entry *entries;
  size_t size; /* a power of two, or 0 */
  uint32_t count;
  uint32_t epoch;
  uint64_t seed;
} pc_slices;

#define PC_NO_SLICE UINT32_MAX

/* The number of a piece, or PC_NO_SLICE. */
uint32_t pc_slices_find(const pc_slices *slices, const char *text, size_t length);
/* The number of a piece, which is `slices->count - 1` now if it is new; PC_NO_SLICE without memory. */
uint32_t pc_slices_add(pc_slices *slices, pc_context *ctx, const char *text, size_t length);
/* Forgets all pieces in no time; numbers start at 0 again. */
void pc_slices_forget(pc_slices *slices);
void pc_slices_clear(pc_slices *slices, pc_context *ctx);

#endif
