/* Rows as JSON lines: an object on each line; the keys of the first one are the columns. */
#ifndef PC_JSONL_H
#define PC_JSONL_H

#include "sweep/csv.h"

/* The separator of the options does not matter; with names for columns, other keys are passed over. */
pc_status pc_jsonl_open(pc_row_source **out, pc_context *ctx, const pc_csv_options *options, pc_error *error);

#endif
