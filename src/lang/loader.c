/* The default loader: files of the file system, then shipped ones. */
#define _POSIX_C_SOURCE 200809L
#include "lang/model.h"

#include <string.h>
#include <unistd.h>

static const char shipped_prefix[] = "polycost:";

static bool is_shipped(const char *name) {
  return name && !strncmp(name, shipped_prefix, sizeof shipped_prefix - 1);
}

/* The path of `name` beside the file `from`. */
static char *beside(pc_context *ctx, const char *name, const char *from) {
  const char *slash = from && *name != '/' ? strrchr(from, '/') : NULL;
  pc_buffer path = { .ctx = ctx };
  if (slash) pc_buffer_add(&path, from, (size_t)(slash - from) + 1);
  pc_buffer_adds(&path, name);
  char *text = path.failed ? NULL : pc_source_text(ctx, path.text, path.length);
  pc_buffer_clear(&path);
  return text;
}

static pc_status load_shipped(pc_context *ctx, const char *name, char **resolved, char **text, size_t *length,
                              pc_error *error) {
  const char *shipped = pc_shipped_text(name, length);
  if (!shipped) return PC_NO;
  size_t n = strlen(name);
  bool ending = n > 5 && !strcmp(name + n - 5, ".cost");
  pc_buffer full = { .ctx = ctx };
  pc_buffer_addf(&full, "%s%s%s", shipped_prefix, name, ending ? "" : ".cost");
  *resolved = full.failed ? NULL : pc_source_text(ctx, full.text, full.length);
  pc_buffer_clear(&full);
  if (!*resolved) return pc_no_memory(ctx, error);
  *text = pc_source_text(ctx, shipped, *length);
  if (*text) return PC_OK;
  pc_free(ctx, *resolved, strlen(*resolved) + 1);
  return pc_no_memory(ctx, error);
}

static pc_status load(void *user, pc_context *ctx, const char *name, const char *from, char **resolved, char **text,
                      size_t *length, pc_error *error) {
  (void)user;
  if (is_shipped(from)) return load_shipped(ctx, name, resolved, text, length, error);
  if (is_shipped(name)) return load_shipped(ctx, name + sizeof shipped_prefix - 1, resolved, text, length, error);
  bool standard_input = !from && !strcmp(name, "-");
  char *path = standard_input ? pc_source_text(ctx, "<stdin>", 7) : beside(ctx, name, from);
  if (!path) return pc_no_memory(ctx, error);
  pc_status status;
  if (standard_input || !access(path, F_OK)) {
    status = pc_read_file(ctx, standard_input ? "-" : path, text, length, error);
    if (!status) {
      *resolved = path;
      return PC_OK;
    }
  } else
    status = load_shipped(ctx, name, resolved, text, length, error);
  pc_free(ctx, path, strlen(path) + 1);
  return status;
}

const pc_loader *pc_loader_default(void) {
  static const pc_loader loader = { load, NULL };
  return &loader;
}
