/* The evaluator of the cost language: values, scopes, files. Everything here belongs to one model. */
#ifndef PC_EVAL_H
#define PC_EVAL_H

#include "algebra/fact.h"
#include "cost/cost.h"
#include "graph/graph.h"
#include "lang/syntax.h"
#include <polycost/model.h>

typedef struct pc_scope pc_scope;
typedef struct pc_file pc_file;
typedef struct pc_evaluator pc_evaluator;
typedef struct pc_config pc_config; /* lang/config.h */

/* ---- values ---- */

typedef enum pc_value_kind {
  PC_V_NULL,
  PC_V_NUMBER,
  PC_V_STRING,
  PC_V_LIST,
  PC_V_FUNCTION, /* a function, a layer or a model */
  PC_V_BUILTIN,
  PC_V_COST,
  PC_V_TENSOR, /* in operation rules */
  PC_V_MODULE,
  PC_V_OBJECT /* of a configuration */
} pc_value_kind;

typedef enum pc_builtin {
  PC_B_FLOOR,
  PC_B_CEIL,
  PC_B_MOD,
  PC_B_MIN,
  PC_B_MAX,
  PC_B_LOG2,
  PC_B_PROD,
  PC_B_BROADCAST,
  PC_B_LEN,
  PC_B_SUM,
  PC_B_LIST,
  PC_B_SPLIT,
  PC_B_NUMEL,
  PC_B_RANK,
  PC_B_SIZE,
  PC_B_SHAPE,
  PC_B_UNKNOWN,
  PC_B_ERROR,
  PC_B_COMPLETE
} pc_builtin;

typedef struct pc_list pc_list;
typedef struct pc_counted pc_counted;

/* A null remembers where it came from: a place, and the key that was missing there or NULL. One without a place that
 * has a key stands for what a program does not tell: it is never taken for an absent argument. */
typedef struct pc_value {
  pc_value_kind kind;
  uint32_t offset; /* of a null */
  union {
    pc_expr *number;
    const char *string; /* interned */
    pc_list *list;
    struct {
      const pc_let *let;
      pc_scope *scope;
    } function;
    pc_builtin builtin;
    pc_counted *cost;
    const pc_operand *tensor;
    pc_file *module;
    const struct pc_json *object;
    struct {
      const pc_source *source;
      const char *key;
    } null;
  };
} pc_value;

struct pc_list {
  size_t references;
  size_t n;
  pc_value items[];
};

/* A cost that may be multiplied: `node`, taken `repeat` (kind TIMES) times. */
struct pc_counted {
  size_t references;
  pc_cost *node;
  pc_repeat repeat;
};

pc_value pc_value_copy(pc_value v); /* takes references */
void pc_value_clear(pc_evaluator *ev, pc_value *v);
const char *pc_value_kind_name(const pc_value *v); /* "a number", "a string", ... */
pc_value pc_value_number(pc_expr *number);         /* takes over the reference */
pc_value pc_value_unknown(const char *reason); /* the reason is interned or a literal: "size 1 of self is unknown" */
bool pc_value_is_unknown(const pc_value *v);
/* A list of n nulls, or NULL without memory. */
pc_list *pc_list_new(pc_context *ctx, size_t n);
/* A cost value for a node; takes over the reference. PC_V_NULL without memory. */
pc_counted *pc_counted_new(pc_context *ctx, pc_cost *node);
pc_status pc_value_equal(bool *out, pc_evaluator *ev, const pc_value *a, const pc_value *b, pc_error *error);

/* ---- scopes ---- */

typedef enum pc_slot_kind {
  PC_SLOT_VALUE,
  PC_SLOT_LET,     /* a name or a function, evaluated in the slot's own scope when needed */
  PC_SLOT_DEFAULT, /* a parameter's default */
  PC_SLOT_SYMBOL,
  PC_SLOT_OPTION,
  PC_SLOT_TOTAL /* a metric's total, in the formula of a derived metric */
} pc_slot_kind;

typedef struct pc_slot {
  const char *name; /* interned */
  uint8_t kind;     /* pc_slot_kind */
  bool ready;       /* value holds what the slot evaluates to */
  bool busy;        /* it is being evaluated */
  uint32_t offset;  /* of the declaration */
  union {
    const pc_let *let;
    const pc_syntax *syntax;  /* DEFAULT */
    unsigned metric;          /* TOTAL */
    struct pc_global *global; /* SYMBOL, OPTION */
  };
  pc_scope *scope; /* where let or syntax are evaluated */
  pc_value value;
} pc_slot;

