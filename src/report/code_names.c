/* Names that programs can use. */
#include "report/code_names.h"
#include <string.h>

/* Words with a blank before and after each. For C also what GNU compilers define, and functions that they know. */
static const char C_WORDS[] =
    " auto break case char const continue default do double else enum extern float for goto if inline int long "
    "register "
    "restrict return short signed sizeof static struct switch typedef typeof union unsigned void volatile while asm "
    "bool true false nullptr constexpr alignas alignof static_assert thread_local "
    "linux unix i386 main int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intmax_t uintmax_t "
    "intptr_t uintptr_t abs labs llabs acos asin atan atan2 cbrt ceil cos cosh erf erfc exp exp2 expm1 fabs fdim floor "
    "fma fmax fmin fmod frexp gamma hypot index j0 j1 jn ldexp lgamma log log10 log1p log2 logb lrint lround modf nan "
    "nearbyint pow remainder rint round scalbn sin sinh sqrt tan tanh tgamma trunc y0 y1 yn signbit isnan isinf finite "
    "abort alloca bcmp bcopy bzero calloc exit ffs free malloc memchr memcmp memcpy memmove memset printf puts putchar "
    "realloc rindex scanf significand sprintf strcat strchr strcmp strcpy strlen strncpy toascii tolower toupper ";

static const char PYTHON_WORDS[] =
    " False None True and as assert async await break class continue def del elif else except finally for from global "
    "if import in is lambda nonlocal not or pass raise return try while with yield Fraction math max min ValueError "
    "__debug__ ";

static const char JAVASCRIPT_WORDS[] =
    " abstract arguments async await boolean break byte case catch char class const continue debugger default delete "
    "do "
    "double else enum eval export extends false final finally float for function goto if implements import in "
    "instanceof int interface let long native new null of package private protected public return short static super "
    "switch synchronized this throw throws transient true try typeof undefined var void volatile while with yield "
    "BigInt RangeError NaN Infinity globalThis ";

static const char *words_of(pc_format format) {
  switch (format) {
  case PC_C: return C_WORDS;
  case PC_PYTHON: return PYTHON_WORDS;
  case PC_JAVASCRIPT: return JAVASCRIPT_WORDS;
  default: return NULL;
  }
}

static bool is_word(const char *words, const char *name) {
  size_t length = strlen(name);
  for (const char *p = strstr(words, name); p; p = strstr(p + 1, name))
    if (p[-1] == ' ' && p[length] == ' ') return true;
  return false;
}

/* C keeps names with two underscores, or with one and a capital, and its limits in capitals, to itself. */
static bool is_taken(pc_format format, const char *name) {
  if (strncmp(name, "pc_", 3) == 0 || is_word(words_of(format), name)) return true;
  if (format != PC_C) return false;
  return name[0] == '_' || strncmp(name, "PC_", 3) == 0 || strstr(name, "_MAX") || strstr(name, "_MIN");
}

static bool is_among(const char *const *names, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

/* "lambda_"; a first underscore or pc_ goes behind an x. */
static const char *other_name(const char *const *names, size_t n, const char *name, pc_arena *arena) {
  size_t length = strlen(name), most = length + n + 3;
  char *other = pc_arena_alloc(arena, most);
  if (!other) return NULL;
  bool prefix = name[0] == '_' || strncmp(name, "pc_", 3) == 0 || strncmp(name, "PC_", 3) == 0;
  if (prefix) other[0] = 'x';
  memcpy(other + prefix, name, length);
  length += prefix;
  do {
    other[length++] = '_';
    other[length] = '\0';
  } while (is_among(names, n, other));
  return other;
}

pc_status pc_code_rename(const char **names, size_t n, pc_arena *arena, pc_format format, pc_error *error) {
  for (size_t i = 0; i < n && words_of(format); i++) {
    if (!is_taken(format, names[i])) continue;
    const char *other = other_name(names, n, names[i], arena);
    if (!other) return pc_no_memory(arena->ctx, error);
    names[i] = other;
  }
  return PC_OK;
}
