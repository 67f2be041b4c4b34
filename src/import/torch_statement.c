/* Statements: calls, operators, items of results, aliases, the return. */
#include "import/characters.h"
#include "import/torch_reader.h"

#include <string.h>

/* What is assigned to: a name (of length 0: to nothing) and the type that the program states, or NULL. */
typedef struct target {
  const char *name;
  size_t length;
  const pc_operand *type;
} target;

static pc_status define_value(pc_torch_reader *r, const target *t, pc_torch_value value) {
  if (!t->length) return PC_OK;
  if (t->type) value.type = t->type;
  return pc_torch_define(r, t->name, t->length, value);
}

static pc_status define(pc_torch_reader *r, const target *t, const pc_operand *type) {
  return define_value(r, t, (pc_torch_value) { .type = type });
}

/* ---- calls ---- */

static pc_status check_room(const pc_torch_reader *r) {
  size_t most = r->ctx->limits.max_nodes;
  if (r->region->n < most) return PC_OK;
  return pc_fail_at(r->error, PC_LIMIT, r->source, pc_torch_offset(r, r->line),
                    "the program has more than %zu operations (raise --max-nodes)", most);
}

/* The module of a call: where it takes a parameter of, unless it only hands it on to a body. */
static const pc_graph_module *module_of(const pc_torch_reader *r, size_t first) {
  for (size_t i = first; i < r->operand_count; i++)
    if (r->operands[i]->kind == PC_O_REGION) return NULL;
  return r->module;
}

/* Adds the call of `name` on the operands from `first`, which it takes off. */
static pc_status emit(pc_torch_reader *r, const target *t, const char *name, size_t first) {
  const pc_operation_call *call;
  size_t index, n = r->operand_count - first;
  const pc_graph_module *module = module_of(r, first);
  pc_status status = check_room(r);
  if (!status) status = pc_graph_call(&call, r->graph, name, r->keywords + first, r->operands + first, n, r->error);
  r->operand_count = first;
  if (status) return status;
  pc_graph_node node = { .call = call, .result = t->type, .module = module, .file = r->file, .line = r->line_number };
  status = pc_region_call(&index, r->region, r->graph, &node, r->error);
  if (status) return status;
  pc_torch_count(r);
  return define_value(r, t, (pc_torch_value) { .type = r->region->nodes[index].result, .node = (uint32_t)index + 1 });
}

static pc_status emit_operator(pc_torch_reader *r, const target *t, const char *sign, size_t first) {
  char name[32] = "_operator::";
  memcpy(name + strlen(name), sign, strlen(sign) + 1);
  const char *interned = pc_intern_string(r->ctx, name, strlen(name));
  return interned ? emit(r, t, interned, first) : pc_no_memory(r->ctx, r->error);
}

static pc_status read_call(pc_torch_reader *r, const target *t, const char *text, size_t length) {
  const char *name;
  size_t first = r->operand_count;
  pc_status status = pc_torch_operation(&name, r, text, length);
  r->p++;
  if (!status) status = pc_torch_operands(r, ')');
  return status ? status : emit(r, t, name, first);
}

/* x.method(...): an operation on x. */
static pc_status read_method(pc_torch_reader *r, const target *t, const pc_operand *self, const char *name,
                             size_t length) {
  static const char TENSOR[] = "Tensor::";
  char buffer[128];
  size_t first = r->operand_count;
  if (length >= sizeof buffer - strlen(TENSOR)) return pc_torch_expected(r, "a method's name");
  memcpy(buffer, TENSOR, strlen(TENSOR));
  memcpy(buffer + strlen(TENSOR), name, length);
  const char *interned = pc_intern_string(r->ctx, buffer, strlen(TENSOR) + length);
  if (!interned) return pc_no_memory(r->ctx, r->error);
  pc_status status = pc_torch_push(r, self, NULL);
  r->p++;
  if (!status) status = pc_torch_operands(r, ')');
  return status ? status : emit(r, t, interned, first);
}

/* x.attribute */
static pc_status read_attribute_of(pc_torch_reader *r, const target *t, const pc_operand *of, const char *name,
                                   size_t length) {
  const pc_operand *attribute;
  size_t first = r->operand_count;
  const char *getattr = pc_intern_string(r->ctx, "builtins::getattr", strlen("builtins::getattr"));
  if (!getattr) return pc_no_memory(r->ctx, r->error);
  pc_status status = pc_operand_string(&attribute, r->graph, name, length, r->error);
  if (!status) status = pc_torch_push(r, of, NULL);
  if (!status) status = pc_torch_push(r, attribute, NULL);
  return status ? status : emit(r, t, getattr, first);
}

