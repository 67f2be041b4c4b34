/* Functions that printed programs call. */
#ifndef PC_CODE_HELPERS_H
#define PC_CODE_HELPERS_H

#include <polycost/expr.h>

/* What a formula needs of its program. */
enum {
  PC_NEEDS_SUM = 1,
  PC_NEEDS_PRODUCT = 2,
  PC_NEEDS_POWER = 4,
  PC_NEEDS_NEGATION = 8,
  PC_NEEDS_QUOTIENT = 16, /* on top */
  PC_NEEDS_FLOOR_DIV = 32,
  PC_NEEDS_CEIL_DIV = 64,
  PC_NEEDS_LONG_INTEGERS = 128,
  PC_NEEDS_FRACTIONS = 256, /* a quotient elsewhere: values are fractions */
  PC_NEEDS_FUNCTION = 512   /* shifted by a pc_function */
};

/* A text that stands in the program when one of the needs is there. */
typedef struct pc_helper {
  unsigned needs; /* 0: always */
  const char *text;
} pc_helper;

/* Ended by one without text. */
const pc_helper *pc_code_helpers(pc_format format, bool fractions);

#endif
