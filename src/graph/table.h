/* Inside src/graph: a set of interned things, found by their hash. */
#ifndef PC_GRAPH_TABLE_H
#define PC_GRAPH_TABLE_H

#include "graph/graph.h"

typedef struct pc_set_entry {
  const void *item; /* NULL: free */
  uint32_t hash;
} pc_set_entry;

/* Zero-initialise. */
typedef struct pc_set {
  pc_set_entry *entries;
  size_t size; /* a power of two, or 0 */
  size_t used;
} pc_set;

typedef bool pc_set_equal(const void *item, const void *wanted);

/* The item of that hash that equals `wanted`, or NULL. */
const void *pc_set_find(const pc_set *set, uint32_t hash, pc_set_equal *equal, const void *wanted);
/* Adds an item that is not in the set; false without memory. */
bool pc_set_add(pc_set *set, pc_context *ctx, uint32_t hash, const void *item);
void pc_set_clear(pc_set *set, pc_context *ctx);

static inline uint32_t pc_hash_mix(uint32_t hash, const void *pointer) {
  uint64_t word = (uint64_t)(uintptr_t)pointer >> 3;
  uint64_t mixed = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
  return (uint32_t)(mixed >> 32) ^ (uint32_t)mixed;
}

enum { PC_SMALL_NUMBERS = 1024 };

struct pc_graph_table {
  pc_set operands, calls, modules;
  const pc_operand *none, *unknown;
  const pc_operand *small[PC_SMALL_NUMBERS]; /* the numbers from 0 that were met, found without a hash */
};

/* Forgets what is interned; operands give back their numbers. */
void pc_graph_table_clear(struct pc_graph_table *table, pc_context *ctx);
/* The operands that every graph has. */
pc_status pc_graph_table_init(pc_graph *graph, pc_error *error);

#endif
