/* Writers: sinks with errors that stick. */
#include "print/writer.h"
#include <string.h>

void pc_put(pc_writer *w, const char *text, size_t length) {
  if (w->status != PC_OK || length == 0) return;
  w->status = w->sink->write(w->sink->user, text, length, w->error);
}

void pc_puts(pc_writer *w, const char *text) {
  pc_put(w, text, strlen(text));
}

void pc_put_times(pc_writer *w, const char *text, size_t count) {
  size_t length = strlen(text);
  for (size_t i = 0; i < count && w->status == PC_OK; i++) pc_put(w, text, length);
}

bool pc_writer_check(pc_writer *w, pc_status status) {
  if (w->status == PC_OK) w->status = status;
  return w->status == PC_OK;
}

static pc_status buffer_write(void *user, const char *text, size_t length, pc_error *error) {
  pc_buffer *buffer = user;
  pc_buffer_add(buffer, text, length);
  return buffer->failed ? pc_no_memory(buffer->ctx, error) : PC_OK;
}

pc_sink pc_buffer_sink(pc_buffer *buffer) {
  return (pc_sink) { buffer_write, buffer };
}
