/* polycost verify: parameter counts against a real checkpoint. */
#include "cli/cli.h"

pc_status cli_verify(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *model = NULL;
  pc_checkpoint *checkpoint = NULL;
  if (options->metrics.n > 1) return pc_fail(error, PC_USAGE, "'verify' compares one metric");
  pc_status status = cli_open_model(&model, ctx, options, error);
  if (!status) status = pc_checkpoint_open(&checkpoint, ctx, options->checkpoint, error);
  if (!status)
    status = pc_report_verify(out, model, checkpoint, options->metrics.n ? options->metrics.items[0] : NULL, error);
  pc_checkpoint_free(checkpoint);
  pc_model_free(model);
  return status;
}
