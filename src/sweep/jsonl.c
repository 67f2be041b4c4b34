/* Rows as JSON lines. What is read at once is what programs write: the columns in their order, numbers and texts
 * without escapes; any other line is checked by yajl first. */
#include "sweep/jsonl.h"
#include "sweep/digits.h"
#include "sweep/stream.h"
#include "sweep/texts.h"
#include <string.h>
#include <yajl/yajl_parse.h>

typedef struct jsonl {
  pc_row_source base;
  pc_stream stream;
  pc_arena arena;
  bool named; /* by the user: other keys are passed over */
} jsonl;

/* ---- members of an object ---- */

static const char *skip_blanks(const char *p, const char *end) {
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')) p++;
  return p;
}

/* Behind the string that begins at `p`. */
static const char *skip_string(const char *p, const char *end) {
  for (p++; p < end && *p != '"'; p++)
    if (*p == '\\') p++;
  return p < end ? p + 1 : end;
}

/* Behind the value that begins at `p`. */
static const char *skip_value(const char *p, const char *end) {
  size_t depth = 0;
  for (; p < end; p++) {
    if (*p == '"') {
      p = skip_string(p, end) - 1;
    } else if (*p == '{' || *p == '[') {
      depth++;
    } else if (*p == '}' || *p == ']') {
      if (depth == 0) return p;
      depth--;
    } else if (*p == ',' && depth == 0) {
      return p;
    }
  }
  return end;
}

typedef struct member {
  pc_piece key, value; /* as they stand */
} member;

/* The next member of an object; *p begins behind its '{'. */
static bool next_member(member *out, const char **p, const char *end) {
  const char *at = skip_blanks(*p, end);
  if (at < end && *at == ',') at = skip_blanks(at + 1, end);
  if (at >= end || *at != '"') return false;
  const char *key_end = skip_string(at, end);
  out->key = (pc_piece) { at, (size_t)(key_end - at) };
  at = skip_blanks(key_end, end);
  if (at >= end || *at != ':') return false;
  const char *value = skip_blanks(at + 1, end);
  at = skip_value(value, end);
  *p = at;
  while (at > value && (at[-1] == ' ' || at[-1] == '\t' || at[-1] == '\r')) at--;
  out->value = (pc_piece) { value, (size_t)(at - value) };
  return true;
}

static const char *members_of(pc_piece row) {
  const char *end = row.start + row.length, *p = skip_blanks(row.start, end);
  return p < end && *p == '{' ? p + 1 : NULL;
}

static bool is_key(pc_piece raw, const char *name) {
  size_t n = strlen(name);
  return raw.length == n + 2 && memcmp(raw.start + 1, name, n) == 0;
}

/* ---- any line ---- */

/* Whether the line is JSON; `why` is in the arena. */
static pc_status check_json(const char **why, pc_arena *arena, pc_piece line, pc_error *error) {
  yajl_handle yajl = yajl_alloc(NULL, NULL, NULL);
  if (!yajl) return pc_fail(error, PC_SYSTEM, "out of memory");
  yajl_status read = yajl_parse(yajl, (const unsigned char *)line.start, line.length);
  if (read == yajl_status_ok) read = yajl_complete_parse(yajl);
  *why = NULL;
  if (read != yajl_status_ok) {
    unsigned char *said = yajl_get_error(yajl, 0, NULL, 0);
    const char *text = said ? strstr((const char *)said, ": ") : NULL;
    text = text ? text + 2 : "it cannot be read";
    char *copy = pc_arena_copy(arena, text, strlen(text) + 1);
    if (copy) copy[strcspn(copy, ".\n")] = '\0';
    *why = copy;
    yajl_free_error(yajl, said);
    if (!copy) read = yajl_status_client_canceled;
  }
  yajl_free(yajl);
  return read == yajl_status_client_canceled ? pc_no_memory(arena->ctx, error) : PC_OK;
}

static pc_status read_value(const jsonl *j, pc_row_block *block, size_t row, size_t column, pc_piece raw,
                            pc_error *error) {
  int role = j->base.roles[column];
  const char *name = j->base.columns[column];
  pc_piece text;
  if (role >= PC_COLUMN_EXTRA) block->extras[role - PC_COLUMN_EXTRA][row] = raw;
  if (role < 0 || role >= PC_COLUMN_EXTRA) return PC_OK;
  char first = raw.length ? *raw.start : 'n';
  if (first != '"' && first != '-' && (first < '0' || first > '9'))
    return pc_row_block_spoil(block, row, (int)column, PC_INPUT, error, "the value of '%s' is no number", name);
  pc_status status = pc_text_content(&text, raw, 0, block->arena);
  if (status) return pc_no_memory(block->ctx, error);
  if (!text.length)
    return pc_row_block_spoil(block, row, (int)column, PC_INPUT, error, "the value of '%s' is empty", name);
  return pc_row_block_add_odd(block, row, (size_t)role, text, error);
}

