/* Inside src/program: what a thread needs to run a program. */
#ifndef PC_RUN_H
#define PC_RUN_H

#include "program/cells.h"
#include "program/rows.h"

typedef struct pc_total_state {
  pc_cells values, denominators;
  uint8_t faults[PC_RUN_ROWS];
  bool fraction; /* a denominator is not 1 */
  bool faulty;
  pc_result result;
} pc_total_state;

typedef struct pc_mask_state {
  uint8_t holds[PC_RUN_ROWS], faults[PC_RUN_ROWS];
  bool faulty;
  pc_mask mask;
} pc_mask_state;

struct pc_run {
  pc_context memory; /* of its own: no names and no algebra */
  const pc_program *program;
  pc_row row;
  size_t row_steps; /* values that were initialised */
  pc_total_state *outputs;
  pc_mask_state *masks;
};

/* The rows one by one. */
pc_status pc_run_row_by_row(pc_run *run, const pc_data *columns, size_t first, size_t count, pc_error *error);

#endif
