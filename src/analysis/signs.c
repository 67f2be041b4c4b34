/* The signs of a difference over the domain of its symbol: between neighbouring roots one value tells, and what only
 * rises or falls turns where bisection says. */
#include "algebra/calculus.h"
#include "analysis/solve.h"

/* How far from the least value a turn is looked for: 2 to this power. */
enum { MOST_DOUBLINGS = 4096 };

typedef struct scan {
  pc_context *ctx;
  pc_ranges *out;
  const pc_expr *difference;
  const pc_symbol *symbol;
  pc_domain domain;
  pc_expr *least, *most, *zero; /* the first two may be NULL */
  pc_error *error;
} scan;

/* ---- ranges ---- */

pc_status pc_expr_step(pc_expr **out, const pc_expr *e, int64_t step, pc_error *error) {
  pc_expr *number = NULL;
  pc_status status = pc_expr_integer(&number, pc_expr_context(e), step, error);
  if (!status) status = pc_expr_add(out, e, number, error);
  pc_expr_unref(number);
  return status;
}

static pc_end end_ref(const pc_end *end) {
  return (pc_end) { end->low ? pc_expr_ref(end->low) : NULL, end->high ? pc_expr_ref(end->high) : NULL, end->open };
}

static void end_clear(pc_end *end) {
  pc_expr_unref(end->low);
  pc_expr_unref(end->high);
}

pc_status pc_ranges_add(pc_ranges *ranges, const pc_range *range, pc_error *error) {
  pc_range *last = ranges->n ? &ranges->items[ranges->n - 1] : NULL;
  if (last && last->sign == range->sign) {
    end_clear(&last->to);
    last->to = end_ref(&range->to);
    return PC_OK;
  }
  void *items = ranges->items;
  bool grown = pc_grow(ranges->ctx, &items, &ranges->capacity, ranges->n, sizeof *ranges->items);
  ranges->items = items;
  if (!grown) return pc_no_memory(ranges->ctx, error);
  ranges->items[ranges->n++] = (pc_range) { end_ref(&range->from), end_ref(&range->to), range->sign };
  return PC_OK;
}

void pc_ranges_clear(pc_ranges *ranges) {
  for (size_t i = 0; i < ranges->n; i++) {
    end_clear(&ranges->items[i].from);
    end_clear(&ranges->items[i].to);
  }
  if (ranges->ctx) pc_free(ranges->ctx, ranges->items, ranges->capacity * sizeof *ranges->items);
  *ranges = (pc_ranges) { 0 };
}

/* ---- one value ---- */

pc_status pc_sign_at(int *out, const pc_expr *difference, const pc_symbol *symbol, const pc_expr *x, pc_error *error) {
  pc_error here = PC_ERROR_INIT;
  pc_expr *value = NULL, *zero = NULL;
  *out = PC_NO_SIGN;
  pc_status status = pc_expr_subs(&value, difference, &symbol, &x, 1, &here);
  if (status == PC_INPUT) return PC_OK;
  if (status) return pc_fail(error, status, "%s", here.message);
  status = pc_expr_integer(&zero, pc_expr_context(x), 0, error);
  if (!status && pc_expr_is_number(value)) *out = pc_expr_compare_numbers(value, zero);
  pc_expr_unref(value);
  pc_expr_unref(zero);
  return status;
}

static pc_status sign_at(int *out, const scan *s, const pc_expr *x) {
  return pc_sign_at(out, s->difference, s->symbol, x, s->error);
}

/* A range whose sign is that at `sample`. */
static pc_status add_range(scan *s, pc_end from, pc_end to, const pc_expr *sample) {
  pc_range range = { from, to, 0 };
  pc_status status = sign_at(&range.sign, s, sample);
  return status ? status : pc_ranges_add(s->out, &range, s->error);
}

static pc_end closed(pc_expr *number) {
  return (pc_end) { number, number, false };
}

/* ---- whole numbers ---- */

static bool is_below(const pc_expr *a, const pc_expr *b) {
  return pc_expr_compare_numbers(a, b) < 0;
}

static bool is_above(const scan *s, const pc_expr *x) {
  return s->most && is_below(s->most, x);
}

/* From *next, NULL for no end, to `last` but not above the span; *next moves behind it. */
static pc_status add_up_to(scan *s, pc_expr **next, pc_expr *last) {
  pc_status status = PC_OK;
  if (is_above(s, last)) last = s->most;
  if (!*next || !is_below(last, *next)) status = add_range(s, closed(*next), closed(last), last);
  pc_expr *after = NULL;
  if (!status) status = pc_expr_step(&after, last, 1, s->error);
  if (status) return status;
  pc_expr_unref(*next);
  *next = after;
  return PC_OK;
}

/* What is left of the span. */
static pc_status add_rest(scan *s, pc_expr *next) {
  if (next && is_above(s, next)) return PC_OK;
  return add_range(s, closed(next), closed(s->most), next ? next : s->most ? s->most : s->zero);
}

