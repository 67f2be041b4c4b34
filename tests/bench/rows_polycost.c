/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The notebook's total by a program: rows_polycost SHIFT [rows|threads|base|v3|v4]. "rows": the input lies row after
 * row; "threads": two of them. */
#include "program/kernels.h"
#include "program/program.h"
#include "rows.h"
#include <polycost/polycost.h>
#include <pthread.h>
#include <string.h>

enum { THREADS = 2, REPEATS = 64 };

static const char *const total =
    "8*d^2*l*n + 4*d*f*l*n + 4*d*l^2*n + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n + 5*h*l^2*n";

static pc_context *context;
static pc_program *program;
static pc_run *runs[THREADS];
static pc_data data[COLUMNS];
static int64_t by_row[ROWS][COLUMNS];

static void need(pc_status status, const pc_error *error) {
  if (status == PC_OK) return;
  fprintf(stderr, "%s\n", error->message);
  exit(1);
}

static void make_program(void) {
  pc_error error = PC_ERROR_INIT;
  const pc_symbol *symbols[COLUMNS];
  pc_expr *expr = NULL;
  context = pc_context_new(NULL, NULL);
  for (int i = 0; i < COLUMNS; i++) need(pc_symbol_get(&symbols[i], context, rows_names[i], &error), &error);
  need(pc_expr_parse(&expr, context, total, &error), &error);
  const pc_program_spec spec = { (const pc_expr *const *)&expr, 1, NULL, 0, symbols, COLUMNS };
  need(pc_program_new(&program, context, &spec, &error), &error);
  for (int i = 0; i < THREADS; i++) need(pc_run_new(&runs[i], program, &error), &error);
  pc_expr_unref(expr);
}

static void choose_loops(const char *name) {
  for (size_t i = 0; pc_kernels_at(i); i++)
    if (strcmp(pc_kernels_at(i)->name, name) == 0) program->kernels = pc_kernels_at(i);
}

static uint64_t run_once(pc_run *run, size_t from, size_t end) {
  pc_error error = PC_ERROR_INIT;
  uint64_t sum = 0;
  for (size_t first = from; first < end; first += BATCH) {
    need(pc_run_rows(run, data, first, BATCH, &error), &error);
    const pc_result *result = pc_run_result(run, 0);
    for (size_t i = 0; i < BATCH; i++) sum += result->values[i * result->limbs];
  }
  return sum;
}

static uint64_t run_part(pc_run *run, size_t from, size_t end) {
  uint64_t sum = 0;
  for (int i = 0; i < rows_repeats; i++) sum = run_once(run, from, end);
  return sum;
}

static uint64_t pass(void) {
  return run_part(runs[0], 0, ROWS);
}

static void *half(void *sum) {
  *(uint64_t *)sum = run_part(runs[1], ROWS / 2, ROWS);
  return NULL;
}

static uint64_t pass_threads(void) {
  pthread_t thread;
  uint64_t other = 0;
  if (pthread_create(&thread, NULL, half, &other)) exit(1);
  uint64_t own = run_part(runs[0], 0, ROWS / 2);
  pthread_join(thread, NULL);
  return own + other;
}

int main(int argc, char **argv) {
  const char *way = argc > 2 ? argv[2] : "";
  bool rows = strcmp(way, "rows") == 0, threads = strcmp(way, "threads") == 0;
  if (threads || strcmp(way, "wall") == 0) {
    rows_clock = CLOCK_MONOTONIC;
    rows_repeats = REPEATS; /* so that starting a thread does not count */
  }
  rows_fill(rows_shift(argc, argv));
  make_program();
  choose_loops(way);
  for (int i = 0; i < COLUMNS; i++) {
    for (int j = 0; j < ROWS; j++) by_row[j][i] = columns[i][j];
    data[i] = rows ? (pc_data) { (const uint64_t *)&by_row[0][i], COLUMNS, 1, NULL }
                   : (pc_data) { (const uint64_t *)columns[i], 1, 1, NULL };
  }
  rows_measure(threads ? pass_threads : pass);
  for (int i = 0; i < THREADS; i++) pc_run_free(runs[i]);
  pc_program_free(program);
  pc_context_free(context);
  return 0;
}