/* ---- operators ---- */

typedef struct infix {
  const char *sign, *name, *in_place;
} infix;

static const infix operators[] = {
  { "**", "pow", "ipow" },       { "//", "floordiv", "ifloordiv" },
  { "<<", "lshift", "ilshift" }, { ">>", "rshift", "irshift" },
  { "<=", "le", NULL },          { ">=", "ge", NULL },
  { "==", "eq", NULL },          { "!=", "ne", NULL },
  { "+", "add", "iadd" },        { "-", "sub", "isub" },
  { "*", "mul", "imul" },        { "/", "truediv", "itruediv" },
  { "%", "mod", "imod" },        { "@", "matmul", "imatmul" },
  { "<", "lt", NULL },           { ">", "gt", NULL },
  { "&", "and_", "iand" },       { "|", "or_", "ior" },
  { "^", "xor", "ixor" },
};

static const infix *operator_here(const pc_torch_reader *r) {
  for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
    if (pc_torch_starts(r, operators[i].sign)) return &operators[i];
  return NULL;
}

static pc_status divide(pc_expr **out, const pc_expr *a, const pc_expr *b, bool down, pc_error *error) {
  pc_expr *quotient;
  if (pc_expr_is_zero(b)) return PC_OK;
  pc_status status = pc_expr_div(&quotient, a, b, error);
  if (status || !down) return status ? status : (*out = quotient, PC_OK);
  status = pc_expr_apply(out, PC_FLOOR, (const pc_expr *const[]) { quotient }, 1, error);
  pc_expr_unref(quotient);
  return status;
}

static pc_status raise(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  int64_t exponent;
  bool fits = pc_expr_to_int64(&exponent, b) && (exponent >= 0 || !pc_expr_is_zero(a));
  return fits ? pc_expr_pow(out, a, b, error) : PC_OK;
}

/* *out stays NULL where there is no value. */
static pc_status compute(pc_expr **out, const char *name, const pc_expr *a, const pc_expr *b, pc_error *error) {
  if (!strcmp(name, "add")) return pc_expr_add(out, a, b, error);
  if (!strcmp(name, "sub")) return pc_expr_sub(out, a, b, error);
  if (!strcmp(name, "mul")) return pc_expr_mul(out, a, b, error);
  if (!strcmp(name, "truediv")) return divide(out, a, b, false, error);
  if (!strcmp(name, "floordiv")) return divide(out, a, b, true, error);
  if (!strcmp(name, "pow")) return raise(out, a, b, error);
  if (!strcmp(name, "neg")) return pc_expr_neg(out, a, error);
  bool mod = !strcmp(name, "mod") && !pc_expr_is_zero(b);
  return mod ? pc_expr_apply(out, PC_MOD, (const pc_expr *const[]) { a, b }, 2, error) : PC_OK;
}

/* Arithmetic on sizes is no operation: its value is known. */
static pc_status define_computed(pc_torch_reader *r, const target *t, const char *name, size_t first) {
  pc_expr *value = NULL;
  const pc_operand *result = t->type, *a = r->operands[first], *b = r->operands[r->operand_count - 1];
  pc_status status = PC_OK;
  if (!result) {
    result = pc_operand_unknown(r->graph);
    status = compute(&value, name, a->number, b->number, r->error);
    if (!status && value) status = pc_operand_number(&result, r->graph, value, r->error);
    if (status) pc_error_place(r->error, r->source, pc_torch_offset(r, r->line));
    pc_expr_unref(value);
  }
  r->operand_count = first;
  if (status) return status;
  pc_torch_count(r);
  return define(r, t, result);
}

static bool is_arithmetic(const pc_torch_reader *r, const target *t, size_t first) {
  if (t->type) return t->type->kind == PC_O_NUMBER || t->type->kind == PC_O_UNKNOWN;
  for (size_t i = first; i < r->operand_count; i++)
    if (r->operands[i]->kind != PC_O_NUMBER) return false;
  return true;
}

static pc_status operate(pc_torch_reader *r, const target *t, const char *name, size_t first) {
  return is_arithmetic(r, t, first) ? define_computed(r, t, name, first) : emit_operator(r, t, name, first);
}

