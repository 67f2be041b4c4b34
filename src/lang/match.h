/* Inside src/lang: whether an operation rule fits a call, and what its names then stand for. */
#ifndef PC_MATCH_H
#define PC_MATCH_H

#include "graph/price.h"
#include "lang/eval.h"

typedef enum pc_verdict {
  PC_MATCH_NO,
  PC_MATCH_MAYBE, /* it depends on what is unknown */
  PC_MATCH_YES
} pc_verdict;

/* A rule on trial. Set all but the last two. */
typedef struct pc_match {
  pc_evaluator *ev;
  pc_region_cost *region_cost; /* or NULL */
  void *user;                  /* of region_cost */
  const pc_item *rule;
  const pc_operation_call *call;
  pc_scope *scope; /* empty, below the rule's file; receives the names */
  pc_verdict verdict;
  const char *reason; /* of MAYBE; interned */
} pc_match;

/* The patterns of the arguments, and `inputs`, the list of the call's tensors. */
pc_status pc_match_arguments(pc_match *m, pc_error *error);
/* The patterns of the results after those of the arguments, and `results`. */
pc_status pc_match_results(pc_match *m, const pc_operand *result, pc_error *error);
/* The result that the patterns of the results say, once the arguments match; *out is left alone where they do not. */
pc_status pc_match_infer(const pc_operand **out, pc_match *m, pc_graph *graph, pc_error *error);

#endif
