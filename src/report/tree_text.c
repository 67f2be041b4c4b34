/* Trees as text: a line a node, columns aligned, no wider than the screen. */
#include "print/notation.h"
#include "report/escape.h"
#include "report/multiplicity.h"
#include "report/number.h"
#include "report/report.h"
#include "report/table.h"
#include "report/walk.h"
#include <math.h>
#include <string.h>

enum {
  NAME_LEAST = 12,   /* columns that names keep */
  NAME_SHORTEST = 4, /* where nothing else can give */
  FORMULA_LEAST = 8, /* columns that formulas keep */
  LEVEL = 3          /* columns of a level of indentation */
};

/* Columns: names, multiplicities, then two for each metric: total and share. */
enum { NAME, REPEAT, FIRST_METRIC };

typedef struct screen {
  const pc_report *report;
  const pc_breakdown *b;
  const pc_style *style;
  pc_writer *w;
  pc_walk walk;
  pc_buffer cell;
  size_t columns;
  pc_column column[FIRST_METRIC + 2 * PC_METRIC_MAX];
  bool formulas[PC_METRIC_MAX]; /* a total of the metric is no number */
  bool titles;                  /* of metrics head the columns, else their names */
  size_t natural_name;          /* width of the column of names before it was fitted */
  size_t pending;               /* blanks to be written before the next text */
} screen;

static const pc_tree_node *node_at_hand(const screen *s) {
  return s->walk.steps[s->walk.depth].node;
}

/* ---- what stands in a cell ---- */

static pc_writer cell_writer(const screen *s, const pc_sink *sink) {
  return (pc_writer) { sink, s->w->error, s->w->status };
}

static void add_repeat(screen *s) {
  const pc_multiplicity *repeat = &node_at_hand(s)->repeat;
  pc_sink sink = pc_buffer_sink(&s->cell);
  pc_writer to = cell_writer(s, &sink);
  if (repeat->n && repeat->parts[0].kind == PC_REPEAT_TIMES) pc_puts(&to, "× ");
  pc_write_multiplicity(&to, repeat);
  pc_writer_check(s->w, to.status);
}

static void add_total(screen *s, size_t metric) {
  const pc_expr *total = node_at_hand(s)->totals[metric];
  char text[PC_DOUBLE_SIZE];
  double share;
  if (!total) return;
  if (s->b->percent) {
    if (!pc_report_share(&share, s->report, node_at_hand(s), metric, s->w)) return;
    pc_percent_text(text, share);
    pc_buffer_adds(&s->cell, text);
  } else if (s->style->human && pc_expr_is_number(total)) {
    pc_writer_check(s->w, pc_add_human(&s->cell, total, s->w->error));
  } else {
    pc_sink sink = pc_buffer_sink(&s->cell);
    pc_writer to = cell_writer(s, &sink);
    pc_write_expr(&to, pc_notation_of(PC_TEXT), total, NULL, 0);
    pc_writer_check(s->w, to.status);
  }
}

static void add_share(screen *s, size_t metric) {
  char text[PC_DOUBLE_SIZE];
  double share;
  if (s->b->percent || !pc_report_share(&share, s->report, node_at_hand(s), metric, s->w)) return;
  pc_share_text(text, share);
  pc_buffer_adds(&s->cell, text);
}

static void add_name(screen *s) {
  const char *name = node_at_hand(s)->name;
  pc_add_visible(&s->cell, name[0] ? name : "(itself)");
}

/* Leaves the text of a cell of the node at hand in s->cell, a name without its lines. */
static void make_cell(screen *s, size_t column) {
  s->cell.length = 0;
  if (s->cell.text) s->cell.text[0] = '\0';
  if (column == NAME)
    add_name(s);
  else if (column == REPEAT)
    add_repeat(s);
  else if ((column - FIRST_METRIC) % 2 == 0)
    add_total(s, (column - FIRST_METRIC) / 2);
  else
    add_share(s, (column - FIRST_METRIC) / 2);
  if (s->cell.failed) pc_writer_check(s->w, pc_no_memory(s->cell.ctx, s->w->error));
}

