/* Bodies: the parameters of forward, its lines up to the return, and what it fetches from `self`. */
#include "import/characters.h"
#include "import/torch_reader.h"

#include <stdlib.h>
#include <string.h>

void pc_torch_count(pc_torch_reader *r) {
  r->graph->node_count += r->region == r->graph->main;
}

/* ---- parameters ---- */

pc_status pc_torch_add_parameter(pc_torch_reader *r, const char *name, size_t length, const pc_operand *type) {
  if (!pc_grow(r->ctx, (void **)&r->parameters, &r->parameter_capacity, r->parameter_count, sizeof *r->parameters))
    return pc_no_memory(r->ctx, r->error);
  if (!type) type = pc_operand_unknown(r->graph);
  r->parameters[r->parameter_count++] = (pc_torch_parameter) { name, length, { .type = type, .unused = true } };
  return pc_torch_define(r, name, length, (pc_torch_value) { .type = type });
}

static pc_status add_input(pc_torch_reader *r, const char *name, size_t length, const pc_graph_input *like) {
  pc_graph_input input = *like;
  input.name = pc_intern_string(r->ctx, name, length);
  return input.name ? pc_region_input(r->region, r->graph, &input, r->error) : pc_no_memory(r->ctx, r->error);
}

/* The module that owns an input: its target without the last name. */
static pc_status find_owner(const pc_graph_module **out, pc_torch_reader *r, const pc_graph_input *input) {
  const char *dot = input->target ? strrchr(input->target, '.') : NULL;
  *out = NULL;
  if (!dot) return PC_OK;
  return pc_graph_module_path(out, r->graph, input->target, (size_t)(dot - input->target), NULL, 0, r->error);
}

/* Finds the owners of the main body's inputs from `first`. */
static pc_status add_owners(pc_torch_reader *r, size_t first) {
  pc_status status = PC_OK;
  for (size_t i = first; !status && i < r->graph->main->input_count; i++) {
    if (!pc_grow(r->ctx, (void **)&r->owners, &r->owner_capacity, i, sizeof *r->owners))
      return pc_no_memory(r->ctx, r->error);
    status = find_owner(&r->owners[i], r, &r->graph->main->inputs[i]);
  }
  return status;
}

static pc_status know_inputs(pc_torch_reader *r, size_t first) {
  if (r->region != r->graph->main) return PC_OK;
  for (size_t i = 0; i < r->parameter_count; i++) {
    pc_torch_value *value = pc_torch_value_of(r, r->parameters[i].name, r->parameters[i].length);
    if (value) value->input = (uint32_t)(first + i + 1);
  }
  pc_status status = pc_torch_signature(r);
  return status ? status : add_owners(r, first);
}

pc_status pc_torch_flush_parameters(pc_torch_reader *r) {
  pc_status status = PC_OK;
  size_t first = r->region->input_count;
  if (!r->parameter_count) return PC_OK;
  for (size_t i = 0; !status && i < r->parameter_count; i++) {
    const pc_torch_parameter *p = &r->parameters[i];
    status = add_input(r, p->name, p->length, &p->input);
    pc_torch_count(r);
  }
  if (!status) status = know_inputs(r, first);
  r->parameter_count = 0;
  return status;
}

void pc_torch_use(pc_torch_reader *r, const pc_torch_value *value) {
  if (!value->input || r->across) return; /* what is returned is not taken by an operation */
  r->graph->main->inputs[value->input - 1].unused = false;
  if (!r->module) r->module = r->owners[value->input - 1];
}

/* ParamAOTInput(target='layer.weight'): newer compilers say behind a parameter what it is. */
static pc_status read_descriptor(pc_torch_reader *r) {
  static const struct {
    const char *text;
    pc_input_kind kind;
  } known[] = { { "# ParamAOTInput(target='", PC_INPUT_PARAMETER }, { "# BufferAOTInput(target='", PC_INPUT_BUFFER } };
  pc_graph_input *input = &r->parameters[r->parameter_count - 1].input;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (!pc_torch_starts(r, known[i].text)) continue;
    const char *target = r->p + strlen(known[i].text);
    const char *quote = memchr(target, '\'', (size_t)(r->eol - target));
    if (!quote) continue;
    input->kind = known[i].kind;
    input->target = pc_intern_string(r->ctx, target, (size_t)(quote - target));
    if (!input->target) return pc_no_memory(r->ctx, r->error);
  }
  return PC_OK;
}

