/* Which loop computes each step of a block: from bounds of the columns follow bounds of every step, and from these how
 * many limbs it takes. Nothing overflows, for what could is given to a longer loop. */
#include "program/run.h"

typedef struct planner {
  pc_run *run;
  bool failed; /* memory */
} planner;

static uint8_t limbs_for(size_t bits) {
  return bits <= 64 ? 1 : bits <= 128 ? 2 : bits <= 256 ? 4 : 0;
}

static uint8_t longer(uint8_t a, uint8_t b) {
  return a > b ? a : b;
}

static pc_strand *strand(const planner *p, uint32_t step) {
  return &p->run->strands[step];
}

static bool is_point(const planner *p, uint32_t step) {
  return strand(p, step)->limbs == 0;
}

/* A point that a loop of one limb takes as it is. */
static bool is_short_point(const planner *p, uint32_t step) {
  return is_point(p, step) && strand(p, step)->range.bits <= 64;
}

static uint8_t limbs_of(const planner *p, uint32_t step) {
  const pc_strand *s = strand(p, step);
  return s->limbs ? s->limbs : limbs_for(s->range.bits);
}

static void emit(planner *p, int kernel, uint32_t out, uint32_t a, uint32_t b, uint32_t c) {
  pc_run *run = p->run;
  if (!pc_grow(&run->memory, (void **)&run->calls, &run->call_capacity, run->call_count, sizeof *run->calls)) {
    p->failed = true;
    return;
  }
  run->calls[run->call_count++] = (pc_call) { run->program->kernels->run[kernel], out, a, b, c };
}

static void reserve(planner *p, uint32_t at, size_t limbs) {
  if (!pc_block_reserve(p->run, at, limbs)) p->failed = true;
  if (limbs > p->run->longest) p->run->longest = limbs;
}

/* The id of a loop that comes in three lengths. */
static int in_length(int first, uint8_t limbs) {
  return first + limbs / 2;
}

/* Copies of a point, where a loop wants a number for each row. */
static uint32_t spread(planner *p, uint32_t step) {
  pc_strand *s = strand(p, step);
  if (s->limbs) return step;
  s->limbs = limbs_for(s->range.bits);
  reserve(p, step, s->limbs);
  emit(p, in_length(PC_FILL_1, s->limbs), step, pc_point_at(p->run, step), 0, 0);
  return step;
}

/* The step's numbers made as long as that, in a place for a while. */
static uint32_t widen(planner *p, uint32_t step, uint8_t limbs, uint32_t scratch) {
  uint32_t from = spread(p, step), to = pc_scratch_at(p->run, scratch);
  uint8_t have = strand(p, step)->limbs;
  if (have == limbs) return from;
  reserve(p, to, limbs);
  emit(p, have == 2 ? PC_WIDEN_24 : limbs == 2 ? PC_WIDEN_12 : PC_WIDEN_14, to, from, 0, 0);
  return to;
}

static void swap(uint32_t *a, uint32_t *b) {
  uint32_t was = *a;
  *a = *b;
  *b = was;
}

/* Puts a point last, and of two others the longer one first. */
static void arrange(const planner *p, uint32_t *a, uint32_t *b) {
  if (is_short_point(p, *a) || (!is_short_point(p, *b) && limbs_of(p, *a) < limbs_of(p, *b))) swap(a, b);
}

/* ---- one limb ---- */

static void plan_short(planner *p, uint32_t out, const pc_step *s) {
  uint32_t a = s->a, b = s->b;
  arrange(p, &a, &b);
  bool point = is_point(p, b);
  int loop = s->op == PC_OP_ADD ? point ? PC_ADD_1S : PC_ADD_11 : point ? PC_MUL_1S : PC_MUL_11;
  a = spread(p, a);
  emit(p, loop, out, a, point ? pc_point_at(p->run, b) : b, 0);
}

static void plan_short_difference(planner *p, uint32_t out, const pc_step *s) {
  uint32_t b = spread(p, s->b);
  bool point = is_point(p, s->a);
  if (point)
    emit(p, PC_FROM_1S, out, b, pc_point_at(p->run, s->a), 0);
  else
    emit(p, PC_SUB_11, out, s->a, b, 0);
}

static void plan_short_fused(planner *p, uint32_t out, const pc_step *s) {
  uint32_t a = s->a, b = s->b;
  arrange(p, &a, &b);
  a = spread(p, a);
  bool point = is_point(p, b), point_c = is_point(p, s->c);
  int loop = point_c ? point ? PC_FUSED_1SS : PC_FUSED_11S : point ? PC_FUSED_1S1 : PC_FUSED_111;
  emit(p, loop, out, a, point ? pc_point_at(p->run, b) : b, point_c ? pc_point_at(p->run, s->c) : s->c);
}