static bool is_formula(const screen *s, size_t column) {
  if (column < FIRST_METRIC || (column - FIRST_METRIC) % 2) return column == REPEAT;
  const pc_expr *total = node_at_hand(s)->totals[(column - FIRST_METRIC) / 2];
  return total && !pc_expr_is_number(total);
}

/* ---- measuring ---- */

static void widen(size_t *width, size_t to) {
  if (*width < to) *width = to;
}

static void measure_cell(screen *s, size_t i) {
  pc_column *column = &s->column[i];
  make_cell(s, i);
  size_t width = pc_utf8_width(s->cell.text, s->cell.length);
  if (width == 0) return;
  if (i == NAME) width += LEVEL * s->walk.depth;
  widen(&column->width, width);
  size_t least = i == NAME ? NAME_LEAST : is_formula(s, i) ? FORMULA_LEAST : width;
  widen(&column->least, least < width ? least : width);
  if (is_formula(s, i) && i >= FIRST_METRIC) s->formulas[(i - FIRST_METRIC) / 2] = true;
}

static void measure(screen *s) {
  pc_walk_start(&s->walk, s->report->ctx, &s->b->tree->root, -1);
  while (pc_walk_next(&s->walk, s->w))
    for (size_t i = 0; s->walk.entering && i < s->columns; i++) measure_cell(s, i);
  pc_walk_end(&s->walk);
}

static bool has_header(const screen *s) {
  return s->b->metric_count > 1;
}

/* Leaves the metric's header in s->cell; returns its width. */
static size_t make_header(screen *s, size_t metric) {
  const pc_amount *m = &s->b->metrics[metric];
  s->cell.length = 0;
  pc_add_visible(&s->cell, s->titles && m->title ? m->title : m->metric);
  return pc_utf8_width(s->cell.text, s->cell.length);
}

/* Titles head the columns where none is wider than what stands under it, else names. */
static void choose_headers(screen *s) {
  bool all = true;
  s->titles = true;
  for (size_t i = 0; i < s->b->metric_count; i++)
    all = all && make_header(s, i) <= s->column[FIRST_METRIC + 2 * i].width;
  s->titles = all;
}

static void lay_out(screen *s) {
  if (has_header(s)) choose_headers(s);
  for (size_t i = 0; i < s->b->metric_count; i++) {
    pc_column *totals = &s->column[FIRST_METRIC + 2 * i];
    totals[0].right = !s->formulas[i];
    totals[1].right = true;
    size_t width = has_header(s) ? make_header(s, i) : 0;
    widen(&totals->width, width);
    widen(&totals->least, width);
  }
}

static bool fits(screen *s) {
  return pc_table_fit(s->column, s->columns, s->style->width);
}

/* Before lines become wider than the screen, shares go, then multiplicities. Where numbers alone are wider than it,
 * nothing is gained by cutting. */
static void fit(screen *s) {
  pc_column natural[FIRST_METRIC + 2 * PC_METRIC_MAX];
  memcpy(natural, s->column, sizeof natural);
  s->natural_name = s->column[NAME].width;
  if (fits(s)) return;
  for (size_t i = 0; i < s->b->metric_count; i++) s->column[FIRST_METRIC + 2 * i + 1].width = 0;
  if (fits(s)) return;
  s->column[REPEAT].width = 0;
  if (s->column[NAME].least > NAME_SHORTEST) s->column[NAME].least = NAME_SHORTEST;
  if (!fits(s)) memcpy(s->column, natural, sizeof natural);
}

/* ---- writing cells ---- */

static void write_blanks(screen *s, size_t count) {
  s->pending += count;
}

static void write_text(screen *s, const char *text, size_t length, const char *color) {
  if (length == 0) return;
  pc_put_times(s->w, " ", s->pending);
  s->pending = 0;
  color = s->style->color ? color : NULL;
  if (color) pc_puts(s->w, color);
  pc_put(s->w, text, length);
  if (color) pc_puts(s->w, "\x1b[0m");
}

