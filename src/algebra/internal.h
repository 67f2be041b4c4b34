/* Inside src/algebra: generators, rings, and what an expression is made of. */
#ifndef PC_ALGEBRA_INTERNAL_H
#define PC_ALGEBRA_INTERNAL_H

#include "algebra/accumulate.h"
#include "algebra/algebra.h"
#include <flint/flint.h>
#include <flint/fmpq.h>
#include <flint/fmpz.h>
#include <flint/fmpz_mpoly.h>

/* ---- generators: symbols and atoms ---- */

/* What a generator is, beside the functions of expr.h that stay atoms (PC_FLOOR, PC_MAX, PC_LOG2). */
enum {
  PC_GEN_SYMBOL = -1,
  PC_GEN_RECIPROCAL = PC_LOG2 + 1 /* 1/x for an x that holds an atom and may be zero: nothing cancels it */
};

typedef struct pc_generator {
  int function;      /* PC_GEN_SYMBOL, a pc_function or PC_GEN_RECIPROCAL */
  pc_symbol *symbol; /* of a symbol */
  pc_expr **args;    /* of an atom */
  size_t n;
  size_t depth;  /* nesting of atoms: 0 for a symbol */
  uint32_t hash; /* of an atom */
  pc_expr *self; /* the generator as an expression */
  uint64_t bound_version;
  bool bounded; /* `lower` holds, as of bound_version */
  fmpq lower;
  uint64_t whole_version;
  bool whole;     /* its values are whole numbers, as of whole_version */
  uint64_t asked; /* the question that `holds` answers: see terms.c */
  bool holds;
} pc_generator;

struct pc_symbol {
  uint32_t gen;
  const char *name; /* interned */
  char *latex;
  size_t latex_size;
  bool latex_declared;
  pc_domain domain;
  bool bounded;
  bool assumed; /* the bound is a fact: suspended with the others */
  fmpq lower;
};

/* A power of a generator. The exponent is not 0. */
typedef struct pc_factor {
  uint32_t gen;
  int32_t exponent;
} pc_factor;

/* ---- rings ---- */

/* Z[gens], lexicographic, the generators in their order. One ring a set of generators, kept while it is used and, as
 * one of the last PC_IDLE_RINGS that were, a while longer. */
typedef struct pc_ring {
  size_t references;
  struct pc_ring *next; /* in its bucket */
  uint32_t hash;
  int idle; /* its place among the unused rings, or -1 */
  size_t n;
  fmpz_mpoly_ctx_t flint;
  uint32_t gens[];
} pc_ring;

typedef struct pc_table {
  uint32_t *slots; /* index + 1, or 0 */
  size_t size;     /* a power of two, or 0 */
  size_t used;
} pc_table;

enum {
  PC_SMALL_MIN = -16,
  PC_SMALL_MAX = 64,
  PC_POOL_UNIT = 16,
  PC_POOL_CLASSES = 40,
  PC_POOL_LIMIT = 4096,
  PC_IDLE_RINGS = 16
};

struct pc_algebra {
  pc_generator **gens; /* by number */
  uint64_t *ranks;     /* by number: the order of generators */
  int32_t *scratch;    /* by number: -1 between uses */
  uint32_t *order;     /* numbers in order */
  size_t count, capacity;
  pc_table symbols, atoms;
  pc_ring **rings; /* buckets */
  size_t ring_buckets, ring_count;
  pc_ring *idle[PC_IDLE_RINGS];
  size_t next_idle;
  uint64_t facts; /* changes with every assumption */
  struct pc_told *told;
  size_t told_count, told_capacity;
  size_t told_kept; /* told_count, or what it was before facts were suspended */
  size_t suspended;
  bool keep_logs;    /* log2 of a number that is no power of two is an atom */
  uint64_t question; /* changes with every search for a symbol */
  pc_expr *small[PC_SMALL_MAX - PC_SMALL_MIN + 1];
  void *pool[PC_POOL_CLASSES]; /* freed expressions, by size; each holds the address of the next */
  size_t pooled[PC_POOL_CLASSES];
  struct pc_accumulator *spare;
};

/* The number of the generator that `function` of args is, interned. The references of args are taken over, on failure
 * too. */
