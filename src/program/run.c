/* Runs: a program at work on blocks of rows. */
#include "program/run.h"

/* ---- making and freeing ---- */

static pc_status make_row(pc_run *run, pc_error *error) {
  size_t n = run->program->step_count;
  run->row.values = pc_alloc(&run->memory, n * sizeof *run->row.values);
  run->row.faults = pc_alloc_zero(&run->memory, n * sizeof *run->row.faults);
  if (!run->row.values || !run->row.faults) return pc_no_memory(&run->memory, error);
  for (size_t i = 0; i < n; i++) {
    const pc_step *step = &run->program->steps[i];
    mpz_init(run->row.values[i]);
    if (step->op == PC_OP_NUMBER) mpz_set(run->row.values[i], run->program->numbers[step->a]);
  }
  run->row_steps = n;
  return PC_OK;
}

static size_t data_count(const pc_program *program) {
  return 2 * program->step_count + PC_SCRATCH + program->output_count;
}

static void set_numbers(pc_run *run) {
  const pc_program *program = run->program;
  for (size_t i = 0; i < program->step_count; i++) {
    run->strands[i].same = (uint32_t)i;
    run->data[pc_point_at(run, (uint32_t)i)] = &run->points[i];
    if (program->steps[i].op != PC_OP_NUMBER || program->hard) continue;
    mpz_srcptr number = program->numbers[program->steps[i].a];
    run->strands[i].range = pc_range_number(number);
    pc_limbs_write(run->points[i].w, PC_FOUR, number);
  }
}

static pc_status make_columns(pc_run *run, pc_error *error) {
  const pc_program *program = run->program;
  size_t n = 0;
  for (size_t i = 0; i < program->step_count; i++) n += pc_step_is_column(&program->steps[i]);
  run->columns = pc_alloc(&run->memory, n * sizeof *run->columns);
  run->planned = pc_alloc(&run->memory, n * sizeof *run->planned);
  run->column_count = n;
  if (!run->columns || !run->planned) return pc_no_memory(&run->memory, error);
  n = 0;
  for (size_t i = 0; i < program->step_count; i++)
    if (pc_step_is_column(&program->steps[i])) run->columns[n++] = (uint32_t)i;
  return PC_OK;
}

static pc_status make_block(pc_run *run, pc_error *error) {
  const pc_program *program = run->program;
  run->strands = pc_alloc_zero(&run->memory, program->step_count * sizeof *run->strands);
  run->points = pc_alloc_zero(&run->memory, program->step_count * sizeof *run->points);
  run->data = pc_alloc_zero(&run->memory, data_count(program) * sizeof *run->data);
  run->slots = pc_alloc_zero(&run->memory, program->slot_count * sizeof *run->slots);
  if (!run->strands || !run->points || !run->data || !run->slots) return pc_no_memory(&run->memory, error);
  set_numbers(run);
  return PC_OK;
}

static pc_status make_answers(pc_run *run, pc_error *error) {
  const pc_program *program = run->program;
  run->totals = pc_alloc_zero(&run->memory, program->output_count * sizeof *run->totals);
  run->verdicts = pc_alloc_zero(&run->memory, program->mask_count * sizeof *run->verdicts);
  run->all_totals = pc_alloc_zero(&run->memory, program->output_count * sizeof *run->all_totals);
  run->all_verdicts = pc_alloc_zero(&run->memory, program->mask_count * sizeof *run->all_verdicts);
  bool made = run->totals && run->verdicts && run->all_totals && run->all_verdicts;
  return made ? PC_OK : pc_no_memory(&run->memory, error);
}

pc_status pc_run_new(pc_run **out, const pc_program *program, pc_error *error) {
  pc_context memory = { .limits = program->limits, .allocator = program->allocator };
  pc_run *run = pc_alloc_zero(&memory, sizeof *run);
  if (!run) return pc_no_memory(&memory, error);
  run->memory = memory;
  run->program = program;
  pc_status status = make_row(run, error);
  if (!status) status = make_columns(run, error);
  if (!status) status = make_block(run, error);
  if (!status) status = make_answers(run, error);
  if (status)
    pc_run_free(run);
  else
    *out = run;
  return status;
}

