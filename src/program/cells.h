/* Inside src/program: columns of numbers in limbs of 64 bits, two's complement, the lowest first. */
#ifndef PC_CELLS_H
#define PC_CELLS_H

#include "base/base.h"
#include <gmp.h>

/* A column that grows with its longest number. Zero-initialise. */
typedef struct pc_cells {
  uint64_t *values;
  size_t limbs; /* of each number; 0 while there is none */
  size_t room;  /* in limbs, of all */
} pc_cells;

/* Makes room for `rows` numbers of that many limbs; what was there is lost. */
bool pc_cells_reset(pc_cells *cells, pc_context *ctx, size_t rows, size_t limbs);
/* Makes the numbers of the first `rows` rows at least that long. There is room for all rows that there will be. */
bool pc_cells_widen(pc_cells *cells, pc_context *ctx, size_t rows, size_t limbs);
void pc_cells_free(pc_cells *cells, pc_context *ctx);

/* How many limbs the number takes; how it becomes such and is read back. */
size_t pc_limbs_needed(mpz_srcptr number);
void pc_limbs_write(uint64_t *out, size_t limbs, mpz_srcptr number);
void pc_limbs_read(mpz_ptr out, const uint64_t *value, size_t limbs);

#endif
