/* A map from pointers to numbers: open addressing, at most half full. */
#include "cost/lookup.h"

enum { FIRST_SIZE = 32 };

/* The slot of a key, or the free slot where it would stand. */
static pc_lookup_slot *slot_of(const pc_lookup *lookup, const void *key) {
  uint64_t hash = (uint64_t)(uintptr_t)key * UINT64_C(0x9E3779B97F4A7C15);
  size_t mask = lookup->size - 1;
  size_t i = (size_t)(hash >> 24) & mask;
  while (lookup->slots[i].key && lookup->slots[i].key != key) i = (i + 1) & mask;
  return &lookup->slots[i];
}

static bool enlarge(pc_lookup *lookup) {
  pc_lookup larger = { .ctx = lookup->ctx, .size = lookup->size ? lookup->size * 2 : FIRST_SIZE };
  if (larger.size > SIZE_MAX / sizeof *larger.slots) return false;
  larger.slots = pc_alloc_zero(lookup->ctx, larger.size * sizeof *larger.slots);
  if (!larger.slots) return false;
  for (size_t i = 0; i < lookup->size; i++)
    if (lookup->slots[i].key) *slot_of(&larger, lookup->slots[i].key) = lookup->slots[i];
  larger.used = lookup->used;
  pc_lookup_clear(lookup);
  *lookup = larger;
  return true;
}

uint64_t *pc_lookup_find(const pc_lookup *lookup, const void *key) {
  if (!lookup->size) return NULL;
  pc_lookup_slot *slot = slot_of(lookup, key);
  return slot->key ? &slot->value : NULL;
}

uint64_t *pc_lookup_add(pc_lookup *lookup, const void *key) {
  uint64_t *found = pc_lookup_find(lookup, key);
  if (found) return found;
  if (lookup->used >= lookup->size / 2 && !enlarge(lookup)) return NULL;
  pc_lookup_slot *slot = slot_of(lookup, key);
  slot->key = key;
  lookup->used++;
  return &slot->value;
}

void pc_lookup_clear(pc_lookup *lookup) {
  pc_free(lookup->ctx, lookup->slots, lookup->size * sizeof *lookup->slots);
  *lookup = (pc_lookup) { .ctx = lookup->ctx };
}
