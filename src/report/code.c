/* Printers of programs: a formula as a function of its symbols in C, Python and JavaScript, as an expression in SQL.
 *
 * Each function computes exactly, or fails: C returns false, Python and JavaScript raise. What several formulas call
 * stands once before them. */
#include "print/notation.h"
#include "report/code_helpers.h"
#include "report/code_names.h"
#include "report/report.h"
#include <string.h>

/* Needs that bring Python lines before the first function. */
#define PYTHON_STARTS                                                                                                  \
  (PC_NEEDS_QUOTIENT | PC_NEEDS_FRACTIONS | (unsigned)PC_NEEDS_FUNCTION << PC_FLOOR |                                  \
   (unsigned)PC_NEEDS_FUNCTION << PC_CEIL | (unsigned)PC_NEEDS_FUNCTION << PC_LOG2)

/* A formula that is being printed. */
typedef struct formula {
  const char *metric, *name; /* of the function */
  pc_form *form;
  pc_naming parameters;
  unsigned needs;
} formula;

typedef struct program {
  pc_context *ctx;
  pc_arena *arena;
  pc_format format;
  pc_writer *w;
  formula *formulas;
  size_t n;
  unsigned needs; /* of all formulas */
} program;

/* ---- what a form needs ---- */

/* Of the form's own kind, and not of its parts. `*over` is then the form whose items are to be looked at. */
static unsigned own_needs(const pc_form **over, const pc_form *form, bool top) {
  *over = form;
  switch (form->kind) {
  case PC_FORM_INTEGER: return strlen(form->digits) > 18 ? PC_NEEDS_LONG_INTEGERS : 0;
  case PC_FORM_SYMBOL: return 0;
  case PC_FORM_SUM: return PC_NEEDS_SUM;
  case PC_FORM_PRODUCT: return PC_NEEDS_PRODUCT;
  case PC_FORM_POWER: return PC_NEEDS_POWER;
  case PC_FORM_QUOTIENT: return top ? PC_NEEDS_QUOTIENT : PC_NEEDS_FRACTIONS;
  case PC_FORM_CALL: break;
  }
  const pc_form *part = form->items[0];
  bool divides = form->function <= PC_CEIL && part->kind == PC_FORM_QUOTIENT && !part->negative;
  if (!divides) return (unsigned)PC_NEEDS_FUNCTION << form->function;
  *over = part;
  return form->function == PC_FLOOR ? PC_NEEDS_FLOOR_DIV : PC_NEEDS_CEIL_DIV;
}

static unsigned needs_of(const pc_form *form, bool top) {
  const pc_form *over;
  unsigned needs = own_needs(&over, form, top) | (form->negative ? PC_NEEDS_NEGATION : 0);
  for (size_t i = 0; i < over->n; i++) needs |= needs_of(over->items[i], false);
  return needs;
}

/* ---- formulas ---- */

static bool name_parameters(program *p, formula *f, const pc_expr *value) {
  const pc_symbol **symbols = NULL;
  size_t n = 0;
  if (!pc_writer_check(p->w, pc_expr_symbols(&symbols, &n, value, p->w->error))) return false;
  const char **names = pc_arena_alloc(p->arena, n * sizeof *names);
  const void *copy = pc_arena_copy(p->arena, symbols, n * sizeof *symbols);
  pc_symbols_free(p->ctx, symbols, n);
  if (!names || !copy) return pc_writer_check(p->w, pc_no_memory(p->ctx, p->w->error));
  f->parameters = (pc_naming) { copy, names, n };
  for (size_t i = 0; i < n; i++) names[i] = pc_symbol_name(f->parameters.symbols[i]);
  return pc_writer_check(p->w, pc_code_rename(names, n, p->arena, p->format, p->w->error));
}

static bool make_formulas(program *p, const pc_amounts *amounts) {
  const char **names = pc_arena_alloc(p->arena, amounts->n * sizeof *names);
  p->formulas = pc_arena_alloc(p->arena, amounts->n * sizeof *p->formulas);
  if (!p->formulas || !names) return pc_writer_check(p->w, pc_no_memory(p->ctx, p->w->error));
  for (size_t i = 0; i < amounts->n; i++) names[i] = amounts->items[i].metric;
  pc_writer_check(p->w, pc_code_rename(names, amounts->n, p->arena, p->format, p->w->error));
  for (p->n = 0; p->n < amounts->n && p->w->status == PC_OK; p->n++) {
    const pc_expr *value = amounts->items[p->n].value;
    formula *f = &p->formulas[p->n];
    *f = (formula) { .metric = amounts->items[p->n].metric, .name = names[p->n] };
    pc_writer_check(p->w, pc_form_fraction(&f->form, p->arena, value, &amounts->shape, p->w->error));
    if (p->w->status != PC_OK || !name_parameters(p, f, value)) return false;
    f->needs = needs_of(f->form, true);
    p->needs |= f->needs;
  }
  return p->w->status == PC_OK;
}

/* ---- pieces of a program ---- */

