/* polycost diff: whether two totals are equal, or how they differ. */
#include "cli/cli.h"

static pc_status open_pair(pc_model *models[2], pc_context *ctx, const cli_options *o, pc_error *error) {
  const pc_graph_view graph = cli_graph_view(o);
  const pc_pair_options pair = { .kind = o->kind,
                                 .graph = &graph,
                                 .models = { o->sides[0].model, o->sides[1].model },
                                 .expressions = { o->sides[0].expression, o->sides[1].expression },
                                 .preset = o->preset,
                                 .bindings = o->bindings,
                                 .binding_count = o->binding_count,
                                 .facts = cli_list_items(&o->facts),
                                 .fact_count = o->facts.n,
                                 .with = o->with,
                                 .symbolic = cli_is_symbolic(o),
                                 .own = { cli_list_items(&o->sides[0].bindings),
                                          cli_list_items(&o->sides[1].bindings) },
                                 .own_count = { o->sides[0].bindings.n, o->sides[1].bindings.n } };
  pc_status status = pc_model_open_pair(&models[0], &models[1], ctx, &pair, error);
  for (int i = 0; i < 2 && !status; i++) cli_print_warnings(models[i], o->color);
  return status;
}

pc_status cli_diff(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *models[2] = { NULL, NULL };
  if (options->metrics.n > 1) return pc_fail(error, PC_USAGE, "'diff' compares one metric");
  pc_status status = open_pair(models, ctx, options, error);
  if (status) return status;
  const pc_diff_options wanted = { .metric = options->metrics.n ? options->metrics.items[0] : NULL,
                                   .at = options->at,
                                   .over = cli_list_items(&options->over),
                                   .over_count = options->over.n,
                                   .tree = options->tree };
  status = pc_report_diff(out, models[0], models[1], &wanted, error);
  pc_model_free(models[0]);
  pc_model_free(models[1]);
  return status;
}
