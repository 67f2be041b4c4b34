/* Steps: each is made once, and what is known now is computed now. */
#include "program/maker.h"
#include "program/rows.h"

#include <string.h>

enum { FIRST_BUCKETS = 64 };

unsigned pc_op_operands(pc_op op) {
  switch (op) {
  case PC_OP_NUMBER:
  case PC_OP_INPUT:
  case PC_OP_DIVISOR: return 0;
  case PC_OP_ABS:
  case PC_OP_NOT: return 1;
  case PC_OP_FUSED: return 3;
  default: return 2;
  }
}

size_t pc_step_price(const pc_program *program, const pc_step *step) {
  enum { PRODUCT = 3, QUOTIENT = 12 };
  bool number = pc_op_operands(step->op) > 1 &&
                (program->steps[step->a].op == PC_OP_NUMBER || program->steps[step->b].op == PC_OP_NUMBER);
  switch (step->op) {
  case PC_OP_NUMBER:
  case PC_OP_INPUT:
  case PC_OP_DIVISOR: return 0;
  case PC_OP_MUL:
  case PC_OP_FUSED: return number ? 1 : PRODUCT;
  case PC_OP_FLOOR:
  case PC_OP_LOG2:
  case PC_OP_DIVIDES: return QUOTIENT;
  default: return 1;
  }
}

/* ---- the table ---- */

pc_status pc_maker_begin(pc_maker *maker, pc_program *program, pc_error *error) {
  *maker = (pc_maker) { .program = program, .error = error, .bucket_count = FIRST_BUCKETS };
  maker->buckets = pc_alloc_zero(program->ctx, FIRST_BUCKETS * sizeof *maker->buckets);
  return maker->buckets ? PC_OK : pc_no_memory(program->ctx, error);
}

void pc_maker_end(pc_maker *maker) {
  pc_context *ctx = maker->program->ctx;
  pc_free(ctx, maker->buckets, maker->bucket_count * sizeof *maker->buckets);
  pc_free(ctx, maker->next, maker->next_capacity * sizeof *maker->next);
}

static size_t hash_number(const mpz_t number) {
  return (size_t)mpz_getlimbn(number, 0) * 31 + mpz_size(number) + (mpz_sgn(number) < 0 ? 7 : 0);
}

static size_t bucket_of(const pc_maker *maker, const pc_step *step) {
  uint64_t hash = step->op == PC_OP_NUMBER ? hash_number(maker->program->numbers[step->a]) : step->a;
  hash = (hash * 31 + step->b) * 0x9e3779b97f4a7c15u + (uint64_t)step->op;
  return (hash * 0x9e3779b97f4a7c15u >> 32) & (maker->bucket_count - 1);
}

static bool same_step(const pc_program *program, const pc_step *a, const pc_step *b) {
  if (a->op != b->op) return false;
  if (a->op == PC_OP_NUMBER) return mpz_cmp(program->numbers[a->a], program->numbers[b->a]) == 0;
  return a->a == b->a && a->b == b->b;
}

static void enter(pc_maker *maker, uint32_t index) {
  uint32_t *bucket = &maker->buckets[bucket_of(maker, &maker->program->steps[index])];
  maker->next[index] = *bucket;
  *bucket = index + 1;
}

static bool widen_table(pc_maker *maker) {
  pc_program *program = maker->program;
  size_t size = maker->bucket_count * sizeof *maker->buckets;
  if (program->step_count < maker->bucket_count) return true;
  uint32_t *larger = pc_alloc_zero(program->ctx, 2 * size);
  if (!larger) return false;
  pc_free(program->ctx, maker->buckets, size);
  maker->buckets = larger;
  maker->bucket_count *= 2;
  for (size_t i = 0; i < program->step_count; i++) enter(maker, (uint32_t)i);
  return true;
}

static uint32_t fail(pc_maker *maker, pc_status status) {
  if (!maker->status) maker->status = status;
  return 0;
}

static bool make_room(pc_maker *maker) {
  pc_program *p = maker->program;
  return widen_table(maker) &&
         pc_grow(p->ctx, (void **)&maker->next, &maker->next_capacity, p->step_count, sizeof *maker->next) &&
         pc_grow(p->ctx, (void **)&p->steps, &p->step_capacity, p->step_count, sizeof *p->steps);
}

static uint32_t intern(pc_maker *maker, const pc_step *step) {
  pc_program *program = maker->program;
  for (uint32_t at = maker->buckets[bucket_of(maker, step)]; at; at = maker->next[at - 1])
    if (same_step(program, &program->steps[at - 1], step)) return at - 1;
  size_t most = program->limits.max_nodes < UINT32_MAX ? program->limits.max_nodes : UINT32_MAX - 1;
  if (program->step_count >= most)
    return fail(maker,
                pc_fail(maker->error, PC_LIMIT, "a program takes more than %zu steps (raise --max-nodes)", most));
  if (!make_room(maker)) return fail(maker, pc_no_memory(program->ctx, maker->error));
  program->steps[program->step_count++] = *step;
  enter(maker, (uint32_t)(program->step_count - 1));
  return (uint32_t)(program->step_count - 1);
}

