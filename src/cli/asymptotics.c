/* polycost asymptotics: how the total grows. */
#include "cli/cli.h"
#include <stdlib.h>
#include <string.h>

static pc_status open_bound(pc_model **out, pc_context *ctx, const cli_options *options, const char **bindings,
                            pc_error *error) {
  const cli_list *share = &options->share;
  cli_options bound = *options;
  size_t n = options->binding_count;
  if (n) memcpy(bindings, options->bindings, n * sizeof *bindings);
  for (size_t i = 0; i < share->n; i++) {
    if (strchr(share->items[i], '='))
      bindings[n++] = share->items[i];
    else if (bound.preset)
      return pc_fail(error, PC_USAGE, "--share '%s': there is a preset already", share->items[i]);
    else
      bound.preset = share->items[i];
  }
  bound.bindings = bindings;
  bound.bind = true;
  bound.binding_count = n;
  return cli_open_model(out, ctx, &bound, error);
}

/* The model once more, with what --share binds. */
static pc_status open_configuration(pc_model **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  if (!options->share.n) return PC_OK;
  const char **bindings = malloc((options->binding_count + options->share.n) * sizeof *bindings);
  if (!bindings) return pc_fail(error, PC_SYSTEM, "out of memory");
  pc_status status = open_bound(out, ctx, options, bindings, error);
  free(bindings);
  return status;
}

pc_status cli_asymptotics(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *model = NULL, *configuration = NULL;
  if (options->metrics.n > 1) return pc_fail(error, PC_USAGE, "'asymptotics' answers for one metric");
  if (options->regimes && options->as.n) return pc_fail(error, PC_USAGE, "--regimes goes without --as");
  pc_status status = cli_open_model(&model, ctx, options, error);
  if (status == PC_OK) status = open_configuration(&configuration, ctx, options, error);
  const pc_asymptotics_options wanted = { .metric = options->metrics.n ? options->metrics.items[0] : NULL,
                                          .at = options->at,
                                          .as = cli_list_items(&options->as),
                                          .as_count = options->as.n,
                                          .regimes = options->regimes,
                                          .configuration = configuration };
  if (status == PC_OK) status = pc_report_asymptotics(out, model, &wanted, error);
  pc_model_free(configuration);
  pc_model_free(model);
  return status;
}
