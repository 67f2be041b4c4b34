/* The hull of monomials is found by its corners: a monomial that those found so far do not bound comes with weights
 * under which it is above them; a highest monomial under these weights joins. The programs that are solved have a
 * column for each corner, not for each monomial. */
#include "analysis/growth.h"
#include "algebra/simplex.h"
#include <string.h>

static pc_status fail_budget(pc_error *error) {
  return pc_fail(error, PC_LIMIT, "too many monomials to compare exactly");
}

static pc_status spend(pc_cone *cone, size_t work, pc_error *error) {
  if (work > cone->budget) return fail_budget(error);
  cone->budget -= work;
  return PC_OK;
}

pc_status pc_cone_add(pc_cone *cone, const int32_t *lower, const int32_t *upper, pc_error *error) {
  size_t size = cone->width * sizeof *cone->rows;
  void *rows = cone->rows;
  if (!cone->width) return PC_OK;
  if (!pc_grow(cone->ctx, &rows, &cone->capacity, cone->n, size)) return pc_no_memory(cone->ctx, error);
  cone->rows = rows;
  int64_t *row = cone->rows + cone->n++ * cone->width;
  for (size_t i = 0; i < cone->width; i++) row[i] = (int64_t)upper[i] - (lower ? lower[i] : 0);
  return PC_OK;
}

void pc_cone_clear(pc_cone *cone) {
  pc_free(cone->ctx, cone->rows, cone->capacity * cone->width * sizeof *cone->rows);
}

/* ---- is a point bounded by some? ---- */

typedef struct search {
  const pc_points *points;
  pc_cone *cone;
  size_t *some; /* the points that may bound */
  size_t n;
  int64_t *a, *b, *reason; /* a system */
  size_t a_size;
  bool *lowers; /* by symbol: the cone has the symbol alone as a row */
} search;

static const int32_t *point(const search *s, size_t i) {
  return s->points->rows + i * s->cone->width;
}

/* By a single point, seen at once. */
static bool covers(const search *s, size_t big, size_t small) {
  const int32_t *x = point(s, big), *y = point(s, small);
  for (size_t i = 0; i < s->cone->width; i++)
    if (s->lowers[i] ? x[i] < y[i] : x[i] != y[i]) return false;
  return true;
}

static bool covered(const search *s, size_t at) {
  for (size_t i = 0; i < s->n; i++)
    if (s->some[i] != at && covers(s, s->some[i], at)) return true;
  return false;
}

static pc_status make_room(search *s, size_t columns, pc_error *error) {
  size_t size = (s->cone->width + 1) * columns * sizeof *s->a;
  if (size <= s->a_size) return PC_OK;
  pc_free(s->cone->ctx, s->a, s->a_size);
  s->a_size = 0;
  s->a = pc_alloc(s->cone->ctx, 2 * size);
  if (!s->a) return pc_no_memory(s->cone->ctx, error);
  s->a_size = 2 * size;
  return PC_OK;
}

/* sum of some points, their parts adding up to 1, less a sum of rows of the cone = point at. */
static void fill(search *s, size_t at, size_t columns) {
  size_t width = s->cone->width, column = 0;
  for (size_t k = 0; k < s->n; k++) {
    if (s->some[k] == at) continue;
    for (size_t i = 0; i < width; i++) s->a[i * columns + column] = point(s, s->some[k])[i];
    s->a[width * columns + column++] = 1;
  }
  for (size_t k = 0; k < s->cone->n; k++, column++) {
    for (size_t i = 0; i < width; i++) s->a[i * columns + column] = -s->cone->rows[k * width + i];
    s->a[width * columns + column] = 0;
  }
  for (size_t i = 0; i < width; i++) s->b[i] = point(s, at)[i];
  s->b[width] = 1;
}

/* The symbol alone may grow. */
static bool grows_alone(const pc_cone *cone, size_t symbol) {
  for (size_t k = 0; k < cone->n; k++)
    if (cone->rows[k * cone->width + symbol] < 0) return false;
  return true;
}

/* Above all of `some` in one symbol, seen at once. */
static bool sticks_out(search *s, size_t at) {
  size_t width = s->cone->width;
  for (size_t i = 0; i < width; i++) {
    bool above = true;
    for (size_t k = 0; k < s->n && above; k++) above = s->some[k] == at || point(s, s->some[k])[i] < point(s, at)[i];
    if (!above || !grows_alone(s->cone, i)) continue;
    memset(s->reason, 0, width * sizeof *s->reason);
    s->reason[i] = 1;
    return true;
  }
  return false;
}

