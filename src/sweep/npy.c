/* Columns in .npy files: the header says what the numbers are, and they are read piece by piece. */
#include "sweep/npy.h"
#include "sweep/grid.h"
#include "sweep/stream.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 1 << 14, LARGEST_HEADER = 1 << 16 };

/* One file. */
typedef struct column {
  pc_stream stream;
  char *name;
  size_t width; /* bytes of a number */
  bool is_signed, swapped;
  uint64_t rows;
} column;

typedef struct npy {
  pc_row_source base;
  pc_arena arena;
  column *columns;
  const char **names;
  size_t row_width; /* bytes of a row in all columns */
  uint64_t next;    /* row to be taken */
  uint64_t end;
} npy;

/* ---- headers ---- */

/* The text after 'KEY': in a header. */
static const char *find_key(const char *header, const char *key) {
  const char *at = strstr(header, key);
  return at ? at + strlen(key) + strspn(at + strlen(key), " ") : NULL;
}

static pc_status fail_type(const column *c, const char *type, pc_error *error) {
  return pc_fail(error, PC_INPUT, "%s: numbers of type %.20s (whole numbers of 8 to 64 bits are wanted)",
                 c->stream.name, type);
}

static pc_status read_type(column *c, const char *header, pc_error *error) {
  const char *type = find_key(header, "'descr':");
  if (!type || *type != '\'') return fail_type(c, type ? type : "?", error);
  char order = type[1], kind = type[2], width = type[3];
  bool known = strchr("<>=|", order) && order && (kind == 'i' || kind == 'u') && strchr("1248", width) && width &&
               type[4] == '\'';
  if (!known) return fail_type(c, type, error);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  c->swapped = order == '<';
#else
  c->swapped = order == '>';
#endif
  c->width = (size_t)(width - '0');
  c->is_signed = kind == 'i';
  return PC_OK;
}

static pc_status read_shape(column *c, const char *header, pc_error *error) {
  const char *shape = find_key(header, "'shape':");
  char *end = NULL;
  errno = 0;
  if (shape && *shape == '(' && shape[1] >= '0' && shape[1] <= '9') c->rows = strtoull(shape + 1, &end, 10);
  if (!end || errno || strncmp(end, ",)", 2) != 0)
    return pc_fail(error, PC_INPUT, "%s: an array of shape %.40s (one dimension is wanted)", c->stream.name,
                   shape ? shape : "?");
  if (c->rows > INT64_MAX / 8) return pc_fail(error, PC_INPUT, "%s: more rows than there can be", c->stream.name);
  return PC_OK;
}

static pc_status fail_header(const column *c, pc_error *error) {
  return pc_fail(error, PC_INPUT, "%s is no .npy file of version 1 to 3", c->stream.name);
}

/* Reads the length of the header behind the mark and the version. */
static pc_status read_length(size_t *length, column *c, int wake, pc_error *error) {
  unsigned char bytes[12];
  size_t got, wide;
  pc_status status = pc_stream_read(&c->stream, (char *)bytes, 8, &got, wake, error);
  if (status) return status;
  if (got < 8 || memcmp(bytes, "\x93NUMPY", 6) != 0 || bytes[6] < 1 || bytes[6] > 3) return fail_header(c, error);
  wide = bytes[6] == 1 ? 2 : 4;
  status = pc_stream_read(&c->stream, (char *)bytes + 8, wide, &got, wake, error);
  if (status) return status;
  if (got < wide) return fail_header(c, error);
  *length = bytes[8] | (size_t)bytes[9] << 8;
  if (wide == 4) *length |= (size_t)bytes[10] << 16 | (size_t)bytes[11] << 24;
  return *length > LARGEST_HEADER ? fail_header(c, error) : PC_OK;
}

static pc_status read_header(column *c, pc_arena *arena, int wake, pc_error *error) {
  size_t length = 0, got;
  pc_status status = read_length(&length, c, wake, error);
  if (status) return status;
  char *header = pc_arena_alloc(arena, length + 1);
  if (!header) return pc_no_memory(arena->ctx, error);
  status = pc_stream_read(&c->stream, header, length, &got, wake, error);
  if (status) return status;
  if (got < length || memchr(header, '\0', length)) return fail_header(c, error);
  header[length] = '\0';
  status = read_type(c, header, error);
  return status ? status : read_shape(c, header, error);
}

