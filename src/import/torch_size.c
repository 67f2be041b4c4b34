/* Sizes: an operator-precedence parser that computes as it reads. A value is an expression that is owned, or NULL where
 * it has none. */
#include "import/torch_size.h"
#include "import/characters.h"

#include <string.h>

typedef struct reader {
  pc_graph *graph;
  const char *start, *p, *end;
  size_t depth;
  pc_expr **terms; /* of the sums that are being read */
  size_t count, capacity;
  pc_error *error;
} reader;

static pc_status read_expression(pc_expr **out, reader *r);
static pc_status read_signed(pc_expr **out, reader *r);

static void skip_blanks(reader *r) {
  while (r->p < r->end && (pc_is_blank(*r->p) || *r->p == '\n')) r->p++;
}

static bool at(reader *r, char c) {
  skip_blanks(r);
  return r->p < r->end && *r->p == c;
}

static bool accept(reader *r, const char *text) {
  skip_blanks(r);
  size_t length = strlen(text);
  if ((size_t)(r->end - r->p) < length || memcmp(r->p, text, length) != 0) return false;
  r->p += length;
  return true;
}

static pc_status wrong(reader *r, const char *wanted) {
  return pc_fail(r->error, PC_INPUT, "expected %s in a size", wanted);
}

/* One level deeper; the caller goes back up also when this fails. */
static pc_status enter(reader *r) {
  size_t most = r->graph->ctx->limits.max_depth;
  if (r->depth++ < most) return PC_OK;
  return pc_fail(r->error, PC_LIMIT, "brackets nest deeper than %zu (raise --max-depth)", most);
}

/* ---- values ---- */

typedef enum operation { ADD, SUBTRACT, MULTIPLY, DIVIDE, FLOOR_DIVIDE, REMAINDER, POWER, LEAST, LARGEST } operation;

static pc_status divide_down(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  pc_expr *quotient;
  pc_status status = pc_expr_div(&quotient, a, b, error);
  if (status) return status;
  const pc_expr *args[] = { quotient };
  status = pc_expr_apply(out, PC_FLOOR, args, 1, error);
  pc_expr_unref(quotient);
  return status;
}

static pc_status compute(pc_expr **out, operation o, const pc_expr *a, const pc_expr *b, pc_error *error) {
  const pc_expr *both[] = { a, b };
  switch (o) {
  case ADD: return pc_expr_add(out, a, b, error);
  case SUBTRACT: return pc_expr_sub(out, a, b, error);
  case MULTIPLY: return pc_expr_mul(out, a, b, error);
  case DIVIDE: return pc_expr_div(out, a, b, error);
  case FLOOR_DIVIDE: return divide_down(out, a, b, error);
  case REMAINDER: return pc_expr_apply(out, PC_MOD, both, 2, error);
  case POWER: return pc_expr_pow(out, a, b, error);
  case LEAST: return pc_expr_apply(out, PC_MIN, both, 2, error);
  case LARGEST: break;
  }
  return pc_expr_apply(out, PC_MAX, both, 2, error);
}

/* a := a o b; b is given up. */
static pc_status combine(pc_expr **a, reader *r, operation o, pc_expr *b) {
  pc_expr *result = NULL;
  bool powerless = o == POWER && b && !pc_expr_is_integer(b);
  pc_status status = *a && b && !powerless ? compute(&result, o, *a, b, r->error) : PC_OK;
  pc_expr_unref(*a);
  pc_expr_unref(b);
  *a = result;
  return status;
}

static pc_status negate(pc_expr **a, reader *r) {
  pc_expr *result = NULL;
  pc_status status = *a ? pc_expr_neg(&result, *a, r->error) : PC_OK;
  pc_expr_unref(*a);
  *a = result;
  return status;
}

static pc_status round_to(pc_expr **a, reader *r, pc_function function) {
  pc_expr *result = NULL;
  const pc_expr *args[] = { *a };
  pc_status status = *a ? pc_expr_apply(&result, function, args, 1, r->error) : PC_OK;
  pc_expr_unref(*a);
  *a = result;
  return status;
}

/* ---- functions ---- */