static pc_status read_parameter(pc_torch_reader *r) {
  const pc_operand *type = NULL, *value;
  while (pc_torch_accept(r, '*')) continue;
  const char *name = r->p;
  size_t length = pc_torch_name_length(r, false);
  if (pc_torch_starts(r, "..."))
    return pc_fail_at(r->error, PC_INPUT, r->source, pc_torch_offset(r, r->p),
                      "the program is abridged: '...' stands for what was left out");
  if (!length) return pc_torch_expected(r, "a parameter of forward");
  r->p += length;
  pc_status status = pc_torch_accept(r, ':') ? pc_torch_annotation(&type, r) : PC_OK;
  if (!status && pc_torch_accept(r, '=')) status = pc_torch_operand(&value, r);
  if (status || pc_torch_equal(name, length, "self")) return status;
  return pc_torch_add_parameter(r, name, length, type);
}

static pc_status read_parameters(pc_torch_reader *r) {
  pc_status status = PC_OK;
  r->across = true;
  for (pc_torch_skip_space(r); !status && !pc_torch_accept(r, ')'); pc_torch_skip_space(r)) {
    status = read_parameter(r);
    pc_torch_skip_space(r);
    if (status) break;
    if (pc_torch_accept(r, ',')) {
      pc_torch_skip_blanks(r);
      if (r->parameter_count) status = read_descriptor(r);
      continue;
    }
    if (!pc_torch_accept(r, ')')) status = pc_torch_expected(r, "')'");
    break;
  }
  r->across = false;
  if (status) return status;
  const char *colon = memchr(r->p, ':', (size_t)(r->eol - r->p));
  if (!colon) return pc_torch_expected(r, "':'");
  r->p = colon + 1;
  return PC_OK;
}

/* ---- comments ---- */

/* # File: model.py:12 in forward, code: ... */
static pc_status read_comment(pc_torch_reader *r) {
  static const char FILE[] = "# File: ";
  if (!pc_torch_starts(r, FILE)) return PC_OK;
  const char *text = r->p + strlen(FILE), *end = pc_torch_find(text, r->eol, ", code");
  if (!end) end = r->eol;
  const char *function = NULL; /* the last " in f" */
  for (const char *in = text; (in = pc_torch_find(in, end, " in ")) != NULL; in++) function = in;
  if (function) end = function;
  size_t length = (size_t)(end - text);
  r->file = pc_torch_recall(&r->files, text, length);
  if (r->file) return PC_OK;
  r->file = pc_intern_string(r->ctx, text, length);
  return r->file ? pc_torch_remember(&r->files, r, text, length, r->file) : pc_no_memory(r->ctx, r->error);
}

/* ---- items of results ---- */

static int compare_items(const void *left, const void *right) {
  const pc_torch_item *a = left, *b = right;
  if (a->node != b->node) return a->node < b->node ? -1 : 1;
  return a->index < b->index ? -1 : a->index > b->index;
}

enum { GAPS = 4096 };

/* The result of a node as a list, of what is known of it and of the n items that the program takes. */
static pc_status list_items(pc_torch_reader *r, const pc_torch_item *items, size_t n) {
  pc_graph_node *node = &r->region->nodes[items->node - 1];
  const pc_operand *known = node->result->kind == PC_O_LIST ? node->result : NULL;
  size_t first = r->operand_count, count = (size_t)items[n - 1].index + 1;
  pc_status status = PC_OK;
  if (count > GAPS + 16 * n) return PC_OK;
  if (known && known->n > count) count = known->n;
  for (size_t i = 0; !status && i < count; i++)
    status = pc_torch_push(r, known && i < known->n ? known->items[i] : pc_operand_unknown(r->graph), NULL);
  if (!status) {
    for (size_t i = 0; i < n; i++) r->operands[first + items[i].index] = items[i].type;
    status = pc_operand_list(&node->result, r->graph, r->operands + first, count, r->error);
  }
  r->operand_count = first;
  return status;
}

