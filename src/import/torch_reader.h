/* Inside src/import: the reader of printed PyTorch programs, as its parts share it. It goes through the text once, with
 * a cursor that sees one line at a time. Names are pieces of the text; what a name stands for is the type of its value.
 */
#ifndef PC_TORCH_READER_H
#define PC_TORCH_READER_H

#include "graph/graph.h"
#include "import/slices.h"

/* What a name stands for. */
typedef struct pc_torch_value {
  const pc_operand *type;
  uint32_t node;  /* whose result it is, from 1; 0: of none */
  uint32_t input; /* which of the main body's inputs it is, from 1; 0: none */
} pc_torch_value;

/* A parameter of forward that is no input of the body yet: a later line may take it apart. */
typedef struct pc_torch_parameter {
  const char *name;
  size_t length;
  pc_graph_input input; /* but for its name */
} pc_torch_parameter;

/* What pieces of the text mean, found once. */
typedef struct pc_torch_memo {
  pc_slices slices;
  const void **meanings;
  size_t capacity;
} pc_torch_memo;

/* An item that the program takes of a node's result, with the type that it states. */
typedef struct pc_torch_item {
  const pc_operand *type;
  uint32_t node, index;
} pc_torch_item;

/* A body that was fetched from `self` or printed. */
typedef struct pc_torch_body {
  pc_region *region;
  const char *path;   /* "submod_1.sub"; interned */
  const char *parent; /* path of the body that fetched it first; interned */
} pc_torch_body;

/* A body whose text is open: classes that are indented at least as its def belong to it. */
typedef struct pc_torch_scope {
  size_t indent;
  const char *path;
} pc_torch_scope;

typedef struct pc_torch_reader {
  pc_context *ctx;
  pc_graph *graph;
  const pc_source *source;
  pc_error *error;

  /* the cursor: in [line, eol], eol at the line's end */
  const char *p, *line, *eol, *end;
  uint32_t line_number;
  const char *counted;     /* up to where lines were counted */
  const char *program;     /* its def forward */
  const char *program_end; /* the next program's beginning, or the text's end */
  const char *prefix;      /* what a log wrote before each line, or nothing */
  size_t prefix_length;
  size_t depth;
  bool across; /* what is read may go on in the next line */

  pc_slices names; /* of the body that is being read; numbers are of `values` */
  pc_torch_value *values;
  size_t value_capacity;
  pc_torch_memo types, sizes, literals, operations, files;

  const pc_operand **operands; /* of the calls and lists that are being read, and their keywords */
  const char **keywords;
  size_t operand_count, operand_capacity, keyword_capacity;

  pc_region *region; /* that is being read */
  const char *path;
  const char *file;               /* of the last comment */
  const pc_graph_module *module;  /* that owns a parameter among the operands which are being read */
  const pc_graph_module **owners; /* of the main body's inputs; NULL: of none */
  size_t owner_capacity;
  pc_torch_item *items;
  size_t item_count, item_capacity;
  pc_torch_parameter *parameters;
  size_t parameter_count, parameter_capacity;

  pc_slices paths; /* of bodies; numbers are of `bodies` */
  pc_torch_body *bodies;
  size_t body_capacity, first_waiting;
  pc_slices attributes; /* of `self` that are inputs */
  pc_torch_scope *scopes;
  size_t scope_count, scope_capacity;
} pc_torch_reader;

/* ---- torch_line.c: lines, blanks, words ---- */

size_t pc_torch_offset(const pc_torch_reader *r, const char *place);
/* What is expected at the cursor, and what is there instead. */
pc_status pc_torch_expected(pc_torch_reader *r, const char *what);
/* Moves to the next line, behind the log's prefix; lines without the prefix are another's and are left out. False at
 * the end of the text. */
