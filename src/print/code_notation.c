/* The notations of programs. */
#include "print/notation.h"

#define ATOM(before, after)                                                                                            \
  { before, "", after, PC_WHOLE, 0, 0 }
#define CALL(name)                                                                                                     \
  { name "(", ", ", ")", PC_WHOLE, PC_ANYTHING, PC_ANYTHING }
#define SUM                                                                                                            \
  { "", "", "", PC_SUM, PC_REMAINDER, PC_REMAINDER }
#define PRODUCT                                                                                                        \
  { "", "*", "", PC_PRODUCT, PC_PRODUCT, PC_PRODUCT }
#define POWER                                                                                                          \
  { "", "**", "", PC_POWER, PC_WHOLE, PC_WHOLE }

static const pc_notation PYTHON = {
  .open = "(",
  .close = ")",
  .negative = "-",
  .plus = " + ",
  .minus = " - ",
  .outer_plus = "\n        + ",
  .outer_minus = "\n        - ",
  .digits_between = "*",
  .kinds = {
    [PC_FORM_INTEGER] = ATOM("", ""),
    [PC_FORM_SYMBOL] = ATOM("", ""),
    [PC_FORM_SUM] = SUM,
    [PC_FORM_PRODUCT] = PRODUCT,
    [PC_FORM_QUOTIENT] = CALL("Fraction"),
    [PC_FORM_POWER] = POWER,
  },
  .functions = {
    [PC_FLOOR] = CALL("math.floor"),
    [PC_CEIL] = CALL("math.ceil"),
    [PC_MOD] = { "", " % ", "", PC_TERM, PC_PRODUCT, PC_POWER },
    [PC_MIN] = CALL("min"),
    [PC_MAX] = CALL("max"),
    [PC_LOG2] = CALL("pc_log2"),
  },
  .divided = {
    [PC_FLOOR] = { "", "//", "", PC_TERM, PC_PRODUCT, PC_POWER },
    [PC_CEIL] = { "-(-", "//", ")", PC_SUM, PC_PRODUCT, PC_POWER },
  },
  .symbol = pc_symbol_name,
};

/* No minus may stand right before a power: "0n - x**2n". */
static const pc_notation JAVASCRIPT = {
  .open = "(",
  .close = ")",
  .negative = "0n - ",
  .plus = " + ",
  .minus = " - ",
  .outer_plus = "\n    + ",
  .outer_minus = "\n    - ",
  .digits_between = "*",
  .kinds = {
    [PC_FORM_INTEGER] = ATOM("", "n"),
    [PC_FORM_SYMBOL] = ATOM("", ""),
    [PC_FORM_SUM] = SUM,
    [PC_FORM_PRODUCT] = PRODUCT,
    [PC_FORM_QUOTIENT] = CALL("pc_whole"),
    [PC_FORM_POWER] = POWER,
  },
  .functions = {
    [PC_FLOOR] = CALL(""),
    [PC_CEIL] = CALL(""),
    [PC_MOD] = CALL("pc_mod"),
    [PC_MIN] = CALL("pc_min"),
    [PC_MAX] = CALL("pc_max"),
    [PC_LOG2] = CALL("pc_log2"),
  },
  .divided = {
    [PC_FLOOR] = CALL("pc_floor_div"),
    [PC_CEIL] = CALL("pc_ceil_div"),
  },
  .symbol = pc_symbol_name,
};

/* Signs are calls, and so is all that could want brackets. */
#define CALL_SIGNS                                                                                                     \
  .open = "", .close = "", .negative = "pc_neg(", .negated = ")", .plus = ", ", .minus = ", ",                         \
  .outer_plus = ",\n    ", .outer_minus = ",\n    ", .digits_between = ", "

/* Lists are arrays: calls of many arguments overflow the stack. */
#define LIST(name)                                                                                                     \
  { name "([", ", ", "])", PC_WHOLE, PC_ANYTHING, PC_ANYTHING }

static const pc_notation JAVASCRIPT_FRACTIONS = {
  CALL_SIGNS,
  .kinds = {
    [PC_FORM_INTEGER] = ATOM("pc_int(", "n)"),
    [PC_FORM_SYMBOL] = ATOM("pc_int(", ")"),
    [PC_FORM_SUM] = LIST("pc_sum"),
    [PC_FORM_PRODUCT] = LIST("pc_product"),
    [PC_FORM_QUOTIENT] = CALL("pc_quotient"),
    [PC_FORM_POWER] = CALL("pc_power"),
  },
  .functions = {
    [PC_FLOOR] = CALL("pc_floor"),
    [PC_CEIL] = CALL("pc_ceil"),
    [PC_MOD] = CALL("pc_mod"),
    [PC_MIN] = LIST("pc_min"),
    [PC_MAX] = LIST("pc_max"),
    [PC_LOG2] = CALL("pc_log2"),
  },
  .symbol = pc_symbol_name,
};

