/* The rows with the largest measure: a heap for each worker, whose first item is the one to go next. */
#include "sweep/kept.h"

#include <stdlib.h>

/* Above 0: `a` is the better one. */
static int compare(const pc_kept *a, const pc_kept *b) {
  int sign = pc_answer_compare(&a->measures[0], &b->measures[0]);
  return sign ? sign : -pc_kept_by_row(&a, &b);
}

static void swap(pc_kept **a, pc_kept **b) {
  pc_kept *kept = *a;
  *a = *b;
  *b = kept;
}

static void sift_up(pc_kept **heap, size_t place) {
  for (; place > 0 && compare(heap[place], heap[(place - 1) / 2]) < 0; place = (place - 1) / 2)
    swap(&heap[place], &heap[(place - 1) / 2]);
}

static void sift_down(pc_kept **heap, size_t n, size_t place) {
  for (size_t child; (child = 2 * place + 1) < n; place = child) {
    if (child + 1 < n && compare(heap[child + 1], heap[child]) < 0) child++;
    if (compare(heap[child], heap[place]) >= 0) return;
    swap(&heap[child], &heap[place]);
  }
}

/* Whether the row is better than what would have to go. */
static bool is_wanted(const pc_search *search, const pc_held *held, const pc_measured *m, size_t row) {
  if (held->n < search->top) return true;
  int sign = pc_measure_compare(m, 0, row, held->items[0]);
  return sign > 0 || (sign == 0 && pc_measured_before(m, row, held->items[0]));
}

static pc_status add(pc_held *held, const pc_search *search, const pc_measured *m, size_t row, pc_error *error) {
  pc_status status = pc_held_add(held, search, m, row, error);
  if (status) return status;
  sift_up(held->items, held->n - 1);
  if (held->n <= search->top) return PC_OK;
  pc_held_remove(held, 0);
  sift_down(held->items, held->n, 0);
  return PC_OK;
}

/* Whether a row might be wanted: mostly none is, and numbers of 64 bits are looked at all at once. */
static bool may_be_wanted(const pc_search *search, const pc_held *held, const pc_measured *m) {
  const pc_result *r = m->results[0];
  if (held->n < search->top || r->limbs > 1 || r->denominators) return true;
  const pc_answer *last = &held->items[0]->measures[0];
  if (last->limbs > 1 || last->denominator) return true;
  int64_t least = (int64_t)last->value[0];
  bool wanted = false;
  for (size_t row = 0; row < m->block->rows; row++) wanted |= (int64_t)r->values[row] >= least;
  return wanted;
}

/* Totals mostly rise or fall from row to row: from the larger end on, most rows of a block come too late. */
static bool rises(const pc_measured *m) {
  const pc_answer first = pc_result_answer(m->results[0], 0);
  const pc_answer last = pc_result_answer(m->results[0], m->block->rows - 1);
  return pc_answer_compare(&last, &first) > 0;
}

pc_status pc_top_look(pc_search *search, const pc_measured *m, pc_error *error) {
  pc_held *held = &search->held[m->block->worker];
  size_t rows = m->block->rows;
  pc_status status = PC_OK;
  if (!may_be_wanted(search, held, m)) return PC_OK;
  bool backwards = rises(m);
  for (size_t i = 0; !status && i < rows; i++) {
    size_t row = backwards ? rows - 1 - i : i;
    if (m->block->state[row] == PC_ROW_GOOD && is_wanted(search, held, m, row))
      status = add(held, search, m, row, error);
  }
  return status;
}

static int best_first(const void *a, const void *b) {
  return compare(*(pc_kept *const *)b, *(pc_kept *const *)a);
}

void pc_top_finish(const pc_search *search, pc_kept **all, size_t *n) {
  qsort(all, *n, sizeof *all, best_first);
  if (*n > search->top) *n = search->top;
}
