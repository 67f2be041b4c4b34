/* Rows that a search holds back. */
#include "sweep/kept.h"

#include <string.h>

/* ---- comparing ---- */

/* Whole numbers of one or two limbs are compared here; of others the library's own comparison is needed. */
static int compare_short(const uint64_t *a, size_t a_limbs, const uint64_t *b, size_t b_limbs) {
  int64_t a_high = (int64_t)a[a_limbs - 1], b_high = (int64_t)b[b_limbs - 1];
  if (a_limbs == 2 || b_limbs == 2) {
    if (a_limbs == 1) a_high = a_high < 0 ? -1 : 0;
    if (b_limbs == 1) b_high = b_high < 0 ? -1 : 0;
    if (a_high == b_high) return (a[0] > b[0]) - (a[0] < b[0]);
  }
  return (a_high > b_high) - (a_high < b_high);
}

int pc_measure_compare(const pc_measured *m, size_t measure, size_t row, const pc_kept *kept) {
  const pc_result *r = m->results[measure];
  const pc_answer *other = &kept->measures[measure];
  if (!r->denominators && !other->denominator && r->limbs <= 2 && other->limbs <= 2)
    return compare_short(r->values + row * r->limbs, r->limbs, other->value, other->limbs);
  pc_answer answer = pc_result_answer(r, row);
  return pc_answer_compare(&answer, other);
}

static int compare_places(const uint64_t *a, const uint64_t *b) {
  for (int i = 0; i < 3; i++)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

int pc_kept_by_row(const void *a, const void *b) {
  return compare_places((*(pc_kept *const *)a)->place, (*(pc_kept *const *)b)->place);
}

bool pc_measured_before(const pc_measured *m, size_t row, const pc_kept *kept) {
  const uint64_t place[] = { m->order, m->block->first_row, row };
  return compare_places(place, kept->place) < 0;
}

/* ---- keeping ---- */

static size_t limbs_of(const pc_measured *m, size_t row) {
  size_t limbs = 0;
  for (size_t i = 0; i < m->n; i++) {
    pc_answer answer = pc_result_answer(m->results[i], row);
    limbs += answer.denominator ? 2 * answer.limbs : answer.limbs;
  }
  return limbs;
}

static const uint64_t *copy_limbs(uint64_t **room, const uint64_t *from, size_t n) {
  uint64_t *copy = *room;
  if (!from) return NULL;
  memcpy(copy, from, n * sizeof *copy);
  *room += n;
  return copy;
}

static void copy_measures(pc_kept *kept, const pc_measured *m, size_t row) {
  uint64_t *room = (uint64_t *)&kept->measures[m->n];
  for (size_t i = 0; i < m->n; i++) {
    pc_answer answer = pc_result_answer(m->results[i], row);
    kept->measures[i].limbs = answer.limbs;
    kept->measures[i].value = copy_limbs(&room, answer.value, answer.limbs);
    kept->measures[i].denominator = copy_limbs(&room, answer.denominator, answer.limbs);
  }
}

static pc_kept *new_kept(pc_context *ctx, const pc_measured *m, size_t row) {
  size_t size = sizeof(pc_kept) + m->n * sizeof(pc_answer) + limbs_of(m, row) * sizeof(uint64_t);
  pc_kept *kept = pc_alloc(ctx, size);
  if (!kept) return NULL;
  *kept = (pc_kept) { .place = { m->order, m->block->first_row, row }, .size = size };
  copy_measures(kept, m, row);
  return kept;
}

static void free_kept(pc_context *ctx, pc_kept *kept) {
  if (kept->text) pc_free(ctx, kept->text, kept->length + 1);
  pc_free(ctx, kept, kept->size);
}

/* The row as it is written. */
static pc_status write_row(pc_kept *kept, const pc_held *held, const pc_search *search, const pc_measured *m,
                           size_t row, pc_error *error) {
  pc_buffer text = { .ctx = held->ctx };
  pc_status status = pc_rows_out_format(search->rows, m->block, row, row + 1, &text, error);
  if (!status && text.failed) status = pc_no_memory(held->ctx, error);
  if (!status) {
    kept->text = pc_source_text(held->ctx, text.length ? text.text : "", text.length);
    kept->length = text.length;
    if (!kept->text) status = pc_no_memory(held->ctx, error);
  }
  pc_buffer_clear(&text);
  return status;
}

pc_status pc_held_add(pc_held *held, const pc_search *search, const pc_measured *m, size_t row, pc_error *error) {
  void *items = held->items;
  bool grown = pc_grow(held->ctx, &items, &held->capacity, held->n, sizeof *held->items);
  held->items = items;
  pc_kept *kept = grown ? new_kept(held->ctx, m, row) : NULL;
  if (!kept) return pc_no_memory(held->ctx, error);
  pc_status status = write_row(kept, held, search, m, row, error);
  if (status)
    free_kept(held->ctx, kept);
  else
    held->items[held->n++] = kept;
  return status;
}

void pc_held_remove(pc_held *held, size_t place) {
  free_kept(held->ctx, held->items[place]);
  held->items[place] = held->items[--held->n];
}
