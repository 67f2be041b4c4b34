/* Printers of what was solved, for people. Text: the answer first, numbers alone on one line, formulas a line each;
 * then why. LaTeX: the answer. */
#include "print/notation.h"
#include "report/number.h"
#include "report/report.h"

/* How an answer is spelt in a notation. */
typedef struct spelling {
  pc_format format;
  const char *equal, *less, *at_most, *at_least, *more, * or, *zero, *every, *none, *unknown;
} spelling;

static const spelling TEXT = { PC_TEXT, " = ",    " < ",    " <= ", " >= ",   " > ",
                               " or ",  " = 0\n", "every ", "none", "unknown" };
static const spelling LATEX = { PC_LATEX,
                                " = ",
                                " < ",
                                " \\le ",
                                " \\ge ",
                                " > ",
                                " \\text{ or } ",
                                " = 0\n",
                                "\\text{every } ",
                                "\\text{none}",
                                "\\text{unknown}" };

static void put(pc_writer *w, const spelling *as, const pc_expr *e) {
  pc_write_expr(w, pc_notation_of(as->format), e, NULL, 0);
}

static void put_symbol(pc_writer *w, const spelling *as, const pc_solution *s) {
  pc_puts(w, pc_notation_of(as->format)->symbol(s->symbol));
}

static void put_end(pc_writer *w, const spelling *as, const pc_end *end) {
  if (pc_expr_identical(end->low, end->high)) {
    put(w, as, end->low);
    return;
  }
  pc_buffer text = { .ctx = pc_expr_context(end->low) };
  pc_writer_check(w, pc_add_between(&text, end->low, end->high, w->error));
  if (as->format == PC_TEXT) pc_puts(w, "~");
  pc_put(w, text.text, text.length);
  if (as->format == PC_LATEX) pc_puts(w, "\\ldots");
  pc_buffer_clear(&text);
}

/* ---- numbers ---- */

static bool is_start(const pc_solution *s, const pc_end *end) {
  return s->span.least && end->low && !end->open && pc_expr_identical(end->low, s->span.least);
}

static void put_range(pc_writer *w, const spelling *as, const pc_solution *s, const pc_range *r) {
  bool point = r->from.low && r->to.low && pc_expr_identical(r->from.low, r->to.low) &&
               pc_expr_identical(r->from.high, r->to.high);
  bool from = r->from.low && !point && !(r->to.low && is_start(s, &r->from));
  if (!point && !r->to.low && !r->from.low) pc_puts(w, as->every);
  if (from && r->to.low) {
    put_end(w, as, &r->from);
    pc_puts(w, r->from.open ? as->less : as->at_most);
  }
  put_symbol(w, as, s);
  if (r->to.low) {
    pc_puts(w, point ? as->equal : r->to.open ? as->less : as->at_most);
    put_end(w, as, &r->to);
  } else if (from) {
    pc_puts(w, r->from.open ? as->more : as->at_least);
    put_end(w, as, &r->from);
  }
}

/* Between two neighbours the sides cross. */
static void put_crossing(pc_writer *w, const spelling *as, const pc_solution *s, const pc_range *r) {
  put(w, as, r->from.low);
  pc_puts(w, as->less);
  put_symbol(w, as, s);
  pc_puts(w, as->less);
  put(w, as, r->to.low);
}

static void put_ranges(pc_writer *w, const spelling *as, const pc_solution *s) {
  for (size_t i = 0; i < s->where.n; i++) {
    if (i) pc_puts(w, as->or);
    put_range(w, as, s, &s->where.items[i]);
  }
  for (size_t i = 0; i < s->crossings.n; i++) {
    if (i || s->where.n) pc_puts(w, as->or);
    put_crossing(w, as, s, &s->crossings.items[i]);
  }
  if (s->outcome == PC_NO_SOLUTION) pc_puts(w, as->none);
  if (s->outcome == PC_NOT_DECIDED) pc_puts(w, as->unknown);
  pc_puts(w, "\n");
}

