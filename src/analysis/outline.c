/* From cost trees to outlines. */
#include "analysis/outline.h"

#include <string.h>

typedef struct walk {
  pc_outline *out;
  const int *metrics;
  pc_lookup paths; /* interned paths of places: their index and 1 */
  pc_words words;  /* of the node at hand */
  size_t loose;    /* words above the first repeated node; PC_NOWHERE: none is repeated */
  pc_error *error;
} walk;

static pc_status no_memory(const walk *w) {
  return pc_no_memory(w->out->ctx, w->error);
}

/* ---- places ---- */

/* Names in round brackets are transparent, and unnamed amounts are the node's own. */
static bool is_transparent(const char *name) {
  size_t length = strlen(name);
  return length == 0 || (length > 1 && name[0] == '(' && name[length - 1] == ')');
}

static const char *path_of(const walk *w, size_t parent, const char *name) {
  pc_buffer path = { .ctx = w->out->ctx };
  const char *above = w->out->place_count ? w->out->places[parent].path : "";
  pc_buffer_addf(&path, "%s%s%s", above, *above ? "/" : "", name);
  const char *interned = path.failed ? NULL : pc_intern_string(w->out->ctx, path.text, path.length);
  pc_buffer_clear(&path);
  return interned;
}

static pc_status add_place(size_t *place, walk *w, size_t parent, const char *name) {
  pc_outline *o = w->out;
  size_t length;
  const char *path = path_of(w, parent, name);
  uint64_t *known = path ? pc_lookup_add(&w->paths, path) : NULL;
  if (!known) return no_memory(w);
  if (*known) {
    *place = (size_t)*known - 1;
    return PC_OK;
  }
  void *places = o->places;
  bool room = pc_grow(o->ctx, &places, &o->place_capacity, o->place_count, sizeof *o->places);
  o->places = places;
  if (!room) return no_memory(w);
  *place = o->place_count++;
  *known = o->place_count;
  o->places[*place] = (pc_outline_place) { path, *place ? parent : PC_NOWHERE, PC_NOWHERE };
  const char *key = pc_words_from(&w->words, 0, &length);
  key = pc_intern_string(o->ctx, key, length);
  return key ? pc_suffixes_add(&o->starts, key, length, *place, 0, w->error) : no_memory(w);
}

/* ---- slots ---- */

static pc_status add_ends(walk *w, size_t slot) {
  const char *key = w->out->slots[slot].key;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < w->words.n; i++) {
    const char *end = key + w->words.items[i].start;
    status = pc_suffixes_add(&w->out->ends, end, strlen(end), slot, i, w->error);
  }
  return status;
}

static pc_status name_slot(pc_outline_slot *slot, walk *w) {
  size_t length, count = w->words.number_count;
  const char *key = pc_words_from(&w->words, 0, &length);
  slot->key = pc_intern_string(w->out->ctx, key, length);
  slot->n = w->words.n;
  slot->loose = w->loose < w->words.n ? w->loose : w->words.n ? w->words.n - 1 : 0;
  slot->number_count = count;
  slot->numbers =
      pc_arena_copy(&w->out->arena, w->words.numbers ? w->words.numbers : (void *)"", count * sizeof *slot->numbers);
  return slot->key && slot->numbers ? PC_OK : no_memory(w);
}

static pc_status new_slot(size_t *index, walk *w, size_t place) {
  pc_outline *o = w->out;
  void *slots = o->slots;
  bool room = pc_grow(o->ctx, &slots, &o->slot_capacity, o->slot_count, sizeof *o->slots);
  o->slots = slots;
  if (!room) return no_memory(w);
  *index = o->slot_count++;
  o->slots[*index] = (pc_outline_slot) { .place = place, .group = PC_NOWHERE };
  o->places[place].slot = *index;
  pc_status status = name_slot(&o->slots[*index], w);
  return status ? status : add_ends(w, *index);
}

static void replace(pc_expr **to, pc_expr *by) {
  pc_expr_unref(*to);
  *to = by;
}

/* Adds what the node states of parameters; a slot of several nodes has an amount for each copy where they agree. */
static pc_status count_parameters(pc_outline_slot *slot, walk *w, const pc_expr *each, const pc_expr *total) {
  pc_expr *sum = NULL;
  if (!slot->expected) {
    slot->expected = pc_expr_ref(total);
    slot->each = each ? pc_expr_ref(each) : NULL;
    return PC_OK;
  }
  pc_status status = pc_expr_add(&sum, slot->expected, total, w->error);
  if (status) return status;
  replace(&slot->expected, sum);
  if (slot->each && (!each || !pc_expr_identical(slot->each, each))) replace(&slot->each, NULL);
  return PC_OK;
}

/* Whether the node states something other than 0 of a kind. */
static bool states(const walk *w, const pc_tree_node *node, pc_stored_kind kind) {
  int metric = w->metrics[kind];
  return metric >= 0 && node->totals[metric] && !pc_expr_is_zero(node->totals[metric]);
}

static pc_status add_leaf(walk *w, const pc_tree_node *node, size_t place, size_t group) {
  pc_outline *o = w->out;
  size_t index = o->places[place].slot;
  pc_status status = index == PC_NOWHERE ? new_slot(&index, w, place) : PC_OK;
  if (status) return status;
  pc_outline_slot *slot = &o->slots[index];
  slot->buffers |= states(w, node, PC_STORED_BUFFERS);
  slot->copies |= states(w, node, PC_STORED_COPIES);
  const pc_expr *total = node->totals[PC_STORED_PARAMETERS];
  if (slot->group == PC_NOWHERE && total) slot->group = group;
  return total ? count_parameters(slot, w, node->amounts[PC_STORED_PARAMETERS], total) : PC_OK;
}