struct pc_scope {
  pc_scope *parent;
  const pc_source *source; /* what offsets of syntax evaluated here point into */
  pc_file *file;           /* of a file's own scope: lookups go on in the files it uses */
  pc_totals *totals;       /* of a derived metric's formula */
  bool open;               /* names that are declared nowhere are symbols */
  bool captured;           /* a value refers to it: it lives as long as the evaluator */
  pc_slot *slots;
  size_t n, capacity;
  uint32_t *index; /* hash of many slots, or NULL */
  size_t index_size;
  pc_slot small[4];
  pc_scope *previous, *next; /* of all living scopes */
};

/* A scope with room for `slots`; NULL without memory. */
pc_scope *pc_scope_new(pc_evaluator *ev, pc_scope *parent, const pc_source *source, size_t slots);
/* Ends a scope unless it was captured. */
void pc_scope_leave(pc_evaluator *ev, pc_scope *scope);
/* A new slot of that name, which must be new in the scope; the pointer is good until the next one is added. NULL
 * without memory. */
pc_slot *pc_scope_add(pc_evaluator *ev, pc_scope *scope, const char *name, pc_slot_kind kind);
pc_slot *pc_scope_own(pc_scope *scope, const char *name); /* NULL: not in this scope itself */

/* ---- declarations of all files ---- */

/* What is put in where values are put together. */
typedef enum pc_view {
  PC_VIEW_FULL,  /* everything */
  PC_VIEW_BELOW, /* everything but the command line */
  PC_VIEW_SHOWN, /* everything but symbols that a configuration binds, where they are to stay */
  PC_VIEW_SHOWN_BELOW,
  PC_VIEW_FORMULA, /* as SHOWN, and symbols that are bound to numbers stay */
  PC_VIEWS
} pc_view;

typedef struct pc_global {
  const char *name;
  const pc_symbol *symbol;
  pc_expr *expr; /* the symbol as an expression */
  bool option;
  const pc_item *item; /* the first declaration, or NULL for a symbol that only a command line names */
  pc_file *file;
  pc_domain domain;
  bool free;       /* `assume x in ...` says which values it has, so it need not be positive */
  pc_expr *lower;  /* the highest literal bound that facts state, or NULL */
  bool structural; /* an option that decided a condition */
  bool parameter;  /* a parameter of the layer that is the model */
  bool varied;     /* a symbol that stays in formulas whatever binds it */
  bool kept;       /* a symbol that stays in formulas though a configuration binds it */
  /* The definitions that bind it, by layer; evaluated once. */
  struct pc_definition *definitions[4];
  pc_expr *full[PC_VIEWS]; /* its value; NULL: not known yet */
  bool busy[PC_VIEWS];
  unsigned mark;
} pc_global;

typedef enum pc_layer { PC_LAYER_DEFAULT, PC_LAYER_CONFIG, PC_LAYER_PRESET, PC_LAYER_COMMAND } pc_layer;

typedef struct pc_definition {
  const pc_syntax *syntax;
  pc_scope *scope;
  uint32_t offset; /* of the bound name */
  bool ready, busy;
  pc_value value;
  const char *key; /* of a configuration: what was read last for it, or NULL */
  size_t key_offset;
  bool key_missing;
} pc_definition;

/* ---- files ---- */

struct pc_file {
  pc_source source;
  char *name, *text;
  size_t name_size, text_size;
  pc_file_syntax *syntax;
  pc_scope *scope;
  pc_file **uses; /* without `as` */
  size_t use_count, use_capacity;
  unsigned mark;
  pc_file *next; /* in the order of loading */
};

/* ---- the evaluator ---- */

typedef struct pc_call pc_call;

struct pc_evaluator {
  pc_context *ctx;
  pc_arena arena;
  const pc_loader *loader;
  pc_file *files, **last_file;
  const char *unnamed; /* "", interned */
  pc_metric_table *metrics;
  const pc_item *metric_items[PC_METRIC_MAX];
  pc_file *metric_files[PC_METRIC_MAX];
  pc_global **globals;
  size_t global_count, global_capacity;
  pc_scope *global_index; /* names of globals, each a SYMBOL or OPTION slot */
  pc_scope *scopes;
  pc_call *calls;
  size_t call_depth, depth, visits;
  unsigned mark;
  struct pc_binder *binders;       /* sums in closed form that are being evaluated: sum.c */
  const pc_expr *const *arguments; /* of %e */
  const pc_values *point;          /* values that facts are asked about, or NULL */
  /* While an operation is priced: the metrics whose amounts, or all if a condition, need what is unknown, and why. */
  pc_metric_set unknown;
  const char *reason;
  pc_config *config;         /* the model's configuration, or NULL */
  const char *const *varied; /* names of symbols that stay in formulas */
  size_t varied_count;
};