typedef enum meaning {
  FOLD,     /* of any number of arguments, by `operation` */
  ROUND,    /* of one argument, by `rounding` */
  ITSELF,   /* its argument */
  CONSTANT, /* `operation` is the number */
  NOTHING,  /* has no value here */
} meaning;

static const struct function {
  const char *name;
  meaning meaning;
  operation operation;
  pc_function rounding;
} functions[] = {
  { .name = "Add", .meaning = FOLD, .operation = ADD },
  { .name = "Mul", .meaning = FOLD, .operation = MULTIPLY },
  { .name = "Pow", .meaning = FOLD, .operation = POWER },
  { .name = "PowByNatural", .meaning = FOLD, .operation = POWER },
  { .name = "Rational", .meaning = FOLD, .operation = DIVIDE },
  { .name = "IntTrueDiv", .meaning = FOLD, .operation = DIVIDE },
  { .name = "CleanDiv", .meaning = FOLD, .operation = DIVIDE }, /* known to leave no remainder */
  { .name = "FloorDiv", .meaning = FOLD, .operation = FLOOR_DIVIDE },
  { .name = "Mod", .meaning = FOLD, .operation = REMAINDER },
  { .name = "PythonMod", .meaning = FOLD, .operation = REMAINDER },
  { .name = "Min", .meaning = FOLD, .operation = LEAST },
  { .name = "Max", .meaning = FOLD, .operation = LARGEST },
  { .name = "floor", .meaning = ROUND, .rounding = PC_FLOOR },
  { .name = "FloorToInt", .meaning = ROUND, .rounding = PC_FLOOR },
  { .name = "ceiling", .meaning = ROUND, .rounding = PC_CEIL },
  { .name = "CeilToInt", .meaning = ROUND, .rounding = PC_CEIL },
  { .name = "Integer", .meaning = ITSELF },
  { .name = "Identity", .meaning = ITSELF },
  { .name = "ToFloat", .meaning = ITSELF },
  { .name = "Zero", .meaning = CONSTANT },
  { .name = "One", .meaning = CONSTANT, .operation = 1 },
};

static const struct function *function_of(const char *name, size_t length) {
  static const struct function unknown = { .name = "", .meaning = NOTHING };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (strlen(functions[i].name) == length && memcmp(functions[i].name, name, length) == 0) return &functions[i];
  return &unknown;
}

static pc_status read_symbol(pc_expr **out, reader *r, const char *name, size_t length) {
  const pc_expr *symbol;
  pc_status status = pc_graph_symbol_get(&symbol, r->graph, name, length, r->error);
  if (!status) *out = pc_expr_ref(symbol);
  return status;
}

static bool skip_string(reader *r) {
  const char *closing = memchr(r->p + 1, *r->p, (size_t)(r->end - r->p - 1));
  if (closing) r->p = closing + 1;
  return closing != NULL;
}

static bool is_quote(char c) {
  return c == '\'' || c == '"';
}

/* NAME=: what srepr says of a symbol. */
static void skip_keyword(reader *r) {
  const char *p = r->p;
  while (p < r->end && pc_is_name(*p)) p++;
  if (p > r->p && r->end - p > 1 && *p == '=' && p[1] != '=') r->p = p + 1;
}

static pc_status read_argument(pc_expr **out, reader *r) {
  *out = NULL;
  skip_blanks(r);
  skip_keyword(r);
  if (r->p < r->end && is_quote(*r->p)) return skip_string(r) ? PC_OK : wrong(r, "a closing quote");
  return read_expression(out, r);
}

/* The arguments, folded from the left. */
static pc_status read_folded(pc_expr **out, reader *r, const struct function *f) {
  pc_status status = read_argument(out, r);
  while (!status && accept(r, ",")) {
    pc_expr *next = NULL;
    if (at(r, ')')) break;
    status = read_argument(&next, r);
    if (status || f->meaning != FOLD)
      pc_expr_unref(next);
    else
      status = combine(out, r, f->operation, next);
  }
  return status;
}

static pc_status give_up(pc_expr **out) {
  pc_expr_unref(*out);
  *out = NULL;
  return PC_OK;
}

