/* Finds the printed programs of a text and reads one of them: its body, the bodies printed below it, its trailer. */
#include "import/torch_text.h"
#include "import/characters.h"
#include "import/torch_reader.h"

#include <string.h>

static const char FORWARD[] = "def forward(";

/* ---- finding programs ---- */

static const char *line_start(const char *text, const char *p) {
  while (p > text && p[-1] != '\n') p--;
  return p;
}

static const char *line_end(const char *p, const char *end) {
  const char *eol = memchr(p, '\n', (size_t)(end - p));
  return eol ? eol : end;
}

static const char *skip_space(const char *p, const char *end) {
  while (p < end && (pc_is_blank(*p) || *p == '\n')) p++;
  return p;
}

/* [ behind the letters and the width of a dtype: f32[ */
static bool is_tensor_type(const char *text, const char *bracket) {
  const char *p = bracket;
  while (p > text && pc_is_name(p[-1])) p--;
  const char *digit = p;
  while (digit < bracket && pc_is_letter(*digit) && *digit != '_') digit++;
  bool quoted = p > text && (p[-1] == ' ' || p[-1] == '"' || p[-1] == '(');
  return quoted && digit > p && digit < bracket && pc_is_digit(*digit);
}

static bool states_types(const char *text, const char *end) {
  if (pc_torch_find(text, end, "Sym(")) return true;
  for (const char *p = text; (p = memchr(p, '[', (size_t)(end - p))) != NULL; p++)
    if (is_tensor_type(text, p)) return true;
  return false;
}

/* Whether lines up to the return read as PyTorch writes them: a program that a person wrote has neither. */
static bool calls_operations(const char *p, const char *end) {
  while (p < end) {
    const char *eol = line_end(p, end);
    const char *tail = pc_torch_find(p, eol, ";  ");
    if (pc_torch_find(p, eol, "torch.ops.") || pc_torch_find(p, eol, "_spec)")) return true;
    if (tail && pc_torch_find(tail, eol, " = None")) return true;
    if (pc_torch_find(p, eol, "return") || pc_torch_find(p, eol, "def ")) return false;
    p = eol < end ? eol + 1 : end;
  }
  return false;
}

/* Whether `forward` begins a printed program, not a comment or a model's source. */
static bool is_program(const char *text, const char *forward, const char *end) {
  const char *line = line_start(text, forward), *parameters = forward + strlen(FORWARD);
  if (memchr(line, '#', (size_t)(forward - line)) || (forward > line && !pc_is_blank(forward[-1]))) return false;
  const char *self = skip_space(parameters, end);
  if (end - self < 4 || memcmp(self, "self", 4) != 0) return false;
  const char *closing = pc_torch_find(self, end, "):");
  if (!closing) return true;
  return states_types(parameters, closing) || calls_operations(line_end(closing, end), end);
}

/* The line of a def ends with its colon, or with its bracket where each parameter has a line. */
static bool may_be_forward(const char *p, const char *eol) {
  while (eol > p && pc_is_blank(eol[-1])) eol--;
  return eol > p && (eol[-1] == ':' || eol[-1] == '(');
}

/* The next printed program from p on, or NULL. */
static const char *find_program(const char *text, const char *p, const char *end) {
  while (p < end) {
    const char *eol = line_end(p, end);
    const char *forward = may_be_forward(p, eol) ? pc_torch_find(p, eol, FORWARD) : NULL;
    if (forward && is_program(text, forward, end)) return forward;
    p = eol + (eol < end);
  }
  return NULL;
}

static size_t column(const char *text, const char *p) {
  return (size_t)(p - line_start(text, p));
}

/* The next program that is not a body of the one at `forward`: bodies are indented deeper. */
static const char *next_program(const char *text, const char *forward, const char *end) {
  const char *p = forward;
  while ((p = find_program(text, p + 1, end)) != NULL)
    if (column(text, p) <= column(text, forward) || pc_torch_find(forward, p, "ExportedProgram:")) break;
  return p;
}

bool pc_torch_text_fits(const char *text, size_t length) {
  const char *end = text + length;
  return find_program(text, text, end) || pc_torch_find(text, end, "call_function[target=") ||
         pc_torch_find(text, end, " = torch.ops.");
}

