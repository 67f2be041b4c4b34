/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A program that measures one thing prints one line: the median of its batches in nanoseconds a round. */
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BENCH_BATCHES 31

static inline double bench_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static inline int bench_order(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Runs `round` in batches of about a millisecond; the median of their nanoseconds a round. */
static inline double bench_median(void (*round)(void)) {
  double times[BENCH_BATCHES], start = bench_now();
  long rounds = 0;
  do {
    round();
    rounds++;
  } while (bench_now() - start < 2e6);
  rounds = rounds / 2 + 1;
  for (int i = 0; i < BENCH_BATCHES; i++) {
    start = bench_now();
    for (long j = 0; j < rounds; j++) round();
    times[i] = (bench_now() - start) / (double)rounds;
  }
  qsort(times, BENCH_BATCHES, sizeof *times, bench_order);
  return times[BENCH_BATCHES / 2];
}

static inline void bench_run(void (*round)(void)) {
  printf("%.1f\n", bench_median(round));
}

#endif
