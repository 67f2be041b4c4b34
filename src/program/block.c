/* Blocks: columns are read and bounded, loops are run, answers are shown where they lie. */
#include "program/run.h"

enum { MOST_LIMBS = 4 };

bool pc_block_reserve(pc_run *run, uint32_t at, size_t limbs) {
  size_t steps = run->program->step_count;
  pc_cells *cells = at < steps ? &run->slots[run->program->slots[at]] : &run->scratch[at - 2 * steps];
  uint64_t *before = cells->values;
  if (!pc_cells_reset(cells, &run->memory, PC_RUN_ROWS, limbs)) return false;
  run->moved = run->moved || (before && before != cells->values);
  run->data[at] = cells->values;
  return true;
}

/* ---- columns ---- */

static void set_point(pc_run *run, uint32_t index, const uint64_t *value, size_t limbs) {
  pc_strand *s = &run->strands[index];
  pc_four *point = &run->points[index];
  uint64_t sign = value[limbs - 1] >> 63 ? UINT64_MAX : 0;
  for (size_t i = 0; i < PC_FOUR; i++) point->w[i] = i < limbs ? value[i] : sign;
  pc_int128 low = (pc_int128)((pc_uint128)point->w[1] << 64 | point->w[0]);
  const pc_four extended = pc_four_of(low);
  s->limbs = 0;
  s->in_place = false;
  s->range = pc_four_equal(point, &extended) ? pc_range_of(low, low) : pc_range_wide(64 * MOST_LIMBS, sign != 0);
}

static size_t needed(const uint64_t *value, size_t limbs) {
  while (limbs > 1 && value[limbs - 1] == (value[limbs - 2] >> 63 ? UINT64_MAX : 0)) limbs--;
  return limbs;
}

static size_t longest(const uint64_t *values, size_t stride, size_t limbs, size_t count) {
  size_t most = 1;
  for (size_t i = 0; i < count && most < limbs; i++) {
    size_t length = needed(values + i * stride, limbs);
    if (length > most) most = length;
  }
  return most;
}

static bool read_short(pc_run *run, uint32_t index, const uint64_t *values, size_t stride, size_t count) {
  pc_strand *s = &run->strands[index];
  int64_t least, greatest;
  bool apart = stride != 1;
  if (apart && !pc_block_reserve(run, index, 1)) return false;
  run->program->kernels->scan(&least, &greatest, apart ? run->data[index] : NULL, values, stride, count);
  if (!apart) run->data[index] = (void *)values;
  s->range = pc_range_of(least, greatest);
  s->limbs = 1;
  s->in_place = !apart;
  if (least == greatest) set_point(run, index, values, 1);
  return true;
}

static pc_range range_of_two(const pc_int128 *values, size_t count) {
  pc_int128 least = values[0], greatest = values[0];
  for (size_t i = 1; i < count; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > greatest) greatest = values[i];
  }
  return pc_range_of(least, greatest);
}

/* How many bits they take, from where they differ from their sign. */
static pc_range range_of_four(const uint64_t *values, size_t count) {
  bool negative = false;
  uint64_t third = 1, fourth = 0;
  for (size_t i = 0; i < count; i++) {
    const uint64_t *value = values + i * MOST_LIMBS;
    uint64_t sign = value[3] >> 63 ? UINT64_MAX : 0;
    negative = negative || sign;
    third |= value[2] ^ sign;
    fourth |= value[3] ^ sign;
  }
  int bits = fourth ? 257 - __builtin_clzll(fourth) : 193 - __builtin_clzll(third);
  return pc_range_wide((size_t)bits, negative);
}

/* Numbers of more than one limb, none longer than `length`. */
static bool read_long(pc_run *run, uint32_t index, const uint64_t *values, size_t stride, size_t length, size_t count) {
  size_t limbs = length <= 2 ? 2 : MOST_LIMBS;
  if (!pc_block_reserve(run, index, limbs)) return false;
  uint64_t *to = run->data[index];
  for (size_t i = 0; i < count; i++) {
    const uint64_t *from = values + i * stride;
    uint64_t sign = from[length - 1] >> 63 ? UINT64_MAX : 0;
    for (size_t j = 0; j < limbs; j++) to[i * limbs + j] = j < length ? from[j] : sign;
  }
  run->strands[index].limbs = (uint8_t)limbs;
  run->strands[index].range = limbs == 2 ? range_of_two(run->data[index], count) : range_of_four(to, count);
  return true;
}