/* ---- numbers ---- */

static uint64_t swap_bytes(uint64_t value, size_t width) {
  uint64_t swapped = 0;
  for (size_t i = 0; i < width; i++, value >>= 8) swapped = swapped << 8 | (value & 0xff);
  return swapped;
}

static uint64_t load(const column *c, const char *from) {
  uint64_t value = 0;
  uint8_t one;
  uint16_t two;
  uint32_t four;
  switch (c->width) {
  case 1: memcpy(&one, from, 1), value = one; break;
  case 2: memcpy(&two, from, 2), value = two; break;
  case 4: memcpy(&four, from, 4), value = four; break;
  default: memcpy(&value, from, 8);
  }
  if (c->swapped) value = swap_bytes(value, c->width);
  unsigned shift = (unsigned)(64 - 8 * c->width);
  return c->is_signed && shift ? (uint64_t)((int64_t)(value << shift) >> shift) : value;
}

/* A number above 2^63 is given as a text. */
static pc_status add_large(pc_row_block *block, size_t row, size_t input, uint64_t value, pc_error *error) {
  char text[24];
  int n = snprintf(text, sizeof text, "%llu", (unsigned long long)value);
  char *copy = pc_arena_copy(block->arena, text, (size_t)n);
  if (!copy) return pc_no_memory(block->ctx, error);
  return pc_row_block_add_odd(block, row, input, (pc_piece) { copy, (size_t)n }, error);
}

static pc_status convert(const column *c, const char *from, size_t rows, pc_row_block *block, size_t input,
                         pc_error *error) {
  pc_status status = PC_OK;
  int64_t *to = block->narrow[input];
  for (size_t i = 0; !status && i < rows; i++) {
    uint64_t value = load(c, from + i * c->width);
    to[i] = (int64_t)value;
    if (!c->is_signed && value > INT64_MAX) status = add_large(block, i, input, value, error);
  }
  return status;
}

/* ---- rows ---- */

static pc_status take(pc_row_source *source, pc_chunk *chunk, pc_error *error) {
  npy *n = (npy *)source;
  uint64_t left = n->end - n->next;
  if (left == 0) return PC_NO;
  chunk->first_row = n->next;
  chunk->rows = left < ROWS ? left : ROWS;
  chunk->done = chunk->at = 0;
  size_t wanted = ROWS * n->row_width, at = 0;
  if (chunk->capacity < wanted) {
    char *text = pc_resize(chunk->ctx, chunk->text, chunk->capacity, wanted);
    if (!text) return pc_no_memory(chunk->ctx, error);
    chunk->text = text;
    chunk->capacity = wanted;
  }
  for (size_t i = 0; i < source->column_count; i++) {
    column *c = &n->columns[i];
    size_t size = chunk->rows * c->width, got;
    pc_status status = pc_stream_read(&c->stream, chunk->text + at, size, &got, source->wake, error);
    if (status) return status;
    if (got < size)
      return pc_fail(error, PC_INPUT, "%s ends too early: row %llu is missing", c->stream.name,
                     (unsigned long long)(n->next + got / c->width + 1));
    at += ROWS * c->width;
  }
  n->next += chunk->rows;
  return PC_OK;
}

static pc_status read_block(const pc_row_source *source, pc_chunk *chunk, pc_row_block *block, pc_error *error) {
  const npy *n = (const npy *)source;
  uint64_t left = chunk->rows - chunk->done;
  size_t rows = left < PC_BLOCK_ROWS ? (size_t)left : PC_BLOCK_ROWS;
  const char *from = chunk->text;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < source->column_count; i++) {
    const column *c = &n->columns[i];
    const char *first = from + chunk->done * c->width;
    from += ROWS * c->width;
    int role = source->roles[i];
    if (role < 0 || role >= PC_COLUMN_EXTRA) continue;
    if (c->width == 8 && c->is_signed && !c->swapped)
      block->inputs[role].values = (const uint64_t *)(const void *)first;
    else
      status = convert(c, first, rows, block, (size_t)role, error);
  }
  block->rows = rows;
  chunk->done += rows;
  return status;
}