pc_status pc_atom_intern(uint32_t *out, pc_context *ctx, int function, pc_expr **args, size_t n, pc_error *error);
void pc_accumulator_drop_spare(pc_context *ctx);
pc_status pc_gen_expr(pc_expr **out, pc_context *ctx, uint32_t gen, pc_error *error); /* a reference */
bool pc_gen_is_atom(const pc_context *ctx, uint32_t gen);

/* The ring of n generators that stand in order. */
pc_status pc_ring_get(pc_ring **out, pc_context *ctx, const uint32_t *gens, size_t n, pc_error *error);
pc_ring *pc_ring_ref(pc_ring *ring);
void pc_ring_unref(pc_context *ctx, pc_ring *ring);
void pc_ring_drop_idle(pc_context *ctx);
/* The smallest ring that both expressions lie in. */
pc_status pc_ring_of(pc_ring **out, const pc_expr *a, const pc_expr *b, pc_error *error);
bool pc_ring_has_atom(const pc_context *ctx, const pc_ring *ring);

/* ---- expressions ---- */

typedef enum pc_expr_kind { PC_TERM, PC_SHORT, PC_QUOTIENT } pc_expr_kind;

/* The most terms of a short sum. */
enum { PC_SHORT_TERMS = 16 };

struct pc_expr {
  size_t references;
  pc_context *ctx;
  uint32_t kind;
  uint32_t n; /* factors of a term, terms of a short sum */
};

/* num/den * product of factors, in the order of the generators; coprime, den > 0; zero has no factors. */
typedef struct pc_term {
  pc_expr head;
  fmpz num, den;
  pc_factor factors[];
} pc_term;

/* A summand, as a term is; its factors lie at `at` among the sum's. */
typedef struct pc_summand {
  fmpz num, den;
  uint32_t at, n;
} pc_summand;

/* A sum of 2 to PC_SHORT_TERMS terms, the highest monomial first: the one form of whatever can be written so. Behind
 * the summands lie `room` factors, and behind these room for as many generators. */
typedef struct pc_short {
  pc_expr head;
  uint32_t room;
  uint32_t gen_count; /* UINT32_MAX until they are asked for */
  pc_summand terms[];
} pc_short;

/* num/den, coprime in Z[gens], leading coefficient of den positive, every generator used, not what a term or a short
 * sum can hold. */
typedef struct pc_quotient {
  pc_expr head;
  pc_ring *ring;
  fmpz_mpoly_struct num, den;
} pc_quotient;

static inline pc_term *pc_as_term(const pc_expr *e) {
  return (pc_term *)e;
}

static inline pc_short *pc_as_short(const pc_expr *e) {
  return (pc_short *)e;
}

static inline pc_quotient *pc_as_quotient(const pc_expr *e) {
  return (pc_quotient *)e;
}

static inline bool pc_is_term(const pc_expr *e) {
  return e->kind == PC_TERM;
}

static inline bool pc_is_quotient(const pc_expr *e) {
  return e->kind == PC_QUOTIENT;
}

/* A term, or a polynomial over a monomial. */
static inline bool pc_is_laurent(const pc_expr *e) {
  return e->kind != PC_QUOTIENT || pc_as_quotient(e)->den.length == 1;
}

static inline size_t pc_length(const pc_expr *e) {
  return e->kind == PC_TERM ? 1 : e->kind == PC_SHORT ? e->n : (size_t)pc_as_quotient(e)->num.length;
}

/* A term as it lies in an expression that is no quotient. */
typedef struct pc_view {
  const fmpz *num, *den;
  const pc_factor *factors;
  size_t n;
} pc_view;

static inline pc_factor *pc_short_factors(const pc_short *s) {
  return (pc_factor *)(s->terms + s->head.n);
}

static inline pc_view pc_view_at(const pc_expr *e, size_t i) {
  if (e->kind == PC_TERM) return (pc_view) { &pc_as_term(e)->num, &pc_as_term(e)->den, pc_as_term(e)->factors, e->n };
  const pc_summand *t = &pc_as_short(e)->terms[i];
  return (pc_view) { &t->num, &t->den, pc_short_factors(pc_as_short(e)) + t->at, t->n };
}

/* Memory for expressions, kept by size once it is free; NULL when memory fails. */
void *pc_block_new(pc_context *ctx, size_t size);
void pc_block_free(pc_context *ctx, void *block, size_t size);

