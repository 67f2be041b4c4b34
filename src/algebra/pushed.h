/* What is in an accumulator: shared by pushing and by combining. */
#ifndef PC_PUSHED_H
#define PC_PUSHED_H

#include "algebra/internal.h"

typedef struct pc_entry {
  fmpz num, den;
  uint32_t hash; /* once there is a table */
  uint32_t n;    /* factors */
  size_t at;     /* in the pool */
} pc_entry;

/* The hash stands here too: most that miss need not look at the entry. */
typedef struct pc_slot {
  uint32_t entry; /* + 1, or 0 */
  uint32_t hash;
} pc_slot;

struct pc_accumulator {
  pc_context *ctx;
  pc_entry *entries;
  size_t count, capacity;
  pc_factor *pool;
  size_t pooled, pool_capacity;
  pc_slot *slots;
  size_t slot_count;
  bool hashed;  /* the table is in use */
  bool doubles; /* a monomial may stand in two entries */
  pc_expr **quotients;
  size_t quotient_count, quotient_capacity;
};

/* Adds a view, times the term `times` where it is not NULL. */
pc_status pc_accumulate_view(pc_accumulator *sum, const pc_view *view, const pc_term *times, pc_error *error);
/* The sum of the entries. */
pc_status pc_entries_combine(pc_expr **out, pc_accumulator *sum, pc_error *error);

#endif