/* The operator at the cursor and its right side; `left` stands before it. */
static pc_status read_binary(pc_torch_reader *r, const target *t, const infix *o, const pc_operand *left) {
  const pc_operand *right;
  size_t first = r->operand_count;
  r->p += strlen(o->sign);
  pc_status status = pc_torch_operand(&right, r);
  if (!status) status = pc_torch_push(r, left, NULL);
  if (!status) status = pc_torch_push(r, right, NULL);
  return status ? status : operate(r, t, o->name, first);
}

/* -x, ~x, not x */
static pc_status read_unary(pc_torch_reader *r, const target *t, const char *name) {
  const pc_operand *operand;
  size_t first = r->operand_count;
  pc_status status = pc_torch_operand(&operand, r);
  if (!status) status = pc_torch_push(r, operand, NULL);
  return status ? status : operate(r, t, name, first);
}

/* ---- items ---- */

static pc_status remember_item(pc_torch_reader *r, uint32_t node, int64_t index, const pc_operand *type) {
  if (!node || index >= UINT32_MAX) return PC_OK;
  if (!pc_grow(r->ctx, (void **)&r->items, &r->item_capacity, r->item_count, sizeof *r->items))
    return pc_no_memory(r->ctx, r->error);
  r->items[r->item_count++] = (pc_torch_item) { type, node, (uint32_t)index };
  return PC_OK;
}

static pc_status define_item(pc_torch_reader *r, const target *t, pc_torch_value of, int64_t index) {
  const pc_operand *type = pc_operand_unknown(r->graph);
  if (of.type->kind == PC_O_LIST && (size_t)index < of.type->n) type = of.type->items[index];
  pc_torch_count(r);
  pc_status status = t->type ? remember_item(r, of.node, index, t->type) : PC_OK;
  return status ? status : define(r, t, type);
}

/* The operands from `first + 1` as one: an index, or the list of several. */
static pc_status join_index(pc_torch_reader *r, size_t first) {
  size_t n = r->operand_count - first - 1;
  if (n == 1) return PC_OK;
  const pc_operand *list;
  pc_status status = pc_operand_list(&list, r->graph, r->operands + first + 1, n, r->error);
  r->operand_count = first + 1;
  return status ? status : pc_torch_push(r, list, NULL);
}

/* Whether x[i] takes an item of a result, rather than a part of a tensor. */
static bool takes_item(int64_t *index, const pc_operand *of, const pc_operand *at) {
  if (of->kind == PC_O_TENSOR || at->kind != PC_O_NUMBER) return false;
  return pc_expr_to_int64(index, at->number) && *index >= 0;
}

static pc_status read_item(pc_torch_reader *r, const target *t, pc_torch_value of) {
  size_t first = r->operand_count;
  int64_t index;
  pc_status status = pc_torch_push(r, of.type, NULL);
  r->p++;
  if (!status) status = pc_torch_operands(r, ']');
  if (!status) status = join_index(r, first);
  if (status) return status;
  if (!takes_item(&index, of.type, r->operands[first + 1])) return emit_operator(r, t, "getitem", first);
  r->operand_count = first;
  return define_item(r, t, of, index);
}

/* ---- right sides ---- */

/* x = y = None: the targets behind the first. */
static bool chain_follows(const pc_torch_reader *r) {
  const char *p = r->p;
  while (p < r->eol && pc_is_blank(*p)) p++;
  return p < r->eol && *p == '=' && (p + 1 == r->eol || p[1] != '=');
}

static pc_status read_right_side(pc_torch_reader *r, const target *t);

static pc_status read_chain(pc_torch_reader *r, const target *t, const char *name, size_t length) {
  target next = { name, length, t->type };
  pc_torch_accept(r, '=');
  pc_status status = pc_torch_enter(r);
  if (!status) status = read_right_side(r, &next);
  r->depth--;
  const pc_torch_value *value = pc_torch_value_of(r, name, length);
  return status || !value ? status : define_value(r, t, *value);
}

static pc_status read_path(pc_torch_reader *r, const target *t, const char *text, size_t length) {
  const char *dot = memchr(text, '.', length);
  size_t first = (size_t)(dot - text);
  const char *rest = dot + 1;
  size_t rest_length = length - first - 1;
  bool call = r->p < r->eol && *r->p == '(';
  const pc_torch_value *value = pc_torch_value_of(r, text, first);
  pc_torch_value attribute;
  if (value) pc_torch_use(r, value);
  if (value && call) return read_method(r, t, value->type, rest, rest_length);
  if (value) return read_attribute_of(r, t, value->type, rest, rest_length);
  if (call) return read_call(r, t, text, length);
  if (!pc_torch_equal(text, first, "self")) return pc_torch_expected(r, "'('");
  pc_status status = pc_torch_attribute(&attribute, r, rest, rest_length, t->type);
  if (status) return status;
  pc_torch_count(r);
  return define_value(r, t, attribute);
}

