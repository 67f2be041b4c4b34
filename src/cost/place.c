/* Places in the tree as it is shown. */
#include "cost/place.h"
#include <string.h>

/* Names of more places than this are looked up by hash. */
enum { MANY_PLACES = 8 };

void pc_survey_begin(pc_survey *survey, const pc_cost *cost, const pc_metric_table *metrics) {
  *survey = (pc_survey) { .ctx = cost->ctx, .arena = { .ctx = cost->ctx } };
  survey->totaller = (pc_totaller) { .ctx = cost->ctx, .cost = cost, .metrics = metrics };
  survey->root = (pc_child) { .name = "", .metrics = PC_METRIC_ALL, .cost = (pc_cost *)cost };
}

void pc_survey_end(pc_survey *survey) {
  pc_frames_clear(survey);
  pc_totaller_clear(&survey->totaller);
  pc_arena_clear(&survey->arena);
}

static pc_status add_origin(pc_place *place, pc_survey *survey, pc_origin origin, pc_error *error) {
  pc_origin *added = pc_arena_copy(&survey->arena, &origin, sizeof origin);
  if (!added) return pc_no_memory(survey->ctx, error);
  if (place->last)
    place->last->next = added;
  else
    place->first = added;
  place->last = added;
  return PC_OK;
}

pc_status pc_survey_root(pc_place *out, pc_survey *survey, const char *name, pc_error *error) {
  *out = (pc_place) { .name = name };
  return add_origin(out, survey, (pc_origin) { .child = &survey->root }, error);
}

bool pc_place_is_leaf(const pc_place *place) {
  for (const pc_origin *o = place->first; o; o = o->next)
    if (o->child->cost) return false;
  return true;
}

/* ---- what a place counts for ---- */

/* The origin's amount or total without what is above it; NULL when it lacks the metric. */
static pc_status origin_once(pc_expr **out, pc_survey *survey, const pc_origin *origin, pc_subtotals *subtotals,
                             pc_error *error) {
  bool open;
  *out = NULL;
  if (!pc_child_counts(origin->child, subtotals)) return PC_OK;
  pc_status status = pc_frame_open(&open, survey, origin->frame, subtotals, error);
  if (status != PC_OK || !open) return status;
  if (origin->child->cost) return pc_subtotal(out, &survey->totaller, subtotals, origin->child->cost, error);
  *out = pc_expr_ref(origin->child->amount);
  return PC_OK;
}

static pc_status origin_counts(bool *out, pc_survey *survey, const pc_origin *origin, pc_error *error) {
  *out = survey->totaller.n == 0;
  for (size_t i = 0; i < survey->totaller.n && !*out; i++) {
    pc_expr *once;
    pc_status status = origin_once(&once, survey, origin, survey->totaller.chains[i], error);
    if (status != PC_OK) return status;
    *out = once != NULL;
    pc_expr_unref(once);
  }
  return PC_OK;
}

static pc_status origin_total(pc_expr **out, pc_survey *survey, const pc_origin *origin, pc_subtotals *subtotals,
                              bool once, pc_error *error) {
  pc_expr *total;
  pc_status status = origin_once(&total, survey, origin, subtotals, error);
  if (status != PC_OK) return status;
  if (!total || once || !origin->frame) {
    *out = total;
    return PC_OK;
  }
  status = pc_frame_apply(out, survey, origin->frame, subtotals, total, error);
  pc_expr_unref(total);
  return status;
}

/* Adds `more`, whose reference is taken over, to *sum; either may be NULL. */
static pc_status add_to(pc_expr **sum, pc_expr *more, pc_error *error) {
  if (!*sum || !more) {
    if (more) *sum = more;
    return PC_OK;
  }
  pc_expr *added;
  pc_status status = pc_expr_add(&added, *sum, more, error);
  pc_expr_unref(more);
  if (status != PC_OK) return status;
  pc_expr_unref(*sum);
  *sum = added;
  return PC_OK;
}

pc_status pc_place_total(pc_expr **out, pc_survey *survey, const pc_place *place, pc_subtotals *subtotals, bool once,
                         pc_error *error) {
  pc_expr *sum = NULL;
  pc_status status = PC_OK;
  for (const pc_origin *o = place->first; o && status == PC_OK; o = o->next) {
    pc_expr *more;
    status = origin_total(&more, survey, o, subtotals, once, error);
    if (status == PC_OK) status = add_to(&sum, more, error);
  }
  if (status == PC_OK)
    *out = sum;
  else
    pc_expr_unref(sum);
  return status;
}

struct place_view {
  pc_view view;
  pc_survey *survey;
  const pc_place *place;
  bool once;
  bool asked, met; /* a base metric was asked for; the place has one of those */
};

static pc_status place_base(pc_view *view, const pc_chain *chain, pc_expr **out, pc_error *error) {
  struct place_view *v = (struct place_view *)view;
  pc_subtotals *subtotals;
  pc_expr *total;
  pc_status status = pc_totaller_chain(&subtotals, &v->survey->totaller, chain, error);
  if (status == PC_OK) status = pc_place_total(&total, v->survey, v->place, subtotals, v->once, error);
  if (status != PC_OK) return status;
  v->asked = true;
  if (!total) return pc_expr_integer(out, view->ctx, 0, error);
  v->met = true;
  *out = total;
  return PC_OK;
}

pc_status pc_place_metric(pc_expr **out, pc_survey *survey, const pc_place *place, unsigned metric, bool once,
                          pc_error *error) {
  const pc_totaller *totaller = &survey->totaller;
  struct place_view v = { .survey = survey, .place = place, .once = once };
  v.view = (pc_view) {
    .ctx = survey->ctx, .metrics = totaller->metrics, .named = totaller->cost->named, .base = place_base
  };
  pc_expr *value;
  pc_status status = pc_view_metric(&value, &v.view, metric, error);
  pc_view_clear(&v.view);
  if (status != PC_OK) return status;
  if (v.asked && !v.met) {
    pc_expr_unref(value);
    value = NULL;
  }
  *out = value;
  return PC_OK;
}

