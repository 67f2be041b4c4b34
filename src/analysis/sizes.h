/* Inside of the comparison with a checkpoint: what is known of its tensors, and those that are told by their size. */
#ifndef PC_SIZES_H
#define PC_SIZES_H

#include "analysis/alignment.h"
#include "analysis/verify.h"

/* What was found of a slot. */
typedef struct pc_slot_found {
  uint64_t values; /* stored ones */
  size_t tensors;
  unsigned bits;   /* of integers that all of them are; 0: they are not */
  unsigned packed; /* values in each stored one */
  size_t match;    /* or PC_NOWHERE */
  bool unknown;    /* what stands in its place is packed */
} pc_slot_found;

typedef struct pc_matching {
  const pc_checkpoint *checkpoint;
  const pc_outline *outline;
  pc_aligned *aligned; /* of each tensor */
  pc_fate *fates;
  size_t *matches; /* of each tensor, where it is sized */
  pc_slot_found *slots;
  pc_verification *out;
} pc_matching;

/* Whether integers of so many bits can hold so many values each. */
bool pc_can_pack(unsigned bits, uint64_t values);
/* Decides for tensors that are unexpected, and finds slots for them. */
pc_status pc_match_sizes(pc_matching *m, pc_error *error);
/* Fills the folds of the verification, once all fates are known. */
pc_status pc_fold_tensors(pc_matching *m, pc_error *error);

#endif
