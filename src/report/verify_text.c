/* Verifications for people: the verdict alone on the first line, a table of groups, then what is beside it. */
#include "print/notation.h"
#include "report/escape.h"
#include "report/number.h"
#include "report/report.h"

#include <inttypes.h>
#include <string.h>

enum { PATH, EACH, TIMES, EXPECTED, FOUND, DIFFERENCE, COLUMNS };
enum { MOST_LINES = 40 }; /* of a list of tensors */

typedef struct page {
  const pc_verified *v;
  const pc_style *style;
  pc_writer *w;
  pc_buffer cell;
  size_t widths[COLUMNS];
  bool differs; /* some group does */
} page;

/* ---- cells ---- */

static void begin_cell(page *p) {
  p->cell.length = 0;
  if (p->cell.text) p->cell.text[0] = '\0';
}

static void add_value(page *p, const pc_expr *value) {
  if (!value) return;
  if (p->style->human && pc_expr_is_number(value)) {
    pc_writer_check(p->w, pc_add_human(&p->cell, value, p->w->error));
    return;
  }
  pc_sink sink = pc_buffer_sink(&p->cell);
  pc_writer to = { &sink, p->w->error, p->w->status };
  pc_write_expr(&to, pc_notation_of(PC_TEXT), value, NULL, 0);
  pc_writer_check(p->w, to.status);
}

static void add_difference(page *p, const pc_expr *found, const pc_expr *expected) {
  pc_expr *difference = NULL;
  if (!found || p->w->status) return;
  if (!pc_writer_check(p->w, pc_expr_sub(&difference, found, expected, p->w->error))) return;
  pc_expr *zero = NULL;
  bool made = pc_writer_check(p->w, pc_expr_sub(&zero, found, found, p->w->error));
  if (made && pc_expr_is_number(difference) && pc_expr_compare_numbers(difference, zero) > 0)
    pc_buffer_adds(&p->cell, "+");
  if (!pc_expr_is_zero(difference)) add_value(p, difference);
  pc_expr_unref(difference);
  pc_expr_unref(zero);
}

static void add_times(page *p, const pc_group *group) {
  int64_t times = 0;
  if (!group->times || (pc_expr_to_int64(&times, group->times) && times == 1)) return;
  pc_buffer_adds(&p->cell, "× ");
  add_value(p, group->times);
}

static void add_found(page *p, const pc_group *group) {
  if (group->found)
    add_value(p, group->found);
  else
    pc_buffer_adds(&p->cell, group->state == PC_GROUP_PACKED ? "packed" : "by size");
}

static void make_group_cell(page *p, const pc_group *group, int column) {
  switch (column) {
  case PATH: pc_add_visible(&p->cell, *group->path ? group->path : p->v->model); break;
  case EACH: add_value(p, group->each); break;
  case TIMES: add_times(p, group); break;
  case EXPECTED: add_value(p, group->expected); break;
  case FOUND: add_found(p, group); break;
  default: add_difference(p, group->found, group->expected);
  }
}

static void make_total_cell(page *p, int column) {
  const pc_verification *r = &p->v->result;
  if (column == PATH) pc_buffer_adds(&p->cell, "total");
  if (column == EXPECTED) add_value(p, r->expected);
  if (column == FOUND) add_value(p, r->found);
  if (column == FOUND && r->verdict == PC_UNKNOWN) pc_buffer_adds(&p->cell, " + packed");
  if (column == DIFFERENCE) add_difference(p, r->found, r->expected);
}

/* Row 0 is the heading, the one behind the last group the total. */
static void make_cell(page *p, size_t row, int column) {
  static const char *const headings[COLUMNS] = { "", "each", "", "expected", "true", "difference" };
  begin_cell(p);
  if (column == DIFFERENCE && !p->differs) return;
  if (row == 0)
    pc_buffer_adds(&p->cell, headings[column]);
  else if (row <= p->v->result.group_count)
    make_group_cell(p, &p->v->result.groups[row - 1], column);
  else
    make_total_cell(p, column);
  if (p->cell.failed) pc_writer_check(p->w, pc_no_memory(p->cell.ctx, p->w->error));
}

