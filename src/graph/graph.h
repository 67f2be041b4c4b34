/* A program as a graph: which operations it calls, on operands of which types, in which module. Readers of any format
 * make it, operation rules price it. The names of tensors are gone: what is left of an operand is its type, so equal
 * calls are one object, and whatever is found out of a call is found out once. */
#ifndef PC_GRAPH_H
#define PC_GRAPH_H

#include "cost/lookup.h"
#include <polycost/expr.h>

typedef struct pc_graph pc_graph;
typedef struct pc_region pc_region;

/* ---- operands ---- */

typedef enum pc_operand_kind {
  PC_O_NONE,    /* None */
  PC_O_UNKNOWN, /* the program does not tell, and nothing could be concluded */
  PC_O_NUMBER,  /* number: literals, symbolic integers; true is 1, false is 0 */
  PC_O_STRING,  /* text: strings, dtypes ("f32"), devices ("cuda:1"), layouts, "inf", "-inf", "nan" */
  PC_O_TENSOR,  /* text: the dtype ("f32", "i64", ...); items: the sizes, each a NUMBER or UNKNOWN */
  PC_O_LIST,    /* items: of a list or a tuple */
  PC_O_REGION   /* region: a program that an operation calls (cond, scan, ...) */
} pc_operand_kind;

/* Immutable and interned: equal operands of a graph are one object. */
typedef struct pc_operand {
  pc_operand_kind kind;
  uint32_t hash;
  const char *text; /* interned */
  pc_expr *number;
  pc_region *region;
  size_t n;
  const struct pc_operand *items[];
} pc_operand;

/* An operation on operands; interned as operands are. */
typedef struct pc_operation_call {
  const char *name;            /* "aten::mm.default", "_operator::mul"; interned */
  const char *const *keywords; /* of each operand its keyword, or NULL: it stands at its place */
  const pc_operand *const *args;
  size_t n;
  uint32_t hash;
} pc_operation_call;

/* What a call returns where the program does not say it. Answered by whoever knows the operations; *out is left alone
 * when nothing is known. */
typedef pc_status pc_infer(void *user, const pc_operand **out, pc_graph *graph, const pc_operation_call *call,
                           pc_error *error);

/* ---- where a call stands ---- */

/* A module of the program that was exported: its path is its parent's and its name. */
typedef struct pc_graph_module {
  const struct pc_graph_module *parent; /* NULL: the program itself */
  const char *name;                     /* "layers.0", "attn" or ""; interned: one step of the tree */
  const char *type;                     /* "torch.nn.modules.linear.Linear", or NULL */
} pc_graph_module;

typedef struct pc_graph_node {
  const pc_operation_call *call;
  const pc_operand *result;      /* one tensor, a LIST for several, NONE for nothing */
  const pc_graph_module *module; /* or NULL */
  const char *file;              /* of the code that made it, "model.py:12", or NULL; interned */
  uint32_t line;                 /* of the program's text, from 1; 0: it has none */
} pc_graph_node;

/* ---- what comes in ---- */

typedef enum pc_input_kind { PC_INPUT_USER, PC_INPUT_PARAMETER, PC_INPUT_BUFFER, PC_INPUT_CONSTANT } pc_input_kind;

typedef struct pc_graph_input {
  pc_input_kind kind;
  const char *name;   /* in the program: "p_layer_weight" */
  const char *target; /* of a parameter or buffer: "layer.weight"; or NULL */
  const pc_operand *type;
  bool unused; /* no operation takes it: it may be another name of a tied parameter */
} pc_graph_input;

/* A body: the program itself, or what cond, scan, ... call. */
struct pc_region {
  const char *name; /* "", "true_graph_0" */
  bool defined;     /* its body was met */
  pc_graph_input *inputs;
  size_t input_count, input_capacity;
  pc_graph_node *nodes;
  size_t n, capacity;
  const pc_operand *result; /* what it returns, or NULL */
  pc_region *next;          /* of all regions of the graph */
};

/* A symbol of shapes, and the range that the program states (NULL: none on that side). */
typedef struct pc_graph_symbol {
  const pc_symbol *symbol;
  const char *given; /* its name in the program; interned */
  bool positive;     /* not measured while the program runs */
  pc_expr *expr;
  pc_expr *low, *high;
} pc_graph_symbol;