static pc_status add_whole_root(scan *s, pc_expr **next, const pc_root *root) {
  if (pc_expr_compare_numbers(root->low, root->high) != 0) return add_up_to(s, next, root->low);
  pc_expr *before = NULL;
  pc_status status = pc_expr_step(&before, root->low, -1, s->error);
  if (!status && (!*next || !is_below(before, *next))) status = add_up_to(s, next, before);
  if (!status) status = add_up_to(s, next, root->low);
  pc_expr_unref(before);
  return status;
}

static pc_status add_whole_ranges(scan *s, const pc_roots *roots) {
  pc_expr *next = s->least ? pc_expr_ref(s->least) : NULL;
  pc_status status = PC_OK;
  for (size_t i = 0; i < roots->n && !status; i++) status = add_whole_root(s, &next, &roots->items[i]);
  if (!status) status = add_rest(s, next);
  pc_expr_unref(next);
  return status;
}

/* ---- rational numbers ---- */

/* A number between two, of which one may be missing. */
static pc_status pick_between(pc_expr **out, const scan *s, const pc_expr *low, const pc_expr *high) {
  if (!low && !high) {
    *out = pc_expr_ref(s->zero);
    return PC_OK;
  }
  if (!low || !high) return pc_expr_step(out, low ? low : high, low ? 1 : -1, s->error);
  pc_expr *sum = NULL, *two = NULL;
  pc_status status = pc_expr_add(&sum, low, high, s->error);
  if (!status) status = pc_expr_integer(&two, s->ctx, 2, s->error);
  if (!status) status = pc_expr_div(out, sum, two, s->error);
  pc_expr_unref(sum);
  pc_expr_unref(two);
  return status;
}

/* What lies between two roots, either may be NULL; the least value belongs to what follows it. */
static pc_status add_open(scan *s, const pc_root *before, const pc_root *after) {
  pc_end from = { NULL, NULL, true }, to = { NULL, NULL, true };
  pc_expr *sample = NULL;
  if (before) from = (pc_end) { before->low, before->high, true };
  if (!before && s->least) from = closed(s->least);
  if (after) to = (pc_end) { after->low, after->high, true };
  pc_status status = pick_between(&sample, s, from.high, to.low);
  if (!status) status = add_range(s, from, to, sample);
  pc_expr_unref(sample);
  return status;
}

static pc_status add_point(scan *s, const pc_root *root) {
  pc_end end = { root->low, root->high, false };
  if (pc_expr_compare_numbers(root->low, root->high) == 0) return add_range(s, end, end, root->low);
  const pc_range range = { end, end, root->pole ? PC_NO_SIGN : 0 };
  return pc_ranges_add(s->out, &range, s->error);
}

static pc_status add_rational_ranges(scan *s, const pc_roots *roots) {
  bool at_least = roots->n && s->least && pc_expr_identical(roots->items[0].low, s->least);
  pc_status status = at_least ? PC_OK : add_open(s, NULL, roots->n ? &roots->items[0] : NULL);
  for (size_t i = 0; i < roots->n && !status; i++) {
    status = add_point(s, &roots->items[i]);
    if (s->most && pc_expr_identical(roots->items[i].low, s->most)) return status;
    if (!status) status = add_open(s, &roots->items[i], i + 1 < roots->n ? &roots->items[i + 1] : NULL);
  }
  return status;
}

/* The difference, times what is 0 at the span's end, so that this is among the roots; a pole there is one already. */
static pc_status with_end(pc_expr **out, const scan *s) {
  pc_expr *x = NULL, *factor = NULL;
  int sign = 0;
  pc_status status = sign_at(&sign, s, s->most);
  if (!status && sign == PC_NO_SIGN) {
    *out = pc_expr_ref(s->difference);
    return PC_OK;
  }
  if (!status) status = pc_expr_symbol(&x, s->ctx, s->symbol, s->error);
  if (!status) status = pc_expr_sub(&factor, x, s->most, s->error);
  if (!status) status = pc_expr_mul(out, s->difference, factor, s->error);
  pc_expr_unref(x);
  pc_expr_unref(factor);
  return status;
}

static pc_status scan_roots(scan *s) {
  pc_roots roots = { 0 };
  pc_expr *product = NULL;
  bool whole = s->domain == PC_INTEGERS, ends = !whole && s->most;
  pc_status status = ends ? with_end(&product, s) : PC_OK;
  if (!status) status = pc_expr_roots(&roots, ends ? product : s->difference, s->symbol, s->least, whole, s->error);
  pc_expr_unref(product);
  if (!status) status = whole ? add_whole_ranges(s, &roots) : add_rational_ranges(s, &roots);
  pc_roots_clear(&roots);
  return status;
}

/* ---- what only rises or falls ---- */

