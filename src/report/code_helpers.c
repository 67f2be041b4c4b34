/* Functions that printed programs call. */
#include "report/code_helpers.h"

#define NEEDS(function) ((unsigned)PC_NEEDS_FUNCTION << (function))

/* ---- C ---- */

#define C_START                                                                                                        \
  "#include <stdbool.h>\n"                                                                                             \
  "#include <stdint.h>\n\n"                                                                                            \
  "__extension__ typedef __int128 pc_integer;\n"

static const pc_helper C_INTEGERS[] = {
  { 0, C_START "typedef pc_integer pc_number;\n\n"
               "#define PC_END ((((pc_integer)1 << 126) - 1) * 2 + 1) /* ends a list */\n"
               "#define PC_NONE (-PC_END - 1) /* no whole number, or too large a one */\n\n" },
  { PC_NEEDS_LONG_INTEGERS,
    "static pc_number pc_digits(const char *digits) {\n"
    "  pc_number n = 0;\n"
    "  for (; *digits; digits++)\n"
    "    if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *digits - '0', &n)) "
    "return PC_NONE;\n"
    "  return n == PC_END ? PC_NONE : n;\n"
    "}\n\n" },
  { PC_NEEDS_SUM, "static pc_number pc_sum(const pc_number *n) {\n"
                  "  pc_number sum = 0;\n"
                  "  for (; *n != PC_END; n++)\n"
                  "    if (*n == PC_NONE || __builtin_add_overflow(sum, *n, &sum)) return PC_NONE;\n"
                  "  return sum == PC_END ? PC_NONE : sum;\n"
                  "}\n"
                  "#define PC_SUM(...) pc_sum((pc_number[]) { __VA_ARGS__, PC_END })\n\n" },
  { PC_NEEDS_PRODUCT, "static pc_number pc_product(const pc_number *n) {\n"
                      "  pc_number product = 1;\n"
                      "  for (; *n != PC_END; n++)\n"
                      "    if (*n == PC_NONE || __builtin_mul_overflow(product, *n, &product)) return PC_NONE;\n"
                      "  return product == PC_END ? PC_NONE : product;\n"
                      "}\n"
                      "#define PC_PRODUCT(...) pc_product((pc_number[]) { __VA_ARGS__, PC_END })\n\n" },
  { PC_NEEDS_POWER, "static pc_number pc_power(pc_number base, pc_number exponent) {\n"
                    "  pc_number power = 1;\n"
                    "  bool overflow = base == PC_NONE;\n"
                    "  while (exponent > 0 && !overflow) {\n"
                    "    if (exponent % 2) overflow = __builtin_mul_overflow(power, base, &power);\n"
                    "    exponent /= 2;\n"
                    "    if (exponent > 0 && !overflow) overflow = __builtin_mul_overflow(base, base, &base);\n"
                    "  }\n"
                    "  return overflow || power == PC_END ? PC_NONE : power;\n"
                    "}\n\n" },
  { PC_NEEDS_NEGATION, "static pc_number pc_neg(pc_number n) {\n"
                       "  return n == PC_NONE ? PC_NONE : -n;\n"
                       "}\n\n" },
  { PC_NEEDS_FLOOR_DIV, "static pc_number pc_floor_div(pc_number a, pc_number b) {\n"
                        "  if (a == PC_NONE || b == PC_NONE || b == 0) return PC_NONE;\n"
                        "  return a / b - (a % b != 0 && (a < 0) != (b < 0));\n"
                        "}\n\n" },
  { PC_NEEDS_CEIL_DIV, "static pc_number pc_ceil_div(pc_number a, pc_number b) {\n"
                       "  if (a == PC_NONE || b == PC_NONE || b == 0) return PC_NONE;\n"
                       "  return a / b + (a % b != 0 && (a < 0) == (b < 0));\n"
                       "}\n\n" },
  { NEEDS(PC_MOD), "static pc_number pc_mod(pc_number a, pc_number b) {\n"
                   "  if (a == PC_NONE || b == PC_NONE || b == 0) return PC_NONE;\n"
                   "  return a % b + (a % b != 0 && (a < 0) != (b < 0) ? b : 0);\n"
                   "}\n\n" },
  { NEEDS(PC_MIN), "static pc_number pc_min(const pc_number *n) {\n"
                   "  pc_number min = *n;\n"
                   "  for (; *n != PC_END; n++)\n"
                   "    if (*n < min) min = *n;\n"
                   "  return min;\n"
                   "}\n"
                   "#define PC_MIN(...) pc_min((pc_number[]) { __VA_ARGS__, PC_END })\n\n" },
  { NEEDS(PC_MAX), "static pc_number pc_max(const pc_number *n) {\n"
                   "  pc_number max = *n;\n"
                   "  for (; *n != PC_END; n++) {\n"
                   "    if (*n == PC_NONE) return PC_NONE;\n"
                   "    if (*n > max) max = *n;\n"
                   "  }\n"
                   "  return max;\n"
                   "}\n"
                   "#define PC_MAX(...) pc_max((pc_number[]) { __VA_ARGS__, PC_END })\n\n" },
  { NEEDS(PC_LOG2), "static pc_number pc_log2(pc_number n) {\n"
                    "  pc_number log = 0;\n"
                    "  if (n <= 0) return PC_NONE;\n"
                    "  for (; n % 2 == 0; n /= 2) log++;\n"
                    "  return n == 1 ? log : PC_NONE;\n"
                    "}\n\n" },
  { PC_NEEDS_QUOTIENT, "static pc_number pc_whole(pc_number a, pc_number b) {\n"
                       "  if (a == PC_NONE || b == PC_NONE || b == 0 || a % b != 0) return PC_NONE;\n"
                       "  return a / b;\n"
                       "}\n\n" },
  { 0, "static bool pc_give(pc_integer *out, pc_number n) {\n"
       "  if (n != PC_NONE) *out = n;\n"
       "  return n != PC_NONE;\n"
       "}\n" },
  { 0, 0 },
};

