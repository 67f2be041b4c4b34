/* Words of names, and a table of their ends. */
#include "analysis/names.h"

#include <string.h>

/* ---- words ---- */

static bool is_number(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (text[i] < '0' || text[i] > '9') return false;
  return length > 0;
}

static bool add_number(pc_words *words, const char *text, size_t length) {
  void *numbers = words->numbers;
  bool room = pc_grow(words->ctx, &numbers, &words->number_capacity, words->number_count, sizeof *words->numbers);
  words->numbers = numbers;
  if (room) words->numbers[words->number_count++] = (pc_name_number) { words->n, text, length };
  return room;
}

static bool add_word(pc_words *words, const char *text, size_t length) {
  void *items = words->items;
  bool room = pc_grow(words->ctx, &items, &words->capacity, words->n, sizeof *words->items);
  words->items = items;
  if (!room) return false;
  if (words->n) pc_buffer_add(&words->key, ".", 1);
  words->items[words->n++] = (pc_name_word) { words->key.length, text };
  pc_buffer_add(&words->key, text, length);
  return !words->key.failed;
}

bool pc_words_add(pc_words *words, const char *text, size_t length) {
  const char *end = text + length;
  words->key.ctx = words->ctx;
  for (const char *p = text;; p++) {
    const char *dot = memchr(p, '.', (size_t)(end - p));
    size_t part = (size_t)((dot ? dot : end) - p);
    bool added = is_number(p, part) ? add_number(words, p, part) : add_word(words, p, part);
    if (!added || !dot) return added;
    p = dot;
  }
}

void pc_words_cut(pc_words *words, size_t n, size_t number_count) {
  if (n < words->n) words->key.length = n ? words->items[n].start - 1 : 0;
  words->n = n;
  words->number_count = number_count;
}

void pc_words_clear(pc_words *words) {
  pc_buffer_clear(&words->key);
  pc_free(words->ctx, words->items, words->capacity * sizeof *words->items);
  pc_free(words->ctx, words->numbers, words->number_capacity * sizeof *words->numbers);
}

const char *pc_words_from(const pc_words *words, size_t first, size_t *length) {
  size_t start = first < words->n ? words->items[first].start : words->key.length;
  *length = words->key.length - start;
  return words->key.text ? words->key.text + start : "";
}

/* ---- ends of keys: open addressing, at most half full ---- */

struct pc_suffix_slot {
  const char *text; /* NULL: free */
  size_t length;
  pc_suffix *first, *last;
};

enum { FIRST_SIZE = 64 };

static size_t hash_of(const char *text, size_t length) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
  return (size_t)(hash ^ hash >> 29);
}

static struct pc_suffix_slot *slot_of(const pc_suffixes *table, const char *text, size_t length) {
  size_t mask = table->size - 1, i = hash_of(text, length) & mask;
  for (; table->slots[i].text; i = (i + 1) & mask)
    if (table->slots[i].length == length && !memcmp(table->slots[i].text, text, length)) break;
  return &table->slots[i];
}

static bool enlarge(pc_suffixes *table) {
  pc_suffixes larger = *table;
  larger.size = table->size ? table->size * 2 : FIRST_SIZE;
  larger.slots = pc_alloc_zero(table->ctx, larger.size * sizeof *larger.slots);
  if (!larger.slots) return false;
  for (size_t i = 0; i < table->size; i++)
    if (table->slots[i].text) *slot_of(&larger, table->slots[i].text, table->slots[i].length) = table->slots[i];
  pc_suffixes_clear(table);
  *table = larger;
  return true;
}

pc_status pc_suffixes_add(pc_suffixes *table, const char *text, size_t length, size_t item, size_t dropped,
                          pc_error *error) {
  if (table->used >= table->size / 2 && !enlarge(table)) return pc_no_memory(table->ctx, error);
  struct pc_suffix_slot *slot = slot_of(table, text, length);
  pc_suffix *entry = pc_arena_alloc(table->arena, sizeof *entry);
  if (!entry) return pc_no_memory(table->ctx, error);
  *entry = (pc_suffix) { item, dropped, NULL };
  table->used += !slot->text;
  if (slot->last)
    slot->last->next = entry;
  else
    slot->first = entry;
  slot->text = text;
  slot->length = length;
  slot->last = entry;
  if (length > table->longest) table->longest = length;
  return PC_OK;
}

const pc_suffix *pc_suffixes_find(const pc_suffixes *table, const char *text, size_t length) {
  return table->size && length <= table->longest ? slot_of(table, text, length)->first : NULL;
}

void pc_suffixes_clear(pc_suffixes *table) {
  pc_free(table->ctx, table->slots, table->size * sizeof *table->slots);
  table->slots = NULL;
  table->size = table->used = 0;
}
