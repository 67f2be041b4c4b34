/* Inside src/program: between which numbers the values of a step lie in all rows of a block. */
#ifndef PC_RANGE_H
#define PC_RANGE_H

#include "program/program.h"

__extension__ typedef __int128 pc_int128;
__extension__ typedef unsigned __int128 pc_uint128;

/* lowest <= value <= highest where `bits` is at most 128. Of wider ranges only that is known: values fit into so many
 * bits, the sign among them, and whether they may be negative. */
typedef struct pc_range {
  pc_int128 lowest, highest;
  size_t bits;
  bool negative;
} pc_range;

enum { PC_RANGE_EXACT = 128 };

pc_range pc_range_of(pc_int128 lowest, pc_int128 highest);
pc_range pc_range_wide(size_t bits, bool negative);
pc_range pc_range_number(mpz_srcptr number);
/* All values are one number, `lowest`. */
static inline bool pc_range_is_point(const pc_range *a) {
  return a->bits <= PC_RANGE_EXACT && a->lowest == a->highest;
}
static inline bool pc_range_holds_zero(const pc_range *a) {
  return a->bits > PC_RANGE_EXACT || (a->lowest <= 0 && a->highest >= 0);
}
/* Where an operation's values lie, from those of its operands (c of PC_OP_FUSED only). */
pc_range pc_range_step(pc_op op, const pc_range *a, const pc_range *b, const pc_range *c);

#endif
