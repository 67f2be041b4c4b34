/* Building a cost tree in C. */
#ifndef POLYCOST_COST_H
#define POLYCOST_COST_H

#include <polycost/expr.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A builder makes one cost tree, from its root down. Its errors stick: after the first one every call does nothing and
 * returns NULL or nothing, and pc_builder_status reports it; so a sequence of calls is checked once. Expressions that a
 * builder returns are the builder's: they live until pc_builder_free. */
typedef struct pc_builder pc_builder;

/* NULL when memory fails. */
PC_API pc_builder *pc_builder_new(pc_context *context);
PC_API void pc_builder_free(pc_builder *builder);

/* The symbol as an expression; `latex` may be NULL. */
PC_API const pc_expr *pc_build_symbol(pc_builder *b, const char *name, const char *latex);
PC_API const pc_expr *pc_build_integer(pc_builder *b, int64_t value);
PC_API const pc_expr *pc_build_add(pc_builder *b, const pc_expr *x, const pc_expr *y);
PC_API const pc_expr *pc_build_sub(pc_builder *b, const pc_expr *x, const pc_expr *y);
PC_API const pc_expr *pc_build_mul(pc_builder *b, const pc_expr *x, const pc_expr *y);
PC_API const pc_expr *pc_build_div(pc_builder *b, const pc_expr *x, const pc_expr *y);
/* An expression of the cost language in which each %e stands for the next argument (a const pc_expr *), a value and not
 * a text, so no brackets are needed; a name is the symbol of that name. "2*%e*%e*%e" */
PC_API const pc_expr *pc_build(pc_builder *b, const char *format, ...);

/* Metrics are declared by name; the first one declared is the default, and one named "flops" is declared when an amount
 * is stated before any. At most 64. `formula` (or NULL) derives it from others: "flops/2". */
PC_API void pc_build_metric(pc_builder *b, const char *name, const char *title, const char *unit, const char *formula);
/* The metric that the following amounts count for. */
PC_API void pc_build_count(pc_builder *b, const char *metric);

/* A leaf of the open node: its amount as pc_build takes it, or as an expression. */
PC_API void pc_build_leaf(pc_builder *b, const char *name, const char *format, ...);
PC_API void pc_build_amount(pc_builder *b, const char *name, const pc_expr *amount);
/* Opens a child of the open node; `times` is its multiplicity, NULL for 1. */
PC_API void pc_build_open(pc_builder *b, const char *name, const pc_expr *times);
/* As `except METRIC: times` of the open node. */
PC_API void pc_build_except(pc_builder *b, const char *metric, const pc_expr *times);
PC_API void pc_build_close(pc_builder *b);

/* The builder's total so far of the root for a metric (NULL: the default), owned by the builder. */
PC_API const pc_expr *pc_build_total(pc_builder *b, const char *metric);

/* PC_OK, or the first error of all calls. Every opened node must be closed. */
PC_API pc_status pc_builder_status(const pc_builder *b, pc_error *error);

#ifdef __cplusplus
}
#endif
#endif
