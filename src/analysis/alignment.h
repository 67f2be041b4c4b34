/* Which tensors of a checkpoint stand for which slots of an outline, by their names. */
#ifndef PC_ALIGNMENT_H
#define PC_ALIGNMENT_H

#include "analysis/checkpoint.h"
#include "analysis/outline.h"

/* Where a tensor was found to belong. */
typedef struct pc_aligned {
  size_t slot;  /* or PC_NOWHERE */
  size_t place; /* the deepest one on its way; of a slot the slot's */
} pc_aligned;

/* Fills one for each tensor. Names may have more or fewer leading words than paths ("bert.", "transformer/"): such a
 * difference is taken for all tensors that share it, or for none. The one that fits most slots is taken; others only
 * where none of their slots is taken yet, and where all their sizes are as expected. Buffers of programs are left out.
 */
pc_status pc_align(pc_aligned *out, const pc_checkpoint *checkpoint, const pc_outline *outline, pc_error *error);

#endif