static void free_totals(pc_run *run, pc_total *totals) {
  size_t n = run->program->output_count;
  for (size_t i = 0; totals && i < n; i++) {
    pc_cells_free(&totals[i].values, &run->memory);
    pc_cells_free(&totals[i].denominators, &run->memory);
  }
  pc_free(&run->memory, totals, n * sizeof *totals);
}

static void free_cells(pc_run *run) {
  const pc_program *program = run->program;
  free_totals(run, run->totals);
  free_totals(run, run->all_totals);
  for (size_t i = 0; run->slots && i < program->slot_count; i++) pc_cells_free(&run->slots[i], &run->memory);
  for (size_t i = 0; i < PC_SCRATCH; i++) pc_cells_free(&run->scratch[i], &run->memory);
}

void pc_run_free(pc_run *run) {
  if (!run) return;
  const pc_program *program = run->program;
  free_cells(run);
  for (size_t i = 0; i < run->row_steps; i++) mpz_clear(run->row.values[i]);
  pc_context memory = run->memory;
  pc_free(&memory, run->row.values, program->step_count * sizeof *run->row.values);
  pc_free(&memory, run->row.faults, program->step_count * sizeof *run->row.faults);
  pc_free(&memory, run->verdicts, program->mask_count * sizeof *run->verdicts);
  pc_free(&memory, run->all_verdicts, program->mask_count * sizeof *run->all_verdicts);
  pc_free(&memory, run->strands, program->step_count * sizeof *run->strands);
  pc_free(&memory, run->points, program->step_count * sizeof *run->points);
  pc_free(&memory, run->data, data_count(program) * sizeof *run->data);
  pc_free(&memory, run->slots, program->slot_count * sizeof *run->slots);
  pc_free(&memory, run->columns, run->column_count * sizeof *run->columns);
  pc_free(&memory, run->planned, run->column_count * sizeof *run->planned);
  pc_free(&memory, run->calls, run->call_capacity * sizeof *run->calls);
  pc_free(&memory, run, sizeof *run);
}

/* ---- rows ---- */

static pc_status check(const pc_run *run, const pc_data *columns, size_t count, pc_error *error) {
  if (count > PC_RUN_ROWS)
    return pc_fail(error, PC_USAGE, "%zu rows at once are more than %d", count, (int)PC_RUN_ROWS);
  for (size_t i = 0; i < run->column_count && count; i++) {
    uint32_t column = run->program->steps[run->columns[i]].a;
    const pc_data *data = &columns[column];
    if (!data->values || data->limbs == 0) return pc_fail(error, PC_USAGE, "column %u has no numbers", column);
    if (data->denominators && !run->program->rational[column])
      return pc_fail(error, PC_USAGE, "column %u has denominators, and its symbol stands for whole numbers", column);
  }
  return PC_OK;
}

pc_status pc_run_rows(pc_run *run, const pc_data *columns, size_t first, size_t count, pc_error *error) {
  pc_status status = check(run, columns, count, error);
  if (status) return status;
  run->in_parts = false;
  if (run->program->hard || count == 0) return pc_run_row_by_row(run, columns, first, count, error);
  pc_block_state state = pc_block_run(run, columns, first, count, error);
  if (state == PC_BLOCK_TOO_HARD) return pc_block_run_parts(run, columns, first, count, error);
  return state == PC_BLOCK_DONE ? PC_OK : pc_run_no_memory(run);
}

const pc_result *pc_run_result(const pc_run *run, size_t expr) {
  return run->in_parts ? &run->all_totals[expr].result : &run->totals[expr].result;
}

const pc_mask *pc_run_mask(const pc_run *run, size_t condition) {
  return run->in_parts ? &run->all_verdicts[condition].mask : &run->verdicts[condition].mask;
}

const char *pc_fault_text(pc_fault fault) {
  static const char *const texts[] = {
    [PC_FAULT_NONE] = "no fault",
    [PC_FAULT_DIVISION] = "division by zero",
    [PC_FAULT_LOG2] = "log2 of what is not a power of two",
    [PC_FAULT_SIZE] = "a number is longer than --max-bits",
  };
  return texts[fault];
}