/* The column that a key names; false where it is none. */
static pc_status find_column(size_t *column, bool *found, const jsonl *j, pc_piece raw, pc_arena *arena,
                             pc_error *error) {
  pc_piece key;
  if (pc_text_content(&key, raw, 0, arena)) return pc_no_memory(arena->ctx, error);
  *found = false;
  for (size_t i = 0; !*found && i < j->base.column_count; i++) {
    const char *name = j->base.columns[i];
    *column = i;
    *found = strlen(name) == key.length && memcmp(name, key.start, key.length) == 0;
  }
  return PC_OK;
}

static pc_status read_member(const jsonl *j, pc_row_block *block, size_t row, const member *m, bool *seen,
                             pc_error *error) {
  size_t column = 0;
  bool found = false;
  pc_status status = find_column(&column, &found, j, m->key, block->arena, error);
  if (status || (!found && j->named)) return status;
  if (!found)
    return pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "the key %.*s is not in the first row",
                              (int)(m->key.length < 60 ? m->key.length : 60), m->key.start);
  if (seen[column])
    return pc_row_block_spoil(block, row, (int)column, PC_INPUT, error, "the key '%s' is there twice",
                              j->base.columns[column]);
  seen[column] = true;
  return read_value(j, block, row, column, m->value, error);
}

static pc_status read_members(const jsonl *j, pc_row_block *block, size_t row, const char *p, const char *end,
                              pc_error *error) {
  size_t n = j->base.column_count;
  bool *seen = pc_arena_alloc(block->arena, n);
  if (!seen) return pc_no_memory(block->ctx, error);
  memset(seen, 0, n);
  pc_status status = PC_OK;
  for (member m; !status && next_member(&m, &p, end);) status = read_member(j, block, row, &m, seen, error);
  for (size_t i = 0; !status && i < n; i++)
    if (!seen[i])
      status =
          pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "the key '%s' is missing", j->base.columns[i]);
  return status;
}

static pc_status read_any(const jsonl *j, pc_row_block *block, size_t row, pc_piece line, pc_error *error) {
  const char *why;
  block->lines[row].start = line.start;
  block->lines[row].length = (uint32_t)line.length;
  block->lines[row].plain = false;
  if (skip_blanks(line.start, line.start + line.length) == line.start + line.length)
    return pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "an empty line");
  pc_status status = check_json(&why, block->arena, line, error);
  if (status) return status;
  if (why) return pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "this is no JSON: %s", why);
  const char *p = members_of(line);
  if (!p)
    return pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "an object is wanted: {\"NAME\": VALUE, ...}");
  return read_members(j, block, row, p, line.start + line.length, error);
}

/* ---- plain lines ---- */

/* `{"d": 512, "n": 12}` with the columns in their order; NULL where the line is any other. A newline follows the text.
 */
static const char *read_plain(const jsonl *j, pc_row_block *block, size_t row, const char *start, const char *end) {
  const char *p = start;
  for (size_t i = 0; i < j->base.column_count; i++) {
    const char *name = j->base.columns[i];
    size_t n = strlen(name);
    int role = j->base.roles[i];
    if (role < 0 || role >= PC_COLUMN_EXTRA || *p++ != (i ? ',' : '{')) return NULL;
    p += *p == ' ';
    if ((size_t)(end - p) < n + 3 || *p++ != '"' || memcmp(p, name, n) != 0 || p[n] != '"' || p[n + 1] != ':')
      return NULL;
    p += n + 2;
    p += *p == ' ';
    if (!(p = pc_read_digits(&block->narrow[role][row], p))) return NULL;
  }
  if (*p++ != '}' || *p != '\n') return NULL;
  block->lines[row].start = start;
  block->lines[row].length = (uint32_t)(p - start);
  block->lines[row].plain = false;
  return p + 1;
}

static pc_status read_block(const pc_row_source *source, pc_chunk *chunk, pc_row_block *block, pc_error *error) {
  const jsonl *j = (const jsonl *)source;
  const char *p = chunk->text + chunk->at, *end = chunk->text + chunk->length;
  size_t row = 0;
  for (; row < PC_BLOCK_ROWS && p < end; row++) {
    const char *next = j->named ? NULL : read_plain(j, block, row, p, end);
    block->lines[row].number = (uint32_t)chunk->lines++;
    if (!next) {
      const char *newline = memchr(p, '\n', (size_t)(end - p));
      pc_status status = read_any(j, block, row, (pc_piece) { p, (size_t)(newline - p) }, error);
      if (status) return status;
      next = newline + 1;
    }
    p = next;
  }
  block->rows = row;
  chunk->at = (size_t)(p - chunk->text);
  chunk->done += row;
  return PC_OK;
}