static pc_status finish_items(pc_torch_reader *r) {
  pc_status status = PC_OK;
  bool sorted = true;
  for (size_t i = 1; i < r->item_count && sorted; i++) sorted = compare_items(&r->items[i - 1], &r->items[i]) <= 0;
  if (!sorted) qsort(r->items, r->item_count, sizeof *r->items, compare_items);
  for (size_t i = 0, next; !status && i < r->item_count; i = next) {
    for (next = i; next < r->item_count && r->items[next].node == r->items[i].node;) next++;
    status = list_items(r, r->items + i, next - i);
  }
  r->item_count = 0;
  return status;
}

/* ---- lines ---- */

static bool begins_another(const pc_torch_reader *r) {
  return pc_torch_starts(r, "class ") || pc_torch_starts(r, "def ") || pc_torch_starts(r, "Graph signature") ||
         pc_torch_starts(r, "Graph Signature") || pc_torch_starts(r, "Range constraints");
}

static pc_status ends_early(pc_torch_reader *r) {
  return pc_fail_at(r->error, PC_INPUT, r->source, pc_torch_offset(r, r->p),
                    "the program ends before its return (it was cut)");
}

static pc_status read_lines(pc_torch_reader *r) {
  bool returned = false;
  pc_status status = PC_OK;
  while (!status && !returned) {
    if (!pc_torch_next_line(r)) return ends_early(r);
    pc_torch_skip_blanks(r);
    if (r->p >= r->eol) continue;
    if (*r->p == '#')
      status = read_comment(r);
    else
      status = begins_another(r) ? ends_early(r) : pc_torch_statements(&returned, r);
  }
  return status;
}

pc_status pc_torch_body_read(pc_torch_reader *r, pc_region *region, const char *path) {
  static const char FORWARD[] = "def forward(";
  pc_slices_forget(&r->names);
  r->region = region;
  r->path = path;
  r->file = NULL;
  r->p += strlen(FORWARD);
  pc_status status = read_parameters(r);
  if (!status) status = read_lines(r);
  return status ? status : finish_items(r);
}

/* ---- self ---- */

static pc_status path_below(const char **out, pc_torch_reader *r, const char *path, const char *name, size_t length) {
  pc_buffer buffer = { .ctx = r->ctx };
  pc_buffer_adds(&buffer, path);
  if (*path) pc_buffer_add(&buffer, ".", 1);
  pc_buffer_add(&buffer, name, length);
  *out = buffer.failed ? NULL : pc_intern_string(r->ctx, buffer.text, buffer.length);
  pc_buffer_clear(&buffer);
  return *out ? PC_OK : pc_no_memory(r->ctx, r->error);
}

/* The body at `path`, made when it is new. */
static pc_status body_at(pc_torch_body **out, pc_torch_reader *r, const char *path, const char *parent) {
  if (!pc_grow(r->ctx, (void **)&r->bodies, &r->body_capacity, r->paths.count, sizeof *r->bodies))
    return pc_no_memory(r->ctx, r->error);
  size_t before = r->paths.count, length = strlen(path);
  uint32_t number = pc_slices_add(&r->paths, r->ctx, path, length);
  if (number == PC_NO_SLICE) return pc_no_memory(r->ctx, r->error);
  *out = &r->bodies[number];
  if (number < before) return PC_OK;
  **out = (pc_torch_body) { .parent = parent, .path = path };
  return pc_region_new(&(*out)->region, r->graph, path, length, r->error);
}

/* Whether an attribute is a tensor rather than a body, by its name. */
static bool names_tensor(const char *name, size_t length) {
  static const char *const names[] = { "weight", "bias", "running_mean", "running_var", "num_batches_tracked" };
  static const char *const beginnings[] = { "_tensor_constant", "_param_constant", "lifted_tensor", "_lifted_tensor" };
  for (const char *dot; (dot = memchr(name, '.', length)) != NULL; name = dot + 1) length -= (size_t)(dot + 1 - name);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (pc_torch_equal(name, length, names[i])) return true;
  for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
    if (length >= strlen(beginnings[i]) && memcmp(name, beginnings[i], strlen(beginnings[i])) == 0) return true;
  return false;
}

