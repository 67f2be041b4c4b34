/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The notebook's total over many rows: what all programs that measure it share. Each prints nanoseconds a row and the
 * sum of all totals modulo 2^64. The columns take 3 MB, which a cache holds: memory is shared with whatever else runs.
 */
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

#include "timing.h"
#include <stdint.h>

enum { ROWS = 1 << 16, BATCH = 512, PASSES = 9 };
enum { COLUMN_D, COLUMN_F, COLUMN_H, COLUMN_L, COLUMN_N, COLUMN_V, COLUMNS };

static const char *const rows_names[COLUMNS] = { "d", "f", "h", "l", "n", "v" };
static int64_t columns[COLUMNS][ROWS];

static uint64_t rows_random(void) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

/* `shift` makes d, f and l longer: with 0 the totals have up to 58 bits, with 6 up to 76, with 30 up to 148. */
static inline void rows_fill(int shift) {
  for (int i = 0; i < ROWS; i++) {
    columns[COLUMN_D][i] = (int64_t)(64 * (1 + rows_random() % 256)) << shift;
    columns[COLUMN_F][i] = 4 * columns[COLUMN_D][i];
    columns[COLUMN_H][i] = (int64_t)(1 + rows_random() % 128);
    columns[COLUMN_L][i] = (int64_t)(1 + rows_random() % 131072) << shift;
    columns[COLUMN_N][i] = (int64_t)(1 + rows_random() % 128);
    columns[COLUMN_V][i] = (int64_t)(30000 + rows_random() % 200000);
  }
}

/* Seconds of the processor by default: what else runs on the machine does not count. */
static clockid_t rows_clock = CLOCK_PROCESS_CPUTIME_ID;

static int rows_repeats = 1; /* how often a pass goes over all rows */

static inline double rows_now(void) {
  struct timespec t;
  clock_gettime(rows_clock, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Runs `pass` over all rows; prints the median of several times. The first pass is not measured. */
static inline void rows_measure(uint64_t (*pass)(void)) {
  double times[PASSES];
  uint64_t sum = pass();
  for (int i = 0; i < PASSES; i++) {
    double start = rows_now();
    sum = pass();
    times[i] = (rows_now() - start) / ROWS / rows_repeats;
  }
  qsort(times, PASSES, sizeof *times, bench_order);
  printf("%.3f %llu\n", times[PASSES / 2], (unsigned long long)sum);
}

static inline int rows_shift(int argc, char **argv) {
  return argc > 1 ? atoi(argv[1]) : 0;
}

#endif
