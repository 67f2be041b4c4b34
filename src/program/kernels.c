/* The loops. They are compiled for several processors, and simple enough for a compiler to use their vectors. */
#include "program/kernels.h"
#include "program/four.h"

typedef int64_t one;
typedef pc_int128 __attribute__((may_alias)) two; /* is read as limbs, too */
typedef pc_four four;

/* Rows of VALUE in x and y. A step of 0 takes one y for all rows. */
#define KERNEL(NAME, R, X, Y, Y_STEP, VALUE)                                                                           \
  static uint64_t NAME(void *restrict out, const void *a, const void *b, const void *c, size_t n) {                    \
    R *restrict r = out;                                                                                               \
    const X *xs = a;                                                                                                   \
    const Y *ys = b;                                                                                                   \
    (void)c;                                                                                                           \
    for (size_t i = 0; i < n; i++) {                                                                                   \
      const X x = xs[i];                                                                                               \
      const Y y = ys[i * Y_STEP];                                                                                      \
      r[i] = VALUE;                                                                                                    \
    }                                                                                                                  \
    return 0;                                                                                                          \
  }

/* x * y + z */
#define FUSED(NAME, R, X, Y, Y_STEP, Z, Z_STEP, VALUE)                                                                 \
  static uint64_t NAME(void *restrict out, const void *a, const void *b, const void *c, size_t n) {                    \
    R *restrict r = out;                                                                                               \
    const X *xs = a;                                                                                                   \
    const Y *ys = b;                                                                                                   \
    const Z *zs = c;                                                                                                   \
    for (size_t i = 0; i < n; i++) {                                                                                   \
      const X x = xs[i];                                                                                               \
      const Y y = ys[i * Y_STEP];                                                                                      \
      const Z z = zs[i * Z_STEP];                                                                                      \
      r[i] = VALUE;                                                                                                    \
    }                                                                                                                  \
    return 0;                                                                                                          \
  }

/* One operand. */
#define COPY(NAME, R, X, X_STEP, VALUE)                                                                                \
  static uint64_t NAME(void *restrict out, const void *a, const void *b, const void *c, size_t n) {                    \
    R *restrict r = out;                                                                                               \
    const X *xs = a;                                                                                                   \
    (void)b, (void)c;                                                                                                  \
    for (size_t i = 0; i < n; i++) {                                                                                   \
      const X x = xs[i * X_STEP];                                                                                      \
      r[i] = VALUE;                                                                                                    \
    }                                                                                                                  \
    return 0;                                                                                                          \
  }

/* As KERNEL, with trouble where TROUBLE holds; the value is then 0. */
#define CHECKED(NAME, R, X, TROUBLE, VALUE)                                                                            \
  static uint64_t NAME(void *restrict out, const void *a, const void *b, const void *c, size_t n) {                    \
    R *restrict r = out;                                                                                               \
    const X *xs = a, *ys = b;                                                                                          \
    uint64_t trouble = 0;                                                                                              \
    (void)c;                                                                                                           \
    for (size_t i = 0; i < n; i++) {                                                                                   \
      const X x = xs[i], y = ys[i];                                                                                    \
      bool bad = TROUBLE;                                                                                              \
      trouble |= bad;                                                                                                  \
      r[i] = bad ? (R) { 0 } : VALUE;                                                                                  \
    }                                                                                                                  \
    return trouble;                                                                                                    \
  }

/* ---- one limb; sums wrap around where only the end fits ---- */

#define ADD(x, y) ((one)((uint64_t)(x) + (uint64_t)(y)))
#define SUB(x, y) ((one)((uint64_t)(x) - (uint64_t)(y)))
#define MUL(x, y) ((one)((uint64_t)(x) * (uint64_t)(y)))

