/* Programs as torch.export.save writes them. A union is an object of one member, whose key says what it is
 * ({"as_tensor": {"name": "x"}}). The types of all values stand behind the nodes, in tables of their own. */
#include "import/torch_json.h"
#include "base/json.h"
#include "cost/lookup.h"
#include "import/archive.h"
#include "import/torch_size.h"

#include <stdlib.h>
#include <string.h>

/* Dimensions of a tensor (PyTorch itself stops at 64), and characters of a size in a message. */
enum { MOST_DIMENSIONS = 1000, SHOWN = 60 };

/* What was made of a string is remembered by its address: strings are interned, and recur. */
typedef struct reader {
  pc_context *ctx;
  pc_graph *graph;
  const char *source; /* its name */
  pc_lookup modules, files, operations;
} reader;

typedef struct named_value {
  const pc_operand *type;
  bool used;
} named_value;

/* What the names of a body stand for: 1 + a place in `values`. */
typedef struct body {
  reader *r;
  pc_region *region;
  struct body *outer;
  pc_lookup places;
  named_value *values;
  size_t n, capacity;
} body;

/* ---- what is read at all ---- */

static bool is_one_of(const char *key, const char *const *list) {
  for (; *list; list++)
    if (*key == **list && !strcmp(key, *list)) return true;
  return false;
}

static bool ends_with(const char *text, const char *ending) {
  size_t n = strlen(text), m = strlen(ending);
  return n >= m && !strcmp(text + n - m, ending);
}

/* In a table of values every key is a name of the program. */
static bool wanted(const char *const *keys, size_t depth) {
  static const char *const useless[] = { "strides",
                                         "storage_offset",
                                         "device",
                                         "layout",
                                         "hint",
                                         "guards_code",
                                         "module_call_graph",
                                         "requires_grad",
                                         "treespec_namedtuple_fields",
                                         NULL };
  static const char *const useful[] = { "stack_trace", "nn_module_stack", NULL };
  const char *key = keys[depth - 1], *parent = depth > 1 ? keys[depth - 2] : NULL;
  if (parent && ends_with(parent, "_values")) return true;
  if (parent && !strcmp(parent, "metadata")) return is_one_of(key, useful);
  return !is_one_of(key, useless);
}

/* ---- types of values ---- */

static const char *dtype(int64_t number) {
  static const char *const names[] = {
    [1] = "u8",         [2] = "i8",   [3] = "i16",       [4] = "i32",     [5] = "i64",         [6] = "f16",
    [7] = "f32",        [8] = "f64",  [9] = "c32",       [10] = "c64",    [11] = "c128",       [12] = "b8",
    [13] = "bf16",      [28] = "u16", [29] = "f8e4m3fn", [30] = "f8e5m2", [31] = "f8e4m3fnuz", [32] = "f8e5m2fnuz",
    [33] = "f8e8m0fnu", [34] = "u32", [35] = "u64"
  };
  const char *name = number > 0 && number < (int64_t)(sizeof names / sizeof *names) ? names[number] : NULL;
  return name ? name : "?";
}

/* The one member of a union. */
static const pc_json *member(const pc_json *value) {
  return value && value->kind == PC_J_OBJECT && value->n == 1 ? value->first : NULL;
}

static pc_status fail_number(reader *r, const char *text, pc_error *cause, pc_error *error) {
  const char *more = strlen(text) > SHOWN ? "..." : "";
  pc_status status = pc_fail(error, cause->status, "%s: '%.*s%s': %s", r->source, SHOWN, text, more, cause->message);
  pc_error_clear(cause);
  return status;
}

/* A whole number of any size, or a decimal one. */
static pc_status number_of(const pc_operand **out, reader *r, const pc_json *value, pc_error *error) {
  int64_t small;
  if (pc_json_integer(&small, value)) return pc_operand_integer(out, r->graph, small, error);
  bool negative = *value->text == '-';
  pc_expr *number = NULL, *minus = NULL;
  pc_error cause = PC_ERROR_INIT;
  pc_status status = pc_expr_literal(&number, r->ctx, value->text + negative, value->n - negative, &cause);
  if (status) return fail_number(r, value->text, &cause, error);
  if (negative) status = pc_expr_neg(&minus, number, error);
  if (!status) status = pc_operand_number(out, r->graph, negative ? minus : number, error);
  pc_expr_unref(number);
  pc_expr_unref(minus);
  return status;
}