static pc_input_kind kind_of_attribute(const char *name, size_t length, const pc_operand *type) {
  const char *end = name + length;
  if (pc_torch_find(name, end, "_constant") || pc_torch_find(name, end, "lifted_tensor")) return PC_INPUT_CONSTANT;
  bool running = pc_torch_find(name, end, "running_") || pc_torch_find(name, end, "num_batches_tracked");
  bool whole = type && type->kind == PC_O_TENSOR && *type->text != 'f' && strncmp(type->text, "bf", 2) != 0;
  return running || whole ? PC_INPUT_BUFFER : PC_INPUT_PARAMETER;
}

static pc_status add_attribute(pc_torch_reader *r, const char *name, size_t length, const char *path,
                               const pc_operand *type) {
  pc_graph_input input = {
    .kind = kind_of_attribute(name, length, type), .target = path, .type = type, .unused = true
  };
  size_t first = r->region->input_count;
  pc_status status = add_input(r, path, strlen(path), &input);
  return status || r->region != r->graph->main ? status : add_owners(r, first);
}

static pc_status tensor_attribute(pc_torch_value *out, pc_torch_reader *r, const char *name, size_t length,
                                  const pc_operand *type) {
  const char *path;
  pc_status status = path_below(&path, r, r->path, name, length);
  if (status) return status;
  size_t before = r->attributes.count;
  uint32_t number = pc_slices_add(&r->attributes, r->ctx, path, strlen(path));
  if (number == PC_NO_SLICE) return pc_no_memory(r->ctx, r->error);
  *out = (pc_torch_value) { .type = type ? type : pc_operand_unknown(r->graph) };
  if (r->attributes.count > before) status = add_attribute(r, name, length, path, out->type);
  /* The main body's attributes are its last inputs. */
  if (r->region == r->graph->main) out->input = (uint32_t)(r->region->input_count - r->attributes.count + number + 1);
  return status;
}

pc_status pc_torch_attribute(pc_torch_value *out, pc_torch_reader *r, const char *name, size_t length,
                             const pc_operand *type) {
  if (type || names_tensor(name, length)) return tensor_attribute(out, r, name, length, type);
  const char *path;
  pc_torch_body *body;
  *out = (pc_torch_value) { 0 };
  pc_status status = path_below(&path, r, r->path, name, length);
  if (!status) status = body_at(&body, r, path, r->path);
  return status ? status : pc_operand_region(&out->type, r->graph, body->region, r->error);
}

/* ---- nested classes ---- */

/* Bodies without a name of their own stand in the order in which they were fetched. */
static pc_torch_body *next_nameless(pc_torch_reader *r, const char *parent) {
  enum { TRIED = 1000 };
  while (r->first_waiting < r->paths.count && r->bodies[r->first_waiting].region->defined) r->first_waiting++;
  for (size_t i = r->first_waiting; i < r->paths.count && i < r->first_waiting + TRIED; i++)
    if (!r->bodies[i].region->defined && r->bodies[i].parent == parent) return &r->bodies[i];
  return NULL;
}

pc_status pc_torch_awaits(bool *out, pc_torch_reader *r, const char *path, const char *name, size_t length) {
  const char *full;
  pc_status status = path_below(&full, r, path, name, length);
  if (status) return status;
  uint32_t number = pc_slices_find(&r->paths, full, strlen(full));
  *out = number != PC_NO_SLICE && !r->bodies[number].region->defined;
  return PC_OK;
}

pc_status pc_torch_body_of(pc_region **out, const char **path, pc_torch_reader *r, const char *parent, const char *name,
                           size_t length) {
  bool nameless = pc_torch_equal(name, length, "<lambda>") || pc_torch_equal(name, length, "GraphModule");
  pc_torch_body *body = nameless ? next_nameless(r, parent) : NULL;
  pc_status status = body ? PC_OK : path_below(path, r, parent, name, length);
  if (!status && !body) status = body_at(&body, r, *path, parent);
  if (status) return status;
  *path = body->path;
  *out = body->region;
  return body->region->defined ? pc_region_new(out, r->graph, *path, strlen(*path), r->error) : PC_OK;
}
