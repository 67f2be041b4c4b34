/* polycost list: what is shipped. */
#include "cli/cli.h"

pc_status cli_list_shipped(pc_report **out, pc_context *ctx, const cli_options *options, pc_error *error) {
  (void)options;
  return pc_report_list(out, ctx, error);
}