pc_status pc_evaluator_init(pc_evaluator *ev, pc_context *ctx, const pc_loader *loader, pc_metric_table *metrics,
                            pc_error *error);
void pc_evaluator_clear(pc_evaluator *ev); /* after an init that failed, too */

/* One step of work: PC_LIMIT after max_nodes of them. */
pc_status pc_evaluator_visit(pc_evaluator *ev, pc_error *error);

/* load.c: a file and all it uses, declared. PC_NO when the loader knows no such name. */
pc_status pc_load_file(pc_file **out, pc_evaluator *ev, const char *name, const char *from, pc_error *error);
/* A file of that name whose text is given. */
pc_status pc_load_text(pc_file **out, pc_evaluator *ev, const char *name, const char *text, size_t length,
                       pc_error *error);
pc_status pc_global_get(pc_global **out, pc_evaluator *ev, const char *name, pc_error *error); /* declares when new */
pc_global *pc_global_find(const pc_evaluator *ev, const char *name);
pc_global *pc_global_of(const pc_evaluator *ev, const pc_symbol *symbol); /* NULL: no symbol of the model */

/* name.c: what a name means; `*slot` is NULL when it is declared nowhere. */
pc_status pc_find_slot(pc_slot **slot, pc_evaluator *ev, pc_scope *scope, const char *name, uint32_t offset,
                       pc_error *error);
pc_status pc_name_value(pc_value *out, pc_evaluator *ev, pc_scope *scope, const char *name, uint32_t offset,
                        pc_error *error);
pc_status pc_module_value(pc_value *out, pc_evaluator *ev, pc_scope *scope, pc_file *module, const char *name,
                          uint32_t offset, pc_error *error);
pc_status pc_slot_value(pc_value *out, pc_evaluator *ev, pc_scope *from, pc_slot *slot, uint32_t offset,
                        pc_error *error);

/* The nearest name that is visible in the scope, or NULL. */
const char *pc_nearest_name(pc_evaluator *ev, pc_scope *scope, const char *name);
/* "unknown WHAT 'NAME' (did you mean 'BEST'?)" at an offset of the scope's source. */
pc_status pc_fail_unknown(pc_scope *scope, const char *what, const char *name, const char *best, uint32_t offset,
                          pc_error *error);

/* eval.c. The caller owns *out. */
pc_status pc_eval(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error);
/* Evaluates to a number; null, strings, ... are errors that say `what` needs one. */
pc_status pc_eval_number(pc_expr **out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const char *what,
                         pc_error *error);
/* A condition: true or false, or an error that names the symbol it depends on. */
pc_status pc_eval_condition(bool *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error);
/* Puts in the values of options; *out is a number or the call fails at x, saying that `what` depends on a symbol. */
pc_status pc_decide(pc_expr **out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const pc_expr *number,
                    const char *what, pc_error *error);
pc_status pc_fail_null(pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const pc_value *null, const char *what,
                       pc_error *error);
/* An amount, or a condition, for all metrics: it needs what is unknown. */
void pc_note_unknown(pc_evaluator *ev, pc_metric_set metrics, const pc_value *unknown);

/* arithmetic.c: + - * / ^ on numbers, lists, costs and null. x is the place. */
pc_status pc_value_combine(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, char op,
                           const pc_value *a, const pc_value *b, pc_error *error);
pc_status pc_counted_times(pc_counted **out, pc_evaluator *ev, const pc_expr *count, const pc_counted *cost,
                           pc_error *error);
/* `cost` with `count` as its multiplicity for those metrics. */
pc_status pc_counted_except(pc_counted **out, pc_evaluator *ev, const pc_counted *cost, pc_metric_set metrics,
                            const pc_expr *count, pc_error *error);
/* `cost` as the only, unnamed child of a new node; `repeat` (WHERE or SUM, or NULL) applies around it. */
pc_status pc_counted_wrap(pc_counted **out, pc_evaluator *ev, const pc_counted *cost, const pc_repeat *repeat,
                          pc_error *error);

