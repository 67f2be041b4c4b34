/* polycost eval: the exact numbers. */
#include "cli/cli.h"

pc_status cli_eval(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *model = NULL;
  pc_status status = cli_open_model(&model, ctx, options, error);
  if (status != PC_OK) return status;
  status = pc_report_eval(out, model, options->at, cli_list_items(&options->metrics), options->metrics.n, error);
  pc_model_free(model);
  return status;
}
