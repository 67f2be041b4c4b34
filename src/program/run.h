/* Inside src/program: what a thread needs to run a program. */
#ifndef PC_RUN_H
#define PC_RUN_H

#include "program/cells.h"
#include "program/four.h"
#include "program/kernels.h"
#include "program/rows.h"

/* The answers of one expression. */
typedef struct pc_total {
  pc_cells values, denominators;
  uint8_t faults[PC_RUN_ROWS];
  bool fraction; /* a denominator is not 1 */
  bool faulty;
  pc_result result;
} pc_total;

/* The outcome of one condition. */
typedef struct pc_verdict {
  uint8_t holds[PC_RUN_ROWS], faults[PC_RUN_ROWS];
  bool faulty;
  pc_mask mask;
} pc_verdict;

/* One loop; its operands are indices into the run's `data`. */
typedef struct pc_call {
  pc_kernel *kernel;
  uint32_t out, a, b, c;
} pc_call;

/* Numbers of a step in the block that is worked on. */
typedef struct pc_strand {
  pc_range range;
  uint8_t limbs; /* of each number, in data[step]; 0: all are points[step] */
  bool in_place; /* in the caller's column */
  uint32_t same; /* the step whose numbers these are; itself where no other has them */
} pc_strand;

enum { PC_SCRATCH = 3 };

struct pc_run {
  pc_context memory; /* of its own: no names and no algebra */
  const pc_program *program;
  pc_row row;
  size_t row_steps; /* values that were initialised */
  pc_total *totals;
  pc_verdict *verdicts;
  /* Of blocks that were computed in parts: what the parts have come to, one after the other. */
  bool in_parts;
  pc_total *all_totals;
  pc_verdict *all_verdicts;
  /* Of blocks whose numbers are short. Behind the steps' data lie those of the points, of PC_SCRATCH places for numbers
   * that were made longer, and of the totals. */
  pc_strand *strands; /* by step */
  pc_four *points;    /* by step */
  void **data;
  pc_cells *slots;
  bool moved;        /* a slot that had numbers */
  uint32_t *columns; /* the steps that read columns */
  size_t column_count;
  pc_cells scratch[PC_SCRATCH];
  pc_call *calls;
  size_t call_count, call_capacity, step_calls;
  size_t longest; /* limbs that a call writes */
  /* The last plan does for all columns in these ranges, in the order of `columns`, where it is reusable. */
  pc_range *planned;
  bool reusable;
};

static inline uint32_t pc_point_at(const pc_run *run, uint32_t step) {
  return (uint32_t)run->program->step_count + step;
}

static inline uint32_t pc_scratch_at(const pc_run *run, uint32_t index) {
  return (uint32_t)run->program->step_count * 2 + index;
}

static inline uint32_t pc_total_at(const pc_run *run, size_t index) {
  return (uint32_t)(run->program->step_count * 2 + PC_SCRATCH + index);
}

/* ---- rows one by one ---- */

pc_status pc_run_row_by_row(pc_run *run, const pc_data *columns, size_t first, size_t count, pc_error *error);
/* Empties a total for new rows; puts one row; shows what was put. The fraction is taken over and need not be coprime.
 */
pc_status pc_total_begin(pc_run *run, pc_total *total, pc_error *error);
pc_status pc_total_put(pc_run *run, pc_total *total, size_t row, mpz_ptr above, mpz_ptr below, uint8_t fault,
                       pc_error *error);
pc_status pc_total_end(pc_run *run, pc_total *total, pc_error *error);
/* The fractions of an expression in lowest terms, from the strands of a block. */
pc_status pc_total_reduce(pc_run *run, size_t index, size_t count, pc_error *error);

/* ---- blocks ---- */

/* What reading, planning or running a block has come to. */
typedef enum pc_block_state { PC_BLOCK_DONE, PC_BLOCK_TOO_HARD /* for loops */, PC_BLOCK_FAILED } pc_block_state;

/* The status of a block that failed, for which there can be one reason. */
static inline pc_status pc_run_no_memory(const pc_run *run) {
  return run->memory.memory_limit ? PC_LIMIT : PC_SYSTEM;
}
/* Chooses loops from how long the numbers of the columns are, or keeps the plan that there is: long runs of like blocks
 * are planned once. */
pc_block_state pc_block_prepare(pc_run *run, pc_error *error);
/* The rows of a block that is too hard for loops, as far as it is; the rest by loops. */
pc_status pc_block_run_parts(pc_run *run, const pc_data *columns, size_t first, size_t count, pc_error *error);
/* Computes all rows by the fastest loops that are sure to be right. */
pc_block_state pc_block_run(pc_run *run, const pc_data *columns, size_t first, size_t count, pc_error *error);
/* Makes all numbers of a step or of scratch that long. */
bool pc_block_reserve(pc_run *run, uint32_t at, size_t limbs);

#endif
