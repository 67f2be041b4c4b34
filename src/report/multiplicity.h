/* How often a node counts, in the output languages. */
#ifndef PC_MULTIPLICITY_H
#define PC_MULTIPLICITY_H

#include "cost/cost.h"
#include "print/writer.h"

/* "2*n", "sum(i, 1, n)", "n, where (l = 1)"; nothing for once. */
void pc_write_multiplicity(pc_writer *w, const pc_multiplicity *repeat);
/* "$\times\,2 n$", "$\sum_{i=1}^{n}$", "$\times\,n$, $l = 1$". */
void pc_write_multiplicity_latex(pc_writer *w, const pc_multiplicity *repeat);

#endif