COPY(fill_1, one, one, 0, x)
KERNEL(add_11, one, one, one, 1, ADD(x, y))
KERNEL(add_1s, one, one, one, 0, ADD(x, y))
KERNEL(sub_11, one, one, one, 1, SUB(x, y))
KERNEL(from_1s, one, one, one, 0, SUB(y, x))
KERNEL(mul_11, one, one, one, 1, MUL(x, y))
KERNEL(mul_1s, one, one, one, 0, MUL(x, y))
FUSED(fused_111, one, one, one, 1, one, 1, ADD(MUL(x, y), z))
FUSED(fused_1s1, one, one, one, 0, one, 1, ADD(MUL(x, y), z))
FUSED(fused_11s, one, one, one, 1, one, 0, ADD(MUL(x, y), z))
FUSED(fused_1ss, one, one, one, 0, one, 0, ADD(MUL(x, y), z))
KERNEL(shift_1, one, one, one, 0, x >> y)
KERNEL(and_1, one, one, one, 1, x &y)
KERNEL(or_1, one, one, one, 1, x | y)
COPY(not_1, one, one, 1, x ^ 1)

/* ---- two limbs ---- */

#define ADD_2(x, y) ((two)((pc_uint128)(x) + (pc_uint128)(y)))
#define SUB_2(x, y) ((two)((pc_uint128)(x) - (pc_uint128)(y)))
#define MUL_2(x, y) ((two)((pc_uint128)(two)(x) * (pc_uint128)(two)(y)))

COPY(fill_2, two, two, 0, x)
COPY(widen_12, two, one, 1, x)
KERNEL(add_2_11, two, one, one, 1, (two)x + y)
KERNEL(add_2_21, two, two, one, 1, ADD_2(x, (two)y))
KERNEL(add_2_22, two, two, two, 1, ADD_2(x, y))
KERNEL(sub_2_22, two, two, two, 1, SUB_2(x, y))
KERNEL(mul_2_11, two, one, one, 1, (two)x *y)
KERNEL(mul_2_21, two, two, one, 1, MUL_2(x, y))
KERNEL(mul_2_22, two, two, two, 1, MUL_2(x, y))
FUSED(fused_2_111, two, one, one, 1, one, 1, ADD_2((two)x *y, (two)z))
FUSED(fused_2_112, two, one, one, 1, two, 1, ADD_2((two)x *y, z))
FUSED(fused_2_211, two, two, one, 1, one, 1, ADD_2(MUL_2(x, y), (two)z))
FUSED(fused_2_212, two, two, one, 1, two, 1, ADD_2(MUL_2(x, y), z))
FUSED(fused_2_222, two, two, two, 1, two, 1, ADD_2(MUL_2(x, y), z))

/* ---- four limbs ---- */

#define LIMBS(x) ((const uint64_t[2]) { (uint64_t)(x), (uint64_t)((pc_uint128)(x) >> 64) })
#define LIMB(x) ((const uint64_t[1]) { (uint64_t)(x) })

COPY(fill_4, four, four, 0, x)
COPY(widen_14, four, one, 1, pc_four_of(x))
COPY(widen_24, four, two, 1, pc_four_of(x))
KERNEL(add_4, four, four, four, 1, pc_four_add(&x, &y))
KERNEL(sub_4, four, four, four, 1, pc_four_sub(&x, &y))
KERNEL(mul_4, four, four, four, 1, pc_four_mul(x.w, 4, y.w, 4))
KERNEL(mul_4_21, four, two, one, 1, pc_four_mul(LIMBS(x), 2, LIMB(y), 1))
KERNEL(mul_4_22, four, two, two, 1, pc_four_mul(LIMBS(x), 2, LIMBS(y), 2))
KERNEL(mul_4_41, four, four, one, 1, pc_four_mul(x.w, 4, LIMB(y), 1))
KERNEL(mul_4_42, four, four, two, 1, pc_four_mul(x.w, 4, LIMBS(y), 2))

/* ---- all lengths ---- */

static inline one floor_1(one a, one b) {
  one quotient = a / b, rest = a % b;
  return quotient - (rest != 0 && (rest < 0) != (b < 0));
}