/* ---- short sums ---- */

/* The sum of n terms, 2 to PC_SHORT_TERMS, not zero, whose monomials differ and descend. */
pc_status pc_short_make(pc_expr **out, pc_context *ctx, const pc_view *terms, size_t n, pc_error *error);
/* Whether such a sum passes a limit, as a numerator over its common denominator. */
pc_status pc_short_check(pc_context *ctx, const pc_view *terms, size_t n, pc_error *error);
pc_status pc_short_mul(pc_expr **out, const pc_short *a, const pc_term *b, pc_error *error);
void pc_short_free(pc_short *s);
/* Puts generators in their order. */
void pc_gens_sort(uint32_t *gens, size_t n, const uint64_t *ranks);
const uint32_t *pc_short_gens(const pc_short *s, size_t *n);
/* The number, and the generator's exponent, in the common denominator of a Laurent expression. */
void pc_laurent_den(fmpz_t out, const pc_expr *e);
int64_t pc_laurent_shift(const pc_expr *e, uint32_t gen);
/* A term or a short sum as num/den in a ring that has its generators. With FLINT's memory: it does not fail. */
void pc_list_write(fmpz_mpoly_t num, fmpz_mpoly_t den, const pc_ring *ring, const pc_expr *e);

/* A term with room for n factors, one reference, value 0; NULL when memory fails. */
pc_term *pc_term_new(pc_context *ctx, size_t n);
/* Ends a term that was made with room for `room` factors of which n are used. */
pc_status pc_term_fit(pc_expr **out, pc_term *term, size_t room, size_t n, pc_error *error);
pc_status pc_expr_fmpq(pc_expr **out, pc_context *ctx, const fmpz_t num, const fmpz_t den, pc_error *error);
/* Checks a number against max_bits. */
pc_status pc_check_bits(const pc_context *ctx, const fmpz_t value, pc_error *error);
pc_status pc_fail_bits(const pc_context *ctx, pc_error *error);
pc_status pc_fail_terms(const pc_context *ctx, pc_error *error);
pc_status pc_fail_exponent(const pc_context *ctx, uint32_t gen, pc_error *error);

/* Merges two sorted lists of factors into `out`, which has room for both. */
bool pc_factors_mul(pc_factor *out, size_t *count, uint32_t *bad, const uint64_t *ranks, const pc_factor *a, size_t an,
                    const pc_factor *b, size_t bn);
/* The lexicographic order of two monomials, in which polynomials are printed. */
int pc_factors_lex(const uint64_t *ranks, const pc_factor *a, size_t an, const pc_factor *b, size_t bn);
int pc_term_lex(const pc_expr *a, const pc_expr *b);
/* A total order of the monomials of two terms. */
int pc_term_order(const pc_expr *a, const pc_expr *b);
/* num/den = a * b, within max_bits. */
pc_status pc_coefficient_mul(const pc_context *ctx, fmpz_t num, fmpz_t den, const pc_view *a, const pc_view *b,
                             pc_error *error);
pc_status pc_term_mul(pc_expr **out, const pc_term *a, const pc_term *b, pc_error *error);
/* base^n for a term whose inverse, where n is negative, is allowed. */
pc_status pc_term_pow(pc_expr **out, const pc_term *base, int64_t n, pc_error *error);

/* -1, 0, 1: a total order of expressions that depends on the mathematics only; not the order of values. */
int pc_expr_order(const pc_expr *a, const pc_expr *b);
bool pc_expr_has_atom(const pc_expr *e);
size_t pc_expr_gen_count(const pc_expr *e);
uint32_t pc_expr_gen(const pc_expr *e, size_t i); /* the generators that stand in e, in order */
int pc_expr_number_sign(const pc_expr *e);        /* of a number */
size_t pc_expr_depth(const pc_expr *e);           /* nesting of atoms */

/* ---- fractions that are being worked on ---- */

/* num/den in a ring of its own reference. */
typedef struct pc_fraction {
  pc_context *ctx;
  pc_ring *ring;
  fmpz_mpoly_t num, den;
} pc_fraction;

