/* A cost tree as checkpoints see it: the tensors that it expects, in groups, by paths without transparent nodes. */
#ifndef PC_OUTLINE_H
#define PC_OUTLINE_H

#include "analysis/names.h"
#include "cost/cost.h"
#include "cost/lookup.h"

#define PC_NOWHERE SIZE_MAX

/* What amounts stand for: trained values, others that a checkpoint may hold, tied ones that it may hold again. */
typedef enum pc_stored_kind {
  PC_STORED_PARAMETERS,
  PC_STORED_BUFFERS,
  PC_STORED_COPIES,
  PC_STORED_KINDS
} pc_stored_kind;

/* Tensors of one name, but for the numbers of copies in it. */
typedef struct pc_outline_slot {
  size_t place, group;
  pc_expr *expected; /* of parameters, all copies; NULL: it is no parameter */
  pc_expr *each;     /* of one copy; NULL where copies differ */
  uint64_t wanted;   /* `expected` where it is a whole number that fits, which `counted` says */
  bool counted;
  bool buffers, copies; /* it may be stored as such */
  const char *key;      /* words, joined by dots */
  size_t n;             /* words */
  pc_name_number *numbers;
  size_t number_count;
  size_t loose; /* leading words that names may lack: those above the first repeated node */
} pc_outline_slot;

/* A path of nodes. */
typedef struct pc_outline_place {
  const char *path; /* "transformer/h/attn"; interned */
  size_t parent, slot;
} pc_outline_place;

typedef struct pc_outline {
  pc_context *ctx;
  pc_arena arena;
  pc_outline_place *places; /* parents come before what is in them; the first one is the root */
  size_t place_count, place_capacity;
  pc_outline_slot *slots;
  size_t slot_count, slot_capacity;
  size_t *groups; /* places; a node all of whose children are leaves is a group, and any other leaf */
  size_t group_count, group_capacity;
  pc_suffixes ends;   /* of the keys of slots */
  pc_suffixes starts; /* keys of places */
} pc_outline;

/* The tree's metrics are those of the kinds, in their order; a metric number of -1: the model has none such. `tree`
 * must outlive the outline. */
pc_status pc_outline_make(pc_outline *out, const pc_tree *tree, const int metrics[PC_STORED_KINDS], pc_error *error);
void pc_outline_clear(pc_outline *outline);
/* The deepest place whose words the key begins with; the root where there is no other. */
size_t pc_outline_find(const pc_outline *outline, const char *key, size_t length);

#endif
