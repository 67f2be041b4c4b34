/* Expressions in cells. Texts that were parsed are remembered; and for cells that name symbols, what they come to in
 * the other columns, for all rows that hold the same expressions. */
#include "sweep/pattern.h"
#include "sweep/source.h"
#include <string.h>

enum { PARSED = 64, PATTERNS = 32, LONGEST_CELL = 1 << 16 };

typedef struct parsed {
  char *text;
  size_t length;
  pc_expr *expr;
} parsed;

/* The cells of a row that name symbols: "f=4*d\n", and what comes of them. */
typedef struct pattern {
  char *key;
  size_t length;
  size_t *inputs; /* that are bound by expressions */
  pc_expr **values;
  size_t n;
} pattern;

struct pc_patterns {
  parsed parsed[PARSED];
  pattern patterns[PATTERNS];
  size_t next; /* to be replaced */
};

/* ---- memory ---- */

static void forget_text(pc_context *ctx, parsed *p) {
  pc_expr_unref(p->expr);
  pc_free(ctx, p->text, p->length + 1);
  *p = (parsed) { 0 };
}

static void forget_pattern(pc_context *ctx, pattern *p) {
  for (size_t i = 0; p->values && i < p->n; i++) pc_expr_unref(p->values[i]);
  pc_free(ctx, p->values, p->n * sizeof *p->values);
  pc_free(ctx, p->inputs, p->n * sizeof *p->inputs);
  pc_free(ctx, p->key, p->length + 1);
  *p = (pattern) { 0 };
}

void pc_patterns_free(pc_plan *plan) {
  if (!plan->patterns) return;
  for (size_t i = 0; i < PARSED; i++) forget_text(plan->ctx, &plan->patterns->parsed[i]);
  for (size_t i = 0; i < PATTERNS; i++) forget_pattern(plan->ctx, &plan->patterns->patterns[i]);
  pc_free(plan->ctx, plan->patterns, sizeof *plan->patterns);
  plan->patterns = NULL;
}

static pc_status set_up(pc_plan *plan, pc_error *error) {
  if (!plan->patterns) plan->patterns = pc_alloc_zero(plan->ctx, sizeof *plan->patterns);
  return plan->patterns ? PC_OK : pc_no_memory(plan->ctx, error);
}

/* ---- one cell by itself ---- */

static uint32_t hash_of(pc_piece text) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < text.length; i++) hash = (hash ^ (unsigned char)text.start[i]) * 16777619u;
  return hash;
}

static pc_status parse(parsed *out, pc_plan *plan, pc_piece text, pc_error *error) {
  pc_context *ctx = plan->ctx;
  parsed new = { .length = text.length };
  if (text.length > LONGEST_CELL)
    return pc_fail(error, PC_LIMIT, "an expression of more than %d bytes", (int)LONGEST_CELL);
  if (memchr(text.start, '\n', text.length)) return pc_fail(error, PC_INPUT, "an expression goes over several lines");
  if (pc_utf8_check(text.start, text.length) < text.length) return pc_fail(error, PC_INPUT, "a byte that is not UTF-8");
  new.text = pc_source_text(ctx, text.start, text.length);
  if (!new.text) return pc_no_memory(ctx, error);
  pc_status status = pc_expr_parse(&new.expr, ctx, new.text, error);
  forget_text(ctx, status ? &new : out);
  if (!status) *out = new;
  return status;
}

/* The text of a cell as an expression, which lives until the next one is parsed. */
static pc_status parse_cell(const pc_expr **out, pc_plan *plan, pc_piece text, pc_error *error) {
  parsed *slot = &plan->patterns->parsed[hash_of(text) % PARSED];
  pc_status status = PC_OK;
  if (!slot->text || slot->length != text.length || memcmp(slot->text, text.start, text.length) != 0)
    status = parse(slot, plan, text, error);
  if (!status) *out = slot->expr;
  return status;
}

/* ---- the cells of a row together ---- */

static const char *input_name(const pc_plan *plan, size_t input) {
  return pc_symbol_name(plan->inputs[input]);
}

/* The odd cells of a row, which stand together. */
typedef struct cells {
  const pc_odd_cell *first, *end;
} cells;

static cells cells_of(const pc_row_block *block, const pc_odd_cell *cell) {
  cells c = { cell, cell + 1 };
  while (c.first > block->odd && c.first[-1].row == cell->row) c.first--;
  while (c.end < block->odd + block->odd_count && c.end->row == cell->row) c.end++;
  return c;
}

