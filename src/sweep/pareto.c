/* The rows that no other row beats: the front. One or two measures are kept in order, so that a row is judged by a
 * binary search; new rows wait until they are as many as the front, and are then sorted in. With more measures each row
 * is compared with the front. */
#include "sweep/kept.h"

#include <stdlib.h>

/* What two rows are to each other; equal ones do not beat one another. */
typedef enum outcome { NEITHER, FIRST_BEATS, SECOND_BEATS } outcome;

/* Of a sign for each measure, the first row's against the second's. */
typedef struct signs {
  bool below, above;
} signs;

static void see(signs *s, int sign) {
  s->below |= sign < 0;
  s->above |= sign > 0;
}

static outcome judge(const signs *s) {
  if (s->below == s->above) return NEITHER;
  return s->below ? FIRST_BEATS : SECOND_BEATS;
}

static outcome compare_row(const pc_measured *m, size_t row, const pc_kept *kept) {
  signs s = { 0 };
  for (size_t i = 0; i < m->n && !(s.below && s.above); i++) see(&s, pc_measure_compare(m, i, row, kept));
  return judge(&s);
}

/* ---- one or two measures ---- */

enum { PENDING = 1024 };

/* By the first measure, then by the last, then by rows. */
static int by_measures(const pc_kept *a, const pc_kept *b, size_t last) {
  int sign = pc_answer_compare(&a->measures[0], &b->measures[0]);
  if (!sign && last) sign = pc_answer_compare(&a->measures[last], &b->measures[last]);
  return sign ? sign : pc_kept_by_row(&a, &b);
}

static int by_one(const void *a, const void *b) {
  return by_measures(*(pc_kept *const *)a, *(pc_kept *const *)b, 0);
}

static int by_two(const void *a, const void *b) {
  return by_measures(*(pc_kept *const *)a, *(pc_kept *const *)b, 1);
}

/* Sorts items so that the front comes first, and says how many it has. An item is beaten by the last one of the front
 * before it, or by none: along the front the first measure rises and the last one falls. */
static size_t sort_front(pc_kept **items, size_t n, size_t measures) {
  size_t last = measures - 1, front = 0;
  qsort(items, n, sizeof *items, last ? by_two : by_one);
  for (size_t i = 0; i < n; i++) {
    const pc_kept *end = front ? items[front - 1] : NULL;
    int sign = end ? pc_answer_compare(&items[i]->measures[last], &end->measures[last]) : -1;
    bool same = sign == 0 && pc_answer_compare(&items[i]->measures[0], &end->measures[0]) == 0;
    if (sign >= 0 && !same) continue;
    pc_kept *kept = items[i];
    items[i] = items[front];
    items[front++] = kept;
  }
  return front;
}

static void put_in(pc_held *held, size_t measures) {
  held->sorted = sort_front(held->items, held->n, measures);
  while (held->n > held->sorted) pc_held_remove(held, held->n - 1);
}

/* Whether an item of the front in order beats the row: if one does, the last one whose first measure is not larger. */
static bool is_beaten_in_order(const pc_held *held, const pc_measured *m, size_t row) {
  size_t low = 0, high = held->sorted;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (pc_measure_compare(m, 0, row, held->items[middle]) >= 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low > 0 && compare_row(m, row, held->items[low - 1]) == SECOND_BEATS;
}

static pc_status look_in_order(pc_held *held, const pc_search *search, const pc_measured *m, size_t row,
                               pc_error *error) {
  if (is_beaten_in_order(held, m, row)) return PC_OK;
  if (held->n > held->sorted && compare_row(m, row, held->items[held->n - 1]) == SECOND_BEATS) return PC_OK;
  pc_status status = pc_held_add(held, search, m, row, error);
  if (!status && held->n - held->sorted >= PENDING && held->n >= 2 * held->sorted) put_in(held, m->n);
  return status;
}

/* ---- more measures ---- */

/* The row that beat one comes to the front: it will beat the next ones, too. */
static void to_front(pc_held *held, size_t place) {
  pc_kept *kept = held->items[place];
  held->items[place] = held->items[0];
  held->items[0] = kept;
}

static pc_status look_at_all(pc_held *held, const pc_search *search, const pc_measured *m, size_t row,
                             pc_error *error) {
  for (size_t i = 0; i < held->n;) {
    outcome out = compare_row(m, row, held->items[i]);
    if (out == SECOND_BEATS) {
      to_front(held, i);
      return PC_OK;
    }
    if (out == FIRST_BEATS)
      pc_held_remove(held, i);
    else
      i++;
  }
  return pc_held_add(held, search, m, row, error);
}

static outcome compare_kept(const pc_kept *a, const pc_kept *b, size_t n) {
  signs s = { 0 };
  for (size_t i = 0; i < n && !(s.below && s.above); i++) see(&s, pc_answer_compare(&a->measures[i], &b->measures[i]));
  return judge(&s);
}

static bool is_beaten(pc_kept *const *all, size_t n, const pc_kept *kept, size_t measures) {
  for (size_t i = 0; i < n; i++)
    if (compare_kept(all[i], kept, measures) == FIRST_BEATS) return true;
  return false;
}

/* Those beaten come last, and still beat others. */
static size_t part_front(pc_kept **all, size_t n, size_t measures) {
  size_t front = 0;
  for (size_t i = 0; i < n; i++) {
    if (is_beaten(all, n, all[i], measures)) continue;
    pc_kept *kept = all[i];
    all[i] = all[front];
    all[front++] = kept;
  }
  return front;
}

/* ---- both ---- */

pc_status pc_pareto_look(pc_search *search, const pc_measured *m, pc_error *error) {
  pc_held *held = &search->held[m->block->worker];
  pc_status status = PC_OK;
  for (size_t row = 0; !status && row < m->block->rows; row++)
    if (m->block->state[row] == PC_ROW_GOOD)
      status = m->n <= 2 ? look_in_order(held, search, m, row, error) : look_at_all(held, search, m, row, error);
  return status;
}

void pc_pareto_finish(const pc_search *search, pc_kept **all, size_t *n) {
  size_t measures = search->measure_count;
  if (measures <= 2)
    *n = sort_front(all, *n, measures);
  else if (search->workers > 1)
    *n = part_front(all, *n, measures);
  qsort(all, *n, sizeof *all, pc_kept_by_row);
}