static inline two floor_2(two a, two b) {
  two quotient = a / b, rest = a - quotient * b;
  return quotient - (rest != 0 && (rest < 0) != (b < 0));
}

static inline four floor_4(const four *a, const four *b) {
  bool whole;
  return pc_four_floor(a, b, &whole);
}

static inline bool divides_4(const four *a, const four *b) {
  bool whole = pc_four_zero(b);
  if (!pc_four_zero(a)) pc_four_floor(b, a, &whole);
  return whole;
}

/* The lowest number over -1 is one too long: it stands in a longer lane. */
#define LEFT_OVER(x, y) ((y) != -1 && (x) % (y) != 0)
#define DIVIDES(x, y) ((x) == 0 ? (y) == 0 : !LEFT_OVER(y, x))

CHECKED(floor_of_1, one, one, y == 0, floor_1(x, y))
CHECKED(floor_of_2, two, two, y == 0, floor_2(x, y))
CHECKED(floor_of_4, four, four, pc_four_zero(&y), floor_4(&x, &y))
CHECKED(exact_1, one, one, y == 0 || LEFT_OVER(x, y), x / y)
CHECKED(exact_2, two, two, y == 0 || LEFT_OVER(x, y), x / y)
CHECKED(exact_4, four, four, pc_four_zero(&y) || !divides_4(&y, &x), floor_4(&x, &y))
KERNEL(max_1, one, one, one, 1, x < y ? y : x)
KERNEL(max_2, two, two, two, 1, x < y ? y : x)
KERNEL(max_4, four, four, four, 1, pc_four_less(&x, &y) ? y : x)
KERNEL(min_1, one, one, one, 1, y < x ? y : x)
KERNEL(min_2, two, two, two, 1, y < x ? y : x)
KERNEL(min_4, four, four, four, 1, pc_four_less(&y, &x) ? y : x)
COPY(abs_1, one, one, 1, x < 0 ? SUB(0, x) : x)
COPY(abs_2, two, two, 1, x < 0 ? SUB_2(0, x) : x)
COPY(abs_4, four, four, 1, pc_four_negative(&x) ? pc_four_negate(&x) : x)
CHECKED(signed_1, one, one, y == 0, y < 0 ? SUB(0, x) : x)
CHECKED(signed_2, two, two, y == 0, y < 0 ? SUB_2(0, x) : x)
CHECKED(signed_4, four, four, pc_four_zero(&y), pc_four_negative(&y) ? pc_four_negate(&x) : x)
KERNEL(less_1, one, one, one, 1, x < y)
KERNEL(less_2, one, two, two, 1, x < y)
KERNEL(less_4, one, four, four, 1, pc_four_less(&x, &y))
KERNEL(equal_1, one, one, one, 1, x == y)
KERNEL(equal_2, one, two, two, 1, x == y)
KERNEL(equal_4, one, four, four, 1, pc_four_equal(&x, &y))
KERNEL(divides_1, one, one, one, 1, DIVIDES(x, y))
KERNEL(divides_2, one, two, two, 1, DIVIDES(x, y))
KERNEL(divides_of_4, one, four, four, 1, divides_4(&x, &y))

/* The odd parts of both agree where the quotient is a power of two. */
#define ZEROS(x) __builtin_ctzll((uint64_t)(x))
CHECKED(log2_1, one, one, x == 0 || y == 0 || x >> ZEROS(x) != y >> ZEROS(y), ZEROS(x) - ZEROS(y))

/* ---- columns ---- */

static void scan(int64_t *least, int64_t *greatest, int64_t *restrict out, const uint64_t *values, size_t stride,
                 size_t n) {
  int64_t low = (int64_t)values[0], high = low;
  if (out) {
    for (size_t i = 0; i < n; i++) out[i] = (int64_t)values[i * stride];
    values = (const uint64_t *)out;
  }
  for (size_t i = 0; i < n; i++) {
    int64_t value = (int64_t)values[i];
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  *least = low;
  *greatest = high;
}

static size_t pack(uint8_t *restrict out, const int64_t *values, size_t n) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) {
    out[i] = (uint8_t)values[i];
    count += (size_t)values[i];
  }
  return count;
}

