/* Sums over expressions that max cuts in pieces.
 *
 * The arguments x and y of a max change places where x - y changes its sign. If that is at t, a summand is X up to t
 * and Y above it, and its sum is that of X over the whole range, plus that of Y - X over what is above t. Both are
 * cut again where they hold another max. So a sum becomes a list of pieces, each of which counts above its own t: with
 * several thresholds there is a piece above max(t1, t2), which is one of them where their order is known. */
#include "algebra/sum.h"

enum { MOST_PIECES = 64, MOST_CLASSES = 64, MOST_CUTS = 256 };

/* What counts where index > above; everywhere if it is NULL. */
typedef struct piece {
  const pc_expr *above, *x;
  const pc_expr *uncut; /* a max that holds the index and cannot be cut; NULL: not seen */
} piece;

typedef struct piece_list {
  piece items[MOST_PIECES];
  size_t n;
} piece_list;

static void fail_pieces(pc_work *work, const pc_summation *s) {
  work->status = pc_fail(work->error, PC_LIMIT, "a sum over '%s' that falls into more than %d pieces", s->symbol->name,
                         MOST_PIECES);
}

static void add_piece(piece_list *pieces, pc_work *work, const pc_summation *s, const pc_expr *above,
                      const pc_expr *x) {
  if (work->status || pc_expr_is_zero(x)) return;
  for (size_t i = 0; i < pieces->n; i++) {
    piece *p = &pieces->items[i];
    if (!p->above || !pc_expr_identical(p->above, above)) continue;
    p->x = pc_work_add(work, p->x, x);
    p->uncut = NULL;
    return;
  }
  if (pieces->n == MOST_PIECES)
    fail_pieces(work, s);
  else
    pieces->items[pieces->n++] = (piece) { above, x, NULL };
}

/* ---- where a difference changes its sign ---- */

/* The one generator of e that is or holds the index; false where there are others. */
static bool only_holder(uint32_t *gen, const pc_expr *e, uint32_t index) {
  size_t found = 0;
  for (size_t i = 0; i < pc_expr_gen_count(e); i++) {
    uint32_t g = pc_expr_gen(e, i);
    if (!pc_expr_holds(e->ctx->algebra->gens[g]->self, index)) continue;
    *gen = g;
    found++;
  }
  return found == 1 && pc_is_laurent(e) && !pc_expr_has_pole(e, *gen);
}

/* e = slope*gen + rest with a number for its slope. */
static bool split_linear(const pc_expr **slope, const pc_expr **rest, pc_work *work, const pc_expr *e, uint32_t gen) {
  *slope = pc_work_coefficient(work, e, gen, 1);
  *rest = pc_work_coefficient(work, e, gen, 0);
  const pc_expr *linear = pc_work_mul(work, *slope, work->status ? NULL : e->ctx->algebra->gens[gen]->self);
  linear = pc_work_add(work, linear, *rest);
  return !work->status && pc_expr_is_number(*slope) && pc_expr_identical(linear, e);
}

/* One step of the search: slope*g + rest > 0, or >= 0, says of g that it is above or below a number x, and if g =
 * floor(y), the same of y and the next whole number. */
static const pc_expr *look_inside(pc_work *work, const pc_expr *y, const pc_expr *x, bool positive, bool *strict) {
  const pc_expr *below = pc_work_floor(work, x), *up = pc_work_ceil(work, x), *one = pc_work_integer(work, 1);
  const pc_expr *next = positive == *strict ? pc_work_add(work, below, one) : up;
  *strict = !positive;
  return positive ? pc_work_sub(work, y, next) : pc_work_sub(work, next, y);
}

/* Where d > 0 (`strict`) or d >= 0 holds: for index > at (`rising`), or else for index <= at. */
static bool solve(const pc_expr **at, bool *rising, pc_work *work, const pc_expr *d, uint32_t index, bool strict) {
  uint32_t gen = 0;
  while (!work->status && only_holder(&gen, d, index)) {
    const pc_expr *slope = NULL, *rest = NULL;
    if (!split_linear(&slope, &rest, work, d, gen)) return false;
    bool positive = pc_expr_number_sign(slope) > 0;
    const pc_expr *x = pc_work_div(work, pc_work_sub(work, pc_work_integer(work, 0), rest), slope);
    const pc_generator *g = d->ctx->algebra->gens[gen];
    if (gen == index) {
      const pc_expr *below = pc_work_sub(work, pc_work_ceil(work, x), pc_work_integer(work, 1));
      *at = positive == strict ? pc_work_floor(work, x) : below;
      *rising = positive;
      return !work->status;
    }
    if (g->function != PC_FLOOR) return false;
    d = look_inside(work, g->args[0], x, positive, &strict);
  }
  return false;
}

/* Finds `at` with x <= y for index <= at and x >= y above, or the other way round (`falling`). */
static bool find_threshold(const pc_expr **at, bool *falling, pc_work *work, const pc_expr *d, uint32_t index) {
  bool rising = true;
  if (!solve(at, &rising, work, d, index, true)) return false;
  *falling = !rising;
  return rising || solve(at, &rising, work, d, index, false);
}