/* What follows an operand that was read: an operator, or nothing. */
static pc_status read_rest(pc_torch_reader *r, const target *t, pc_torch_value left) {
  pc_torch_skip_blanks(r);
  const infix *o = operator_here(r);
  if (!o) return define_value(r, t, left);
  pc_torch_use(r, &left);
  return read_binary(r, t, o, left.type);
}

static pc_status read_word(pc_torch_reader *r, const target *t, size_t length) {
  const char *text = r->p;
  r->p += length;
  if (memchr(text, '.', length)) return read_path(r, t, text, length);
  if (r->p < r->eol && *r->p == '(') return read_call(r, t, text, length);
  if (chain_follows(r)) return read_chain(r, t, text, length);
  const pc_torch_value *known = pc_torch_value_of(r, text, length);
  pc_torch_value value = { 0 };
  if (known) {
    value = *known;
    if (r->p < r->eol && *r->p == '[') return pc_torch_use(r, &value), read_item(r, t, value);
    return read_rest(r, t, value);
  }
  r->p = text;
  pc_status status = pc_torch_operand(&value.type, r);
  return status ? status : read_rest(r, t, value);
}

static pc_status read_right_side(pc_torch_reader *r, const target *t) {
  pc_torch_skip_blanks(r);
  if (pc_torch_starts(r, "not ")) return r->p += 4, read_unary(r, t, "not_");
  size_t length = pc_torch_name_length(r, true);
  if (length) return read_word(r, t, length);
  bool signed_name = r->eol - r->p > 1 && pc_is_letter(r->p[1]) && !pc_torch_starts(r, "-inf");
  if (signed_name && *r->p == '-') return r->p++, read_unary(r, t, "neg");
  if (signed_name && *r->p == '~') return r->p++, read_unary(r, t, "invert");
  pc_torch_value value = { 0 };
  pc_status status = pc_torch_operand(&value.type, r);
  return status ? status : read_rest(r, t, value);
}

/* ---- statements ---- */

/* a, b, = fx_pytree.tree_flatten_spec(...): the inputs are these, not the parameters of forward. */
static pc_status read_flattened(pc_torch_reader *r, const char *name, size_t length) {
  pc_status status = PC_OK;
  r->parameter_count = 0;
  while (!status) {
    const pc_torch_value *value = pc_torch_value_of(r, name, length);
    status = pc_torch_add_parameter(r, name, length, value ? value->type : NULL);
    pc_torch_accept(r, ',');
    pc_torch_skip_blanks(r);
    name = r->p;
    length = pc_torch_name_length(r, false);
    if (!length) break;
    r->p += length;
  }
  if (status) return status;
  if (!pc_torch_accept(r, '=')) return pc_torch_expected(r, "'='");
  pc_torch_skip_blanks(r);
  if (!pc_torch_starts(r, "fx_pytree.")) return pc_torch_expected(r, "'fx_pytree.tree_flatten_spec'");
  r->p = r->eol;
  return pc_torch_flush_parameters(r);
}

/* x += y */
static pc_status read_in_place(pc_torch_reader *r, const infix *o, const char *name, size_t length) {
  const pc_torch_value *value = pc_torch_value_of(r, name, length);
  size_t first = r->operand_count;
  const pc_operand *right;
  if (!value) return r->p = name, pc_torch_expected(r, "a statement");
  pc_torch_use(r, value);
  target t = { name, length, value->type->kind == PC_O_TENSOR ? value->type : NULL };
  pc_status status = pc_torch_push(r, value->type, NULL);
  r->p += strlen(o->sign) + 1;
  if (!status) status = pc_torch_operand(&right, r);
  if (!status) status = pc_torch_push(r, right, NULL);
  if (status) return status;
  return is_arithmetic(r, &t, first) ? define_computed(r, &t, o->name, first)
                                     : emit_operator(r, &t, o->in_place, first);
}