static pc_status no_program(const pc_source *source, pc_error *error) {
  const char *text = source->text, *end = text + source->length;
  const char *node = pc_torch_find(text, end, "call_function[target=");
  if (!node) node = pc_torch_find(text, end, "placeholder[target=");
  if (node)
    return pc_fail_at(
        error, PC_INPUT, source, (size_t)(node - text),
        "a graph printed so has no shapes (print the exported program, or graph_module.print_readable())");
  const char *call = pc_torch_find(text, end, " = torch.ops.");
  if (call)
    return pc_fail_at(error, PC_INPUT, source, (size_t)(call + 3 - text),
                      "the program's beginning is missing: there is no line 'def forward(self, ...)' before it");
  return pc_fail_at(error, PC_INPUT, source, 0,
                    "no printed PyTorch program here (what print(torch.export.export(...)) prints is wanted)");
}

/* ---- the bodies below ---- */

static pc_status push_scope(pc_torch_reader *r, size_t indent, const char *path) {
  if (!pc_grow(r->ctx, (void **)&r->scopes, &r->scope_capacity, r->scope_count, sizeof *r->scopes))
    return pc_no_memory(r->ctx, r->error);
  r->scopes[r->scope_count++] = (pc_torch_scope) { indent, path };
  return PC_OK;
}

static size_t indentation(const pc_torch_reader *r) {
  return (size_t)(r->p - r->line) - r->prefix_length;
}

/* Where nothing is indented: the path of the last body that fetched a class of that name, or NULL. */
static pc_status waiting_parent(const char **out, pc_torch_reader *r, const char *name, size_t length) {
  bool awaited = false;
  size_t i = r->scope_count;
  pc_status status = PC_OK;
  while (!status && !awaited && i > 0) status = pc_torch_awaits(&awaited, r, r->scopes[--i].path, name, length);
  *out = awaited ? r->scopes[i].path : NULL;
  if (awaited) r->scope_count = i + 1;
  return status;
}

/* The path of the body that the class at the cursor belongs to, or NULL when it begins another program. */
static pc_status find_parent(const char **out, pc_torch_reader *r, const char *name, size_t length) {
  size_t indent = indentation(r);
  if (indent == 0) return waiting_parent(out, r, name, length);
  while (r->scope_count > 0 && r->scopes[r->scope_count - 1].indent > indent) r->scope_count--;
  *out = r->scope_count > 0 ? r->scopes[r->scope_count - 1].path : NULL;
  return PC_OK;
}

/* To the line of the next def forward, over blank lines and comments. */
static bool find_forward(pc_torch_reader *r) {
  while (pc_torch_next_line(r)) {
    pc_torch_skip_blanks(r);
    if (r->p < r->eol && *r->p != '#') return pc_torch_starts(r, FORWARD);
  }
  return false;
}

/* The class at the cursor. *another is set when it begins another program. */
static pc_status read_class(bool *another, pc_torch_reader *r) {
  size_t indent = indentation(r);
  const char *name = r->p + strlen("class "), *paren = memchr(name, '(', (size_t)(r->eol - name));
  size_t length = paren ? (size_t)(paren - name) : 0;
  const char *path = NULL, *parent = NULL;
  pc_region *region = NULL;
  pc_status status = length ? find_parent(&parent, r, name, length) : PC_OK;
  *another = !parent;
  if (status || !parent) return status;
  status = pc_torch_body_of(&region, &path, r, parent, name, length);
  if (status) return status;
  if (!find_forward(r)) return pc_torch_expected(r, "'def forward('");
  size_t inner = indentation(r);
  status = push_scope(r, inner > indent ? inner : indent + 1, path);
  return status ? status : pc_torch_body_read(r, region, path);
}

/* ---- the trailer ---- */

/* To the end of the program's text; another program may begin before, where nothing is indented. */
static pc_status read_trailer(pc_torch_reader *r) {
  bool another = false;
  pc_status status = PC_OK;
  while (!status && !another && pc_torch_next_line(r) && r->line < r->program_end) {
    pc_torch_skip_blanks(r);
    if (pc_torch_starts(r, "class "))
      status = read_class(&another, r);
    else if (pc_torch_starts(r, FORWARD) || pc_torch_starts(r, "ExportedProgram:"))
      another = true;
    else if (pc_torch_starts(r, "Range constraints:") || pc_torch_starts(r, "Symbol to range:"))
      status = pc_torch_ranges(r);
  }
  return status;
}

/* ---- one program ---- */

/* What stands before def on its line, unless that is only blanks. */
static void set_prefix(pc_torch_reader *r, const char *forward) {
  const char *end = forward;
  while (end > r->line && pc_is_blank(end[-1])) end--;
  r->prefix = r->line;
  r->prefix_length = (size_t)(end - r->line);
  r->p = forward;
}