/* A symbolic integer: {"as_int": 3} or {"as_expr": {"expr_str": "s0 + 1"}}. */
static pc_status integer_of(const pc_operand **out, reader *r, const pc_json *value, pc_error *error) {
  const pc_json *m = member(value);
  *out = pc_operand_unknown(r->graph);
  if (m && m->kind == PC_J_NUMBER) return number_of(out, r, m, error);
  const char *text = pc_json_text(pc_json_get(m, "expr_str"));
  pc_error cause = PC_ERROR_INIT;
  size_t where;
  if (!text || !pc_torch_size(out, r->graph, text, strlen(text), &where, &cause)) return PC_OK;
  return fail_number(r, text, &cause, error);
}

static pc_status size_of(const pc_operand **out, reader *r, const pc_json *size, pc_error *error) {
  const pc_json *m = member(size);
  if (m && m->kind == PC_J_NUMBER && m->text[strspn(m->text, "0123456789")])
    return pc_fail(error, PC_INPUT, "%s: '%.*s' is no size", r->source, SHOWN, m->text);
  return integer_of(out, r, size, error);
}

static pc_status tensor_of(const pc_operand **out, reader *r, const pc_json *meta, pc_error *error) {
  const pc_json *sizes = pc_json_get(meta, "sizes");
  int64_t number = 0;
  pc_json_integer(&number, pc_json_get(meta, "dtype"));
  *out = pc_operand_unknown(r->graph);
  if (!sizes || sizes->kind != PC_J_ARRAY) return PC_OK;
  if (sizes->n > MOST_DIMENSIONS) return pc_fail(error, PC_INPUT, "%s: a tensor of %u dimensions", r->source, sizes->n);
  const pc_operand **items = pc_alloc(r->ctx, sizes->n * sizeof *items);
  if (!items) return pc_no_memory(r->ctx, error);
  pc_status status = PC_OK;
  size_t n = 0;
  for (const pc_json *s = sizes->first; s && !status; s = s->next) status = size_of(&items[n++], r, s, error);
  const char *name = dtype(number);
  if (!status) status = pc_operand_tensor(out, r->graph, name, strlen(name), items, n, error);
  pc_free(r->ctx, items, sizes->n * sizeof *items);
  return status;
}

static pc_status declare(body *b, const char *name, const pc_operand *type, pc_error *error) {
  void *values = b->values;
  bool room = pc_grow(b->r->ctx, &values, &b->capacity, b->n, sizeof *b->values);
  b->values = values;
  uint64_t *place = room ? pc_lookup_add(&b->places, name) : NULL;
  if (!place) return pc_no_memory(b->r->ctx, error);
  b->values[b->n++] = (named_value) { .type = type };
  *place = b->n;
  return PC_OK;
}

static named_value *find_value(body *b, const char *name) {
  for (body *scope = name ? b : NULL; scope; scope = scope->outer) {
    const uint64_t *place = pc_lookup_find(&scope->places, name);
    if (place) return &scope->values[*place - 1];
  }
  return NULL;
}

static const pc_operand *use_value(body *b, const char *name) {
  named_value *value = find_value(b, name);
  if (!value) return pc_operand_unknown(b->r->graph);
  value->used = true;
  return value->type;
}

typedef pc_status type_reader(const pc_operand **out, reader *r, const pc_json *value, pc_error *error);

static pc_status declare_table(body *b, const pc_json *table, type_reader *read, pc_error *error) {
  pc_status status = PC_OK;
  for (const pc_json *v = table && table->kind == PC_J_OBJECT ? table->first : NULL; v && !status; v = v->next) {
    const pc_operand *type;
    status = read(&type, b->r, v, error);
    if (!status) status = declare(b, v->key, type, error);
  }
  return status;
}

/* ---- arguments ---- */

