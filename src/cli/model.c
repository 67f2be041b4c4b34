/* Opening the model that the command line names. */
#include "cli/cli.h"

pc_status cli_open_model(pc_model **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  const pc_model_options model = { .model = options->model,
                                   .expression = options->expression,
                                   .preset = options->preset,
                                   .bindings = options->bindings,
                                   .binding_count = options->binding_count,
                                   .facts = cli_list_items(&options->facts),
                                   .fact_count = options->facts.n,
                                   .logs = options->approx > 0 };
  return pc_model_open(out, ctx, &model, error);
}
