/* Operands and calls: equal ones are one object. */
#include "algebra/algebra.h"
#include "graph/table.h"

#include <string.h>

/* An operand that is looked for. */
typedef struct wanted {
  pc_operand_kind kind;
  const char *text;
  const pc_expr *number;
  pc_region *region;
  const pc_operand *const *items;
  size_t n;
} wanted;

static bool same_items(const pc_operand *const *a, const pc_operand *const *b, size_t n) {
  return n == 0 || memcmp(a, b, n * sizeof *a) == 0;
}

static bool is_operand(const void *item, const void *looked_for) {
  const pc_operand *o = item;
  const wanted *w = looked_for;
  if (o->kind != w->kind || o->text != w->text || o->region != w->region || o->n != w->n) return false;
  if (w->number) return pc_expr_identical(o->number, w->number);
  return same_items(o->items, w->items, w->n);
}

static uint32_t hash_of(const wanted *w) {
  uint32_t hash = pc_hash_mix((uint32_t)w->kind * 0x9E3779B9u, w->text);
  if (w->number) hash ^= pc_expr_hash(w->number) * 0x85EBCA6Bu;
  if (w->region) hash = pc_hash_mix(hash, w->region);
  for (size_t i = 0; i < w->n; i++) hash = pc_hash_mix(hash, w->items[i]);
  return hash ^ (hash >> 15);
}

static pc_operand *new_operand(pc_graph *graph, const wanted *w, uint32_t hash) {
  pc_operand *o = pc_arena_alloc(&graph->arena, sizeof *o + w->n * sizeof o->items[0]);
  if (!o) return NULL;
  *o = (pc_operand) { .kind = w->kind, .hash = hash, .text = w->text, .region = w->region, .n = w->n };
  if (w->n) memcpy(o->items, w->items, w->n * sizeof o->items[0]);
  return o;
}

static pc_status intern(const pc_operand **out, pc_graph *graph, const wanted *w, pc_error *error) {
  uint32_t hash = hash_of(w);
  const pc_operand *known = pc_set_find(&graph->table->operands, hash, is_operand, w);
  if (!known) {
    pc_operand *o = new_operand(graph, w, hash);
    if (!o || !pc_set_add(&graph->table->operands, graph->ctx, hash, o)) return pc_no_memory(graph->ctx, error);
    if (w->number) o->number = pc_expr_ref(w->number);
    known = o;
  }
  *out = known;
  return PC_OK;
}

pc_status pc_graph_table_init(pc_graph *graph, pc_error *error) {
  const wanted none = { .kind = PC_O_NONE }, unknown = { .kind = PC_O_UNKNOWN };
  pc_status status = intern(&graph->table->none, graph, &none, error);
  return status ? status : intern(&graph->table->unknown, graph, &unknown, error);
}

void pc_graph_table_clear(struct pc_graph_table *table, pc_context *ctx) {
  for (size_t i = 0; i < table->operands.size; i++) {
    const pc_operand *o = table->operands.entries[i].item;
    if (o) pc_expr_unref(o->number);
  }
  pc_set_clear(&table->operands, ctx);
  pc_set_clear(&table->calls, ctx);
  pc_set_clear(&table->modules, ctx);
}

const pc_operand *pc_operand_none(pc_graph *graph) {
  return graph->table->none;
}

const pc_operand *pc_operand_unknown(pc_graph *graph) {
  return graph->table->unknown;
}

pc_status pc_operand_number(const pc_operand **out, pc_graph *graph, const pc_expr *number, pc_error *error) {
  const wanted w = { .kind = PC_O_NUMBER, .number = number };
  return intern(out, graph, &w, error);
}