static pc_status argument(const pc_operand **out, body *b, const pc_json *value, pc_error *error);
static pc_status read_body(pc_region **out, reader *r, const pc_json *graph, const char *name, const pc_json *specs,
                           body *outer, pc_error *error);

static pc_status list_of(const pc_operand **out, body *b, const pc_json *list, pc_error *error) {
  const pc_operand **items = pc_alloc(b->r->ctx, list->n * sizeof *items);
  if (!items) return pc_no_memory(b->r->ctx, error);
  pc_status status = PC_OK;
  size_t n = 0;
  for (const pc_json *v = list->first; v && !status; v = v->next) status = argument(&items[n++], b, v, error);
  if (!status) status = pc_operand_list(out, b->r->graph, items, n, error);
  pc_free(b->r->ctx, items, list->n * sizeof *items);
  return status;
}

static pc_status region_of(const pc_operand **out, body *b, const pc_json *value, pc_error *error) {
  const char *name = pc_json_text(pc_json_get(value, "name"));
  pc_region *region;
  pc_status status = read_body(&region, b->r, pc_json_get(value, "graph"), name ? name : "", NULL, b, error);
  b->r->graph->node_count++; /* in PyTorch a body is a node where it is called */
  return status ? status : pc_operand_region(out, b->r->graph, region, error);
}

static pc_status string_of(const pc_operand **out, body *b, const char *text, pc_error *error) {
  return pc_operand_string(out, b->r->graph, text, strlen(text), error);
}

/* An object names a value, or is a union that holds one. */
static pc_status object_of(const pc_operand **out, body *b, const pc_json *value, pc_error *error) {
  const char *name = pc_json_text(pc_json_get(value, "name"));
  if (!name) name = pc_json_text(pc_json_get(value, "as_name"));
  if (name && pc_json_get(value, "graph")) return region_of(out, b, value, error);
  if (name) {
    *out = use_value(b, name);
    return PC_OK;
  }
  const char *device = pc_json_text(pc_json_get(value, "type"));
  if (device) return string_of(out, b, device, error);
  const pc_json *m = member(value);
  int64_t number;
  if (m && !strcmp(m->key, "as_none")) {
    *out = pc_operand_none(b->r->graph);
    return PC_OK;
  }
  if (m && !strcmp(m->key, "as_scalar_type") && pc_json_integer(&number, m))
    return string_of(out, b, dtype(number), error);
  if (m && !strncmp(m->key, "as_", 3)) return argument(out, b, m, error);
  *out = pc_operand_unknown(b->r->graph);
  return PC_OK;
}

static pc_status argument(const pc_operand **out, body *b, const pc_json *value, pc_error *error) {
  *out = pc_operand_unknown(b->r->graph);
  switch (value->kind) {
  case PC_J_NULL: *out = pc_operand_none(b->r->graph); return PC_OK;
  case PC_J_FALSE: return pc_operand_integer(out, b->r->graph, 0, error);
  case PC_J_TRUE: return pc_operand_integer(out, b->r->graph, 1, error);
  case PC_J_NUMBER: return number_of(out, b->r, value, error);
  case PC_J_STRING:
  case PC_J_WORD: return string_of(out, b, value->text, error);
  case PC_J_ARRAY: return list_of(out, b, value, error);
  case PC_J_OBJECT: return object_of(out, b, value, error);
  }
  return PC_OK;
}

/* ---- modules ---- */

/* "L['self'].blocks[0].attn" is blocks.0.attn. */
static void add_path(pc_buffer *path, const char *text, const char *end) {
  if (!strncmp(text, "L[", 2)) {
    const char *close = memchr(text, ']', (size_t)(end - text));
    text = close ? close + 1 : end;
  }
  path->length = 0;
  pc_buffer_adds(path, "");
  for (const char *p = text; p < end && *p != '@'; p++) {
    bool dot = *p == '.' || *p == '[';
    if (dot && path->length) pc_buffer_add(path, ".", 1);
    if (!dot && !strchr("]'\"", *p)) pc_buffer_add(path, p, 1);
  }
}

/* One frame of a stack, "KEY,PATH,TYPE", below the module at hand. A path that does not go on from it stands alone. The
 * program itself has no path. */
