/* Whole numbers of any size from decimal text, as limbs of 64 bits. */
#ifndef PC_WIDE_H
#define PC_WIDE_H

#include "base/base.h"

/* A number of a column: limbs in two's complement, the lowest first. */
typedef struct pc_wide {
  uint64_t *value, *below; /* below: the denominator, or NULL */
  size_t limbs;            /* of each; 1 or more */
} pc_wide;

/* "-12" or "5/3" as expressions print numbers; the limbs are in the arena. PC_LIMIT above max_bits. */
pc_status pc_wide_read(pc_wide *out, pc_arena *arena, const char *text, size_t length, pc_error *error);

#endif