pc_status pc_operand_integer(const pc_operand **out, pc_graph *graph, int64_t number, pc_error *error) {
  bool small = number >= 0 && number < PC_SMALL_NUMBERS;
  if (small && graph->table->small[number]) {
    *out = graph->table->small[number];
    return PC_OK;
  }
  pc_expr *expr;
  pc_status status = pc_expr_integer(&expr, graph->ctx, number, error);
  if (status) return status;
  status = pc_operand_number(out, graph, expr, error);
  pc_expr_unref(expr);
  if (!status && small) graph->table->small[number] = *out;
  return status;
}

pc_status pc_operand_string(const pc_operand **out, pc_graph *graph, const char *text, size_t length, pc_error *error) {
  const wanted w = { .kind = PC_O_STRING, .text = pc_intern_string(graph->ctx, text, length) };
  return w.text ? intern(out, graph, &w, error) : pc_no_memory(graph->ctx, error);
}

pc_status pc_operand_tensor(const pc_operand **out, pc_graph *graph, const char *dtype, size_t length,
                            const pc_operand *const *sizes, size_t n, pc_error *error) {
  const wanted w = { .kind = PC_O_TENSOR, .text = pc_intern_string(graph->ctx, dtype, length), .items = sizes, .n = n };
  return w.text ? intern(out, graph, &w, error) : pc_no_memory(graph->ctx, error);
}

pc_status pc_operand_list(const pc_operand **out, pc_graph *graph, const pc_operand *const *items, size_t n,
                          pc_error *error) {
  const wanted w = { .kind = PC_O_LIST, .items = items, .n = n };
  return intern(out, graph, &w, error);
}

pc_status pc_operand_region(const pc_operand **out, pc_graph *graph, pc_region *region, pc_error *error) {
  const wanted w = { .kind = PC_O_REGION, .region = region };
  return intern(out, graph, &w, error);
}

/* ---- calls ---- */

static bool has_keywords(const char *const *keywords, size_t n) {
  for (size_t i = 0; keywords && i < n; i++)
    if (keywords[i]) return true;
  return false;
}

static bool is_call(const void *item, const void *looked_for) {
  const pc_operation_call *a = item, *b = looked_for;
  if (a->name != b->name || a->n != b->n || !same_items(a->args, b->args, a->n)) return false;
  if (!a->keywords || !b->keywords) return a->keywords == b->keywords;
  return memcmp(a->keywords, b->keywords, a->n * sizeof *a->keywords) == 0;
}

static uint32_t hash_call(const pc_operation_call *call) {
  uint32_t hash = pc_hash_mix((uint32_t)call->n, call->name);
  for (size_t i = 0; i < call->n; i++) hash = pc_hash_mix(hash, call->args[i]);
  for (size_t i = 0; call->keywords && i < call->n; i++) hash = pc_hash_mix(hash, call->keywords[i]);
  return hash ^ (hash >> 15);
}

static pc_status new_call(const pc_operation_call **out, pc_graph *graph, const pc_operation_call *like,
                          pc_error *error) {
  pc_operation_call *call = pc_arena_copy(&graph->arena, like, sizeof *like);
  size_t size = like->n * sizeof *like->args;
  if (!call) return pc_no_memory(graph->ctx, error);
  call->args = pc_arena_copy(&graph->arena, like->args, size);
  if (like->keywords) call->keywords = pc_arena_copy(&graph->arena, like->keywords, size);
  bool copied = call->args && (!like->keywords || call->keywords);
  if (!copied || !pc_set_add(&graph->table->calls, graph->ctx, call->hash, call))
    return pc_no_memory(graph->ctx, error);
  *out = call;
  return PC_OK;
}

pc_status pc_graph_call(const pc_operation_call **out, pc_graph *graph, const char *name, const char *const *keywords,
                        const pc_operand *const *args, size_t n, pc_error *error) {
  pc_operation_call like = { .name = name, .args = args, .n = n };
  if (has_keywords(keywords, n)) like.keywords = keywords;
  like.hash = hash_call(&like);
  const pc_operation_call *known = pc_set_find(&graph->table->calls, like.hash, is_call, &like);
  if (!known) return new_call(out, graph, &like, error);
  *out = known;
  return PC_OK;
}