static pc_status read_call(pc_expr **out, reader *r, const struct function *f) {
  pc_status status = at(r, ')') ? PC_OK : read_folded(out, r, f);
  if (!status && !accept(r, ")")) status = wrong(r, "')'");
  if (status) return status;
  switch (f->meaning) {
  case ROUND: return round_to(out, r, f->rounding);
  case CONSTANT: give_up(out); return pc_expr_integer(out, r->graph->ctx, (int64_t)f->operation, r->error);
  case NOTHING: return give_up(out);
  case FOLD:
  case ITSELF: break;
  }
  return PC_OK;
}

/* Symbol('s0', positive=True, integer=True), after its bracket. */
static pc_status read_quoted_symbol(pc_expr **out, reader *r) {
  static const struct function rest = { .meaning = NOTHING };
  skip_blanks(r);
  const char *name = r->p + 1;
  if (r->p >= r->end || !is_quote(*r->p)) return wrong(r, "a symbol's name");
  if (!skip_string(r)) return wrong(r, "a closing quote");
  size_t length = (size_t)(r->p - 1 - name);
  accept(r, ",");
  pc_status status = read_call(out, r, &rest);
  return status ? status : read_symbol(out, r, name, length);
}

static bool is_word(const char *name, size_t length, const char *word) {
  return strlen(word) == length && memcmp(name, word, length) == 0;
}

static bool has_no_value(const char *name, size_t length) {
  static const char *const words[] = { "True", "False", "true", "false", "int_oo", "oo", "inf", "nan", "zoo", "None" };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (is_word(name, length, words[i])) return true;
  return false;
}

static pc_status read_name(pc_expr **out, reader *r) {
  const char *name = r->p;
  while (r->p < r->end && (pc_is_name(*r->p) || *r->p == '.')) r->p++;
  size_t length = (size_t)(r->p - name);
  if (r->p < r->end && *r->p == '(') {
    r->p++;
    if (is_word(name, length, "Symbol") || is_word(name, length, "Dummy")) return read_quoted_symbol(out, r);
    return read_call(out, r, function_of(name, length));
  }
  return has_no_value(name, length) ? PC_OK : read_symbol(out, r, name, length);
}

/* ---- expressions ---- */

static pc_status read_number(pc_expr **out, reader *r) {
  const char *number = r->p;
  while (r->p < r->end && (pc_is_digit(*r->p) || *r->p == '.')) r->p++;
  bool exponent = r->p < r->end && (*r->p == 'e' || *r->p == 'E');
  if (exponent) {
    r->p++;
    if (r->p < r->end && (*r->p == '-' || *r->p == '+')) r->p++;
    while (r->p < r->end && pc_is_digit(*r->p)) r->p++;
  }
  size_t length = (size_t)(r->p - number);
  if (length > 1 && number[length - 1] == '.') length--;
  return pc_expr_literal(out, r->graph->ctx, number, length, r->error);
}

static pc_status read_bracket(pc_expr **out, reader *r) {
  r->p++;
  pc_status status = read_expression(out, r);
  if (status) return status;
  return accept(r, ")") ? PC_OK : wrong(r, "')'");
}

static pc_status read_primary(pc_expr **out, reader *r) {
  skip_blanks(r);
  if (r->p < r->end && pc_is_digit(*r->p)) return read_number(out, r);
  if (r->p < r->end && pc_is_letter(*r->p)) return read_name(out, r);
  return at(r, '(') ? read_bracket(out, r) : wrong(r, "a number or a name");
}

/* a**b: tighter than a sign on its left, looser than one on its right. */
static pc_status read_power(pc_expr **out, reader *r) {
  pc_status status = read_primary(out, r);
  if (status || !accept(r, "**")) return status;
  pc_expr *exponent = NULL;
  status = enter(r);
  if (!status) status = read_signed(&exponent, r);
  r->depth--;
  if (!status) return combine(out, r, POWER, exponent);
  pc_expr_unref(exponent);
  return status;
}

