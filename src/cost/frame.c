/* What stands above a place: repeats and filters, and what they make of a total. */
#include "algebra/algebra.h"
#include "cost/place.h"
#include <string.h>

/* What a frame and all above it do to a total of one chain: multiply by `product`, then go on at `next`. */
typedef struct pc_reach {
  const pc_subtotals *subtotals;
  bool open;            /* no filter keeps the chain out */
  pc_expr *product;     /* NULL is 1 */
  const pc_frame *next; /* a WHERE or a SUM, or NULL */
  struct pc_reach *sibling;
  struct pc_reach *all;
} pc_reach;

pc_status pc_frame_new(pc_frame **out, pc_survey *survey, pc_frame *up, const pc_child *child, pc_error *error) {
  if (!child->cost || (!child->repeat && child->metrics == PC_METRIC_ALL)) {
    *out = up;
    return PC_OK;
  }
  pc_frame *frame = pc_arena_alloc(&survey->arena, sizeof *frame);
  if (!frame) return pc_no_memory(survey->ctx, error);
  *frame = (pc_frame) { .up = up, .metrics = child->metrics, .repeat = child->repeat };
  bool scope = child->repeat && child->repeat->kind != PC_REPEAT_TIMES;
  frame->scope = scope ? frame : up ? up->scope : NULL;
  *out = frame;
  return PC_OK;
}

void pc_frames_clear(pc_survey *survey) {
  for (pc_reach *reach = survey->reaches; reach; reach = reach->all) pc_expr_unref(reach->product);
  survey->reaches = NULL;
}

/* ---- totals ---- */

static pc_status multiply(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  if (a && b) return pc_expr_mul(out, a, b, error);
  *out = a ? pc_expr_ref(a) : b ? pc_expr_ref(b) : NULL;
  return PC_OK;
}

static pc_status fill_reach(pc_reach *reach, const pc_frame *frame, const pc_reach *up, pc_error *error) {
  reach->open = (!up || up->open) && (frame->metrics & reach->subtotals->chain.set);
  if (!reach->open) return PC_OK;
  if (frame->repeat && frame->repeat->kind != PC_REPEAT_TIMES) {
    reach->next = frame;
    return PC_OK;
  }
  const pc_expr *count = frame->repeat ? pc_repeat_count(frame->repeat, &reach->subtotals->chain) : NULL;
  reach->next = up ? up->next : NULL;
  return multiply(&reach->product, up ? up->product : NULL, count, error);
}

static pc_status reach_of(pc_reach **out, pc_survey *survey, pc_frame *frame, const pc_subtotals *subtotals,
                          pc_error *error) {
  for (pc_reach *known = frame->reaches; known; known = known->sibling)
    if (known->subtotals == subtotals) {
      *out = known;
      return PC_OK;
    }
  pc_reach *up = NULL;
  pc_status status = frame->up ? reach_of(&up, survey, frame->up, subtotals, error) : PC_OK;
  if (status != PC_OK) return status;
  pc_reach *reach = pc_arena_alloc(&survey->arena, sizeof *reach);
  if (!reach) return pc_no_memory(survey->ctx, error);
  *reach = (pc_reach) { .subtotals = subtotals };
  status = fill_reach(reach, frame, up, error);
  if (status != PC_OK) return status;
  reach->sibling = frame->reaches;
  frame->reaches = reach;
  reach->all = survey->reaches;
  survey->reaches = reach;
  *out = reach;
  return PC_OK;
}

pc_status pc_frame_open(bool *out, pc_survey *survey, pc_frame *frame, const pc_subtotals *subtotals, pc_error *error) {
  pc_reach *reach = NULL;
  pc_status status = frame ? reach_of(&reach, survey, frame, subtotals, error) : PC_OK;
  if (status == PC_OK) *out = !reach || reach->open;
  return status;
}

/* Replaces *expr by what comes of it above one reach. */
static pc_status climb(pc_expr **expr, const pc_reach *reach, pc_error *error) {
  pc_expr *product, *applied;
  pc_status status = multiply(&product, *expr, reach->product, error);
  if (status != PC_OK) return status;
  if (!reach->next) {
    applied = product;
  } else {
    status = pc_repeat_apply(&applied, reach->next->repeat, product, error);
    pc_expr_unref(product);
    if (status != PC_OK) return status;
  }
  pc_expr_unref(*expr);
  *expr = applied;
  return PC_OK;
}