pc_status pc_place_repeat(pc_multiplicity *out, pc_survey *survey, const pc_place *place, const pc_values *values,
                          pc_arena *arena, pc_error *error) {
  static const pc_chain no_chain;
  for (size_t i = 0; i < survey->totaller.n; i++) {
    pc_subtotals *subtotals = survey->totaller.chains[i];
    for (const pc_origin *o = place->first; o; o = o->next) {
      pc_expr *once;
      pc_status status = origin_once(&once, survey, o, subtotals, error);
      if (status != PC_OK) return status;
      pc_expr_unref(once);
      if (once) return pc_frame_multiplicity(out, o->frame, o->above, &subtotals->chain, values, arena, error);
    }
  }
  return pc_frame_multiplicity(out, place->first->frame, place->first->above, &no_chain, values, arena, error);
}

/* ---- the places below one ---- */

struct gathering {
  pc_survey *survey;
  pc_places *places;
  pc_lookup names; /* of many places: index + 1 */
  const pc_frame *above;
  bool all;
};

static pc_status index_names(struct gathering *g, pc_error *error) {
  for (size_t i = g->names.used ? g->places->n - 1 : 0; i < g->places->n; i++) {
    uint64_t *place = pc_lookup_add(&g->names, g->places->items[i].name);
    if (!place) return pc_no_memory(g->survey->ctx, error);
    *place = i + 1;
  }
  return PC_OK;
}

static pc_place *place_named(const struct gathering *g, const char *name) {
  const uint64_t *index = pc_lookup_find(&g->names, name);
  if (index) return &g->places->items[*index - 1];
  for (size_t i = 0; !g->names.used && i < g->places->n; i++)
    if (g->places->items[i].name == name) return &g->places->items[i];
  return NULL;
}

static pc_status new_place(pc_place **out, struct gathering *g, const char *name, pc_error *error) {
  pc_places *places = g->places;
  if (!pc_grow(g->survey->ctx, (void **)&places->items, &places->capacity, places->n, sizeof *places->items))
    return pc_no_memory(g->survey->ctx, error);
  *out = &places->items[places->n++];
  **out = (pc_place) { .name = name };
  return places->n > MANY_PLACES ? index_names(g, error) : PC_OK;
}

/* A node that is nothing but one unnamed cost is that cost, with what is repeated around it. */
static pc_status descend(pc_origin *origin, pc_survey *survey, pc_error *error) {
  pc_status status = PC_OK;
  while (status == PC_OK && origin->child->cost && origin->child->cost->n == 1) {
    const pc_child *only = &origin->child->cost->children[0];
    if (!only->cost || *only->name) break;
    status = pc_frame_new(&origin->frame, survey, origin->frame, only, error);
    origin->child = only;
  }
  return status;
}

static pc_status show(struct gathering *g, const char *name, const pc_child *child, pc_frame *frame, pc_error *error) {
  pc_origin origin = { .child = child, .frame = frame, .above = g->above };
  bool counts = g->all;
  pc_status status = descend(&origin, g->survey, error);
  if (status == PC_OK && !g->all) status = origin_counts(&counts, g->survey, &origin, error);
  if (status != PC_OK || !counts) return status;
  pc_place *place = place_named(g, name);
  bool own_elsewhere = place && !*name && place->first->frame != origin.frame;
  if (!place || own_elsewhere) status = new_place(&place, g, name, error);
  if (status == PC_OK && !place->description) place->description = child->description;
  return status == PC_OK ? add_origin(place, g->survey, origin, error) : status;
}

static pc_status count_visit(pc_survey *survey, pc_error *error) {
  size_t most = survey->ctx->limits.max_nodes;
  if (survey->visits++ < most) return PC_OK;
  return pc_fail(error, PC_LIMIT, "the tree has more than %zu nodes (raise --max-nodes, or give --depth)", most);
}

static pc_status gather(struct gathering *g, const pc_cost *cost, pc_frame *frame, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < cost->n && status == PC_OK; i++) {
    const pc_child *child = &cost->children[i];
    pc_frame *below;
    status = count_visit(g->survey, error);
    if (status == PC_OK) status = pc_frame_new(&below, g->survey, frame, child, error);
    if (status != PC_OK) return status;
    if (child->cost && !*child->name)
      status = gather(g, child->cost, below, error);
    else
      status = show(g, child->name, child, below, error);
  }
  return status;
}

pc_status pc_places_below(pc_places *out, pc_survey *survey, const pc_place *place, bool all, pc_error *error) {
  pc_places places = { NULL, 0, 0 };
  struct gathering g = { .survey = survey, .places = &places, .names = { .ctx = survey->ctx }, .all = all };
  pc_status status = PC_OK;
  for (const pc_origin *o = place->first; o && status == PC_OK; o = o->next) {
    g.above = o->frame;
    if (o->child->cost)
      status = gather(&g, o->child->cost, o->frame, error);
    else if (!pc_place_is_leaf(place))
      status = show(&g, "", o->child, o->frame, error);
  }
  pc_lookup_clear(&g.names);
  if (status == PC_OK)
    *out = places;
  else
    pc_places_clear(survey, &places);
  return status;
}

void pc_places_clear(pc_survey *survey, pc_places *places) {
  pc_free(survey->ctx, places->items, places->capacity * sizeof *places->items);
  *places = (pc_places) { NULL, 0, 0 };
}
