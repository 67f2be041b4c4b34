/* UTF-8: what is well formed, and how wide it is in a terminal. */
#include "base/base.h"
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

/* Index of the first byte from `i` that is not ASCII or is a NUL. */
static size_t skip_ascii(const char *text, size_t i, size_t length) {
  const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
  for (uint64_t word; length - i >= sizeof word; i += sizeof word) {
    memcpy(&word, text + i, sizeof word);
    if ((word & highs) || ((word - ones) & ~word & highs)) break;
  }
  while (i < length && text[i] > 0 && !(text[i] & 0x80)) i++;
  return i;
}

size_t pc_utf8_check(const char *text, size_t length) {
  size_t i = 0;
  while ((i = skip_ascii(text, i, length)) < length) {
    ucs4_t c;
    int bytes = u8_mbtoucr(&c, (const uint8_t *)text + i, length - i);
    if (bytes <= 0 || c == 0) return i;
    i += (size_t)bytes;
  }
  return length;
}

size_t pc_utf8_width(const char *text, size_t length) {
  int width = u8_width((const uint8_t *)text, length, "UTF-8");
  return width > 0 ? (size_t)width : 0;
}