pc_status pc_frame_apply(pc_expr **out, pc_survey *survey, pc_frame *frame, const pc_subtotals *subtotals,
                         const pc_expr *total, pc_error *error) {
  pc_expr *expr = pc_expr_ref(total);
  pc_status status = PC_OK;
  while (frame && !pc_expr_is_zero(expr)) {
    pc_reach *reach;
    status = reach_of(&reach, survey, frame, subtotals, error);
    if (status == PC_OK) status = climb(&expr, reach, error);
    if (status != PC_OK) break;
    frame = reach->next ? reach->next->up : NULL;
  }
  if (status == PC_OK)
    *out = expr;
  else
    pc_expr_unref(expr);
  return status;
}

/* ---- what is shown is in the terms of the whole ---- */

static const pc_frame *outer_scope(const pc_frame *scope) {
  return scope->up ? scope->up->scope : NULL;
}

/* True when a sum between two scopes has the symbol for its own. */
static bool is_summed(const pc_symbol *symbol, const pc_frame *from, const pc_frame *to) {
  for (const pc_frame *s = from; s != to; s = outer_scope(s))
    if (s->repeat->kind == PC_REPEAT_SUM && s->repeat->symbols[0] == symbol) return true;
  return false;
}

/* A scope and the values that stand outside of it, less those for symbols of sums in between. */
static pc_status put(pc_expr **expr, const pc_frame *from, const pc_frame *to, const pc_values *values,
                     pc_error *error) {
  pc_context *ctx = pc_expr_context(*expr);
  size_t size = values->n * sizeof(void *), n = 0;
  const pc_symbol **symbols = pc_alloc(ctx, size);
  const pc_expr **chosen = pc_alloc(ctx, size);
  pc_status status = symbols && chosen ? PC_OK : pc_no_memory(ctx, error);
  for (size_t i = 0; status == PC_OK && i < values->n; i++)
    if (!is_summed(values->symbols[i], from, to)) {
      symbols[n] = values->symbols[i];
      chosen[n++] = values->values[i];
    }
  pc_expr *result;
  if (status == PC_OK) status = pc_expr_subs(&result, *expr, symbols, chosen, n, error);
  pc_free(ctx, symbols, size);
  pc_free(ctx, chosen, size);
  if (status != PC_OK) return status;
  pc_expr_unref(*expr);
  *expr = result;
  return PC_OK;
}

static pc_status put_all(pc_expr **expr, const pc_frame *inner, const pc_values *values, pc_error *error) {
  pc_status status = PC_OK;
  for (const pc_frame *s = inner; s && status == PC_OK; s = outer_scope(s)) {
    pc_values where = { s->repeat->symbols, s->repeat->values, s->repeat->n };
    if (s->repeat->kind == PC_REPEAT_WHERE) status = put(expr, inner, s, &where, error);
  }
  return status == PC_OK && values && values->n ? put(expr, inner, NULL, values, error) : status;
}

pc_status pc_frame_bind(pc_expr **out, const pc_frame *frame, const pc_expr *expr, const pc_values *values,
                        pc_error *error) {
  const pc_frame *inner = frame ? frame->scope : NULL;
  if (!inner && (!values || !values->n)) {
    *out = pc_expr_ref(expr);
    return PC_OK;
  }
  if (!inner) return pc_expr_subs(out, expr, values->symbols, (const pc_expr *const *)values->values, values->n, error);
  pc_expr *bound = pc_expr_ref(expr);
  pc_status status = put_all(&bound, inner, values, error);
  if (status == PC_OK)
    *out = bound;
  else
    pc_expr_unref(bound);
  return status;
}

/* ---- multiplicities ---- */

struct gathered {
  pc_multiplicity *repeat;
  const pc_chain *chain;
  const pc_values *values;
  pc_arena *arena;
  pc_expr *product; /* counts that are no part yet; NULL is 1 */
};

