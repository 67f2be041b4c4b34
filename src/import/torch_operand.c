/* Names, and operands of calls. */
#include "import/characters.h"
#include "import/torch_reader.h"

#include <string.h>

/* ---- names ---- */

pc_torch_value *pc_torch_value_of(const pc_torch_reader *r, const char *name, size_t length) {
  uint32_t number = pc_slices_find(&r->names, name, length);
  return number == PC_NO_SLICE ? NULL : &r->values[number];
}

pc_status pc_torch_define(pc_torch_reader *r, const char *name, size_t length, pc_torch_value value) {
  if (!pc_grow(r->ctx, (void **)&r->values, &r->value_capacity, r->names.count, sizeof *r->values))
    return pc_no_memory(r->ctx, r->error);
  uint32_t number = pc_slices_add(&r->names, r->ctx, name, length);
  if (number == PC_NO_SLICE) return pc_no_memory(r->ctx, r->error);
  r->values[number] = value;
  return PC_OK;
}

/* ---- operations ---- */

/* a.b.c as "a.b::c". */
static size_t qualified(char *out, const char *text, size_t length) {
  static const char OPS[] = "torch.ops.";
  bool registered = length > strlen(OPS) && memcmp(text, OPS, strlen(OPS)) == 0;
  if (registered) text += strlen(OPS), length -= strlen(OPS);
  size_t dot = length;
  for (size_t i = 0; i < length; i++)
    if (text[i] == '.' && (dot == length || !registered)) dot = i;
  if (dot == length) return memcpy(out, text, length), length;
  memcpy(out, text, dot);
  memcpy(out + dot, "::", 2);
  memcpy(out + dot + 2, text + dot + 1, length - dot - 1);
  return length + 1;
}

pc_status pc_torch_operation(const char **out, pc_torch_reader *r, const char *text, size_t length) {
  *out = pc_torch_recall(&r->operations, text, length);
  if (*out) return PC_OK;
  char *name = pc_alloc(r->ctx, length + 1);
  if (!name) return pc_no_memory(r->ctx, r->error);
  *out = pc_intern_string(r->ctx, name, qualified(name, text, length));
  pc_free(r->ctx, name, length + 1);
  if (!*out) return pc_no_memory(r->ctx, r->error);
  return pc_torch_remember(&r->operations, r, text, length, *out);
}

/* ---- literals ---- */

static bool number_follows(const pc_torch_reader *r) {
  const char *p = r->p;
  if (p < r->eol && *p == '-') p++;
  if (p < r->eol && *p == '.') p++;
  return p < r->eol && pc_is_digit(*p);
}

static size_t number_length(const pc_torch_reader *r) {
  const char *p = r->p;
  if (*p == '-') p++;
  for (; p < r->eol; p++) {
    bool sign = (*p == '-' || *p == '+') && (p[-1] == 'e' || p[-1] == 'E');
    if (!sign && !pc_is_name(*p) && *p != '.') break;
  }
  return (size_t)(p - r->p);
}

static pc_status number_of(const pc_operand **out, pc_torch_reader *r, const char *text, size_t length) {
  pc_expr *value = NULL, *negative = NULL;
  bool minus = *text == '-', imaginary = text[length - 1] == 'j';
  size_t shown = length;
  if (imaginary) return *out = pc_operand_unknown(r->graph), PC_OK;
  if (minus) text++, shown--;
  if (shown > 1 && text[shown - 1] == '.') shown--;
  pc_status status = pc_expr_literal(&value, r->ctx, text, shown, r->error);
  if (!status && minus) status = pc_expr_neg(&negative, value, r->error);
  if (!status) status = pc_operand_number(out, r->graph, minus ? negative : value, r->error);
  pc_expr_unref(value);
  pc_expr_unref(negative);
  if (status) pc_error_place(r->error, r->source, pc_torch_offset(r, text));
  return status;
}

static pc_status read_number(const pc_operand **out, pc_torch_reader *r) {
  const char *text = r->p;
  size_t length = number_length(r);
  r->p += length;
  if (length == 1) return pc_operand_integer(out, r->graph, *text - '0', r->error);
  *out = pc_torch_recall(&r->literals, text, length);
  if (*out) return PC_OK;
  pc_status status = number_of(out, r, text, length);
  return status ? status : pc_torch_remember(&r->literals, r, text, length, *out);
}

static pc_status read_string(const pc_operand **out, pc_torch_reader *r) {
  char quote = *r->p;
  const char *text = r->p + 1, *p = text;
  while (p < r->eol && *p != quote) p += *p == '\\' && p + 1 < r->eol ? 2 : 1;
  if (p >= r->eol) {
    r->p = r->eol;
    return pc_torch_expected(r, "a closing quote");
  }
  r->p = p + 1;
  return pc_operand_string(out, r->graph, text, (size_t)(p - text), r->error);
}

/* <built-in method f of type object at 0x7f>: what Python shows of an object. */
static pc_status read_object(const pc_operand **out, pc_torch_reader *r) {
  const char *text = r->p, *closing = memchr(text, '>', (size_t)(r->eol - text));
  if (!closing) return pc_torch_expected(r, "an operand");
  r->p = closing + 1;
  return pc_operand_string(out, r->graph, text, (size_t)(r->p - text), r->error);
}

