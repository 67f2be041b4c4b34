/* What stands above a place of the tree: repeats and filters. */
#ifndef PC_FRAME_H
#define PC_FRAME_H

#include "cost/repeat.h"
#include "cost/total.h"

/* A repeat or a filter above a place, in the arena; NULL stands for none. */
typedef struct pc_frame {
  struct pc_frame *up;
  pc_metric_set metrics;   /* the filter */
  const pc_repeat *repeat; /* or NULL */
  struct pc_frame *scope;  /* the nearest WHERE or SUM, this one included */
  struct pc_reach *reaches;
} pc_frame;

/* What is looked at. */
typedef struct pc_survey {
  pc_context *ctx;
  pc_arena arena;
  pc_totaller totaller;
  struct pc_reach *reaches; /* all, for their references */
  pc_child root;            /* the whole as a child */
  size_t visits;
} pc_survey;

/* The frame of a child below `up`, which is `up` itself where the child changes nothing. */
pc_status pc_frame_new(pc_frame **out, pc_survey *survey, pc_frame *up, const pc_child *child, pc_error *error);
/* Gives back what frames hold; they themselves are the arena's. */
void pc_frames_clear(pc_survey *survey);

/* True when no filter keeps the chain out. */
pc_status pc_frame_open(bool *out, pc_survey *survey, pc_frame *frame, const pc_subtotals *subtotals, pc_error *error);
/* What a total below an open frame adds to the whole. */
pc_status pc_frame_apply(pc_expr **out, pc_survey *survey, pc_frame *frame, const pc_subtotals *subtotals,
                         const pc_expr *total, pc_error *error);

/* An expression that stands below a frame in the terms of the whole: what `where`s put in, then `values` (or NULL),
 * but nothing for the symbols of sums in between. */
pc_status pc_frame_bind(pc_expr **out, const pc_frame *frame, const pc_expr *expr, const pc_values *values,
                        pc_error *error);
/* The repeats from below `above` down to `frame`, in the arena; counts that follow each other make one part. What it
 * holds, after a failure too, is given back with pc_multiplicity_clear. */
pc_status pc_frame_multiplicity(pc_multiplicity *out, const pc_frame *frame, const pc_frame *above,
                                const pc_chain *chain, const pc_values *values, pc_arena *arena, pc_error *error);
void pc_multiplicity_clear(pc_multiplicity *repeat);

#endif
