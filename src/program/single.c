/* The rows of a block one by one, in numbers of any size. */
#include "program/run.h"

static void load(pc_run *run, const pc_data *columns, size_t index) {
  for (size_t i = 0; i < run->column_count; i++) {
    const pc_step *step = &run->program->steps[run->columns[i]];
    const pc_data *column = &columns[step->a];
    const uint64_t *from = step->op == PC_OP_INPUT ? column->values : column->denominators;
    mpz_ptr to = run->row.values[run->columns[i]];
    if (from)
      pc_limbs_read(to, from + index * column->stride, column->limbs);
    else
      mpz_set_ui(to, 1);
  }
}

static pc_status store(pc_run *run, size_t index, size_t row, pc_error *error) {
  const pc_ratio *ratio = &run->program->outputs[index];
  uint8_t fault = run->row.faults[ratio->above];
  mpz_t above, below;
  mpz_init_set(above, run->row.values[ratio->above]);
  mpz_init_set(below, run->row.values[ratio->below]);
  if (!fault) fault = run->row.faults[ratio->below];
  pc_status status = pc_total_put(run, &run->totals[index], row, above, below, fault, error);
  mpz_clear(above);
  mpz_clear(below);
  return status;
}

static void decide(pc_run *run, size_t index, size_t row) {
  uint32_t step = run->program->masks[index];
  pc_verdict *verdict = &run->verdicts[index];
  verdict->faults[row] = run->row.faults[step];
  verdict->holds[row] = mpz_sgn(run->row.values[step]) != 0;
  verdict->mask.count += verdict->holds[row];
  verdict->faulty = verdict->faulty || verdict->faults[row];
}

static pc_status begin(pc_run *run, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < run->program->output_count && !status; i++)
    status = pc_total_begin(run, &run->totals[i], error);
  for (size_t i = 0; i < run->program->mask_count; i++) {
    run->verdicts[i].faulty = false;
    run->verdicts[i].mask.count = 0;
  }
  return status;
}

static pc_status finish(pc_run *run, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < run->program->output_count && !status; i++) status = pc_total_end(run, &run->totals[i], error);
  for (size_t i = 0; i < run->program->mask_count; i++) {
    pc_verdict *v = &run->verdicts[i];
    v->mask = (pc_mask) { v->holds, v->mask.count, v->faulty ? v->faults : NULL };
  }
  return status;
}

pc_status pc_run_row_by_row(pc_run *run, const pc_data *columns, size_t first, size_t count, pc_error *error) {
  pc_status status = begin(run, error);
  for (size_t row = 0; row < count && !status; row++) {
    load(run, columns, first + row);
    pc_row_compute(&run->row, run->program);
    for (size_t i = 0; i < run->program->output_count && !status; i++) status = store(run, i, row, error);
    for (size_t i = 0; i < run->program->mask_count; i++) decide(run, i, row);
  }
  return status ? status : finish(run, error);
}
