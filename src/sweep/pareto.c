/* The rows that no other row beats. */
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

static outcome compare_kept(const pc_kept *a, const pc_kept *b, size_t n) {
  signs s = { 0 };
  for (size_t i = 0; i < n && !(s.below && s.above); i++) see(&s, pc_answer_compare(&a->measures[i], &b->measures[i]));
  return judge(&s);
}

/* The row that beat one comes to the front: it will beat the next ones, too. */
static void to_front(pc_held *held, size_t place) {
  pc_kept *kept = held->items[place];
  held->items[place] = held->items[0];
  held->items[0] = kept;
}

static pc_status look(pc_held *held, const pc_search *search, const pc_measured *m, size_t row, pc_error *error) {
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

pc_status pc_pareto_look(pc_search *search, const pc_measured *m, pc_error *error) {
  pc_held *held = &search->held[m->block->worker];
  pc_status status = PC_OK;
  for (size_t row = 0; !status && row < m->block->rows; row++)
    if (m->block->state[row] == PC_ROW_GOOD) status = look(held, search, m, row, error);
  return status;
}

static bool is_beaten(pc_kept *const *all, size_t n, const pc_kept *kept, size_t measures) {
  for (size_t i = 0; i < n; i++)
    if (compare_kept(all[i], kept, measures) == FIRST_BEATS) return true;
  return false;
}

/* Those beaten come last, and still beat others. */
void pc_pareto_finish(const pc_search *search, pc_kept **all, size_t *n) {
  size_t whole = *n, left = 0;
  for (size_t i = 0; i < whole; i++) {
    if (is_beaten(all, whole, all[i], search->measure_count)) continue;
    pc_kept *kept = all[i];
    all[i] = all[left];
    all[left++] = kept;
  }
  qsort(all, left, sizeof *all, pc_kept_by_row);
  *n = left;
}