static pc_status enter_module(const pc_graph_module **module, pc_buffer *outer, reader *r, const char *frame,
                              const char *end, pc_error *error) {
  const char *comma = memchr(frame, ',', (size_t)(end - frame));
  const char *path = comma ? comma + 1 : end, *path_end = memchr(path, ',', (size_t)(end - path));
  const char *type = path_end ? path_end + 1 : end;
  pc_buffer inner = { .ctx = r->ctx };
  pc_status status = PC_OK;
  add_path(&inner, path, path_end ? path_end : end);
  size_t n = outer->length;
  bool below = n && inner.length > n && !memcmp(inner.text, outer->text, n) && inner.text[n] == '.';
  bool same = inner.length == n && (!n || !memcmp(inner.text, outer->text, n));
  const char *name = inner.failed ? NULL : inner.text + (below ? n + 1 : 0);
  if (inner.failed)
    status = pc_no_memory(r->ctx, error);
  else if (!same)
    status = pc_graph_module_get(module, r->graph, *module, name, strlen(name), type, (size_t)(end - type), error);
  pc_buffer_clear(outer);
  *outer = inner;
  return status;
}

static pc_status module_of(const pc_graph_module **out, reader *r, const char *stack, pc_error *error) {
  uint64_t *known = pc_lookup_add(&r->modules, stack);
  if (!known) return pc_no_memory(r->ctx, error);
  *out = (const pc_graph_module *)(uintptr_t)*known;
  if (*out) return PC_OK;
  pc_buffer path = { .ctx = r->ctx };
  pc_status status = PC_OK;
  bool none = !strncmp(stack, "_empty_nn_module_stack", 22);
  for (const char *frame = none ? NULL : stack, *end; frame && *frame && !status; frame = *end ? end + 1 : NULL) {
    end = frame + strcspn(frame, ";");
    status = enter_module(out, &path, r, frame, end, error);
  }
  pc_buffer_clear(&path);
  *known = (uintptr_t)*out;
  return status;
}

/* The innermost line of a stack trace, 'File "model.py", line 12, in forward', as model.py:12. */
static pc_status innermost(const char **out, reader *r, const char *trace, pc_error *error) {
  static const char start[] = "File \"", middle[] = "\", line ";
  const char *last = NULL;
  for (const char *p = trace; (p = strstr(p, start)); p++) last = p;
  const char *name = last ? last + sizeof start - 1 : "", *end = strstr(name, middle);
  *out = NULL;
  if (!last || !end) return PC_OK;
  const char *line = end + sizeof middle - 1;
  pc_buffer text = { .ctx = r->ctx };
  pc_buffer_addf(&text, "%.*s:%.*s", (int)(end - name), name, (int)strspn(line, "0123456789"), line);
  if (!text.failed) *out = pc_intern_string(r->ctx, text.text, text.length);
  pc_buffer_clear(&text);
  return *out ? PC_OK : pc_no_memory(r->ctx, error);
}

static pc_status file_of(const char **out, reader *r, const char *trace, pc_error *error) {
  uint64_t *known = pc_lookup_add(&r->files, trace);
  if (!known) return pc_no_memory(r->ctx, error);
  if (!*known) {
    pc_status status = innermost(out, r, trace, error);
    *known = (uintptr_t)*out;
    return status;
  }
  *out = (const char *)(uintptr_t)*known;
  return PC_OK;
}

/* ---- nodes ---- */

/* "torch.ops.aten.linear.default" is aten::linear.default, "_operator.mul" is _operator::mul. */
static const char *operation_name(reader *r, const char *target) {
  static const char prefix[] = "torch.ops.";
  uint64_t *known = pc_lookup_add(&r->operations, target);
  if (!known) return NULL;
  if (*known) return (const char *)(uintptr_t)*known;
  const char *rest = strncmp(target, prefix, sizeof prefix - 1) ? target : target + sizeof prefix - 1;
  const char *dot = strchr(rest, '.');
  pc_buffer text = { .ctx = r->ctx };
  if (dot)
    pc_buffer_addf(&text, "%.*s::%s", (int)(dot - rest), rest, dot + 1);
  else
    pc_buffer_adds(&text, rest);
  const char *name = text.failed ? NULL : pc_intern_string(r->ctx, text.text, text.length);
  pc_buffer_clear(&text);
  *known = (uintptr_t)name;
  return name;
}