/* ---- two limbs ---- */

static void plan_two(planner *p, uint32_t out, const pc_step *s) {
  uint32_t a = s->a, b = s->b;
  arrange(p, &a, &b);
  a = spread(p, a);
  b = spread(p, b);
  arrange(p, &a, &b);
  int limbs = limbs_of(p, a) + limbs_of(p, b); /* 1 and 1, 2 and 1, or 2 and 2 */
  emit(p, (s->op == PC_OP_ADD ? PC_ADD_2_11 : PC_MUL_2_11) + limbs - 2, out, a, b, 0);
}

static void plan_two_fused(planner *p, uint32_t out, const pc_step *s) {
  uint32_t a = spread(p, s->a), b = spread(p, s->b), c = spread(p, s->c);
  arrange(p, &a, &b);
  int limbs = limbs_of(p, a) + limbs_of(p, b);
  bool long_c = limbs_of(p, c) == 2;
  if (limbs == 4)
    emit(p, PC_FUSED_2_222, out, a, b, widen(p, c, 2, 0));
  else
    emit(p, (limbs == 2 ? PC_FUSED_2_111 : PC_FUSED_2_211) + long_c, out, a, b, c);
}

/* ---- four limbs ---- */

/* Where both may be negative they are made as long as the product. */
static void plan_four_product(planner *p, uint32_t out, uint32_t a, uint32_t b) {
  bool negative = strand(p, a)->range.negative || strand(p, b)->range.negative;
  a = spread(p, a);
  b = spread(p, b);
  arrange(p, &a, &b);
  uint8_t of_a = limbs_of(p, a), of_b = limbs_of(p, b);
  if (!negative && of_a == 2)
    emit(p, of_b == 1 ? PC_MUL_4_21 : PC_MUL_4_22, out, a, b, 0);
  else if (!negative && of_a == 4 && of_b < 4)
    emit(p, of_b == 1 ? PC_MUL_4_41 : PC_MUL_4_42, out, a, b, 0);
  else {
    a = widen(p, a, 4, 0);
    emit(p, PC_MUL_4, out, a, widen(p, b, 4, 1), 0);
  }
}

static void plan_four(planner *p, uint32_t out, const pc_step *s) {
  if (s->op == PC_OP_MUL) {
    plan_four_product(p, out, s->a, s->b);
    return;
  }
  uint32_t a, b, product = pc_scratch_at(p->run, 2);
  if (s->op == PC_OP_FUSED) {
    reserve(p, product, 4);
    plan_four_product(p, product, s->a, s->b);
    a = product;
    b = widen(p, s->c, 4, 0);
  } else {
    a = widen(p, s->a, 4, 0);
    b = widen(p, s->b, 4, 1);
  }
  emit(p, s->op == PC_OP_SUB ? PC_SUB_4 : PC_ADD_4, out, a, b, 0);
}

/* ---- any length ---- */

static bool is_power_of_two(const planner *p, uint32_t step) {
  const pc_range *range = &strand(p, step)->range;
  return is_short_point(p, step) && range->lowest > 0 && (range->lowest & (range->lowest - 1)) == 0;
}

/* floor(a/2^k) for numbers of one limb; k is kept where the step's own point would be. */
static void plan_shift(planner *p, uint32_t out, const pc_step *s) {
  uint64_t divisor = (uint64_t)strand(p, s->b)->range.lowest;
  p->run->points[out] = (pc_four) { { (uint64_t)__builtin_ctzll(divisor) } };
  emit(p, PC_SHIFT_1, out, spread(p, s->a), pc_point_at(p->run, out), 0);
}

static void plan_equal_lengths(planner *p, uint32_t out, int first, const pc_step *s, uint8_t limbs) {
  uint32_t a = widen(p, s->a, limbs, 0);
  emit(p, in_length(first, limbs), out, a, widen(p, s->b, limbs, 1), 0);
}

static int first_loop(pc_op op) {
  static const int loops[] = {
    [PC_OP_FLOOR] = PC_FLOOR_1,     [PC_OP_MAX] = PC_MAX_1,   [PC_OP_MIN] = PC_MIN_1,   [PC_OP_ABS] = PC_ABS_1,
    [PC_OP_SIGNED] = PC_SIGNED_1,   [PC_OP_LOG2] = PC_LOG2_1, [PC_OP_LESS] = PC_LESS_1, [PC_OP_EQUAL] = PC_EQUAL_1,
    [PC_OP_DIVIDES] = PC_DIVIDES_1, [PC_OP_AND] = PC_AND_1,   [PC_OP_OR] = PC_OR_1,     [PC_OP_NOT] = PC_NOT_1,
  };
  return loops[op];
}

