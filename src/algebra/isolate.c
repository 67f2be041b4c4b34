/* Intervals are halved until Descartes' rule of signs, applied after the interval is mapped to (0, infinity), says none
 * or one (Vincent, Collins and Akritas). */
#include "algebra/isolate.h"

static const double MOST_STEPS = 1e10, MOST_BITS = 1e9;

/* ---- limits ---- */

static pc_status fail_work(const pc_effort *effort, const fmpz_poly_t p) {
  return pc_fail(effort->error, PC_LIMIT, "the roots of a polynomial of degree %ld take too much work",
                 (long)fmpz_poly_degree(p));
}

pc_status pc_effort_spend(pc_effort *effort, const fmpz_poly_t p, double steps) {
  effort->steps += steps;
  return effort->steps <= MOST_STEPS ? PC_OK : fail_work(effort, p);
}

double pc_poly_bits(const fmpz_poly_t p) {
  slong bits = fmpz_poly_max_bits(p);
  return (double)(bits < 0 ? -bits : bits);
}

pc_status pc_effort_shift(pc_effort *effort, const fmpz_poly_t p, double bits) {
  double n = (double)p->length, size = pc_poly_bits(p) + n * (1 + bits);
  if (n * size > MOST_BITS) return fail_work(effort, p);
  return pc_effort_spend(effort, p, n * n * (1 + size / 64));
}

/* ---- pieces ---- */

/* poly(u) for 0 < u < 1 stands for t from place * 2^power to (place + 1) * 2^power; the zero polynomial for the root
 * at place * 2^power. */
typedef struct piece {
  fmpz_poly_t poly;
  fmpz_t place;
  slong power;
} piece;

typedef struct isolation {
  pc_effort *effort;
  bool whole;
  pc_take_root *take;
  void *user;
  piece *items; /* still to be looked at, the next one last */
  size_t n, capacity;
} isolation;

static piece *push(isolation *s, const fmpz_t place, slong power) {
  void *items = s->items;
  bool grown = pc_grow(s->effort->ctx, &items, &s->capacity, s->n, sizeof *s->items);
  s->items = items;
  if (!grown) {
    pc_no_memory(s->effort->ctx, s->effort->error);
    return NULL;
  }
  piece *p = &s->items[s->n++];
  fmpz_poly_init(p->poly);
  fmpz_init_set(p->place, place);
  p->power = power;
  return p;
}

static void piece_clear(piece *p) {
  fmpz_poly_clear(p->poly);
  fmpz_clear(p->place);
}

slong pc_sign_variations(const fmpz_poly_t p) {
  slong count = 0;
  int last = 0;
  for (slong i = 0; i < p->length; i++) {
    int sign = fmpz_sgn(p->coeffs + i);
    count += sign && last && sign != last;
    if (sign) last = sign;
  }
  return count;
}

/* Descartes' bound for the roots in (0, 1). */
static pc_status count_roots(slong *out, isolation *s, const fmpz_poly_t p) {
  fmpz_t one;
  fmpz_poly_t turned;
  pc_status status = pc_effort_shift(s->effort, p, 0);
  if (status) return status;
  fmpz_init_set_ui(one, 1);
  fmpz_poly_init(turned);
  fmpz_poly_reverse(turned, p, p->length);
  fmpz_poly_taylor_shift(turned, turned, one);
  *out = pc_sign_variations(turned);
  fmpz_poly_clear(turned);
  fmpz_clear(one);
  return PC_OK;
}

static void drop_twos(fmpz_poly_t p) {
  ulong twos = WORD_MAX;
  for (slong i = 0; i < p->length && twos; i++) {
    ulong here = fmpz_is_zero(p->coeffs + i) ? twos : fmpz_val2(p->coeffs + i);
    if (here < twos) twos = here;
  }
  if (twos) fmpz_poly_scalar_tdiv_2exp(p, p, twos);
}

