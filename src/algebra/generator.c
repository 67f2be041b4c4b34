/* The table of generators: symbols by name, atoms by structure, and their order. */
#include "algebra/generator.h"
#include <string.h>

/* ---- hash tables of generator numbers ---- */

static uint32_t hash_name(const char *name) {
  uint32_t h = 2166136261u;
  for (; *name; name++) h = (h ^ (unsigned char)*name) * 16777619u;
  return h;
}

static uint32_t hash_gen(const pc_generator *g) {
  return g->hash;
}

static void table_put(const pc_algebra *a, pc_table *t, uint32_t gen) {
  size_t i = hash_gen(a->gens[gen]) & (t->size - 1);
  while (t->slots[i]) i = (i + 1) & (t->size - 1);
  t->slots[i] = gen + 1;
  t->used++;
}

static bool table_reserve(pc_context *ctx, const pc_algebra *a, pc_table *t) {
  if ((t->used + 1) * 2 <= t->size) return true;
  pc_table larger = { .size = t->size ? t->size * 2 : 64 };
  larger.slots = pc_alloc_zero(ctx, larger.size * sizeof *larger.slots);
  if (!larger.slots) return false;
  for (size_t i = 0; i < t->size; i++)
    if (t->slots[i]) table_put(a, &larger, t->slots[i] - 1);
  pc_free(ctx, t->slots, t->size * sizeof *t->slots);
  *t = larger;
  return true;
}

pc_symbol *pc_generator_find_symbol(pc_context *ctx, const char *name) {
  const pc_algebra *a = ctx->algebra;
  if (!a->symbols.size) return NULL;
  size_t mask = a->symbols.size - 1;
  for (size_t i = hash_name(name) & mask; a->symbols.slots[i]; i = (i + 1) & mask) {
    pc_symbol *symbol = a->gens[a->symbols.slots[i] - 1]->symbol;
    if (symbol->name == name) return symbol;
  }
  return NULL;
}

/* ---- the order of generators: symbols by name, then atoms by function and arguments ---- */

static int compare_atoms(int function, pc_expr *const *args, size_t n, const pc_generator *other) {
  if (function != other->function) return function < other->function ? -1 : 1;
  for (size_t i = 0; i < n && i < other->n; i++) {
    int c = pc_expr_order(args[i], other->args[i]);
    if (c) return c;
  }
  return (n > other->n) - (n < other->n);
}

static int compare(const pc_generator *a, const pc_generator *b) {
  if (a->symbol && b->symbol) return strcmp(a->symbol->name, b->symbol->name);
  if (a->symbol || b->symbol) return a->symbol ? -1 : 1;
  return compare_atoms(a->function, a->args, a->n, b);
}

/* Ranks keep gaps, so that most new generators find a place without a new numbering. */
static void set_rank(pc_algebra *a, size_t place) {
  uint64_t below = place > 0 ? a->ranks[a->order[place - 1]] : 0;
  uint64_t above = place + 1 < a->count ? a->ranks[a->order[place + 1]] : UINT64_MAX;
  if (above - below >= 2) {
    uint64_t gap = (above - below) / 2;
    a->ranks[a->order[place]] = below + (gap > ((uint64_t)1 << 40) ? (uint64_t)1 << 40 : gap);
    return;
  }
  uint64_t step = UINT64_MAX / (a->count + 1);
  for (size_t i = 0; i < a->count; i++) a->ranks[a->order[i]] = (i + 1) * step;
}

static void place_in_order(pc_algebra *a, uint32_t gen) {
  size_t low = 0, high = a->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare(a->gens[a->order[middle]], a->gens[gen]) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  memmove(a->order + low + 1, a->order + low, (a->count - low) * sizeof *a->order);
  a->order[low] = gen;
  a->count++;
  set_rank(a, low);
}

/* The four arrays grow together or not at all: a block that grew might not shrink again without memory. */
static bool reserve(pc_context *ctx, pc_algebra *a) {
  if (a->count < a->capacity) return true;
  if (a->count >= UINT32_MAX / 4) return false;
  size_t from = a->capacity, to = from ? from * 2 : 32, done = 0;
  size_t sizes[] = { sizeof *a->gens, sizeof *a->ranks, sizeof *a->scratch, sizeof *a->order };
  void *old[] = { a->gens, a->ranks, a->scratch, a->order }, *made[4];
  while (done < 4 && (made[done] = pc_alloc(ctx, to * sizes[done]))) done++;
  bool ok = done == 4;
  for (size_t i = 0; i < done; i++) {
    if (ok && from) memcpy(made[i], old[i], from * sizes[i]);
    pc_free(ctx, ok ? old[i] : made[i], (ok ? from : to) * sizes[i]);
  }
  if (!ok) return false;
  a->gens = made[0];
  a->ranks = made[1];
  a->scratch = made[2];
  a->order = made[3];
  a->capacity = to;
  for (size_t i = from; i < to; i++) a->scratch[i] = -1;
  return true;
}