bool pc_torch_next_line(pc_torch_reader *r);
/* Puts the cursor on the line at `line`. */
void pc_torch_set_line(pc_torch_reader *r, const char *line);
void pc_torch_skip_blanks(pc_torch_reader *r);
/* The same over the ends of lines and comments where `across` is set. */
void pc_torch_skip_space(pc_torch_reader *r);
bool pc_torch_accept(pc_torch_reader *r, char c);
/* From the cursor on, on this line. */
bool pc_torch_starts(const pc_torch_reader *r, const char *text);
/* The name at the cursor, dots between its parts with `dotted`; 0 when there is none. */
size_t pc_torch_name_length(const pc_torch_reader *r, bool dotted);
/* The place of `text` in [from, to), or NULL; also where `to` is before `from`. */
const char *pc_torch_find(const char *from, const char *to, const char *text);
bool pc_torch_equal(const char *text, size_t length, const char *word);
/* One level of brackets deeper, until pc_torch_leave. */
pc_status pc_torch_enter(pc_torch_reader *r);

/* ---- torch_type.c ---- */

/* The annotation at the cursor, in quotes or up to `=`, `,`, `;` or `)`. *out is NULL when it states no type. */
pc_status pc_torch_annotation(const pc_operand **out, pc_torch_reader *r);
/* "float32" of torch.float32 is "f32"; a word that is no dtype stays. */
pc_status pc_torch_constant(const pc_operand **out, pc_torch_reader *r, const char *text, size_t length);

/* ---- torch_operand.c ---- */

/* An operand of a call: a name, a literal, a list, ... */
pc_status pc_torch_operand(const pc_operand **out, pc_torch_reader *r);
/* Operands up to the bracket `closing`, pushed on r->operands; the opening one was read. */
pc_status pc_torch_operands(pc_torch_reader *r, char closing);
pc_status pc_torch_push(pc_torch_reader *r, const pc_operand *operand, const char *keyword);
/* Room for one more: from then on the operands are not NULL. */
pc_status pc_torch_reserve(pc_torch_reader *r);
/* NULL for a piece whose meaning was not found yet. */
const void *pc_torch_recall(const pc_torch_memo *memo, const char *text, size_t length);
pc_status pc_torch_remember(pc_torch_memo *memo, pc_torch_reader *r, const char *text, size_t length,
                            const void *meaning);
/* NULL when the name is not defined. */
pc_torch_value *pc_torch_value_of(const pc_torch_reader *r, const char *name, size_t length);
pc_status pc_torch_define(pc_torch_reader *r, const char *name, size_t length, pc_torch_value value);
/* "aten::mm.default" of torch.ops.aten.mm.default; interned. */
pc_status pc_torch_operation(const char **out, pc_torch_reader *r, const char *text, size_t length);

/* ---- torch_statement.c ---- */

/* The statements of the line at the cursor. *returned is set by a return. */
pc_status pc_torch_statements(bool *returned, pc_torch_reader *r);

/* ---- torch_body.c ---- */

/* The body whose "def forward(" begins at the cursor, with the line of its return. */
pc_status pc_torch_body_read(pc_torch_reader *r, pc_region *region, const char *path);
pc_status pc_torch_add_parameter(pc_torch_reader *r, const char *name, size_t length, const pc_operand *type);
/* Makes the parameters inputs of the body. */
pc_status pc_torch_flush_parameters(pc_torch_reader *r);
/* Notes that an operation takes the value. */
void pc_torch_use(pc_torch_reader *r, const pc_torch_value *value);
/* Counts a node as PyTorch does: those of the main body. */
void pc_torch_count(pc_torch_reader *r);
/* What self.ATTRIBUTE is: a body, or a tensor that becomes an input. */
pc_status pc_torch_attribute(pc_torch_value *out, pc_torch_reader *r, const char *name, size_t length,
                             const pc_operand *type);
/* The body that the class NAME below the body at `parent` gives, made if nothing fetched it. */
pc_status pc_torch_body_of(pc_region **out, const char **path, pc_torch_reader *r, const char *parent, const char *name,
                           size_t length);
/* Whether self.NAME was fetched by the body at `path`, and not printed yet. */
pc_status pc_torch_awaits(bool *out, pc_torch_reader *r, const char *path, const char *name, size_t length);

/* ---- torch_signature.c ---- */

/* Says of the main body's inputs what they are: by the signature printed below the program, or by their names. */
pc_status pc_torch_signature(pc_torch_reader *r);
/* The ranges of symbols, on the line at the cursor. */
pc_status pc_torch_ranges(pc_torch_reader *r);

#endif
