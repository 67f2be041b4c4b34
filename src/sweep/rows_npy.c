/* Totals as an array in a .npy file. */
#include "sweep/rows_npy.h"
#include "sweep/texts.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_WIDTH = 64, TEXT_ROOM = 256, HEADER_WIDTH = 192 };

static size_t item_width(const pc_rows_out *out) {
  if (out->options.decimal) return TEXT_WIDTH;
  return out->options.format == PC_ROWS_NPY128 ? 16 : 8;
}

size_t pc_npy_width(const pc_rows_out *out) {
  return out->plan->shown * item_width(out);
}

static const char *item_type(const pc_rows_out *out) {
  if (out->options.decimal) return "'|S64'";
  return out->options.format == PC_ROWS_NPY128 ? "[('low', '<u8'), ('high', '<i8')]" : "'<i8'";
}

pc_status pc_npy_begin(const pc_rows_out *out, uint64_t rows, pc_buffer *text, pc_error *error) {
  char columns[32] = "", header[HEADER_WIDTH + 1];
  if (out->plan->shown > 1) snprintf(columns, sizeof columns, " %zu", out->plan->shown);
  int n = snprintf(header, sizeof header,
                   "\x93NUMPY\x01%c%c%c{'descr': %s, 'fortran_order': False, 'shape': (%" PRIu64 ",%s), }", 'x', 'x',
                   'x', item_type(out), rows, columns);
  memset(header + n, ' ', HEADER_WIDTH - (size_t)n);
  header[7] = 0;
  header[8] = (char)(HEADER_WIDTH - 10);
  header[9] = 0;
  header[HEADER_WIDTH - 1] = '\n';
  pc_buffer_add(text, header, HEADER_WIDTH);
  return text->failed ? pc_no_memory(text->ctx, error) : PC_OK;
}

static void store(char *to, uint64_t value) {
  for (size_t i = 0; i < 8; i++) to[i] = (char)(value >> (8 * i) & 0xff);
}

/* Without upper limbs that say nothing. */
static pc_answer shortest(pc_answer a) {
  while (a.limbs > 1 && a.value[a.limbs - 1] == (a.value[a.limbs - 2] >> 63 ? UINT64_MAX : 0) &&
         (!a.denominator || (a.denominator[a.limbs - 1] == 0 && a.denominator[a.limbs - 2] >> 63 == 0)))
    a.limbs--;
  return a;
}

static bool put_text(char *to, const pc_answer *full) {
  const pc_answer shorter = shortest(*full), *answer = &shorter;
  char text[TEXT_ROOM];
  if (pc_answer_room(answer->limbs) > sizeof text) return false;
  size_t n = pc_answer_text(text, answer);
  if (n > TEXT_WIDTH) return false;
  memset(to, 0, TEXT_WIDTH);
  memcpy(to, text, n);
  return true;
}

/* False where the answer does not fit. */
static bool put_answer(char *to, const pc_rows_out *out, const pc_answer *answer) {
  uint64_t wide[2];
  int64_t narrow;
  if (out->options.decimal) return put_text(to, answer);
  if (out->options.format == PC_ROWS_NPY) {
    if (!pc_answer_int64(&narrow, answer)) return false;
    store(to, (uint64_t)narrow);
    return true;
  }
  if (!pc_answer_int128(wide, answer)) return false;
  store(to, wide[0]);
  store(to + 8, wide[1]);
  return true;
}

/* All totals are whole numbers of so few bits that they fit. */
static bool all_fit(const pc_rows_out *out, const pc_row_block *block) {
  size_t most = out->options.format == PC_ROWS_NPY128 && !out->options.decimal ? 2 : 1;
  for (size_t i = 0; i < out->plan->shown; i++) {
    const pc_result *result = pc_run_result(block->run, i);
    if (result->limbs > most || result->denominators) return false;
  }
  return true;
}

static pc_status refuse(const pc_rows_out *out, pc_row_block *block, size_t row, size_t total, bool fraction,
                        pc_error *error) {
  const char *name = out->plan->totals[total].name;
  if (out->options.decimal)
    return pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "'%s' takes more than %d characters", name,
                              (int)TEXT_WIDTH);
  if (fraction)
    return pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "'%s' is a fraction (--decimal writes texts)",
                              name);
  bool wide = out->options.format == PC_ROWS_NPY128;
  return pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "'%s' takes more than %d bits (%s)", name,
                            wide ? 128 : 64,
                            wide ? "--decimal writes texts" : "--format npy128 has 128, and --decimal writes texts");
}

pc_status pc_npy_check(const pc_rows_out *out, pc_row_block *block, pc_error *error) {
  char item[TEXT_WIDTH];
  pc_status status = PC_OK;
  if (all_fit(out, block)) return PC_OK;
  for (size_t row = 0; !status && row < block->rows; row++)
    for (size_t i = 0; !status && block->state[row] == PC_ROW_GOOD && i < out->plan->shown; i++) {
      const pc_answer answer = pc_result_answer(pc_run_result(block->run, i), row);
      if (!put_answer(item, out, &answer)) status = refuse(out, block, row, i, answer.denominator, error);
    }
  return status;
}

/* Whether limbs are copied as they are. */
static bool is_simple(const pc_rows_out *out, const pc_row_block *block, size_t first, size_t end) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return false;
#endif
  if (out->options.decimal || !all_fit(out, block)) return false;
  return !memchr(block->state + first, PC_ROW_BAD, end - first) &&
         !memchr(block->state + first, PC_ROW_LEFT, end - first);
}

/* One total into every row; `stride` is from row to row. */
static void copy_total(char *to, size_t stride, bool pairs, const pc_result *result, size_t first, size_t end) {
  const uint64_t *value = result->values + first * result->limbs;
  for (size_t row = first; row < end; row++, to += stride, value += result->limbs) {
    uint64_t high = value[result->limbs - 1];
    memcpy(to, value, 8);
    if (result->limbs == 1) high = high >> 63 ? UINT64_MAX : 0;
    if (pairs) memcpy(to + 8, &high, 8);
  }
}

static char *copy_totals(char *to, const pc_rows_out *out, const pc_row_block *block, size_t first, size_t end) {
  size_t width = item_width(out), shown = out->plan->shown;
  const pc_result *only = pc_run_result(block->run, 0);
  if (shown == 1 && width == 8 * only->limbs)
    memcpy(to, only->values + first * only->limbs, (end - first) * width);
  else
    for (size_t i = 0; i < shown; i++)
      copy_total(to + i * width, shown * width, width == 16, pc_run_result(block->run, i), first, end);
  return to + (end - first) * shown * width;
}

pc_status pc_npy_format(const pc_rows_out *out, pc_row_block *block, size_t first, size_t end, pc_buffer *text,
                        pc_error *error) {
  size_t width = item_width(out), shown = out->plan->shown;
  if (!pc_text_reserve(text, (end - first) * shown * width)) return pc_no_memory(text->ctx, error);
  char *to = text->text + text->length;
  bool simple = is_simple(out, block, first, end);
  if (simple) to = copy_totals(to, out, block, first, end);
  for (size_t row = first; !simple && row < end; row++)
    for (size_t i = 0; block->state[row] == PC_ROW_GOOD && i < shown; i++, to += width) {
      const pc_answer answer = pc_result_answer(pc_run_result(block->run, i), row);
      put_answer(to, out, &answer);
    }
  text->length = (size_t)(to - text->text);
  return PC_OK;
}
