/* Programs: expressions compiled once, then evaluated exactly over columns of numbers, some hundred rows at a time. */
#ifndef POLYCOST_PROGRAM_H
#define POLYCOST_PROGRAM_H

#include <polycost/expr.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum pc_condition_kind {
  PC_WHERE_LESS,       /* left < right */
  PC_WHERE_LESS_EQUAL, /* left <= right */
  PC_WHERE_EQUAL,      /* left = right */
  PC_WHERE_DIVIDES,    /* left | right: right/left is a whole number; a left of 0 divides nothing but 0 */
  PC_WHERE_AND, /* all parts; true where there are none. What stands behind a part that is false is not looked at */
  PC_WHERE_OR,  /* one of the parts; what stands behind a part that is true is not looked at */
  PC_WHERE_NOT  /* not parts[0] */
} pc_condition_kind;

/* What may hold of a row. a > b is b < a, a != b is not a = b. */
typedef struct pc_condition {
  pc_condition_kind kind;
  const pc_expr *left, *right;
  const struct pc_condition *const *parts;
  size_t part_count;
} pc_condition;

/* What is compiled. Each symbol of the expressions and of the conditions stands in `symbols`, in the order of the
 * columns that rows will have; a symbol may be given that nothing uses. */
typedef struct pc_program_spec {
  const pc_expr *const *exprs;
  size_t expr_count;
  const pc_condition *const *conditions;
  size_t condition_count;
  const pc_symbol *const *symbols;
  size_t symbol_count;
} pc_program_spec;

/* Immutable once made: any number of threads may run one program. It keeps nothing of the expressions, but its memory
 * is the context's. */
typedef struct pc_program pc_program;

/* PC_INPUT when a symbol is not among the spec's; PC_LIMIT when a program has too many steps. The way of computing is
 * chosen by how many operations it takes: nested, factored or term by term; what several expressions share is computed
 * once. */
PC_API pc_status pc_program_new(pc_program **out, pc_context *context, const pc_program_spec *spec, pc_error *error);
PC_API void pc_program_free(pc_program *program); /* NULL is allowed */
/* How many operations a row takes, what depends on no column left out. */
PC_API size_t pc_program_operations(const pc_program *program);

/* A program at work: the memory that one thread needs. It may be made, used and freed in any thread, one at a time; the
 * context's allocator, if it has one of its own, is then called from that thread. What it holds is counted against
 * max_memory for itself. */
typedef struct pc_run pc_run;

PC_API pc_status pc_run_new(pc_run **out, const pc_program *program, pc_error *error);
PC_API void pc_run_free(pc_run *run); /* NULL is allowed */

/* The numbers of one symbol. Row i has `limbs` limbs of 64 bits from values[i * stride] on, the lowest first, two's
 * complement: an int64_t is one limb. A stride of 0 gives all rows the number of row 0, and a stride of more than
 * `limbs` takes a column out of rows that lie one after the other. */
typedef struct pc_data {
  const uint64_t *values;
  size_t stride; /* in limbs */
  size_t limbs;  /* at least 1 */
  /* NULL: all are whole. Only for symbols whose domain is PC_RATIONALS: the rows' denominators, laid out as the values
   * are, above 0. */
  const uint64_t *denominators;
} pc_data;

/* The most rows of one call. */
enum { PC_RUN_ROWS = 512 };

/* Evaluates the rows first ... first + count - 1 of the columns, one for each of the spec's symbols in their order.
 * Columns of symbols that nothing uses are not looked at. Rows that have no answer are no failure: see pc_fault. The
 * run's results are those of this call until the next. PC_USAGE when count is above PC_RUN_ROWS or a column is not as
 * described. Rows are not checked against domains or facts: where those do not hold, the answer is that of the
 * expression as it was simplified by them. */
PC_API pc_status pc_run_rows(pc_run *run, const pc_data *columns, size_t first, size_t count, pc_error *error);

/* Why a row has no answer. */
typedef enum pc_fault {
  PC_FAULT_NONE,
  PC_FAULT_DIVISION, /* by zero */
  PC_FAULT_LOG2,     /* of what is no power of two */
  PC_FAULT_SIZE      /* a number needs more than max_bits */
} pc_fault;

/* "division by zero", ... */
PC_API const char *pc_fault_text(pc_fault fault);

/* The answers of one expression, row by row, in `limbs` limbs each as in pc_data: 1 wherever all fit an int64_t. */
typedef struct pc_result {
  const uint64_t *values;
  size_t limbs;
  const uint64_t *denominators; /* NULL: all are whole. Else as many limbs each; above 0, coprime to the value */
  const uint8_t *faults;        /* NULL: none. Else a pc_fault for each row, whose value is 0 where there is one */
} pc_result;

/* What became of one condition, row by row. */
typedef struct pc_mask {
  const uint8_t *holds;  /* 0 or 1 */
  size_t count;          /* rows for which it holds */
  const uint8_t *faults; /* as in pc_result */
} pc_mask;

PC_API const pc_result *pc_run_result(const pc_run *run, size_t expr);
PC_API const pc_mask *pc_run_mask(const pc_run *run, size_t condition);

/* One number of a result. */
typedef struct pc_answer {
  const uint64_t *value;
  const uint64_t *denominator; /* NULL: a whole number */
  size_t limbs;
} pc_answer;

/* Its denominator is NULL where it is 1. For rows without a fault. */
PC_API pc_answer pc_result_answer(const pc_result *result, size_t row);
/* False where the answer is a fraction or does not fit. */
PC_API bool pc_answer_int64(int64_t *out, const pc_answer *answer);
/* The same in 128 bits, two's complement, the low half first. */
PC_API bool pc_answer_int128(uint64_t out[2], const pc_answer *answer);
/* -1, 0, 1 by value. */
PC_API int pc_answer_compare(const pc_answer *a, const pc_answer *b);
/* Bytes that the text of an answer with so many limbs takes at the most. */
PC_API size_t pc_answer_room(size_t limbs);
/* Writes "-12" or "5/3", without a NUL, and returns the length. */
PC_API size_t pc_answer_text(char *out, const pc_answer *answer);
/* The text of an int64_t; at most 20 bytes. */
PC_API size_t pc_int64_text(char *out, int64_t value);

#ifdef __cplusplus
}
#endif
#endif
