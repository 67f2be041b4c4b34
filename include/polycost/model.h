/* Models: what the command works on. A cost with its symbols, options, facts, metrics and bindings. */
#ifndef POLYCOST_MODEL_H
#define POLYCOST_MODEL_H

#include <polycost/cost.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pc_model pc_model;

/* What a MODEL is. */
typedef enum pc_model_kind {
  PC_KIND_FOUND /* by looking at it */,
  PC_KIND_COST,
  PC_KIND_TORCH,
  PC_KIND_HF
} pc_model_kind;

/* What becomes of operations of a graph for whose default metric no rule is known, or whose rule needs what the program
 * does not tell. */
typedef enum pc_unknown {
  PC_UNKNOWN_IGNORE, /* they are listed as uncounted, and add nothing */
  PC_UNKNOWN_SYMBOL, /* each adds a symbol of its own name: aten_foo */
  PC_UNKNOWN_REFUSE  /* PC_INPUT, naming one */
} pc_unknown;

/* How the graph of a program becomes a model; all may be zero. */
typedef struct pc_graph_view {
  const char *const *ops; /* cost files with operation rules; they come before the shipped ones */
  size_t op_count;
  const char *const *renames; /* "s0=batch": the program's name of a symbol, and the one to use */
  size_t rename_count;
  bool unfolded; /* equal blocks that follow one another stay apart */
  pc_unknown unknown;
} pc_graph_view;

typedef struct pc_model_options {
  const char *model; /* a path, "-", a shipped name, FILE:NAME, FILE:CALL or a call of a shipped layer; a
                        printed PyTorch program; a config.json of Hugging Face or a folder that holds one */
  pc_model_kind kind;
  const char *expression;      /* instead of a model: an expression of the cost language */
  const char *preset;          /* or NULL */
  const char *const *bindings; /* "NAME=EXPR" */
  size_t binding_count;
  const char *const *facts; /* "w <= l", "d >= 128", "f = 4*d", "h | d": as if the model's file assumed them */
  size_t fact_count;
  bool logs;                 /* log2 of a number that is no power of two stands in formulas, and is no error */
  const char *with;          /* of a config: the cost file whose map reads it; NULL: the shipped one for its type */
  bool symbolic;             /* symbols that a config binds stay in formulas */
  const char *const *varied; /* names of symbols that stay in formulas whatever binds them; kept as long as the model */
  size_t varied_count;
  const pc_graph_view *graph; /* or NULL */
  const pc_loader *loader;    /* NULL: files, then shipped files */
  bool *known;                /* NULL, or for each binding whether the model has the name: if not, it is left out */
  bool *preset_known;         /* NULL, or the same for the preset */
} pc_model_options;

/* Reads, evaluates and binds. Everything wrong in the model or its bindings is reported here. As long as models are
 * open, the facts of all of them hold for all expressions that are made in their context. */
PC_API pc_status pc_model_open(pc_model **out, pc_context *context, const pc_model_options *options, pc_error *error);
/* Two models, as in pc_model_options. The preset and the bindings are for both, as far as each has the names, which one
 * of them must have; `own` are bindings of one alone, before those for both. */
typedef struct pc_pair_options {
  const char *models[2], *expressions[2];
  pc_model_kind kind;
  const char *preset; /* or NULL */
  const char *const *bindings;
  size_t binding_count;
  const char *const *own[2];
  size_t own_count[2];
  const char *const *facts; /* of both, as far as each has the symbols, which one of them must have */
  size_t fact_count;
  const char *with; /* as in pc_model_options */
  bool symbolic;    /* the same; beside a program, whose sizes are numbers, a config's are put in all the same */
  const pc_graph_view *graph; /* or NULL */
  const pc_loader *loader;
} pc_pair_options;
PC_API pc_status pc_model_open_pair(pc_model **left, pc_model **right, pc_context *context,
                                    const pc_pair_options *options, pc_error *error);

/* A model of what a finished builder has built; the builder stays the caller's. */
PC_API pc_status pc_model_build(pc_model **out, pc_builder *builder, const char *name, const char *const *bindings,
                                size_t binding_count, pc_error *error);
PC_API void pc_model_free(pc_model *model);

PC_API const char *pc_model_name(const pc_model *model);
/* Metrics in the order of declaration, the default one first; NULL past the last. */
PC_API const char *pc_model_metric(const pc_model *model, size_t index);
/* What should be known before totals are believed, such as operations of a program that are not counted; NULL past the
 * last. */
PC_API const char *pc_model_warning(const pc_model *model, size_t index);

/* The total of a metric (NULL: the default) at the node at `path` (NULL: all), with everything bound put in. */
PC_API pc_status pc_model_total(pc_expr **out, const pc_model *model, const char *metric, const char *path,
                                pc_error *error);
/* As pc_model_total, and a number: PC_INPUT otherwise, with every unbound symbol named. */
PC_API pc_status pc_model_value(pc_expr **out, const pc_model *model, const char *metric, const char *path,
                                pc_error *error);

/* Shipped files in the order of their names: "transformer", "linear", ...; NULL past the last. */
PC_API const char *pc_shipped_name(size_t index);
/* A loader of files of the file system, then of shipped ones; a shipped file uses shipped ones. */
PC_API const pc_loader *pc_loader_default(void);

#ifdef __cplusplus
}
#endif
#endif
