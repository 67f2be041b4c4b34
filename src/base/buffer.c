/* A growing text. */
#include "base/base.h"
#include <stdio.h>
#include <string.h>

/* Room for `more` bytes and a NUL. */
static bool reserve(pc_buffer *b, size_t more) {
  if (b->failed) return false;
  if (b->capacity > b->length && more < b->capacity - b->length) return true;
  size_t capacity = b->capacity ? b->capacity * 2 : 128;
  if (more >= SIZE_MAX / 4 || b->length >= SIZE_MAX / 4) {
    b->ctx->memory_limit = true;
    b->failed = true;
    return false;
  }
  if (capacity < b->length + more + 1) capacity = b->length + more + 1;
  char *text = pc_resize(b->ctx, b->text, b->capacity, capacity);
  b->failed = !text;
  if (!text) return false;
  b->text = text;
  b->capacity = capacity;
  return true;
}

void pc_buffer_add(pc_buffer *b, const char *text, size_t length) {
  if (!reserve(b, length)) return;
  if (length) memcpy(b->text + b->length, text, length);
  b->length += length;
  b->text[b->length] = '\0';
}

void pc_buffer_adds(pc_buffer *b, const char *text) {
  pc_buffer_add(b, text, strlen(text));
}

void pc_buffer_addf(pc_buffer *b, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  size_t room = b->capacity > b->length ? b->capacity - b->length : 0;
  int length = vsnprintf(room ? b->text + b->length : NULL, room, format, args);
  if (length < 0)
    b->failed = true;
  else if ((size_t)length >= room && reserve(b, (size_t)length))
    vsnprintf(b->text + b->length, (size_t)length + 1, format, again);
  if (!b->failed) b->length += (size_t)length;
  if (b->text) b->text[b->length] = '\0';
  va_end(again);
  va_end(args);
}

void pc_buffer_clear(pc_buffer *b) {
  pc_free(b->ctx, b->text, b->capacity);
  *b = (pc_buffer) { .ctx = b->ctx };
}
