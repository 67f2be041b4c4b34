/* Verification: each tensor's fate, and what follows for the groups of the tree. */
#include "analysis/verify.h"
#include "analysis/sizes.h"

#include <stdlib.h>
#include <string.h>

static pc_status no_memory(const pc_matching *m, pc_error *error) {
  return pc_no_memory(m->out->ctx, error);
}

static pc_status fail_many(pc_error *error) {
  return pc_fail(error, PC_LIMIT, "the checkpoint has more values than 2^63");
}

static pc_status to_expr(pc_expr **out, pc_context *ctx, uint64_t values, pc_error *error) {
  if (values > INT64_MAX) return fail_many(error);
  return pc_expr_integer(out, ctx, (int64_t)values, error);
}

/* ---- fates ---- */

static bool has_rule(const pc_suffixes *rules, pc_words *words) {
  for (size_t i = 0; i < words->n; i++) {
    size_t length;
    const char *end = pc_words_from(words, i, &length);
    if (pc_suffixes_find(rules, end, length)) return true;
  }
  return false;
}

/* The keys of all leaves of the rules' outline. */
static pc_status collect_rules(pc_suffixes *out, const pc_outline *rules, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < rules->slot_count; i++)
    status = pc_suffixes_add(out, rules->slots[i].key, strlen(rules->slots[i].key), i, 0, error);
  return status;
}

static pc_fate fate_of_slot(const pc_outline_slot *slot, const pc_tensor *tensor) {
  bool nothing = !slot->expected || (slot->counted && slot->wanted == 0);
  if (nothing && slot->copies) return PC_FATE_COPY;
  if (slot->expected) return PC_FATE_PARAMETER;
  return tensor->role == PC_TENSOR_PARAMETER ? PC_FATE_UNEXPECTED : PC_FATE_BUFFER;
}

static pc_status decide(pc_matching *m, const pc_suffixes *rules, pc_error *error) {
  pc_words words = { .ctx = m->out->ctx };
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < m->checkpoint->n; i++) {
    const pc_tensor *tensor = &m->checkpoint->items[i];
    size_t slot = m->aligned[i].slot;
    m->fates[i] = PC_FATE_UNEXPECTED;
    if (tensor->role == PC_TENSOR_BUFFER) m->fates[i] = PC_FATE_BUFFER;
    if (slot != PC_NOWHERE) m->fates[i] = fate_of_slot(&m->outline->slots[slot], tensor);
    if (slot != PC_NOWHERE || tensor->role != PC_TENSOR_STORED) continue;
    pc_words_cut(&words, 0, 0);
    if (!pc_words_add(&words, tensor->name, strlen(tensor->name)))
      status = no_memory(m, error);
    else if (has_rule(rules, &words))
      m->fates[i] = PC_FATE_BUFFER;
  }
  pc_words_clear(&words);
  return status;
}

/* ---- slots ---- */

static pc_status count_tensors(pc_matching *m, pc_error *error) {
  for (size_t i = 0; i < m->outline->slot_count; i++) m->slots[i] = (pc_slot_found) { .match = PC_NOWHERE };
  for (size_t i = 0; i < m->checkpoint->n; i++) {
    const pc_tensor *tensor = &m->checkpoint->items[i];
    if (m->fates[i] != PC_FATE_PARAMETER) continue;
    pc_slot_found *to = &m->slots[m->aligned[i].slot];
    to->tensors++;
    if (__builtin_add_overflow(to->values, tensor->values, &to->values)) return fail_many(error);
    if (!tensor->integers) continue;
    to->integers += tensor->values;
    pc_join_bits(&to->bits, tensor->bits);
  }
  return PC_OK;
}

/* Integers that are found in a slot's place may hold several of its values each. */
static void unpack(pc_matching *m) {
  for (size_t i = 0; i < m->outline->slot_count; i++) {
    const pc_outline_slot *slot = &m->outline->slots[i];
    pc_slot_found *found = &m->slots[i];
    if (!found->integers || !slot->counted || found->values >= slot->wanted) continue;
    uint64_t plain = found->values - found->integers;
    unsigned packed = pc_packing(found->integers, found->bits, slot->wanted - plain);
    found->unknown = !packed;
    if (!packed) continue;
    found->values = slot->wanted;
    m->out->packed = packed;
  }
}