static pc_status read_program(pc_torch_reader *r, const char *forward) {
  pc_region *main;
  pc_torch_set_line(r, line_start(r->source->text, forward));
  set_prefix(r, forward);
  const char *root = pc_intern_string(r->ctx, "", 0);
  if (!root) return pc_no_memory(r->ctx, r->error);
  pc_status status = pc_region_new(&main, r->graph, "", 0, r->error);
  if (!status) status = push_scope(r, indentation(r), root);
  if (!status) status = pc_torch_body_read(r, main, root);
  return status ? status : read_trailer(r);
}

static void memo_clear(pc_torch_memo *memo, pc_context *ctx) {
  pc_slices_clear(&memo->slices, ctx);
  pc_free(ctx, memo->meanings, memo->capacity * sizeof *memo->meanings);
}

static void reader_clear(pc_torch_reader *r) {
  pc_context *ctx = r->ctx;
  pc_slices_clear(&r->names, ctx);
  pc_slices_clear(&r->paths, ctx);
  pc_slices_clear(&r->attributes, ctx);
  pc_torch_memo *const memos[] = { &r->types, &r->sizes, &r->literals, &r->operations, &r->files };
  for (size_t i = 0; i < sizeof memos / sizeof *memos; i++) memo_clear(memos[i], ctx);
  pc_free(ctx, r->values, r->value_capacity * sizeof *r->values);
  pc_free(ctx, r->operands, r->operand_capacity * sizeof *r->operands);
  pc_free(ctx, r->keywords, r->keyword_capacity * sizeof *r->keywords);
  pc_free(ctx, r->items, r->item_capacity * sizeof *r->items);
  pc_free(ctx, r->parameters, r->parameter_capacity * sizeof *r->parameters);
  pc_free(ctx, r->owners, r->owner_capacity * sizeof *r->owners);
  pc_free(ctx, r->bodies, r->body_capacity * sizeof *r->bodies);
  pc_free(ctx, r->scopes, r->scope_capacity * sizeof *r->scopes);
}

/* ---- what the user should know ---- */

static pc_status warn_of_bodies(const pc_torch_reader *r) {
  size_t missing = 0;
  const char *first = NULL;
  for (size_t i = 0; i < r->paths.count; i++) {
    if (r->bodies[i].region->defined) continue;
    if (missing++ == 0) first = r->bodies[i].path;
  }
  if (!missing) return PC_OK;
  return pc_graph_warn(r->graph, r->error, "the program calls %zu bodies that are not printed, the first is '%s'",
                       missing, first);
}

static pc_status warn_of_programs(const pc_torch_reader *r, size_t programs, const char *forward) {
  size_t line = 1;
  if (programs < 2) return PC_OK;
  for (const char *p = r->source->text; (p = memchr(p, '\n', (size_t)(forward - p))) != NULL; p++) line++;
  return pc_graph_warn(r->graph, r->error,
                       "%zu programs are printed here, the one at line %zu is read (FILE:N reads the N-th)", programs,
                       line);
}

static pc_status read_graph(pc_graph **out, pc_context *ctx, const pc_source *source, const char *forward,
                            const pc_graph_options *options, size_t programs, pc_error *error) {
  pc_graph *graph = NULL;
  pc_status status = pc_graph_new(&graph, ctx, options, error);
  if (status) return status;
  pc_torch_reader r = { .ctx = ctx,
                        .graph = graph,
                        .source = source,
                        .error = error,
                        .line_number = 1,
                        .counted = source->text,
                        .end = source->text + source->length };
  const char *next = next_program(source->text, forward, r.end);
  r.program = forward;
  r.program_end = next ? line_start(source->text, next) : r.end;
  status = pc_torch_reserve(&r);
  if (!status) status = read_program(&r, forward);
  if (!status) status = warn_of_bodies(&r);
  if (!status) status = warn_of_programs(&r, programs, forward);
  reader_clear(&r);
  if (status)
    pc_graph_free(graph);
  else
    *out = graph;
  return status;
}

pc_status pc_torch_text_read(pc_graph **out, pc_context *ctx, const pc_source *source, const pc_graph_options *options,
                             pc_error *error) {
  const char *text = source->text, *end = text + source->length, *forward = NULL;
  size_t wanted = options && options->program ? options->program : 1, programs = 0;
  for (const char *p = find_program(text, text, end); p; p = next_program(text, p, end))
    if (++programs == wanted) forward = p;
  if (programs == 0) return no_program(source, error);
  if (!forward)
    return pc_fail_at(error, PC_INPUT, source, 0, "there is no program %zu here, only %zu", wanted, programs);
  return read_graph(out, ctx, source, forward, options, programs, error);
}
