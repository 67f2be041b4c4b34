/* Slots and tensors that are not of one name: node by node, from the leaves up, what is missing against what is there.
 */
#include "analysis/sizes.h"

/* What is in a place and below, and has no counterpart yet. */
typedef struct balance {
  uint64_t missing;         /* values of slots */
  uint64_t plain, integers; /* of tensors */
  unsigned bits;            /* of the integers; 1: of several widths */
  bool open;                /* a slot right below is missing */
  bool packed;              /* integers here may hold it */
  size_t match;             /* or PC_NOWHERE */
} balance;

unsigned pc_packing(uint64_t integers, unsigned bits, uint64_t values) {
  if (!integers || values % integers) return 0;
  uint64_t each = values / integers;
  return each > 1 && each <= bits && bits % each == 0 ? (unsigned)each : 0;
}

void pc_join_bits(unsigned *to, unsigned bits) {
  *to = *to && *to != bits ? 1 : bits;
}

/* A sum that is too large fits nothing. */
static void add(uint64_t *to, uint64_t values) {
  if (__builtin_add_overflow(*to, values, to)) *to = UINT64_MAX;
}

/* How many of a slot's values no tensor of its name has. */
static uint64_t missing_of(const pc_matching *m, size_t slot) {
  const pc_outline_slot *s = &m->outline->slots[slot];
  const pc_slot_found *found = &m->slots[slot];
  bool less = s->counted && !found->unknown && found->values < s->wanted;
  return less ? s->wanted - found->values : 0;
}

static void enter(balance *balances, const pc_matching *m) {
  for (size_t i = 0; i < m->outline->slot_count; i++) {
    const pc_outline_slot *slot = &m->outline->slots[i];
    size_t parent = m->outline->places[slot->place].parent;
    if (!missing_of(m, i)) continue;
    add(&balances[slot->place].missing, missing_of(m, i));
    balances[parent == PC_NOWHERE ? 0 : parent].open = true;
  }
  for (size_t i = 0; i < m->checkpoint->n; i++) {
    const pc_tensor *tensor = &m->checkpoint->items[i];
    balance *to = &balances[m->aligned[i].place];
    if (m->fates[i] != PC_FATE_UNEXPECTED) continue;
    add(tensor->integers ? &to->integers : &to->plain, tensor->values);
    if (tensor->integers) pc_join_bits(&to->bits, tensor->bits);
  }
}

/* How many values each integer would have to hold; 1: none is needed; 0: sizes do not agree. */
static unsigned packing(const balance *b) {
  if (!b->missing) return 0;
  if (b->plain == b->missing) return 1;
  return b->plain < b->missing ? pc_packing(b->integers, b->bits, b->missing - b->plain) : 0;
}

static pc_status add_match(balance *b, const pc_matching *m, size_t place, unsigned packed, pc_error *error) {
  pc_verification *v = m->out;
  void *matches = v->matches;
  bool room = pc_grow(v->ctx, &matches, &v->match_capacity, v->match_count, sizeof *v->matches);
  v->matches = matches;
  if (!room) return pc_no_memory(v->ctx, error);
  b->match = v->match_count++;
  v->matches[b->match] = (pc_size_match) { m->outline->places[place].path, b->missing, packed };
  return PC_OK;
}

/* What is left goes to the place above. */
static void pass_up(balance *to, const balance *from) {
  bool plain = from->match == PC_NOWHERE;
  if (plain) add(&to->missing, from->missing);
  if (plain) add(&to->plain, from->plain);
  if (!from->integers) return;
  add(&to->integers, from->integers);
  pc_join_bits(&to->bits, from->bits);
}

static pc_status settle(balance *balances, const pc_matching *m, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = m->outline->place_count; !status && i-- > 0;) {
    balance *b = &balances[i];
    unsigned packed = packing(b);
    if (packed) status = add_match(b, m, i, packed, error);
    if (packed > 1) b->integers = 0;
    size_t parent = m->outline->places[i].parent;
    if (parent != PC_NOWHERE) pass_up(&balances[parent], b);
  }
  return status;
}

/* The nearest match at the place or above it; `packed`: one that takes integers. */
static size_t match_of(const balance *balances, const pc_matching *m, size_t place, bool packed) {
  for (; place != PC_NOWHERE; place = m->outline->places[place].parent) {
    size_t match = balances[place].match;
    if (match != PC_NOWHERE && (!packed || m->out->matches[match].packed > 1)) return match;
  }
  return PC_NOWHERE;
}

/* Integers where something is missing may be packed weights, others are nothing that is trained. */
static pc_fate fate_of_integers(balance *b, const pc_tensor *tensor) {
  b->packed |= b->open;
  if (b->open) return PC_FATE_PACKED;
  return tensor->role == PC_TENSOR_STORED ? PC_FATE_BUFFER : PC_FATE_UNEXPECTED;
}

static void decide_tensors(balance *balances, pc_matching *m) {
  for (size_t i = 0; i < m->checkpoint->n; i++) {
    const pc_tensor *tensor = &m->checkpoint->items[i];
    if (m->fates[i] != PC_FATE_UNEXPECTED) continue;
    m->matches[i] = match_of(balances, m, m->aligned[i].place, tensor->integers);
    if (m->matches[i] != PC_NOWHERE)
      m->fates[i] = PC_FATE_SIZED;
    else if (tensor->integers)
      m->fates[i] = fate_of_integers(&balances[m->aligned[i].place], tensor);
  }
}

static void decide_slots(const balance *balances, pc_matching *m) {
  for (size_t i = 0; i < m->outline->slot_count; i++) {
    size_t place = m->outline->slots[i].place, parent = m->outline->places[place].parent;
    if (!missing_of(m, i)) continue;
    m->slots[i].match = match_of(balances, m, place, false);
    m->slots[i].unknown = m->slots[i].match == PC_NOWHERE && balances[parent == PC_NOWHERE ? 0 : parent].packed;
  }
}

pc_status pc_match_sizes(pc_matching *m, pc_error *error) {
  size_t size = m->outline->place_count * sizeof(balance);
  balance *balances = pc_alloc_zero(m->out->ctx, size);
  if (!balances) return pc_no_memory(m->out->ctx, error);
  for (size_t i = 0; i < m->outline->place_count; i++) balances[i].match = PC_NOWHERE;
  enter(balances, m);
  pc_status status = settle(balances, m, error);
  if (!status) decide_tensors(balances, m);
  if (!status) decide_slots(balances, m);
  pc_free(m->out->ctx, balances, size);
  return status;
}