/* An argument is named by the schema of the operation, but those of control flow are not. */
static pc_status call_of(const pc_operation_call **out, body *b, const pc_json *node, pc_error *error) {
  reader *r = b->r;
  const char *target = pc_json_text(pc_json_get(node, "target"));
  const pc_json *inputs = pc_json_get(node, "inputs");
  if (!target) return pc_fail(error, PC_INPUT, "%s: a node without a target", r->source);
  size_t n = inputs && inputs->kind == PC_J_ARRAY ? inputs->n : 0, i = 0;
  const pc_operand **args = pc_alloc(r->ctx, n * sizeof *args);
  const char **keywords = pc_alloc(r->ctx, n * sizeof *keywords);
  const char *name = operation_name(r, target);
  pc_status status = args && keywords && name ? PC_OK : pc_no_memory(r->ctx, error);
  for (const pc_json *v = n ? inputs->first : NULL; v && !status; v = v->next, i++) {
    const pc_json *value = pc_json_get(v, "arg");
    const char *keyword = pc_json_text(pc_json_get(v, "name"));
    keywords[i] = keyword && *keyword ? keyword : NULL;
    args[i] = pc_operand_unknown(r->graph);
    if (value) status = argument(&args[i], b, value, error);
  }
  if (!status) status = pc_graph_call(out, r->graph, name, keywords, args, n, error);
  pc_free(r->ctx, args, n * sizeof *args);
  pc_free(r->ctx, keywords, n * sizeof *keywords);
  return status;
}

/* The items of a list that a node returns are nodes of their own in PyTorch, which the JSON leaves out. */
static pc_status result_of(const pc_operand **out, body *b, const pc_json *node, pc_error *error) {
  const pc_json *outputs = pc_json_get(node, "outputs"), *single = pc_json_get(node, "is_hop_single_tensor_return");
  size_t n = outputs && outputs->kind == PC_J_ARRAY ? outputs->n : 0;
  if (!n) {
    *out = pc_operand_none(b->r->graph);
    return PC_OK;
  }
  if (n > 1 || (single && single->kind == PC_J_FALSE)) {
    b->r->graph->node_count += n;
    return list_of(out, b, outputs, error);
  }
  pc_status status = argument(out, b, outputs->first, error);
  if (!status && (*out)->kind == PC_O_LIST) b->r->graph->node_count += (*out)->n;
  return status;
}

/* Arithmetic of Python on sizes ("_operator.mul") only counts as a node. */
static bool is_arithmetic(const pc_graph_node *node, const pc_json *json) {
  const pc_operand_kind kind = node->result->kind;
  return (kind == PC_O_NUMBER || kind == PC_O_UNKNOWN) &&
         strncmp(pc_json_text(pc_json_get(json, "target")), "torch.ops.", 10) != 0;
}

static pc_status read_node(body *b, const pc_json *json, pc_error *error) {
  const pc_json *metadata = pc_json_get(json, "metadata");
  const char *stack = pc_json_text(pc_json_get(metadata, "nn_module_stack"));
  const char *trace = pc_json_text(pc_json_get(metadata, "stack_trace"));
  pc_graph_node node = { 0 };
  size_t index;
  pc_status status = call_of(&node.call, b, json, error);
  if (!status) status = result_of(&node.result, b, json, error);
  if (!status && stack) status = module_of(&node.module, b->r, stack, error);
  if (!status && trace) status = file_of(&node.file, b->r, trace, error);
  if (!status) b->r->graph->node_count++;
  return status || is_arithmetic(&node, json) ? status : pc_region_call(&index, b->region, b->r->graph, &node, error);
}

/* ---- inputs ---- */

static const char *argument_name(const pc_json *value) {
  const char *name = pc_json_text(pc_json_get(value, "name"));
  for (const pc_json *m = member(value); m && !name; m = member(m)) name = pc_json_text(pc_json_get(m, "name"));
  return name;
}

