/* A stream of bytes in pieces of whole rows. */
#ifndef PC_STREAM_H
#define PC_STREAM_H

#include "sweep/source.h"

typedef struct pc_stream {
  pc_context *ctx;
  const char *name;
  int file;
  bool owned;   /* to be closed */
  bool regular; /* its size is known, and reading does not wait */
  bool ended;
  bool quotes; /* ends of lines may stand in quoted fields */
  char separator;
  char *carry; /* what was read and not taken */
  size_t carried, carry_capacity;
  uint64_t position;   /* of the carry's first byte */
  uint64_t size;       /* of a regular file */
  uint64_t first, end; /* rows that begin in [first, end) are taken */
  uint64_t skipped;    /* lines that were left out since the last chunk */
} pc_stream;

/* `path` is "-" for standard input. */
pc_status pc_stream_open(pc_stream *stream, pc_context *ctx, const char *path, pc_error *error);
void pc_stream_close(pc_stream *stream);
/* Sees the first `*length` bytes: the first row with the end of its line, or all there is. It is not taken. */
pc_status pc_stream_first(pc_stream *stream, const char **text, size_t *length, int wake, pc_error *error);
/* Leaves out what comes first. */
void pc_stream_drop(pc_stream *stream, size_t length);
/* Fills the chunk with the next whole rows; the last one's line ends, too. PC_NO at the end. Behind the text stand
 * PC_STREAM_MARGIN bytes that may be looked at. */
pc_status pc_stream_take(pc_stream *stream, pc_chunk *chunk, int wake, pc_error *error);
/* Only part i of n of the rows after those that were dropped, by bytes. PC_USAGE for what is no file. */
pc_status pc_stream_part(pc_stream *stream, uint64_t i, uint64_t n, pc_error *error);

/* The next `length` bytes, fewer at the end; of a stream of which no rows are taken. */
pc_status pc_stream_read(pc_stream *stream, char *text, size_t length, size_t *got, int wake, pc_error *error);
/* Leaves out so many bytes. */
pc_status pc_stream_skip(pc_stream *stream, uint64_t length, int wake, pc_error *error);

enum { PC_STREAM_MARGIN = 32 };

#endif
