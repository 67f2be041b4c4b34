/* Totals as an array in a .npy file: of 64-bit numbers, of pairs that make 128 bits, or of texts. */
#ifndef PC_ROWS_NPY_H
#define PC_ROWS_NPY_H

#include "sweep/rows_out.h"

/* Bytes of a row. */
size_t pc_npy_width(const pc_rows_out *out);
/* The header; of the same length for any number of rows. */
pc_status pc_npy_begin(const pc_rows_out *out, uint64_t rows, pc_buffer *text, pc_error *error);
/* Makes rows bad whose answers do not fit. */
pc_status pc_npy_check(const pc_rows_out *out, pc_row_block *block, pc_error *error);
pc_status pc_npy_format(const pc_rows_out *out, pc_row_block *block, size_t first, size_t end, pc_buffer *text,
                        pc_error *error);

#endif