static void plan_arithmetic(planner *p, uint32_t out, const pc_step *s, uint8_t limbs) {
  if (s->op == PC_OP_SUB && limbs == 1)
    plan_short_difference(p, out, s);
  else if (s->op == PC_OP_SUB && limbs == 2) {
    uint32_t a = widen(p, s->a, 2, 0);
    emit(p, PC_SUB_2_22, out, a, widen(p, s->b, 2, 1), 0);
  } else if (limbs == 4)
    plan_four(p, out, s);
  else if (s->op == PC_OP_FUSED)
    limbs == 1 ? plan_short_fused(p, out, s) : plan_two_fused(p, out, s);
  else
    limbs == 1 ? plan_short(p, out, s) : plan_two(p, out, s);
}

/* ---- steps ---- */

/* The operands as they are: where a step has passed on another's numbers, that other. */
static pc_step resolve(const planner *p, const pc_step *step) {
  unsigned n = pc_op_operands(step->op);
  pc_step s = { step->op, strand(p, step->a)->same, 0, 0 };
  s.b = n > 1 ? strand(p, step->b)->same : s.a;
  s.c = n > 2 ? strand(p, step->c)->same : s.a;
  return s;
}

/* A step that changes nothing in this block has an operand's numbers. */
static bool passes(const planner *p, uint32_t *from, const pc_step *s) {
  const pc_range *a = &strand(p, s->a)->range, *b = &strand(p, s->b)->range;
  bool exact = a->bits <= PC_RANGE_EXACT && b->bits <= PC_RANGE_EXACT;
  bool first = (s->op == PC_OP_ABS && !a->negative) || (s->op == PC_OP_SIGNED && exact && b->lowest > 0) ||
               (s->op == PC_OP_MAX && exact && a->lowest >= b->highest) ||
               (s->op == PC_OP_MIN && exact && a->highest <= b->lowest);
  bool second = (s->op == PC_OP_MAX && exact && b->lowest >= a->highest) ||
                (s->op == PC_OP_MIN && exact && b->highest <= a->lowest);
  if (first || second) *from = first ? s->a : s->b;
  return first || second;
}

static uint8_t longest_operand(const planner *p, const pc_step *s) {
  unsigned n = pc_op_operands(s->op);
  uint8_t limbs = limbs_of(p, s->a);
  if (n > 1) limbs = longer(limbs, limbs_of(p, s->b));
  return n > 2 ? longer(limbs, limbs_of(p, s->c)) : limbs;
}

/* A step that is the same number in all rows is no loop, but for one that must look out for divisors of 0. */
static bool is_constant(const planner *p, const pc_step *s, const pc_range *range) {
  bool divides = s->op == PC_OP_FLOOR || s->op == PC_OP_SIGNED;
  return pc_range_is_point(range) && !(divides && pc_range_holds_zero(&strand(p, s->b)->range));
}

/* False where no loop does. */
static bool plan_loop(planner *p, uint32_t index, const pc_step *s) {
  pc_strand *own = strand(p, index);
  uint8_t needed = limbs_for(own->range.bits), operands = longest_operand(p, s);
  if (needed == 0 || (s->op == PC_OP_LOG2 && operands > 1)) return false;
  uint8_t limbs = longer(needed, operands);
  own->limbs = s->op >= PC_OP_LOG2 ? 1 : limbs;
  reserve(p, index, own->limbs);
  if (s->op <= PC_OP_FUSED)
    plan_arithmetic(p, index, s, limbs);
  else if (s->op == PC_OP_FLOOR && limbs == 1 && is_power_of_two(p, s->b))
    plan_shift(p, index, s);
  else
    plan_equal_lengths(p, index, first_loop(s->op), s, limbs);
  return true;
}

static bool plan_step(planner *p, uint32_t index) {
  pc_run *run = p->run;
  pc_strand *own = strand(p, index);
  const pc_step s = resolve(p, &run->program->steps[index]);
  own->same = index;
  if (passes(p, &own->same, &s)) return true;
  own->range = pc_range_step(s.op, &strand(p, s.a)->range, &strand(p, s.b)->range, &strand(p, s.c)->range);
  own->limbs = 0;
  if (own->range.bits - 1 > run->program->limits.max_bits) return false;
  if (!is_constant(p, &s, &own->range)) return plan_loop(p, index, &s);
  run->points[index] = pc_four_of(own->range.lowest);
  return true;
}