static pc_status add(uint32_t *out, pc_context *ctx, pc_table *table, pc_generator *made, pc_error *error) {
  pc_algebra *a = ctx->algebra;
  if (!reserve(ctx, a) || !table_reserve(ctx, a, table)) return pc_no_memory(ctx, error);
  pc_generator *g = pc_alloc(ctx, sizeof *g);
  if (!g) return pc_no_memory(ctx, error);
  pc_term *self = pc_term_new(ctx, 1);
  if (!self) {
    pc_free(ctx, g, sizeof *g);
    return pc_no_memory(ctx, error);
  }
  uint32_t gen = (uint32_t)a->count;
  *g = *made;
  g->self = &self->head;
  self->num = 1;
  self->head.n = 1;
  self->factors[0] = (pc_factor) { gen, 1 };
  a->gens[gen] = g;
  place_in_order(a, gen);
  table_put(a, table, gen);
  *out = gen;
  return PC_OK;
}

pc_status pc_generator_add_symbol(pc_context *ctx, pc_symbol *symbol, pc_error *error) {
  pc_generator made = { .function = PC_GEN_SYMBOL, .symbol = symbol, .hash = hash_name(symbol->name) };
  return add(&symbol->gen, ctx, &ctx->algebra->symbols, &made, error);
}

/* ---- atoms ---- */

static uint32_t hash_atom(int function, pc_expr *const *args, size_t n) {
  uint32_t h = 40503u * (uint32_t)(function + 2);
  for (size_t i = 0; i < n; i++) h = (h ^ pc_expr_hash(args[i])) * 2654435761u;
  return h ^ (h >> 15);
}

static void free_args(pc_context *ctx, pc_expr **args, size_t n) {
  for (size_t i = 0; i < n; i++) pc_expr_unref(args[i]);
  pc_free(ctx, args, n * sizeof *args);
}

static bool find_atom(uint32_t *out, const pc_algebra *a, uint32_t hash, int function, pc_expr *const *args, size_t n) {
  if (!a->atoms.size) return false;
  size_t mask = a->atoms.size - 1;
  for (size_t i = hash & mask; a->atoms.slots[i]; i = (i + 1) & mask) {
    const pc_generator *g = a->gens[a->atoms.slots[i] - 1];
    if (g->hash != hash || compare_atoms(function, args, n, g) != 0) continue;
    *out = a->atoms.slots[i] - 1;
    return true;
  }
  return false;
}

pc_status pc_atom_intern(uint32_t *out, pc_context *ctx, int function, pc_expr **args, size_t n, pc_error *error) {
  pc_generator made = { .function = function, .args = args, .n = n, .hash = hash_atom(function, args, n) };
  if (find_atom(out, ctx->algebra, made.hash, function, args, n)) {
    free_args(ctx, args, n);
    return PC_OK;
  }
  for (size_t i = 0; i < n; i++) {
    size_t depth = pc_expr_depth(args[i]);
    if (made.depth < depth) made.depth = depth;
  }
  made.depth++;
  pc_status status = PC_OK;
  if (made.depth > ctx->limits.max_depth)
    status = pc_fail(error, PC_LIMIT, "functions nested deeper than %zu (raise --max-depth)", ctx->limits.max_depth);
  if (!status) status = add(out, ctx, &ctx->algebra->atoms, &made, error);
  if (status) free_args(ctx, args, n);
  return status;
}

pc_status pc_gen_expr(pc_expr **out, pc_context *ctx, uint32_t gen, pc_error *error) {
  (void)error;
  *out = pc_expr_ref(ctx->algebra->gens[gen]->self);
  return PC_OK;
}

bool pc_gen_is_atom(const pc_context *ctx, uint32_t gen) {
  return ctx->algebra->gens[gen]->function != PC_GEN_SYMBOL;
}

void pc_generator_clear(pc_context *ctx, pc_algebra *a) {
  for (size_t i = 0; i < a->count; i++) {
    pc_generator *g = a->gens[i];
    pc_expr_unref(g->self);
    free_args(ctx, g->args, g->args ? g->n : 0);
    pc_symbol_free(ctx, g->symbol);
    fmpq_clear(&g->lower);
  }
  for (size_t i = 0; i < a->count; i++) pc_free(ctx, a->gens[i], sizeof *a->gens[i]);
  pc_free(ctx, a->gens, a->capacity * sizeof *a->gens);
  pc_free(ctx, a->ranks, a->capacity * sizeof *a->ranks);
  pc_free(ctx, a->scratch, a->capacity * sizeof *a->scratch);
  pc_free(ctx, a->order, a->capacity * sizeof *a->order);
  pc_free(ctx, a->symbols.slots, a->symbols.size * sizeof *a->symbols.slots);
  pc_free(ctx, a->atoms.slots, a->atoms.size * sizeof *a->atoms.slots);
}
