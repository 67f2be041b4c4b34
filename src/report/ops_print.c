/* Printers of reports of operations. */
#include "print/notation.h"
#include "report/escape.h"
#include "report/json.h"
#include "report/number.h"
#include "report/report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool share_of(double *out, const pc_ops *ops, const pc_ops_row *row, pc_writer *w) {
  pc_expr *share = NULL;
  if (w->status != PC_OK) return false;
  if (!pc_expr_is_number(row->total) || !pc_expr_is_number(ops->total) || pc_expr_is_zero(ops->total)) return false;
  if (!pc_writer_check(w, pc_expr_div(&share, row->total, ops->total, w->error))) return false;
  *out = pc_expr_to_double(share);
  pc_expr_unref(share);
  return isfinite(*out);
}

/* ---- text ---- */

enum { NAME, CALLS, TOTAL, SHARE, COLUMNS };

typedef struct page {
  const pc_ops *ops;
  const pc_style *style;
  pc_writer *w;
  pc_buffer cell;
  size_t widths[COLUMNS];
} page;

static const char *heading(const pc_ops *ops, int column) {
  static const char *const names[] = { "operation", "module", "dtype", "file" };
  switch (column) {
  case NAME: return names[ops->by];
  case CALLS: return "calls";
  case TOTAL: return ops->title ? ops->title : ops->metric;
  default: return "share";
  }
}

static void add_total(page *p, const pc_expr *total) {
  if (p->style->human && pc_expr_is_number(total)) {
    pc_writer_check(p->w, pc_add_human(&p->cell, total, p->w->error));
    return;
  }
  pc_sink sink = pc_buffer_sink(&p->cell);
  pc_writer to = { &sink, p->w->error, p->w->status };
  pc_write_expr(&to, pc_notation_of(PC_TEXT), total, NULL, 0);
  pc_writer_check(p->w, to.status);
}

/* Row 0 is the heading, the one behind the last the total. */
static void make_cell(page *p, size_t i, int column) {
  const pc_ops *ops = p->ops;
  const pc_ops_row *row = i && i <= ops->n ? &ops->rows[i - 1] : NULL;
  char text[PC_DOUBLE_SIZE];
  double share;
  p->cell.length = 0;
  if (p->cell.text) p->cell.text[0] = '\0';
  if (i == 0)
    pc_buffer_adds(&p->cell, heading(ops, column));
  else if (column == NAME)
    pc_add_visible(&p->cell, !row ? "total" : *row->name ? row->name : "(none)");
  else if (column == CALLS && row)
    pc_buffer_addf(&p->cell, "%llu", (unsigned long long)row->count);
  else if (column == TOTAL)
    add_total(p, row ? row->total : ops->total);
  else if (column == SHARE && row && share_of(&share, ops, row, p->w)) {
    pc_share_text(text, share);
    pc_buffer_adds(&p->cell, text);
  }
  if (p->cell.failed) pc_writer_check(p->w, pc_no_memory(p->cell.ctx, p->w->error));
}

static void write_row(page *p, size_t i) {
  size_t pending = 0;
  for (int column = 0; column < COLUMNS; column++) {
    make_cell(p, i, column);
    size_t width = pc_utf8_width(p->cell.text ? p->cell.text : "", p->cell.length);
    size_t blanks = p->widths[column] - (width < p->widths[column] ? width : p->widths[column]);
    pending += column == NAME ? 0 : blanks;
    if (p->cell.length) {
      pc_put_times(p->w, " ", pending);
      pc_put(p->w, p->cell.text, p->cell.length);
      pending = 0;
    } else
      pending += width;
    pending += (column == NAME ? blanks : 0) + 2;
  }
  pc_puts(p->w, "\n");
}

static void write_table(page *p) {
  for (size_t i = 0; i <= p->ops->n + 1; i++)
    for (int column = 0; column < COLUMNS; column++) {
      make_cell(p, i, column);
      size_t width = pc_utf8_width(p->cell.text ? p->cell.text : "", p->cell.length);
      if (width > p->widths[column]) p->widths[column] = width;
    }
  for (size_t i = 0; i <= p->ops->n + 1; i++) write_row(p, i);
}

