/* Places in the tree as it is shown: what stands there, and what is above it. */
#ifndef PC_PLACE_H
#define PC_PLACE_H

#include "cost/frame.h"

/* A child of some node that belongs to a place. */
typedef struct pc_origin {
  const pc_child *child;
  pc_frame *frame;       /* with the child's own repeat */
  const pc_frame *above; /* the frame of the place that shows this one */
  struct pc_origin *next;
} pc_origin;

/* Something shown: all children of one name. */
typedef struct pc_place {
  const char *name;
  const char *description;
  pc_origin *first, *last;
} pc_place;

typedef struct pc_places {
  pc_place *items;
  size_t n, capacity;
} pc_places;

void pc_survey_begin(pc_survey *survey, const pc_cost *cost, const pc_metric_table *metrics);
void pc_survey_end(pc_survey *survey);
pc_status pc_survey_root(pc_place *out, pc_survey *survey, const char *name, pc_error *error);

/* The places right below one. `all`: also those that lack every metric asked for so far. The array is given back with
 * pc_places_clear. */
pc_status pc_places_below(pc_places *out, pc_survey *survey, const pc_place *place, bool all, pc_error *error);
void pc_places_clear(pc_survey *survey, pc_places *places);

bool pc_place_is_leaf(const pc_place *place); /* amounts only */

/* What the place adds to the whole for a chain, or (`once`) its own amounts taken once; NULL when it lacks the metric.
 */
pc_status pc_place_total(pc_expr **out, pc_survey *survey, const pc_place *place, pc_subtotals *subtotals, bool once,
                         pc_error *error);
/* The same for a metric, derived ones included. */
pc_status pc_place_metric(pc_expr **out, pc_survey *survey, const pc_place *place, unsigned metric, bool once,
                          pc_error *error);

/* How often the place counts in the one above it, as pc_frame_multiplicity. */
pc_status pc_place_repeat(pc_multiplicity *out, pc_survey *survey, const pc_place *place, const pc_values *values,
                          pc_arena *arena, pc_error *error);

/* Adds a name as a path spells it. */
void pc_path_add_name(pc_buffer *path, const char *name);

/* The place a path leads to, from `place` on. Names are joined by '/'; a name that holds '/', ',' or '"' is written in
 * double quotes, with \" and \\ for those two. PC_INPUT when it leads nowhere. */
pc_status pc_place_find(pc_place *place, pc_survey *survey, const char *path, pc_error *error);

#endif
