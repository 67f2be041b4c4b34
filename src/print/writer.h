/* Writing pieces of text to a sink, with errors that stick. */
#ifndef PC_WRITER_H
#define PC_WRITER_H

#include "base/base.h"

/* After the first failure every call does nothing; `status` says how it went. */
typedef struct pc_writer {
  const pc_sink *sink;
  pc_error *error;
  pc_status status;
} pc_writer;

void pc_put(pc_writer *w, const char *text, size_t length);
void pc_puts(pc_writer *w, const char *text);
/* `count` times the text. */
void pc_put_times(pc_writer *w, const char *text, size_t count);
/* Lets a status of another call stick; false when it, or an earlier one, is a failure. */
bool pc_writer_check(pc_writer *w, pc_status status);

/* A sink that adds to the buffer. */
pc_sink pc_buffer_sink(pc_buffer *buffer);

#endif
