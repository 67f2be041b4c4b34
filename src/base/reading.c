/* Reading files: in chunks, so that what is not text fails at its first bad byte. */
#undef _GNU_SOURCE /* strerror_r as POSIX has it */
#define _POSIX_C_SOURCE 200809L
#include "base/base.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_CHUNK = 1 << 16, LARGEST_CHUNK = 1 << 24 };

typedef struct reading {
  pc_context *ctx;
  const char *path, *name; /* name: as errors show it */
  int file;
  size_t expected;
  char *text;
  size_t length, capacity;
  size_t checked; /* bytes known to be good */
  pc_error *error;
} reading;

char *pc_source_text(pc_context *ctx, const char *text, size_t length) {
  char *copy = length < SIZE_MAX ? pc_alloc(ctx, length + 1) : NULL;
  if (!copy) return NULL;
  if (length) memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}

static pc_status cannot_read(const reading *r, int number) {
  char cause[128];
  if (strerror_r(number, cause, sizeof cause) != 0) strcpy(cause, "unknown error");
  bool users = number == ENOENT || number == EACCES || number == EPERM || number == EISDIR || number == ENOTDIR ||
               number == ELOOP || number == ENAMETOOLONG || number == ENXIO;
  return pc_fail(r->error, users ? PC_INPUT : PC_SYSTEM, "cannot read '%s': %s", r->name, cause);
}

static pc_status open_file(reading *r, int flags) {
  r->file = STDIN_FILENO;
  if (strcmp(r->path, "-") != 0) r->file = open(r->path, O_RDONLY | O_CLOEXEC | flags);
  if (r->file < 0) return cannot_read(r, errno);
  struct stat status;
  if (fstat(r->file, &status) != 0) return cannot_read(r, errno);
  if (S_ISDIR(status.st_mode)) return cannot_read(r, EISDIR);
  if (S_ISREG(status.st_mode) && status.st_size > 0) r->expected = (size_t)status.st_size;
  return PC_OK;
}

static bool resize(reading *r, size_t capacity) {
  char *text = pc_resize(r->ctx, r->text, r->capacity, capacity);
  if (!text) return false;
  r->text = text;
  r->capacity = capacity;
  return true;
}

static pc_status make_room(reading *r) {
  size_t capacity = FIRST_CHUNK;
  if (r->length + 1 < r->capacity) return PC_OK;
  if (r->capacity) {
    capacity = r->capacity > SIZE_MAX / 2 ? SIZE_MAX : r->capacity * 2;
    if (r->expected >= r->capacity && r->expected < SIZE_MAX - 2) capacity = r->expected + 2;
  }
  size_t left = r->ctx->limits.max_memory - r->ctx->memory;
  if (capacity - r->capacity > left) capacity = r->capacity + left;
  if (capacity > r->capacity && resize(r, capacity)) return PC_OK;
  r->ctx->memory_limit |= capacity == r->capacity;
  return pc_no_memory(r->ctx, r->error);
}

/* `more` is 0 at the end of the file. */
static pc_status read_chunk(reading *r, size_t *more) {
  size_t room = r->capacity - r->length - 1;
  ssize_t got;
  do got = read(r->file, r->text + r->length, room < LARGEST_CHUNK ? room : LARGEST_CHUNK);
  while (got < 0 && errno == EINTR);
  if (got < 0) return cannot_read(r, errno);
  r->length += (size_t)got;
  *more = (size_t)got;
  return PC_OK;
}

static bool may_go_on(const reading *r, size_t bad) {
  unsigned char first = (unsigned char)r->text[bad];
  size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  return r->length - bad < bytes;
}

static pc_status check(reading *r, bool end) {
  size_t good = r->checked + pc_utf8_check(r->text + r->checked, r->length - r->checked);
  r->checked = good;
  if (good == r->length || (!end && may_go_on(r, good))) return PC_OK;
  pc_source source = { r->name, r->text, r->length };
  return pc_fail_byte(r->error, &source, good);
}

static pc_status read_all(reading *r) {
  for (size_t more = 1; more > 0;) {
    pc_status status = make_room(r);
    if (status == PC_OK) status = read_chunk(r, &more);
    if (status == PC_OK) status = check(r, more == 0);
    if (status != PC_OK) return status;
  }
  return PC_OK;
}

/* Leaves a block of length + 1 bytes, as pc_source_text makes. */
static pc_status finish(reading *r) {
  r->text[r->length] = '\0';
  return resize(r, r->length + 1) ? PC_OK : pc_no_memory(r->ctx, r->error);
}

pc_status pc_read_file(pc_context *ctx, const char *path, char **text, size_t *length, pc_error *error) {
  bool standard = strcmp(path, "-") == 0;
  reading r = { .ctx = ctx, .path = path, .name = standard ? "<stdin>" : path, .file = -1, .error = error };
  pc_status status = open_file(&r, 0);
  if (status == PC_OK) status = read_all(&r);
  if (r.file >= 0 && !standard) close(r.file);
  if (status == PC_OK) status = finish(&r);
  if (status != PC_OK) {
    pc_free(ctx, r.text, r.capacity);
    return status;
  }
  *text = r.text;
  *length = r.length;
  return PC_OK;
}

static pc_status read_part(reading *r, size_t *got, uint64_t offset, char *to, size_t length) {
  size_t n = 0;
  while (n < length) {
    size_t room = length - n;
    ssize_t more = pread(r->file, to + n, room < LARGEST_CHUNK ? room : LARGEST_CHUNK, (off_t)(offset + n));
    if (more < 0 && errno == EINTR) continue;
    if (more < 0 && errno == ESPIPE) return pc_fail(r->error, PC_INPUT, "'%s' is no regular file", r->name);
    if (more < 0) return cannot_read(r, errno);
    if (more == 0) break;
    n += (size_t)more;
  }
  *got = n;
  return PC_OK;
}

pc_status pc_read_part(size_t *got, uint64_t *size, const char *path, uint64_t offset, void *to, size_t length,
                       pc_error *error) {
  reading r = { .path = path, .name = path, .file = -1, .error = error };
  pc_status status = open_file(&r, O_NONBLOCK);
  if (!status) status = read_part(&r, got, offset, to, length);
  if (r.file > STDIN_FILENO) close(r.file);
  *size = r.expected;
  return status;
}