static const pc_helper C_FRACTIONS[] = {
  { 0, C_START "\n"
               "/* Without a denominator: no number, or too large a one; a list ends with 0/0. */\n"
               "typedef struct pc_number {\n"
               "  pc_integer num, den;\n"
               "} pc_number;\n\n"
               "#define PC_END ((pc_number) { 0, 0 })\n"
               "#define PC_NONE ((pc_number) { 1, 0 })\n"
               "#define PC_HELPER __attribute__((unused)) static\n\n" },
  { 0, "PC_HELPER pc_number pc_reduced(pc_integer num, pc_integer den) {\n"
       "  const pc_integer least = -((((pc_integer)1 << 126) - 1) * 2 + 1) - 1;\n"
       "  pc_integer a = num, b = den;\n"
       "  if (den == 0 || num == least || den == least) return PC_NONE;\n"
       "  while (b != 0) {\n"
       "    pc_integer rest = a % b;\n"
       "    a = b;\n"
       "    b = rest;\n"
       "  }\n"
       "  if ((a < 0) != (den < 0)) a = -a;\n"
       "  return (pc_number) { num / a, den / a };\n"
       "}\n\n" },
  { 0, "PC_HELPER pc_number pc_int(pc_integer n) {\n"
       "  return (pc_number) { n, 1 };\n"
       "}\n\n"
       "PC_HELPER pc_number pc_digits(const char *digits) {\n"
       "  pc_integer n = 0;\n"
       "  for (; *digits; digits++)\n"
       "    if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *digits - '0', &n)) return PC_NONE;\n"
       "  return pc_int(n);\n"
       "}\n\n" },
  { 0, "PC_HELPER pc_number pc_add(pc_number a, pc_number b) {\n"
       "  pc_integer x, y, den;\n"
       "  bool failed = __builtin_mul_overflow(a.num, b.den, &x) || __builtin_mul_overflow(b.num, a.den, &y) ||\n"
       "                __builtin_mul_overflow(a.den, b.den, &den) || __builtin_add_overflow(x, y, &x);\n"
       "  return failed ? PC_NONE : pc_reduced(x, den);\n"
       "}\n\n"
       "PC_HELPER pc_number pc_mul(pc_number a, pc_number b) {\n"
       "  pc_integer num, den;\n"
       "  bool failed = __builtin_mul_overflow(a.num, b.num, &num) || __builtin_mul_overflow(a.den, b.den, &den);\n"
       "  return failed ? PC_NONE : pc_reduced(num, den);\n"
       "}\n\n"
       "PC_HELPER pc_number pc_neg(pc_number n) {\n"
       "  return n.den ? (pc_number) { -n.num, n.den } : PC_NONE;\n"
       "}\n\n"
       "PC_HELPER pc_number pc_quotient(pc_number a, pc_number b) {\n"
       "  return a.den && b.num && b.den ? pc_mul(a, pc_reduced(b.den, b.num)) : PC_NONE;\n"
       "}\n\n"
       "PC_HELPER pc_number pc_power(pc_number base, pc_number exponent) {\n"
       "  pc_number power = pc_int(1);\n"
       "  pc_integer n = exponent.num;\n"
       "  while (n > 0 && power.den) {\n"
       "    if (n % 2) power = pc_mul(power, base);\n"
       "    n /= 2;\n"
       "    if (n > 0) base = pc_mul(base, base);\n"
       "  }\n"
       "  return power;\n"
       "}\n\n" },
  { 0, "PC_HELPER bool pc_is_end(pc_number n) {\n"
       "  return n.num == 0 && n.den == 0;\n"
       "}\n\n"
       "PC_HELPER pc_number pc_sum(const pc_number *n) {\n"
       "  pc_number sum = pc_int(0);\n"
       "  for (; !pc_is_end(*n); n++) sum = pc_add(sum, *n);\n"
       "  return sum;\n"
       "}\n"
       "#define PC_SUM(...) pc_sum((pc_number[]) { __VA_ARGS__, PC_END })\n\n"
       "PC_HELPER pc_number pc_product(const pc_number *n) {\n"
       "  pc_number product = pc_int(1);\n"
       "  for (; !pc_is_end(*n); n++) product = pc_mul(product, *n);\n"
       "  return product;\n"
       "}\n"
       "#define PC_PRODUCT(...) pc_product((pc_number[]) { __VA_ARGS__, PC_END })\n\n" },
  { 0, "PC_HELPER pc_number pc_max(const pc_number *n) {\n"
       "  pc_number max = *n;\n"
       "  for (n++; !pc_is_end(*n); n++) {\n"
       "    pc_number more = pc_add(*n, pc_neg(max));\n"
       "    if (more.den == 0) return PC_NONE;\n"
       "    if (more.num > 0) max = *n;\n"
       "  }\n"
       "  return max;\n"
       "}\n"
       "#define PC_MAX(...) pc_max((pc_number[]) { __VA_ARGS__, PC_END })\n\n"
       "PC_HELPER pc_number pc_min(const pc_number *n) {\n"
       "  pc_number min = *n;\n"
       "  for (n++; !pc_is_end(*n); n++) {\n"
       "    pc_number more = pc_add(*n, pc_neg(min));\n"
       "    if (more.den == 0) return PC_NONE;\n"
       "    if (more.num < 0) min = *n;\n"
       "  }\n"
       "  return min;\n"
       "}\n"
       "#define PC_MIN(...) pc_min((pc_number[]) { __VA_ARGS__, PC_END })\n\n" },
  { 0, "PC_HELPER pc_number pc_floor(pc_number n) {\n"
       "  return n.den ? pc_int(n.num / n.den - (n.num % n.den < 0)) : PC_NONE;\n"
       "}\n\n"
       "PC_HELPER pc_number pc_ceil(pc_number n) {\n"
       "  return n.den ? pc_int(n.num / n.den + (n.num % n.den > 0)) : PC_NONE;\n"
       "}\n\n"
       "PC_HELPER pc_number pc_mod(pc_number a, pc_number b) {\n"
       "  return pc_add(a, pc_neg(pc_mul(b, pc_floor(pc_quotient(a, b)))));\n"
       "}\n\n"
       "PC_HELPER pc_number pc_log2(pc_number n) {\n"
       "  pc_integer log = 0;\n"
       "  if (n.num <= 0 || n.den == 0) return PC_NONE;\n"
       "  for (; n.num % 2 == 0; n.num /= 2) log++;\n"
       "  for (; n.den % 2 == 0; n.den /= 2) log--;\n"
       "  return n.num == 1 && n.den == 1 ? pc_int(log) : PC_NONE;\n"
       "}\n\n" },
  { 0, "PC_HELPER bool pc_give(pc_integer *out, pc_number n) {\n"
       "  if (n.den == 1) *out = n.num;\n"
       "  return n.den == 1;\n"
       "}\n" },
  { 0, 0 },
};

