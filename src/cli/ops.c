/* polycost ops: the totals by operation. */
#include "cli/cli.h"

pc_status cli_ops(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *model = NULL;
  if (options->metrics.n > 1) return pc_fail(error, PC_USAGE, "'ops' answers for one metric");
  if (options->at) return pc_fail(error, PC_USAGE, "'ops' is about the whole program: --at is for 'tree'");
  pc_status status = cli_open_model(&model, ctx, options, error);
  if (status != PC_OK) return status;
  const pc_ops_options wanted = { .metric = options->metrics.n ? options->metrics.items[0] : NULL, .by = options->by };
  status = pc_report_ops(out, model, &wanted, error);
  pc_model_free(model);
  return status;
}