/* Adds the cells that name symbols to the key. */
static pc_status make_key(pc_buffer *key, pc_plan *plan, cells row, pc_error *error) {
  for (const pc_odd_cell *cell = row.first; cell < row.end; cell++) {
    const pc_expr *expr;
    pc_status status = parse_cell(&expr, plan, cell->text, error);
    if (status) return status;
    if (pc_expr_is_number(expr)) continue;
    pc_buffer_addf(key, "%s=%.*s\n", input_name(plan, cell->input), (int)cell->text.length, cell->text.start);
  }
  return key->failed ? pc_no_memory(plan->ctx, error) : PC_OK;
}

/* The index of the input whose name the line of the key begins with. */
static size_t input_of(const pc_plan *plan, const char *line) {
  size_t length = strcspn(line, "="), i = 0;
  while (strncmp(input_name(plan, i), line, length) != 0 || input_name(plan, i)[length]) i++;
  return i;
}

typedef struct names {
  const char **bindings, **varied;
  size_t binding_count, varied_count;
} names;

static bool is_bound(const pattern *p, const pc_plan *plan, size_t column) {
  for (size_t i = 0; i < p->n; i++)
    if (plan->roles[column] == (int)p->inputs[i]) return true;
  return false;
}

/* What the command line says and the lines of the key, which is cut at its newlines; the other columns vary. */
static void list_names(names *out, const pattern *p, const pc_plan *plan) {
  const pc_plan_options *o = &plan->options;
  for (size_t i = 0; i < o->model.binding_count; i++) out->bindings[out->binding_count++] = o->model.bindings[i];
  char *line = p->key;
  for (size_t i = 0; i < p->n; i++) {
    out->bindings[out->binding_count++] = line;
    line += strcspn(line, "\n");
    *line++ = '\0';
  }
  for (size_t i = 0; i < o->column_count; i++)
    if (!is_bound(p, plan, i)) out->varied[out->varied_count++] = o->columns[i];
}

static void join_key(const pattern *p) {
  for (size_t i = 0; i < p->length; i++)
    if (!p->key[i]) p->key[i] = '\n';
}

static pc_expr *value_in(const pc_model *model, const pc_symbol *symbol) {
  for (size_t i = 0; i < model->values.n; i++)
    if (model->values.symbols[i] == symbol) return model->values.values[i];
  return NULL;
}

static pc_status take_values(pattern *p, pc_plan *plan, const names *n, pc_error *error) {
  pc_model_options options = plan->options.model;
  pc_model *model;
  options.bindings = n->bindings;
  options.binding_count = n->binding_count;
  options.varied = n->varied;
  options.varied_count = n->varied_count;
  if (options.model && strcmp(options.model, "-") == 0)
    return pc_fail(error, PC_INPUT, "it names symbols, and for that the model is read again: it cannot be '-'");
  pc_status status = pc_model_open(&model, plan->ctx, &options, error);
  if (status) return status;
  for (size_t i = 0; i < p->n; i++) {
    pc_expr *value = value_in(model, plan->inputs[p->inputs[i]]);
    if (value) p->values[i] = pc_expr_ref(value);
  }
  pc_model_free(model);
  return PC_OK;
}

static pc_status resolve(pattern *p, pc_plan *plan, pc_error *error) {
  pc_context *ctx = plan->ctx;
  size_t bindings = (plan->options.model.binding_count + p->n) * sizeof(char *);
  size_t varied = plan->options.column_count * sizeof(char *);
  names n = { .bindings = pc_alloc(ctx, bindings), .varied = pc_alloc(ctx, varied) };
  pc_status status = n.bindings && n.varied ? PC_OK : pc_no_memory(ctx, error);
  if (!status) {
    list_names(&n, p, plan);
    status = take_values(p, plan, &n, error);
    join_key(p);
  }
  pc_free(ctx, n.bindings, bindings);
  pc_free(ctx, n.varied, varied);
  return status;
}

