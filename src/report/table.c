/* Fitting columns and formulas into a screen. */
#include "report/table.h"
#include "report/escape.h"
#include <string.h>

/* ---- columns ---- */

static size_t whole_width(const pc_column *columns, size_t n) {
  size_t width = 0, shown = 0;
  for (size_t i = 0; i < n; i++) {
    width += columns[i].width;
    shown += columns[i].width > 0;
  }
  return width + (shown ? PC_TABLE_GAP * (shown - 1) : 0);
}

/* Takes up to `excess` columns of width, always from the widest that can give. */
static size_t narrow(pc_column *columns, size_t n, size_t excess) {
  while (excess > 0) {
    pc_column *widest = NULL;
    size_t next = 0; /* the widest of the others that can give */
    for (size_t i = 0; i < n; i++) {
      if (columns[i].width <= columns[i].least) continue;
      if (!widest || columns[i].width > widest->width) {
        next = widest ? widest->width : next;
        widest = &columns[i];
      } else if (columns[i].width > next) {
        next = columns[i].width;
      }
    }
    if (!widest) break;
    size_t to = next < widest->least ? widest->least : next;
    size_t step = widest->width - to;
    if (step == 0) step = 1;
    if (step > excess) step = excess;
    widest->width -= step;
    excess -= step;
  }
  return excess;
}

bool pc_table_fit(pc_column *columns, size_t n, size_t width) {
  size_t whole = whole_width(columns, n);
  if (width == 0 || whole <= width || n == 0) return true;
  size_t excess = whole - width, fixed = 0;
  for (size_t i = 1; i < n; i++) fixed += columns[i].width > columns[i].least ? 0 : columns[i].width + PC_TABLE_GAP;
  size_t part = width > fixed ? (width - fixed) * 3 / 5 : 0, least = columns[0].least;
  columns[0].least = columns[0].width < part ? columns[0].width : part;
  if (columns[0].least < least) columns[0].least = least;
  excess = narrow(columns, n, excess);
  columns[0].least = least;
  return narrow(columns, n, excess) == 0;
}

/* ---- formulas ---- */

static int nesting(char c) {
  return c == '(' ? 1 : c == ')' ? -1 : 0;
}

/* The last " + " or " - " outside brackets that starts at or before byte `limit`, 0: none. */
static size_t last_sign(const char *text, size_t length, size_t limit) {
  size_t found = 0;
  int depth = 0;
  for (size_t i = 0; i + 2 < length && i <= limit; i++) {
    depth += nesting(text[i]);
    bool sign = text[i] == ' ' && (text[i + 1] == '+' || text[i + 1] == '-') && text[i + 2] == ' ';
    if (sign && depth == 0) found = i;
  }
  return found;
}

size_t pc_cut_formula(const char *text, size_t length, size_t width, const char **end) {
  *end = "";
  if (pc_fitting(text, length, width) == length) return length;
  size_t sign = width > 4 ? last_sign(text, length, pc_fitting(text, length, width - 4)) : 0;
  *end = "…";
  return sign ? sign + 3 : pc_fitting(text, length, width ? width - 1 : 0);
}
