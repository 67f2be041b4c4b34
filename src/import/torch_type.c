/* What programs state of types: "f32[s0, 64][64, 1]cuda:0", "Sym(s0 + 1)". */
#include "import/characters.h"
#include "import/torch_reader.h"
#include "import/torch_size.h"

#include <string.h>

/* ---- what was met before ---- */

const void *pc_torch_recall(const pc_torch_memo *memo, const char *text, size_t length) {
  uint32_t number = pc_slices_find(&memo->slices, text, length);
  return number == PC_NO_SLICE ? NULL : memo->meanings[number];
}

pc_status pc_torch_remember(pc_torch_memo *memo, pc_torch_reader *r, const char *text, size_t length,
                            const void *meaning) {
  if (!pc_grow(r->ctx, (void **)&memo->meanings, &memo->capacity, memo->slices.count, sizeof *memo->meanings))
    return pc_no_memory(r->ctx, r->error);
  uint32_t number = pc_slices_add(&memo->slices, r->ctx, text, length);
  if (number == PC_NO_SLICE) return pc_no_memory(r->ctx, r->error);
  memo->meanings[number] = meaning;
  return PC_OK;
}

/* ---- sizes ---- */

enum { DIGITS_OF_INT64 = 18 };

static bool small_number(int64_t *out, const char *text, size_t length) {
  if (length == 0 || length > DIGITS_OF_INT64) return false;
  *out = 0;
  for (size_t i = 0; i < length; i++) {
    if (!pc_is_digit(text[i])) return false;
    *out = *out * 10 + (text[i] - '0');
  }
  return true;
}

static pc_status read_size(const pc_operand **out, pc_torch_reader *r, const char *text, size_t length) {
  int64_t number;
  size_t where = 0;
  if (small_number(&number, text, length)) return pc_operand_integer(out, r->graph, number, r->error);
  const pc_operand *known = pc_torch_recall(&r->sizes, text, length);
  if (known) return *out = known, PC_OK;
  pc_status status = pc_torch_size(out, r->graph, text, length, &where, r->error);
  if (status) {
    pc_error_place(r->error, r->source, pc_torch_offset(r, text + where));
    return status;
  }
  return pc_torch_remember(&r->sizes, r, text, length, *out);
}

/* Up to the comma or the bracket that ends a size. */
static const char *size_end(const char *p, const char *end) {
  size_t depth = 0;
  for (; p < end; p++) {
    if (*p == '(' || *p == '[') depth++;
    if (depth == 0 && (*p == ',' || *p == ']')) break;
    if ((*p == ')' || *p == ']') && depth > 0) depth--;
  }
  return p;
}

static pc_status push_size(pc_torch_reader *r, const char *text, const char *end) {
  const pc_operand *size;
  while (text < end && pc_is_blank(*text)) text++;
  while (text < end && pc_is_blank(end[-1])) end--;
  pc_status status = read_size(&size, r, text, (size_t)(end - text));
  return status ? status : pc_torch_push(r, size, NULL);
}

/* Pushes the sizes from `text`, behind their bracket. */
static pc_status push_sizes(pc_torch_reader *r, const char *text, const char *end) {
  for (;;) {
    const char *stop = size_end(text, end);
    if (stop == end)
      return pc_fail_at(r->error, PC_INPUT, r->source, pc_torch_offset(r, text), "expected ']' after a tensor's sizes");
    pc_status status = text == stop ? PC_OK : push_size(r, text, stop);
    if (status || *stop == ']') return status;
    text = stop + 1;
  }
}

static pc_status read_tensor(const pc_operand **out, pc_torch_reader *r, const char *text, size_t dtype,
                             const char *end) {
  size_t first = r->operand_count;
  pc_status status = push_sizes(r, text + dtype + 1, end);
  if (!status)
    status = pc_operand_tensor(out, r->graph, text, dtype, r->operands + first, r->operand_count - first, r->error);
  r->operand_count = first;
  return status;
}

/* ---- annotations ---- */

/* Letters and a width, as f32, b8, f8e4m3fn; its length, or 0. */
static size_t dtype_length(const char *text, const char *end) {
  const char *p = text;
  while (p < end && pc_is_letter(*p) && *p != '_') p++;
  if (p == text || p == end || !pc_is_digit(*p)) return 0;
  while (p < end && pc_is_name(*p)) p++;
  return (size_t)(p - text);
}

