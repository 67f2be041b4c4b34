/* Rows in CSV and TSV. */
#include "sweep/csv.h"
#include "sweep/digits.h"
#include "sweep/stream.h"
#include <string.h>

typedef struct csv {
  pc_row_source base;
  pc_stream stream;
  pc_arena arena;
  bool straight; /* each column is the input of the same number */
  bool complete; /* each column is written */
  bool looked;   /* the two above are known */
} csv;

/* ---- fields ---- */

/* A field: as it stands, and what is in it. */
typedef struct field {
  pc_piece raw, content;
  bool escaped; /* a quote stands twice in the content */
  bool broken;  /* a quote is not closed, or something follows it */
} field;

static bool ends_field(char c, char separator) {
  return c == separator || c == '\n';
}

static const char *read_quoted(field *f, const char *p, const char *end, char separator) {
  const char *start = p + 1, *close = start;
  for (; (close = memchr(close, '"', (size_t)(end - close))); close += 2) {
    if (close[1] != '"') break;
    f->escaped = true;
  }
  if (!close) close = end - 1;
  f->content = (pc_piece) { start, (size_t)(close - start) };
  const char *after = close + (*close == '"');
  f->broken = *close != '"' || !(ends_field(*after, separator) || (*after == '\r' && after[1] == '\n'));
  while (!ends_field(*after, separator)) after++;
  return after;
}

/* Reads the field at `p`, in a text that ends with a newline; returns what ends it. */
static const char *read_field(field *f, const char *p, const char *end, char separator) {
  *f = (field) { .raw = { p, 0 } };
  const char *start = p;
  if (*p == '"') {
    p = read_quoted(f, p, end, separator);
  } else {
    while (!ends_field(*p, separator)) p++;
    f->content = (pc_piece) { start, (size_t)(p - start) };
  }
  bool carriage = *p == '\n' && p > start && p[-1] == '\r';
  f->raw.length = (size_t)(p - start) - carriage;
  if (carriage && *start != '"') f->content.length--;
  return p;
}

static pc_piece trimmed(pc_piece text) {
  while (text.length && (*text.start == ' ' || *text.start == '\t')) text.start++, text.length--;
  while (text.length && (text.start[text.length - 1] == ' ' || text.start[text.length - 1] == '\t')) text.length--;
  return text;
}

/* What is in a field, with doubled quotes made single. */
static pc_status field_text(pc_piece *out, const field *f, pc_arena *arena, pc_error *error) {
  *out = trimmed(f->content);
  if (!f->escaped) return PC_OK;
  char *copy = pc_arena_alloc(arena, out->length);
  if (!copy) return pc_no_memory(arena->ctx, error);
  size_t n = 0;
  for (size_t i = 0; i < out->length; i++) {
    copy[n++] = out->start[i];
    if (out->start[i] == '"' && i + 1 < out->length) i++;
  }
  *out = (pc_piece) { copy, n };
  return PC_OK;
}

/* ---- rows ---- */

/* Reads a whole number, or what follows a comma; NULL where it is anything else. */
static inline const char *read_column(pc_row_block *block, size_t row, int role, const char *p, char separator) {
  if (role >= 0 && role < PC_COLUMN_EXTRA) return pc_read_digits(&block->narrow[role][row], p);
  const char *start = p;
  if (*p == '"') return NULL;
  while (*p != separator && *p != '\n') p++;
  if (*p == '\n' && p[-1] == '\r') return NULL;
  if (role >= PC_COLUMN_EXTRA) block->extras[role - PC_COLUMN_EXTRA][row] = (pc_piece) { start, (size_t)(p - start) };
  return p;
}

/* Reads a row of plain numbers; NULL where it is not one. */
static inline const char *read_plain(const csv *c, pc_row_block *block, size_t row, const char *start) {
  size_t n = c->base.column_count;
  char separator = c->base.separator;
  const char *p = start;
  for (size_t i = 0; i < n; i++) {
    p = c->straight ? pc_read_digits(&block->narrow[i][row], p)
                    : read_column(block, row, c->base.roles[i], p, separator);
    if (!p) return NULL;
    if (i + 1 < n && *p++ != separator) return NULL;
  }
  bool carriage = *p == '\r';
  if (p[carriage] != '\n') return NULL;
  block->lines[row].start = start;
  block->lines[row].length = (uint32_t)(p - start);
  block->lines[row].plain = c->complete;
  return p + carriage + 1;
}

