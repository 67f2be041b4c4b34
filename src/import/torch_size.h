/* Sizes as PyTorch writes them: SymPy's infix ("((s1 - 1)//2) + 1", "Min(128, 128*s13)"), in printed programs, and
 * SymPy's srepr ("Add(Symbol('s0', positive=True, integer=True), Integer(1))"), in the JSON of archives. */
#ifndef PC_TORCH_SIZE_H
#define PC_TORCH_SIZE_H

#include "graph/graph.h"

/* *out is a NUMBER, or UNKNOWN for what has no value here: conditions ("Eq(u5, 1)", "u0 >= 2"), infinities, functions
 * that are not known. Symbols are the graph's. PC_INPUT, without a place, when the text is no expression, and *where is
 * then the byte that is wrong; PC_LIMIT when brackets nest deeper than max_depth or a number grows too large. */
pc_status pc_torch_size(const pc_operand **out, pc_graph *graph, const char *text, size_t length, size_t *where,
                        pc_error *error);

#endif
