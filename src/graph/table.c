/* Sets of interned things: open addressing, at most three quarters full. */
#include "graph/table.h"

enum { FIRST_SIZE = 64 };

const void *pc_set_find(const pc_set *set, uint32_t hash, pc_set_equal *equal, const void *wanted) {
  if (!set->size) return NULL;
  size_t mask = set->size - 1;
  for (size_t i = hash & mask; set->entries[i].item; i = (i + 1) & mask)
    if (set->entries[i].hash == hash && equal(set->entries[i].item, wanted)) return set->entries[i].item;
  return NULL;
}

static void put(pc_set *set, pc_set_entry entry) {
  size_t mask = set->size - 1, i = entry.hash & mask;
  while (set->entries[i].item) i = (i + 1) & mask;
  set->entries[i] = entry;
}

static bool enlarge(pc_set *set, pc_context *ctx) {
  pc_set larger = { .size = set->size ? 2 * set->size : FIRST_SIZE, .used = set->used };
  larger.entries = pc_alloc_zero(ctx, larger.size * sizeof *larger.entries);
  if (!larger.entries) return false;
  for (size_t i = 0; i < set->size; i++)
    if (set->entries[i].item) put(&larger, set->entries[i]);
  pc_free(ctx, set->entries, set->size * sizeof *set->entries);
  *set = larger;
  return true;
}

bool pc_set_add(pc_set *set, pc_context *ctx, uint32_t hash, const void *item) {
  if (set->used >= set->size / 4 * 3 && !enlarge(set, ctx)) return false;
  put(set, (pc_set_entry) { item, hash });
  set->used++;
  return true;
}

void pc_set_clear(pc_set *set, pc_context *ctx) {
  pc_free(ctx, set->entries, set->size * sizeof *set->entries);
  *set = (pc_set) { 0 };
}
