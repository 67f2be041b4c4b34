/* The options of the command: one table that the parser and the help read. */
#ifndef POLYCOST_OPTION_TABLE_H
#define POLYCOST_OPTION_TABLE_H

#include "cli/cli.h"

typedef enum cli_option_id {
  CLI_OPT_EXPRESSION,
  CLI_OPT_PRESET,
  CLI_OPT_FROM,
  CLI_OPT_WITH,
  CLI_OPT_OPS,
  CLI_OPT_RENAME,
  CLI_OPT_NO_FOLD,
  CLI_OPT_UNKNOWN,
  CLI_OPT_STRICT,
  CLI_OPT_METRIC,
  CLI_OPT_AT,
  CLI_OPT_COLLECT,
  CLI_OPT_FACTOR,
  CLI_OPT_HORNER,
  CLI_OPT_DERIVE,
  CLI_OPT_BIND,
  CLI_OPT_EACH,
  CLI_OPT_DEPTH,
  CLI_OPT_COLLAPSE,
  CLI_OPT_PERCENT,
  CLI_OPT_AS,
  CLI_OPT_ASSUME,
  CLI_OPT_REGIMES,
  CLI_OPT_SHARE,
  CLI_OPT_LEFT,
  CLI_OPT_RIGHT,
  CLI_OPT_OVER,
  CLI_OPT_TREE,
  CLI_OPT_FOR,
  CLI_OPT_NODE,
  CLI_OPT_EQUALS,
  CLI_OPT_AT_MOST,
  CLI_OPT_AT_LEAST,
  CLI_OPT_EQUALS_NODE,
  CLI_OPT_AT_MOST_NODE,
  CLI_OPT_AT_LEAST_NODE,
  CLI_OPT_BY,
  CLI_OPT_ROWS,
  CLI_OPT_ROWS_FORMAT,
  CLI_OPT_COLUMNS,
  CLI_OPT_KEEP,
  CLI_OPT_NO_HEADER,
  CLI_OPT_DECIMAL,
  CLI_OPT_ON_ERROR,
  CLI_OPT_THREADS,
  CLI_OPT_HUMAN,
  CLI_OPT_APPROX,
  CLI_OPT_FORMAT,
  CLI_OPT_COLOR,
  CLI_OPT_WIDTH,
  CLI_OPT_MAX_TERMS,
  CLI_OPT_MAX_BITS,
  CLI_OPT_MAX_DEPTH,
  CLI_OPT_MAX_NODES,
  CLI_OPT_MAX_MEMORY,
  CLI_OPT_HELP,
  CLI_OPT_VERSION,
  CLI_OPTION_COUNT
} cli_option_id;

typedef struct cli_option {
  const char *name;
  char letter;          /* or 0 */
  const char *argument; /* what it takes, or NULL */
  unsigned verbs;       /* that know it */
  const char *help;
} cli_option;

extern const cli_option CLI_OPTIONS[CLI_OPTION_COUNT];

#endif