static pc_piece cell(const pc_row_source *source, pc_piece row, int wanted) {
  const char *p = members_of(row);
  for (member m; p && next_member(&m, &p, row.start + row.length);)
    if (is_key(m.key, source->columns[wanted])) return m.value;
  return (pc_piece) { NULL, 0 };
}

/* ---- the first row ---- */

static pc_status add_name(jsonl *j, const char **names, pc_piece raw, pc_error *error) {
  pc_piece key;
  if (pc_text_content(&key, raw, 0, &j->arena)) return pc_no_memory(j->arena.ctx, error);
  char *name = pc_arena_alloc(&j->arena, key.length + 1);
  if (!name) return pc_no_memory(j->arena.ctx, error);
  memcpy(name, key.start, key.length);
  name[key.length] = '\0';
  for (size_t i = 0; i < j->base.column_count; i++)
    if (strcmp(names[i], name) == 0)
      return pc_fail(error, PC_INPUT, "%s:1: the key '%s' is there twice", j->base.name, name);
  names[j->base.column_count++] = name;
  return PC_OK;
}

static pc_status read_keys(jsonl *j, pc_piece line, pc_error *error) {
  const pc_source source = { j->base.name, line.start, line.length };
  const char *why, *end = line.start + line.length;
  pc_status status = check_json(&why, &j->arena, line, error);
  if (status) return status;
  const char *p = why ? NULL : members_of(line);
  if (!p)
    return pc_fail_at(error, PC_INPUT, &source, 0, "%s%s", why ? "this is no JSON: " : "",
                      why ? why : "an object is wanted: {\"NAME\": VALUE, ...}");
  size_t room = 1;
  for (const char *q = line.start; q < end; q++) room += *q == ':';
  const char **names = pc_arena_alloc(&j->arena, room * sizeof *names);
  if (!names) return pc_no_memory(j->arena.ctx, error);
  j->base.columns = names;
  for (member m; !status && next_member(&m, &p, end);) status = add_name(j, names, m.key, error);
  return status;
}

static pc_status read_first(jsonl *j, pc_error *error) {
  const char *text;
  size_t length;
  pc_status status = pc_stream_first(&j->stream, &text, &length, j->base.wake, error);
  if (status) return status;
  if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
    pc_stream_drop(&j->stream, 3);
    length -= 3;
  }
  if (j->named) return PC_OK;
  if (length == 0) return pc_fail(error, PC_INPUT, "%s is empty: an object with the columns is wanted", j->base.name);
  return read_keys(j, (pc_piece) { j->stream.carry, length }, error);
}

/* ---- the source ---- */

static pc_status take(pc_row_source *source, pc_chunk *chunk, pc_error *error) {
  chunk->done = chunk->rows = chunk->first_row = 0;
  return pc_stream_take(&((jsonl *)source)->stream, chunk, source->wake, error);
}

static pc_status part(pc_row_source *source, uint64_t i, uint64_t n, pc_error *error) {
  return pc_stream_part(&((jsonl *)source)->stream, i, n, error);
}

static void free_jsonl(pc_row_source *source) {
  jsonl *j = (jsonl *)source;
  pc_context *ctx = source->ctx;
  pc_stream_close(&j->stream);
  pc_arena_clear(&j->arena);
  pc_free(ctx, j, sizeof *j);
}

pc_status pc_jsonl_open(pc_row_source **out, pc_context *ctx, const pc_csv_options *options, pc_error *error) {
  jsonl *j = pc_alloc_zero(ctx, sizeof *j);
  if (!j) return pc_no_memory(ctx, error);
  j->arena.ctx = ctx;
  j->named = options->column_count > 0;
  j->base = (pc_row_source) { .ctx = ctx,
                              .wake = options->wake,
                              .columns = options->columns,
                              .column_count = options->column_count,
                              .has_lines = true,
                              .rows = UINT64_MAX,
                              .take = take,
                              .read = read_block,
                              .cell = cell,
                              .part = part,
                              .free = free_jsonl };
  pc_status status = pc_stream_open(&j->stream, ctx, options->path, error);
  j->base.name = j->stream.name;
  j->base.bytes = j->stream.regular ? j->stream.size : UINT64_MAX;
  if (!status) status = read_first(j, error);
  if (status)
    free_jsonl(&j->base);
  else
    *out = &j->base;
  return status;
}
