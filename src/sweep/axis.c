/* The axes of a grid from text: "d=512..16384*2". */
#include "sweep/grid.h"
#include <polycost/expr.h>

#include <string.h>

/* A piece of the binding's text. */
typedef struct piece {
  const pc_source *source;
  size_t from, to;
} piece;

/* ---- splitting ---- */

/* The byte after a string in double quotes, or after one other byte. */
static size_t skip(const char *text, size_t at, size_t end) {
  if (text[at] != '"') return at + 1;
  for (at++; at < end && text[at] != '"'; at++)
    if (text[at] == '\\' && at + 1 < end) at++;
  return at < end ? at + 1 : end;
}

/* Where `mark` stands outside of brackets and strings, or the piece's end. */
static size_t find(const piece *p, const char *mark) {
  const char *text = p->source->text;
  size_t length = strlen(mark);
  int depth = 0;
  for (size_t at = p->from; at < p->to; at = skip(text, at, p->to)) {
    if (strchr("([{", text[at])) depth++;
    if (strchr(")]}", text[at])) depth--;
    if (depth == 0 && p->to - at >= length && !memcmp(text + at, mark, length)) return at;
  }
  return p->to;
}

/* Whether the sign at the byte belongs to what stands around it: `**`, or the exponent of 1e+3. */
static bool is_part(const piece *p, size_t at) {
  const char *text = p->source->text;
  bool digit = at >= p->from + 2 && text[at - 2] >= '0' && text[at - 2] <= '9';
  if (text[at] == '+') return digit && (text[at - 1] == 'e' || text[at - 1] == 'E');
  return (at > p->from && text[at - 1] == '*') || (at + 1 < p->to && text[at + 1] == '*');
}

/* The last `*` or `+` outside of brackets, or the piece's end. */
static size_t find_step(const piece *p) {
  const char *text = p->source->text;
  size_t last = p->to;
  int depth = 0;
  for (size_t at = p->from; at < p->to; at++) {
    if (strchr("([{", text[at])) depth++;
    if (strchr(")]}", text[at])) depth--;
    if (depth == 0 && (text[at] == '*' || text[at] == '+') && !is_part(p, at)) last = at;
  }
  return last;
}

/* The piece right of '='. */
static piece right_side(const pc_source *source) {
  const char *equals = strchr(source->text, '=');
  return (piece) { source, equals ? (size_t)(equals - source->text) + 1 : source->length, source->length };
}

bool pc_is_axis(const char *binding) {
  const pc_source source = { "command line", binding, strlen(binding) };
  piece all = right_side(&source);
  return find(&all, ",") < all.to || find(&all, "..") < all.to;
}

/* ---- numbers ---- */

static bool is_blank(const piece *p) {
  size_t blanks = strspn(p->source->text + p->from, " \t");
  return p->from + blanks >= p->to;
}

static pc_status bad_number(const piece *p, const pc_expr *value, pc_error *error) {
  if (pc_expr_is_number(value))
    return pc_fail_at(error, PC_INPUT, p->source, p->from,
                      "a value of a grid is a whole number of 64 bits (others can come in a file of rows)");
  return pc_fail_at(error, PC_INPUT, p->source, p->from,
                    "a value of a grid is a number: this has symbols (say --where 'h <= d' for a bound that varies)");
}

static pc_status parse(pc_expr **out, pc_context *ctx, const piece *p, pc_error *error) {
  char *text = pc_source_text(ctx, p->source->text + p->from, p->to - p->from);
  if (!text) return pc_no_memory(ctx, error);
  pc_error own = PC_ERROR_INIT;
  pc_status status = pc_expr_parse(out, ctx, text, &own);
  if (status) pc_fail_at(error, status, p->source, p->from + (own.column ? own.column - 1 : 0), "%s", own.message);
  pc_free(ctx, text, p->to - p->from + 1);
  return status;
}

static pc_status read_number(int64_t *out, pc_context *ctx, const piece *p, pc_error *error) {
  pc_expr *value;
  if (is_blank(p)) return pc_fail_at(error, PC_INPUT, p->source, p->from, "a number is missing");
  pc_status status = parse(&value, ctx, p, error);
  if (status) return status;
  if (!pc_expr_to_int64(out, value)) status = bad_number(p, value, error);
  pc_expr_unref(value);
  return status;
}

/* ---- ranges ---- */

static pc_status too_many(pc_error *error) {
  return pc_fail(error, PC_LIMIT, "the grid has 2^63 points or more");
}

static pc_status count_sums(pc_sequence *out, int64_t high, const piece *step, pc_error *error) {
  if (out->step < 1) return pc_fail_at(error, PC_INPUT, step->source, step->from, "the step of a range is above 0");
  uint64_t width = (uint64_t)high - (uint64_t)out->first;
  out->count = width / (uint64_t)out->step;
  return out->count++ < INT64_MAX ? PC_OK : too_many(error);
}