/* x[i] = y */
static pc_status read_set_item(pc_torch_reader *r, const char *name, size_t length) {
  const pc_torch_value *value = pc_torch_value_of(r, name, length);
  size_t first = r->operand_count;
  const pc_operand *right;
  if (!value) return r->p = name, pc_torch_expected(r, "a statement");
  pc_torch_use(r, value);
  target t = { name, length, value->type };
  pc_status status = pc_torch_push(r, value->type, NULL);
  r->p++;
  if (!status) status = pc_torch_operands(r, ']');
  if (!status) status = join_index(r, first);
  if (!status && !pc_torch_accept(r, '=')) status = pc_torch_expected(r, "'='");
  if (!status) status = pc_torch_operand(&right, r);
  if (!status) status = pc_torch_push(r, right, NULL);
  return status ? status : emit_operator(r, &t, "setitem", first);
}

static const infix *in_place_here(const pc_torch_reader *r) {
  const infix *o = operator_here(r);
  if (!o || !o->in_place) return NULL;
  const char *behind = r->p + strlen(o->sign);
  return behind < r->eol && *behind == '=' ? o : NULL;
}

static pc_status read_assignment(pc_torch_reader *r, const char *name, size_t length) {
  target t = { name, length, NULL };
  if (pc_torch_accept(r, ':')) {
    pc_status status = pc_torch_annotation(&t.type, r);
    if (status) return status;
    if (!chain_follows(r)) return define(r, &t, pc_operand_unknown(r->graph));
  }
  if (!chain_follows(r)) return pc_torch_expected(r, "'='");
  pc_torch_accept(r, '=');
  pc_status status = pc_torch_flush_parameters(r);
  return status ? status : read_right_side(r, &t);
}

static pc_status read_return(pc_torch_reader *r) {
  static const char UNFLATTEN[] = "pytree.tree_unflatten(";
  size_t first = r->operand_count;
  pc_status status = pc_torch_flush_parameters(r);
  if (status) return status;
  r->across = true;
  pc_torch_skip_blanks(r);
  const pc_operand *result = pc_operand_none(r->graph);
  if (pc_torch_starts(r, UNFLATTEN)) {
    r->p += strlen(UNFLATTEN);
    status = pc_torch_operands(r, ')');
    if (!status && r->operand_count > first) result = r->operands[first];
    r->operand_count = first;
  } else if (r->p < r->eol) {
    status = pc_torch_operand(&result, r);
  }
  r->across = false;
  r->region->result = result;
  r->region->defined = !status;
  pc_torch_count(r);
  return status;
}

static pc_status read_statement(bool *returned, pc_torch_reader *r) {
  const char *name = r->p;
  size_t length = pc_torch_name_length(r, false);
  const target nothing = { 0 };
  r->module = NULL;
  if (pc_torch_starts(r, "..."))
    return pc_fail_at(r->error, PC_INPUT, r->source, pc_torch_offset(r, r->p),
                      "the program is abridged: '...' stands for what was left out");
  if (!length) return pc_torch_expected(r, "a statement");
  r->p += length;
  if (pc_torch_equal(name, length, "return")) {
    *returned = true;
    return read_return(r);
  }
  if (r->p < r->eol && (*r->p == '.' || *r->p == '(')) {
    pc_status status = pc_torch_flush_parameters(r);
    r->p = name;
    return status ? status : read_right_side(r, &nothing);
  }
  if (r->p < r->eol && *r->p == '[') return read_set_item(r, name, length);
  pc_torch_skip_blanks(r);
  if (r->p < r->eol && *r->p == ',') return read_flattened(r, name, length);
  const infix *o = in_place_here(r);
  return o ? read_in_place(r, o, name, length) : read_assignment(r, name, length);
}

/* ;  x = y = None up to the end of the line: names that are not used any more. */
static bool only_forgets(const pc_torch_reader *r) {
  static const char NONE[] = " = None";
  const char *end = r->eol;
  while (end > r->p && pc_is_blank(end[-1])) end--;
  size_t length = (size_t)(end - r->p);
  if (length < strlen(NONE) || memcmp(end - strlen(NONE), NONE, strlen(NONE)) != 0) return false;
  return !memchr(r->p, ';', length) && !memchr(r->p, ':', length) && !memchr(r->p, '(', length) &&
         !memchr(r->p, '[', length) && !memchr(r->p, '.', length);
}

pc_status pc_torch_statements(bool *returned, pc_torch_reader *r) {
  for (;;) {
    pc_status status = read_statement(returned, r);
    if (status) return status;
    pc_torch_skip_blanks(r);
    if (r->p >= r->eol || *r->p == '#') return PC_OK;
    if (*r->p != ';') return pc_torch_expected(r, "the end of the statement");
    r->p++;
    if (only_forgets(r)) return PC_OK;
    pc_torch_skip_blanks(r);
    if (r->p >= r->eol || *r->p == '#') return PC_OK;
  }
}
