/* Single numbers of a result: as integers, compared, as text. */
#include "program/cells.h"
#include <polycost/program.h>
#include <string.h>

static bool is_one(const uint64_t *value, size_t limbs) {
  for (size_t i = 1; i < limbs; i++)
    if (value[i]) return false;
  return value[0] == 1;
}

pc_answer pc_result_answer(const pc_result *result, size_t row) {
  pc_answer answer = { result->values + row * result->limbs, NULL, result->limbs };
  if (result->denominators && !is_one(result->denominators + row * result->limbs, result->limbs))
    answer.denominator = result->denominators + row * result->limbs;
  return answer;
}

/* Everything above the first `kept` limbs repeats their sign. */
static bool fits(const pc_answer *a, size_t kept) {
  uint64_t sign = a->value[kept - 1] >> 63 ? UINT64_MAX : 0;
  for (size_t i = kept; i < a->limbs; i++)
    if (a->value[i] != sign) return false;
  return !a->denominator;
}

bool pc_answer_int64(int64_t *out, const pc_answer *answer) {
  if (!fits(answer, 1)) return false;
  *out = (int64_t)answer->value[0];
  return true;
}

bool pc_answer_int128(uint64_t out[2], const pc_answer *answer) {
  if (answer->limbs > 1 && !fits(answer, 2)) return false;
  if (answer->denominator) return false;
  out[0] = answer->value[0];
  out[1] = answer->limbs > 1 ? answer->value[1] : answer->value[0] >> 63 ? UINT64_MAX : 0;
  return true;
}

/* ---- comparison ---- */

static void read_times(mpz_ptr out, const pc_answer *a, const pc_answer *b) {
  pc_limbs_read(out, a->value, a->limbs);
  if (!b->denominator) return;
  mpz_t below;
  mpz_init(below);
  pc_limbs_read(below, b->denominator, b->limbs);
  mpz_mul(out, out, below);
  mpz_clear(below);
}

int pc_answer_compare(const pc_answer *a, const pc_answer *b) {
  int64_t x, y;
  if (pc_answer_int64(&x, a) && pc_answer_int64(&y, b)) return (x > y) - (x < y);
  mpz_t left, right;
  mpz_init(left);
  mpz_init(right);
  read_times(left, a, b);
  read_times(right, b, a);
  int order = mpz_cmp(left, right);
  mpz_clear(left);
  mpz_clear(right);
  return (order > 0) - (order < 0);
}
