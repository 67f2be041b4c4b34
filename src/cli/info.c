/* polycost info: what a model's file declares. */
#include "cli/cli.h"

pc_status cli_info(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *model = NULL;
  pc_status status = cli_open_model(&model, ctx, options, error);
  if (status != PC_OK) return status;
  status = pc_report_info(out, model, error);
  pc_model_free(model);
  return status;
}
