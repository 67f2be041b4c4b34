/* Scopes: names and what they stand for. Small ones are searched from end to end, large ones by a hash. */
#include "lang/eval.h"

#include <string.h>

enum { HASH_FROM = 12 };

pc_scope *pc_scope_new(pc_evaluator *ev, pc_scope *parent, const pc_source *source, size_t slots) {
  pc_scope *scope = pc_alloc_zero(ev->ctx, sizeof *scope);
  if (!scope) return NULL;
  scope->slots = scope->small;
  scope->capacity = sizeof scope->small / sizeof scope->small[0];
  if (slots > scope->capacity) {
    scope->slots = pc_alloc(ev->ctx, slots * sizeof scope->slots[0]);
    if (!scope->slots) {
      pc_free(ev->ctx, scope, sizeof *scope);
      return NULL;
    }
    scope->capacity = slots;
  }
  scope->parent = parent;
  scope->source = source;
  scope->next = ev->scopes;
  if (scope->next) scope->next->previous = scope;
  ev->scopes = scope;
  return scope;
}

static void scope_free(pc_evaluator *ev, pc_scope *scope) {
  for (size_t i = 0; i < scope->n; i++) pc_value_clear(ev, &scope->slots[i].value);
  if (scope->slots != scope->small) pc_free(ev->ctx, scope->slots, scope->capacity * sizeof scope->slots[0]);
  pc_free(ev->ctx, scope->index, scope->index_size * sizeof scope->index[0]);
  if (scope->previous)
    scope->previous->next = scope->next;
  else
    ev->scopes = scope->next;
  if (scope->next) scope->next->previous = scope->previous;
  pc_free(ev->ctx, scope, sizeof *scope);
}

void pc_scope_leave(pc_evaluator *ev, pc_scope *scope) {
  if (scope && !scope->captured) scope_free(ev, scope);
}

static size_t hash_name(const char *name) {
  uintptr_t h = (uintptr_t)name;
  return (size_t)((h >> 4) * (uintptr_t)0x9E3779B97F4A7C15u >> 20);
}

static void index_put(pc_scope *scope, size_t slot) {
  size_t mask = scope->index_size - 1, i = hash_name(scope->slots[slot].name) & mask;
  while (scope->index[i]) i = (i + 1) & mask;
  scope->index[i] = (uint32_t)slot + 1;
}

static bool index_grow(pc_evaluator *ev, pc_scope *scope) {
  size_t size = scope->index_size ? 2 * scope->index_size : 4 * HASH_FROM;
  while (size & (size - 1)) size += size & -size;
  uint32_t *index = pc_alloc_zero(ev->ctx, size * sizeof index[0]);
  if (!index) return false;
  pc_free(ev->ctx, scope->index, scope->index_size * sizeof index[0]);
  scope->index = index;
  scope->index_size = size;
  for (size_t i = 0; i < scope->n; i++) index_put(scope, i);
  return true;
}

static bool slots_grow(pc_evaluator *ev, pc_scope *scope) {
  size_t capacity = 2 * scope->capacity, size = sizeof scope->slots[0];
  pc_slot *slots = pc_alloc(ev->ctx, capacity * size);
  if (!slots) return false;
  memcpy(slots, scope->slots, scope->n * size);
  if (scope->slots != scope->small) pc_free(ev->ctx, scope->slots, scope->capacity * size);
  scope->slots = slots;
  scope->capacity = capacity;
  return true;
}

pc_slot *pc_scope_add(pc_evaluator *ev, pc_scope *scope, const char *name, pc_slot_kind kind) {
  if (scope->n == scope->capacity && !slots_grow(ev, scope)) return NULL;
  if (scope->n >= HASH_FROM && 2 * scope->n >= scope->index_size && !index_grow(ev, scope)) return NULL;
  pc_slot *slot = &scope->slots[scope->n++];
  *slot = (pc_slot) { .name = name, .kind = (uint8_t)kind, .scope = scope };
  if (scope->index) index_put(scope, scope->n - 1);
  return slot;
}

pc_slot *pc_scope_own(pc_scope *scope, const char *name) {
  if (!scope->index) {
    for (size_t i = 0; i < scope->n; i++)
      if (scope->slots[i].name == name) return &scope->slots[i];
    return NULL;
  }
  size_t mask = scope->index_size - 1;
  for (size_t i = hash_name(name) & mask; scope->index[i]; i = (i + 1) & mask) {
    pc_slot *slot = &scope->slots[scope->index[i] - 1];
    if (slot->name == name) return slot;
  }
  return NULL;
}
