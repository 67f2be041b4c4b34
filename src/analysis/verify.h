/* A checkpoint against a cost tree: how many values each part should have, and how many there are. */
#ifndef PC_VERIFY_H
#define PC_VERIFY_H

#include "analysis/checkpoint.h"
#include "analysis/outline.h"

/* What becomes of a tensor. */
typedef enum pc_fate {
  PC_FATE_PARAMETER,  /* it stands where the tree expects it */
  PC_FATE_SIZED,      /* not by name, but by size: it and its like have as many values as are missing there */
  PC_FATE_PACKED,     /* integers in place of what is missing, which may hold several values each */
  PC_FATE_BUFFER,     /* not trained */
  PC_FATE_COPY,       /* of tied weights that are counted elsewhere */
  PC_FATE_UNEXPECTED, /* nothing expects it: it counts */
  PC_FATES
} pc_fate;

typedef enum pc_group_state {
  PC_GROUP_EQUAL,
  PC_GROUP_SIZED,   /* equal with its neighbours, by size */
  PC_GROUP_PACKED,  /* not known */
  PC_GROUP_MISSING, /* nothing is there */
  PC_GROUP_DIFFERS
} pc_group_state;

/* A node with its own tensors, or a tensor. */
typedef struct pc_group {
  const char *path;
  pc_expr *times, *each;     /* copies, and the values of one; NULL where copies differ */
  pc_expr *expected, *found; /* values; found: NULL where it is not known */
  size_t tensors;
  pc_group_state state;
} pc_group;

/* Tensors of one name, but for the numbers in it. */
typedef struct pc_fold {
  const char *name; /* "h.*.attn.bias" */
  pc_fate fate;
  size_t match; /* of sized ones: the match */
  size_t count;
  uint64_t values; /* of all */
  const char *dtype;
  const uint64_t *shape; /* of each, where they are alike */
  size_t rank;
  bool alike;
} pc_fold;

/* What slots lack, where that is as many values as there are in tensors that no slot is named after. */
typedef struct pc_size_match {
  const char *path; /* of the node that all of them are in */
  uint64_t values;
  unsigned packed; /* values in each integer that is stored; 1: none are packed */
} pc_size_match;

/* A slot that differs, or one of a match. */
typedef struct pc_odd_slot {
  const char *path;
  size_t match; /* or PC_NOWHERE */
  pc_expr *expected, *found;
  pc_expr *copies; /* tensors that are expected; NULL where that is not known */
  size_t tensors;
} pc_odd_slot;

typedef struct pc_verification {
  pc_context *ctx;
  pc_arena arena;
  pc_status verdict; /* PC_OK: equal; PC_NO; PC_UNKNOWN: it hangs on what is packed */
  pc_expr *expected, *found, *difference;
  size_t tensors;  /* of parameters */
  unsigned packed; /* values in each integer of weights that were found by name; 1: none are packed */
  pc_group *groups;
  size_t group_count;
  pc_fold *folds; /* by fate, then by name; parameters are left out */
  size_t fold_count, fold_capacity;
  pc_size_match *matches;
  size_t match_count, match_capacity;
  pc_odd_slot *slots;
  size_t slot_count, slot_capacity;
} pc_verification;

/* Compares. `metrics` as for an outline; the tree's first metric must be a number everywhere. `rules` has a leaf for
 * each name that nothing but buffers bear. PC_LIMIT where there are more than 2^63 values. */
pc_status pc_verify(pc_verification *out, const pc_checkpoint *checkpoint, const pc_tree *tree,
                    const int metrics[PC_STORED_KINDS], const pc_tree *rules, pc_error *error);
void pc_verification_clear(pc_verification *v);

#endif
