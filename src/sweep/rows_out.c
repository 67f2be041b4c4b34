/* Rows as text: CSV, TSV, JSON lines. */
#include "sweep/rows_out.h"
#include "sweep/digits.h"
#include "sweep/rows_npy.h"
#include "sweep/texts.h"
#include <string.h>

enum { NUMBER_ROOM = 48 }; /* what pc_write_limbs may write */

pc_status pc_rows_format_named(pc_rows_format *out, const char *name, pc_error *error) {
  static const char *const names[] = { [PC_ROWS_CSV] = "csv",
                                       [PC_ROWS_TSV] = "tsv",
                                       [PC_ROWS_JSONL] = "jsonl",
                                       [PC_ROWS_NPY] = "npy",
                                       [PC_ROWS_NPY128] = "npy128" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(name, names[i]) != 0) continue;
    *out = (pc_rows_format)i;
    return PC_OK;
  }
  return pc_fail(error, PC_USAGE, "unknown format '%s' (of rows: csv, tsv, jsonl, npy, npy128)", name);
}

static bool is_npy(const pc_rows_out *out) {
  return out->options.format >= PC_ROWS_NPY;
}

static bool is_json(const pc_rows_out *out) {
  return out->options.format == PC_ROWS_JSONL;
}

/* ---- what stands before values ---- */

static pc_status add_prefix(pc_rows_out *out, pc_plan *plan, size_t *n, const char *name, pc_error *error) {
  pc_buffer text = { .ctx = plan->ctx };
  pc_buffer_adds(&text, *n ? ", " : "{");
  pc_text_add_json(&text, (pc_piece) { name, strlen(name) });
  pc_buffer_adds(&text, ": ");
  char *copy = text.failed ? NULL : pc_arena_copy(&plan->arena, text.text, text.length);
  if (copy) out->prefixes[(*n)++] = (pc_piece) { copy, text.length };
  pc_buffer_clear(&text);
  return copy ? PC_OK : pc_no_memory(plan->ctx, error);
}

static pc_status make_prefixes(pc_rows_out *out, pc_plan *plan, pc_error *error) {
  const pc_plan_options *o = &plan->options;
  size_t n = 0;
  pc_status status = PC_OK;
  out->prefixes = pc_arena_alloc(&plan->arena, (o->column_count + plan->shown + 1) * sizeof *out->prefixes);
  if (!out->prefixes) return pc_no_memory(plan->ctx, error);
  for (size_t i = 0; !status && i < o->column_count; i++)
    if (plan->roles[i] != PC_COLUMN_UNUSED) status = add_prefix(out, plan, &n, o->columns[i], error);
  for (size_t i = 0; !status && i < plan->shown; i++) status = add_prefix(out, plan, &n, plan->totals[i].name, error);
  return status ? status : add_prefix(out, plan, &n, "error", error);
}

static pc_status check(const pc_rows_out *out, pc_error *error) {
  const pc_plan *plan = out->plan;
  bool taken = false;
  for (size_t i = 0; i < plan->options.column_count; i++)
    taken |= plan->roles[i] != PC_COLUMN_UNUSED && strcmp(plan->options.columns[i], "error") == 0;
  for (size_t i = 0; i < plan->shown; i++) taken |= strcmp(plan->totals[i].name, "error") == 0;
  if (out->options.mark && is_npy(out)) return pc_fail(error, PC_USAGE, "--on-error mark goes with csv, tsv and jsonl");
  if (out->options.mark && taken)
    return pc_fail(error, PC_USAGE, "--on-error mark adds a column 'error', and there is one");
  if (out->options.decimal && !is_npy(out)) return pc_fail(error, PC_USAGE, "--decimal goes with npy");
  return PC_OK;
}

pc_status pc_rows_out_init(pc_rows_out *out, pc_plan *plan, const pc_row_source *source, const pc_rows_options *options,
                           pc_error *error) {
  *out = (pc_rows_out) { .options = *options, .plan = plan, .source = source };
  out->separator = options->format == PC_ROWS_TSV ? '\t' : ',';
  pc_status status = check(out, error);
  return status ? status : make_prefixes(out, plan, error);
}

/* ---- the header ---- */

static void add_name(pc_buffer *text, bool *first, const pc_rows_out *out, const char *name) {
  if (!*first) pc_buffer_add(text, &out->separator, 1);
  *first = false;
  pc_text_add_field(text, (pc_piece) { name, strlen(name) }, out->separator);
}

