/* What is printed below a program: what its inputs are, and the ranges of its symbols. */
#include "import/characters.h"
#include "import/torch_reader.h"
#include "import/torch_size.h"

#include <string.h>

/* The inputs of the main body by their names. */
typedef struct inputs {
  pc_torch_reader *r;
  pc_slices names;
  pc_graph_input *items;
} inputs;

static pc_status inputs_index(inputs *in, pc_torch_reader *r) {
  *in = (inputs) { .r = r, .items = r->graph->main->inputs };
  for (size_t i = 0; i < r->graph->main->input_count; i++)
    if (pc_slices_add(&in->names, r->ctx, in->items[i].name, strlen(in->items[i].name)) == PC_NO_SLICE)
      return pc_no_memory(r->ctx, r->error);
  return PC_OK;
}

static pc_status set_kind(inputs *in, const char *name, size_t length, pc_input_kind kind, const char *target,
                          size_t target_length) {
  static const char SELF[] = "L__self___";
  uint32_t number = pc_slices_find(&in->names, name, length);
  if (number == PC_NO_SLICE) return PC_OK;
  in->items[number].kind = kind;
  if (!target) return PC_OK;
  if (target_length > strlen(SELF) && memcmp(target, SELF, strlen(SELF)) == 0)
    target += strlen(SELF), target_length -= strlen(SELF);
  in->items[number].target = pc_intern_string(in->r->ctx, target, target_length);
  return in->items[number].target ? PC_OK : pc_no_memory(in->r->ctx, in->r->error);
}

static pc_input_kind kind_of(const char *word, size_t length) {
  if (pc_torch_equal(word, length, "PARAMETER")) return PC_INPUT_PARAMETER;
  if (pc_torch_equal(word, length, "BUFFER")) return PC_INPUT_BUFFER;
  if (pc_torch_equal(word, length, "CONSTANT_TENSOR") || pc_torch_equal(word, length, "CUSTOM_OBJ"))
    return PC_INPUT_CONSTANT;
  return PC_INPUT_USER;
}

static size_t word_length(const char *p, const char *end) {
  const char *start = p;
  while (p < end && pc_is_name(*p)) p++;
  return (size_t)(p - start);
}

/* The text in single quotes behind `before`, in [from, to); NULL when there is none. */
static const char *quoted(size_t *length, const char *from, const char *to, const char *before) {
  const char *p = pc_torch_find(from, to, before);
  if (!p) return NULL;
  p += strlen(before);
  const char *closing = memchr(p, '\'', (size_t)(to - p));
  if (!closing) return NULL;
  *length = (size_t)(closing - p);
  return p;
}

static pc_status was_cut(const pc_torch_reader *r, const char *place) {
  return pc_fail_at(r->error, PC_INPUT, r->source, pc_torch_offset(r, place),
                    "the graph signature ends before it is complete (it was cut)");
}

/* ---- InputSpec(kind=<InputKind.PARAMETER: 2>, arg=TensorArgument(name='p_w'), target='w', ...) ---- */

static pc_status read_specs(inputs *in, const char *p, const char *end) {
  static const char KIND[] = "InputKind.";
  pc_status status = PC_OK;
  const char *outputs = pc_torch_find(p, end, "output_specs=");
  if (!outputs) return was_cut(in->r, end);
  p = pc_torch_find(p, outputs, KIND);
  while (!status && p) {
    const char *kind = p + strlen(KIND), *next = pc_torch_find(kind, outputs, KIND);
    const char *stop = next ? next : outputs;
    size_t length = 0, target_length = 0;
    const char *name = quoted(&length, kind, stop, "name='");
    const char *target = quoted(&target_length, kind, stop, "target='");
    if (name) status = set_kind(in, name, length, kind_of(kind, word_length(kind, stop)), target, target_length);
    p = next;
  }
  return status;
}

/* ---- inputs_to_parameters={'arg0_1': 'layer.weight'}, of PyTorch 2.0 and 2.1 ---- */

static pc_status read_mapping(inputs *in, const char *p, const char *end, const char *field, pc_input_kind kind) {
  p = pc_torch_find(p, end, field);
  const char *closing = p ? memchr(p, '}', (size_t)(end - p)) : NULL;
  if (!closing) return was_cut(in->r, end);
  pc_status status = PC_OK;
  while (!status && (p = memchr(p, '\'', (size_t)(closing - p))) != NULL) {
    size_t length = 0, target_length = 0;
    const char *name = quoted(&length, p, closing, "'");
    const char *target = name ? quoted(&target_length, name + length + 1, closing, "'") : NULL;
    if (!target) return was_cut(in->r, p);
    status = set_kind(in, name, length, kind, target, target_length);
    p = target + target_length + 1;
  }
  return status;
}

