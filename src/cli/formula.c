/* polycost formula: the total as a formula. */
#include "cli/cli.h"

pc_status cli_formula(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *model = NULL;
  pc_status status = cli_open_model(&model, ctx, options, error);
  if (status != PC_OK) return status;
  const pc_formula_options wanted = { .metrics = cli_list_items(&options->metrics),
                                      .metric_count = options->metrics.n,
                                      .at = options->at,
                                      .collect = cli_list_items(&options->collect),
                                      .collect_count = options->collect.n,
                                      .layout = options->layout };
  status = (options->derive ? pc_report_derivation : pc_report_formula)(out, model, &wanted, error);
  pc_model_free(model);
  return status;
}
