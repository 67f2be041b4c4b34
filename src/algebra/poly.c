/* Work on polynomials that is refused before it passes a limit: FLINT would abort, or never come back. */
#include "algebra/internal.h"
#include <string.h>

/* fmpz_mpoly_q would abort where a gcd fails and cannot be stopped between its steps, so fractions are kept by
 * fmpz_mpoly_gcd_cofactors under these bounds. A degree counts only where both polynomials have the generator. */
enum { GCD_DEGREE = 100000, GCD_WORK = 20000000 };

/* Bits of a whole polynomial, for each term that is allowed. */
enum { BITS_A_TERM = 256 };

/* Words of packed exponents, for each term that is allowed: many terms in very many generators take memory too. */
enum { WORDS_A_TERM = 64 };

pc_status pc_check_packed(const pc_context *ctx, const pc_ring *ring, double terms, pc_error *error) {
  if (terms * (double)ring->n / sizeof(ulong) <= (double)WORDS_A_TERM * (double)ctx->limits.max_terms) return PC_OK;
  return pc_fail(error, PC_LIMIT, "an expression of too many terms in too many symbols (raise --max-terms)");
}

static double bits_allowed(const pc_context *ctx) {
  return (double)BITS_A_TERM * (double)ctx->limits.max_terms + 16.0 * (double)ctx->limits.max_bits;
}

static size_t poly_bits(const fmpz_mpoly_t p) {
  slong bits = fmpz_mpoly_max_bits(p);
  return (size_t)(bits < 0 ? -bits : bits);
}

static slong *new_degrees(const pc_fraction *in, size_t polys, pc_error *error) {
  slong *degrees = pc_alloc(in->ctx, polys * in->ring->n * sizeof *degrees);
  if (!degrees) pc_no_memory(in->ctx, error);
  return degrees;
}

static void free_degrees(const pc_fraction *in, slong *degrees, size_t polys) {
  pc_free(in->ctx, degrees, polys * in->ring->n * sizeof *degrees);
}

/* The number of monomials that the degrees of a*b allow. */
static pc_status box_of_product(double *out, const fmpz_mpoly_t a, const fmpz_mpoly_t b, const pc_fraction *in,
                                pc_error *error) {
  size_t n = in->ring->n;
  slong *degrees = new_degrees(in, 2, error);
  if (!degrees) return pc_no_memory(in->ctx, error);
  fmpz_mpoly_degrees_si(degrees, a, in->ring->flint);
  fmpz_mpoly_degrees_si(degrees + n, b, in->ring->flint);
  *out = 1;
  for (size_t i = 0; i < n; i++) *out *= (double)degrees[i] + (double)degrees[n + i] + 1;
  free_degrees(in, degrees, 2);
  return PC_OK;
}

pc_status pc_poly_mul(fmpz_mpoly_t product, const fmpz_mpoly_t a, const fmpz_mpoly_t b, const pc_fraction *in,
                      pc_error *error) {
  const pc_limits *limits = &in->ctx->limits;
  double work = (double)a->length * (double)b->length, terms = work;
  if (work > (double)limits->max_terms) {
    double box = 0;
    pc_status status = box_of_product(&box, a, b, in, error);
    if (status) return status;
    if (box < terms) terms = box;
    if (terms > (double)limits->max_terms && work > 8 * (double)limits->max_terms) return pc_fail_terms(in->ctx, error);
  }
  pc_status status = pc_check_packed(in->ctx, in->ring, terms, error);
  if (status) return status;
  size_t bits = poly_bits(a) + poly_bits(b);
  if (bits > limits->max_bits + 1) return pc_fail_bits(in->ctx, error);
  if (terms * (double)bits > bits_allowed(in->ctx))
    return pc_fail(error, PC_LIMIT, "an expression of too many large numbers (raise --max-terms)");
  fmpz_mpoly_mul(product, a, b, in->ring->flint);
  return (size_t)product->length > limits->max_terms ? pc_fail_terms(in->ctx, error) : PC_OK;
}