static void write_uncounted(page *p) {
  const pc_ops *ops = p->ops;
  char count[32];
  if (!ops->uncounted_count) return;
  pc_puts(p->w, "\nuncounted:\n");
  for (size_t i = 0; i < ops->uncounted_count; i++) {
    const pc_ops_row *row = &ops->uncounted[i];
    p->cell.length = 0;
    pc_buffer_adds(&p->cell, "  ");
    pc_add_visible(&p->cell, row->name);
    snprintf(count, sizeof count, " × %llu", (unsigned long long)row->count);
    pc_buffer_adds(&p->cell, count);
    if (row->reason) pc_buffer_adds(&p->cell, ": "), pc_add_visible(&p->cell, row->reason);
    pc_put(p->w, p->cell.text, p->cell.length);
    pc_puts(p->w, "\n");
  }
}

void pc_print_ops_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_ops *ops = &report->as.ops;
  page p = { .ops = ops, .style = style, .w = w, .cell.ctx = report->ctx };
  char text[64];
  snprintf(text, sizeof text, "%zu nodes\n\n", ops->nodes);
  pc_puts(w, text);
  write_table(&p);
  write_uncounted(&p);
  for (size_t i = 0; i < ops->warning_count; i++) {
    pc_puts(w, i ? "warning: " : "\nwarning: ");
    pc_puts(w, ops->warnings[i]);
    pc_puts(w, "\n");
  }
  if (p.cell.failed) pc_writer_check(w, pc_no_memory(report->ctx, w->error));
  pc_buffer_clear(&p.cell);
}

/* ---- JSON ---- */

static void json_count(pc_json *json, const char *key, uint64_t count) {
  pc_json_key(json, key);
  pc_json_double(json, (double)count);
}

static void json_row(pc_json *json, const char *key, const pc_ops *ops, const pc_ops_row *row) {
  double share;
  pc_json_open(json, '{');
  pc_json_pair(json, key, row->name);
  json_count(json, "count", row->count);
  if (row->total) {
    pc_json_key(json, "total");
    pc_json_expr(json, row->total, NULL, 0);
    if (share_of(&share, ops, row, json->w)) {
      pc_json_key(json, "share");
      pc_json_double(json, share);
    }
  }
  pc_json_pair(json, "reason", row->reason);
  pc_json_close(json, '}');
}

void pc_print_ops_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  static const char *const keys[] = { "op", "module", "dtype", "file" };
  static const char *const lists[] = { "ops", "modules", "dtypes", "files" };
  const pc_ops *ops = &report->as.ops;
  pc_json json = { .w = w, .ctx = report->ctx };
  (void)style;
  pc_json_open(&json, '{');
  json_count(&json, "nodes", ops->nodes);
  pc_json_pair(&json, "metric", ops->metric);
  pc_json_key(&json, "total");
  pc_json_expr(&json, ops->total, NULL, 0);
  pc_json_key(&json, lists[ops->by]);
  pc_json_open(&json, '[');
  for (size_t i = 0; i < ops->n; i++) json_row(&json, keys[ops->by], ops, &ops->rows[i]);
  pc_json_close(&json, ']');
  pc_json_key(&json, "uncounted");
  pc_json_open(&json, '[');
  for (size_t i = 0; i < ops->uncounted_count; i++) json_row(&json, "op", ops, &ops->uncounted[i]);
  pc_json_close(&json, ']');
  if (ops->warning_count) {
    pc_json_key(&json, "warnings");
    pc_json_open(&json, '[');
    for (size_t i = 0; i < ops->warning_count; i++) pc_json_string(&json, ops->warnings[i]);
    pc_json_close(&json, ']');
  }
  pc_json_close(&json, '}');
  pc_puts(w, "\n");
}