/* What the signature says of an input: {"parameter": {"arg": {"name": ...}, "parameter_name": ...}}. */
static void describe(pc_graph_input *input, const pc_json *spec) {
  static const struct {
    const char *key, *target;
    pc_input_kind kind;
  } kinds[] = { { "parameter", "parameter_name", PC_INPUT_PARAMETER },
                { "buffer", "buffer_name", PC_INPUT_BUFFER },
                { "tensor_constant", "tensor_constant_name", PC_INPUT_CONSTANT } };
  const pc_json *m = member(spec);
  for (size_t i = 0; m && i < sizeof kinds / sizeof *kinds; i++)
    if (!strcmp(m->key, kinds[i].key)) {
      input->kind = kinds[i].kind;
      input->target = pc_json_text(pc_json_get(m, kinds[i].target));
    }
}

static pc_status read_inputs(body *b, const pc_json *inputs, const pc_json *specs, pc_error *error) {
  pc_status status = PC_OK;
  const pc_json *spec = specs && specs->kind == PC_J_ARRAY ? specs->first : NULL;
  for (const pc_json *v = inputs && inputs->kind == PC_J_ARRAY ? inputs->first : NULL; v && !status; v = v->next) {
    const char *name = argument_name(v);
    pc_graph_input input = { .kind = PC_INPUT_USER, .name = name ? name : "" };
    const named_value *value = find_value(b, name);
    if (value)
      input.type = value->type;
    else
      status = argument(&input.type, b, v, error);
    if (spec) describe(&input, spec);
    if (spec) spec = spec->next;
    if (!status) status = pc_region_input(b->region, b->r->graph, &input, error);
    b->r->graph->node_count++;
  }
  return status;
}

/* ---- bodies ---- */

static pc_status read_types(body *b, const pc_json *graph, pc_error *error) {
  pc_status status = declare_table(b, pc_json_get(graph, "tensor_values"), tensor_of, error);
  if (!status) status = declare_table(b, pc_json_get(graph, "sym_int_values"), integer_of, error);
  return status;
}

static void mark_unused(body *b) {
  for (size_t i = 0; i < b->region->input_count; i++) {
    const named_value *value = find_value(b, b->region->inputs[i].name);
    b->region->inputs[i].unused = value && !value->used;
  }
}

static pc_status fill(body *b, const pc_json *graph, const pc_json *specs, pc_error *error) {
  const pc_json *nodes = pc_json_get(graph, "nodes"), *outputs = pc_json_get(graph, "outputs");
  if (!nodes || nodes->kind != PC_J_ARRAY)
    return pc_fail(error, PC_INPUT, "%s: this is no exported program: its graph has no list of nodes", b->r->source);
  pc_status status = read_types(b, graph, error);
  if (!status) status = read_inputs(b, pc_json_get(graph, "inputs"), specs, error);
  for (const pc_json *v = nodes->first; v && !status; v = v->next) status = read_node(b, v, error);
  if (!status && outputs && outputs->kind == PC_J_ARRAY) status = list_of(&b->region->result, b, outputs, error);
  mark_unused(b);
  b->r->graph->node_count++;
  b->region->defined = true;
  return status;
}

/* PyTorch counts only the nodes of the outermost body. */
static pc_status read_body(pc_region **out, reader *r, const pc_json *graph, const char *name, const pc_json *specs,
                           body *outer, pc_error *error) {
  body b = { .r = r, .outer = outer, .places.ctx = r->ctx };
  size_t count = r->graph->node_count;
  pc_status status = pc_region_new(&b.region, r->graph, name, strlen(name), error);
  if (!status) status = fill(&b, graph, specs, error);
  if (outer) r->graph->node_count = count;
  pc_lookup_clear(&b.places);
  pc_free(r->ctx, b.values, b.capacity * sizeof *b.values);
  *out = b.region;
  return status;
}

/* ---- programs ---- */