/* Whether the points of `some`, `at` left out, bound point `at`; otherwise `reason` holds weights. */
static pc_status bounded(bool *out, search *s, size_t at, pc_error *error) {
  size_t columns = s->cone->n;
  for (size_t k = 0; k < s->n; k++) columns += s->some[k] != at;
  pc_status status = spend(s->cone, s->n, error);
  *out = covered(s, at);
  if (status || *out || sticks_out(s, at)) return status;
  status = make_room(s, columns, error);
  if (status) return status;
  fill(s, at, columns);
  const pc_system system = { s->cone->ctx, s->cone->width + 1, columns, s->a, s->b };
  return pc_system_solve(out, s->reason, &system, &s->cone->budget, error);
}

/* ---- weights ---- */

static pc_status dot(int64_t *out, const search *s, const int64_t *weights, size_t at, pc_error *error) {
  const int32_t *x = point(s, at);
  int64_t part;
  *out = 0;
  for (size_t i = 0; i < s->cone->width; i++)
    if (__builtin_mul_overflow(weights[i], (int64_t)x[i], &part) || __builtin_add_overflow(*out, part, out))
      return fail_budget(error);
  return PC_OK;
}

/* A highest point under the weights: `at` where none is higher. */
static pc_status find_highest(size_t *out, const search *s, const int64_t *weights, size_t at, pc_error *error) {
  int64_t best, value;
  pc_status status = dot(&best, s, weights, at, error);
  if (!status) status = spend(s->cone, s->points->n * s->cone->width / 32, error);
  *out = at;
  for (size_t i = 0; !status && i < s->points->n; i++) {
    status = dot(&value, s, weights, i, error);
    if (status || value <= best) continue;
    best = value;
    *out = i;
  }
  return status;
}

/* Another point that is not below point `at`; `*out` is `at` when there is none. */
static pc_status find_rival(size_t *out, const search *s, const int64_t *weights, size_t at, pc_error *error) {
  int64_t own, value;
  pc_status status = dot(&own, s, weights, at, error);
  size_t i = 0;
  *out = at;
  for (; !status && *out == at && i < s->points->n; i++) {
    if (i == at) continue;
    status = dot(&value, s, weights, i, error);
    if (!status && value >= own) *out = i;
  }
  return status ? status : spend(s->cone, i * s->cone->width / 32, error);
}

/* ---- searches ---- */

static void find_lowered(search *s) {
  size_t width = s->cone->width;
  memset(s->lowers, 0, width * sizeof *s->lowers);
  for (size_t k = 0; k < s->cone->n; k++) {
    size_t used = 0, last = 0;
    for (size_t i = 0; i < width; i++)
      if (s->cone->rows[k * width + i]) used++, last = i;
    if (used == 1 && s->cone->rows[k * width + last] > 0) s->lowers[last] = true;
  }
}

static pc_status search_start(search *s, const pc_points *points, pc_cone *cone, pc_error *error) {
  pc_context *ctx = cone->ctx;
  size_t rows = cone->width + 1;
  *s = (search) { .points = points, .cone = cone };
  s->some = pc_alloc(ctx, (points->n + 1) * sizeof *s->some);
  s->b = pc_alloc(ctx, rows * sizeof *s->b);
  s->reason = pc_alloc(ctx, rows * sizeof *s->reason);
  s->lowers = pc_alloc(ctx, rows * sizeof *s->lowers);
  if (!s->some || !s->b || !s->reason || !s->lowers) return pc_no_memory(ctx, error);
  find_lowered(s);
  return PC_OK;
}

static void search_end(search *s) {
  pc_context *ctx = s->cone->ctx;
  size_t rows = s->cone->width + 1;
  pc_free(ctx, s->some, (s->points->n + 1) * sizeof *s->some);
  pc_free(ctx, s->b, rows * sizeof *s->b);
  pc_free(ctx, s->reason, rows * sizeof *s->reason);
  pc_free(ctx, s->lowers, rows * sizeof *s->lowers);
  pc_free(ctx, s->a, s->a_size);
}

/* ---- the smallest set ---- */

static bool is_among(const search *s, size_t at) {
  for (size_t i = 0; i < s->n; i++)
    if (s->some[i] == at) return true;
  return false;
}

