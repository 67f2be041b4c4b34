/* A map from pointers to numbers. */
#ifndef PC_LOOKUP_H
#define PC_LOOKUP_H

#include "base/base.h"

typedef struct pc_lookup_slot {
  const void *key; /* NULL: free */
  uint64_t value;
} pc_lookup_slot;

/* Set `ctx`, zero the rest. */
typedef struct pc_lookup {
  pc_context *ctx;
  pc_lookup_slot *slots;
  size_t size; /* a power of two, or 0 */
  size_t used;
} pc_lookup;

/* The number of a key (not NULL), or NULL when there is none. */
uint64_t *pc_lookup_find(const pc_lookup *lookup, const void *key);
/* The number of a key, 0 when the key is new; good until the next key is added. NULL when memory fails. */
uint64_t *pc_lookup_add(pc_lookup *lookup, const void *key);
void pc_lookup_clear(pc_lookup *lookup);

#endif
