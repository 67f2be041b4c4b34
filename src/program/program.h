/* Inside src/program: what a program is made of. GMP is used here, beside src/algebra, for numbers of any size. */
#ifndef PC_PROGRAM_H
#define PC_PROGRAM_H

#include "base/base.h"
#include <gmp.h>
#include <polycost/program.h>

/* Steps work on whole numbers; a fraction is two of them. */
typedef enum pc_op {
  PC_OP_NUMBER,  /* numbers[a] */
  PC_OP_INPUT,   /* column a */
  PC_OP_DIVISOR, /* the denominator of column a */
  PC_OP_ADD,     /* a + b */
  PC_OP_SUB,     /* a - b */
  PC_OP_MUL,     /* a * b */
  PC_OP_FUSED,   /* a * b + c */
  PC_OP_FLOOR,   /* floor(a/b); a fault where b is 0 */
  PC_OP_MAX,
  PC_OP_MIN,
  PC_OP_ABS,     /* |a| */
  PC_OP_SIGNED,  /* a where b > 0, -a where b < 0; a fault where b is 0 */
  PC_OP_LOG2,    /* log2(a/b); a fault where that is no whole number */
  PC_OP_LESS,    /* 1 where a < b, 0 elsewhere; so are all that follow */
  PC_OP_EQUAL,   /* a = b */
  PC_OP_DIVIDES, /* b/a is whole; 0 divides 0 */
  PC_OP_AND,     /* where a is 0, b does not matter */
  PC_OP_OR,      /* where a is 1, b does not matter */
  PC_OP_NOT
} pc_op;

/* One operation on rows; its operands are steps before it. */
typedef struct pc_step {
  pc_op op;
  uint32_t a, b, c;
} pc_step;

/* A fraction: two steps. */
typedef struct pc_ratio {
  uint32_t above, below;
} pc_ratio;

struct pc_program {
  pc_context *ctx;
  pc_limits limits;
  pc_allocator allocator;
  pc_step *steps;
  size_t step_count, step_capacity;
  mpz_t *numbers;
  size_t number_count, number_capacity;
  size_t input_count;
  bool *rational; /* by column: it may have denominators */
  pc_ratio *outputs;
  size_t output_count;
  uint32_t *masks;
  size_t mask_count;
  uint32_t *slots; /* by step: where its numbers lie while they are needed */
  size_t slot_count, slots_size;
  bool hard; /* no loop does: it has a number of more than four limbs */
  const struct pc_kernels *kernels;
};

/* Fills in the steps, the outputs and the masks. Then makes one step of a product and a sum, leaves out what nothing
 * needs, and fills in the slots. */
pc_status pc_program_compile(pc_program *program, const pc_program_spec *spec, pc_error *error);
pc_status pc_program_finish(pc_program *program, pc_error *error);

static inline bool pc_step_is_column(const pc_step *step) {
  return step->op == PC_OP_INPUT || step->op == PC_OP_DIVISOR;
}

/* How many of a step's operands are steps. */
unsigned pc_op_operands(pc_op op);
/* A guess at what a step takes: an addition is 1. */
size_t pc_step_price(const pc_program *program, const pc_step *step);

#endif
