/* Grids: all combinations of lists of whole numbers, counted and never stored. The last axis runs fastest. */
#ifndef PC_GRID_H
#define PC_GRID_H

#include "base/base.h"

/* Numbers that follow one another: each is the one before plus `step`, or times `step`. */
typedef struct pc_sequence {
  int64_t first, step;
  uint64_t count; /* 1 or more */
  bool geometric;
} pc_sequence;

/* Its number at a place below its count. */
int64_t pc_sequence_value(const pc_sequence *sequence, uint64_t index);

/* The values of one symbol. */
typedef struct pc_axis {
  const char *name; /* interned */
  pc_sequence *sequences;
  size_t n;
  uint64_t count; /* of all of them */
  int64_t low, high;
} pc_axis;

/* Start it with its context and zeros. */
typedef struct pc_grid {
  pc_context *ctx;
  pc_axis *axes;
  size_t n, capacity;
  uint64_t points; /* the product of the axes' counts, below 2^63; 0: nothing was added */
} pc_grid;

enum { PC_AXIS_MAX = 64 };

/* Whether a binding "NAME=TEXT" is an axis: its text is a list or a range. */
bool pc_is_axis(const char *binding);

/* Adds the axis of a binding "NAME=ITEM,ITEM,...". An ITEM is a number, LOW..HIGH (by ones), LOW..HIGH+STEP or
 * LOW..HIGH*FACTOR; each of them is an expression without symbols, whole and of 64 bits, with `+` or `*` at its top in
 * brackets. A range ends with its last number that is not above HIGH. PC_INPUT with the place for anything else, and
 * for a name that is there; PC_LIMIT for 2^63 points or more. */
pc_status pc_grid_add(pc_grid *grid, const char *binding, pc_error *error);
void pc_grid_clear(pc_grid *grid);

/* Some points that follow one another. */
typedef struct pc_window {
  uint64_t first; /* and those after it must be below grid->points */
  size_t n;
  size_t constant; /* so many axes, from the first one on, have one value in all of them */
} pc_window;

/* The window from point `first` on, of at most `most` points, all before `end`: as long as may be while all axes but
 * the last few stay as they are. */
pc_window pc_grid_window(const pc_grid *grid, uint64_t first, uint64_t end, size_t most);
/* columns[i] are the values of axis i; the constant ones have one value only. */
void pc_grid_fill(const pc_grid *grid, const pc_window *window, int64_t *const *columns);

/* The part `i` of `n`, from 1, of things that are counted: from *first to before *end. The parts are in their order,
 * leave nothing out, and differ by one at the most. */
void pc_shard(uint64_t *first, uint64_t *end, uint64_t things, uint64_t i, uint64_t n);

#endif
