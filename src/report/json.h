/* Writing JSON. yajl's generator stops at 128 levels of nesting; trees go to 4000, so the brackets are ours. */
#ifndef PC_JSON_H
#define PC_JSON_H

#include "print/writer.h"
#include <polycost/expr.h>

/* Zero-initialise, set `w` and `ctx`. One line, ", " and ": " between. */
typedef struct pc_json {
  pc_writer *w;
  pc_context *ctx;
  bool more; /* a comma comes before the next value or key */
} pc_json;

void pc_json_open(pc_json *json, char bracket); /* '{' or '[' */
void pc_json_close(pc_json *json, char bracket);
void pc_json_key(pc_json *json, const char *key);
/* Bytes that are not UTF-8 become U+FFFD. */
void pc_json_string(pc_json *json, const char *text);
/* In between the writer is handed text that has nothing to escape. */
void pc_json_open_string(pc_json *json);
void pc_json_close_string(pc_json *json);
void pc_json_double(pc_json *json, double value);
/* An expression as text prints it, in a string; as the shape says, or collected by n symbols. */
void pc_json_shape(pc_json *json, const pc_expr *expr, const pc_shape *shape);
void pc_json_expr(pc_json *json, const pc_expr *expr, const pc_symbol *const *by, size_t n);

/* A key and a string; nothing when the text is NULL. */
void pc_json_pair(pc_json *json, const char *key, const char *text);

#endif