/* ---- lists ---- */

pc_status pc_torch_reserve(pc_torch_reader *r) {
  bool room = pc_grow(r->ctx, (void **)&r->operands, &r->operand_capacity, r->operand_count, sizeof *r->operands) &&
              pc_grow(r->ctx, (void **)&r->keywords, &r->keyword_capacity, r->operand_count, sizeof *r->keywords);
  return room ? PC_OK : pc_no_memory(r->ctx, r->error);
}

pc_status pc_torch_push(pc_torch_reader *r, const pc_operand *operand, const char *keyword) {
  pc_status status = pc_torch_reserve(r);
  if (status) return status;
  r->operands[r->operand_count] = operand;
  r->keywords[r->operand_count++] = keyword;
  return PC_OK;
}

static pc_status read_word(const pc_operand **out, pc_torch_reader *r, size_t length);

/* NAME = before an operand; the cursor stands on the name. */
static pc_status read_keyword(const char **keyword, pc_torch_reader *r, size_t length) {
  const char *p = r->p + length;
  while (p < r->eol && pc_is_blank(*p)) p++;
  *keyword = NULL;
  if (p >= r->eol || *p != '=' || (p + 1 < r->eol && p[1] == '=')) return PC_OK;
  *keyword = pc_intern_string(r->ctx, r->p, length);
  r->p = p + 1;
  pc_torch_skip_space(r);
  return *keyword ? PC_OK : pc_no_memory(r->ctx, r->error);
}

static bool may_end_operand(char c) {
  return c == ',' || c == ')' || c == ']';
}

static pc_status read_item(pc_torch_reader *r, char closing) {
  const pc_operand *operand = NULL;
  const char *keyword = NULL;
  size_t length = pc_torch_name_length(r, true);
  pc_status status = PC_OK;
  if (length && !(r->p + length < r->eol && may_end_operand(r->p[length]))) {
    status = read_keyword(&keyword, r, length);
    if (keyword) length = pc_torch_name_length(r, true);
  }
  if (!status) status = length ? read_word(&operand, r, length) : pc_torch_operand(&operand, r);
  if (!status && closing == '}' && pc_torch_accept(r, ':')) {
    pc_torch_skip_space(r);
    status = pc_torch_operand(&operand, r);
  }
  return status ? status : pc_torch_push(r, operand, keyword);
}

pc_status pc_torch_operands(pc_torch_reader *r, char closing) {
  const char expected[] = { '\'', closing, '\'', '\0' };
  pc_status status = pc_torch_enter(r);
  for (pc_torch_skip_space(r); !status && !pc_torch_accept(r, closing); pc_torch_skip_space(r)) {
    status = read_item(r, closing);
    pc_torch_skip_space(r);
    if (status || pc_torch_accept(r, ',')) continue;
    status = pc_torch_accept(r, closing) ? PC_OK : pc_torch_expected(r, expected);
    break;
  }
  r->depth--;
  return status;
}

/* (x) is x. */
static bool is_grouping(const pc_torch_reader *r, size_t first) {
  const char *p = r->p - 1;
  while (p > r->line && pc_is_blank(p[-1])) p--;
  return r->operand_count == first + 1 && p > r->line && p[-1] != ',';
}

static pc_status read_list(const pc_operand **out, pc_torch_reader *r, char closing) {
  size_t first = r->operand_count;
  r->p++;
  pc_status status = pc_torch_operands(r, closing);
  if (!status && closing == ')' && is_grouping(r, first))
    *out = r->operands[first];
  else if (!status)
    status = pc_operand_list(out, r->graph, r->operands + first, r->operand_count - first, r->error);
  r->operand_count = first;
  return status;
}

/* ---- words ---- */

static pc_status device_of(const pc_operand **out, pc_torch_reader *r, size_t first) {
  const pc_operand *type = r->operands[first], *index = r->operand_count > first + 1 ? r->operands[first + 1] : NULL;
  char name[64];
  int64_t number;
  bool indexed = index && index->kind == PC_O_NUMBER && pc_expr_to_int64(&number, index->number);
  if (type->kind != PC_O_STRING || !indexed || strlen(type->text) > sizeof name / 2) return *out = type, PC_OK;
  size_t length = strlen(type->text);
  memcpy(name, type->text, length);
  name[length++] = ':';
  char digits[24];
  size_t n = 0;
  for (uint64_t rest = (uint64_t)number; n == 0 || rest; rest /= 10) digits[n++] = (char)('0' + rest % 10);
  while (n) name[length++] = digits[--n];
  return pc_operand_string(out, r->graph, name, length, r->error);
}

