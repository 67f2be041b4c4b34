/* Programs: making and freeing them. */
#include "program/program.h"
#include "program/cells.h"
#include "program/four.h"
#include "program/kernels.h"

static pc_status make_room(pc_program *program, const pc_program_spec *spec, pc_error *error) {
  pc_context *ctx = program->ctx;
  program->input_count = spec->symbol_count;
  program->output_count = spec->expr_count;
  program->mask_count = spec->condition_count;
  program->rational = pc_alloc_zero(ctx, spec->symbol_count * sizeof *program->rational);
  program->outputs = pc_alloc_zero(ctx, spec->expr_count * sizeof *program->outputs);
  program->masks = pc_alloc_zero(ctx, spec->condition_count * sizeof *program->masks);
  return program->rational && program->outputs && program->masks ? PC_OK : pc_no_memory(ctx, error);
}

/* Loops read two limbs at once as the processor does, the lowest first. */
static bool is_hard(const pc_program *program) {
  for (size_t i = 0; i < program->number_count; i++)
    if (pc_limbs_needed(program->numbers[i]) > PC_FOUR) return true;
  return __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__;
}

pc_status pc_program_new(pc_program **out, pc_context *context, const pc_program_spec *spec, pc_error *error) {
  pc_program *program = pc_alloc_zero(context, sizeof *program);
  if (!program) return pc_no_memory(context, error);
  program->ctx = context;
  program->limits = context->limits;
  program->allocator = context->allocator;
  program->kernels = pc_kernels_best();
  pc_status status = make_room(program, spec, error);
  if (!status) status = pc_program_compile(program, spec, error);
  if (!status) status = pc_program_finish(program, error);
  program->hard = is_hard(program);
  if (status)
    pc_program_free(program);
  else
    *out = program;
  return status;
}

void pc_program_free(pc_program *program) {
  if (!program) return;
  pc_context *ctx = program->ctx;
  for (size_t i = 0; i < program->number_count; i++) mpz_clear(program->numbers[i]);
  pc_free(ctx, program->numbers, program->number_capacity * sizeof *program->numbers);
  pc_free(ctx, program->steps, program->step_capacity * sizeof *program->steps);
  pc_free(ctx, program->rational, program->input_count * sizeof *program->rational);
  pc_free(ctx, program->outputs, program->output_count * sizeof *program->outputs);
  pc_free(ctx, program->masks, program->mask_count * sizeof *program->masks);
  pc_free(ctx, program->slots, program->slots_size);
  pc_free(ctx, program, sizeof *program);
}

size_t pc_program_operations(const pc_program *program) {
  size_t count = 0;
  for (size_t i = 0; i < program->step_count; i++) count += pc_op_operands(program->steps[i].op) > 0;
  return count;
}
