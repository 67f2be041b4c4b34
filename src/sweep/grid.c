/* Points of a grid: by mixed radix, so that any of them is found without those before it. */
#include "sweep/grid.h"

static uint64_t smaller(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

/* The place of a number in an axis. */
typedef struct cursor {
  const pc_axis *axis;
  size_t sequence;
  uint64_t index; /* in the sequence */
  int64_t value;
} cursor;

/* A range may be wider than 2^63: its sums are of unsigned numbers. */
int64_t pc_sequence_value(const pc_sequence *s, uint64_t index) {
  if (!s->geometric) return (int64_t)((uint64_t)s->first + index * (uint64_t)s->step);
  int64_t value = s->first;
  while (index--) value *= s->step;
  return value;
}

static cursor find(const pc_axis *axis, uint64_t index) {
  cursor c = { .axis = axis, .index = index };
  while (c.index >= axis->sequences[c.sequence].count) c.index -= axis->sequences[c.sequence++].count;
  c.value = pc_sequence_value(&axis->sequences[c.sequence], c.index);
  return c;
}

/* Moves on by `steps` that the sequence still has, its end included; after the last one comes the first one. */
static void advance(cursor *c, uint64_t steps) {
  c->index += steps;
  if (c->index == c->axis->sequences[c->sequence].count) {
    c->index = 0;
    c->sequence = c->sequence + 1 == c->axis->n ? 0 : c->sequence + 1;
  }
  c->value = pc_sequence_value(&c->axis->sequences[c->sequence], c->index);
}

/* What is left of the sequence, at most n numbers. */
static size_t fill_sequence(int64_t *out, cursor *c, size_t n) {
  const pc_sequence *s = &c->axis->sequences[c->sequence];
  size_t length = smaller(n, s->count - c->index);
  int64_t value = c->value;
  if (s->geometric)
    for (size_t i = 0; i + 1 < length; i++, value *= s->step) out[i] = value;
  else
    for (size_t i = 0; i + 1 < length; i++) out[i] = (int64_t)((uint64_t)value + i * (uint64_t)s->step);
  out[length - 1] = pc_sequence_value(s, c->index + length - 1);
  advance(c, length);
  return length;
}

/* Each number of the axis stands `stride` times before the next one. */
static void fill_axis(int64_t *out, const pc_axis *axis, uint64_t stride, uint64_t first, size_t n) {
  cursor c = find(axis, first / stride % axis->count);
  uint64_t left = stride - first % stride;
  while (n > 0) {
    size_t length = smaller(left, n);
    if (stride == 1)
      length = fill_sequence(out, &c, n);
    else
      for (size_t i = 0; i < length; i++) out[i] = c.value;
    if (stride > 1 && length == left) advance(&c, 1);
    left = stride;
    out += length;
    n -= length;
  }
}

void pc_grid_fill(const pc_grid *grid, const pc_window *window, int64_t *const *columns) {
  uint64_t stride = 1;
  for (size_t i = grid->n; i-- > 0;) {
    fill_axis(columns[i], &grid->axes[i], stride, window->first, i < window->constant ? 1 : window->n);
    stride *= grid->axes[i].count;
  }
}

/* The last axes that together have at least half as many points as a window may have repeat all the time, in parts that
 * are about equal. */
pc_window pc_grid_window(const pc_grid *grid, uint64_t first, uint64_t end, size_t most) {
  uint64_t period = 1;
  size_t constant = grid->n;
  while (constant > 0 && period <= most / 2) period *= grid->axes[--constant].count;
  uint64_t parts = (period - 1) / most + 1, part = (period - 1) / parts + 1, at = first % period;
  uint64_t left = smaller(part - at % part, period - at);
  return (pc_window) { first, smaller(left, end - first), constant };
}

/* The first things % n parts have one more than the others. */
static uint64_t before(uint64_t things, uint64_t i, uint64_t n) {
  return things / n * i + smaller(things % n, i);
}

void pc_shard(uint64_t *first, uint64_t *end, uint64_t things, uint64_t i, uint64_t n) {
  *first = before(things, i - 1, n);
  *end = before(things, i, n);
}