void pc_fraction_init(pc_fraction *f, pc_context *ctx, pc_ring *ring); /* 0/1 */
void pc_fraction_clear(pc_fraction *f);
pc_status pc_fraction_load(pc_fraction *f, pc_context *ctx, pc_ring *ring, const pc_expr *e, pc_error *error);
/* e in the ring of its own generators. */
pc_status pc_fraction_open(pc_fraction *f, const pc_expr *e, pc_error *error);
/* Divides num and den by what they have in common and makes the leading coefficient of den positive. */
pc_status pc_fraction_reduce(pc_fraction *f, pc_error *error);
/* The expression of a reduced fraction. f is cleared, on failure too. */
pc_status pc_fraction_store(pc_expr **out, pc_fraction *f, pc_error *error);
/* gcd and cofactors under our bounds of size. */
pc_status pc_gcd(fmpz_mpoly_t gcd, fmpz_mpoly_t a_rest, fmpz_mpoly_t b_rest, const fmpz_mpoly_t a, const fmpz_mpoly_t b,
                 const pc_fraction *in, pc_error *error);
/* Whether that many terms in the ring take too much memory. */
pc_status pc_check_packed(const pc_context *ctx, const pc_ring *ring, double terms, pc_error *error);
/* product = a*b, refused before the work when it could pass a limit. */
pc_status pc_poly_mul(fmpz_mpoly_t product, const fmpz_mpoly_t a, const fmpz_mpoly_t b, const pc_fraction *in,
                      pc_error *error);

/* base^n for n >= 1, with the same care. */
pc_status pc_poly_pow(fmpz_mpoly_t power, const fmpz_mpoly_t base, uint64_t n, const pc_fraction *in, pc_error *error);

/* a + b by merging; not for two numbers. */
pc_status pc_expr_add_merged(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error);
/* Rewrites `*e`, whose reference is taken over, without powers of max(a, b) and products of reciprocals of sums; NULL
 * on failure. */
pc_status pc_expr_reduce(pc_expr **e, pc_error *error);
/* Atoms of both may meet in their product. */
bool pc_atoms_meet(const pc_expr *a, const pc_expr *b);
pc_status pc_expr_inverse(pc_expr **out, const pc_expr *e, pc_error *error);
pc_status pc_expr_pow_int(pc_expr **out, const pc_expr *base, int64_t n, pc_error *error);
/* The numerator of an expression, or its denominator, as an expression. */
pc_status pc_expr_part(pc_expr **out, const pc_expr *e, bool denominator, pc_error *error);

/* ---- terms one by one ---- */

/* Term i of a Laurent expression. */
pc_status pc_laurent_term(pc_expr **out, const pc_expr *e, size_t i, pc_error *error);

/* As pc_expr_coefficient, for any generator; what stands inside atoms does not count. */
pc_status pc_expr_coefficient_of(pc_expr **out, const pc_expr *e, uint32_t gen, int64_t exponent, pc_error *error);
pc_status pc_term_of_view(pc_expr **out, pc_context *ctx, const pc_view *view, pc_error *error);
int32_t pc_view_exponent(const pc_view *view, uint32_t gen);
int32_t pc_term_exponent(const pc_expr *term, uint32_t gen);
/* The generator stands in e, inside atoms too. */
bool pc_expr_holds(const pc_expr *e, uint32_t gen);
/* The generator stands in a denominator of e, atoms apart. */
bool pc_expr_has_pole(const pc_expr *e, uint32_t gen);
pc_status pc_refuse_in_atom(const pc_expr *e, const pc_symbol *symbol, pc_error *error);

/* The S of max(a, ...) = S - min(S - a, ...): the highest coefficient that each monomial has in the arguments. */
pc_status pc_max_spread(pc_expr **out, const pc_generator *g, pc_error *error);

/* ---- bounds ---- */

/* Writes a number that e is never below. */
bool pc_expr_lower_bound(fmpq_t out, const pc_expr *e);
/* e is a whole number for all values of its symbols. */
bool pc_expr_integer_valued(const pc_expr *e);
/* A part of e that is, 0 where there is none. */
pc_status pc_expr_whole_part(pc_expr **out, const pc_expr *e, pc_error *error);

/* ---- substitution ---- */

typedef struct pc_put {
  uint32_t gen;
  const pc_expr *value;
} pc_put;
pc_status pc_expr_put(pc_expr **out, const pc_expr *e, const pc_put *puts, size_t n, pc_error *error);

#endif
