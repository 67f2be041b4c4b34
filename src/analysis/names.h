/* Names of tensors and paths of nodes, taken apart: words, and the numbers between them that count copies. */
#ifndef PC_NAMES_H
#define PC_NAMES_H

#include "base/base.h"

/* A number in a name: "3" in layers.3.mlp. */
typedef struct pc_name_number {
  size_t before; /* words that stand before it */
  const char *text;
  size_t length;
} pc_name_number;

typedef struct pc_name_word {
  size_t start;     /* in the key */
  const char *text; /* in what was added */
} pc_name_word;

/* Set `ctx`, zero the rest. */
typedef struct pc_words {
  pc_context *ctx;
  pc_buffer key; /* the words, joined by dots */
  pc_name_word *items;
  size_t n, capacity;
  pc_name_number *numbers;
  size_t number_count, number_capacity;
} pc_words;

/* Adds the words and numbers of a text, which must live as long as they do. False when memory fails. */
bool pc_words_add(pc_words *words, const char *text, size_t length);
/* Takes back what was added after there were n words and so many numbers. */
void pc_words_cut(pc_words *words, size_t n, size_t number_count);
void pc_words_clear(pc_words *words);
/* The key from word `first` on. */
const char *pc_words_from(const pc_words *words, size_t first, size_t *length);

/* ---- ends of keys ---- */

/* An item whose key, less its first `dropped` words, is the end that was asked for. */
typedef struct pc_suffix {
  size_t item, dropped;
  const struct pc_suffix *next;
} pc_suffix;

/* Set `ctx` and `arena`, zero the rest. */
typedef struct pc_suffixes {
  pc_context *ctx;
  pc_arena *arena;
  struct pc_suffix_slot *slots;
  size_t size, used;
  size_t longest; /* of all texts: a longer one is not looked for */
} pc_suffixes;

/* Items of one end are found in the order in which they were added; the text must live as long as the table. */
pc_status pc_suffixes_add(pc_suffixes *table, const char *text, size_t length, size_t item, size_t dropped,
                          pc_error *error);
const pc_suffix *pc_suffixes_find(const pc_suffixes *table, const char *text, size_t length);
void pc_suffixes_clear(pc_suffixes *table);

#endif