static pc_status count_products(pc_sequence *out, int64_t high, const piece *low, const piece *step, pc_error *error) {
  if (out->step < 2) return pc_fail_at(error, PC_INPUT, step->source, step->from, "the factor of a range is above 1");
  if (out->first < 1)
    return pc_fail_at(error, PC_INPUT, low->source, low->from, "a range with a factor starts above 0");
  out->count = 1;
  for (int64_t value = out->first; value <= high / out->step; value *= out->step) out->count++;
  return PC_OK;
}

static pc_status read_range(pc_sequence *out, pc_context *ctx, const piece *item, size_t dots, pc_error *error) {
  piece low = { item->source, item->from, dots }, high = { item->source, dots + 2, item->to };
  piece step = { item->source, find_step(&high), item->to };
  bool stepped = step.from < step.to;
  int64_t end;
  high.to = step.from;
  out->geometric = stepped && item->source->text[step.from] == '*';
  out->step = 1;
  step.from += stepped;
  pc_status status = read_number(&out->first, ctx, &low, error);
  if (!status) status = read_number(&end, ctx, &high, error);
  if (!status && stepped) status = read_number(&out->step, ctx, &step, error);
  if (status) return status;
  if (end < out->first)
    return pc_fail_at(error, PC_INPUT, item->source, item->from, "the range is empty: it goes from low to high");
  return out->geometric ? count_products(out, end, &low, &step, error) : count_sums(out, end, &step, error);
}

static pc_status read_item(pc_sequence *out, pc_context *ctx, const piece *item, pc_error *error) {
  *out = (pc_sequence) { .step = 1, .count = 1 };
  size_t dots = find(item, "..");
  return dots < item->to ? read_range(out, ctx, item, dots, error) : read_number(&out->first, ctx, item, error);
}

/* ---- axes ---- */

static pc_status add_sequence(pc_axis *axis, const pc_sequence *out, pc_error *error) {
  int64_t last = pc_sequence_value(out, out->count - 1);
  if (out->count > INT64_MAX - axis->count) return too_many(error);
  axis->low = axis->n == 0 || out->first < axis->low ? out->first : axis->low;
  axis->high = axis->n == 0 || last > axis->high ? last : axis->high;
  axis->count += out->count;
  axis->sequences[axis->n++] = *out;
  return PC_OK;
}

static size_t count_items(const piece *all) {
  piece rest = *all;
  size_t n = 1;
  for (; (rest.from = find(&rest, ",")) < rest.to; rest.from++) n++;
  return n;
}

static pc_status read_items(pc_axis *axis, pc_context *ctx, piece rest, size_t n, pc_error *error) {
  pc_status status = PC_OK;
  while (!status && axis->n < n) {
    pc_sequence sequence;
    piece item = { rest.source, rest.from, find(&rest, ",") };
    status = read_item(&sequence, ctx, &item, error);
    if (!status) status = add_sequence(axis, &sequence, error);
    rest.from = item.to + 1;
  }
  return status;
}

static pc_status check_new(const pc_grid *grid, const pc_axis *axis, const pc_source *source, pc_error *error) {
  for (size_t i = 0; i < grid->n; i++)
    if (grid->axes[i].name == axis->name)
      return pc_fail_at(error, PC_INPUT, source, 0, "'%s' has two ranges", axis->name);
  uint64_t points = grid->n ? grid->points : 1;
  return axis->count > INT64_MAX / points ? too_many(error) : PC_OK;
}

static size_t name_length(const pc_source *source) {
  size_t length = strcspn(source->text, "=");
  while (length && source->text[length - 1] == ' ') length--;
  return length;
}

static pc_status keep(pc_grid *grid, const pc_axis *axis, pc_error *error) {
  void *axes = grid->axes;
  bool grown = pc_grow(grid->ctx, &axes, &grid->capacity, grid->n, sizeof *grid->axes);
  grid->axes = axes;
  if (!grown) return pc_no_memory(grid->ctx, error);
  grid->points = (grid->n ? grid->points : 1) * axis->count;
  grid->axes[grid->n++] = *axis;
  return PC_OK;
}

pc_status pc_grid_add(pc_grid *grid, const char *binding, pc_error *error) {
  const pc_source source = { "command line", binding, strlen(binding) };
  piece all = right_side(&source);
  size_t n = count_items(&all);
  pc_axis axis = { .name = pc_intern_string(grid->ctx, binding, name_length(&source)),
                   .sequences = pc_alloc(grid->ctx, n * sizeof *axis.sequences) };
  pc_status status = axis.name && axis.sequences ? PC_OK : pc_no_memory(grid->ctx, error);
  if (!status) status = read_items(&axis, grid->ctx, all, n, error);
  if (!status) status = check_new(grid, &axis, &source, error);
  if (!status) status = keep(grid, &axis, error);
  if (status && axis.sequences) pc_free(grid->ctx, axis.sequences, n * sizeof *axis.sequences);
  return status;
}

void pc_grid_clear(pc_grid *grid) {
  for (size_t i = 0; i < grid->n; i++)
    pc_free(grid->ctx, grid->axes[i].sequences, grid->axes[i].n * sizeof(pc_sequence));
  pc_free(grid->ctx, grid->axes, grid->capacity * sizeof *grid->axes);
  *grid = (pc_grid) { .ctx = grid->ctx };
}