/* ---- Python ---- */

static const pc_helper PYTHON[] = {
  { NEEDS(PC_FLOOR) | NEEDS(PC_CEIL), "import math\n" },
  { PC_NEEDS_QUOTIENT | PC_NEEDS_FRACTIONS | NEEDS(PC_LOG2), "from fractions import Fraction\n" },
  { NEEDS(PC_LOG2), "\n\ndef pc_log2(x):\n"
                    "    x = Fraction(x)\n"
                    "    n = x.numerator.bit_length() - x.denominator.bit_length()\n"
                    "    if x != Fraction(2) ** n:\n"
                    "        raise ValueError(f\"{x} is not a power of two\")\n"
                    "    return n\n" },
  { 0, 0 },
};

/* ---- JavaScript ---- */

static const pc_helper JAVASCRIPT[] = {
  { PC_NEEDS_QUOTIENT, "function pc_whole(a, b) {\n"
                       "  if (a % b !== 0n) throw new RangeError(`${a}/${b} is not a whole number`);\n"
                       "  return a / b;\n"
                       "}\n\n" },
  { PC_NEEDS_FLOOR_DIV, "function pc_floor_div(a, b) {\n"
                        "  return a / b - (a % b !== 0n && (a < 0n) !== (b < 0n) ? 1n : 0n);\n"
                        "}\n\n" },
  { PC_NEEDS_CEIL_DIV, "function pc_ceil_div(a, b) {\n"
                       "  return a / b + (a % b !== 0n && (a < 0n) === (b < 0n) ? 1n : 0n);\n"
                       "}\n\n" },
  { NEEDS(PC_MOD), "function pc_mod(a, b) {\n"
                   "  return a % b + (a % b !== 0n && (a < 0n) !== (b < 0n) ? b : 0n);\n"
                   "}\n\n" },
  { NEEDS(PC_MIN), "function pc_min(...n) {\n"
                   "  return n.reduce((a, b) => (a < b ? a : b));\n"
                   "}\n\n" },
  { NEEDS(PC_MAX), "function pc_max(...n) {\n"
                   "  return n.reduce((a, b) => (a > b ? a : b));\n"
                   "}\n\n" },
  { NEEDS(PC_LOG2), "function pc_log2(n) {\n"
                    "  const log = BigInt(n.toString(2).length - 1);\n"
                    "  if (n <= 0n || n !== 2n ** log) throw new RangeError(`${n} is not a power of two`);\n"
                    "  return log;\n"
                    "}\n\n" },
  { 0, 0 },
};

