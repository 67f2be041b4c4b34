/* Streams: bytes are read as they come, and handed out in whole rows. */
#undef _GNU_SOURCE /* strerror_r as POSIX has it */
#include "sweep/stream.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 18, LONGEST_ROW = 1 << 24 };

/* ---- files ---- */

static pc_status cannot_read(const pc_stream *s, int number, pc_error *error) {
  char cause[128];
  if (strerror_r(number, cause, sizeof cause) != 0) strcpy(cause, "unknown error");
  bool users = number == ENOENT || number == EACCES || number == EISDIR || number == ENOTDIR || number == ELOOP ||
               number == ENAMETOOLONG;
  return pc_fail(error, users ? PC_INPUT : PC_SYSTEM, "cannot read '%s': %s", s->name, cause);
}

pc_status pc_stream_open(pc_stream *s, pc_context *ctx, const char *path, pc_error *error) {
  bool standard = strcmp(path, "-") == 0;
  struct stat found;
  *s = (pc_stream) { .ctx = ctx, .name = standard ? "standard input" : path, .end = UINT64_MAX };
  s->file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  s->owned = !standard && s->file >= 0;
  if (s->file < 0 || fstat(s->file, &found) != 0) return cannot_read(s, errno, error);
  if (S_ISDIR(found.st_mode)) return cannot_read(s, EISDIR, error);
  s->regular = S_ISREG(found.st_mode);
  off_t at = s->regular ? lseek(s->file, 0, SEEK_CUR) : 0;
  if (s->regular && at >= 0 && found.st_size > at) s->size = (uint64_t)(found.st_size - at);
  return PC_OK;
}

void pc_stream_close(pc_stream *s) {
  if (s->owned) close(s->file);
  pc_free(s->ctx, s->carry, s->carry_capacity);
  s->owned = false;
  s->carry = NULL;
}

/* Waits until there is something to be read. */
static pc_status wait_for(const pc_stream *s, int wake, pc_error *error) {
  struct pollfd files[2] = { { s->file, POLLIN, 0 }, { wake, POLLIN, 0 } };
  if (s->regular || wake < 0) return PC_OK;
  while (poll(files, 2, -1) < 0)
    if (errno != EINTR) return cannot_read(s, errno, error);
  return files[1].revents ? pc_fail(error, PC_SYSTEM, "stopped by a signal") : PC_OK;
}

