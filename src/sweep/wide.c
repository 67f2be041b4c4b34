/* Whole numbers of any size from decimal text. */
#include "sweep/wide.h"
#include "sweep/digits.h"
#include <string.h>

enum { DIGITS = 18 }; /* of a step */

/* limbs = limbs*factor + more */
static void multiply_add(uint64_t *limbs, size_t n, uint64_t factor, uint64_t more) {
  for (size_t i = 0; i < n; i++) {
    pc_uint128 sum = (pc_uint128)limbs[i] * factor + more;
    limbs[i] = (uint64_t)sum;
    more = (uint64_t)(sum >> 64);
  }
}

static void negate(uint64_t *limbs, size_t n) {
  bool carry = true;
  for (size_t i = 0; i < n; i++) {
    limbs[i] = ~limbs[i] + carry;
    carry = carry && limbs[i] == 0;
  }
}

static void read_limbs(uint64_t *limbs, size_t n, const char *digits, size_t length, bool negative) {
  memset(limbs, 0, n * sizeof *limbs);
  for (size_t at = 0; at < length;) {
    uint64_t step = 0, factor = 1;
    size_t stop = at + DIGITS < length ? at + DIGITS : length;
    for (; at < stop; at++, factor *= 10) step = step * 10 + (uint64_t)(digits[at] - '0');
    multiply_add(limbs, n, factor, step);
  }
  if (negative) negate(limbs, n);
}

/* Limbs that hold a number of so many digits and its sign: a digit is less than 3.33 bits. */
static size_t limbs_for(size_t digits) {
  return (digits * 333 / 100 + 2) / 64 + 1;
}

/* The upper limbs that only repeat the sign are left out. */
static size_t shortest(const uint64_t *limbs, size_t n) {
  while (n > 1 && limbs[n - 1] == (limbs[n - 2] >> 63 ? UINT64_MAX : 0)) n--;
  return n;
}

pc_status pc_wide_read(pc_wide *out, pc_arena *arena, const char *text, size_t length, pc_error *error) {
  bool negative = length && text[0] == '-';
  const char *slash = memchr(text, '/', length), *digits = text + negative;
  size_t above = (size_t)((slash ? slash : text + length) - digits), below = slash ? length - above - negative - 1 : 0;
  size_t most = arena->ctx->limits.max_bits;
  if (above * 3 > most || below * 3 > most)
    return pc_fail(error, PC_LIMIT, "a number of more than --max-bits %zu", most);
  size_t n = limbs_for(above > below ? above : below);
  out->value = pc_arena_alloc(arena, n * sizeof(uint64_t));
  out->below = slash ? pc_arena_alloc(arena, n * sizeof(uint64_t)) : NULL;
  if (!out->value || (slash && !out->below)) return pc_no_memory(arena->ctx, error);
  read_limbs(out->value, n, digits, above, negative);
  if (slash) read_limbs(out->below, n, slash + 1, below, false);
  size_t value_limbs = shortest(out->value, n), below_limbs = slash ? shortest(out->below, n) : 1;
  out->limbs = value_limbs > below_limbs ? value_limbs : below_limbs;
  return PC_OK;
}