static const pc_helper JAVASCRIPT_FRACTIONS[] = {
  { 0, "// Values are [numerator, denominator].\n"
       "function pc_int(n) {\n"
       "  return [n, 1n];\n"
       "}\n\n"
       "function pc_reduced(num, den) {\n"
       "  let a = num, b = den;\n"
       "  if (den === 0n) throw new RangeError('division by zero');\n"
       "  while (b !== 0n) [a, b] = [b, a % b];\n"
       "  if (a < 0n !== den < 0n) a = -a;\n"
       "  return [num / a, den / a];\n"
       "}\n\n"
       "function pc_sum(n) {\n"
       "  return n.reduce((a, b) => pc_reduced(a[0] * b[1] + b[0] * a[1], a[1] * b[1]));\n"
       "}\n\n"
       "function pc_product(n) {\n"
       "  return n.reduce((a, b) => pc_reduced(a[0] * b[0], a[1] * b[1]));\n"
       "}\n\n"
       "function pc_neg(n) {\n"
       "  return [-n[0], n[1]];\n"
       "}\n\n"
       "function pc_quotient(a, b) {\n"
       "  return pc_reduced(a[0] * b[1], a[1] * b[0]);\n"
       "}\n\n"
       "function pc_power(n, exponent) {\n"
       "  return [n[0] ** exponent[0], n[1] ** exponent[0]];\n"
       "}\n\n" },
  { 0, "function pc_less(a, b) {\n"
       "  return a[0] * b[1] < b[0] * a[1];\n"
       "}\n\n"
       "function pc_min(n) {\n"
       "  return n.reduce((a, b) => (pc_less(b, a) ? b : a));\n"
       "}\n\n"
       "function pc_max(n) {\n"
       "  return n.reduce((a, b) => (pc_less(a, b) ? b : a));\n"
       "}\n\n"
       "function pc_floor(n) {\n"
       "  return [n[0] / n[1] - (n[0] % n[1] < 0n ? 1n : 0n), 1n];\n"
       "}\n\n"
       "function pc_ceil(n) {\n"
       "  return [n[0] / n[1] + (n[0] % n[1] > 0n ? 1n : 0n), 1n];\n"
       "}\n\n"
       "function pc_mod(a, b) {\n"
       "  return pc_sum([a, pc_neg(pc_product([b, pc_floor(pc_quotient(a, b))]))]);\n"
       "}\n\n"
       "function pc_log2(n) {\n"
       "  const log = n[0].toString(2).length - n[1].toString(2).length;\n"
       "  const power = log < 0 ? [1n, 2n ** BigInt(-log)] : [2n ** BigInt(log), 1n];\n"
       "  if (n[0] !== power[0] || n[1] !== power[1]) throw new RangeError(`${n[0]}/${n[1]} is not a power of two`);\n"
       "  return pc_int(BigInt(log));\n"
       "}\n\n"
       "function pc_give(n) {\n"
       "  if (n[1] !== 1n) throw new RangeError(`${n[0]}/${n[1]} is not a whole number`);\n"
       "  return n[0];\n"
       "}\n\n" },
  { 0, 0 },
};

static const pc_helper NONE[] = { { 0, 0 } };

const pc_helper *pc_code_helpers(pc_format format, bool fractions) {
  switch (format) {
  case PC_C: return fractions ? C_FRACTIONS : C_INTEGERS;
  case PC_PYTHON: return PYTHON;
  case PC_JAVASCRIPT: return fractions ? JAVASCRIPT_FRACTIONS : JAVASCRIPT;
  default: return NONE;
  }
}