/* p(u/2), made whole. */
static void squeeze(fmpz_poly_t p) {
  for (slong i = 0; i < p->length; i++) fmpz_mul_2exp(p->coeffs + i, p->coeffs + i, (ulong)(p->length - 1 - i));
  drop_twos(p);
}

/* Puts both halves, the left one last, and the middle between them where it is a root. */
static pc_status split(isolation *s, piece *p) {
  fmpz_t place, one;
  piece *right = NULL, *left = NULL;
  pc_status status = pc_effort_shift(s->effort, p->poly, 0);
  if (status) return status;
  fmpz_init_set_ui(one, 1);
  fmpz_init(place);
  squeeze(p->poly);
  fmpz_mul_2exp(place, p->place, 1);
  fmpz_add_ui(place, place, 1);
  right = push(s, place, p->power - 1);
  if (right) {
    fmpz_poly_taylor_shift(right->poly, p->poly, one);
    bool met = fmpz_is_zero(right->poly->coeffs);
    if (met) fmpz_poly_shift_right(right->poly, right->poly, 1);
    if (met) right = push(s, place, p->power - 1);
  }
  fmpz_sub_ui(place, place, 1);
  if (right) left = push(s, place, p->power - 1);
  if (left) fmpz_poly_swap(left->poly, p->poly);
  fmpz_clear(place);
  fmpz_clear(one);
  return left ? PC_OK : pc_no_memory(s->effort->ctx, s->effort->error);
}

/* place * 2^power */
static void end_of(fmpq_t out, const fmpz_t place, slong power) {
  fmpz_set(fmpq_numref(out), place);
  fmpz_one(fmpq_denref(out));
  if (power >= 0)
    fmpz_mul_2exp(fmpq_numref(out), place, (ulong)power);
  else
    fmpq_div_2exp(out, out, (ulong)-power);
}

static pc_status take_piece(isolation *s, piece *p) {
  slong count = 0;
  bool met = fmpz_poly_is_zero(p->poly);
  pc_status status = met ? PC_OK : count_roots(&count, s, p->poly);
  if (status || (!met && count == 0)) return status;
  if (!met && count > 1 && !(s->whole && p->power == 0)) return split(s, p);
  fmpq_t low, high;
  fmpq_init(low);
  fmpq_init(high);
  end_of(low, p->place, p->power);
  if (!met) fmpz_add_ui(p->place, p->place, 1);
  end_of(high, p->place, p->power);
  status = s->take(s->user, low, high, count == 1);
  fmpq_clear(low);
  fmpq_clear(high);
  return status;
}

static pc_status take_pieces(isolation *s) {
  pc_status status = PC_OK;
  while (s->n && !status) {
    piece p = s->items[--s->n];
    status = take_piece(s, &p);
    piece_clear(&p);
  }
  while (s->n) piece_clear(&s->items[--s->n]);
  return status;
}

static pc_status begin(isolation *s, const fmpz_poly_t poly, slong power) {
  fmpz_t zero;
  fmpz_init(zero);
  piece *p = push(s, zero, power);
  fmpz_clear(zero);
  if (!p) return pc_no_memory(s->effort->ctx, s->effort->error);
  fmpz_poly_set(p->poly, poly);
  for (slong i = 0; i < p->poly->length; i++)
    fmpz_mul_2exp(p->poly->coeffs + i, p->poly->coeffs + i, (ulong)(i * power));
  drop_twos(p->poly);
  return PC_OK;
}

pc_status pc_isolate(pc_effort *effort, const fmpz_poly_t p, slong power, bool whole, pc_take_root *take, void *user) {
  isolation s = { .effort = effort, .whole = whole, .take = take, .user = user };
  double n = (double)p->length;
  if (n * (n * (double)power + pc_poly_bits(p)) > MOST_BITS) return fail_work(effort, p);
  pc_status status = begin(&s, p, power);
  if (!status) status = take_pieces(&s);
  pc_free(effort->ctx, s.items, s.capacity * sizeof *s.items);
  return status;
}
