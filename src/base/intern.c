/* Interned strings: an open hash table of numbers of texts, which live in an arena. The table is kept small, since
 * every new string of a large file misses the cache in it. */
#include "base/base.h"
#include <string.h>

typedef struct entry {
  uint32_t hash;
  uint32_t number; /* of the text, from 1; 0: free */
} entry;

/* A text of at most 8 bytes that was asked for, its bytes as a number. */
typedef struct recent {
  uint64_t word;
  const char *text;
} recent;

enum { RECENT = 128, RECENT_BITS = 7 };

struct pc_intern {
  pc_arena arena;
  const char **texts;
  size_t text_capacity;
  entry *entries;
  size_t capacity; /* of entries, a power of two */
  size_t count;    /* of texts */
  recent recent[RECENT];
  uint64_t seed; /* differs from run to run, so that no input can aim at one bucket */
};

enum { FIRST_CAPACITY = 64 };

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ (hash >> 29);
}

static uint32_t hash_text(uint64_t seed, const char *text, size_t length) {
  uint64_t hash = mix(seed, length), word;
  for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
    memcpy(&word, text, sizeof word);
    hash = mix(hash, word);
  }
  word = 0;
  if (length) memcpy(&word, text, length);
  hash = mix(hash, word);
  return (uint32_t)(mix(hash, hash >> 32) >> 32);
}

static bool is_text(const char *interned, const char *text, size_t length) {
  return length == 0 ? *interned == '\0' : strncmp(interned, text, length) == 0 && interned[length] == '\0';
}

/* The entry that holds the text, or the free one where it belongs. */
static entry *find(const pc_intern *names, uint32_t hash, const char *text, size_t length) {
  size_t mask = names->capacity - 1;
  for (size_t i = hash & mask;; i = (i + 1) & mask) {
    entry *e = &names->entries[i];
    if (e->number == 0) return e;
    if (e->hash == hash && is_text(names->texts[e->number - 1], text, length)) return e;
  }
}

static void move_entries(pc_intern *names, const entry *from, size_t count) {
  size_t mask = names->capacity - 1;
  for (size_t i = 0; i < count; i++) {
    if (from[i].number == 0) continue;
    size_t to = from[i].hash & mask;
    while (names->entries[to].number) to = (to + 1) & mask;
    names->entries[to] = from[i];
  }
}

static bool grow_entries(pc_context *ctx, pc_intern *names) {
  pc_intern old = *names;
  entry *entries = pc_alloc_zero(ctx, old.capacity * 2 * sizeof(entry));
  if (!entries) return false;
  names->entries = entries;
  names->capacity = old.capacity * 2;
  move_entries(names, old.entries, old.capacity);
  pc_free(ctx, old.entries, old.capacity * sizeof(entry));
  return true;
}

/* Room for one more text. */
static bool grow(pc_context *ctx, pc_intern *names) {
  if (names->count >= UINT32_MAX / 4) {
    ctx->memory_limit = true;
    return false;
  }
  if (!pc_grow(ctx, (void **)&names->texts, &names->text_capacity, names->count, sizeof *names->texts)) return false;
  return names->count < names->capacity / 4 * 3 || grow_entries(ctx, names);
}

static const char *copy_text(pc_intern *names, const char *text, size_t length) {
  char *copy = pc_arena_alloc(&names->arena, length + 1);
  if (!copy) return NULL;
  if (length) memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}

static const char *intern(pc_context *ctx, const char *text, size_t length) {
  pc_intern *names = ctx->names;
  if (length >= UINT32_MAX) {
    ctx->memory_limit = true;
    return NULL;
  }
  uint32_t hash = hash_text(names->seed, text, length);
  entry *e = find(names, hash, text, length);
  if (e->number) return names->texts[e->number - 1];
  size_t capacity = names->capacity;
  if (!grow(ctx, names)) return NULL;
  const char *copy = copy_text(names, text, length);
  if (!copy) return NULL;
  if (names->capacity != capacity) e = find(names, hash, text, length);
  names->texts[names->count++] = copy;
  *e = (entry) { hash, (uint32_t)names->count };
  return copy;
}

/* Where a text of at most 8 bytes stands among the recent ones. */
static recent *find_recent(pc_intern *names, const char *text, size_t length, uint64_t *word) {
  *word = 0;
  for (size_t i = 0; i < length; i++) *word = *word << 8 | (unsigned char)text[i];
  return &names->recent[*word * UINT64_C(0x9e3779b97f4a7c15) >> (64 - RECENT_BITS)];
}

const char *pc_intern_string(pc_context *ctx, const char *text, size_t length) {
  uint64_t word;
  if (length > sizeof word) return intern(ctx, text, length);
  recent *r = find_recent(ctx->names, text, length, &word);
  if (r->text && r->word == word) return r->text;
  const char *interned = intern(ctx, text, length);
  if (interned) *r = (recent) { word, interned };
  return interned;
}

pc_intern *pc_intern_new(pc_context *ctx) {
  pc_intern *names = pc_alloc_zero(ctx, sizeof *names);
  if (!names) return NULL;
  names->arena.ctx = ctx;
  names->capacity = FIRST_CAPACITY;
  names->seed = mix((uintptr_t)names, (uintptr_t)&ctx);
  names->entries = pc_alloc_zero(ctx, names->capacity * sizeof(entry));
  if (names->entries) return names;
  pc_free(ctx, names, sizeof *names);
  return NULL;
}

void pc_intern_free(pc_context *ctx, pc_intern *names) {
  if (!names) return;
  pc_arena_clear(&names->arena);
  pc_free(ctx, names->texts, names->text_capacity * sizeof *names->texts);
  pc_free(ctx, names->entries, names->capacity * sizeof(entry));
  pc_free(ctx, names, sizeof *names);
}
