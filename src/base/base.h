/* Inside the library: contexts, memory, errors with a place, text buffers, arenas, interned strings. */
#ifndef PC_BASE_H
#define PC_BASE_H

#include <polycost/base.h>
#include <stdarg.h>
#include <stdbool.h>

typedef struct pc_algebra pc_algebra; /* generators and rings of a context: src/algebra */
typedef struct pc_intern pc_intern;   /* interned strings of a context: src/base/intern.c */

struct pc_context {
  pc_limits limits;
  pc_allocator allocator;
  size_t memory;     /* bytes held now */
  bool memory_limit; /* the last allocation that failed did so by max_memory */
  pc_intern *names;
  pc_algebra *algebra;
};

/* ---- memory: sized, counted against max_memory ---- */

/* NULL when there is none or the limit is passed. A size of 0 gives a block that is not NULL. */
void *pc_alloc(pc_context *ctx, size_t size);
void *pc_alloc_zero(pc_context *ctx, size_t size);
/* `size` is what was asked for. NULL blocks are allowed. */
void pc_free(pc_context *ctx, void *block, size_t size);
/* Moves a block from `old_size` to `new_size` bytes; on failure NULL, and the block stays. */
void *pc_resize(pc_context *ctx, void *block, size_t old_size, size_t new_size);
/* Makes room for one more item in a growing array of `*capacity` items of `item` bytes, `count` of them in use. */
bool pc_grow(pc_context *ctx, void **items, size_t *capacity, size_t count, size_t item);
/* PC_LIMIT or PC_SYSTEM for the last allocation that failed, said in `error`. */
pc_status pc_no_memory(const pc_context *ctx, pc_error *error);

/* An arena: many small blocks freed at once. Zero-initialise `first`, set `ctx`. */
typedef struct pc_arena {
  pc_context *ctx;
  struct pc_chunk *first;
} pc_arena;
void *pc_arena_alloc(pc_arena *arena, size_t size); /* aligned for any type of that size; NULL as pc_alloc */
void *pc_arena_copy(pc_arena *arena, const void *from, size_t size);
void pc_arena_clear(pc_arena *arena);

/* ---- interned strings: equal text, equal pointer; they live as long as the context ---- */
const char *pc_intern_string(pc_context *ctx, const char *text, size_t length); /* NULL as pc_alloc */
pc_intern *pc_intern_new(pc_context *ctx);
void pc_intern_free(pc_context *ctx, pc_intern *names);

/* ---- a growing text, always ended by a NUL once anything was added ---- */
typedef struct pc_buffer {
  pc_context *ctx;
  char *text;
  size_t length, capacity;
  bool failed; /* sticks: memory ran out, the text is not complete */
} pc_buffer;
void pc_buffer_add(pc_buffer *b, const char *text, size_t length);
void pc_buffer_adds(pc_buffer *b, const char *text);
void pc_buffer_addf(pc_buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pc_buffer_clear(pc_buffer *b);

/* ---- errors ---- */

/* Sets an error without a place, unless one is set; returns `status`, or the status that was set before. Control
 * characters in the message become blanks. */
pc_status pc_fail(pc_error *error, pc_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A text that errors point into. Lines and columns are found only when an error is shown. */
typedef struct pc_source {
  const char *name;
  const char *text;
  size_t length;
} pc_source;

/* As pc_fail, with the place at byte `offset` of `source` (NULL source: no place). */
pc_status pc_fail_at(pc_error *error, pc_status status, const pc_source *source, size_t offset, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Line and column, from 1, of a byte; the column counts characters. */
void pc_source_place(const pc_source *source, size_t offset, size_t *line, size_t *column);
/* PC_INPUT: the byte at `offset` is a NUL or not UTF-8. */
pc_status pc_fail_byte(pc_error *error, const pc_source *source, size_t offset);
/* Gives an error that has no place yet the place `offset` of `source`; returns its status. */
pc_status pc_error_place(pc_error *error, const pc_source *source, size_t offset);

/* ---- text ---- */

/* Index of the first byte that is not UTF-8 or is a NUL, or `length` when all is well. */
size_t pc_utf8_check(const char *text, size_t length);
/* Columns that the text takes in a terminal. */
size_t pc_utf8_width(const char *text, size_t length);

/* The best of many candidate names for a misspelt one: set `word`, zero the rest, feed candidates, then read `best`
 * (NULL: none is near). Near is a third of the word's length in edits, or one; a different case is one. Of equally near
 * ones the first wins. */
typedef struct pc_nearest {
  const char *word;
  const char *best;
  size_t distance;
} pc_nearest;
void pc_nearest_try(pc_nearest *nearest, const char *candidate);

/* ---- reading files ---- */

/* Reads the file at `path` ("-": standard input) whole, at most max_memory; refuses NULs and bytes that are not UTF-8
 * as soon as they are met. `*text` is made by pc_source_text. */
pc_status pc_read_file(pc_context *ctx, const char *path, char **text, size_t *length, pc_error *error);

/* Reads `length` bytes from byte `offset` of the file at `path` on, any bytes; *got is less where the file ends.
 * `*size` is the file's length. PC_INPUT for a pipe, which is not waited for. */
pc_status pc_read_part(size_t *got, uint64_t *size, const char *path, uint64_t offset, void *to, size_t length,
                       pc_error *error);

#endif