static pc_status check_gcd(const fmpz_mpoly_t a, const fmpz_mpoly_t b, const pc_fraction *in, pc_error *error) {
  if (a->length == 1 || b->length == 1) return PC_OK;
  size_t n = in->ring->n;
  slong *degrees = new_degrees(in, 2, error);
  if (!degrees) return pc_no_memory(in->ctx, error);
  fmpz_mpoly_degrees_si(degrees, a, in->ring->flint);
  fmpz_mpoly_degrees_si(degrees + n, b, in->ring->flint);
  bool fits = (double)a->length * (double)b->length <= GCD_WORK;
  for (size_t i = 0; i < n; i++)
    if (degrees[i] && degrees[n + i] && (degrees[i] > GCD_DEGREE || degrees[n + i] > GCD_DEGREE)) fits = false;
  free_degrees(in, degrees, 2);
  if (fits) return PC_OK;
  return pc_fail(error, PC_LIMIT,
                 "a quotient too large to be reduced (at most degree %d, and %d for the product of "
                 "the numbers of terms)",
                 GCD_DEGREE, GCD_WORK);
}

pc_status pc_gcd(fmpz_mpoly_t gcd, fmpz_mpoly_t a_rest, fmpz_mpoly_t b_rest, const fmpz_mpoly_t a, const fmpz_mpoly_t b,
                 const pc_fraction *in, pc_error *error) {
  pc_status status = check_gcd(a, b, in, error);
  if (status) return status;
  if (fmpz_mpoly_gcd_cofactors(gcd, a_rest, b_rest, a, b, in->ring->flint)) return PC_OK;
  return pc_fail(error, PC_LIMIT, "a quotient too large to be reduced");
}

/* The number of monomials of degree n in t unknowns, at the most `enough`. */
static double count_monomials(double t, double n, double enough) {
  double count = 1;
  for (double i = 1; i < t && count <= enough; i++) count = count * (n + i) / i;
  return count;
}

static pc_status check_degrees(double *box, const fmpz_mpoly_t base, uint64_t n, const pc_fraction *in,
                               pc_error *error) {
  slong *degrees = new_degrees(in, 1, error);
  if (!degrees) return pc_no_memory(in->ctx, error);
  fmpz_mpoly_degrees_si(degrees, base, in->ring->flint);
  pc_status status = PC_OK;
  *box = 1;
  for (size_t i = 0; i < in->ring->n && !status; i++) {
    if (degrees[i] > 0 && n > (uint64_t)INT32_MAX / (uint64_t)degrees[i])
      status = pc_fail_exponent(in->ctx, in->ring->gens[i], error);
    *box *= (double)n * (double)degrees[i] + 1;
  }
  free_degrees(in, degrees, 1);
  return status;
}

static pc_status pow_by_squaring(fmpz_mpoly_t power, const fmpz_mpoly_t base, uint64_t n, const pc_fraction *in,
                                 pc_error *error) {
  pc_status status = PC_OK;
  uint64_t bit = 1;
  while (bit <= n / 2) bit *= 2;
  fmpz_mpoly_set(power, base, in->ring->flint);
  for (bit /= 2; bit && !status; bit /= 2) {
    status = pc_poly_mul(power, power, power, in, error);
    if (!status && n & bit) status = pc_poly_mul(power, power, base, in, error);
  }
  return status;
}

pc_status pc_poly_pow(fmpz_mpoly_t power, const fmpz_mpoly_t base, uint64_t n, const pc_fraction *in, pc_error *error) {
  const pc_limits *limits = &in->ctx->limits;
  double box = 0;
  pc_status status = check_degrees(&box, base, n, in, error);
  if (status) return status;
  if ((fmpz_bits(base->coeffs) - 1) * n >= limits->max_bits) return pc_fail_bits(in->ctx, error);
  double terms = count_monomials((double)base->length, (double)n, (double)limits->max_terms);
  if (box < terms) terms = box;
  double bits = (double)n * ((double)poly_bits(base) + FLINT_BIT_COUNT(base->length));
  bool small =
      terms <= (double)limits->max_terms && bits <= (double)limits->max_bits && terms * bits <= bits_allowed(in->ctx);
  if (!small) return pow_by_squaring(power, base, n, in, error);
  if (fmpz_mpoly_pow_ui(power, base, n, in->ring->flint)) return PC_OK;
  return pc_fail_bits(in->ctx, error);
}
