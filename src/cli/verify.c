/* polycost verify: parameter counts against a real checkpoint. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"
#include <string.h>
#include <sys/stat.h>

static bool is_config(const char *path) {
  size_t length = strlen(path);
  return length > 5 && !strcmp(path + length - 5, ".json");
}

/* A checkpoint that is left out lies in MODEL, or beside it where that is a config. */
static pc_status find_checkpoint(const char **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  struct stat found;
  const char *model = options->model;
  *out = options->checkpoint;
  if (*out) return PC_OK;
  bool exists = model && stat(model, &found) == 0, folder = exists && S_ISDIR(found.st_mode);
  if (!folder && !(exists && is_config(model)))
    return pc_fail(error, PC_USAGE, "'verify' wants a CHECKPOINT (see 'polycost verify --help')");
  const char *slash = strrchr(model, '/');
  *out = folder ? model : slash ? pc_intern_string(ctx, model, (size_t)(slash + 1 - model)) : ".";
  return *out ? PC_OK : pc_no_memory(ctx, error);
}

pc_status cli_verify(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *model = NULL;
  pc_checkpoint *checkpoint = NULL;
  const char *path, *metric = options->metrics.n ? options->metrics.items[0] : NULL;
  if (options->metrics.n > 1) return pc_fail(error, PC_USAGE, "'verify' compares one metric");
  pc_status status = find_checkpoint(&path, ctx, options, error);
  if (!status) status = cli_open_model(&model, ctx, options, error);
  if (!status) status = pc_checkpoint_open(&checkpoint, ctx, path, error);
  if (!status) status = pc_report_verify(out, model, checkpoint, metric, error);
  pc_checkpoint_free(checkpoint);
  pc_model_free(model);
  return status;
}