/* ---- the table ---- */

/* Groups of nothing, such as a head that is tied, are left out. */
static bool is_shown(const page *p, size_t row) {
  if (row == 0 || row > p->v->result.group_count) return true;
  const pc_group *group = &p->v->result.groups[row - 1];
  return !pc_expr_is_zero(group->expected) || !group->found || !pc_expr_is_zero(group->found);
}

static size_t cell_width(const page *p) {
  return pc_utf8_width(p->cell.text ? p->cell.text : "", p->cell.length);
}

/* On a terminal a difference stands out. */
static void put_colored(page *p, bool stands_out) {
  stands_out = stands_out && p->style->color;
  if (stands_out) pc_puts(p->w, "\x1b[33m");
  pc_put(p->w, p->cell.text, p->cell.length);
  if (stands_out) pc_puts(p->w, "\x1b[0m");
}

static void write_row(page *p, size_t row) {
  size_t pending = 0;
  for (int column = 0; column < COLUMNS; column++) {
    if (!p->widths[column]) continue;
    make_cell(p, row, column);
    size_t width = cell_width(p), blanks = p->widths[column] > width ? p->widths[column] - width : 0;
    if (column != PATH && column != TIMES) pending += blanks;
    if (p->cell.length) {
      pc_put_times(p->w, " ", pending);
      put_colored(p, column == DIFFERENCE && row > 0);
      pending = 0;
    } else {
      pending += width;
    }
    pending += (column == PATH || column == TIMES ? blanks : 0) + 2;
  }
  pc_puts(p->w, "\n");
}

static void write_table(page *p) {
  size_t rows = p->v->result.group_count + 2;
  for (size_t i = 0; i < rows; i++)
    for (int column = 0; column < COLUMNS && is_shown(p, i); column++) {
      make_cell(p, i, column);
      if (cell_width(p) > p->widths[column]) p->widths[column] = cell_width(p);
    }
  for (size_t i = 0; i < rows && !p->w->status; i++)
    if (is_shown(p, i)) write_row(p, i);
}

/* ---- lists ---- */

static void put_cell(page *p) {
  if (p->cell.failed) pc_writer_check(p->w, pc_no_memory(p->cell.ctx, p->w->error));
  if (p->cell.length) pc_put(p->w, p->cell.text, p->cell.length);
}

/* Names of tensors are cut where no real one is as long. */
static void add_name(page *p, const char *name) {
  char label[PC_LABEL_SIZE];
  pc_add_visible(&p->cell, strlen(name) < PC_LABEL_SIZE - 4 ? name : pc_tensor_label(label, name));
}

/* "  h.*.attn.bias × 12: 1 x 1 x 1024 x 1024 F32, 12582912 values"; integers may hold several values each. */
static void write_fold(page *p, const pc_fold *fold, const char *indent, unsigned packed) {
  begin_cell(p);
  pc_buffer_adds(&p->cell, indent);
  add_name(p, fold->name);
  if (fold->count > 1) pc_buffer_addf(&p->cell, " × %zu", fold->count);
  pc_buffer_adds(&p->cell, ": ");
  for (size_t i = 0; fold->alike && i < fold->rank; i++)
    pc_buffer_addf(&p->cell, "%s%" PRIu64, i ? " x " : "", fold->shape[i]);
  if (fold->alike) pc_buffer_addf(&p->cell, "%s%s, ", fold->rank ? " " : "", fold->dtype);
  pc_buffer_addf(&p->cell, "%" PRIu64 " %s", fold->values, fold->values == 1 ? "value" : "values");
  if (packed > 1) pc_buffer_addf(&p->cell, " of %u each", packed);
  pc_buffer_adds(&p->cell, "\n");
  put_cell(p);
}

static void write_more(page *p, size_t shown, size_t all) {
  begin_cell(p);
  if (all > shown) pc_buffer_addf(&p->cell, "  ... and %zu more (see --format json)\n", all - shown);
  put_cell(p);
}