#ifndef PC_KERNELS
#define PC_KERNELS pc_kernels_base
#define PC_KERNELS_NAME "base"
#endif

const pc_kernels PC_KERNELS = {
  .name = PC_KERNELS_NAME,
  .scan = scan,
  .pack = pack,
  .run = {
    [PC_FILL_1] = fill_1,
    [PC_FILL_2] = fill_2,
    [PC_FILL_4] = fill_4,
    [PC_WIDEN_12] = widen_12,
    [PC_WIDEN_14] = widen_14,
    [PC_WIDEN_24] = widen_24,
    [PC_ADD_11] = add_11,
    [PC_ADD_1S] = add_1s,
    [PC_SUB_11] = sub_11,
    [PC_FROM_1S] = from_1s,
    [PC_MUL_11] = mul_11,
    [PC_MUL_1S] = mul_1s,
    [PC_FUSED_111] = fused_111,
    [PC_FUSED_1S1] = fused_1s1,
    [PC_FUSED_11S] = fused_11s,
    [PC_FUSED_1SS] = fused_1ss,
    [PC_ADD_2_11] = add_2_11,
    [PC_ADD_2_21] = add_2_21,
    [PC_ADD_2_22] = add_2_22,
    [PC_SUB_2_22] = sub_2_22,
    [PC_MUL_2_11] = mul_2_11,
    [PC_MUL_2_21] = mul_2_21,
    [PC_MUL_2_22] = mul_2_22,
    [PC_FUSED_2_111] = fused_2_111,
    [PC_FUSED_2_112] = fused_2_112,
    [PC_FUSED_2_211] = fused_2_211,
    [PC_FUSED_2_212] = fused_2_212,
    [PC_FUSED_2_222] = fused_2_222,
    [PC_ADD_4] = add_4,
    [PC_SUB_4] = sub_4,
    [PC_MUL_4] = mul_4,
    [PC_MUL_4_21] = mul_4_21,
    [PC_MUL_4_22] = mul_4_22,
    [PC_MUL_4_41] = mul_4_41,
    [PC_MUL_4_42] = mul_4_42,
    [PC_SHIFT_1] = shift_1,
    [PC_FLOOR_1] = floor_of_1,
    [PC_FLOOR_2] = floor_of_2,
    [PC_FLOOR_4] = floor_of_4,
    [PC_EXACT_1] = exact_1,
    [PC_EXACT_2] = exact_2,
    [PC_EXACT_4] = exact_4,
    [PC_MAX_1] = max_1,
    [PC_MAX_2] = max_2,
    [PC_MAX_4] = max_4,
    [PC_MIN_1] = min_1,
    [PC_MIN_2] = min_2,
    [PC_MIN_4] = min_4,
    [PC_ABS_1] = abs_1,
    [PC_ABS_2] = abs_2,
    [PC_ABS_4] = abs_4,
    [PC_SIGNED_1] = signed_1,
    [PC_SIGNED_2] = signed_2,
    [PC_SIGNED_4] = signed_4,
    [PC_LESS_1] = less_1,
    [PC_LESS_2] = less_2,
    [PC_LESS_4] = less_4,
    [PC_EQUAL_1] = equal_1,
    [PC_EQUAL_2] = equal_2,
    [PC_EQUAL_4] = equal_4,
    [PC_DIVIDES_1] = divides_1,
    [PC_DIVIDES_2] = divides_2,
    [PC_DIVIDES_4] = divides_of_4,
    [PC_LOG2_1] = log2_1,
    [PC_AND_1] = and_1,
    [PC_OR_1] = or_1,
    [PC_NOT_1] = not_1,
  },
};