static pc_status find_corners(search *s, pc_error *error) {
  for (size_t at = 0; at < s->points->n;) {
    bool done = is_among(s, at);
    size_t next;
    pc_status status = done ? PC_OK : bounded(&done, s, at, error);
    if (!status && !done) status = find_highest(&next, s, s->reason, at, error);
    if (status) return status;
    if (done)
      at++;
    else
      s->some[s->n++] = next;
  }
  return PC_OK;
}

/* Points that were the highest of several equally high ones may be bounded by the corners found later. */
static pc_status drop_bounded(search *s, pc_error *error) {
  for (size_t i = s->n; i-- > 0;) {
    bool out;
    pc_status status = bounded(&out, s, s->some[i], error);
    if (status) return status;
    if (out) memmove(s->some + i, s->some + i + 1, (--s->n - i) * sizeof *s->some);
  }
  return PC_OK;
}

pc_status pc_points_keep(bool *kept, const pc_points *points, pc_cone *cone, pc_error *error) {
  search s;
  pc_status status = search_start(&s, points, cone, error);
  if (!status) status = find_corners(&s, error);
  if (!status) status = drop_bounded(&s, error);
  if (!status) {
    memset(kept, 0, points->n * sizeof *kept);
    for (size_t i = 0; i < s.n; i++) kept[s.some[i]] = true;
  }
  search_end(&s);
  return status;
}

/* ---- weights under which a point is alone ---- */

enum { SMALL_WEIGHT = 3, SMALL_TRIALS = 20000 };

static bool in_cone(const pc_cone *cone, const int64_t *weights) {
  for (size_t k = 0; k < cone->n; k++) {
    int64_t sum = 0;
    for (size_t i = 0; i < cone->width; i++) sum += weights[i] * cone->rows[k * cone->width + i];
    if (sum < 0) return false;
  }
  return true;
}

/* The next list of weights of the same sum, each at most `most`; in the end false. */
static bool next_weights(int64_t *w, size_t n, int64_t most) {
  int64_t free_sum = 0;
  for (size_t i = n; i-- > 0;) {
    if (free_sum > 0 && w[i] < most) {
      w[i]++;
      free_sum--;
      for (size_t j = n; j-- > i + 1;) {
        w[j] = free_sum < most ? free_sum : most;
        free_sum -= w[j];
      }
      return true;
    }
    free_sum += w[i];
  }
  return false;
}

static bool first_weights(int64_t *w, size_t n, int64_t most, int64_t sum) {
  for (size_t j = n; j-- > 0;) {
    w[j] = sum < most ? sum : most;
    sum -= w[j];
  }
  return sum == 0;
}

/* Lists of small weights by their sum. */
static pc_status try_small(bool *found, int64_t *weights, search *s, size_t at, pc_error *error) {
  size_t trials = 0, width = s->cone->width;
  *found = false;
  for (int64_t sum = 0; first_weights(weights, width, SMALL_WEIGHT, sum); sum++) do {
      size_t rival;
      if (++trials > SMALL_TRIALS) return PC_OK;
      if (!in_cone(s->cone, weights)) continue;
      pc_status status = find_rival(&rival, s, weights, at, error);
      if (status) return status;
      *found = rival == at;
      if (*found) return PC_OK;
    } while (next_weights(weights, width, SMALL_WEIGHT));
  return PC_OK;
}

/* Rivals join the program until its weights leave none. */
static pc_status solve(bool *found, int64_t *weights, search *s, size_t at, pc_error *error) {
  for (;;) {
    bool out;
    size_t rival;
    pc_status status = bounded(&out, s, at, error);
    *found = !out;
    if (status || out) return status;
    status = find_rival(&rival, s, s->reason, at, error);
    if (status) return status;
    if (rival == at) break;
    s->some[s->n++] = rival;
  }
  memcpy(weights, s->reason, s->cone->width * sizeof *weights);
  return PC_OK;
}

pc_status pc_points_separate(bool *found, int64_t *weights, const pc_points *points, size_t at, pc_cone *cone,
                             pc_error *error) {
  search s;
  pc_status status = search_start(&s, points, cone, error);
  if (!status) status = try_small(found, weights, &s, at, error);
  if (!status && !*found) status = solve(found, weights, &s, at, error);
  search_end(&s);
  return status;
}