static void write_folds(page *p, pc_fate fate, const char *title) {
  const pc_verification *r = &p->v->result;
  size_t n = 0;
  for (size_t i = 0; i < r->fold_count; i++) {
    if (r->folds[i].fate != fate) continue;
    if (n++ == 0) pc_puts(p->w, title);
    if (n <= MOST_LINES) write_fold(p, &r->folds[i], "  ", 1);
  }
  write_more(p, MOST_LINES, n);
}

static void write_odd_slot(page *p, const pc_odd_slot *slot) {
  begin_cell(p);
  pc_buffer_adds(&p->cell, "  ");
  pc_add_visible(&p->cell, *slot->path ? slot->path : p->v->model);
  pc_buffer_adds(&p->cell, ": ");
  if (!slot->tensors) {
    pc_buffer_adds(&p->cell, "missing\n");
    put_cell(p);
    return;
  }
  add_value(p, slot->found);
  pc_buffer_addf(&p->cell, " in %zu %s, expected: ", slot->tensors, slot->tensors == 1 ? "tensor" : "tensors");
  add_value(p, slot->expected);
  if (slot->copies) pc_buffer_adds(&p->cell, " in "), add_value(p, slot->copies);
  pc_buffer_adds(&p->cell, "\n");
  put_cell(p);
}

static void write_odd_slots(page *p) {
  const pc_verification *r = &p->v->result;
  size_t n = 0;
  for (size_t i = 0; i < r->slot_count; i++) {
    if (r->slots[i].match != PC_NOWHERE) continue;
    if (n++ == 0) pc_puts(p->w, "\ndiffering:\n");
    if (n <= MOST_LINES) write_odd_slot(p, &r->slots[i]);
  }
  write_more(p, MOST_LINES, n);
}

/* What is expected, and below it what is stored. */
static void write_match(page *p, size_t match) {
  const pc_verification *r = &p->v->result;
  begin_cell(p);
  for (size_t i = 0; i < r->slot_count; i++) {
    if (r->slots[i].match != match) continue;
    pc_buffer_adds(&p->cell, "  ");
    pc_add_visible(&p->cell, *r->slots[i].path ? r->slots[i].path : p->v->model);
    pc_buffer_adds(&p->cell, "\n");
  }
  put_cell(p);
  for (size_t i = 0; i < r->fold_count; i++)
    if (r->folds[i].fate == PC_FATE_SIZED && r->folds[i].match == match)
      write_fold(p, &r->folds[i], "    as ", r->matches[match].packed);
}

static void write_lists(page *p) {
  const pc_verified *v = p->v;
  write_odd_slots(p);
  write_folds(p, PC_FATE_UNEXPECTED, "\nunexpected:\n");
  if (v->result.match_count) pc_puts(p->w, "\nby size, not by name:\n");
  for (size_t i = v->result.match_count; i-- > 0;) write_match(p, i);
  write_folds(p, PC_FATE_PACKED, "\npacked, how many values is not known:\n");
  write_folds(p, PC_FATE_BUFFER, "\nbuffers, not counted:\n");
  write_folds(p, PC_FATE_COPY, "\ncopies of tied weights, not counted:\n");
  begin_cell(p);
  if (v->result.packed > 1)
    pc_buffer_addf(&p->cell, "\nnote: integers are weights, with %u in each\n", v->result.packed);
  for (size_t i = 0; i < v->note_count; i++) {
    pc_buffer_adds(&p->cell, i || v->result.packed > 1 ? "note: " : "\nnote: ");
    pc_add_visible(&p->cell, v->notes[i]);
    pc_buffer_adds(&p->cell, "\n");
  }
  put_cell(p);
}

void pc_print_verify_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_verification *r = &report->as.verified.result;
  page p = { .v = &report->as.verified, .style = style, .w = w, .cell.ctx = report->ctx };
  pc_puts(w, r->verdict == PC_OK ? "equal\n\n" : r->verdict == PC_NO ? "different\n\n" : "unknown\n\n");
  p.differs = r->verdict == PC_NO;
  write_table(&p);
  write_lists(&p);
  pc_buffer_clear(&p.cell);
}