void pc_maker_forget(pc_maker *maker, size_t count) {
  pc_program *program = maker->program;
  while (program->step_count > count) {
    size_t last = program->step_count - 1;
    maker->buckets[bucket_of(maker, &program->steps[last])] = maker->next[last];
    if (program->steps[last].op == PC_OP_NUMBER) mpz_clear(program->numbers[--program->number_count]);
    program->step_count--;
  }
}

/* ---- numbers ---- */

/* The step of the last of the numbers, which goes again where it was there before. */
static uint32_t intern_number(pc_maker *maker) {
  pc_program *program = maker->program;
  size_t before = program->step_count;
  const pc_step step = { .op = PC_OP_NUMBER, .a = (uint32_t)(program->number_count - 1) };
  uint32_t index = intern(maker, &step);
  if (program->step_count == before) mpz_clear(program->numbers[--program->number_count]);
  return index;
}

/* A new number, 0; NULL after a failure. */
static mpz_ptr new_number(pc_maker *maker) {
  pc_program *p = maker->program;
  if (maker->status) return NULL;
  if (!pc_grow(p->ctx, (void **)&p->numbers, &p->number_capacity, p->number_count, sizeof *p->numbers)) {
    fail(maker, pc_no_memory(p->ctx, maker->error));
    return NULL;
  }
  mpz_init(p->numbers[p->number_count]);
  return p->numbers[p->number_count++];
}

uint32_t pc_make_integer(pc_maker *maker, long value) {
  mpz_ptr number = new_number(maker);
  if (!number) return 0;
  mpz_set_si(number, value);
  return intern_number(maker);
}

uint32_t pc_make_digits(pc_maker *maker, const char *digits) {
  mpz_ptr number = new_number(maker);
  if (!number) return 0;
  mpz_set_str(number, digits, 10);
  return intern_number(maker);
}

bool pc_made_number(const pc_maker *maker, uint32_t step, long value) {
  const pc_program *program = maker->program;
  if (maker->status || program->steps[step].op != PC_OP_NUMBER) return false;
  return mpz_cmp_si(program->numbers[program->steps[step].a], value) == 0;
}

/* ---- steps ---- */

static bool is_number(const pc_maker *maker, uint32_t step) {
  return maker->program->steps[step].op == PC_OP_NUMBER;
}

/* Computes a step of numbers; false where it has a fault, which each row then reports. */
static bool fold(uint32_t *out, pc_maker *maker, const pc_step *step) {
  const pc_program *program = maker->program;
  if (!is_number(maker, step->a) || !is_number(maker, step->b)) return false;
  mpz_ptr result = new_number(maker); /* moves the numbers */
  *out = 0;
  if (!result) return true;
  mpz_srcptr a = program->numbers[program->steps[step->a].a], b = program->numbers[program->steps[step->b].a];
  if (pc_step_compute(result, step->op, a, b, program->limits.max_bits) == PC_FAULT_NONE) {
    *out = intern_number(maker);
    return true;
  }
  mpz_clear(maker->program->numbers[--maker->program->number_count]);
  return false;
}

static bool commutes(pc_op op) {
  return op == PC_OP_ADD || op == PC_OP_MUL || op == PC_OP_MAX || op == PC_OP_MIN || op == PC_OP_EQUAL;
}

/* What needs no step; `step` has a number last where the order does not matter. */
static bool is_trivial(uint32_t *out, pc_maker *maker, const pc_step *step) {
  bool zero = pc_made_number(maker, step->b, 0), one = pc_made_number(maker, step->b, 1);
  bool first = (zero && (step->op == PC_OP_ADD || step->op == PC_OP_SUB)) ||
               (one && (step->op == PC_OP_MUL || step->op == PC_OP_FLOOR || step->op == PC_OP_SIGNED)) ||
               (step->a == step->b && (step->op == PC_OP_MAX || step->op == PC_OP_MIN));
  *out = first ? step->a : step->b;
  return first || (zero && step->op == PC_OP_MUL);
}

uint32_t pc_make_leaf(pc_maker *maker, pc_op op, uint32_t column) {
  const pc_step step = { .op = op, .a = column };
  return maker->status ? 0 : intern(maker, &step);
}

uint32_t pc_make(pc_maker *maker, pc_op op, uint32_t a, uint32_t b) {
  pc_step step = { .op = op, .a = a, .b = pc_op_operands(op) > 1 ? b : a };
  uint32_t out;
  if (maker->status) return 0;
  if (commutes(op) && (is_number(maker, a) || (a > b && !is_number(maker, b)))) {
    step.a = b;
    step.b = a;
  }
  if (fold(&out, maker, &step) || is_trivial(&out, maker, &step)) return out;
  return intern(maker, &step);
}