static pc_status new_pattern(pattern *out, pc_plan *plan, const pc_buffer *key, pc_error *error) {
  pc_context *ctx = plan->ctx;
  pattern p = { .length = key->length };
  for (size_t i = 0; i < key->length; i++) p.n += key->text[i] == '\n';
  p.key = pc_source_text(ctx, key->text, key->length);
  p.inputs = pc_alloc(ctx, p.n * sizeof *p.inputs);
  p.values = pc_alloc_zero(ctx, p.n * sizeof *p.values);
  pc_status status = p.key && p.inputs && p.values ? PC_OK : pc_no_memory(ctx, error);
  const char *line = p.key;
  for (size_t i = 0; !status && i < p.n; i++, line += strcspn(line, "\n") + 1) p.inputs[i] = input_of(plan, line);
  if (!status) status = resolve(&p, plan, error);
  if (status)
    forget_pattern(ctx, &p);
  else
    *out = p;
  return status;
}

static pc_status find_pattern(const pattern **out, pc_plan *plan, const pc_buffer *key, pc_error *error) {
  struct pc_patterns *known = plan->patterns;
  for (size_t i = 0; i < PATTERNS; i++) {
    const pattern *p = &known->patterns[i];
    *out = p;
    if (p->key && p->length == key->length && memcmp(p->key, key->text, key->length) == 0) return PC_OK;
  }
  pattern *slot = &known->patterns[known->next];
  known->next = (known->next + 1) % PATTERNS;
  forget_pattern(plan->ctx, slot);
  *out = slot;
  return new_pattern(slot, plan, key, error);
}

/* ---- values ---- */

/* The number that a row has in a column, unless an expression is there. */
static pc_status plain_value(pc_expr **out, pc_plan *plan, const pc_row_block *block, cells row, size_t input,
                             pc_error *error) {
  for (const pc_odd_cell *cell = row.first; cell < row.end; cell++) {
    if (cell->input != input) continue;
    const pc_expr *expr;
    pc_status status = parse_cell(&expr, plan, cell->text, error);
    if (!status) *out = pc_expr_ref(expr);
    return status;
  }
  return pc_expr_integer(out, plan->ctx, block->narrow[input][row.first->row], error);
}

static pc_status put_row(pc_expr **out, pc_plan *plan, const pc_row_block *block, cells row, const pattern *p,
                         const pc_expr *value, pc_error *error) {
  size_t size = plan->input_count * sizeof(void *), n = 0;
  const pc_symbol **symbols = pc_alloc(plan->ctx, size);
  pc_expr **values = pc_alloc(plan->ctx, size);
  pc_status status = symbols && values ? PC_OK : pc_no_memory(plan->ctx, error);
  for (size_t i = 0; !status && i < plan->input_count; i++) {
    bool bound = false;
    for (size_t j = 0; j < p->n; j++) bound |= p->inputs[j] == i;
    if (bound) continue;
    status = plain_value(&values[n], plan, block, row, i, error);
    if (!status) symbols[n++] = plan->inputs[i];
  }
  if (!status) status = pc_expr_subs(out, value, symbols, (const pc_expr *const *)values, n, error);
  for (size_t i = 0; i < n; i++) pc_expr_unref(values[i]);
  pc_free(plan->ctx, symbols, size);
  pc_free(plan->ctx, values, size);
  return status;
}

static pc_status joint_value(pc_expr **out, pc_plan *plan, const pc_row_block *block, const pc_odd_cell *cell,
                             pc_error *error) {
  pc_buffer key = { .ctx = plan->ctx };
  const pattern *p = NULL;
  cells row = cells_of(block, cell);
  pc_status status = make_key(&key, plan, row, error);
  if (!status) status = find_pattern(&p, plan, &key, error);
  pc_buffer_clear(&key);
  for (size_t i = 0; !status && i < p->n; i++) {
    if (p->inputs[i] != cell->input) continue;
    if (p->values[i]) return put_row(out, plan, block, row, p, p->values[i], error);
    return pc_fail(error, PC_INPUT, "'%.*s' leaves it without a value", (int)cell->text.length, cell->text.start);
  }
  return status;
}

pc_status pc_pattern_value(pc_expr **out, pc_plan *plan, const pc_row_block *block, const pc_odd_cell *cell,
                           pc_error *error) {
  const pc_expr *expr;
  pc_status status = set_up(plan, error);
  if (!status) status = parse_cell(&expr, plan, cell->text, error);
  if (status) return status;
  if (!pc_expr_is_number(expr)) return joint_value(out, plan, block, cell, error);
  *out = pc_expr_ref(expr);
  return PC_OK;
}