/* ---- signs ---- */

/* A symbol that is at least 0. */
static const pc_expr *make_offset(pc_work *work) {
  const pc_symbol *symbol = NULL;
  const pc_expr *zero = pc_work_integer(work, 0);
  if (!work->status) work->status = pc_symbol_get(&symbol, work->ctx, "(offset)", work->error);
  if (!work->status && !fmpq_is_zero(&symbol->lower))
    work->status = pc_symbol_assume(work->ctx, symbol, PC_INTEGERS, zero, work->error);
  return work->status ? NULL : work->ctx->algebra->gens[symbol->gen]->self;
}

static void ask_sign(int *sign, pc_work *work, const pc_expr *d, uint32_t index, const pc_expr *value) {
  const pc_expr *there = pc_work_put(work, d, index, value);
  const pc_expr *minus = pc_work_sub(work, pc_work_integer(work, 0), there);
  if (work->status || *sign) return;
  *sign = pc_expr_nonnegative(there) ? 1 : pc_expr_nonnegative(minus) ? -1 : 0;
}

/* 1 where d >= 0, -1 where d <= 0 is proved for all of the range that a piece counts in; 0 otherwise. */
static int sign_in_piece(pc_work *work, const pc_expr *d, uint32_t index, const pc_expr *above, pc_range range) {
  const pc_expr *offset = make_offset(work);
  int sign = 0;
  if (above) {
    const pc_expr *next = pc_work_add(work, above, pc_work_integer(work, 1));
    ask_sign(&sign, work, d, index, pc_work_add(work, next, offset));
  }
  ask_sign(&sign, work, d, index, pc_work_add(work, range.low, offset));
  const pc_expr *last = pc_work_sub(work, range.end, pc_work_integer(work, 1));
  ask_sign(&sign, work, d, index, pc_work_sub(work, last, offset));
  return sign;
}

/* ---- the arguments of a max ---- */

/* Arguments of a max that change differently with the index: those that change alike are one. */
typedef struct arguments {
  const pc_expr *items[MOST_PIECES];
  size_t n;
} arguments;

static bool change_alike(pc_work *work, const pc_expr *a, const pc_expr *b, uint32_t index) {
  const pc_expr *d = pc_work_sub(work, a, b);
  return !work->status && !pc_expr_holds(d, index);
}

static void add_argument(arguments *list, pc_work *work, const pc_summation *s, const pc_expr *arg) {
  for (size_t i = 0; i < list->n && !work->status; i++) {
    if (!change_alike(work, list->items[i], arg, s->index->gen)) continue;
    list->items[i] = pc_work_max(work, list->items[i], arg);
    return;
  }
  if (!work->status && list->n == MOST_PIECES)
    fail_pieces(work, s);
  else if (!work->status)
    list->items[list->n++] = arg;
}

/* The max of the arguments but one. */
static const pc_expr *max_without(pc_work *work, const arguments *list, size_t dropped) {
  const pc_expr *max = NULL;
  for (size_t i = 0; i < list->n; i++) {
    if (i == dropped) continue;
    max = max ? pc_work_max(work, max, list->items[i]) : list->items[i];
  }
  return max;
}

/* ---- cutting ---- */

static bool is_innermost(const pc_work *work, const pc_atom_list *atoms, size_t i) {
  const pc_generator *g = work->ctx->algebra->gens[atoms->gens[i]];
  for (size_t j = 0; j < i; j++) {
    const pc_generator *inner = work->ctx->algebra->gens[atoms->gens[j]];
    if (inner->function == PC_MAX && pc_expr_holds(g->self, atoms->gens[j])) return false;
  }
  return g->function == PC_MAX;
}

/* Puts `low` for the max in the piece, and `high` in what counts above `at`. */
static void cut(piece_list *pieces, size_t place, pc_work *work, const pc_summation *s, const pc_expr *at, uint32_t gen,
                const pc_expr *low, const pc_expr *high) {
  const pc_expr *above = pieces->items[place].above, *x = pieces->items[place].x;
  const pc_expr *below = pc_work_put(work, x, gen, low);
  const pc_expr *change = pc_work_sub(work, pc_work_put(work, x, gen, high), below);
  pieces->items[place].x = below;
  add_piece(pieces, work, s, above ? pc_work_max(work, above, at) : at, change);
}

/* Whether the piece was changed because of these two arguments. */
static bool try_pair(piece_list *pieces, size_t place, pc_work *work, const pc_summation *s, pc_range range,
                     uint32_t gen, const arguments *list, size_t i, size_t j) {
  const pc_expr *d = pc_work_sub(work, list->items[i], list->items[j]), *at = NULL;
  piece *p = &pieces->items[place];
  bool falling = false;
  int sign = sign_in_piece(work, d, s->index->gen, p->above, range);
  if (sign) {
    p->x = pc_work_put(work, p->x, gen, max_without(work, list, sign > 0 ? j : i));
    return true;
  }
  if (!find_threshold(&at, &falling, work, d, s->index->gen)) return false;
  const pc_expr *first = max_without(work, list, j), *second = max_without(work, list, i);
  cut(pieces, place, work, s, at, gen, falling ? first : second, falling ? second : first);
  return true;
}