pc_status pc_rows_out_begin(const pc_rows_out *out, uint64_t rows, pc_buffer *text, pc_error *error) {
  const pc_plan *plan = out->plan;
  bool first = true;
  if (is_npy(out)) return pc_npy_begin(out, rows, text, error);
  if (is_json(out) || out->options.no_header) return PC_OK;
  for (size_t i = 0; i < plan->options.column_count; i++)
    if (plan->roles[i] != PC_COLUMN_UNUSED) add_name(text, &first, out, plan->options.columns[i]);
  for (size_t i = 0; i < plan->shown; i++) add_name(text, &first, out, plan->totals[i].name);
  if (out->options.mark) add_name(text, &first, out, "error");
  pc_buffer_adds(text, "\n");
  return text->failed ? pc_no_memory(text->ctx, error) : PC_OK;
}

/* ---- rows ---- */

static bool is_small(const pc_result *result) {
  return result->limbs <= 2 && !result->denominators;
}

/* The next row of the output. */
typedef struct row_writer {
  const pc_rows_out *out;
  pc_row_block *block;
  pc_buffer *text;
  size_t row, at; /* at: values that were written of it */
} row_writer;

static bool put(row_writer *w, const char *text, size_t length) {
  if (!pc_text_reserve(w->text, length)) return false;
  memcpy(w->text->text + w->text->length, text, length);
  w->text->length += length;
  return true;
}

/* What separates the value from the one before. */
static bool separate(row_writer *w, size_t index) {
  if (is_json(w->out)) return put(w, w->out->prefixes[index].start, w->out->prefixes[index].length);
  return w->at++ == 0 || put(w, &w->out->separator, 1);
}

static bool put_answer(row_writer *w, const pc_answer *answer) {
  bool quoted = is_json(w->out);
  if (!pc_text_reserve(w->text, pc_answer_room(answer->limbs) + NUMBER_ROOM)) return false;
  char *to = w->text->text + w->text->length;
  size_t n = 0;
  if (quoted) to[n++] = '"';
  uint64_t wide[2];
  if (pc_answer_int128(wide, answer))
    n += pc_write_limbs(to + n, wide, 2);
  else
    n += pc_answer_text(to + n, answer);
  if (quoted) to[n++] = '"';
  w->text->length += n;
  return true;
}

static bool put_input(row_writer *w, size_t input) {
  const pc_answer answer = pc_row_block_input(w->block, input, w->row);
  return put_answer(w, &answer);
}

/* A cell as it stood in the source: copied where it is written as it was read. */
static bool put_cell(row_writer *w, pc_piece raw) {
  char from = w->out->source->separator;
  bool fits = w->block->state[w->row] == PC_ROW_GOOD || pc_text_is_field(raw);
  if (!is_json(w->out) && from == w->out->separator && fits) return put(w, raw.start, raw.length);
  bool json = w->block->state[w->row] == PC_ROW_GOOD || pc_text_is_value(raw);
  if (is_json(w->out) && from == 0 && json) return put(w, raw.start, raw.length);
  pc_piece content = raw;
  if (fits && pc_text_content(&content, raw, from, w->block->arena)) return false;
  if (is_json(w->out))
    pc_text_add_json(w->text, content);
  else
    pc_text_add_field(w->text, content, w->out->separator);
  return !w->text->failed;
}

static bool put_column(row_writer *w, size_t column) {
  int role = w->out->plan->roles[column];
  if (w->block->state[w->row] == PC_ROW_GOOD)
    return role < PC_COLUMN_EXTRA ? put_input(w, (size_t)role)
                                  : put_cell(w, w->block->extras[role - PC_COLUMN_EXTRA][w->row]);
  if (!w->out->source->cell) return put_input(w, (size_t)role);
  const pc_line *line = &w->block->lines[w->row];
  pc_piece raw = w->out->source->cell(w->out->source, (pc_piece) { line->start, line->length }, (int)column);
  return raw.start ? put_cell(w, raw) : !is_json(w->out) || put(w, "null", 4);
}

static bool put_columns(row_writer *w) {
  const pc_plan *plan = w->out->plan;
  const pc_line *line = &w->block->lines[w->row];
  bool good = w->block->state[w->row] == PC_ROW_GOOD;
  if (good && line->plain && !is_json(w->out) && w->out->separator == w->out->source->separator) {
    w->at++;
    return put(w, line->start, line->length);
  }
  size_t index = 0;
  for (size_t i = 0; i < plan->options.column_count; i++)
    if (plan->roles[i] != PC_COLUMN_UNUSED && !(separate(w, index++) && put_column(w, i))) return false;
  return true;
}