struct pc_graph {
  pc_context *ctx;
  pc_arena arena;
  pc_region *main, *regions;
  pc_graph_symbol *symbols; /* in the order in which they were met */
  size_t symbol_count, symbol_capacity;
  pc_lookup known;              /* a symbol's name in the program: its place in symbols, from 1 */
  size_t node_count;            /* as PyTorch counts: inputs, calls, items taken of results, the output */
  bool stacks;                  /* nodes tell their modules; a node without one is in the program itself */
  struct pc_graph_table *table; /* what is interned */
  pc_infer *infer;
  void *user;
  const char *const *renames; /* pairs: the program's name of a symbol, and the one to use */
  size_t rename_count;
  const char **warnings; /* what the reader did not understand, or doubts */
  size_t warning_count, warning_capacity;
};

/* ---- making one ---- */

typedef struct pc_graph_options {
  pc_infer *infer; /* or NULL */
  void *user;
  const char *const *renames; /* 2 * rename_count names, borrowed */
  size_t rename_count;
  size_t program; /* which of the programs in one text, from 1; 0: the first */
} pc_graph_options;

pc_status pc_graph_new(pc_graph **out, pc_context *ctx, const pc_graph_options *options, pc_error *error);
void pc_graph_free(pc_graph *graph);

/* Notes something for the user, as a sentence without a full stop. */
pc_status pc_graph_warn(pc_graph *graph, pc_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* All of these borrow what they are given and fail with PC_SYSTEM or PC_LIMIT only. */
const pc_operand *pc_operand_none(pc_graph *graph);
const pc_operand *pc_operand_unknown(pc_graph *graph);
pc_status pc_operand_number(const pc_operand **out, pc_graph *graph, const pc_expr *number, pc_error *error);
pc_status pc_operand_integer(const pc_operand **out, pc_graph *graph, int64_t number, pc_error *error);
pc_status pc_operand_string(const pc_operand **out, pc_graph *graph, const char *text, size_t length, pc_error *error);
pc_status pc_operand_tensor(const pc_operand **out, pc_graph *graph, const char *dtype, size_t length,
                            const pc_operand *const *sizes, size_t n, pc_error *error);
pc_status pc_operand_list(const pc_operand **out, pc_graph *graph, const pc_operand *const *items, size_t n,
                          pc_error *error);
pc_status pc_operand_region(const pc_operand **out, pc_graph *graph, pc_region *region, pc_error *error);

/* The symbol of a size, renamed if that was asked for, as an expression that the graph keeps. What the program measures
 * while it runs (u0) may be any integer, other symbols are positive. */
pc_status pc_graph_symbol_get(const pc_expr **out, pc_graph *graph, const char *name, size_t length, pc_error *error);
/* States that low <= name <= high; either may be NULL. A name that no size uses is left out. */
pc_status pc_graph_range(pc_graph *graph, const char *name, size_t length, const pc_expr *low, const pc_expr *high,
                         pc_error *error);

pc_status pc_graph_module_get(const pc_graph_module **out, pc_graph *graph, const pc_graph_module *parent,
                              const char *name, size_t name_length, const char *type, size_t type_length,
                              pc_error *error);

/* The module at a path as Python writes it: "transformer.h.0.attn" has the steps transformer, h.0 and attn, for a
 * number only counts what stands before it. An empty path is the program itself, NULL. So the same path is the same
 * module whether a module stack, a parameter's target ("transformer.h.0.attn.weight" less its last name) or a comment
 * tells it. Where a format has no module stacks, a call that takes a parameter is in the module that owns it; calls
 * between such calls are left without a module: the tree puts them where their neighbours are. */
pc_status pc_graph_module_path(const pc_graph_module **out, pc_graph *graph, const char *path, size_t length,
                               const char *type, size_t type_length, pc_error *error);

/* A body of its own; the first one that is made is the main one. */
pc_status pc_region_new(pc_region **out, pc_graph *graph, const char *name, size_t length, pc_error *error);
pc_status pc_region_input(pc_region *region, pc_graph *graph, const pc_graph_input *input, pc_error *error);
/* `keywords` may be NULL; keywords and name are interned in the context by the caller (pc_intern_string). */
pc_status pc_graph_call(const pc_operation_call **out, pc_graph *graph, const char *name, const char *const *keywords,
                        const pc_operand *const *args, size_t n, pc_error *error);
/* Adds a node. Where node->result is NULL, `infer` is asked; if it does not know, the result is UNKNOWN. The place of
 * the node in region->nodes is *index: a reader that learns the types of a result's items later changes it there. */
pc_status pc_region_call(size_t *index, pc_region *region, pc_graph *graph, const pc_graph_node *node, pc_error *error);

#endif