static bool cut_at_max(piece_list *pieces, size_t place, pc_work *work, const pc_summation *s, pc_range range,
                       uint32_t gen) {
  const pc_generator *g = work->ctx->algebra->gens[gen];
  arguments list = { .n = 0 };
  for (size_t i = 0; i < g->n; i++) add_argument(&list, work, s, g->args[i]);
  for (size_t i = 0; i < list.n; i++)
    for (size_t j = i + 1; j < list.n && !work->status; j++)
      if (try_pair(pieces, place, work, s, range, gen, &list, i, j)) return true;
  return false;
}

/* Cuts a piece at one max; where there is one but it cannot be cut, it is noted. False when nothing is left to do. */
static bool cut_piece(piece_list *pieces, size_t at, pc_work *work, const pc_summation *s, pc_range range) {
  pc_atom_list atoms = { 0 };
  bool done = false;
  pieces->items[at].uncut = NULL;
  pc_atom_list_fill(&atoms, work, s, pieces->items[at].x);
  for (size_t i = 0; i < atoms.n && !done && !work->status; i++) {
    if (!is_innermost(work, &atoms, i)) continue;
    done = cut_at_max(pieces, at, work, s, range, atoms.gens[i]);
    if (!done) pieces->items[at].uncut = work->ctx->algebra->gens[atoms.gens[i]]->self;
  }
  pc_atom_list_clear(&atoms, work);
  return done;
}

/* ---- summing ---- */

/* The part of the range that is above a threshold. It ends at its begin where that is behind the range. */
static pc_range range_above(pc_work *work, const pc_expr *above, pc_range range) {
  if (!above) return range;
  const pc_expr *next = pc_work_add(work, above, pc_work_integer(work, 1));
  return (pc_range) { pc_work_max(work, range.low, next), pc_work_max(work, range.end, next) };
}

/* The sum over the class index = period*j + r, counted by j. */
static const pc_expr *sum_class(pc_work *work, const pc_summation *s, const pc_expr *x, pc_range range, int64_t period,
                                int64_t r) {
  const pc_expr *size = pc_work_integer(work, period), *place = pc_work_integer(work, r);
  const pc_expr *index = work->status ? NULL : work->ctx->algebra->gens[s->index->gen]->self;
  pc_range part = range;
  part.low = pc_work_ceil(work, pc_work_div(work, pc_work_sub(work, range.low, place), size));
  part.end = pc_work_ceil(work, pc_work_div(work, pc_work_sub(work, range.end, place), size));
  x = pc_work_put(work, x, s->index->gen, pc_work_add(work, pc_work_mul(work, size, index), place));
  return pc_sum_pieces(work, s, x, part);
}

/* A piece with a max of floors: on each class of the index the floors are polynomials. */
static const pc_expr *sum_classes(pc_work *work, const pc_summation *s, const piece *p, pc_range range) {
  pc_atom_list atoms = { 0 };
  pc_atom_list_fill(&atoms, work, s, p->x);
  int64_t period = s->blame ? 1 : pc_sum_period(work, s, &atoms, MOST_CLASSES);
  pc_atom_list_clear(&atoms, work);
  if (period <= 1) return pc_sum_refuse(work, s, p->uncut);
  pc_summation inner = { s->symbol, s->index, p->uncut };
  const pc_expr *sum = pc_work_integer(work, 0);
  for (int64_t r = 0; r < period && !work->status; r++)
    sum = pc_work_add(work, sum, sum_class(work, &inner, p->x, range, period, r));
  return sum;
}

const pc_expr *pc_sum_pieces(pc_work *work, const pc_summation *s, const pc_expr *e, pc_range range) {
  if (work->status) return NULL;
  piece_list pieces = { .n = 1, .items = { { NULL, e, NULL } } };
  size_t cuts = 0;
  for (size_t i = 0; i < pieces.n && !work->status;) {
    bool changed = cut_piece(&pieces, i, work, s, range);
    i = changed ? 0 : i + 1;
    if (changed && ++cuts == MOST_CUTS) fail_pieces(work, s);
  }
  const pc_expr *sum = pc_work_integer(work, 0);
  for (size_t i = 0; i < pieces.n && !work->status; i++) {
    const piece *p = &pieces.items[i];
    pc_range part = range_above(work, p->above, range);
    const pc_expr *amount = p->uncut ? sum_classes(work, s, p, part) : pc_sum_steps(work, s, p->x, part);
    sum = pc_work_add(work, sum, amount);
  }
  return sum;
}
