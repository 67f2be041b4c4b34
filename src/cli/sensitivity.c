/* polycost sensitivity: what each symbol does to the total. */
#include "cli/cli.h"

pc_status cli_sensitivity(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *model = NULL;
  if (options->metrics.n > 1) return pc_fail(error, PC_USAGE, "'sensitivity' answers for one metric");
  pc_status status = cli_open_model(&model, ctx, options, error);
  if (status != PC_OK) return status;
  const pc_sensitivity_options wanted = { .metric = options->metrics.n ? options->metrics.items[0] : NULL,
                                          .at = options->at,
                                          .symbols = cli_list_items(&options->symbols),
                                          .symbol_count = options->symbols.n };
  status = pc_report_sensitivity(out, model, &wanted, error);
  pc_model_free(model);
  return status;
}
