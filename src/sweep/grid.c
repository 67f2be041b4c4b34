/* Points of a grid: by mixed radix, so that any of them is found without those before it. */
#include "sweep/grid.h"

static uint64_t smaller(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

/* The place of a number in an axis. */
typedef struct cursor {
  const pc_axis *axis;
  size_t run;
  uint64_t index; /* in the run */
  int64_t value;
} cursor;

/* A range may be wider than 2^63: its sums are of unsigned numbers. */
int64_t pc_run_value(const pc_run *run, uint64_t index) {
  if (!run->geometric) return (int64_t)((uint64_t)run->first + index * (uint64_t)run->step);
  int64_t value = run->first;
  while (index--) value *= run->step;
  return value;
}

static cursor find(const pc_axis *axis, uint64_t index) {
  cursor c = { .axis = axis, .index = index };
  while (c.index >= axis->runs[c.run].count) c.index -= axis->runs[c.run++].count;
  c.value = pc_run_value(&axis->runs[c.run], c.index);
  return c;
}

/* Moves on by `steps` that the run still has, its end included; after the last run comes the first one. */
static void advance(cursor *c, uint64_t steps) {
  c->index += steps;
  if (c->index == c->axis->runs[c->run].count) {
    c->index = 0;
    c->run = c->run + 1 == c->axis->n ? 0 : c->run + 1;
  }
  c->value = pc_run_value(&c->axis->runs[c->run], c->index);
}

/* What is left of the run, at most n numbers. */
static size_t fill_run(int64_t *out, cursor *c, size_t n) {
  const pc_run *run = &c->axis->runs[c->run];
  size_t length = smaller(n, run->count - c->index);
  int64_t value = c->value;
  if (run->geometric)
    for (size_t i = 0; i + 1 < length; i++, value *= run->step) out[i] = value;
  else
    for (size_t i = 0; i + 1 < length; i++) out[i] = (int64_t)((uint64_t)value + i * (uint64_t)run->step);
  out[length - 1] = pc_run_value(run, c->index + length - 1);
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
      length = fill_run(out, &c, n);
    else
      for (size_t i = 0; i < length; i++) out[i] = c.value;
    if (stride > 1 && length == left) advance(&c, 1);
    left = stride;
    out += length;
    n -= length;
  }
}

void pc_grid_fill(const pc_grid *grid, uint64_t first, size_t n, int64_t *const *columns) {
  uint64_t stride = 1;
  for (size_t i = grid->n; i-- > 0;) {
    fill_axis(columns[i], &grid->axes[i], stride, first, n);
    stride *= grid->axes[i].count;
  }
}

void pc_shard(uint64_t *first, uint64_t *end, uint64_t things, uint64_t i, uint64_t n) {
  *first = (uint64_t)((unsigned __int128)things * (i - 1) / n);
  *end = (uint64_t)((unsigned __int128)things * i / n);
}
