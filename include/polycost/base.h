/* What every part of polycost shares: statuses, errors, limits, contexts, readers and writers. */
#ifndef POLYCOST_BASE_H
#define POLYCOST_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PC_API __attribute__((visibility("default")))
#else
#define PC_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* How a call ended. The numbers are the exit statuses of the command. */
typedef enum pc_status {
  PC_OK = 0,      /* done */
  PC_NO = 1,      /* the answer is "no" */
  PC_USAGE = 2,   /* the call itself is wrong */
  PC_INPUT = 3,   /* bad input, unknown names included */
  PC_LIMIT = 4,   /* a limit of the context was hit */
  PC_SYSTEM = 5,  /* reading, writing or memory failed */
  PC_UNKNOWN = 6, /* undecided */
  PC_DEFECT = 70  /* a defect of polycost */
} pc_status;

/* Why a call failed. The caller owns it and starts it with PC_ERROR_INIT or pc_error_clear. The first error wins: a
 * call given an error whose status is not PC_OK leaves it as it is. Every `pc_error *` parameter may be NULL. */
typedef struct pc_error {
  pc_status status;
  char source[256];   /* name of the file or text, "" when the error has no place */
  size_t line;        /* from 1, 0 when the error has no place */
  size_t column;      /* from 1, in characters */
  char message[2048]; /* the cause, with the hint in round brackets at its end where there is one */
  char excerpt[200];  /* the line of the source, cut around the place where it is long; "" when there is none */
  size_t caret;       /* the column of the place in the excerpt, from 1 */
} pc_error;

#define PC_ERROR_INIT                                                                                                  \
  { PC_OK, "", 0, 0, "", "", 0 }

PC_API void pc_error_clear(pc_error *error);

/* Writes "SOURCE:LINE:COLUMN: error: MESSAGE", the excerpt and a caret under the place into `buffer`, cut to `size`
 * bytes and always ended by a NUL. Every line ends with a newline. Returns the length of the whole text. */
PC_API size_t pc_error_format(const pc_error *error, char *buffer, size_t size);

/* Bounds on what one context does; a call that would pass one ends with PC_LIMIT. A field of 0 takes the default. */
typedef struct pc_limits {
  size_t max_terms;  /* terms of one polynomial; default 10^6 */
  size_t max_bits;   /* bits of one integer; default 10^6 */
  size_t max_depth;  /* nesting of brackets, layers, nodes; default 1000, at the most 4000 */
  size_t max_nodes;  /* nodes of a tree, as they are visited; default 10^7 */
  size_t max_memory; /* bytes that the context holds by its own allocator; default 4 GiB */
} pc_limits;

/* Where a context gets its memory: `resize(user, block, old_size, new_size)` has the meaning of realloc, frees for a
 * new size of 0 and returns NULL when there is none. GMP and FLINT keep their own allocator and abort without memory.
 */
typedef struct pc_allocator {
  void *(*resize)(void *user, void *block, size_t old_size, size_t new_size);
  void *user;
} pc_allocator;

/* A context owns symbols and bounds the work. It must outlive all that was made with it. Different contexts are
 * independent: each may be used in a thread of its own, one context by one thread at a time. */
typedef struct pc_context pc_context;

/* NULL limits and NULL allocator take the defaults. Returns NULL when memory fails. The caller owns the result. */
PC_API pc_context *pc_context_new(const pc_limits *limits, const pc_allocator *allocator);
PC_API void pc_context_free(pc_context *context);
PC_API const pc_limits *pc_context_limits(const pc_context *context);

/* Frees what the arithmetic libraries keep for the calling thread. Call it last in a thread that used a context. */
PC_API void pc_thread_end(void);

/* Where text goes. Returns PC_OK, or another status that then becomes the writer's caller's. */
typedef struct pc_sink {
  pc_status (*write)(void *user, const char *text, size_t length, pc_error *error);
  void *user;
} pc_sink;

/* Where named sources come from. `name` is what stands after `use`, or what the user called the model; `from` is the
 * resolved name of the file that uses it, or NULL. On success `*text` was made by pc_source_text, and `*resolved`
 * (also by pc_source_text) identifies the file: two uses with the same resolved name are one file. PC_NO, with no error
 * set, when there is no source of that name. */
typedef struct pc_loader {
  pc_status (*load)(void *user, pc_context *context, const char *name, const char *from, char **resolved, char **text,
                    size_t *length, pc_error *error);
  void *user;
} pc_loader;

/* A copy of `length` bytes with a NUL after them, for a loader's results. NULL when memory or a limit fails. */
PC_API char *pc_source_text(pc_context *context, const char *text, size_t length);

/* "polycost 0.1.0", FLINT's and GMP's versions. */
PC_API const char *pc_version(void);
PC_API const char *pc_version_flint(void);
PC_API const char *pc_version_gmp(void);

#ifdef __cplusplus
}
#endif
#endif