static pc_status middle(pc_expr **out, const scan *s, const pc_expr *low, const pc_expr *high) {
  pc_expr *between = NULL;
  pc_status status = pick_between(&between, s, low, high);
  if (!status) status = pc_expr_apply(out, PC_FLOOR, (const pc_expr *const *)&between, 1, s->error);
  pc_expr_unref(between);
  return status;
}

/* What a search for a turn knows: it is not yet behind `low`, and behind `high` (NULL: not met). */
typedef struct turn {
  int way;  /* the sign of a rise */
  int past; /* the least sign times way that is behind the turn */
  bool decided;
  pc_expr *low, *high;
} turn;

/* Takes the reference of x. */
static pc_status look(scan *s, turn *t, pc_expr *x) {
  int sign = 0;
  pc_status status = sign_at(&sign, s, x);
  bool outside = is_above(s, x), behind = outside || sign * t->way >= t->past;
  if (sign == PC_NO_SIGN && !outside) t->decided = false;
  pc_expr **end = behind ? &t->high : &t->low;
  pc_expr_unref(*end);
  *end = x;
  return status;
}

static pc_status step_out(scan *s, turn *t, int doublings) {
  pc_expr *two = NULL, *power = NULL, *times = NULL, *x = NULL;
  pc_status status = pc_expr_integer(&two, s->ctx, 2, s->error);
  if (!status) status = pc_expr_integer(&times, s->ctx, doublings, s->error);
  if (!status) status = pc_expr_pow(&power, two, times, s->error);
  if (!status) status = pc_expr_add(&x, s->least, power, s->error);
  if (!status) status = look(s, t, x);
  pc_expr_unref(two);
  pc_expr_unref(times);
  pc_expr_unref(power);
  return status;
}

static pc_status close_in(scan *s, turn *t) {
  for (;;) {
    pc_expr *x = NULL;
    pc_status status = middle(&x, s, t->low, t->high);
    if (status) return status;
    if (pc_expr_identical(x, t->low)) {
      pc_expr_unref(x);
      return PC_OK;
    }
    status = look(s, t, x);
    if (status || !t->decided) return status;
  }
}

/* The first whole number whose sign, times way, is at least `past`, in t->high. */
static pc_status find_turn(scan *s, turn *t) {
  t->decided = true;
  pc_status status = look(s, t, pc_expr_ref(s->least));
  for (int i = 0; !status && t->decided && !t->high && i < MOST_DOUBLINGS; i++) status = step_out(s, t, i);
  if (!t->high) t->decided = false;
  return status || !t->decided || !t->low ? status : close_in(s, t);
}

static pc_status add_before(scan *s, pc_expr **next, const pc_expr *turn) {
  pc_expr *last = NULL;
  pc_status status = pc_expr_step(&last, turn, -1, s->error);
  if (!status && !is_below(last, *next)) status = add_up_to(s, next, last);
  pc_expr_unref(last);
  return status;
}

static pc_status scan_turns(scan *s, bool *decided, int way) {
  turn zero = { .way = way, .past = 0 }, above = { .way = way, .past = 1 };
  pc_expr *next = pc_expr_ref(s->least);
  pc_status status = find_turn(s, &zero);
  if (!status && zero.decided) status = find_turn(s, &above);
  *decided = zero.decided && above.decided;
  if (!status && *decided) status = add_before(s, &next, zero.high);
  if (!status && *decided) status = add_before(s, &next, above.high);
  if (!status && *decided) status = add_rest(s, next);
  pc_expr_unref(next);
  turn *const turns[] = { &zero, &above };
  for (int i = 0; i < 2; i++) {
    pc_expr_unref(turns[i]->low);
    pc_expr_unref(turns[i]->high);
  }
  return status;
}

/* ---- the question ---- */

static pc_status scan_atoms(scan *s, bool *decided) {
  pc_trend_kind trend = PC_MAY_TURN;
  *decided = false;
  if (s->domain != PC_INTEGERS || !s->least) return PC_OK;
  pc_status status = pc_expr_trend(&trend, s->difference, s->symbol, s->error);
  if (status || trend == PC_MAY_TURN) return status;
  return scan_turns(s, decided, trend == PC_FALLS ? -1 : 1);
}

pc_status pc_scan_signs(pc_ranges *out, bool *decided, const pc_expr *difference, const pc_symbol *symbol,
                        const pc_span *span, pc_error *error) {
  pc_context *ctx = pc_expr_context(difference);
  scan s = { .ctx = ctx,
             .out = out,
             .difference = difference,
             .symbol = symbol,
             .domain = span->domain,
             .least = span->least,
             .most = span->most,
             .error = error };
  *out = (pc_ranges) { .ctx = ctx };
  *decided = true;
  pc_status status = pc_expr_integer(&s.zero, ctx, 0, error);
  if (!status) status = pc_expr_holds_atom(difference) ? scan_atoms(&s, decided) : scan_roots(&s);
  pc_expr_unref(s.zero);
  return status;
}
