/* Paths: names joined by '/', written in double quotes where they hold '/', ',' or '"'. */
#include "cost/place.h"
#include <string.h>

/* So many names are listed in an error. */
enum { LISTED_NAMES = 8 };

void pc_path_add_name(pc_buffer *text, const char *name) {
  if (*name && !strpbrk(name, "/,\"")) {
    pc_buffer_adds(text, name);
    return;
  }
  pc_buffer_adds(text, "\"");
  for (; *name; name++) {
    if (*name == '"' || *name == '\\') pc_buffer_adds(text, "\\");
    pc_buffer_add(text, name, 1);
  }
  pc_buffer_adds(text, "\"");
}

/* ---- errors ---- */

static void list_names(pc_buffer *text, const pc_places *places) {
  size_t listed = places->n > LISTED_NAMES + 1 ? LISTED_NAMES : places->n;
  for (size_t i = 0; i < listed; i++) {
    if (i) pc_buffer_adds(text, ", ");
    pc_path_add_name(text, places->items[i].name);
  }
  if (listed < places->n) pc_buffer_addf(text, " and %zu more", places->n - listed);
}

static pc_status leads_nowhere(pc_survey *survey, const pc_place *at, const pc_places *places, const char *name,
                               pc_error *error) {
  const char *parent = *at->name ? at->name : "the model";
  const char *quote = *at->name ? "'" : "";
  if (!places->n) return pc_fail(error, PC_INPUT, "no node '%s' in %s%s%s, which has none", name, quote, parent, quote);
  pc_nearest nearest = { .word = name };
  for (size_t i = 0; i < places->n; i++) pc_nearest_try(&nearest, places->items[i].name);
  if (nearest.best)
    return pc_fail(error, PC_INPUT, "no node '%s' in %s%s%s (did you mean '%s'?)", name, quote, parent, quote,
                   nearest.best);
  pc_buffer text = { .ctx = survey->ctx };
  list_names(&text, places);
  pc_status status = text.failed ? pc_no_memory(survey->ctx, error)
                                 : pc_fail(error, PC_INPUT, "no node '%s' in %s%s%s (its nodes are %s)", name, quote,
                                           parent, quote, text.text);
  pc_buffer_clear(&text);
  return status;
}

/* ---- reading ---- */

/* Reads a quoted name, from behind the opening quote; returns what follows the closing one, NULL when there is none. */
static const char *read_quoted(pc_buffer *name, const char *path) {
  for (; *path && *path != '"'; path++) {
    if (*path == '\\' && (path[1] == '"' || path[1] == '\\')) path++;
    pc_buffer_add(name, path, 1);
  }
  return *path ? path + 1 : NULL;
}

/* Reads one name and the '/' behind it; *path is NULL after the last. */
static pc_status read_name(const char **name, pc_context *ctx, const char **path, pc_error *error) {
  const char *start = *path, *end;
  pc_buffer text = { .ctx = ctx };
  if (*start == '"') {
    end = read_quoted(&text, start + 1);
    if (!end || (*end && *end != '/')) {
      pc_buffer_clear(&text);
      return pc_fail(error, PC_INPUT,
                     end ? "in a path, '/' must follow a quoted name: %s" : "unclosed quote in path %s", start);
    }
  } else {
    end = start + strcspn(start, "/");
    if (end == start) return pc_fail(error, PC_INPUT, "a path has an empty name (write names as a/b/c)");
    pc_buffer_add(&text, start, (size_t)(end - start));
  }
  *name = text.failed ? NULL : pc_intern_string(ctx, text.text ? text.text : "", text.length);
  pc_buffer_clear(&text);
  *path = *end ? end + 1 : NULL;
  return *name ? PC_OK : pc_no_memory(ctx, error);
}

/* ---- walking ---- */

static pc_status step(pc_place *place, pc_survey *survey, const char *name, pc_error *error) {
  pc_places places;
  pc_status status = pc_places_below(&places, survey, place, true, error);
  if (status != PC_OK) return status;
  pc_place *found = NULL;
  for (size_t i = 0; i < places.n; i++) {
    pc_place *candidate = &places.items[i];
    if (candidate->name != name) continue;
    if (found) {
      found->last->next = candidate->first;
      found->last = candidate->last;
    } else {
      found = candidate;
    }
  }
  if (found)
    *place = *found;
  else
    status = leads_nowhere(survey, place, &places, name, error);
  pc_places_clear(survey, &places);
  return status;
}

pc_status pc_place_find(pc_place *place, pc_survey *survey, const char *path, pc_error *error) {
  if (!path || !*path) return PC_OK;
  pc_status status = PC_OK;
  while (path && status == PC_OK) {
    const char *name;
    status = read_name(&name, survey->ctx, &path, error);
    if (status == PC_OK) status = step(place, survey, name, error);
  }
  return status;
}

pc_status pc_cost_total_at(pc_expr **out, const pc_cost *cost, const pc_metric_table *metrics, unsigned metric,
                           const char *path, pc_error *error) {
  if (!path || !*path) return pc_cost_total(out, cost, metrics, metric, error);
  pc_survey survey;
  pc_place place;
  pc_expr *total = NULL;
  pc_survey_begin(&survey, cost, metrics);
  pc_status status = pc_survey_root(&place, &survey, "", error);
  if (status == PC_OK) status = pc_place_find(&place, &survey, path, error);
  if (status == PC_OK) status = pc_place_metric(&total, &survey, &place, metric, false, error);
  if (status == PC_OK && !total) status = pc_expr_integer(&total, cost->ctx, 0, error);
  if (status == PC_OK) *out = total;
  pc_survey_end(&survey);
  return status;
}
