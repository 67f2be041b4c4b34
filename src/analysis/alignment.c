/* Names of tensors against paths of nodes. */
#include "analysis/alignment.h"

#include <stdlib.h>
#include <string.h>

enum {
  MOST_CANDIDATES = 4, /* of a tensor */
  MOST_PLACED = 8      /* alignments that tensors without a slot are tried with */
};

/* A slot that a tensor may stand for, and how its name then differs from the slot's path. */
typedef struct candidate {
  const char *more; /* what the name begins with and the path lacks; interned */
  const char *less; /* what the path begins with and the name lacks, as words; interned */
  size_t slot, tensor;
} candidate;

/* Candidates of one difference. */
typedef struct alignment {
  const candidate *items; /* by slot */
  size_t n;
  size_t slots, exact; /* how many there are, and how many whose sizes are as expected */
} alignment;

typedef struct aligning {
  pc_context *ctx;
  const pc_checkpoint *checkpoint;
  const pc_outline *outline;
  pc_words words; /* of the tensor at hand */
  candidate *candidates;
  size_t n, capacity;
  alignment *alignments;
  size_t count, room;
  const candidate *taken[MOST_PLACED]; /* of the alignments that were taken first, one each */
  size_t taken_count;
  bool *owned; /* slots that are taken */
  pc_aligned *out;
  pc_error *error;
} aligning;

static pc_status no_memory(const aligning *a) {
  return pc_no_memory(a->ctx, a->error);
}

/* ---- candidates ---- */

static bool has_number(const pc_words *words, size_t behind, const pc_name_number *wanted) {
  for (size_t i = 0; i < words->number_count; i++) {
    const pc_name_number *number = &words->numbers[i];
    bool here = words->n - number->before == behind && number->length == wanted->length;
    if (here && !memcmp(number->text, wanted->text, wanted->length)) return true;
  }
  return false;
}

/* Numbers that are nodes' names must stand in the tensor's name at the same place, counted from its end. */
static bool numbers_fit(const pc_words *words, const pc_outline_slot *slot, size_t dropped) {
  for (size_t i = 0; i < slot->number_count; i++) {
    const pc_name_number *number = &slot->numbers[i];
    if (dropped && number->before <= dropped) continue;
    if (!has_number(words, slot->n - number->before, number)) return false;
  }
  return true;
}

static bool fits(const aligning *a, size_t cut, const pc_suffix *end) {
  const pc_outline_slot *slot = &a->outline->slots[end->item];
  bool enough = cut == 0 || end->dropped == 0 || slot->n - end->dropped >= 2;
  return enough && end->dropped <= slot->loose && numbers_fit(&a->words, slot, end->dropped);
}

/* The length of a key's first words. */
static size_t length_of(const char *key, size_t words) {
  size_t length = 0;
  for (; words > 0; words--) length += strcspn(key + length, ".") + (words > 1);
  return length;
}

static pc_status add_candidate(aligning *a, size_t tensor, size_t cut, const pc_suffix *end) {
  const char *name = a->checkpoint->items[tensor].name;
  const pc_outline_slot *slot = &a->outline->slots[end->item];
  void *candidates = a->candidates;
  bool room = pc_grow(a->ctx, &candidates, &a->capacity, a->n, sizeof *a->candidates);
  a->candidates = candidates;
  if (!room) return no_memory(a);
  candidate *c = &a->candidates[a->n];
  *c = (candidate) { .slot = end->item, .tensor = tensor };
  c->more = pc_intern_string(a->ctx, name, (size_t)(a->words.items[cut].text - name));
  c->less = pc_intern_string(a->ctx, slot->key, length_of(slot->key, end->dropped));
  if (!c->more || !c->less) return no_memory(a);
  a->n++;
  return PC_OK;
}

/* The slots whose paths have the longest end in common with the tensor's name. */
static pc_status find_candidates(aligning *a, size_t tensor) {
  const char *name = a->checkpoint->items[tensor].name;
  pc_words_cut(&a->words, 0, 0);
  if (!pc_words_add(&a->words, name, strlen(name))) return no_memory(a);
  pc_status status = PC_OK;
  size_t before = a->n;
  for (size_t cut = 0; !status && cut < a->words.n && a->n == before; cut++) {
    size_t length;
    const char *end = pc_words_from(&a->words, cut, &length);
    const pc_suffix *found = pc_suffixes_find(&a->outline->ends, end, length);
    for (; !status && found && a->n < before + MOST_CANDIDATES; found = found->next)
      if (fits(a, cut, found)) status = add_candidate(a, tensor, cut, found);
  }
  return status;
}

static pc_status find_all(aligning *a) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < a->checkpoint->n; i++)
    if (a->checkpoint->items[i].role != PC_TENSOR_BUFFER) status = find_candidates(a, i);
  return status;
}

/* ---- alignments ---- */

static int by_difference(const candidate *x, const candidate *y) {
  int order = x->more == y->more ? 0 : strcmp(x->more, y->more);
  return order || x->less == y->less ? order : strcmp(x->less, y->less);
}

static int by_slot(const void *a, const void *b) {
  const candidate *x = a, *y = b;
  int order = by_difference(x, y);
  if (order) return order;
  if (x->slot != y->slot) return x->slot < y->slot ? -1 : 1;
  return (x->tensor > y->tensor) - (x->tensor < y->tensor);
}

/* Whether the n tensors of a slot have the size that is expected; what is no parameter may have any. */
static bool is_exact(const aligning *a, const candidate *items, size_t n) {
  const pc_outline_slot *slot = &a->outline->slots[items->slot];
  uint64_t values = 0;
  if (slot->buffers || slot->copies) return true;
  for (size_t i = 0; i < n; i++)
    if (__builtin_add_overflow(values, a->checkpoint->items[items[i].tensor].values, &values)) return false;
  return slot->counted && values == slot->wanted;
}

