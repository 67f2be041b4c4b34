/* Opening the model that the command line names. */
#include "cli/cli.h"

pc_graph_view cli_graph_view(const cli_options *options) {
  pc_graph_view view = options->graph;
  view.ops = cli_list_items(&options->rules);
  view.op_count = options->rules.n;
  view.renames = cli_list_items(&options->renames);
  view.rename_count = options->renames.n;
  return view;
}

bool cli_is_symbolic(const cli_options *options) {
  return !options->bind && (options->verb->bit & (CLI_FORMULA | CLI_ASYMPTOTICS | CLI_DIFF | CLI_SOLVE));
}

pc_model_options cli_model_options(const cli_options *options, const pc_graph_view *graph) {
  return (pc_model_options) { .model = options->model,
                              .kind = options->kind,
                              .graph = graph,
                              .expression = options->expression,
                              .preset = options->preset,
                              .bindings = options->bindings,
                              .binding_count = options->binding_count,
                              .facts = cli_list_items(&options->facts),
                              .fact_count = options->facts.n,
                              .with = options->with,
                              .symbolic = cli_is_symbolic(options),
                              .logs = options->approx > 0 };
}

pc_status cli_open_model(pc_model **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  const pc_graph_view graph = cli_graph_view(options);
  const pc_model_options model = cli_model_options(options, &graph);
  pc_status status = pc_model_open(out, ctx, &model, error);
  if (status == PC_OK && options->verb->bit != CLI_OPS) cli_print_warnings(*out, options->color);
  return status;
}