static pc_status read_signed(pc_expr **out, reader *r) {
  bool negative = false, inverted = false;
  for (skip_blanks(r); r->p < r->end && strchr("+-~", *r->p) && *r->p; r->p++, skip_blanks(r)) {
    negative ^= *r->p == '-';
    inverted |= *r->p == '~';
  }
  pc_status status = read_power(out, r);
  if (!status && negative) status = negate(out, r);
  return status || !inverted ? status : give_up(out);
}

static bool accept_factor(reader *r, operation *o) {
  if (accept(r, "//")) return *o = FLOOR_DIVIDE, true;
  if (accept(r, "*")) return *o = MULTIPLY, true;
  if (accept(r, "/")) return *o = DIVIDE, true;
  if (accept(r, "%")) return *o = REMAINDER, true;
  return false;
}

static pc_status read_product(pc_expr **out, reader *r) {
  operation o = MULTIPLY;
  pc_status status = read_signed(out, r);
  while (!status && accept_factor(r, &o)) {
    pc_expr *factor = NULL;
    status = read_signed(&factor, r);
    if (!status)
      status = combine(out, r, o, factor);
    else
      pc_expr_unref(factor);
  }
  return status;
}

static pc_status read_term(reader *r, bool negative) {
  pc_context *ctx = r->graph->ctx;
  pc_expr *term = NULL;
  pc_status status = read_product(&term, r);
  if (!status && negative) status = negate(&term, r);
  if (!status && !pc_grow(ctx, (void **)&r->terms, &r->capacity, r->count, sizeof(pc_expr *)))
    status = pc_no_memory(ctx, r->error);
  if (status)
    pc_expr_unref(term);
  else
    r->terms[r->count++] = term;
  return status;
}

/* The sum of the terms from `first`, which are given up. */
static pc_status sum_terms(pc_expr **out, reader *r, size_t first) {
  pc_status status = PC_OK;
  bool known = true;
  for (size_t i = first; i < r->count; i++) known &= r->terms[i] != NULL;
  if (known)
    status = pc_expr_sum(out, r->graph->ctx, (const pc_expr *const *)r->terms + first, r->count - first, r->error);
  return status;
}

static void drop_terms(reader *r, size_t first) {
  while (r->count > first) pc_expr_unref(r->terms[--r->count]);
}

static pc_status read_sum(pc_expr **out, reader *r) {
  size_t first = r->count;
  pc_status status = read_term(r, false);
  while (!status && (at(r, '+') || at(r, '-'))) {
    bool negative = *r->p++ == '-';
    status = read_term(r, negative);
  }
  if (!status) status = sum_terms(out, r, first);
  drop_terms(r, first);
  return status;
}

static bool accept_relation(reader *r) {
  static const char *const relations[] = { "==", "!=", "<=", ">=", "<", ">", "&", "|" };
  for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
    if (accept(r, relations[i])) return true;
  return false;
}

static pc_status read_relations(pc_expr **out, reader *r) {
  pc_status status = read_sum(out, r);
  while (!status && accept_relation(r)) {
    pc_expr *other = NULL;
    status = read_sum(&other, r);
    pc_expr_unref(other);
    if (!status) give_up(out);
  }
  return status;
}

static pc_status read_expression(pc_expr **out, reader *r) {
  pc_status status = enter(r);
  if (!status) status = read_relations(out, r);
  r->depth--;
  return status;
}

static pc_status as_operand(const pc_operand **out, pc_graph *graph, const pc_expr *value, pc_error *error) {
  if (value) return pc_operand_number(out, graph, value, error);
  *out = pc_operand_unknown(graph);
  return PC_OK;
}

pc_status pc_torch_size(const pc_operand **out, pc_graph *graph, const char *text, size_t length, size_t *where,
                        pc_error *error) {
  reader r = { .graph = graph, .start = text, .p = text, .end = text + length, .error = error };
  pc_expr *value = NULL;
  pc_status status = read_expression(&value, &r);
  skip_blanks(&r);
  if (!status && r.p < r.end) status = wrong(&r, "an operator");
  *where = (size_t)(r.p - r.start);
  if (!status) status = as_operand(out, graph, value, error);
  pc_expr_unref(value);
  drop_terms(&r, 0);
  pc_free(graph->ctx, r.terms, r.capacity * sizeof *r.terms);
  return status;
}
