/* JSON as a tree, read piece by piece; what is not wanted leaves no trace. */
#ifndef PC_JSON_TREE_H
#define PC_JSON_TREE_H

#include "base/base.h"

typedef enum pc_json_kind {
  PC_J_NULL,
  PC_J_FALSE,
  PC_J_TRUE,
  PC_J_NUMBER, /* text: as it is written */
  PC_J_STRING, /* text */
  PC_J_WORD,   /* text: NaN, Infinity or -Infinity, where they are allowed */
  PC_J_ARRAY,
  PC_J_OBJECT
} pc_json_kind;

typedef struct pc_json {
  pc_json_kind kind;
  uint32_t n;      /* items, or bytes of the text */
  size_t offset;   /* of its first byte in the text; of a string that holds escapes about there */
  const char *key; /* of a member of an object; interned */
  union {
    const char *text; /* interned, unless it is very long */
    struct pc_json *first;
  };
  struct pc_json *next; /* item of the same parent */
} pc_json;

/* Whether a member is wanted: keys[0..depth-1] lead to it, NULL standing for an item of an array. */
typedef bool pc_json_wanted(const char *const *keys, size_t depth);

typedef struct pc_json_reader pc_json_reader;

/* The tree is made in `arena`. `source` names what is read; with its text, errors have places. `wanted` may be NULL. */
pc_status pc_json_begin(pc_json_reader **out, pc_arena *arena, const pc_source *source, pc_json_wanted *wanted,
                        pc_error *error);
/* PC_INPUT for what is no JSON, PC_LIMIT when it nests deeper than max_depth. */
pc_status pc_json_feed(pc_json_reader *reader, const char *bytes, size_t length, pc_error *error);
/* As pc_json_feed, and NaN, Infinity and -Infinity, which JSON has not but Python writes, are values. */
pc_status pc_json_feed_python(pc_json_reader *reader, const char *text, size_t length, pc_error *error);
pc_status pc_json_end(const pc_json **out, pc_json_reader *reader, pc_error *error);
/* Ends a reader at any time; NULL is allowed. The tree stays. */
void pc_json_free(pc_json_reader *reader);

/* The member of an object, or NULL; a NULL object has none. */
const pc_json *pc_json_get(const pc_json *object, const char *key);
/* The text of a string, or NULL for anything else. */
const char *pc_json_text(const pc_json *value);
/* The value of a number that is a whole one and fits. */
bool pc_json_integer(int64_t *out, const pc_json *value);

#endif