/* ---- lines: p_w: PARAMETER target='w' ---- */

static pc_status read_line(inputs *in) {
  pc_torch_reader *r = in->r;
  const char *name = r->p;
  size_t length = pc_torch_name_length(r, false), target_length = 0;
  r->p += length;
  if (!pc_torch_accept(r, ':')) return PC_OK;
  pc_torch_skip_blanks(r);
  pc_input_kind kind = kind_of(r->p, word_length(r->p, r->eol));
  const char *target = quoted(&target_length, r->p, r->eol, "target='");
  return set_kind(in, name, length, kind, target, target_length);
}

static pc_status read_signature_lines(inputs *in) {
  pc_torch_reader *r = in->r;
  pc_status status = PC_OK;
  while (!status) {
    if (!pc_torch_next_line(r)) return was_cut(r, r->end);
    pc_torch_skip_blanks(r);
    if (pc_torch_starts(r, "# outputs")) break;
    if (r->p < r->eol && *r->p != '#') status = read_line(in);
  }
  return status;
}

static pc_status read_signature(inputs *in, const char *end) {
  pc_torch_reader *r = in->r;
  const char *start = r->p + strlen("Graph signature:");
  const char *specs = pc_torch_find(start, end, "input_specs="), *old = pc_torch_find(start, end, "parameters=[");
  const char *lines = pc_torch_find(start, end, "# inputs");
  if (lines && (!specs || lines < specs)) return read_signature_lines(in);
  if (specs) return read_specs(in, specs, end);
  if (!old) return was_cut(r, end);
  pc_status status = read_mapping(in, start, end, "inputs_to_parameters=", PC_INPUT_PARAMETER);
  return status ? status : read_mapping(in, start, end, "inputs_to_buffers=", PC_INPUT_BUFFER);
}

/* ---- ranges ---- */

/* An end of a range, "3" or "lower=3"; NULL for infinities and what stands for them. */
static pc_status read_bound(const pc_expr **out, pc_torch_reader *r, const char *p, const char *end) {
  const pc_operand *bound;
  size_t where = 0;
  int64_t number;
  const char *equals = memchr(p, '=', (size_t)(end - p));
  if (equals) p = equals + 1;
  pc_status status = pc_torch_size(&bound, r->graph, p, (size_t)(end - p), &where, r->error);
  if (status) {
    pc_error_place(r->error, r->source, pc_torch_offset(r, p + where));
    return status;
  }
  bool known = bound->kind == PC_O_NUMBER && pc_expr_to_int64(&number, bound->number) && number < INT64_MAX - 1;
  *out = known ? bound->number : NULL;
  return PC_OK;
}

/* VR[3, 100], ValueRanges(lower=3, upper=100, ...), of a symbol; what is said of expressions follows from the symbols.
 */
static pc_status read_range(pc_torch_reader *r, const char *key, size_t length, const char *p, const char *end) {
  const pc_expr *low = NULL, *high = NULL;
  if (word_length(key, key + length) != length) return PC_OK;
  while (p < end && *p != '[' && *p != '(') p++;
  const char *comma = memchr(p, ',', (size_t)(end - p)), *stop = comma ? comma + 1 : end;
  while (stop < end && *stop != ']' && *stop != ')' && *stop != ',') stop++;
  if (!comma || stop == end) return PC_OK;
  pc_status status = read_bound(&low, r, p + 1, comma);
  if (!status) status = read_bound(&high, r, comma + 1, stop);
  return status ? status : pc_graph_range(r->graph, key, length, low, high, r->error);
}

/* Up to the `c` that stands outside of brackets. */
static const char *find_outside(const char *p, const char *end, char c) {
  for (size_t depth = 0; p < end && (depth > 0 || *p != c); p++) {
    if (*p == '(' || *p == '[') depth++;
    if ((*p == ')' || *p == ']') && depth > 0) depth--;
  }
  return p;
}

pc_status pc_torch_ranges(pc_torch_reader *r) {
  const char *p = memchr(r->p, '{', (size_t)(r->eol - r->p)), *end = r->eol;
  while (end > r->p && end[-1] != '}') end--;
  if (!p || end <= p + 1)
    return pc_fail_at(r->error, PC_INPUT, r->source, pc_torch_offset(r, r->eol),
                      "the ranges of symbols end before they are complete (the program was cut)");
  pc_status status = PC_OK;
  for (p++, end--; !status && p < end;) {
    while (p < end && pc_is_blank(*p)) p++;
    const char *colon = find_outside(p, end, ':'), *stop = find_outside(colon, end, ',');
    status = read_range(r, p, (size_t)(colon - p), colon, stop);
    p = stop + 1;
  }
  return status;
}

