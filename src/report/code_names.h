/* Names that programs can use. */
#ifndef PC_CODE_NAMES_H
#define PC_CODE_NAMES_H

#include "base/base.h"
#include <polycost/expr.h>

/* Puts names that the language cannot take (its own words, and names that start with pc_) into other ones, made in the
 * arena: with underscores at the end until they differ from all of the n names. The others stay as they are. */
pc_status pc_code_rename(const char **names, size_t n, pc_arena *arena, pc_format format, pc_error *error);

#endif
