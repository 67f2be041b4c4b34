/* Warnings of a model that is a graph. */
#include "import/doubts.h"
#include "cost/lookup.h"
#include "lang/operation.h"

/* Operations that are named one by one. */
enum { MOST_NAMED = 5 };

typedef struct doubt {
  const char *name;   /* of the operation */
  const char *reason; /* or NULL: there is no rule */
  size_t calls;
} doubt;

typedef struct doubts {
  pc_model *model;
  pc_lookup places; /* of names: 1 + their place in items */
  doubt *items;
  size_t n, capacity;
} doubts;

static pc_status add(doubts *d, const char *name, const char *reason, pc_error *error) {
  uint64_t *place = pc_lookup_add(&d->places, name);
  if (!place) return pc_no_memory(d->model->ctx, error);
  if (!*place) {
    void *items = d->items;
    bool room = pc_grow(d->model->ctx, &items, &d->capacity, d->n, sizeof *d->items);
    d->items = items;
    if (!room) return pc_no_memory(d->model->ctx, error);
    d->items[d->n++] = (doubt) { .name = name, .reason = reason };
    *place = d->n;
  }
  d->items[*place - 1].calls++;
  return PC_OK;
}

static pc_status look_at(doubts *d, const pc_region *region, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < region->n && !status; i++) {
    const pc_price *price;
    status = pc_operations_price(d->model->operations, &price, &region->nodes[i], error);
    if (!status && pc_price_is_open(price, d->model->shown[0]))
      status = add(d, region->nodes[i].call->name, price->reason, error);
  }
  return status;
}

/* Ends a warning. */
static pc_status say(pc_model *model, pc_buffer *text, pc_error *error) {
  const char *copy = text->failed ? NULL : pc_arena_copy(&model->arena, text->text, text->length + 1);
  pc_buffer_clear(text);
  if (!copy) return pc_no_memory(model->ctx, error);
  model->warnings[model->warning_count++] = copy;
  return PC_OK;
}

static pc_status say_doubt(pc_model *model, const doubt *x, pc_error *error) {
  pc_buffer text = { .ctx = model->ctx };
  pc_buffer_addf(&text, "%zu call%s of %s %s not counted: %s", x->calls, x->calls == 1 ? "" : "s", x->name,
                 x->calls == 1 ? "is" : "are", x->reason ? x->reason : "no rule prices it");
  return say(model, &text, error);
}

static pc_status say_all(const doubts *d, pc_error *error) {
  pc_model *model = d->model;
  pc_status status = PC_OK;
  pc_buffer text = { .ctx = model->ctx };
  for (size_t i = 0; i < model->graph->warning_count && !status; i++) {
    pc_buffer_adds(&text, model->graph->warnings[i]);
    status = say(model, &text, error);
  }
  for (size_t i = 0; i < d->n && i < MOST_NAMED && !status; i++) status = say_doubt(model, &d->items[i], error);
  if (status || d->n <= MOST_NAMED) return status;
  pc_buffer_addf(&text, "%zu more operations are not counted (see: polycost ops)", d->n - MOST_NAMED);
  return say(model, &text, error);
}

pc_status pc_model_doubt(pc_model *model, bool operations, pc_error *error) {
  doubts d = { .model = model, .places.ctx = model->ctx };
  pc_status status = PC_OK;
  for (const pc_region *r = model->graph->regions; r && operations && !status; r = r->next)
    status = look_at(&d, r, error);
  size_t room = model->graph->warning_count + MOST_NAMED + 1;
  if (!status) model->warnings = pc_arena_alloc(&model->arena, room * sizeof *model->warnings);
  if (!status && !model->warnings) status = pc_no_memory(model->ctx, error);
  if (!status) status = say_all(&d, error);
  pc_lookup_clear(&d.places);
  pc_free(model->ctx, d.items, d.capacity * sizeof *d.items);
  return status;
}
