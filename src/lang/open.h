/* Inside src/lang: the steps of opening a model. */
#ifndef PC_OPEN_H
#define PC_OPEN_H

#include "lang/eval.h"
#include "lang/model.h"

/* model.c: an empty model with its evaluator, and what every model needs once its cost and definitions are there. */
pc_status pc_model_new(pc_model **out, pc_context *ctx, const pc_loader *loader, pc_error *error);
pc_status pc_model_finish(pc_model *model, pc_error *error);
/* The loader of what is still to be loaded. */
void pc_model_set_loader(pc_model *model, const pc_loader *loader);

/* target.c: pc_model_open for what is written in the cost language. */
pc_status pc_model_open_cost(pc_model **out, pc_context *ctx, const pc_model_options *options, pc_error *error);

/* As pc_model_open_cost for a configuration's text, which is copied. */
pc_status pc_model_open_config(pc_model **out, pc_context *ctx, const pc_model_options *options,
                               const pc_source *config, pc_error *error);

/* claim.c: gathers the facts of files and those given as text, and tells them to the algebra; nothing of the model may
 * have been evaluated before. */
pc_status pc_model_tell(pc_model *model, const char *const *texts, size_t n, pc_error *error);
void pc_model_take_back(pc_model *model);
/* Bounds that the question states of symbols, once all names are known. */
pc_status pc_model_set_bounds(pc_model *model, pc_error *error);
/* PC_INPUT where facts are against what is bound, and the point's values in its place (point: or NULL), or against one
 * another. */
pc_status pc_model_check_facts(const pc_model *model, const pc_values *point, pc_error *error);
/* PC_INPUT where a fact of the question names what neither model (other: or NULL) has. */
pc_status pc_model_check_names(const pc_model *model, const pc_model *other, pc_error *error);

/* binding.c: presets and the command line. */
/* Whether n bytes are a name that can be bound. */
bool pc_is_name(const char *text, size_t n);
typedef struct pc_argument {
  const char *name; /* interned; left of = */
  pc_source source; /* all of "NAME=EXPR" */
  pc_syntax *value;
  bool done; /* its name is known, and it is defined */
} pc_argument;

typedef struct pc_arguments {
  pc_argument *items;
  size_t n;
  pc_scope *scope; /* in which they are evaluated: names that are declared nowhere are symbols */
  bool optional;   /* a name that is not known is no error */
} pc_arguments;

/* Parses the bindings; `parent` is the main file's scope or NULL. */
pc_status pc_arguments_read(pc_arguments *out, pc_evaluator *ev, pc_scope *parent, const char *const *bindings,
                            size_t n, pc_error *error);
/* Defines those whose name is known by now. With `all`, a name that is not known is an error. */
pc_status pc_arguments_define(pc_arguments *arguments, pc_evaluator *ev, bool all, pc_error *error);
/* A let of a map, and a binding of a map or preset, which must be of a declared name. */
pc_status pc_map_let(pc_evaluator *ev, pc_scope *scope, const pc_let *let, pc_error *error);
pc_status pc_map_bind(pc_evaluator *ev, pc_scope *scope, const pc_entry *entry, pc_layer layer, pc_error *error);
bool pc_preset_exists(pc_evaluator *ev, const char *name, const char *model);
pc_status pc_preset_define(pc_evaluator *ev, const char *name, const char *model, pc_error *error);

#endif