/* where.c */
pc_status pc_eval_where(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error);
pc_status pc_eval_except(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error);

/* block.c */
pc_status pc_eval_block(pc_cost **out, pc_evaluator *ev, pc_scope *scope, const pc_block *block, pc_error *error);

/* call.c */
pc_status pc_eval_call(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error);
/* Calls a function with values by name: `values` has one for each parameter, PC_V_NULL with given[i] false to take the
 * default. */
pc_status pc_call_function(pc_value *out, pc_evaluator *ev, pc_scope *scope, uint32_t offset, const pc_let *let,
                           pc_scope *home, const pc_value *values, const bool *given, pc_error *error);
bool pc_builtin_find(pc_builtin *out, const char *name);
const char *pc_builtin_name(pc_builtin builtin);

/* tensor.c: what operation rules see of a graph. */
/* A size of the tensor; what is not known is pc_value_unknown. */
pc_value pc_tensor_item(const pc_operand *tensor, size_t index);
/* numel, rank, size, shape of a tensor. */
pc_status pc_tensor_builtin(pc_value *out, pc_evaluator *ev, pc_builtin builtin, const pc_operand *tensor,
                            pc_error *error);
/* unknown("trips"): a new symbol, a count from 0, that is called so, or trips_2, ... where the name is taken. */
pc_status pc_unknown_symbol(pc_value *out, pc_evaluator *ev, const char *name, pc_error *error);

/* sum.c */
pc_status pc_eval_sum(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error);
/* Evaluates `body` where `name` has the value, which is taken over. */
pc_status pc_eval_for(pc_value *out, pc_evaluator *ev, pc_scope *outer, const char *name, pc_value value,
                      const pc_syntax *body, pc_error *error);
/* A string becomes the list of its characters. */
pc_status pc_value_characters(pc_value *list, pc_evaluator *ev, pc_error *error);

/* each.c. Whether a call has the form of (i, a, b, X) or (x in list, X). */
bool pc_binds_variable(const pc_syntax *x);
/* The list of X for all values of the variable. */
pc_status pc_eval_each(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error);

/* option.c: values of options and symbols, from the layers that bind them. */
pc_status pc_option_value(pc_value *out, pc_evaluator *ev, pc_global *option, pc_error *error);
/* The value of a global with the others put in. A borrowed expression. */
pc_status pc_global_full(pc_expr **out, pc_evaluator *ev, pc_global *global, pc_view view, pc_error *error);
/* `raw` with the values of all its symbols put in. */
pc_status pc_global_put(pc_expr **out, pc_evaluator *ev, const pc_expr *raw, pc_error *error);
/* Adds a definition; PC_INPUT when the layer has one already. */
pc_status pc_global_define(pc_evaluator *ev, pc_global *global, pc_layer layer, const pc_syntax *syntax,
                           pc_scope *scope, uint32_t offset, pc_error *error);
/* The definition's own value, evaluated once, names not yet put in. */
pc_status pc_definition_value(pc_value **out, pc_evaluator *ev, pc_global *global, pc_layer layer, pc_error *error);
/* An error at the definition; of a configuration at the key that was read for it. */
pc_status pc_fail_definition(const pc_evaluator *ev, const pc_definition *definition, pc_error *error,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The layer whose definition holds, or -1. */
int pc_global_top(const pc_global *global, pc_view view);

/* fact.c: `assume` of all files: domains at loading, and the check of bound values. */
pc_status pc_assume_declare(pc_evaluator *ev, pc_file *file, const pc_item *item, pc_error *error);
pc_status pc_assume_check(pc_evaluator *ev, pc_error *error);
/* As pc_assume_check, with the point's values in place of what is bound. */
pc_status pc_point_check(pc_evaluator *ev, const pc_values *point, pc_error *error);
/* `bound` is what the symbol cannot fall below, or is above if `strict`: kept where nothing higher is known. */
pc_status pc_global_bound(pc_evaluator *ev, const pc_symbol *symbol, const pc_expr *bound, bool strict,
                          pc_error *error);

/* "w <= l": as it was stated, or as text prints its sides. */
void pc_fact_add_text(pc_buffer *out, const pc_fact *fact);
/* Adds an expression as text prints it. */
void pc_expr_add_text(pc_buffer *text, const pc_expr *expr);

#endif
