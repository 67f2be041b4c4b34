/* The rows of a block one by one, in numbers of any size. */
#include "program/run.h"
#include <string.h>

static void load(pc_run *run, const pc_data *columns, size_t index) {
  const pc_program *program = run->program;
  for (size_t i = 0; i < program->step_count; i++) {
    const pc_step *step = &program->steps[i];
    if (step->op != PC_OP_INPUT && step->op != PC_OP_DIVISOR) continue;
    const pc_data *column = &columns[step->a];
    const uint64_t *from = step->op == PC_OP_INPUT ? column->values : column->denominators;
    if (from)
      pc_limbs_read(run->row.values[i], from + index * column->stride, column->limbs);
    else
      mpz_set_ui(run->row.values[i], 1);
  }
}

/* Puts a number into its row, where the column may have to become wider. */
static pc_status put(pc_run *run, pc_cells *cells, size_t row, mpz_srcptr number, pc_error *error) {
  size_t limbs = pc_limbs_needed(number);
  if (limbs > cells->limbs && !pc_cells_widen(cells, &run->memory, PC_RUN_ROWS, limbs))
    return pc_no_memory(&run->memory, error);
  pc_limbs_write(cells->values + row * cells->limbs, cells->limbs, number);
  return PC_OK;
}

/* Makes a fraction coprime, its denominator above 0; both have no fault. */
static pc_fault reduce(mpz_ptr above, mpz_ptr below) {
  if (mpz_sgn(below) == 0) return PC_FAULT_DIVISION;
  if (mpz_sgn(below) < 0) {
    mpz_neg(above, above);
    mpz_neg(below, below);
  }
  mpz_t common;
  mpz_init(common);
  mpz_gcd(common, above, below);
  mpz_divexact(above, above, common);
  mpz_divexact(below, below, common);
  mpz_clear(common);
  return PC_FAULT_NONE;
}

static pc_status store(pc_run *run, size_t index, size_t row, pc_error *error) {
  const pc_ratio *ratio = &run->program->outputs[index];
  pc_total_state *output = &run->outputs[index];
  uint8_t fault = run->row.faults[ratio->above];
  mpz_t above, below;
  mpz_init_set(above, run->row.values[ratio->above]);
  mpz_init_set(below, run->row.values[ratio->below]);
  if (!fault) fault = run->row.faults[ratio->below];
  if (!fault) fault = (uint8_t)reduce(above, below);
  if (fault) {
    mpz_set_ui(above, 0);
    mpz_set_ui(below, 1);
  }
  output->faults[row] = fault;
  output->faulty = output->faulty || fault;
  output->fraction = output->fraction || mpz_cmp_ui(below, 1) != 0;
  pc_status status = put(run, &output->values, row, above, error);
  if (!status) status = put(run, &output->denominators, row, below, error);
  mpz_clear(above);
  mpz_clear(below);
  return status;
}

static void decide(pc_run *run, size_t index, size_t row) {
  uint32_t step = run->program->masks[index];
  pc_mask_state *mask = &run->masks[index];
  mask->faults[row] = run->row.faults[step];
  mask->holds[row] = mpz_sgn(run->row.values[step]) != 0;
  mask->mask.count += mask->holds[row];
  mask->faulty = mask->faulty || mask->faults[row];
}

static pc_status begin(pc_run *run, pc_error *error) {
  for (size_t i = 0; i < run->program->output_count; i++) {
    pc_total_state *output = &run->outputs[i];
    output->fraction = output->faulty = false;
    if (!pc_cells_reset(&output->values, &run->memory, PC_RUN_ROWS, 1) ||
        !pc_cells_reset(&output->denominators, &run->memory, PC_RUN_ROWS, 1))
      return pc_no_memory(&run->memory, error);
    memset(output->values.values, 0, PC_RUN_ROWS * sizeof(uint64_t));
    memset(output->denominators.values, 0, PC_RUN_ROWS * sizeof(uint64_t));
  }
  for (size_t i = 0; i < run->program->mask_count; i++) {
    run->masks[i].faulty = false;
    run->masks[i].mask.count = 0;
  }
  return PC_OK;
}

static pc_status finish(pc_run *run, pc_error *error) {
  for (size_t i = 0; i < run->program->output_count; i++) {
    pc_total_state *o = &run->outputs[i];
    size_t limbs = o->fraction && o->denominators.limbs > o->values.limbs ? o->denominators.limbs : o->values.limbs;
    if (!pc_cells_widen(&o->values, &run->memory, PC_RUN_ROWS, limbs) ||
        !pc_cells_widen(&o->denominators, &run->memory, PC_RUN_ROWS, limbs))
      return pc_no_memory(&run->memory, error);
    o->result = (pc_result) { o->values.values, limbs, o->fraction ? o->denominators.values : NULL,
                              o->faulty ? o->faults : NULL };
  }
  for (size_t i = 0; i < run->program->mask_count; i++) {
    pc_mask_state *m = &run->masks[i];
    m->mask = (pc_mask) { m->holds, m->mask.count, m->faulty ? m->faults : NULL };
  }
  return PC_OK;
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
