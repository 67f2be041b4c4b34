/* Blocks of rows: memory, odd cells, bad rows. */
#include "sweep/block.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_MESSAGE = 512 };

static bool make_columns(pc_row_block *block) {
  pc_context *ctx = block->ctx;
  block->inputs = pc_alloc_zero(ctx, block->input_count * sizeof *block->inputs);
  block->narrow = pc_alloc_zero(ctx, block->input_count * sizeof *block->narrow);
  block->extras = pc_alloc_zero(ctx, block->extra_count * sizeof *block->extras);
  if (!block->inputs || !block->narrow || !block->extras) return false;
  for (size_t i = 0; i < block->input_count; i++)
    if (!(block->narrow[i] = pc_alloc_zero(ctx, PC_BLOCK_ROWS * sizeof *block->narrow[i]))) return false;
  for (size_t i = 0; i < block->extra_count; i++)
    if (!(block->extras[i] = pc_alloc_zero(ctx, PC_BLOCK_ROWS * sizeof *block->extras[i]))) return false;
  return true;
}

pc_status pc_row_block_init(pc_row_block *block, pc_context *ctx, pc_arena *arena, size_t inputs, size_t extras,
                            pc_error *error) {
  memset(block, 0, sizeof *block);
  block->ctx = ctx;
  block->arena = arena;
  block->input_count = inputs;
  block->extra_count = extras;
  if (!make_columns(block)) return pc_no_memory(ctx, error);
  pc_row_block_reset(block);
  return PC_OK;
}

void pc_row_block_clear(pc_row_block *block) {
  pc_context *ctx = block->ctx;
  for (size_t i = 0; block->narrow && i < block->input_count; i++)
    pc_free(ctx, block->narrow[i], PC_BLOCK_ROWS * sizeof *block->narrow[i]);
  for (size_t i = 0; block->extras && i < block->extra_count; i++)
    pc_free(ctx, block->extras[i], PC_BLOCK_ROWS * sizeof *block->extras[i]);
  pc_free(ctx, block->inputs, block->input_count * sizeof *block->inputs);
  pc_free(ctx, block->narrow, block->input_count * sizeof *block->narrow);
  pc_free(ctx, block->extras, block->extra_count * sizeof *block->extras);
  pc_free(ctx, block->odd, block->odd_capacity * sizeof *block->odd);
  pc_free(ctx, block->bad, block->bad_capacity * sizeof *block->bad);
}

void pc_row_block_reset(pc_row_block *block) {
  block->rows = block->odd_count = block->bad_count = 0;
  memset(block->state, PC_ROW_GOOD, sizeof block->state);
  for (size_t i = 0; i < block->input_count; i++)
    block->inputs[i] = (pc_data) { .values = (const uint64_t *)block->narrow[i], .stride = 1, .limbs = 1 };
}

pc_answer pc_row_block_input(const pc_row_block *block, size_t input, size_t row) {
  const pc_data *data = &block->inputs[input];
  size_t at = row * data->stride;
  const pc_result one = { data->values + at, data->limbs, data->denominators ? data->denominators + at : NULL, NULL };
  return pc_result_answer(&one, 0);
}

pc_status pc_row_block_add_odd(pc_row_block *block, size_t row, size_t input, pc_piece text, pc_error *error) {
  void *odd = block->odd;
  bool room = pc_grow(block->ctx, &odd, &block->odd_capacity, block->odd_count, sizeof *block->odd);
  block->odd = odd;
  if (!room) return pc_no_memory(block->ctx, error);
  block->odd[block->odd_count++] = (pc_odd_cell) { (uint32_t)row, (uint32_t)input, text };
  block->narrow[input][row] = 1;
  return PC_OK;
}

/* A new entry at its place by row. */
static pc_bad_row *insert(pc_row_block *block, uint32_t row) {
  void *bad = block->bad;
  bool room = pc_grow(block->ctx, &bad, &block->bad_capacity, block->bad_count, sizeof *block->bad);
  block->bad = bad;
  if (!room) return NULL;
  size_t at = block->bad_count++;
  for (; at > 0 && block->bad[at - 1].row > row; at--) block->bad[at] = block->bad[at - 1];
  return &block->bad[at];
}

pc_status pc_row_block_spoil(pc_row_block *block, size_t row, int field, pc_status status, pc_error *error,
                             const char *format, ...) {
  char text[LONGEST_MESSAGE];
  if (block->state[row] == PC_ROW_BAD) return PC_OK;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  char *message = pc_arena_copy(block->arena, text, strlen(text) + 1);
  pc_bad_row *bad = message ? insert(block, (uint32_t)row) : NULL;
  if (!bad) return pc_no_memory(block->ctx, error);
  *bad = (pc_bad_row) { (uint32_t)row, field, status, message };
  block->state[row] = PC_ROW_BAD;
  return PC_OK;
}
