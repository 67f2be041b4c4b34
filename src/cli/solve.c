/* polycost solve: for which values of a symbol the total meets another amount. */
#include "cli/cli.h"
#include <stdlib.h>
#include <string.h>

static pc_status check(const cli_options *o, pc_error *error) {
  if (o->metrics.n > 1) return pc_fail(error, PC_USAGE, "'solve' answers for one metric");
  if (o->symbols.n > 1) return pc_fail(error, PC_USAGE, "'solve' answers for one symbol");
  if (o->other.count == 1) return PC_OK;
  return pc_fail(error, PC_USAGE,
                 "'solve' wants one of --equals, --at-most and --at-least (see 'polycost solve --help')");
}

/* The model with the symbol left free that its preset may bind. */
static pc_status open_free(pc_model **out, pc_context *ctx, const cli_options *options, const char *symbol,
                           pc_error *error) {
  size_t n = options->binding_count, length = strlen(symbol);
  const char **bindings = malloc((n + 1) * sizeof *bindings);
  char *null = malloc(length + sizeof "=null");
  pc_status status = bindings && null ? PC_OK : pc_fail(error, PC_SYSTEM, "out of memory");
  if (!status) {
    cli_options free_one = *options;
    if (n) memcpy(bindings, options->bindings, n * sizeof *bindings);
    memcpy(null, symbol, length);
    strcpy(null + length, "=null");
    bindings[n] = null;
    free_one.bindings = bindings;
    free_one.binding_count = n + 1;
    status = cli_open_model(out, ctx, &free_one, error);
  }
  free(bindings);
  free(null);
  return status;
}

pc_status cli_solve(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  pc_model *model = NULL;
  const char *symbol = options->symbols.n ? options->symbols.items[0] : NULL;
  pc_status status = check(options, error);
  if (!status && symbol && options->preset) status = open_free(&model, ctx, options, symbol, error);
  if (!status && !model) status = cli_open_model(&model, ctx, options, error);
  if (status) return status;
  const pc_solve_options wanted = { .symbol = symbol,
                                    .metric = options->metrics.n ? options->metrics.items[0] : NULL,
                                    .at = options->at,
                                    .relation = options->other.relation,
                                    .other = options->other.expression,
                                    .other_at = options->other.path };
  status = pc_report_solve(out, model, &wanted, error);
  pc_model_free(model);
  return status;
}