/* A part with room for n values. */
static pc_repeat_part *new_part(struct gathered *g, pc_repeat_kind kind, size_t n) {
  pc_repeat_part part = { .kind = kind, .values = pc_arena_alloc(g->arena, n * sizeof *part.values) };
  if (!part.values) return NULL;
  g->repeat->parts[g->repeat->n] = part;
  return &g->repeat->parts[g->repeat->n++];
}

static pc_status add_count(struct gathered *g, const pc_frame *frame, pc_error *error) {
  const pc_expr *count = pc_repeat_count(frame->repeat, g->chain);
  pc_expr *bound, *product;
  if (!count) return PC_OK;
  pc_status status = pc_frame_bind(&bound, frame->up, count, g->values, error);
  if (status != PC_OK) return status;
  status = pc_expr_settle(&bound, error);
  if (status == PC_OK) status = multiply(&product, g->product, bound, error);
  pc_expr_unref(bound);
  if (status != PC_OK) return status;
  pc_expr_unref(g->product);
  g->product = product;
  return PC_OK;
}

/* The counts so far become one part, unless they make 1. */
static pc_status end_counts(struct gathered *g, pc_error *error) {
  int64_t value;
  if (!g->product || (pc_expr_to_int64(&value, g->product) && value == 1)) {
    pc_expr_unref(g->product);
  } else {
    pc_repeat_part *part = new_part(g, PC_REPEAT_TIMES, 1);
    if (!part) return pc_no_memory(g->arena->ctx, error);
    part->values[part->n++] = g->product;
  }
  g->product = NULL;
  return PC_OK;
}

static pc_status add_scope(struct gathered *g, const pc_frame *frame, pc_error *error) {
  const pc_repeat *repeat = frame->repeat;
  bool sum = repeat->kind == PC_REPEAT_SUM;
  size_t symbols = sum ? 1 : repeat->n, values = sum ? 2 : repeat->n;
  pc_repeat_part *part = new_part(g, repeat->kind, values);
  if (part) part->symbols = pc_arena_copy(g->arena, repeat->symbols, symbols * sizeof *part->symbols);
  if (!part || !part->symbols) return pc_no_memory(g->arena->ctx, error);
  pc_status status = PC_OK;
  for (size_t i = 0; i < values && status == PC_OK; i++) {
    status = pc_frame_bind(&part->values[i], frame->up, repeat->values[i], g->values, error);
    if (status == PC_OK) part->n++;
  }
  return status;
}

/* Outermost first. */
static pc_status add_frames(struct gathered *g, const pc_frame *frame, const pc_frame *above, pc_error *error) {
  if (frame == above) return PC_OK;
  pc_status status = add_frames(g, frame->up, above, error);
  if (status != PC_OK || !frame->repeat) return status;
  if (frame->repeat->kind == PC_REPEAT_TIMES) return add_count(g, frame, error);
  status = end_counts(g, error);
  return status == PC_OK ? add_scope(g, frame, error) : status;
}

pc_status pc_frame_multiplicity(pc_multiplicity *out, const pc_frame *frame, const pc_frame *above,
                                const pc_chain *chain, const pc_values *values, pc_arena *arena, pc_error *error) {
  size_t most = 0;
  for (const pc_frame *f = frame; f != above; f = f->up) most += f->repeat != NULL;
  *out = (pc_multiplicity) { NULL, 0 };
  if (!most) return PC_OK;
  out->parts = pc_arena_alloc(arena, most * sizeof *out->parts);
  if (!out->parts) return pc_no_memory(arena->ctx, error);
  struct gathered g = { .repeat = out, .chain = chain, .values = values, .arena = arena };
  pc_status status = add_frames(&g, frame, above, error);
  if (status == PC_OK) status = end_counts(&g, error);
  pc_expr_unref(g.product);
  return status;
}

void pc_multiplicity_clear(pc_multiplicity *repeat) {
  for (size_t i = 0; i < repeat->n; i++)
    for (size_t j = 0; j < repeat->parts[i].n; j++) pc_expr_unref(repeat->parts[i].values[j]);
  *repeat = (pc_multiplicity) { NULL, 0 };
}