static bool slot_agrees(const pc_matching *m, size_t i) {
  const pc_outline_slot *slot = &m->outline->slots[i];
  const pc_slot_found *found = &m->slots[i];
  return found->match != PC_NOWHERE || (slot->counted && found->values == slot->wanted);
}

static bool is_odd(const pc_matching *m, size_t i) {
  return m->slots[i].match != PC_NOWHERE || (!slot_agrees(m, i) && !m->slots[i].unknown);
}

static pc_status copies_of(pc_expr **out, const pc_outline_slot *slot, pc_error *error) {
  *out = NULL;
  if (!slot->each || !pc_expr_is_number(slot->each) || pc_expr_is_zero(slot->each)) return PC_OK;
  return pc_expr_div(out, slot->expected, slot->each, error);
}

static pc_status add_odd_slot(pc_matching *m, size_t i, pc_error *error) {
  pc_verification *v = m->out;
  const pc_outline_slot *slot = &m->outline->slots[i];
  void *slots = v->slots;
  bool room = pc_grow(v->ctx, &slots, &v->slot_capacity, v->slot_count, sizeof *v->slots);
  v->slots = slots;
  if (!room) return no_memory(m, error);
  pc_odd_slot *odd = &v->slots[v->slot_count++];
  *odd = (pc_odd_slot) { .path = m->outline->places[slot->place].path,
                         .match = m->slots[i].match,
                         .expected = pc_expr_ref(slot->expected),
                         .tensors = m->slots[i].tensors };
  pc_status status = to_expr(&odd->found, v->ctx, m->slots[i].values, error);
  return status ? status : copies_of(&odd->copies, slot, error);
}

static pc_status list_odd_slots(pc_matching *m, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < m->outline->slot_count; i++)
    if (m->outline->slots[i].expected && is_odd(m, i)) status = add_odd_slot(m, i, error);
  return status;
}

/* ---- groups ---- */

static bool is_within(const char *path, const char *place) {
  size_t length = strlen(place);
  return !strncmp(path, place, length) && (!path[length] || path[length] == '/' || !length);
}

/* Whether what was matched by size belongs to the group alone. */
static bool is_own_match(const pc_matching *m, size_t i, const char *group) {
  return is_within(m->out->matches[m->slots[i].match].path, group);
}

static void set_state(pc_group *group, pc_group_state state) {
  if (state > group->state) group->state = state;
}

/* Adds a slot's values to its group's; `*values` is what is there. */
static void judge(pc_group *group, uint64_t *values, const pc_matching *m, size_t i) {
  const pc_slot_found *found = &m->slots[i];
  group->tensors += found->tensors;
  *values = found->values;
  if (found->unknown)
    set_state(group, PC_GROUP_PACKED);
  else if (found->match != PC_NOWHERE && !is_own_match(m, i, group->path))
    set_state(group, PC_GROUP_SIZED);
  else if (found->match != PC_NOWHERE)
    *values = m->outline->slots[i].wanted;
  else if (!slot_agrees(m, i))
    set_state(group, PC_GROUP_DIFFERS);
}

static pc_status add_to(pc_expr **sum, const pc_expr *x, pc_error *error) {
  pc_expr *next = NULL;
  if (!*sum) {
    *sum = pc_expr_ref(x);
    return PC_OK;
  }
  pc_status status = pc_expr_add(&next, *sum, x, error);
  if (status) return status;
  pc_expr_unref(*sum);
  *sum = next;
  return PC_OK;
}

static pc_status add_slot(pc_matching *m, size_t i, bool *uneven, pc_error *error) {
  const pc_outline_slot *slot = &m->outline->slots[i];
  pc_group *group = &m->out->groups[slot->group];
  pc_expr *found = NULL;
  uint64_t values;
  judge(group, &values, m, i);
  uneven[slot->group] |= !slot->each;
  pc_status status = to_expr(&found, m->out->ctx, values, error);
  if (!status) status = add_to(&group->found, found, error);
  if (!status) status = add_to(&group->expected, slot->expected, error);
  if (!status && slot->each) status = add_to(&group->each, slot->each, error);
  pc_expr_unref(found);
  return status;
}