static pc_status part(pc_row_source *source, uint64_t i, uint64_t n, pc_error *error) {
  npy *all = (npy *)source;
  uint64_t first, end;
  pc_shard(&first, &end, source->rows, i, n);
  for (size_t c = 0; c < source->column_count; c++) {
    pc_status status = pc_stream_skip(&all->columns[c].stream, first * all->columns[c].width, source->wake, error);
    if (status) return status;
  }
  all->next = first;
  all->end = end;
  source->rows = end - first;
  return PC_OK;
}

/* ---- the source ---- */

bool pc_is_npy_binding(const char *binding) {
  const char *equals = strchr(binding, '=');
  return equals && equals[1 + strspn(equals + 1, " ")] == '@';
}

static pc_status open_column(npy *n, const char *binding, int wake, pc_error *error) {
  size_t at = n->base.column_count, equals = strcspn(binding, "="), length = equals;
  while (length && binding[length - 1] == ' ') length--;
  column *c = &n->columns[at];
  c->name = pc_arena_alloc(&n->arena, length + 1);
  if (!c->name) return pc_no_memory(n->arena.ctx, error);
  memcpy(c->name, binding, length);
  c->name[length] = '\0';
  const char *path = strchr(binding + equals, '@') + 1;
  n->names[at] = c->name;
  for (size_t i = 0; i < at; i++) {
    if (strcmp(n->names[i], c->name) == 0) return pc_fail(error, PC_USAGE, "'%s' has two columns", c->name);
    if (strcmp(path, "-") == 0 && !n->columns[i].stream.owned)
      return pc_fail(error, PC_USAGE, "two columns cannot both come from standard input");
  }
  n->base.column_count++;
  pc_status status = pc_stream_open(&c->stream, n->base.ctx, path, error);
  if (!status) status = read_header(c, &n->arena, wake, error);
  n->row_width += c->width;
  return status;
}

static pc_status check_rows(npy *n, pc_error *error) {
  for (size_t i = 1; i < n->base.column_count; i++)
    if (n->columns[i].rows != n->columns[0].rows)
      return pc_fail(error, PC_INPUT, "%s has %llu rows, and %s has %llu", n->columns[i].stream.name,
                     (unsigned long long)n->columns[i].rows, n->columns[0].stream.name,
                     (unsigned long long)n->columns[0].rows);
  n->base.rows = n->end = n->columns[0].rows;
  n->base.name = n->columns[0].stream.name;
  n->base.columns = n->names;
  return PC_OK;
}

static void free_npy(pc_row_source *source) {
  npy *n = (npy *)source;
  pc_context *ctx = source->ctx;
  for (size_t i = 0; i < source->column_count; i++) pc_stream_close(&n->columns[i].stream);
  pc_arena_clear(&n->arena);
  pc_free(ctx, n, sizeof *n);
}

pc_status pc_npy_open(pc_row_source **out, pc_context *ctx, const char *const *bindings, size_t count, int wake,
                      pc_error *error) {
  npy *n = pc_alloc_zero(ctx, sizeof *n);
  if (!n) return pc_no_memory(ctx, error);
  n->arena.ctx = ctx;
  n->base = (pc_row_source) {
    .ctx = ctx, .wake = wake, .bytes = UINT64_MAX, .take = take, .read = read_block, .part = part, .free = free_npy
  };
  n->columns = pc_arena_alloc(&n->arena, count * sizeof *n->columns);
  n->names = pc_arena_alloc(&n->arena, count * sizeof *n->names);
  pc_status status = n->columns && n->names ? PC_OK : pc_no_memory(ctx, error);
  if (!status) memset(n->columns, 0, count * sizeof *n->columns);
  for (size_t i = 0; !status && i < count; i++) status = open_column(n, bindings[i], wake, error);
  if (!status) status = check_rows(n, error);
  if (status)
    free_npy(&n->base);
  else
    *out = &n->base;
  return status;
}
