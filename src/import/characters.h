/* Inside src/import: classes of characters, independent of the locale. */
#ifndef PC_IMPORT_CHARACTERS_H
#define PC_IMPORT_CHARACTERS_H

#include <stdbool.h>

static inline bool pc_is_digit(char c) {
  return (unsigned char)(c - '0') < 10;
}

static inline bool pc_is_letter(char c) {
  return (unsigned char)((c | 0x20) - 'a') < 26 || c == '_';
}

static inline bool pc_is_name(char c) {
  return pc_is_letter(c) || pc_is_digit(c);
}

static inline bool pc_is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

#endif
