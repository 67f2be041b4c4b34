/* Memory of a context, counted against max_memory, and arenas. */
#define _DEFAULT_SOURCE
#include "base/base.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* ---- sized blocks ---- */

enum { HUGE_PAGE = 1 << 21, LARGE = 1 << 22 };

static bool within_limit(pc_context *ctx, size_t more) {
  if (more <= ctx->limits.max_memory - ctx->memory) return true;
  ctx->memory_limit = true;
  return false;
}

/* Asks for large pages under a large block: a tree of a million nodes is a quarter faster to build with them. */
static void advise(void *block, size_t size) {
#ifdef MADV_HUGEPAGE
  uintptr_t page = HUGE_PAGE, start = ((uintptr_t)block + page - 1) & ~(page - 1);
  uintptr_t end = ((uintptr_t)block + size) & ~(page - 1);
  if (start < end) madvise((void *)start, end - start, MADV_HUGEPAGE);
#else
  (void)block, (void)size;
#endif
}

void *pc_alloc(pc_context *ctx, size_t size) {
  if (size == 0) size = 1;
  if (!within_limit(ctx, size)) return NULL;
  void *block = ctx->allocator.resize ? ctx->allocator.resize(ctx->allocator.user, NULL, 0, size) : malloc(size);
  if (block)
    ctx->memory += size;
  else
    ctx->memory_limit = false;
  if (block && size >= LARGE && !ctx->allocator.resize) advise(block, size);
  return block;
}

void *pc_alloc_zero(pc_context *ctx, size_t size) {
  void *block = pc_alloc(ctx, size);
  if (block) memset(block, 0, size);
  return block;
}

void pc_free(pc_context *ctx, void *block, size_t size) {
  if (!block) return;
  if (size == 0) size = 1;
  ctx->memory -= size;
  if (ctx->allocator.resize)
    ctx->allocator.resize(ctx->allocator.user, block, size, 0);
  else
    free(block);
}

void *pc_resize(pc_context *ctx, void *block, size_t old_size, size_t new_size) {
  if (!block) return pc_alloc(ctx, new_size);
  if (old_size == 0) old_size = 1;
  if (new_size == 0) new_size = 1;
  if (new_size > old_size && !within_limit(ctx, new_size - old_size)) return NULL;
  void *moved = ctx->allocator.resize ? ctx->allocator.resize(ctx->allocator.user, block, old_size, new_size)
                                      : realloc(block, new_size);
  if (moved)
    ctx->memory += new_size - old_size;
  else
    ctx->memory_limit = false;
  if (moved && new_size >= LARGE && !ctx->allocator.resize) advise(moved, new_size);
  return moved;
}

bool pc_grow(pc_context *ctx, void **items, size_t *capacity, size_t count, size_t item) {
  if (count < *capacity) return true;
  size_t larger = *capacity < 4 ? 8 : *capacity + *capacity / 2;
  if (larger < *capacity || larger > SIZE_MAX / item) {
    ctx->memory_limit = true;
    return false;
  }
  void *moved = pc_resize(ctx, *items, *capacity * item, larger * item);
  if (!moved) return false;
  *items = moved;
  *capacity = larger;
  return true;
}

pc_status pc_no_memory(const pc_context *ctx, pc_error *error) {
  if (!ctx->memory_limit) return pc_fail(error, PC_SYSTEM, "out of memory");
  return pc_fail(error, PC_LIMIT, "more than %zu bytes of memory are needed (raise --max-memory)",
                 ctx->limits.max_memory);
}

/* ---- arenas ---- */

enum { FIRST_CHUNK = 1024, LARGEST_CHUNK = 1 << 24, LARGEST_ALIGNMENT = 16 };

struct pc_chunk {
  _Alignas(LARGEST_ALIGNMENT) struct pc_chunk *next;
  size_t size; /* of the whole block */
  size_t used; /* from the start of the block */
};

static struct pc_chunk *new_chunk(pc_context *ctx, size_t size) {
  struct pc_chunk *chunk = pc_alloc(ctx, size);
  if (chunk) *chunk = (struct pc_chunk) { .size = size, .used = sizeof *chunk };
  return chunk;
}

/* A block that would waste much of a chunk gets one of its own behind the first, which goes on being filled. */
static struct pc_chunk *add_chunk(pc_arena *arena, size_t size) {
  struct pc_chunk *first = arena->first;
  size_t usual = first ? first->size * 2 : FIRST_CHUNK;
  if (usual > LARGEST_CHUNK) usual = LARGEST_CHUNK;
  bool alone = first && size > usual / 4;
  size_t needed = size + sizeof *first;
  struct pc_chunk *chunk = new_chunk(arena->ctx, alone || needed > usual ? needed : usual);
  if (!chunk) return NULL;
  if (alone) {
    chunk->next = first->next;
    first->next = chunk;
  } else {
    chunk->next = first;
    arena->first = chunk;
  }
  return chunk;
}

/* A type's size is a multiple of its alignment, so the size's lowest bit is alignment enough. */
static size_t aligned(size_t used, size_t size) {
  size_t alignment = size & (~size + 1);
  if (alignment == 0 || alignment > LARGEST_ALIGNMENT) alignment = LARGEST_ALIGNMENT;
  return (used + alignment - 1) & ~(alignment - 1);
}

void *pc_arena_alloc(pc_arena *arena, size_t size) {
  struct pc_chunk *chunk = arena->first;
  size_t start = chunk ? aligned(chunk->used, size) : 0;
  if (!chunk || start > chunk->size || size > chunk->size - start) {
    if (size > SIZE_MAX / 2) {
      arena->ctx->memory_limit = true;
      return NULL;
    }
    chunk = add_chunk(arena, size);
    if (!chunk) return NULL;
    start = chunk->used;
  }
  chunk->used = start + size;
  return (char *)chunk + start;
}

void *pc_arena_copy(pc_arena *arena, const void *from, size_t size) {
  void *copy = pc_arena_alloc(arena, size);
  if (copy && size) memcpy(copy, from, size);
  return copy;
}

void pc_arena_clear(pc_arena *arena) {
  while (arena->first) {
    struct pc_chunk *chunk = arena->first;
    arena->first = chunk->next;
    pc_free(arena->ctx, chunk, chunk->size);
  }
}