#define C_FUNCTIONS(floor, ceil)                                                                                       \
  {                                                                                                                    \
    [PC_FLOOR] = CALL(floor), [PC_CEIL] = CALL(ceil), [PC_MOD] = CALL("pc_mod"), [PC_MIN] = CALL("PC_MIN"),            \
    [PC_MAX] = CALL("PC_MAX"), [PC_LOG2] = CALL("pc_log2"),                                                            \
  }

static const pc_notation C_INTEGERS = {
  CALL_SIGNS,
  .kinds = {
    [PC_FORM_INTEGER] = ATOM("", ""),
    [PC_FORM_SYMBOL] = ATOM("", ""),
    [PC_FORM_SUM] = CALL("PC_SUM"),
    [PC_FORM_PRODUCT] = CALL("PC_PRODUCT"),
    [PC_FORM_QUOTIENT] = CALL("pc_whole"),
    [PC_FORM_POWER] = CALL("pc_power"),
  },
  .functions = C_FUNCTIONS("", ""),
  .divided = {
    [PC_FLOOR] = CALL("pc_floor_div"),
    [PC_CEIL] = CALL("pc_ceil_div"),
  },
  .long_integer = ATOM("pc_digits(\"", "\")"),
  .short_digits = 18,
  .symbol = pc_symbol_name,
};

static const pc_notation C_FRACTIONS = {
  CALL_SIGNS,
  .kinds = {
    [PC_FORM_INTEGER] = ATOM("pc_int(", ")"),
    [PC_FORM_SYMBOL] = ATOM("pc_int(", ")"),
    [PC_FORM_SUM] = CALL("PC_SUM"),
    [PC_FORM_PRODUCT] = CALL("PC_PRODUCT"),
    [PC_FORM_QUOTIENT] = CALL("pc_quotient"),
    [PC_FORM_POWER] = CALL("pc_power"),
  },
  .functions = C_FUNCTIONS("pc_floor", "pc_ceil"),
  .long_integer = ATOM("pc_digits(\"", "\")"),
  .short_digits = 18,
  .symbol = pc_symbol_name,
};

/* What SQL must name twice is named in a subquery. */
#define QUERY(answer, between)                                                                                         \
  { "(SELECT " answer " FROM (VALUES (", between, ")) AS q(n, m))", PC_WHOLE, PC_ANYTHING, PC_ANYTHING }

static const pc_notation SQL = {
  .open = "(",
  .close = ")",
  .negative = "-",
  .plus = " + ",
  .minus = " - ",
  .outer_plus = "\n  + ",
  .outer_minus = "\n  - ",
  .digits_between = "*",
  .kinds = {
    [PC_FORM_INTEGER] = ATOM("", ""),
    [PC_FORM_SYMBOL] = ATOM("\"", "\"::numeric"),
    [PC_FORM_SUM] = SUM,
    [PC_FORM_PRODUCT] = PRODUCT,
    [PC_FORM_QUOTIENT] = { "", "::numeric/", "", PC_PRODUCT, PC_WHOLE, PC_POWER },
    [PC_FORM_POWER] = { "trim_scale(power(", ", ", "))", PC_WHOLE, PC_ANYTHING, PC_ANYTHING },
  },
  .functions = {
    [PC_FLOOR] = CALL("floor"),
    [PC_CEIL] = CALL("ceil"),
    [PC_MOD] = QUERY("mod(mod(n, m) + m, m)", ", "),
    [PC_MIN] = CALL("least"),
    [PC_MAX] = CALL("greatest"),
    [PC_LOG2] = { "(SELECT CASE WHEN power(2::numeric, k) = n THEN k END FROM (SELECT n, round(log(2, n)) AS k FROM "
                  "(VALUES (", "", "::numeric)) AS q(n)) AS q)", PC_WHOLE, PC_WHOLE, PC_WHOLE },
  },
  .divided = {
    [PC_FLOOR] = QUERY("div(n - mod(mod(n, m) + m, m), m)", ", "),
    [PC_CEIL] = QUERY("-div(-n - mod(mod(-n, m) + m, m), m)", ", "),
  },
  .short_power = 8,
  .symbol = pc_symbol_name,
};

const pc_notation *pc_code_notation(pc_format format, bool fractions) {
  switch (format) {
  case PC_C: return fractions ? &C_FRACTIONS : &C_INTEGERS;
  case PC_PYTHON: return &PYTHON;
  case PC_JAVASCRIPT: return fractions ? &JAVASCRIPT_FRACTIONS : &JAVASCRIPT;
  case PC_SQL: return &SQL;
  default: return NULL;
  }
}
