/* polycost tree: the breakdown. */
#include "cli/cli.h"

pc_status cli_tree(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *model = NULL;
  pc_status status = cli_open_model(&model, ctx, options, error);
  if (status != PC_OK) return status;
  const pc_tree_view view = { .metrics = cli_list_items(&options->metrics),
                              .metric_count = options->metrics.n,
                              .at = options->at,
                              .depth = options->depth,
                              .collapse = cli_list_items(&options->collapse),
                              .collapse_count = options->collapse.n,
                              .percent = options->percent };
  status = pc_report_tree(out, model, &view, error);
  pc_model_free(model);
  return status;
}