/* Reads up to `room` bytes; none at the end. */
static pc_status read_some(pc_stream *s, char *text, size_t room, size_t *got, int wake, pc_error *error) {
  ssize_t n;
  *got = 0;
  do {
    pc_status status = wait_for(s, wake, error);
    if (status) return status;
    n = read(s->file, text, room);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return cannot_read(s, errno, error);
  s->ended = n == 0;
  *got = (size_t)n;
  return PC_OK;
}

/* ---- where rows end ---- */

/* Where the quoted field ends that begins at `p`, or NULL. */
static const char *skip_quoted(const char *p, const char *end) {
  for (p++; (p = memchr(p, '"', (size_t)(end - p))); p += 2)
    if (p + 1 == end || p[1] != '"') return p + 1;
  return NULL;
}

/* Behind the end of the row that begins at `p`, or NULL. */
static const char *row_end(const pc_stream *s, const char *start, const char *end) {
  for (const char *p = start;;) {
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    if (!newline && !s->quotes) return NULL;
    const char *quote = s->quotes ? memchr(p, '"', (size_t)((newline ? newline : end) - p)) : NULL;
    if (!quote) return newline ? newline + 1 : NULL;
    bool opens = quote == start || quote[-1] == s->separator;
    p = opens ? skip_quoted(quote, end) : quote + 1;
    if (!p) return NULL;
  }
}

/* Behind the last row that is whole in text[0, length), of which text[0, seen) holds no end of a row. */
static size_t rows_end(const pc_stream *s, const char *text, size_t seen, size_t length) {
  size_t whole = 0;
  if (!s->quotes || !memchr(text, '"', length)) {
    for (size_t i = length; i > seen && !whole; i--)
      if (text[i - 1] == '\n') whole = i;
    return whole;
  }
  for (const char *next; whole < length && (next = row_end(s, text + whole, text + length));)
    whole = (size_t)(next - text);
  return whole;
}

static uint64_t count_lines(const char *text, size_t length) {
  uint64_t lines = 0;
  for (size_t i = 0; i < length; i++) lines += text[i] == '\n';
  return lines;
}

/* ---- rows ---- */

static bool make_room(pc_context *ctx, char **text, size_t *capacity, size_t wanted) {
  if (wanted <= *capacity) return true;
  char *moved = pc_resize(ctx, *text, *capacity, wanted);
  if (!moved) return false;
  *text = moved;
  *capacity = wanted;
  return true;
}

static pc_status keep(pc_stream *s, const char *text, size_t length, pc_error *error) {
  if (!make_room(s->ctx, &s->carry, &s->carry_capacity, length)) return pc_no_memory(s->ctx, error);
  if (length) memcpy(s->carry, text, length);
  s->carried = length;
  return PC_OK;
}

/* Reads until a row is whole, or all there is. */
static pc_status gather(pc_stream *s, pc_chunk *chunk, size_t *whole, int wake, pc_error *error) {
  size_t extra = PC_STREAM_MARGIN + 1, length = s->carried, got;
  if (!make_room(chunk->ctx, &chunk->text, &chunk->capacity, (length > PIECE ? length : PIECE) + extra))
    return pc_no_memory(chunk->ctx, error);
  if (length) memcpy(chunk->text, s->carry, length);
  *whole = rows_end(s, chunk->text, 0, length);
  while (!*whole && !s->ended) {
    if (length > LONGEST_ROW)
      return pc_fail(error, PC_LIMIT, "%s: a row of more than %d bytes%s", s->name, (int)LONGEST_ROW,
                     s->quotes ? " (is a quote not closed?)" : "");
    if (length + extra == chunk->capacity && !make_room(chunk->ctx, &chunk->text, &chunk->capacity, 2 * length + extra))
      return pc_no_memory(chunk->ctx, error);
    pc_status status = read_some(s, chunk->text + length, chunk->capacity - extra - length, &got, wake, error);
    if (status) return status;
    *whole = rows_end(s, chunk->text, length, length + got);
    length += got;
  }
  chunk->length = length;
  return PC_OK;
}

static pc_status take_rows(pc_stream *s, pc_chunk *chunk, int wake, pc_error *error) {
  size_t whole;
  pc_status status = gather(s, chunk, &whole, wake, error);
  if (status) return status;
  if (chunk->length == 0) return PC_NO;
  if (!whole) whole = chunk->length;
  status = keep(s, chunk->text + whole, chunk->length - whole, error);
  if (status) return status;
  s->position += chunk->bytes = chunk->length = whole;
  if (chunk->text[whole - 1] != '\n') chunk->text[chunk->length++] = '\n';
  memset(chunk->text + chunk->length, '\n', PC_STREAM_MARGIN);
  return PC_OK;
}

/* Where in the chunk, which began at byte `start` of the source, the first row begins that begins at byte `from` or
 * later. */
static size_t first_from(const pc_stream *s, const pc_chunk *chunk, uint64_t start, uint64_t from) {
  const char *p = chunk->text, *end = p + chunk->length;
  while (p && p < end && start + (uint64_t)(p - chunk->text) < from) p = row_end(s, p, end);
  return p ? (size_t)(p - chunk->text) : chunk->length;
}

pc_status pc_stream_take(pc_stream *s, pc_chunk *chunk, int wake, pc_error *error) {
  for (;;) {
    uint64_t start = s->position;
    if (start >= s->end) return PC_NO;
    pc_status status = take_rows(s, chunk, wake, error);
    if (status) return status;
    chunk->at = start < s->first ? first_from(s, chunk, start, s->first) : 0;
    if (s->position > s->end) chunk->length = first_from(s, chunk, start, s->end);
    s->skipped += chunk->at ? count_lines(chunk->text, chunk->at) : 0;
    if (chunk->at < chunk->length) break;
  }
  chunk->skipped = s->skipped;
  chunk->lines = s->skipped = 0;
  return PC_OK;
}

pc_status pc_stream_first(pc_stream *s, const char **text, size_t *length, int wake, pc_error *error) {
  pc_chunk chunk = { .ctx = s->ctx };
  size_t whole;
  pc_status status = gather(s, &chunk, &whole, wake, error);
  if (!status) status = keep(s, chunk.text, chunk.length, error);
  pc_free(s->ctx, chunk.text, chunk.capacity);
  if (status) return status;
  const char *end = s->carried ? row_end(s, s->carry, s->carry + s->carried) : NULL;
  *text = s->carry;
  *length = end ? (size_t)(end - s->carry) : s->carried;
  return PC_OK;
}

void pc_stream_drop(pc_stream *s, size_t length) {
  s->skipped += count_lines(s->carry, length);
  s->carried -= length;
  s->position += length;
  memmove(s->carry, s->carry + length, s->carried);
}

pc_status pc_stream_part(pc_stream *s, uint64_t i, uint64_t n, pc_error *error) {
  if (!s->regular) return pc_fail(error, PC_USAGE, "%s cannot be taken in parts: a file is wanted", s->name);
  uint64_t rest = s->size > s->position ? s->size - s->position : 0, share = rest / n, more = rest % n;
  s->first = s->position + share * (i - 1) + (i - 1 < more ? i - 1 : more);
  s->end = i == n ? UINT64_MAX : s->first + share + (i - 1 < more);
  return PC_OK;
}

/* ---- plain bytes ---- */

pc_status pc_stream_read(pc_stream *s, char *text, size_t length, size_t *got, int wake, pc_error *error) {
  pc_status status = PC_OK;
  size_t more;
  for (*got = 0; !status && *got < length && !s->ended; *got += status ? 0 : more)
    status = read_some(s, text + *got, length - *got, &more, wake, error);
  return status;
}

pc_status pc_stream_skip(pc_stream *s, uint64_t length, int wake, pc_error *error) {
  if (s->regular && length <= INT64_MAX && lseek(s->file, (off_t)length, SEEK_CUR) >= 0) return PC_OK;
  char *text = pc_alloc(s->ctx, PIECE);
  if (!text) return pc_no_memory(s->ctx, error);
  pc_status status = PC_OK;
  for (size_t got; !status && length > 0 && !s->ended; length -= status ? 0 : got)
    status = read_some(s, text, length < PIECE ? (size_t)length : PIECE, &got, wake, error);
  pc_free(s->ctx, text, PIECE);
  return status;
}
