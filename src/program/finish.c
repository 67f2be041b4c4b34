/* Steps put into their final shape: products that are added to something, only what is needed, and where numbers lie.
 */
#include "program/program.h"
#include <string.h>

static uint32_t *operand(pc_step *step, unsigned index) {
  return index == 0 ? &step->a : index == 1 ? &step->b : &step->c;
}

/* Calls `use` with each step that an answer is taken from. */
static void each_answer(const pc_program *program, void (*use)(uint32_t *counts, uint32_t step, uint32_t value),
                        uint32_t *counts, uint32_t value) {
  for (size_t i = 0; i < program->output_count; i++) {
    use(counts, program->outputs[i].above, value);
    use(counts, program->outputs[i].below, value);
  }
  for (size_t i = 0; i < program->mask_count; i++) use(counts, program->masks[i], value);
}

static void add_use(uint32_t *counts, uint32_t step, uint32_t value) {
  (void)value;
  counts[step]++;
}

static void set_use(uint32_t *counts, uint32_t step, uint32_t value) {
  counts[step] = value;
}

/* ---- how often a step is used; what is not used does not count ---- */

static void count_uses(uint32_t *uses, const pc_program *program) {
  memset(uses, 0, program->step_count * sizeof *uses);
  each_answer(program, add_use, uses, 0);
  for (size_t i = program->step_count; i-- > 0;) {
    pc_step *step = &program->steps[i];
    for (unsigned j = 0; uses[i] && j < pc_op_operands(step->op); j++) uses[*operand(step, j)]++;
  }
}

/* ---- products ---- */

static void fuse(pc_program *program, const uint32_t *uses) {
  for (size_t i = 0; i < program->step_count; i++) {
    pc_step *sum = &program->steps[i];
    if (sum->op != PC_OP_ADD || uses[i] == 0) continue;
    const pc_step *a = &program->steps[sum->a], *b = &program->steps[sum->b];
    if (a->op == PC_OP_MUL && uses[sum->a] == 1)
      *sum = (pc_step) { PC_OP_FUSED, a->a, a->b, sum->b };
    else if (b->op == PC_OP_MUL && uses[sum->b] == 1)
      *sum = (pc_step) { PC_OP_FUSED, b->a, b->b, sum->a };
  }
}

/* ---- what is left ---- */

static void rename_answers(pc_program *program, const uint32_t *names) {
  for (size_t i = 0; i < program->output_count; i++) {
    pc_ratio *output = &program->outputs[i];
    *output = (pc_ratio) { names[output->above], names[output->below] };
  }
  for (size_t i = 0; i < program->mask_count; i++) program->masks[i] = names[program->masks[i]];
}

/* Drops steps without use; `uses` becomes their new numbers. */
static void drop(pc_program *program, uint32_t *uses) {
  uint32_t kept = 0;
  for (size_t i = 0; i < program->step_count; i++) {
    if (uses[i] == 0) continue;
    pc_step step = program->steps[i];
    for (unsigned j = 0; j < pc_op_operands(step.op); j++) *operand(&step, j) = uses[*operand(&step, j)];
    if (pc_op_operands(step.op) == 1) step.b = step.a;
    program->steps[kept] = step;
    uses[i] = kept++;
  }
  rename_answers(program, uses);
  program->step_count = kept;
}

/* ---- slots ---- */

/* Whether a step's numbers may be those of an operand, in its place. */
static bool may_pass(pc_op op) {
  return op == PC_OP_MAX || op == PC_OP_MIN || op == PC_OP_ABS || op == PC_OP_SIGNED;
}

/* The last step that needs each step's numbers; answers are needed to the end. */
static void find_ends(uint32_t *ends, const pc_program *program) {
  for (size_t i = 0; i < program->step_count; i++) ends[i] = (uint32_t)i;
  each_answer(program, set_use, ends, (uint32_t)program->step_count);
  for (size_t i = program->step_count; i-- > 0;) {
    pc_step *step = &program->steps[i];
    uint32_t end = may_pass(step->op) ? ends[i] : (uint32_t)i;
    for (unsigned j = 0; j < pc_op_operands(step->op); j++)
      if (ends[*operand(step, j)] < end) ends[*operand(step, j)] = end;
  }
}

/* A step's slot is not that of an operand: loops read and write different places. Columns are read before all else.
 * `spare` is a stack of free slots. */
static void assign_slots(pc_program *program, uint32_t *ends, uint32_t *spare) {
  size_t spare_count = 0;
  for (size_t i = 0; i < program->step_count; i++)
    if (pc_step_is_column(&program->steps[i])) program->slots[i] = (uint32_t)program->slot_count++;
  for (size_t i = 0; i < program->step_count; i++) {
    pc_step *step = &program->steps[i];
    if (!pc_step_is_column(step))
      program->slots[i] = spare_count ? spare[--spare_count] : (uint32_t)program->slot_count++;
    for (unsigned j = 0; j < pc_op_operands(step->op); j++) {
      uint32_t used = *operand(step, j);
      if (ends[used] != i) continue;
      ends[used] = UINT32_MAX; /* once, where both operands are the same */
      spare[spare_count++] = program->slots[used];
    }
  }
}

pc_status pc_program_finish(pc_program *program, pc_error *error) {
  size_t size = program->step_count * sizeof(uint32_t);
  uint32_t *counts = pc_alloc(program->ctx, size), *spare = pc_alloc(program->ctx, size);
  program->slots = pc_alloc(program->ctx, size);
  program->slots_size = size;
  pc_status status = counts && spare && program->slots ? PC_OK : pc_no_memory(program->ctx, error);
  if (!status) {
    count_uses(counts, program);
    fuse(program, counts);
    count_uses(counts, program);
    drop(program, counts);
    find_ends(counts, program);
    assign_slots(program, counts, spare);
  }
  pc_free(program->ctx, counts, size);
  pc_free(program->ctx, spare, size);
  return status;
}