static bool has_fractions(const program *p) {
  return p->needs & PC_NEEDS_FRACTIONS;
}

static void write_helpers(const program *p) {
  for (const pc_helper *h = pc_code_helpers(p->format, has_fractions(p)); h->text; h++)
    if (!h->needs || (h->needs & p->needs)) pc_puts(p->w, h->text);
}

static void write_value(const program *p, const formula *f) {
  pc_notation notation = *pc_code_notation(p->format, has_fractions(p));
  notation.naming = &f->parameters;
  pc_write_form(p->w, p->ctx, &notation, f->form);
}

static void write_parameters(const program *p, const formula *f, const char *before, const char *separator) {
  for (size_t i = 0; i < f->parameters.n; i++) {
    pc_puts(p->w, i ? ", " : separator);
    pc_puts(p->w, before);
    pc_puts(p->w, f->parameters.names[i]);
  }
}

static void write_renamed(const program *p, const char *name, const char *own, const char *comment) {
  if (name == own) return;
  pc_puts(p->w, comment);
  pc_puts(p->w, name);
  pc_puts(p->w, " is ");
  pc_puts(p->w, own);
  pc_puts(p->w, "\n");
}

/* A line a name that is not the model's own. */
static void write_renames(const program *p, const formula *f, const char *comment) {
  write_renamed(p, f->name, f->metric, comment);
  for (size_t i = 0; i < f->parameters.n; i++)
    write_renamed(p, f->parameters.names[i], pc_symbol_name(f->parameters.symbols[i]), comment);
}

/* ---- languages ---- */

static void write_c(const program *p, const formula *f) {
  pc_puts(p->w, "\n");
  write_renames(p, f, "// ");
  pc_puts(p->w, "bool ");
  pc_puts(p->w, f->name);
  pc_puts(p->w, "(pc_integer *pc_out");
  write_parameters(p, f, "int64_t ", ", ");
  pc_puts(p->w, ") {\n  return pc_give(pc_out, ");
  write_value(p, f);
  pc_puts(p->w, ");\n}\n");
}

static void write_python(const program *p, const formula *f) {
  bool fraction = f->needs & (PC_NEEDS_QUOTIENT | PC_NEEDS_FRACTIONS), lines = f->form->kind == PC_FORM_SUM;
  if (f != p->formulas || (p->needs & PYTHON_STARTS)) pc_puts(p->w, "\n\n");
  write_renames(p, f, "# ");
  pc_puts(p->w, "def ");
  pc_puts(p->w, f->name);
  pc_puts(p->w, "(");
  write_parameters(p, f, "", "");
  pc_puts(p->w, fraction ? "):\n    pc_total = " : "):\n    return ");
  pc_puts(p->w, lines ? "(" : "");
  write_value(p, f);
  pc_puts(p->w, lines ? ")\n" : "\n");
  if (fraction) pc_puts(p->w, "    return pc_total.numerator if pc_total.denominator == 1 else pc_total\n");
}

static void write_javascript(const program *p, const formula *f) {
  if (f != p->formulas) pc_puts(p->w, "\n");
  write_renames(p, f, "// ");
  pc_puts(p->w, "function ");
  pc_puts(p->w, f->name);
  pc_puts(p->w, "(");
  write_parameters(p, f, "", "");
  pc_puts(p->w, has_fractions(p) ? ") {\n  return pc_give(" : ") {\n  return ");
  write_value(p, f);
  pc_puts(p->w, has_fractions(p) ? ");\n}\n" : ";\n}\n");
}

static void write_sql(const program *p, const formula *f) {
  if (f != p->formulas) pc_puts(p->w, ",\n");
  write_value(p, f);
  if (p->n > 1) {
    pc_puts(p->w, " AS \"");
    pc_puts(p->w, f->name);
    pc_puts(p->w, "\"");
  }
}

static void write_formulas(const pc_report *report, pc_format format, pc_writer *w,
                           void (*write)(const program *p, const formula *f)) {
  pc_arena arena = { .ctx = report->ctx };
  program p = { .ctx = report->ctx, .arena = &arena, .format = format, .w = w };
  if (make_formulas(&p, &report->as.amounts)) {
    if (format == PC_SQL && has_fractions(&p))
      pc_writer_check(w, pc_fail(w->error, PC_INPUT,
                                 "no exact SQL: NUMERIC would round a fraction that stands inside the formula"));
    write_helpers(&p);
    for (size_t i = 0; i < p.n; i++) write(&p, &p.formulas[i]);
  }
  pc_arena_clear(&arena);
}

void pc_print_formula_c(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  write_formulas(report, PC_C, w, write_c);
}

void pc_print_formula_python(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  write_formulas(report, PC_PYTHON, w, write_python);
}

void pc_print_formula_javascript(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  write_formulas(report, PC_JAVASCRIPT, w, write_javascript);
}

void pc_print_formula_sql(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  write_formulas(report, PC_SQL, w, write_sql);
  pc_puts(w, "\n");
}
