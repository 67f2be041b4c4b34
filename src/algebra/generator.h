/* The table of a context's generators. */
#ifndef PC_GENERATOR_H
#define PC_GENERATOR_H

#include "algebra/internal.h"

/* NULL when there is none of that interned name. */
pc_symbol *pc_generator_find_symbol(pc_context *ctx, const char *name);
/* Owns the symbol from then on, unless it fails. */
pc_status pc_generator_add_symbol(pc_context *ctx, pc_symbol *symbol, pc_error *error);
void pc_symbol_free(pc_context *ctx, pc_symbol *symbol);
/* Frees all generators: the atoms' arguments first. */
void pc_generator_clear(pc_context *ctx, pc_algebra *algebra);

#endif