/* ---- the tree ---- */

static bool has_leaves_only(const pc_tree_node *node) {
  for (size_t i = 0; i < node->n; i++)
    if (node->children[i].n) return false;
  return true;
}

static pc_status add_node(walk *w, const pc_tree_node *node, size_t parent, bool grouped);

static pc_status add_children(walk *w, const pc_tree_node *node, size_t place) {
  bool grouped = has_leaves_only(node);
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < node->n; i++) status = add_node(w, &node->children[i], place, grouped);
  return status;
}

/* `grouped`: if it is a leaf, the node above is its group. The tree is no deeper than the context's limit. */
static pc_status add_node(walk *w, const pc_tree_node *node, size_t parent, bool grouped) {
  size_t n = w->words.n, numbers = w->words.number_count, loose = w->loose, place = parent;
  pc_status status = PC_OK;
  if (!is_transparent(node->name)) {
    if (!pc_words_add(&w->words, node->name, strlen(node->name))) return no_memory(w);
    status = add_place(&place, w, parent, node->name);
  }
  if (node->repeat.n && w->loose == PC_NOWHERE) w->loose = n;
  if (!status && node->n) status = add_children(w, node, place);
  if (!status && !node->n) status = add_leaf(w, node, place, grouped ? parent : place);
  pc_words_cut(&w->words, n, numbers);
  w->loose = loose;
  return status;
}

/* ---- groups ---- */

static pc_status add_group(pc_outline *o, size_t place, pc_error *error) {
  void *groups = o->groups;
  bool room = pc_grow(o->ctx, &groups, &o->group_capacity, o->group_count, sizeof *o->groups);
  o->groups = groups;
  if (!room) return pc_no_memory(o->ctx, error);
  o->groups[o->group_count++] = place;
  return PC_OK;
}

/* From places to numbers of groups, in the order of the tree. */
static pc_status number_groups(pc_outline *o, pc_error *error) {
  size_t *numbers = pc_alloc(o->ctx, o->place_count * sizeof *numbers);
  pc_status status = numbers ? PC_OK : pc_no_memory(o->ctx, error);
  for (size_t i = 0; !status && i < o->place_count; i++) numbers[i] = PC_NOWHERE;
  for (size_t i = 0; !status && i < o->slot_count; i++) {
    pc_outline_slot *slot = &o->slots[i];
    int64_t wanted = -1;
    if (slot->group == PC_NOWHERE) continue;
    slot->counted = pc_expr_to_int64(&wanted, slot->expected) && wanted >= 0;
    slot->wanted = slot->counted ? (uint64_t)wanted : 0;
    size_t *number = &numbers[slot->group];
    if (*number == PC_NOWHERE) *number = o->group_count, status = add_group(o, slot->group, error);
    slot->group = *number;
  }
  if (numbers) pc_free(o->ctx, numbers, o->place_count * sizeof *numbers);
  return status;
}

static pc_status fill(walk *w, const pc_tree *tree) {
  size_t root;
  pc_status status = add_place(&root, w, PC_NOWHERE, "");
  if (!status && tree->root.n) status = add_children(w, &tree->root, root);
  if (!status && !tree->root.n) status = add_leaf(w, &tree->root, root, root);
  return status ? status : number_groups(w->out, w->error);
}

pc_status pc_outline_make(pc_outline *out, const pc_tree *tree, const int metrics[PC_STORED_KINDS], pc_error *error) {
  pc_outline made = { .ctx = tree->ctx, .arena.ctx = tree->ctx, .ends.ctx = tree->ctx, .starts.ctx = tree->ctx };
  walk w = {
    .out = out, .metrics = metrics, .paths.ctx = tree->ctx, .words.ctx = tree->ctx, .loose = PC_NOWHERE, .error = error
  };
  *out = made;
  out->ends.arena = out->starts.arena = &out->arena;
  pc_status status = fill(&w, tree);
  pc_lookup_clear(&w.paths);
  pc_words_clear(&w.words);
  if (status) pc_outline_clear(out);
  return status;
}

void pc_outline_clear(pc_outline *o) {
  for (size_t i = 0; i < o->slot_count; i++) {
    pc_expr_unref(o->slots[i].expected);
    pc_expr_unref(o->slots[i].each);
  }
  pc_suffixes_clear(&o->ends);
  pc_suffixes_clear(&o->starts);
  pc_free(o->ctx, o->places, o->place_capacity * sizeof *o->places);
  pc_free(o->ctx, o->slots, o->slot_capacity * sizeof *o->slots);
  pc_free(o->ctx, o->groups, o->group_capacity * sizeof *o->groups);
  pc_arena_clear(&o->arena);
  *o = (pc_outline) { .ctx = o->ctx };
}

size_t pc_outline_find(const pc_outline *outline, const char *key, size_t length) {
  for (;;) {
    const pc_suffix *found = length ? pc_suffixes_find(&outline->starts, key, length) : NULL;
    if (found) return found->item;
    if (!length) return 0;
    while (--length > 0 && key[length] != '.') {}
  }
}
