/* Numbers of a result as text. */
#include "program/cells.h"
#include "program/range.h"
#include <string.h>

enum { LIMB_DIGITS = 20, CHUNK_DIGITS = 19 };

#define CHUNK 10000000000000000000u /* 10^CHUNK_DIGITS */

static const char PAIRS[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
    "49505152535455565758596061626364656667686970717273747576777879808182838485868788899091929394959697"
    "9899";

size_t pc_answer_room(size_t limbs) {
  return 2 * (limbs * LIMB_DIGITS + 2);
}

/* From the position of the highest bit: 1233/4096 is log10(2), a little too small. */
static size_t digits_of(uint64_t value) {
  static const uint64_t powers[] = { 0,
                                     10,
                                     100,
                                     1000,
                                     10000,
                                     100000,
                                     1000000,
                                     10000000,
                                     100000000,
                                     1000000000,
                                     10000000000,
                                     100000000000,
                                     1000000000000,
                                     10000000000000,
                                     100000000000000,
                                     1000000000000000,
                                     10000000000000000,
                                     100000000000000000,
                                     1000000000000000000,
                                     CHUNK };
  unsigned bits = 64 - (unsigned)__builtin_clzll(value | 1), least = bits * 1233 >> 12;
  return least + (value >= powers[least]);
}

static void put_eight(char *out, uint32_t value) {
  uint32_t high = value / 10000, low = value % 10000;
  memcpy(out, PAIRS + 2 * (high / 100), 2);
  memcpy(out + 2, PAIRS + 2 * (high % 100), 2);
  memcpy(out + 4, PAIRS + 2 * (low / 100), 2);
  memcpy(out + 6, PAIRS + 2 * (low % 100), 2);
}

/* Writes the last n digits of the value. */
static void put_digits(char *out, uint64_t value, size_t n) {
  for (; n >= 8; n -= 8, value /= 100000000) put_eight(out + n - 8, (uint32_t)(value % 100000000));
  uint32_t rest = (uint32_t)value;
  for (; n >= 2; n -= 2, rest /= 100) memcpy(out + n - 2, PAIRS + 2 * (rest % 100), 2);
  if (n) out[0] = (char)('0' + rest % 10);
}

static size_t unsigned_text(char *out, pc_uint128 value) {
  uint64_t high = (uint64_t)(value / CHUNK), low = (uint64_t)(value % CHUNK);
  size_t n = high ? digits_of(high) : 0;
  put_digits(out, high, n);
  size_t rest = high ? CHUNK_DIGITS : digits_of(low);
  put_digits(out + n, low, rest);
  return n + rest;
}

size_t pc_int64_text(char *out, int64_t value) {
  bool negative = value < 0;
  uint64_t magnitude = negative ? 0 - (uint64_t)value : (uint64_t)value;
  size_t n = digits_of(magnitude);
  if (negative) out[0] = '-';
  put_digits(out + negative, magnitude, n);
  return negative + n;
}

/* At most 128 bits: both halves in decimal fit a limb, for 2^127 < 10^19 * 2^64. */
static bool short_text(char *out, size_t *length, const pc_answer *a) {
  uint64_t halves[2];
  if (!pc_answer_int128(halves, a)) return false;
  bool negative = halves[1] >> 63;
  pc_uint128 value = (pc_uint128)halves[1] << 64 | halves[0], magnitude = negative ? 0 - value : value;
  if (negative) out[0] = '-';
  *length = negative + unsigned_text(out + negative, magnitude);
  return true;
}

static size_t long_text(char *out, const pc_answer *a) {
  mpz_t number;
  mpz_init(number);
  pc_limbs_read(number, a->value, a->limbs);
  mpz_get_str(out, 10, number);
  mpz_clear(number);
  return strlen(out);
}

static size_t whole_text(char *out, const uint64_t *value, size_t limbs) {
  const pc_answer answer = { value, NULL, limbs };
  int64_t number;
  size_t length;
  if (pc_answer_int64(&number, &answer)) return pc_int64_text(out, number);
  return short_text(out, &length, &answer) ? length : long_text(out, &answer);
}

size_t pc_answer_text(char *out, const pc_answer *answer) {
  size_t length = whole_text(out, answer->value, answer->limbs);
  if (!answer->denominator) return length;
  out[length++] = '/';
  return length + whole_text(out + length, answer->denominator, answer->limbs);
}
