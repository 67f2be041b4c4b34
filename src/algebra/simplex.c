/* The first phase of the simplex method on rationals: a column of its own for every row makes a first solution, and
 * the sum of those columns is lowered to 0 or to its least value, whose dual solution is the reason. */
#include "algebra/simplex.h"
#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpq_vec.h>
#include <flint/fmpz_vec.h>

enum { MOST_NUMBERS = 4000000 }; /* of a tableau */

typedef struct tableau {
  fmpq_mat_t t; /* a row more than the system: what a column's growth adds to the sum */
  size_t rows, columns, last;
  size_t *basis;
  bool *flipped;
} tableau;

static fmpq *at(tableau *s, size_t row, size_t column) {
  return fmpq_mat_entry(s->t, (slong)row, (slong)column);
}

static void fill_row(tableau *s, const pc_system *system, size_t row) {
  s->flipped[row] = system->b[row] < 0;
  int64_t sign = s->flipped[row] ? -1 : 1;
  for (size_t j = 0; j < s->columns; j++) fmpq_set_si(at(s, row, j), sign * system->a[row * s->columns + j], 1);
  fmpq_set_si(at(s, row, s->columns + row), 1, 1);
  fmpq_set_si(at(s, row, s->last), sign * system->b[row], 1);
  for (size_t j = 0; j < s->columns; j++) fmpq_sub(at(s, s->rows, j), at(s, s->rows, j), at(s, row, j));
  fmpq_sub(at(s, s->rows, s->last), at(s, s->rows, s->last), at(s, row, s->last));
  s->basis[row] = s->columns + row;
}

static bool find_entering(size_t *out, tableau *s) {
  for (size_t j = 0; j < s->columns; j++)
    if (fmpq_sgn(at(s, s->rows, j)) < 0) {
      *out = j;
      return true;
    }
  return false;
}

/* The row that bounds the column's growth most; of equals the one whose column comes first. */
static bool find_leaving(size_t *out, tableau *s, size_t column) {
  bool found = false;
  fmpq_t ratio, best;
  fmpq_init(ratio);
  fmpq_init(best);
  for (size_t i = 0; i < s->rows; i++) {
    if (fmpq_sgn(at(s, i, column)) <= 0) continue;
    fmpq_div(ratio, at(s, i, s->last), at(s, i, column));
    int order = found ? fmpq_cmp(ratio, best) : -1;
    if (order > 0 || (order == 0 && s->basis[i] > s->basis[*out])) continue;
    fmpq_set(best, ratio);
    *out = i;
    found = true;
  }
  fmpq_clear(ratio);
  fmpq_clear(best);
  return found;
}

/* The number of rows that changed. */
static size_t pivot(tableau *s, size_t row, size_t column) {
  size_t changed = 1;
  fmpq_t factor;
  fmpq_init(factor);
  fmpq_inv(factor, at(s, row, column));
  for (size_t j = 0; j <= s->last; j++) fmpq_mul(at(s, row, j), at(s, row, j), factor);
  for (size_t i = 0; i <= s->rows; i++) {
    if (i == row || fmpq_is_zero(at(s, i, column))) continue;
    fmpq_set(factor, at(s, i, column));
    changed++;
    for (size_t j = 0; j <= s->last; j++)
      if (!fmpq_is_zero(at(s, row, j))) fmpq_submul(at(s, i, j), factor, at(s, row, j));
  }
  s->basis[row] = column;
  fmpq_clear(factor);
  return changed;
}

static pc_status fail_size(pc_error *error) {
  return pc_fail(error, PC_LIMIT, "too many monomials to compare exactly");
}

static pc_status spend(size_t *budget, const tableau *s, size_t rows, pc_error *error) {
  size_t work = rows * (s->last + 1);
  if (work > *budget) return fail_size(error);
  *budget -= work;
  return PC_OK;
}

static pc_status lower(tableau *s, size_t *budget, pc_error *error) {
  size_t column, row = 0;
  while (find_entering(&column, s)) {
    if (!find_leaving(&row, s, column)) return pc_fail(error, PC_DEFECT, "a bounded sum has no bound");
    pc_status status = spend(budget, s, pivot(s, row, column), error);
    if (status) return status;
  }
  return PC_OK;
}

/* The dual solution is 1 less what each row's own column would add; it is made whole. */
static bool read_reason(int64_t *out, tableau *s) {
  slong n = (slong)s->rows;
  fmpz *whole = _fmpz_vec_init(n);
  fmpq *parts = _fmpq_vec_init(n);
  fmpz_t common;
  fmpz_init_set_ui(common, 1);
  for (slong i = 0; i < n; i++) {
    fmpq_set_si(parts + i, 1, 1);
    fmpq_sub(parts + i, parts + i, at(s, s->rows, s->columns + (size_t)i));
    if (s->flipped[i]) fmpq_neg(parts + i, parts + i);
    fmpz_lcm(common, common, fmpq_denref(parts + i));
  }
  for (slong i = 0; i < n; i++) {
    fmpq_mul_fmpz(parts + i, parts + i, common);
    fmpz_set(whole + i, fmpq_numref(parts + i));
  }
  _fmpz_vec_content(common, whole, n);
  if (!fmpz_is_zero(common)) _fmpz_vec_scalar_divexact_fmpz(whole, whole, n, common);
  bool fits = true;
  for (slong i = 0; i < n; i++) {
    fits = fits && fmpz_fits_si(whole + i);
    out[i] = fits ? fmpz_get_si(whole + i) : 0;
  }
  _fmpz_vec_clear(whole, n);
  _fmpq_vec_clear(parts, n);
  fmpz_clear(common);
  return fits;
}

static pc_status solve(bool *solvable, int64_t *reason, tableau *s, const pc_system *system, size_t *budget,
                       pc_error *error) {
  if ((s->rows + 1) * (s->last + 1) > MOST_NUMBERS) return fail_size(error);
  pc_status status = spend(budget, s, s->rows / 8 + 1, error);
  if (status) return status;
  fmpq_mat_init(s->t, (slong)s->rows + 1, (slong)s->last + 1);
  for (size_t i = 0; i < s->rows; i++) fill_row(s, system, i);
  status = lower(s, budget, error);
  if (!status) {
    *solvable = fmpq_is_zero(at(s, s->rows, s->last));
    if (!*solvable && !read_reason(reason, s)) status = fail_size(error);
  }
  fmpq_mat_clear(s->t);
  return status;
}

pc_status pc_system_solve(bool *solvable, int64_t *reason, const pc_system *system, size_t *budget, pc_error *error) {
  pc_context *ctx = system->ctx;
  size_t n = system->rows;
  tableau s = { .rows = n, .columns = system->columns, .last = system->columns + n };
  s.basis = pc_alloc(ctx, n * sizeof *s.basis);
  s.flipped = pc_alloc(ctx, n * sizeof *s.flipped);
  pc_status status =
      s.basis && s.flipped ? solve(solvable, reason, &s, system, budget, error) : pc_no_memory(ctx, error);
  pc_free(ctx, s.basis, n * sizeof *s.basis);
  pc_free(ctx, s.flipped, n * sizeof *s.flipped);
  return status;
}
