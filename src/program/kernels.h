/* Inside src/program: loops over the rows of a block, each made for numbers of certain lengths. */
#ifndef PC_KERNELS_H
#define PC_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* Numbers lie one after the other, two's complement, in 1, 2 or 4 limbs of 64 bits: the digits in a kernel's name. An S
 * is one number of one limb, the same for all rows. Sums and products are right where they fit. */
typedef enum pc_kernel_id {
  PC_FILL_1, /* copies of S */
  PC_FILL_2, /* of one number of two limbs */
  PC_FILL_4,
  PC_WIDEN_12,
  PC_WIDEN_14,
  PC_WIDEN_24,
  PC_ADD_11,
  PC_ADD_1S,
  PC_SUB_11,
  PC_FROM_1S, /* S - a */
  PC_MUL_11,
  PC_MUL_1S,
  PC_FUSED_111,
  PC_FUSED_1S1,
  PC_FUSED_11S,
  PC_FUSED_1SS,
  PC_ADD_2_11, /* two limbs from one each */
  PC_ADD_2_21,
  PC_ADD_2_22,
  PC_SUB_2_22,
  PC_MUL_2_11,
  PC_MUL_2_21,
  PC_MUL_2_22,
  PC_FUSED_2_111,
  PC_FUSED_2_112,
  PC_FUSED_2_211,
  PC_FUSED_2_212,
  PC_FUSED_2_222,
  PC_ADD_4,
  PC_SUB_4,
  PC_MUL_4,
  PC_MUL_4_21, /* of what is not negative; so are the next three */
  PC_MUL_4_22,
  PC_MUL_4_41,
  PC_MUL_4_42,
  PC_SHIFT_1, /* floor(a/2^S) */
  /* From here on in three lengths: the first id is for one limb, the next ones for two and four. */
  PC_FLOOR_1,
  PC_FLOOR_2,
  PC_FLOOR_4,
  PC_EXACT_1, /* a/b; trouble where that is not whole */
  PC_EXACT_2,
  PC_EXACT_4,
  PC_MAX_1,
  PC_MAX_2,
  PC_MAX_4,
  PC_MIN_1,
  PC_MIN_2,
  PC_MIN_4,
  PC_ABS_1,
  PC_ABS_2,
  PC_ABS_4,
  PC_SIGNED_1,
  PC_SIGNED_2,
  PC_SIGNED_4,
  PC_LESS_1, /* the answer takes one limb; so it does for all that follow */
  PC_LESS_2,
  PC_LESS_4,
  PC_EQUAL_1,
  PC_EQUAL_2,
  PC_EQUAL_4,
  PC_DIVIDES_1,
  PC_DIVIDES_2,
  PC_DIVIDES_4,
  PC_LOG2_1,
  PC_AND_1,
  PC_OR_1,
  PC_NOT_1,
  PC_KERNEL_COUNT
} pc_kernel_id;

/* Computes n rows of `out`, which none of the operands overlaps; a kernel of two operands does not look at c. Not 0:
 * there is trouble with a row, such as a divisor of 0, and the rows are to be computed one by one. */
typedef uint64_t pc_kernel(void *restrict out, const void *a, const void *b, const void *c, size_t n);

/* The least and the greatest of n numbers of one limb, `stride` limbs apart, n > 0; they are copied to `out` if that is
 * not NULL. */
typedef void pc_scan(int64_t *least, int64_t *greatest, int64_t *restrict out, const uint64_t *values, size_t stride,
                     size_t n);

/* Copies numbers that are 0 or 1, and returns how many are 1. */
typedef size_t pc_pack(uint8_t *restrict out, const int64_t *values, size_t n);

typedef struct pc_kernels {
  const char *name;
  pc_scan *scan;
  pc_pack *pack;
  pc_kernel *run[PC_KERNEL_COUNT];
} pc_kernels;

/* The loops are compiled for several processors. */
extern const pc_kernels pc_kernels_base;
#ifdef PC_KERNELS_X86
extern const pc_kernels pc_kernels_v3, pc_kernels_v4;
#endif
/* The last of those that this processor runs: index 0, 1, ...; NULL past the last. The first run anywhere. */
const pc_kernels *pc_kernels_at(size_t index);
const pc_kernels *pc_kernels_best(void);

#endif