/* A cell of a row that is not plain. */
static pc_status read_cell(const csv *c, pc_row_block *block, size_t row, size_t column, const field *f,
                           pc_error *error) {
  int role = c->base.roles[column];
  const char *name = c->base.columns[column];
  pc_piece text;
  if (f->broken)
    return pc_row_block_spoil(block, row, (int)column, PC_INPUT, error,
                              "the quote of the field '%s' is not closed, or is followed by something", name);
  if (role >= PC_COLUMN_EXTRA) block->extras[role - PC_COLUMN_EXTRA][row] = f->raw;
  if (role < 0 || role >= PC_COLUMN_EXTRA) return PC_OK;
  pc_status status = field_text(&text, f, block->arena, error);
  if (status) return status;
  if (!text.length)
    return pc_row_block_spoil(block, row, (int)column, PC_INPUT, error, "the field '%s' is empty", name);
  return pc_row_block_add_odd(block, row, (size_t)role, text, error);
}

static pc_status miscounted(const csv *c, pc_row_block *block, size_t row, size_t fields, pc_error *error) {
  size_t wanted = c->base.column_count;
  return pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "the row has %zu field%s, and %zu %s wanted",
                            fields, fields == 1 ? "" : "s", wanted, wanted == 1 ? "is" : "are");
}

/* How many fields the row has; *end is the newline that ends it. */
static size_t count_fields(const csv *c, const char *start, const char *text_end, const char **end) {
  size_t fields = 0;
  field f;
  for (const char *p = start;; p++) {
    p = read_field(&f, p, text_end, c->base.separator);
    fields++;
    *end = p;
    if (*p == '\n') return fields;
  }
}

static pc_status read_cells(const csv *c, pc_row_block *block, size_t row, const char *end, pc_error *error) {
  const char *p = block->lines[row].start;
  pc_status status = PC_OK;
  field f;
  for (size_t i = 0; !status && i < c->base.column_count; i++, p++) {
    p = read_field(&f, p, end, c->base.separator);
    status = read_cell(c, block, row, i, &f, error);
  }
  return status;
}

/* Reads any row. */
static pc_status read_any(const csv *c, pc_row_block *block, size_t row, const char **at, const char *text_end,
                          pc_error *error) {
  const char *start = *at, *end;
  size_t fields = count_fields(c, start, text_end, &end), length = (size_t)(end - start);
  if (length && end[-1] == '\r') length--;
  block->lines[row].start = start;
  block->lines[row].length = (uint32_t)length;
  block->lines[row].plain = false;
  *at = end + 1;
  if (length == 0 && c->base.column_count > 1)
    return pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "an empty line");
  if (fields != c->base.column_count) return miscounted(c, block, row, fields, error);
  return read_cells(c, block, row, text_end, error);
}

static uint32_t lines_between(const char *p, const char *end) {
  uint32_t n = 0;
  while ((p = memchr(p, '\n', (size_t)(end - p)))) p++, n++;
  return n;
}

static pc_status read_block(const pc_row_source *source, pc_chunk *chunk, pc_row_block *block, pc_error *error) {
  const csv *c = (const csv *)source;
  const char *p = chunk->text + chunk->at, *end = chunk->text + chunk->length;
  size_t row = 0;
  for (; row < PC_BLOCK_ROWS && p < end; row++) {
    const char *start = p, *next = read_plain(c, block, row, p);
    block->lines[row].number = (uint32_t)chunk->lines++;
    p = next;
    if (next) continue;
    p = start;
    pc_status status = read_any(c, block, row, &p, end, error);
    if (status) return status;
    chunk->lines += lines_between(start, p) - 1;
  }
  block->rows = row;
  chunk->at = (size_t)(p - chunk->text);
  chunk->done += row;
  return PC_OK;
}

static pc_piece cell(const pc_row_source *source, pc_piece row, int wanted) {
  /* The row stands in a chunk, where a newline follows it. */
  const char *p = row.start, *end = row.start + row.length;
  field f;
  for (int i = 0; p <= end; i++) {
    p = read_field(&f, p, end + 1, source->separator);
    if (i == wanted) return f.raw;
    if (p >= end) break;
    p++;
  }
  return (pc_piece) { NULL, 0 };
}

/* ---- the header ---- */

static bool has_mark(const char *text, size_t length) {
  return length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
}

static pc_status check_name(const char *const *names, size_t n, const pc_source *source, size_t offset,
                            pc_error *error) {
  const char *name = names[n];
  if (!*name) return pc_fail_at(error, PC_INPUT, source, offset, "column %zu has no name", n + 1);
  for (size_t i = 0; i < n; i++)
    if (strcmp(names[i], name) == 0)
      return pc_fail_at(error, PC_INPUT, source, offset, "the column '%s' is there twice", name);
  return PC_OK;
}

