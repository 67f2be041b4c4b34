/* The table of cost files that are compiled in, made by embed.py. */
#ifndef PC_SHIPPED_H
#define PC_SHIPPED_H

#include <stddef.h>

typedef struct pc_shipped_file {
  const char *name;  /* "transformer" */
  const char *title; /* of its first comment, or "" */
  const unsigned char *text;
  size_t length; /* of the text, without the NUL after it */
} pc_shipped_file;

extern const pc_shipped_file pc_shipped_files[]; /* sorted by name */
extern const size_t pc_shipped_count;

#endif
