/* Inside the library: a model as reports see it, and expressions evaluated from text. */
#ifndef PC_MODEL_H
#define PC_MODEL_H

#include "algebra/fact.h"
#include "cost/cost.h"
#include "graph/tree.h"
#include <polycost/model.h>

/* Something a file declares, for `info`. */
typedef struct pc_named {
  const char *name;
  const char *title; /* a metric's title, a model's title; or NULL */
  const char *doc;   /* or NULL */
  const char *text;  /* as written: an option's alternatives "\"full\" | \"half\"", a layer's parameters "(rows, i, o,
                        bias = 0)",  a preset's bindings, a derived metric's formula, a fact; or NULL */
  const char *latex; /* symbols and options: spelling */
  const char *unit;  /* metrics, or NULL */
} pc_named;

typedef struct pc_names {
  pc_named *items;
  size_t n;
} pc_names;

/* What stands in a model's files, in the order of declaration; the main file's own before those of used files. */
typedef struct pc_catalogue {
  const char *source; /* the main file's name */
  const char *doc;    /* or NULL */
  pc_names symbols, options, facts, metrics, presets, layers, models, functions;
} pc_catalogue;

struct pc_model {
  pc_context *ctx;
  pc_arena arena;
  const char *name; /* "Transformer"; for an expression its text */
  pc_cost *cost;    /* of a number: one amount of the metric "value" */
  pc_metric_table metrics;
  unsigned *shown; /* metrics in the order of declaration, the default first */
  size_t shown_count;
  size_t room;      /* of values and of named */
  pc_values values; /* all that is bound, resolved: to be put in all at once */
  pc_values named;  /* the bindings as `bindings` in JSON shows them: symbols bound by preset and command
                       line, with their resolved values, by name */
  pc_facts facts;   /* of its files and of the question, as they stand; the algebra was told the first `told` */
  size_t told;
  struct pc_evaluator *evaluator; /* the evaluator's own */
  pc_graph *graph;                /* of a program, or NULL; then the two below are set, too */
  struct pc_operations *operations;
  pc_graph_tree *graph_tree;
  const char **warnings; /* in the arena */
  size_t warning_count;
};

/* What stands in the model's files: made in `arena`, it does not need the model any longer. */
pc_status pc_catalogue_make(pc_catalogue *out, pc_arena *arena, const pc_model *model, pc_error *error);

/* A symbol or option of the model by name, parameters of a layer and names that bindings bring in included. NULL when
 * there is none: `nearest` has then tried them all. */
const pc_symbol *pc_model_symbol(const pc_model *model, const char *name, pc_nearest *nearest);

/* Whether the model is a number that counts for no metric of its own. */
bool pc_model_is_plain(const pc_model *model);
/* Names a metric of the model, by name (NULL: the default). PC_INPUT with the nearest name when there is none. */
pc_status pc_model_find_metric(unsigned *out, const pc_model *model, const char *name, pc_error *error);

/* An expression in the words of the model's main file, with everything bound put in; names that are declared nowhere
 * are symbols. */
pc_status pc_model_expression(pc_expr **out, const pc_model *model, const char *text, pc_error *error);

/* PC_INPUT with every symbol of the n expressions listed that is not bound, when there is one. */
pc_status pc_model_require_numbers(const pc_model *model, pc_expr *const *totals, size_t n, pc_error *error);
/* The same, but for symbols that vary. */
pc_status pc_model_require_bound(const pc_model *model, const pc_expr *const *totals, size_t n,
                                 const pc_symbol *const *varied, size_t varied_count, pc_error *error);

/* Adds the model's facts, with everything bound put in. */
pc_status pc_model_facts(pc_facts *facts, const pc_model *model, pc_error *error);
/* Whether the model's facts allow the values. */
pc_status pc_model_allows(bool *out, const pc_model *model, const pc_values *values, pc_error *error);
bool pc_model_has_facts(const pc_model *model);

/* What is bound, with the symbols that are bound to numbers kept apart; all arrays are in an arena. */
typedef struct pc_setting {
  pc_values formulas; /* of options and symbols: in symbols that are bound to numbers or not at all */
  pc_values numbers;  /* of symbols */
  const pc_symbol **unbound;
  size_t unbound_count; /* those that the main file declares, or the layer that is the model */
} pc_setting;
pc_status pc_setting_make(pc_setting *out, pc_arena *arena, const pc_model *model, pc_error *error);
void pc_setting_clear(pc_setting *setting);
/* PC_INPUT for an option, and for a symbol that follows from others. */
pc_status pc_setting_require_free(const pc_setting *setting, const pc_model *model, const pc_symbol *symbol,
                                  pc_error *error);
/* Checks domains and facts where the symbols of `numbers` have these values instead. */
pc_status pc_setting_check(const pc_setting *setting, const pc_model *model, const pc_values *numbers, pc_error *error);

/* The total of a metric with these values put in. */
pc_status pc_model_total_at(pc_expr **out, const pc_model *model, const char *metric, const char *path,
                            const pc_values *values, pc_error *error);

/* A shipped file's text by name ("transformer", "transformer.cost", "blocks.cost"), or NULL. */
const char *pc_shipped_text(const char *name, size_t *length);
/* The first ## line of a shipped file, or "". */
const char *pc_shipped_title(size_t index);

#endif