static pc_status add_name(csv *c, const char **names, const pc_source *source, const field *f, pc_error *error) {
  pc_piece text;
  size_t offset = (size_t)(f->raw.start - source->text);
  if (f->broken)
    return pc_fail_at(error, PC_INPUT, source, offset,
                      "the quote of this name is not closed, or is followed by something");
  pc_status status = field_text(&text, f, &c->arena, error);
  if (status) return status;
  char *name = pc_arena_alloc(&c->arena, text.length + 1);
  if (!name) return pc_no_memory(c->arena.ctx, error);
  memcpy(name, text.start, text.length);
  name[text.length] = '\0';
  names[c->base.column_count] = name;
  status = check_name(names, c->base.column_count, source, offset, error);
  c->base.column_count++;
  return status;
}

static pc_status read_names(csv *c, const char *text, size_t length, pc_error *error) {
  const pc_source source = { c->base.name, text, length };
  size_t columns = 1, bad = pc_utf8_check(text, length);
  if (bad < length) return pc_fail_byte(error, &source, bad);
  for (size_t i = 0; i < length; i++) columns += text[i] == c->base.separator;
  const char **names = pc_arena_alloc(&c->arena, columns * sizeof *names);
  if (!names) return pc_no_memory(c->arena.ctx, error);
  c->base.columns = names;
  pc_status status = PC_OK;
  const char *p = text + (has_mark(text, length) ? 3 : 0);
  for (field f; !status; p++) {
    p = read_field(&f, p, text + length, c->base.separator);
    status = add_name(c, names, &source, &f, error);
    if (*p == '\n') break;
  }
  return status;
}

static pc_status read_header(csv *c, pc_error *error) {
  const char *text;
  size_t length;
  pc_status status = pc_stream_first(&c->stream, &text, &length, c->base.wake, error);
  if (status) return status;
  if (length == 0)
    return pc_fail(error, PC_INPUT, "%s is empty: a line with the columns' names is wanted", c->base.name);
  bool ended = text[length - 1] == '\n';
  char *copy = pc_arena_alloc(&c->arena, length + 1);
  if (!copy) return pc_no_memory(c->arena.ctx, error);
  memcpy(copy, text, length);
  copy[length] = '\n';
  status = read_names(c, copy, length + !ended, error);
  if (!status) pc_stream_drop(&c->stream, length);
  return status;
}

/* The columns' names are given; only a mark of the encoding is left out. */
static pc_status take_names(csv *c, const char *const *names, size_t n, pc_error *error) {
  const char *text;
  size_t length;
  pc_status status = pc_stream_first(&c->stream, &text, &length, c->base.wake, error);
  c->base.columns = names;
  c->base.column_count = n;
  if (!status && has_mark(text, length)) pc_stream_drop(&c->stream, 3);
  return status;
}

/* ---- the source ---- */

/* Once roles are known. */
static void look_at_roles(csv *c) {
  if (c->looked) return;
  c->looked = c->straight = c->complete = true;
  for (size_t i = 0; i < c->base.column_count; i++) {
    c->straight &= c->base.roles[i] == (int)i;
    c->complete &= c->base.roles[i] != PC_COLUMN_UNUSED;
  }
}

static pc_status take(pc_row_source *source, pc_chunk *chunk, pc_error *error) {
  csv *c = (csv *)source;
  look_at_roles(c);
  chunk->done = chunk->rows = chunk->first_row = 0;
  return pc_stream_take(&c->stream, chunk, source->wake, error);
}

static pc_status part(pc_row_source *source, uint64_t i, uint64_t n, pc_error *error) {
  return pc_stream_part(&((csv *)source)->stream, i, n, error);
}

static void free_csv(pc_row_source *source) {
  csv *c = (csv *)source;
  pc_context *ctx = source->ctx;
  pc_stream_close(&c->stream);
  pc_arena_clear(&c->arena);
  pc_free(ctx, c, sizeof *c);
}

pc_status pc_csv_open(pc_row_source **out, pc_context *ctx, const pc_csv_options *options, pc_error *error) {
  csv *c = pc_alloc_zero(ctx, sizeof *c);
  if (!c) return pc_no_memory(ctx, error);
  c->arena.ctx = ctx;
  c->base = (pc_row_source) { .ctx = ctx,
                              .wake = options->wake,
                              .separator = options->separator,
                              .has_lines = true,
                              .rows = UINT64_MAX,
                              .take = take,
                              .read = read_block,
                              .cell = cell,
                              .part = part,
                              .free = free_csv };
  pc_status status = pc_stream_open(&c->stream, ctx, options->path, error);
  c->stream.quotes = true;
  c->stream.separator = options->separator;
  c->base.name = c->stream.name;
  c->base.bytes = c->stream.regular ? c->stream.size : UINT64_MAX;
  if (!status && options->column_count)
    status = take_names(c, options->columns, options->column_count, error);
  else if (!status)
    status = read_header(c, error);
  if (status)
    free_csv(&c->base);
  else
    *out = &c->base;
  return status;
}
