/* Inside src/lang: the steps of opening a model. */
#ifndef PC_OPEN_H
#define PC_OPEN_H

#include "lang/eval.h"
#include "lang/model.h"

/* model.c: an empty model with its evaluator, and what every model needs once its cost and definitions are there. */
pc_status pc_model_new(pc_model **out, pc_context *ctx, const pc_loader *loader, pc_error *error);
pc_status pc_model_finish(pc_model *model, pc_error *error);

/* binding.c: presets and the command line. */
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
bool pc_preset_exists(pc_evaluator *ev, const char *name, const char *model);
pc_status pc_preset_define(pc_evaluator *ev, const char *name, const char *model, pc_error *error);

#endif