static void forget(pc_expr **expr) {
  pc_expr_unref(*expr);
  *expr = NULL;
}

static pc_status finish_group(pc_group *group, bool uneven, pc_error *error) {
  if (uneven) forget(&group->each);
  if (group->state == PC_GROUP_PACKED || group->state == PC_GROUP_SIZED) forget(&group->found);
  if (group->state == PC_GROUP_DIFFERS && !group->tensors) group->state = PC_GROUP_MISSING;
  bool known = group->each && pc_expr_is_number(group->each) && !pc_expr_is_zero(group->each);
  if (!known) return PC_OK;
  return pc_expr_div(&group->times, group->expected, group->each, error);
}

static pc_status fill_groups(pc_matching *m, bool *uneven, pc_error *error) {
  const pc_outline *o = m->outline;
  pc_verification *v = m->out;
  pc_status status = PC_OK;
  for (size_t i = 0; i < o->group_count; i++) v->groups[i] = (pc_group) { .path = o->places[o->groups[i]].path };
  v->group_count = o->group_count;
  for (size_t i = 0; !status && i < o->slot_count; i++)
    if (o->slots[i].expected) status = add_slot(m, i, uneven, error);
  for (size_t i = 0; !status && i < v->group_count; i++) status = finish_group(&v->groups[i], uneven[i], error);
  return status;
}

static pc_status make_groups(pc_matching *m, pc_error *error) {
  size_t n = m->outline->group_count;
  m->out->groups = pc_arena_alloc(&m->out->arena, n * sizeof *m->out->groups);
  bool *uneven = pc_alloc_zero(m->out->ctx, n * sizeof *uneven);
  pc_status status = m->out->groups && uneven ? fill_groups(m, uneven, error) : no_memory(m, error);
  if (uneven) pc_free(m->out->ctx, uneven, n * sizeof *uneven);
  return status;
}

/* ---- totals ---- */

static pc_status count_all(uint64_t *out, pc_matching *m, pc_error *error) {
  uint64_t sum = 0;
  bool overflows = false;
  for (size_t i = 0; i < m->outline->slot_count; i++) {
    overflows |= __builtin_add_overflow(sum, m->slots[i].values, &sum);
    m->out->tensors += m->slots[i].tensors;
  }
  for (size_t i = 0; i < m->out->match_count; i++)
    overflows |= __builtin_add_overflow(sum, m->out->matches[i].values, &sum);
  for (size_t i = 0; i < m->checkpoint->n; i++) {
    bool odd = m->fates[i] == PC_FATE_UNEXPECTED;
    m->out->tensors += odd || m->fates[i] == PC_FATE_SIZED;
    if (odd) overflows |= __builtin_add_overflow(sum, m->checkpoint->items[i].values, &sum);
  }
  *out = sum;
  return overflows ? fail_many(error) : PC_OK;
}

static pc_status verdict_of(const pc_matching *m) {
  bool unknown = false;
  for (size_t i = 0; i < m->checkpoint->n; i++)
    if (m->fates[i] == PC_FATE_UNEXPECTED) return PC_NO;
  for (size_t i = 0; i < m->outline->slot_count; i++) {
    if (!m->outline->slots[i].expected) continue;
    unknown |= m->slots[i].unknown;
    if (!m->slots[i].unknown && !slot_agrees(m, i)) return PC_NO;
  }
  return unknown ? PC_UNKNOWN : PC_OK;
}

static pc_status make_totals(pc_matching *m, const pc_tree *tree, pc_error *error) {
  pc_verification *v = m->out;
  uint64_t found;
  pc_status status = count_all(&found, m, error);
  if (!status) status = to_expr(&v->found, v->ctx, found, error);
  if (status) return status;
  v->expected = pc_expr_ref(tree->wholes[PC_STORED_PARAMETERS]);
  v->verdict = verdict_of(m);
  return pc_expr_sub(&v->difference, v->found, v->expected, error);
}

