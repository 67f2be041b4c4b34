/* Tensors for reading: those of one name, but for the numbers in it, are one line. */
#include "analysis/sizes.h"

#include <stdlib.h>
#include <string.h>

typedef struct entry {
  const char *name; /* folded; interned */
  pc_fate fate;
  size_t match, tensor;
} entry;

static const char *fold_name(pc_context *ctx, const char *name) {
  pc_buffer folded = { .ctx = ctx };
  for (const char *p = name;; p++) {
    size_t length = strcspn(p, "."), digits = strspn(p, "0123456789");
    bool number = length > 0 && digits >= length;
    pc_buffer_add(&folded, number ? "*" : p, number ? 1 : length);
    p += length;
    if (!*p) break;
    pc_buffer_add(&folded, ".", 1);
  }
  const char *interned = folded.failed ? NULL : pc_intern_string(ctx, folded.text ? folded.text : "", folded.length);
  pc_buffer_clear(&folded);
  return interned;
}

static int by_name(const void *a, const void *b) {
  const entry *x = a, *y = b;
  if (x->fate != y->fate) return x->fate < y->fate ? -1 : 1;
  if (x->match != y->match) return x->match < y->match ? -1 : 1;
  int order = x->name == y->name ? 0 : strcmp(x->name, y->name);
  return order ? order : (x->tensor > y->tensor) - (x->tensor < y->tensor);
}

static bool is_same(const entry *x, const entry *y) {
  return x->name == y->name && x->fate == y->fate && x->match == y->match;
}

static bool are_alike(const pc_fold *fold, const pc_tensor *tensor) {
  if (fold->rank != tensor->rank || strcmp(fold->dtype, tensor->dtype)) return false;
  return !fold->rank || !memcmp(fold->shape, tensor->shape, fold->rank * sizeof *fold->shape);
}

static pc_status begin_fold(pc_verification *v, const entry *first, const pc_tensor *tensor, pc_error *error) {
  void *folds = v->folds;
  bool room = pc_grow(v->ctx, &folds, &v->fold_capacity, v->fold_count, sizeof *v->folds);
  v->folds = folds;
  size_t size = tensor->rank * sizeof *tensor->shape;
  const uint64_t *shape = room ? pc_arena_alloc(&v->arena, size) : NULL;
  if (!shape) return pc_no_memory(v->ctx, error);
  if (size) memcpy((void *)shape, tensor->shape, size);
  v->folds[v->fold_count++] = (pc_fold) { .name = first->name,
                                          .fate = first->fate,
                                          .match = first->match,
                                          .dtype = tensor->dtype,
                                          .shape = shape,
                                          .rank = tensor->rank,
                                          .alike = true };
  return PC_OK;
}

static pc_status add_to_fold(pc_fold *fold, const pc_tensor *tensor, pc_error *error) {
  fold->count++;
  fold->alike = fold->alike && are_alike(fold, tensor);
  if (!__builtin_add_overflow(fold->values, tensor->values, &fold->values)) return PC_OK;
  return pc_fail(error, PC_LIMIT, "the checkpoint has more values than 2^63");
}

static pc_status fold(const pc_matching *m, const entry *entries, size_t n, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < n; i++) {
    const pc_tensor *tensor = &m->checkpoint->items[entries[i].tensor];
    if (!i || !is_same(&entries[i - 1], &entries[i])) status = begin_fold(m->out, &entries[i], tensor, error);
    if (!status) status = add_to_fold(&m->out->folds[m->out->fold_count - 1], tensor, error);
  }
  return status;
}

pc_status pc_fold_tensors(pc_matching *m, pc_error *error) {
  pc_context *ctx = m->out->ctx;
  size_t n = 0, size = m->checkpoint->n * sizeof(entry);
  entry *entries = pc_alloc(ctx, size);
  pc_status status = entries ? PC_OK : pc_no_memory(ctx, error);
  for (size_t i = 0; !status && i < m->checkpoint->n; i++) {
    if (m->fates[i] == PC_FATE_PARAMETER) continue;
    bool sized = m->fates[i] == PC_FATE_SIZED;
    entries[n] = (entry) { fold_name(ctx, m->checkpoint->items[i].name), m->fates[i], sized ? m->matches[i] : 0, i };
    if (!entries[n++].name) status = pc_no_memory(ctx, error);
  }
  if (!status && n > 1) qsort(entries, n, sizeof *entries, by_name);
  if (!status) status = fold(m, entries, n, error);
  if (entries) pc_free(ctx, entries, size);
  return status;
}
