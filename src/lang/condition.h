/* Conditions as text: "params <= 7e9 and h | d". */
#ifndef PC_LANG_CONDITION_H
#define PC_LANG_CONDITION_H

#include "lang/model.h"
#include <polycost/program.h>

/* Puts in for *side, which is a side of a comparison in the words of the model's main file, what its names stand for
 * besides. On failure *side is untouched. */
typedef pc_status pc_put_side(void *user, pc_expr **side, pc_error *error);

/* Comparisons, `a | b` and `x in [...]`, joined by `and`, `or` and `not`; a number alone means that it is not 0. Names
 * that are declared nowhere are symbols. What the model binds is put in, and nothing is simplified by its facts. The
 * condition lives in the arena and is cleared with pc_condition_clear. */
pc_status pc_condition_read(pc_condition **out, pc_arena *arena, const pc_model *model, const char *text,
                            pc_put_side *put, void *user, pc_error *error);
/* Gives back the expressions; the memory is the arena's. */
void pc_condition_clear(const pc_condition *condition);

#endif