/* ---- the whole ---- */

static pc_status compare(pc_matching *m, const pc_tree *tree, const pc_suffixes *rules, pc_error *error) {
  pc_status status = pc_align(m->aligned, m->checkpoint, m->outline, error);
  if (!status) status = decide(m, rules, error);
  if (!status) status = count_tensors(m, error);
  if (!status) unpack(m);
  if (!status) status = pc_match_sizes(m, error);
  if (!status) status = make_groups(m, error);
  if (!status) status = list_odd_slots(m, error);
  if (!status) status = make_totals(m, tree, error);
  return status ? status : pc_fold_tensors(m, error);
}

static pc_status verify(pc_verification *v, const pc_checkpoint *checkpoint, const pc_tree *tree,
                        const pc_outline *outline, const pc_suffixes *rules, pc_error *error) {
  pc_arena work = { .ctx = v->ctx };
  size_t n = checkpoint->n;
  pc_matching m = { .checkpoint = checkpoint,
                    .outline = outline,
                    .aligned = pc_arena_alloc(&work, n * sizeof *m.aligned),
                    .fates = pc_arena_alloc(&work, n * sizeof *m.fates),
                    .matches = pc_arena_alloc(&work, n * sizeof *m.matches),
                    .slots = pc_arena_alloc(&work, outline->slot_count * sizeof *m.slots),
                    .out = v };
  bool room = m.aligned && m.fates && m.matches && m.slots;
  pc_status status = room ? compare(&m, tree, rules, error) : pc_no_memory(v->ctx, error);
  pc_arena_clear(&work);
  return status;
}

static pc_status verify_outlines(pc_verification *v, const pc_checkpoint *checkpoint, const pc_tree *tree,
                                 const pc_outline *outline, const pc_outline *known, pc_error *error) {
  pc_arena arena = { .ctx = v->ctx };
  pc_suffixes rules = { .ctx = v->ctx, .arena = &arena };
  pc_status status = collect_rules(&rules, known, error);
  if (!status) status = verify(v, checkpoint, tree, outline, &rules, error);
  pc_suffixes_clear(&rules);
  pc_arena_clear(&arena);
  return status;
}

pc_status pc_verify(pc_verification *out, const pc_checkpoint *checkpoint, const pc_tree *tree,
                    const int metrics[PC_STORED_KINDS], const pc_tree *rules, pc_error *error) {
  static const int only[PC_STORED_KINDS] = { 0, -1, -1 };
  pc_outline outline, known;
  *out = (pc_verification) { .ctx = tree->ctx, .arena.ctx = tree->ctx, .packed = 1 };
  pc_status status = pc_outline_make(&outline, tree, metrics, error);
  if (status) return status;
  status = pc_outline_make(&known, rules, only, error);
  if (!status) {
    status = verify_outlines(out, checkpoint, tree, &outline, &known, error);
    pc_outline_clear(&known);
  }
  pc_outline_clear(&outline);
  if (status) pc_verification_clear(out);
  return status;
}

void pc_verification_clear(pc_verification *v) {
  for (size_t i = 0; i < v->group_count; i++) {
    pc_expr_unref(v->groups[i].times);
    pc_expr_unref(v->groups[i].each);
    pc_expr_unref(v->groups[i].expected);
    pc_expr_unref(v->groups[i].found);
  }
  for (size_t i = 0; i < v->slot_count; i++) {
    pc_expr_unref(v->slots[i].expected);
    pc_expr_unref(v->slots[i].found);
    pc_expr_unref(v->slots[i].copies);
  }
  pc_expr_unref(v->expected);
  pc_expr_unref(v->found);
  pc_expr_unref(v->difference);
  pc_free(v->ctx, v->folds, v->fold_capacity * sizeof *v->folds);
  pc_free(v->ctx, v->matches, v->match_capacity * sizeof *v->matches);
  pc_free(v->ctx, v->slots, v->slot_capacity * sizeof *v->slots);
  pc_arena_clear(&v->arena);
  *v = (pc_verification) { .ctx = v->ctx };
}