static size_t written_columns(const pc_plan *plan) {
  return plan->input_count + plan->extra_count;
}

static bool put_totals(row_writer *w) {
  const pc_plan *plan = w->out->plan;
  for (size_t i = 0; i < plan->shown; i++) {
    const pc_answer answer = pc_result_answer(pc_run_result(w->block->run, i), w->row);
    if (!separate(w, written_columns(plan) + i) || !put_answer(w, &answer)) return false;
  }
  return !w->out->options.mark || is_json(w->out) || separate(w, 0);
}

static const char *message_of(const pc_row_block *block, size_t row) {
  size_t i = 0;
  while (block->bad[i].row != row) i++;
  return block->bad[i].message;
}

/* Of a bad row the totals are missing. */
static bool put_error(row_writer *w) {
  const pc_plan *plan = w->out->plan;
  const char *message = message_of(w->block, w->row);
  const pc_piece text = { message, strlen(message) };
  bool json = is_json(w->out);
  for (size_t i = 0; !json && i < plan->shown; i++)
    if (!separate(w, 0)) return false;
  if (!separate(w, written_columns(plan) + plan->shown)) return false;
  if (json)
    pc_text_add_json(w->text, text);
  else
    pc_text_add_field(w->text, text, w->out->separator);
  return !w->text->failed;
}

static bool put_row(row_writer *w) {
  w->at = 0;
  bool good = w->block->state[w->row] == PC_ROW_GOOD;
  return put_columns(w) && (good ? put_totals(w) : put_error(w)) && (!is_json(w->out) || put(w, "}", 1)) &&
         put(w, "\n", 1);
}

/* ---- many rows ---- */

/* Whether all rows are copied, with small numbers behind them. */
static bool is_simple(const pc_rows_out *out, const pc_row_block *block) {
  if (is_json(out) || out->options.mark || block->bad_count || out->separator != out->source->separator) return false;
  for (size_t i = 0; i < out->plan->shown; i++)
    if (!is_small(pc_run_result(block->run, i))) return false;
  return true;
}

static inline char *copy_line(char *to, const pc_line *line) {
  const char *from = line->start;
  for (size_t i = 0; i < line->length; i += 16) memcpy(to + i, from + i, 16);
  return to + line->length;
}

/* Writes the rows up to the first that is not copied; returns its number. */
static size_t write_simple(const pc_rows_out *out, const pc_row_block *block, size_t row, size_t end, pc_buffer *text) {
  size_t shown = out->plan->shown, room = 0;
  size_t last = row;
  for (; last < end && block->lines[last].plain; last++) room += block->lines[last].length;
  room += (last - row) * (shown * (NUMBER_ROOM + 2) + 1) + 16;
  if (!pc_text_reserve(text, room)) return row;
  char *to = text->text + text->length;
  for (; row < last; row++) {
    if (block->state[row] != PC_ROW_GOOD) continue;
    to = copy_line(to, &block->lines[row]);
    for (size_t i = 0; i < shown; i++) {
      *to++ = out->separator;
      const pc_result *result = pc_run_result(block->run, i);
      to += pc_write_limbs(to, result->values + row * result->limbs, result->limbs);
    }
    *to++ = '\n';
  }
  text->length = (size_t)(to - text->text);
  return row;
}

pc_status pc_rows_out_format(const pc_rows_out *out, pc_row_block *block, size_t first, size_t end, pc_buffer *text,
                             pc_error *error) {
  if (is_npy(out)) return pc_npy_format(out, block, first, end, text, error);
  row_writer w = { .out = out, .block = block, .text = text };
  bool simple = is_simple(out, block);
  for (size_t row = first; row < end; row++) {
    if (simple) row = write_simple(out, block, row, end, text);
    if (row == end) break;
    pc_row_state state = (pc_row_state)block->state[row];
    w.row = row;
    if (state == PC_ROW_LEFT || (state == PC_ROW_BAD && !out->options.mark)) continue;
    if (!put_row(&w)) return pc_no_memory(text->ctx, error);
  }
  return PC_OK;
}

pc_status pc_rows_out_check(const pc_rows_out *out, pc_row_block *block, pc_error *error) {
  return is_npy(out) ? pc_npy_check(out, block, error) : PC_OK;
}

size_t pc_rows_out_width(const pc_rows_out *out) {
  return is_npy(out) ? pc_npy_width(out) : 0;
}