static pc_status bound_of(pc_expr **out, reader *r, const pc_json *value, pc_error *error) {
  const pc_operand *number;
  if (!value || value->kind != PC_J_NUMBER) return PC_OK;
  pc_status status = number_of(&number, r, value, error);
  if (!status) *out = pc_expr_ref(number->number);
  return status;
}

static pc_status read_ranges(reader *r, const pc_json *ranges, pc_error *error) {
  pc_status status = PC_OK;
  for (const pc_json *v = ranges && ranges->kind == PC_J_OBJECT ? ranges->first : NULL; v && !status; v = v->next) {
    pc_expr *low = NULL, *high = NULL;
    status = bound_of(&low, r, pc_json_get(v, "min_val"), error);
    if (!status) status = bound_of(&high, r, pc_json_get(v, "max_val"), error);
    if (!status) status = pc_graph_range(r->graph, v->key, strlen(v->key), low, high, error);
    pc_expr_unref(low);
    pc_expr_unref(high);
  }
  return status;
}

static pc_status check_version(reader *r, const pc_json *program, pc_error *error) {
  int64_t major = 0;
  const pc_json *version = pc_json_get(program, "schema_version");
  if (!pc_json_integer(&major, version) && !pc_json_integer(&major, pc_json_get(version, "major")))
    return pc_graph_warn(r->graph, error, "%s: the schema's version is not stated: what is understood is read",
                         r->source);
  if (major >= 5 && major <= 8) return PC_OK;
  return pc_graph_warn(r->graph, error, "%s: version %lld of the schema is not known: what is understood is read",
                       r->source, (long long)major);
}

static pc_status read_program(pc_graph *graph, const char *source, const pc_json *program, pc_error *error) {
  pc_context *ctx = graph->ctx;
  reader r = { ctx, graph, source, { .ctx = ctx }, { .ctx = ctx }, { .ctx = ctx } };
  pc_region *region;
  const pc_json *module = pc_json_get(program, "graph_module");
  if (!pc_json_get(module, "graph"))
    return pc_fail(error, PC_INPUT, "%s: this JSON is no exported program: it has no graph_module.graph", source);
  const pc_json *specs = pc_json_get(pc_json_get(module, "signature"), "input_specs");
  pc_status status = check_version(&r, program, error);
  if (!status) status = read_body(&region, &r, pc_json_get(module, "graph"), "", specs, NULL, error);
  if (!status) status = read_ranges(&r, pc_json_get(program, "range_constraints"), error);
  pc_lookup_clear(&r.modules);
  pc_lookup_clear(&r.files);
  pc_lookup_clear(&r.operations);
  return status;
}

/* ---- sources ---- */

static pc_status feed(void *user, const char *bytes, size_t length, pc_error *error) {
  return pc_json_feed(user, bytes, length, error);
}

static pc_status finish(pc_graph *graph, pc_json_reader *json, const char *source, pc_error *error) {
  const pc_json *program;
  pc_status status = pc_json_end(&program, json, error);
  return status ? status : read_program(graph, source, program, error);
}

pc_status pc_torch_read_json(pc_graph *graph, const pc_source *source, pc_error *error) {
  pc_arena arena = { .ctx = graph->ctx };
  pc_json_reader *json = NULL;
  pc_status status = pc_json_begin(&json, &arena, source, wanted, error);
  if (!status) status = pc_json_feed(json, source->text, source->length, error);
  if (!status) status = finish(graph, json, source->name, error);
  pc_json_free(json);
  pc_arena_clear(&arena);
  return status;
}

pc_status pc_torch_read_archive(pc_graph *graph, const char *path, pc_error *error) {
  pc_arena arena = { .ctx = graph->ctx };
  pc_source source = { .name = path };
  pc_json_reader *json = NULL;
  size_t programs = 0;
  pc_status status = pc_json_begin(&json, &arena, &source, wanted, error);
  if (!status) status = pc_archive_read(&programs, graph->ctx, path, feed, json, error);
  if (!status && programs > 1)
    status = pc_graph_warn(graph, error, "%s: the archive holds %zu programs: model.json is read, or else the first",
                           path, programs);
  if (!status) status = finish(graph, json, path, error);
  pc_json_free(json);
  pc_arena_clear(&arena);
  return status;
}
