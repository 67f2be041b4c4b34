/* Blocks that hold rows no loop can compute: they are halved until these are by themselves, or few. */
#include "program/run.h"
#include <string.h>

/* Planning for fewer rows takes as long as computing them one by one. */
enum { FEWEST_ROWS = 16 };

static void copy_numbers(pc_cells *to, size_t at, const uint64_t *from, size_t limbs, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint64_t *number = from + i * limbs;
    uint64_t *row = to->values + (at + i) * to->limbs, sign = number[limbs - 1] >> 63 ? UINT64_MAX : 0;
    for (size_t j = 0; j < to->limbs; j++) row[j] = j < limbs ? number[j] : sign;
  }
}

static void set_ones(pc_cells *to, size_t at, size_t count) {
  for (size_t i = at; i < at + count; i++) {
    memset(to->values + i * to->limbs, 0, to->limbs * sizeof *to->values);
    to->values[i * to->limbs] = 1;
  }
}

static pc_status add_total(pc_run *run, size_t index, size_t at, size_t count, pc_error *error) {
  pc_total *all = &run->all_totals[index];
  const pc_result *part = &run->totals[index].result;
  if (!pc_cells_widen(&all->values, &run->memory, PC_RUN_ROWS, part->limbs)) return pc_no_memory(&run->memory, error);
  copy_numbers(&all->values, at, part->values, part->limbs, count);
  if (part->denominators) {
    if (!pc_cells_widen(&all->denominators, &run->memory, PC_RUN_ROWS, part->limbs))
      return pc_no_memory(&run->memory, error);
    copy_numbers(&all->denominators, at, part->denominators, part->limbs, count);
    all->fraction = true;
  } else
    set_ones(&all->denominators, at, count);
  for (size_t i = 0; i < count; i++) all->faults[at + i] = part->faults ? part->faults[i] : PC_FAULT_NONE;
  all->faulty = all->faulty || part->faults;
  return PC_OK;
}

static void add_verdict(pc_run *run, size_t index, size_t at, size_t count) {
  pc_verdict *all = &run->all_verdicts[index];
  const pc_mask *part = &run->verdicts[index].mask;
  memcpy(all->holds + at, part->holds, count);
  for (size_t i = 0; i < count; i++) all->faults[at + i] = part->faults ? part->faults[i] : PC_FAULT_NONE;
  all->faulty = all->faulty || part->faults;
  all->mask.count += part->count;
}

static pc_status add_part(pc_run *run, size_t at, size_t count, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < run->program->output_count && !status; i++) status = add_total(run, i, at, count, error);
  for (size_t i = 0; i < run->program->mask_count; i++) add_verdict(run, i, at, count);
  return status;
}

/* The rows from `at` on, of the block that begins with row `first`. */
static pc_status run_part(pc_run *run, const pc_data *columns, size_t first, size_t at, size_t count, pc_error *error) {
  pc_block_state state = pc_block_run(run, columns, first + at, count, error);
  if (state == PC_BLOCK_FAILED) return pc_run_no_memory(run);
  if (state == PC_BLOCK_TOO_HARD && count > FEWEST_ROWS) {
    pc_status status = run_part(run, columns, first, at, count / 2, error);
    return status ? status : run_part(run, columns, first, at + count / 2, count - count / 2, error);
  }
  pc_status status = PC_OK;
  if (state == PC_BLOCK_TOO_HARD) status = pc_run_row_by_row(run, columns, first + at, count, error);
  return status ? status : add_part(run, at, count, error);
}

static pc_status begin(pc_run *run, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < run->program->output_count && !status; i++)
    status = pc_total_begin(run, &run->all_totals[i], error);
  for (size_t i = 0; i < run->program->mask_count; i++) {
    run->all_verdicts[i].faulty = false;
    run->all_verdicts[i].mask.count = 0;
  }
  return status;
}

pc_status pc_block_run_parts(pc_run *run, const pc_data *columns, size_t first, size_t count, pc_error *error) {
  if (count <= FEWEST_ROWS) return pc_run_row_by_row(run, columns, first, count, error);
  pc_status status = begin(run, error);
  if (!status) status = run_part(run, columns, first, 0, count / 2, error);
  if (!status) status = run_part(run, columns, first, count / 2, count - count / 2, error);
  for (size_t i = 0; i < run->program->output_count && !status; i++)
    status = pc_total_end(run, &run->all_totals[i], error);
  for (size_t i = 0; i < run->program->mask_count; i++) {
    pc_verdict *v = &run->all_verdicts[i];
    v->mask = (pc_mask) { v->holds, v->mask.count, v->faulty ? v->faults : NULL };
  }
  run->in_parts = true;
  return status;
}
