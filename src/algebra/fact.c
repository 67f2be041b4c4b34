/* Lists of facts. */
#include "algebra/fact.h"

pc_status pc_facts_add(pc_facts *facts, pc_fact fact, pc_error *error) {
  void *items = facts->items;
  if (!pc_grow(facts->ctx, &items, &facts->capacity, facts->n, sizeof fact)) {
    pc_expr_unref(fact.left);
    pc_expr_unref(fact.right);
    return pc_no_memory(facts->ctx, error);
  }
  facts->items = items;
  facts->items[facts->n++] = fact;
  return PC_OK;
}

void pc_facts_clear(pc_facts *facts) {
  for (size_t i = 0; i < facts->n; i++) {
    pc_expr_unref(facts->items[i].left);
    pc_expr_unref(facts->items[i].right);
  }
  pc_free(facts->ctx, facts->items, facts->capacity * sizeof *facts->items);
}