static void put_amount(pc_writer *w, const pc_expr *e, bool human) {
  if (!human) {
    put(w, &TEXT, e);
    return;
  }
  pc_buffer text = { .ctx = pc_expr_context(e) };
  pc_writer_check(w, pc_add_human(&text, e, w->error));
  pc_put(w, text.text, text.length);
  pc_buffer_clear(&text);
}

static void put_samples(pc_writer *w, const pc_solution *s, bool human) {
  for (size_t i = 0; i < s->sample_count; i++) {
    const pc_sample *sample = &s->samples[i];
    int order = pc_expr_compare_numbers(sample->left, sample->right);
    pc_puts(w, "at ");
    put_symbol(w, &TEXT, s);
    pc_puts(w, " = ");
    put(w, &TEXT, sample->value);
    pc_puts(w, ": ");
    put_amount(w, sample->left, human);
    pc_puts(w, order < 0 ? " < " : order > 0 ? " > " : " = ");
    put_amount(w, sample->right, human);
    pc_puts(w, "\n");
  }
}

/* ---- formulas ---- */

/* A bound's boundary, or that it holds always or never. */
static void put_bound(pc_writer *w, const spelling *as, const pc_solution *s) {
  if (s->outcome == PC_NO_SOLUTION) {
    pc_puts(w, as->none);
  } else if (s->everywhere && !s->span.least) {
    pc_puts(w, as->every);
    put_symbol(w, as, s);
  } else {
    put_symbol(w, as, s);
    pc_puts(w, s->above ? as->at_least : as->at_most);
    put(w, as, s->everywhere ? s->span.least : s->solved[0].value);
  }
  pc_puts(w, "\n");
}

static void put_solved(pc_writer *w, const spelling *as, const pc_solution *s, const pc_solved *solved) {
  put_symbol(w, as, s);
  pc_puts(w, as->equal);
  put(w, as, solved->value);
  pc_puts(w, "\n");
  if (!solved->excess || as->format != PC_TEXT) return;
  pc_puts(w, "  where ");
  put(w, as, solved->value);
  pc_puts(w, as->at_least);
  put(w, as, s->span.least);
  pc_puts(w, "\n");
}

static void put_equation(pc_writer *w, const spelling *as, const pc_solution *s) {
  for (size_t i = 0; i < s->solved_count; i++) put_solved(w, as, s, &s->solved[i]);
  for (size_t i = 0; i < s->always_count; i++) {
    pc_puts(w, as->every);
    put_symbol(w, as, s);
    pc_puts(w, as->format == PC_LATEX ? " \\text{ where } " : " where ");
    put(w, as, s->always[i]);
    pc_puts(w, as->zero);
  }
  for (size_t i = 0; i < s->rest_count; i++) {
    pc_puts(w, as->format == PC_LATEX ? "\\text{also where } " : "also where ");
    put(w, as, s->rest[i]);
    pc_puts(w, as->zero);
  }
  if (s->outcome == PC_NO_SOLUTION) pc_puts(w, as->none), pc_puts(w, "\n");
}

static void put_formulas(pc_writer *w, const spelling *as, const pc_solution *s) {
  if (s->relation == PC_SOLVE_EQUAL)
    put_equation(w, as, s);
  else
    put_bound(w, as, s);
}

/* ---- printers ---- */

void pc_print_solve_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_solution *s = &report->as.solving.solution;
  if (s->formulas) {
    put_formulas(w, &TEXT, s);
    return;
  }
  put_ranges(w, &TEXT, s);
  put_samples(w, s, style->human);
}

void pc_print_solve_latex(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_solution *s = &report->as.solving.solution;
  (void)style;
  if (s->formulas)
    put_formulas(w, &LATEX, s);
  else
    put_ranges(w, &LATEX, s);
}
