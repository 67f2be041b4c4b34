/* Inside of the comparison with a checkpoint: what is known of its tensors, and those that are told by their size. */
#ifndef PC_SIZES_H
#define PC_SIZES_H

#include "analysis/alignment.h"
#include "analysis/verify.h"

/* What was found of a slot. */
typedef struct pc_slot_found {
  uint64_t values;   /* stored ones, or those that integers hold where that is known */
  uint64_t integers; /* that are stored */
  size_t tensors;
  unsigned bits; /* of the integers; 1: of several widths */
  size_t match;  /* or PC_NOWHERE */
  bool unknown;  /* how many values integers hold */
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

/* How many values each of so many integers holds, when all of them hold `values`; 0: that cannot be. */
unsigned pc_packing(uint64_t integers, unsigned bits, uint64_t values);
/* Tells the width of integers from that of others: 1 where they differ. */
void pc_join_bits(unsigned *to, unsigned bits);
/* Decides for tensors that are unexpected, and finds slots for them. */
pc_status pc_match_sizes(pc_matching *m, pc_error *error);
/* Fills the folds of the verification, once all fates are known. */
pc_status pc_fold_tensors(pc_matching *m, pc_error *error);

#endif