static pc_block_state read_column(pc_run *run, uint32_t index, const pc_data *column, const uint64_t *values,
                                  size_t first, size_t count) {
  static const uint64_t one = 1;
  size_t stride = column->stride;
  run->strands[index].same = index;
  run->strands[index].in_place = false;
  if (!values) {
    set_point(run, index, &one, 1);
    return PC_BLOCK_DONE;
  }
  values += first * stride;
  size_t length = column->limbs == 1 ? 1 : longest(values, stride, column->limbs, stride ? count : 1);
  if (length > MOST_LIMBS) return PC_BLOCK_TOO_HARD;
  if (stride == 0) {
    set_point(run, index, values, length);
    return PC_BLOCK_DONE;
  }
  bool read = length == 1 ? read_short(run, index, values, stride, count)
                          : read_long(run, index, values, stride, length, count);
  return read ? PC_BLOCK_DONE : PC_BLOCK_FAILED;
}

/* Fills in the strands of columns. */
static pc_block_state read_columns(pc_run *run, const pc_data *columns, size_t first, size_t count, pc_error *error) {
  pc_block_state state = PC_BLOCK_DONE;
  for (size_t i = 0; i < run->column_count && state == PC_BLOCK_DONE; i++) {
    const pc_step *step = &run->program->steps[run->columns[i]];
    const pc_data *column = &columns[step->a];
    const uint64_t *values = step->op == PC_OP_INPUT ? column->values : column->denominators;
    state = read_column(run, run->columns[i], column, values, first, count);
  }
  if (state == PC_BLOCK_FAILED) pc_no_memory(&run->memory, error);
  return state;
}

/* ---- loops ---- */

/* Steps share slots, one after the other; a slot that grew for one of them may have moved away from the others. */
static void find_moved(pc_run *run) {
  const pc_program *program = run->program;
  for (size_t i = 0; i < program->step_count; i++)
    if (!run->strands[i].in_place) run->data[i] = run->slots[program->slots[i]].values;
  for (uint32_t i = 0; i < PC_SCRATCH; i++) run->data[pc_scratch_at(run, i)] = run->scratch[i].values;
  run->moved = false;
}

static uint64_t run_call(const pc_run *run, const pc_call *call, size_t count) {
  void *const *data = run->data;
  return call->kernel(data[call->out], data[call->a], data[call->b], data[call->c], count);
}

static bool run_steps(const pc_run *run, size_t count) {
  uint64_t trouble = 0;
  for (size_t i = 0; i < run->step_calls && !trouble; i++) trouble = run_call(run, &run->calls[i], count);
  return !trouble;
}

/* ---- answers ---- */

static pc_status finish_totals(pc_run *run, size_t count, pc_error *error) {
  const pc_program *program = run->program;
  uint64_t trouble = 0;
  size_t next = 0;
  for (size_t i = 0; i < program->output_count; i++) {
    uint32_t above = run->strands[program->outputs[i].above].same;
    run->totals[i].result = (pc_result) { run->data[above], run->strands[above].limbs, NULL, NULL };
  }
  for (size_t i = run->step_calls; i < run->call_count; i++) {
    const pc_call *call = &run->calls[i];
    trouble = run_call(run, call, count);
    if (call->out < pc_total_at(run, 0)) continue;
    next = call->out - pc_total_at(run, 0);
    pc_total *total = &run->totals[next];
    total->result = (pc_result) { total->values.values, total->values.limbs, NULL, NULL };
    if (!trouble) continue;
    run->reusable = false; /* the total's numbers now have another length */
    pc_status status = pc_total_reduce(run, next, count, error);
    if (status) return status;
  }
  return PC_OK;
}

static void finish_verdicts(pc_run *run, size_t count) {
  for (size_t i = 0; i < run->program->mask_count; i++) {
    pc_verdict *v = &run->verdicts[i];
    const int64_t *values = run->data[run->strands[run->program->masks[i]].same];
    v->mask = (pc_mask) { v->holds, run->program->kernels->pack(v->holds, values, count), NULL };
  }
}

pc_block_state pc_block_run(pc_run *run, const pc_data *columns, size_t first, size_t count, pc_error *error) {
  pc_block_state state = read_columns(run, columns, first, count, error);
  if (state == PC_BLOCK_DONE) state = pc_block_prepare(run, error);
  if (run->moved) find_moved(run);
  if (state == PC_BLOCK_DONE && !run_steps(run, count)) state = PC_BLOCK_TOO_HARD;
  if (state == PC_BLOCK_DONE && finish_totals(run, count, error)) state = PC_BLOCK_FAILED;
  if (state == PC_BLOCK_DONE)
    finish_verdicts(run, count);
  else
    run->reusable = false;
  return state;
}