static const char *color_of(const screen *s, size_t column) {
  const char *text = s->cell.text;
  if (column == NAME) return s->walk.depth == 0 ? "\x1b[1m" : NULL;
  if (column == REPEAT) return "\x1b[2m";
  bool is_share = s->b->percent || (column - FIRST_METRIC) % 2;
  if (!is_share || !text) return NULL;
  double share = 0;
  pc_report_share(&share, s->report, node_at_hand(s), (column - FIRST_METRIC) / 2, s->w);
  if (s->walk.depth == 0) return NULL;
  return fabs(share) >= 0.25 ? "\x1b[33m" : fabs(share) < 0.001 ? "\x1b[2m" : NULL;
}

/* The cell's text, cut to the column's width. */
static void write_cell(screen *s, size_t i, size_t used) {
  const pc_column *column = &s->column[i];
  const char *end = "", *text = s->cell.text ? s->cell.text : "";
  size_t room = column->width > used ? column->width - used : 0, length = s->cell.length;
  if (i == NAME || i == REPEAT) {
    if (pc_fitting(text, length, room) < length) length = pc_fitting(text, length, room ? room - 1 : 0), end = "…";
  } else if (is_formula(s, i)) {
    length = pc_cut_formula(text, length, room, &end);
  }
  size_t width = pc_utf8_width(text, length) + pc_utf8_width(end, strlen(end));
  size_t blanks = room > width ? room - width : 0;
  const char *color = color_of(s, i);
  if (column->right) write_blanks(s, blanks);
  write_text(s, text, length, color);
  write_text(s, end, strlen(end), color);
  if (!column->right) write_blanks(s, blanks);
}

/* The lines before a name; outer levels are left out where they take more than two thirds of the column. Returns their
 * width. */
static size_t write_lines(screen *s) {
  size_t depth = s->walk.depth, most = s->column[NAME].width * 2 / 3 / LEVEL, first = 1;
  bool all = depth <= most || s->column[NAME].width >= s->natural_name;
  const char *color = "\x1b[2m";
  if (!all && most == 0) return 0;
  if (!all) {
    first = depth - most + 2;
    write_text(s, "…  ", strlen("…  "), color);
  }
  for (size_t level = first; level <= depth; level++) {
    bool last = s->walk.steps[level].last;
    const char *line = level == depth ? (last ? "└─ " : "├─ ") : (last ? "   " : "│  ");
    write_text(s, line, strlen(line), color);
  }
  return LEVEL * (all ? depth : most);
}

static void write_row(screen *s) {
  for (size_t i = 0; i < s->columns; i++) {
    if (s->column[i].width == 0) continue;
    if (i > 0) write_blanks(s, PC_TABLE_GAP);
    size_t used = i == NAME ? write_lines(s) : 0;
    make_cell(s, i);
    write_cell(s, i, used);
  }
  s->pending = 0;
  pc_puts(s->w, "\n");
}

static void write_header(screen *s) {
  write_blanks(s, s->column[NAME].width);
  if (s->column[REPEAT].width) write_blanks(s, PC_TABLE_GAP + s->column[REPEAT].width);
  for (size_t i = 0; i < s->b->metric_count; i++) {
    const pc_column *totals = &s->column[FIRST_METRIC + 2 * i];
    size_t width = make_header(s, i), blanks = totals->width > width ? totals->width - width : 0;
    write_blanks(s, PC_TABLE_GAP + (totals->right ? blanks : 0));
    write_text(s, s->cell.text, s->cell.length, "\x1b[1m");
    write_blanks(s, totals->right ? 0 : blanks);
    if (totals[1].width) write_blanks(s, PC_TABLE_GAP + totals[1].width);
  }
  s->pending = 0;
  pc_puts(s->w, "\n");
}

static void write_rows(screen *s) {
  pc_walk_start(&s->walk, s->report->ctx, &s->b->tree->root, -1);
  while (pc_walk_next(&s->walk, s->w))
    if (s->walk.entering) write_row(s);
  pc_walk_end(&s->walk);
}

void pc_print_tree_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  screen s = { .report = report, .b = &report->as.breakdown, .style = style, .w = w, .cell = { .ctx = report->ctx } };
  s.columns = FIRST_METRIC + 2 * s.b->metric_count;
  measure(&s);
  lay_out(&s);
  fit(&s);
  if (has_header(&s)) write_header(&s);
  write_rows(&s);
  pc_buffer_clear(&s.cell);
}