/* ---- without a signature ---- */

/* L_self_modules_a_modules_0_parameters_weight_ of a parameter a.0.weight, as torch.compile names them. */
static pc_status read_compiled_name(pc_graph_input *input, pc_torch_reader *r, const char *p, const char *last) {
  static const char MODULES[] = "_modules_";
  pc_buffer path = { .ctx = r->ctx };
  const char *end = input->name + strlen(input->name);
  const char *tensor = strchr(last + 1, '_') + 1;
  if (end > tensor && end[-1] == '_') end--;
  while (p && p < last) {
    p += strlen(MODULES);
    const char *next = pc_torch_find(p, last, MODULES);
    pc_buffer_add(&path, p, (size_t)((next ? next : last) - p));
    pc_buffer_add(&path, ".", 1);
    p = next;
  }
  pc_buffer_add(&path, tensor, (size_t)(end - tensor));
  if (!path.failed) input->target = pc_intern_string(r->ctx, path.text, path.length);
  pc_buffer_clear(&path);
  return input->target ? PC_OK : pc_no_memory(r->ctx, r->error);
}

static pc_status guess_kind(pc_graph_input *input, pc_torch_reader *r) {
  const char *name = input->name, *end = name + strlen(name);
  const char *parameter = pc_torch_find(name, end, "_parameters_"), *buffer = pc_torch_find(name, end, "_buffers_");
  bool compiled = (*name == 'L' || *name == 'l') && name[1] == '_' && (parameter || buffer);
  if (compiled) {
    input->kind = parameter ? PC_INPUT_PARAMETER : PC_INPUT_BUFFER;
    const char *last = parameter ? parameter : buffer;
    return read_compiled_name(input, r, pc_torch_find(name, last, "_modules_"), last);
  }
  if (name[0] == '\0' || name[1] != '_' || input->type->kind != PC_O_TENSOR) return PC_OK;
  if (*name == 'p') input->kind = PC_INPUT_PARAMETER;
  if (*name == 'b') input->kind = PC_INPUT_BUFFER;
  if (*name == 'c') input->kind = PC_INPUT_CONSTANT;
  return PC_OK;
}

static pc_status guess_kinds(pc_torch_reader *r) {
  pc_region *main = r->graph->main;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < main->input_count; i++)
    if (main->inputs[i].kind == PC_INPUT_USER) status = guess_kind(&main->inputs[i], r);
  return status;
}

/* ---- both ---- */

static bool begins_line(const pc_torch_reader *r, const char *p) {
  while (p > r->source->text && pc_is_blank(p[-1])) p--;
  return p == r->source->text || p[-1] == '\n' || r->prefix_length > 0;
}

/* The line of the program's signature, or NULL. */
static const char *find_signature(const pc_torch_reader *r) {
  static const char *const titles[] = { "Graph signature:", "Graph Signature:" };
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
    for (const char *p = r->eol; (p = pc_torch_find(p, r->program_end, titles[i])) != NULL; p++)
      if (begins_line(r, p)) return p;
  return NULL;
}

static pc_status read_found(pc_torch_reader *r, const char *signature) {
  inputs in;
  pc_torch_reader here = *r;
  here.p = here.line = signature;
  const char *eol = memchr(signature, '\n', (size_t)(r->end - signature));
  here.eol = eol ? eol : r->end;
  pc_status status = inputs_index(&in, &here);
  if (!status) status = read_signature(&in, r->program_end);
  pc_slices_clear(&in.names, r->ctx);
  return status;
}

/* Whether the program is an exported one, whose signature is always printed. */
static bool is_exported(const pc_torch_reader *r) {
  enum { ABOVE = 400 }; /* bytes that the title stands above its def, at most */
  const char *start = r->source->text;
  if (r->program - start > ABOVE) start = r->program - ABOVE;
  return pc_torch_find(start, r->program, "ExportedProgram:") != NULL;
}

pc_status pc_torch_signature(pc_torch_reader *r) {
  const char *signature = find_signature(r);
  if (signature) return read_found(r, signature);
  pc_status status = guess_kinds(r);
  if (status || !is_exported(r)) return status;
  return pc_graph_warn(r->graph, r->error,
                       "the graph signature is missing: which inputs are parameters is told by names");
}