/* A call inside an operand: device(...), slice(...), torch.Size(...). */
static pc_status read_nested_call(const pc_operand **out, pc_torch_reader *r, const char *text, size_t length) {
  size_t first = r->operand_count;
  r->p++;
  pc_status status = pc_torch_operands(r, ')');
  size_t n = r->operand_count - first;
  bool device = pc_torch_equal(text, length, "device") || pc_torch_equal(text, length, "torch.device");
  bool list = pc_torch_equal(text, length, "slice") || pc_torch_equal(text, length, "torch.Size");
  if (!status && device && n > 0)
    status = device_of(out, r, first);
  else if (!status && list)
    status = pc_operand_list(out, r->graph, r->operands + first, n, r->error);
  else
    *out = pc_operand_unknown(r->graph);
  r->operand_count = first;
  return status;
}

/* x[1] inside an operand. */
static pc_status read_subscript(const pc_operand **out, pc_torch_reader *r, const pc_operand *of) {
  size_t first = r->operand_count;
  int64_t index;
  r->p++;
  pc_status status = pc_torch_operands(r, ']');
  bool one = !status && r->operand_count == first + 1 && r->operands[first]->kind == PC_O_NUMBER;
  *out = pc_operand_unknown(r->graph);
  if (one && of->kind == PC_O_LIST && pc_expr_to_int64(&index, r->operands[first]->number) && index >= 0 &&
      (size_t)index < of->n)
    *out = of->items[index];
  r->operand_count = first;
  return status;
}

static pc_status unknown_name(pc_torch_reader *r, const char *name, size_t length) {
  return pc_fail_at(r->error, PC_INPUT, r->source, pc_torch_offset(r, name),
                    "'%.*s' is used before it is defined (lines of the program are missing)",
                    (int)(length < 80 ? length : 80), name);
}

static bool is_python_type(const char *text, size_t length) {
  return pc_torch_equal(text, length, "int") || pc_torch_equal(text, length, "float") ||
         pc_torch_equal(text, length, "bool") || pc_torch_equal(text, length, "str");
}

/* What a word that is no variable means. */
static pc_status read_constant(const pc_operand **out, pc_torch_reader *r, const char *text, size_t length) {
  static const char OPS[] = "torch.ops.";
  if (pc_torch_equal(text, length, "None")) return *out = pc_operand_none(r->graph), PC_OK;
  if (pc_torch_equal(text, length, "True")) return pc_operand_integer(out, r->graph, 1, r->error);
  if (pc_torch_equal(text, length, "False")) return pc_operand_integer(out, r->graph, 0, r->error);
  if (pc_torch_equal(text, length, "inf") || pc_torch_equal(text, length, "nan") || is_python_type(text, length))
    return pc_operand_string(out, r->graph, text, length, r->error);
  if (pc_torch_equal(text, length, "Ellipsis")) return *out = pc_operand_unknown(r->graph), PC_OK;
  if (!memchr(text, '.', length)) return unknown_name(r, text, length);
  if (length < strlen(OPS) || memcmp(text, OPS, strlen(OPS)) != 0) return pc_torch_constant(out, r, text, length);
  const char *name;
  pc_status status = pc_torch_operation(&name, r, text, length);
  return status ? status : pc_operand_string(out, r->graph, name, strlen(name), r->error);
}

/* x.shape, self._out_spec: nothing is known of it. */
static bool is_attribute_of_value(const pc_torch_reader *r, const char *text, size_t length) {
  const char *dot = memchr(text, '.', length);
  if (!dot) return false;
  size_t first = (size_t)(dot - text);
  return pc_torch_equal(text, first, "self") || pc_torch_value_of(r, text, first);
}

static pc_status read_word(const pc_operand **out, pc_torch_reader *r, size_t length) {
  const char *text = r->p;
  r->p += length;
  const pc_torch_value *value = pc_torch_value_of(r, text, length);
  if (value) pc_torch_use(r, value);
  bool call = r->p < r->eol && *r->p == '(', subscript = r->p < r->eol && *r->p == '[';
  if (call) return read_nested_call(out, r, text, length);
  if (value && subscript) return read_subscript(out, r, value->type);
  if (value) return *out = value->type, PC_OK;
  *out = pc_torch_recall(&r->literals, text, length);
  if (*out) return PC_OK;
  if (is_attribute_of_value(r, text, length)) return *out = pc_operand_unknown(r->graph), PC_OK;
  pc_status status = read_constant(out, r, text, length);
  return status ? status : pc_torch_remember(&r->literals, r, text, length, *out);
}

pc_status pc_torch_operand(const pc_operand **out, pc_torch_reader *r) {
  pc_torch_skip_space(r);
  size_t length = pc_torch_name_length(r, true);
  if (length) return read_word(out, r, length);
  if (number_follows(r)) return read_number(out, r);
  if (pc_torch_starts(r, "-inf")) return r->p += 4, pc_operand_string(out, r->graph, "-inf", 4, r->error);
  if (pc_torch_starts(r, "...")) return r->p += 3, *out = pc_operand_unknown(r->graph), PC_OK;
  if (r->p >= r->eol) return pc_torch_expected(r, "an operand");
  switch (*r->p) {
  case '[': return read_list(out, r, ']');
  case '(': return read_list(out, r, ')');
  case '{': return read_list(out, r, '}');
  case '<': return read_object(out, r);
  case '\'':
  case '"': return read_string(out, r);
  default: return pc_torch_expected(r, "an operand");
  }
}