/* ---- totals ---- */

/* The exact quotient of what is not over 1. */
static bool plan_total(planner *p, size_t index) {
  const pc_ratio *ratio = &p->run->program->outputs[index];
  const pc_step s = { PC_OP_FLOOR, strand(p, ratio->above)->same, strand(p, ratio->below)->same, 0 };
  const pc_range *below = &strand(p, s.b)->range;
  spread(p, s.a);
  if (pc_range_is_point(below) && below->lowest == 1) return true;
  const pc_range quotient = pc_range_step(PC_OP_FLOOR, &strand(p, s.a)->range, below, below);
  uint8_t limbs = longer(limbs_for(quotient.bits), longer(limbs_of(p, s.a), limbs_of(p, s.b)));
  pc_cells *values = &p->run->totals[index].values;
  if (limbs_for(quotient.bits) == 0) return false;
  if (!pc_cells_reset(values, &p->run->memory, PC_RUN_ROWS, limbs)) p->failed = true;
  p->run->data[pc_total_at(p->run, index)] = values->values;
  plan_equal_lengths(p, pc_total_at(p->run, index), PC_EXACT_1, &s, limbs);
  return true;
}

static pc_block_state plan(pc_run *run, pc_error *error) {
  const pc_program *program = run->program;
  planner p = { .run = run };
  bool possible = true;
  run->call_count = 0;
  run->longest = 1;
  for (size_t i = 0; i < program->step_count && possible && !p.failed; i++)
    if (pc_op_operands(program->steps[i].op))
      possible = plan_step(&p, (uint32_t)i);
    else if (program->steps[i].op == PC_OP_NUMBER)
      run->strands[i].limbs = 0;
  run->step_calls = run->call_count;
  for (size_t i = 0; i < program->mask_count && possible; i++) spread(&p, strand(&p, program->masks[i])->same);
  for (size_t i = 0; i < program->output_count && possible && !p.failed; i++) possible = plan_total(&p, i);
  if (!p.failed) return possible ? PC_BLOCK_DONE : PC_BLOCK_TOO_HARD;
  pc_no_memory(&run->memory, error);
  return PC_BLOCK_FAILED;
}

/* ---- plans that are kept ---- */

static bool all_short(const pc_run *run) {
  for (size_t i = 0; i < run->column_count; i++)
    if (run->strands[run->columns[i]].limbs != 1) return false;
  return true;
}

static bool all_planned(const pc_run *run) {
  for (size_t i = 0; i < run->column_count; i++) {
    const pc_range *now = &run->strands[run->columns[i]].range, *planned = &run->planned[i];
    if (now->lowest < planned->lowest || now->highest > planned->highest) return false;
  }
  return true;
}

/* Gives the columns the ranges that also hold what was planned for before, and keeps their own in exchange. */
static void extend(pc_run *run) {
  for (size_t i = 0; i < run->column_count; i++) {
    pc_range *now = &run->strands[run->columns[i]].range, own = *now, *planned = &run->planned[i];
    *now = pc_range_of(own.lowest < planned->lowest ? own.lowest : planned->lowest,
                       own.highest > planned->highest ? own.highest : planned->highest);
    *planned = own;
  }
}

static void keep_ranges(pc_run *run) {
  for (size_t i = 0; i < run->column_count; i++) run->planned[i] = run->strands[run->columns[i]].range;
}

static void restore_ranges(pc_run *run) {
  for (size_t i = 0; i < run->column_count; i++) run->strands[run->columns[i]].range = run->planned[i];
}

/* Plans of one limb all over are kept: no other could be faster, unless it knew that a column is a number. */
pc_block_state pc_block_prepare(pc_run *run, pc_error *error) {
  bool plain = all_short(run);
  if (plain && run->reusable && all_planned(run)) return PC_BLOCK_DONE;
  if (plain && run->reusable) {
    extend(run);
    run->reusable = plan(run, NULL) == PC_BLOCK_DONE && run->longest == 1;
    if (run->reusable) {
      keep_ranges(run);
      return PC_BLOCK_DONE;
    }
    restore_ranges(run);
  }
  pc_block_state state = plan(run, error);
  run->reusable = plain && state == PC_BLOCK_DONE && run->longest == 1;
  if (run->reusable) keep_ranges(run);
  return state;
}