static pc_status read_symbolic(const pc_operand **out, pc_torch_reader *r, const char *text, const char *end) {
  while (end > text && end[-1] != ')') end--;
  if (end == text)
    return pc_fail_at(r->error, PC_INPUT, r->source, pc_torch_offset(r, text), "expected ')' after a symbolic value");
  return read_size(out, r, text, (size_t)(end - 1 - text));
}

/* Subclass(f32[2, 3]): what it is of. */
static const char *inner_type(const char *text, const char *end) {
  const char *p = text;
  while (p < end && (pc_is_name(*p) || *p == '.')) p++;
  return p < end && *p == '(' && dtype_length(p + 1, end) ? p + 1 : text;
}

static pc_status read_type(const pc_operand **out, pc_torch_reader *r, const char *text, const char *end) {
  *out = NULL;
  if (end - text > 4 && memcmp(text, "Sym(", 4) == 0) return read_symbolic(out, r, text + 4, end);
  text = inner_type(text, end);
  size_t dtype = dtype_length(text, end);
  if (!dtype || text + dtype == end || text[dtype] != '[') return PC_OK;
  return read_tensor(out, r, text, dtype, end);
}

/* Where an annotation without quotes ends. */
static const char *bare_end(const char *p, const char *eol) {
  size_t depth = 0;
  for (; p < eol; p++) {
    if (depth == 0 && (*p == '=' || *p == ',' || *p == ';' || *p == ')' || *p == '#')) break;
    if (*p == '(' || *p == '[') depth++;
    if ((*p == ')' || *p == ']') && depth > 0) depth--;
  }
  return p;
}

static pc_status find_annotation(const char **text, const char **end, pc_torch_reader *r) {
  pc_torch_skip_blanks(r);
  bool quoted = r->p < r->eol && (*r->p == '"' || *r->p == '\'');
  *text = quoted ? r->p + 1 : r->p;
  *end = quoted ? memchr(*text, *r->p, (size_t)(r->eol - *text)) : bare_end(*text, r->eol);
  if (!*end) {
    r->p = r->eol;
    return pc_torch_expected(r, "a closing quote");
  }
  r->p = quoted ? *end + 1 : *end;
  while (*end > *text && pc_is_blank((*end)[-1])) (*end)--;
  return PC_OK;
}

pc_status pc_torch_annotation(const pc_operand **out, pc_torch_reader *r) {
  const char *text, *end;
  pc_status status = find_annotation(&text, &end, r);
  if (status) return status;
  size_t length = (size_t)(end - text);
  *out = pc_torch_recall(&r->types, text, length);
  if (*out) return PC_OK;
  status = read_type(out, r, text, end);
  return status || !*out ? status : pc_torch_remember(&r->types, r, text, length, *out);
}

/* ---- constants ---- */

pc_status pc_torch_constant(const pc_operand **out, pc_torch_reader *r, const char *text, size_t length) {
  static const struct dtype {
    const char *name, *dtype;
  } dtypes[] = {
    { "float32", "f32" },   { "float", "f32" },
    { "float16", "f16" },   { "half", "f16" },
    { "bfloat16", "bf16" }, { "float64", "f64" },
    { "double", "f64" },    { "int64", "i64" },
    { "long", "i64" },      { "int32", "i32" },
    { "int", "i32" },       { "int16", "i16" },
    { "short", "i16" },     { "int8", "i8" },
    { "uint8", "u8" },      { "uint16", "u16" },
    { "uint32", "u32" },    { "uint64", "u64" },
    { "bool", "b8" },       { "complex32", "c32" },
    { "complex64", "c64" }, { "complex128", "c128" } /* float8_e4m3fn: below */,
  };
  static const char FLOAT8[] = "float8_", BEFORE[] = "torch.";
  if (length > strlen(BEFORE) && memcmp(text, BEFORE, strlen(BEFORE)) == 0)
    text += strlen(BEFORE), length -= strlen(BEFORE);
  for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++)
    if (pc_torch_equal(text, length, dtypes[i].name))
      return pc_operand_string(out, r->graph, dtypes[i].dtype, strlen(dtypes[i].dtype), r->error);
  char dtype[32] = "f8";
  bool small = length > strlen(FLOAT8) && length < sizeof dtype && memcmp(text, FLOAT8, strlen(FLOAT8)) == 0;
  if (!small) return pc_operand_string(out, r->graph, text, length, r->error);
  memcpy(dtype + 2, text + strlen(FLOAT8), length - strlen(FLOAT8));
  return pc_operand_string(out, r->graph, dtype, 2 + length - strlen(FLOAT8), r->error);
}
