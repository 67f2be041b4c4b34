/* Multiplicities as text and as LaTeX. */
#include "report/multiplicity.h"
#include "print/notation.h"

typedef void part_writer(pc_writer *w, const pc_repeat_part *part);

static void write_parts(pc_writer *w, const pc_multiplicity *repeat, part_writer *write_part) {
  for (size_t i = 0; i < repeat->n; i++) {
    if (i) pc_puts(w, ", ");
    write_part(w, &repeat->parts[i]);
  }
}

/* ---- text ---- */

static void write_value(pc_writer *w, const pc_expr *value) {
  pc_write_expr(w, pc_notation_of(PC_TEXT), value, NULL, 0);
}

static void write_sum(pc_writer *w, const pc_repeat_part *part) {
  pc_puts(w, "sum(");
  pc_puts(w, pc_symbol_name(part->symbols[0]));
  for (size_t i = 0; i < part->n; i++) {
    pc_puts(w, ", ");
    write_value(w, part->values[i]);
  }
  pc_puts(w, ")");
}

static void write_where(pc_writer *w, const pc_repeat_part *part) {
  pc_puts(w, "where (");
  for (size_t i = 0; i < part->n; i++) {
    if (i) pc_puts(w, ", ");
    pc_puts(w, pc_symbol_name(part->symbols[i]));
    pc_puts(w, " = ");
    write_value(w, part->values[i]);
  }
  pc_puts(w, ")");
}

static void write_part(pc_writer *w, const pc_repeat_part *part) {
  switch (part->kind) {
  case PC_REPEAT_TIMES: write_value(w, part->values[0]); break;
  case PC_REPEAT_WHERE: write_where(w, part); break;
  case PC_REPEAT_SUM: write_sum(w, part); break;
  }
}

void pc_write_multiplicity(pc_writer *w, const pc_multiplicity *repeat) {
  write_parts(w, repeat, write_part);
}

/* ---- LaTeX ---- */

static void write_latex(pc_writer *w, const pc_expr *value) {
  pc_write_expr(w, pc_notation_of(PC_LATEX), value, NULL, 0);
}

static void write_latex_sum(pc_writer *w, const pc_repeat_part *part) {
  pc_puts(w, "\\sum_{");
  pc_puts(w, pc_symbol_latex(part->symbols[0]));
  pc_puts(w, "=");
  write_latex(w, part->values[0]);
  pc_puts(w, "}^{");
  write_latex(w, part->values[1]);
  pc_puts(w, "}");
}

static void write_latex_where(pc_writer *w, const pc_repeat_part *part) {
  for (size_t i = 0; i < part->n; i++) {
    if (i) pc_puts(w, "$, $");
    pc_puts(w, pc_symbol_latex(part->symbols[i]));
    pc_puts(w, " = ");
    write_latex(w, part->values[i]);
  }
}

static void write_latex_part(pc_writer *w, const pc_repeat_part *part) {
  pc_puts(w, part->kind == PC_REPEAT_TIMES ? "$\\times\\," : "$");
  switch (part->kind) {
  case PC_REPEAT_TIMES: write_latex(w, part->values[0]); break;
  case PC_REPEAT_WHERE: write_latex_where(w, part); break;
  case PC_REPEAT_SUM: write_latex_sum(w, part); break;
  }
  pc_puts(w, "$");
}

void pc_write_multiplicity_latex(pc_writer *w, const pc_multiplicity *repeat) {
  write_parts(w, repeat, write_latex_part);
}
