/* Inside src/program: steps as they are made. What was made before is found again, and numbers are computed at once. */
#ifndef PC_MAKER_H
#define PC_MAKER_H

#include "program/program.h"

typedef struct pc_maker {
  pc_program *program;
  uint32_t *next;    /* by step: the step made before it with the same hash */
  uint32_t *buckets; /* step + 1, or 0 */
  size_t next_capacity, bucket_count;
  pc_status status; /* sticks: all that is made after a failure is worth nothing */
  pc_error *error;
} pc_maker;

pc_status pc_maker_begin(pc_maker *maker, pc_program *program, pc_error *error);
void pc_maker_end(pc_maker *maker);
/* Forgets the steps from `count` on. */
void pc_maker_forget(pc_maker *maker, size_t count);

uint32_t pc_make_integer(pc_maker *maker, long value);
uint32_t pc_make_digits(pc_maker *maker, const char *digits);
uint32_t pc_make_leaf(pc_maker *maker, pc_op op, uint32_t column);
uint32_t pc_make(pc_maker *maker, pc_op op, uint32_t a, uint32_t b);
bool pc_made_number(const pc_maker *maker, uint32_t step, long value);

/* ---- fractions ---- */

pc_ratio pc_ratio_whole(pc_maker *maker, uint32_t step);
pc_ratio pc_ratio_add(pc_maker *maker, pc_ratio a, pc_ratio b);
pc_ratio pc_ratio_sub(pc_maker *maker, pc_ratio a, pc_ratio b);
pc_ratio pc_ratio_mul(pc_maker *maker, pc_ratio a, pc_ratio b);
pc_ratio pc_ratio_div(pc_maker *maker, pc_ratio a, pc_ratio b);
/* The greater one or, for PC_OP_MIN, the lesser. */
pc_ratio pc_ratio_choose(pc_maker *maker, pc_op op, pc_ratio a, pc_ratio b);
/* A step that compares a with b: PC_OP_LESS or PC_OP_EQUAL. */
uint32_t pc_ratio_compare(pc_maker *maker, pc_op op, pc_ratio a, pc_ratio b);
/* A step that tells whether b/a is whole. */
uint32_t pc_ratio_divides(pc_maker *maker, pc_ratio a, pc_ratio b);

#endif
