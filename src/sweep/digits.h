/* Whole numbers as text, eight digits at a time. */
#ifndef PC_DIGITS_H
#define PC_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Eight bytes, the first one lowest. */
static inline uint64_t pc_load_eight(const char *p) {
  uint64_t word;
  memcpy(&word, p, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

/* The number of eight digits, each 0 to 9 in a byte of its own, the first one lowest. */
static inline uint64_t pc_eight_digits(uint64_t digits) {
  digits = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
  digits = (digits * 100 + (digits >> 16)) & 0x0000ffff0000ffff;
  return (digits * 10000 + (digits >> 32)) & 0xffffffff;
}

/* Reads a whole number of at most 18 digits, written without blanks, signs or zeros before it, from a text behind which
 * 8 bytes may be looked at. Returns what comes after it, or NULL where there is none. */
static inline const char *pc_read_digits(int64_t *out, const char *p) {
  static const uint64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000 };
  uint64_t value = 0;
  const char *start = p;
  for (;;) {
    uint64_t digits = pc_load_eight(p) ^ 0x3030303030303030;
    uint64_t others = ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
    unsigned n = others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
    if (n == 8) {
      value = value * 100000000 + pc_eight_digits(digits);
    } else if (n > 0) {
      value = value * powers[n] + pc_eight_digits(digits << (64 - 8 * n));
    }
    p += n;
    if (n < 8) break;
    if (p - start > 16) return NULL;
  }
  if (p == start || p - start > 18 || (*start == '0' && p - start > 1)) return NULL;
  *out = (int64_t)value;
  return p;
}

/* The text of a number below 10^8 with zeros before it, the first digit lowest. */
static inline uint64_t pc_eight_characters(uint32_t value) {
  uint64_t fours = value / 10000 | (uint64_t)(value % 10000) << 32;
  uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007f0000007f;
  uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
  uint64_t tens = (twos * 103 >> 10) & 0x000f000f000f000f;
  return (tens | (twos - 10 * tens) << 8) + 0x3030303030303030;
}

static inline void pc_store_eight(char *p, uint64_t word) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  memcpy(p, &word, sizeof word);
}

/* Writes a number below 10^8; 8 bytes are written, of which as many count as are returned. */
static inline size_t pc_write_short(char *to, uint32_t value) {
  uint64_t text = pc_eight_characters(value);
  unsigned zeros = value ? (unsigned)__builtin_ctzll(text ^ 0x3030303030303030) / 8 : 7;
  pc_store_eight(to, text >> (8 * zeros));
  return 8 - zeros;
}

/* The same for any number, in up to 24 bytes. */
static inline size_t pc_write_digits(char *to, uint64_t value) {
  if (value < 100000000) return pc_write_short(to, (uint32_t)value);
  size_t n = value < 10000000000000000 ? pc_write_short(to, (uint32_t)(value / 100000000))
                                       : pc_write_short(to, (uint32_t)(value / 10000000000000000));
  if (value >= 10000000000000000) {
    pc_store_eight(to + n, pc_eight_characters((uint32_t)(value / 100000000 % 100000000)));
    n += 8;
  }
  pc_store_eight(to + n, pc_eight_characters((uint32_t)(value % 100000000)));
  return n + 8;
}

/* A number below 10^16 with zeros before it. */
static inline void pc_write_sixteen(char *to, uint64_t value) {
  pc_store_eight(to, pc_eight_characters((uint32_t)(value / 100000000)));
  pc_store_eight(to + 8, pc_eight_characters((uint32_t)(value % 100000000)));
}

__extension__ typedef unsigned __int128 pc_uint128;

/* The text of a number of one or two limbs, two's complement, in up to 48 bytes. */
static inline size_t pc_write_limbs(char *to, const uint64_t *value, size_t limbs) {
  const uint64_t tail = 10000000000000000;
  uint64_t high = limbs > 1 ? value[1] : value[0] >> 63 ? UINT64_MAX : 0;
  pc_uint128 number = (pc_uint128)high << 64 | value[0];
  size_t n = high >> 63;
  *to = '-';
  if (n) number = -number;
  if (number >> 64 == 0) return n + pc_write_digits(to + n, (uint64_t)number);
  pc_uint128 rest = number / tail, top = rest / tail;
  n += top ? pc_write_digits(to + n, (uint64_t)top) : pc_write_digits(to + n, (uint64_t)rest);
  if (top) {
    pc_write_sixteen(to + n, (uint64_t)(rest - top * tail));
    n += 16;
  }
  pc_write_sixteen(to + n, (uint64_t)(number - rest * tail));
  return n + 16;
}

#endif
