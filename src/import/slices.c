/* Pieces of a text: open addressing, at most half full. */
#include "import/slices.h"
#include <string.h>

enum { FIRST_SIZE = 64 };

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ (hash >> 29);
}

static uint32_t hash_of(uint64_t seed, const char *text, size_t length) {
  uint64_t hash = mix(seed, length), word;
  for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
    memcpy(&word, text, sizeof word);
    hash = mix(hash, word);
  }
  word = 0;
  for (size_t i = 0; i < length; i++) word = word << 8 | (unsigned char)text[i];
  hash = mix(hash, word);
  return (uint32_t)(hash >> 32) ^ (uint32_t)hash;
}

/* The entry of the piece, or the free one where it belongs. */
static pc_slice_entry *place(const pc_slices *slices, uint32_t hash, const char *text, size_t length) {
  size_t mask = slices->size - 1;
  for (size_t i = hash & mask;; i = (i + 1) & mask) {
    pc_slice_entry *e = &slices->entries[i];
    if (!e->text || e->epoch != slices->epoch) return e;
    if (e->hash == hash && e->length == length && memcmp(e->text, text, length) == 0) return e;
  }
}

uint32_t pc_slices_find(const pc_slices *slices, const char *text, size_t length) {
  if (!slices->size) return PC_NO_SLICE;
  const pc_slice_entry *e = place(slices, hash_of(slices->seed, text, length), text, length);
  return e->text && e->epoch == slices->epoch ? e->number : PC_NO_SLICE;
}

static void move_entries(pc_slices *to, const pc_slices *from) {
  size_t mask = to->size - 1;
  for (size_t i = 0; i < from->size; i++) {
    const pc_slice_entry *e = &from->entries[i];
    if (!e->text || e->epoch != from->epoch) continue;
    size_t at = e->hash & mask;
    while (to->entries[at].text) at = (at + 1) & mask;
    to->entries[at] = *e;
  }
}

static bool enlarge(pc_slices *slices, pc_context *ctx) {
  pc_slices larger = *slices;
  larger.size = slices->size ? 2 * slices->size : FIRST_SIZE;
  larger.entries = pc_alloc_zero(ctx, larger.size * sizeof *larger.entries);
  if (!larger.entries) return false;
  if (!slices->size) larger.seed = mix((uintptr_t)larger.entries, (uintptr_t)slices);
  move_entries(&larger, slices);
  pc_free(ctx, slices->entries, slices->size * sizeof *slices->entries);
  *slices = larger;
  return true;
}

uint32_t pc_slices_add(pc_slices *slices, pc_context *ctx, const char *text, size_t length) {
  if (slices->count >= slices->size / 2 && !enlarge(slices, ctx)) return PC_NO_SLICE;
  uint32_t hash = hash_of(slices->seed, text, length);
  pc_slice_entry *e = place(slices, hash, text, length);
  if (!e->text || e->epoch != slices->epoch)
    *e = (pc_slice_entry) { text, (uint32_t)length, hash, slices->epoch, slices->count++ };
  return e->number;
}

void pc_slices_forget(pc_slices *slices) {
  slices->epoch++;
  slices->count = 0;
}

void pc_slices_clear(pc_slices *slices, pc_context *ctx) {
  pc_free(ctx, slices->entries, slices->size * sizeof *slices->entries);
  *slices = (pc_slices) { 0 };
}