static void measure(alignment *to, const aligning *a) {
  for (size_t i = 0, next; i < to->n; i = next) {
    for (next = i + 1; next < to->n && to->items[next].slot == to->items[i].slot;) next++;
    to->slots++;
    to->exact += is_exact(a, &to->items[i], next - i);
  }
}

static pc_status add_alignment(aligning *a, const candidate *items, size_t n) {
  void *alignments = a->alignments;
  bool room = pc_grow(a->ctx, &alignments, &a->room, a->count, sizeof *a->alignments);
  a->alignments = alignments;
  if (!room) return no_memory(a);
  alignment *made = &a->alignments[a->count++];
  *made = (alignment) { .items = items, .n = n };
  measure(made, a);
  return PC_OK;
}

static int by_fit(const void *a, const void *b) {
  const alignment *x = a, *y = b;
  if (x->exact != y->exact) return x->exact > y->exact ? -1 : 1;
  if (x->slots != y->slots) return x->slots > y->slots ? -1 : 1;
  return by_difference(x->items, y->items);
}

static pc_status make_alignments(aligning *a) {
  pc_status status = PC_OK;
  if (a->n > 1) qsort(a->candidates, a->n, sizeof *a->candidates, by_slot);
  for (size_t i = 0, next; !status && i < a->n; i = next) {
    for (next = i + 1; next < a->n && !by_difference(&a->candidates[i], &a->candidates[next]);) next++;
    status = add_alignment(a, &a->candidates[i], next - i);
  }
  if (a->count > 1) qsort(a->alignments, a->count, sizeof *a->alignments, by_fit);
  return status;
}

/* ---- the choice ---- */

static bool is_free(const aligning *a, const alignment *of) {
  for (size_t i = 0; i < of->n; i++)
    if (a->owned[of->items[i].slot] && a->outline->slots[of->items[i].slot].expected) return false;
  return true;
}

static void take(aligning *a, const alignment *chosen) {
  if (a->taken_count < MOST_PLACED) a->taken[a->taken_count++] = chosen->items;
  for (size_t i = 0; i < chosen->n; i++) {
    const candidate *c = &chosen->items[i];
    pc_aligned *to = &a->out[c->tensor];
    if (to->slot != PC_NOWHERE) continue;
    a->owned[c->slot] = true;
    *to = (pc_aligned) { c->slot, a->outline->slots[c->slot].place };
  }
}

static void choose(aligning *a) {
  for (size_t i = 0; i < a->count; i++) {
    const alignment *x = &a->alignments[i];
    bool plain = !*x->items->more && !*x->items->less;
    if ((i == 0 || plain || x->exact == x->slots) && is_free(a, x)) take(a, x);
  }
}

/* ---- tensors without a slot ---- */

/* The deepest place that the name leads to under a difference; false where the name is of another one. */
static bool find_place(size_t *place, aligning *a, const char *name, const candidate *like, pc_status *status) {
  size_t more = strlen(like->more), less = strlen(like->less), length;
  if (strncmp(name, like->more, more)) return false;
  pc_words_cut(&a->words, 0, 0);
  bool added =
      (!less || pc_words_add(&a->words, like->less, less)) && pc_words_add(&a->words, name + more, strlen(name + more));
  if (!added) *status = no_memory(a);
  const char *key = pc_words_from(&a->words, 0, &length);
  *place = added ? pc_outline_find(a->outline, key, length) : 0;
  return added;
}

static bool is_deeper(const pc_outline *outline, size_t place, size_t than) {
  return strlen(outline->places[place].path) > strlen(outline->places[than].path);
}

/* The names as they are are tried, too. */
static pc_status place_rest(aligning *a) {
  static const candidate as_it_is = { .more = "", .less = "" };
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < a->checkpoint->n; i++) {
    const char *name = a->checkpoint->items[i].name;
    size_t place;
    if (a->out[i].slot != PC_NOWHERE) continue;
    if (find_place(&place, a, name, &as_it_is, &status)) a->out[i].place = place;
    for (size_t j = 0; !status && j < a->taken_count; j++)
      if (find_place(&place, a, name, a->taken[j], &status) && is_deeper(a->outline, place, a->out[i].place))
        a->out[i].place = place;
  }
  return status;
}

pc_status pc_align(pc_aligned *out, const pc_checkpoint *checkpoint, const pc_outline *outline, pc_error *error) {
  pc_context *ctx = checkpoint->ctx;
  aligning a = { .ctx = ctx,
                 .checkpoint = checkpoint,
                 .outline = outline,
                 .words.ctx = ctx,
                 .owned = pc_alloc_zero(ctx, outline->slot_count * sizeof *a.owned),
                 .out = out,
                 .error = error };
  pc_status status = a.owned ? PC_OK : pc_no_memory(ctx, error);
  for (size_t i = 0; i < checkpoint->n; i++) out[i] = (pc_aligned) { PC_NOWHERE, 0 };
  if (!status) status = find_all(&a);
  if (!status) status = make_alignments(&a);
  if (!status) choose(&a);
  if (!status) status = place_rest(&a);
  if (a.owned) pc_free(ctx, a.owned, outline->slot_count * sizeof *a.owned);
  pc_words_clear(&a.words);
  pc_free(ctx, a.candidates, a.capacity * sizeof *a.candidates);
  pc_free(ctx, a.alignments, a.room * sizeof *a.alignments);
  return status;
}
