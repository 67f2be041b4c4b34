/* Runs programs over rows, for tests, in every way there is: with the loops of each processor that this one can run,
 * row by row, columns apart or row after row, in blocks of several sizes. All must give the same text. Reads from
 * standard input, and writes a line a row:
 *
 *     symbol NAME integers|rationals      one for each column
 *     expr TEXT
 *     where less|at-most|equal|divides LEFT|RIGHT
 *     rows COUNT                          followed by so many lines of numbers, "5" or "-1/3"
 *
 *     rows-dump -r COUNT EXPR NAME... reads rows of int64_t instead, and runs as anybody would. */
#include "program/cells.h"
#include "program/kernels.h"

#include "program/program.h"
#include <polycost/polycost.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 32, LONGEST = 1 << 16 };

static pc_context *context;
static pc_error error = PC_ERROR_INIT;

static void need(bool good) {
  if (good) return;
  fprintf(stderr, "rows-dump: %s\n", error.status ? error.message : "a line that is not understood");
  exit(1);
}

/* ---- what is asked ---- */

typedef struct question {
  const pc_symbol *symbols[MOST];
  size_t symbol_count;
  pc_expr *exprs[MOST], *sides[2 * MOST];
  size_t expr_count;
  pc_condition conditions[MOST];
  const pc_condition *where[MOST];
  size_t where_count;
  mpz_t *above, *below; /* by row, then by column */
  size_t rows;
} question;

static void read_symbol(question *q, const char *name, const char *domain) {
  const pc_symbol **symbol = &q->symbols[q->symbol_count++];
  pc_domain values = strcmp(domain, "rationals") == 0 ? PC_RATIONALS : PC_INTEGERS;
  need(pc_symbol_get(symbol, context, name, &error) == PC_OK);
  need(pc_symbol_assume(context, *symbol, values, NULL, &error) == PC_OK);
}

static void read_condition(question *q, char *text) {
  static const char *const words[] = { "less", "at-most", "equal", "divides" };
  pc_condition *condition = &q->conditions[q->where_count];
  char *space = strchr(text, ' '), *bar = strchr(text, '|');
  need(space && bar);
  *space = *bar = '\0';
  for (int i = 0; i < 4; i++)
    if (strcmp(text, words[i]) == 0) condition->kind = (pc_condition_kind)i;
  pc_expr **sides = &q->sides[2 * q->where_count];
  need(pc_expr_parse(&sides[0], context, space + 1, &error) == PC_OK);
  need(pc_expr_parse(&sides[1], context, bar + 1, &error) == PC_OK);
  condition->left = sides[0];
  condition->right = sides[1];
  q->where[q->where_count++] = condition;
}

static void read_rows(question *q, size_t rows) {
  static char word[LONGEST];
  size_t n = rows * q->symbol_count;
  q->rows = rows;
  q->above = malloc(n * sizeof *q->above + 1);
  q->below = malloc(n * sizeof *q->below + 1);
  for (size_t i = 0; i < n; i++) {
    need(scanf("%65535s", word) == 1);
    char *slash = strchr(word, '/');
    if (slash) *slash = '\0';
    mpz_init_set_str(q->above[i], word, 10);
    mpz_init_set_str(q->below[i], slash ? slash + 1 : "1", 10);
  }
}

static void read_question(question *q) {
  static char line[LONGEST];
  memset(q, 0, sizeof *q);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = '\0';
    char *rest = strchr(line, ' ');
    need(rest);
    *rest++ = '\0';
    char *second = strchr(rest, ' ');
    if (strcmp(line, "symbol") == 0) {
      need(second);
      *second = '\0';
      read_symbol(q, rest, second + 1);
    } else if (strcmp(line, "expr") == 0)
      need(pc_expr_parse(&q->exprs[q->expr_count++], context, rest, &error) == PC_OK);
    else if (strcmp(line, "where") == 0)
      read_condition(q, rest);
    else {
      read_rows(q, strtoul(rest, NULL, 10));
      return;
    }
  }
}

static void free_question(question *q) {
  for (size_t i = 0; i < q->rows * q->symbol_count; i++) {
    mpz_clear(q->above[i]);
    mpz_clear(q->below[i]);
  }
  free(q->above);
  free(q->below);
  for (size_t i = 0; i < q->expr_count; i++) pc_expr_unref(q->exprs[i]);
  for (size_t i = 0; i < 2 * q->where_count; i++) pc_expr_unref(q->sides[i]);
}

/* ---- columns ---- */

/* The numbers of one column in the fewest limbs that do, or one more. */
static pc_data make_column(const question *q, size_t column, bool longer, bool *fractions) {
  size_t limbs = 1, n = q->symbol_count;
  *fractions = false;
  for (size_t i = column; i < q->rows * n; i += n) {
    size_t above = pc_limbs_needed(q->above[i]), below = pc_limbs_needed(q->below[i]);
    limbs = above > limbs ? above : limbs;
    limbs = below > limbs ? below : limbs;
    *fractions = *fractions || mpz_cmp_ui(q->below[i], 1) != 0;
  }
  limbs += longer;
  uint64_t *values = malloc((2 * q->rows + 1) * limbs * sizeof *values), *below = values + q->rows * limbs;
  for (size_t i = 0; i < q->rows; i++) {
    pc_limbs_write(values + i * limbs, limbs, q->above[i * n + column]);
    pc_limbs_write(below + i * limbs, limbs, q->below[i * n + column]);
  }
  return (pc_data) { values, limbs, limbs, *fractions ? below : NULL };
}

/* The same numbers with others between them. */
static pc_data spread_column(const pc_data *from, size_t rows, size_t stride) {
  uint64_t *values = malloc((2 * rows * stride + 1) * sizeof *values), *below = values + rows * stride;
  for (size_t i = 0; i < rows; i++) {
    memcpy(values + i * stride, from->values + i * from->stride, from->limbs * sizeof *values);
    if (from->denominators)
      memcpy(below + i * stride, from->denominators + i * from->stride, from->limbs * sizeof *values);
  }
  return (pc_data) { values, stride, from->limbs, from->denominators ? below : NULL };
}

/* ---- answers ---- */

static void show(FILE *out, const pc_run *run, const question *q, size_t row) {
  static char text[1 << 20];
  for (size_t i = 0; i < q->expr_count; i++) {
    const pc_result *result = pc_run_result(run, i);
    pc_answer answer = pc_result_answer(result, row);
    size_t length = pc_answer_room(answer.limbs) < sizeof text ? pc_answer_text(text, &answer) : 0;
    if (result->faults && result->faults[row])
      fprintf(out, "!%d\t", result->faults[row]);
    else
      fprintf(out, "%.*s\t", (int)length, text);
  }
  for (size_t i = 0; i < q->where_count; i++) {
    const pc_mask *mask = pc_run_mask(run, i);
    if (mask->faults && mask->faults[row])
      fprintf(out, "!%d\t", mask->faults[row]);
    else
      fprintf(out, "%d\t", mask->holds[row]);
  }
  fputs("\n", out);
}

static char *answers(const pc_program *program, const question *q, const pc_data *columns, size_t block) {
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  pc_run *run = NULL;
  need(pc_run_new(&run, program, &error) == PC_OK);
  for (size_t first = 0; first < q->rows; first += block) {
    size_t count = q->rows - first < block ? q->rows - first : block;
    need(pc_run_rows(run, columns, first, count, &error) == PC_OK);
    for (size_t i = 0; i < count; i++) show(out, run, q, i);
  }
  pc_run_free(run);
  fclose(out);
  return text;
}

static void compare(const char *way, size_t block, char *found, const char *expected) {
  if (strcmp(found, expected) != 0) {
    size_t i = 0, line = 0;
    for (; found[i] && found[i] == expected[i]; i++) line += found[i] == '\n';
    printf("%s in blocks of %zu differs in row %zu\n", way, block, line);
  }
  free(found);
}

static void run_all_ways(const question *q, pc_program *program, const pc_data *columns, const char *expected) {
  static const size_t blocks[] = { PC_RUN_ROWS, 100, 1 };
  for (size_t i = 0; pc_kernels_at(i); i++) {
    program->kernels = pc_kernels_at(i);
    for (size_t j = 0; j < sizeof blocks / sizeof *blocks; j++)
      compare(program->kernels->name, blocks[j], answers(program, q, columns, blocks[j]), expected);
  }
}

static void run_question(const question *q) {
  pc_program *program = NULL;
  pc_data plain[MOST], apart[MOST];
  const pc_program_spec spec = {
    (const pc_expr *const *)q->exprs, q->expr_count, q->where, q->where_count, q->symbols, q->symbol_count
  };
  bool fractions;
  need(pc_program_new(&program, context, &spec, &error) == PC_OK);
  for (size_t i = 0; i < q->symbol_count; i++) {
    plain[i] = make_column(q, i, i % 3 == 2, &fractions);
    apart[i] = spread_column(&plain[i], q->rows, plain[i].limbs + 1 + i);
  }
  program->hard = true;
  char *expected = answers(program, q, plain, PC_RUN_ROWS);
  program->hard = false;
  for (size_t i = 0; i < program->number_count; i++)
    program->hard = program->hard || pc_limbs_needed(program->numbers[i]) > 4;
  run_all_ways(q, program, plain, expected);
  run_all_ways(q, program, apart, expected);
  fputs(expected, stdout);
  puts("end");
  free(expected);
  for (size_t i = 0; i < q->symbol_count; i++) {
    free((void *)plain[i].values);
    free((void *)apart[i].values);
  }
  pc_program_free(program);
}

/* ---- many rows ---- */

static void run_rows(size_t rows, const char *text, char **names, size_t n) {
  question q = { .symbol_count = n, .expr_count = 1, .rows = rows };
  int64_t *values = malloc(rows * n * sizeof *values);
  need(values && fread(values, n * sizeof *values, rows, stdin) == rows);
  pc_data columns[MOST];
  for (size_t i = 0; i < n; i++) {
    need(pc_symbol_get(&q.symbols[i], context, names[i], &error) == PC_OK);
    need(pc_symbol_assume(context, q.symbols[i], PC_INTEGERS, NULL, &error) == PC_OK);
    columns[i] = (pc_data) { (const uint64_t *)values + i, n, 1, NULL };
  }
  need(pc_expr_parse(&q.exprs[0], context, text, &error) == PC_OK);
  const pc_program_spec spec = { (const pc_expr *const *)q.exprs, 1, NULL, 0, q.symbols, n };
  pc_program *program = NULL;
  need(pc_program_new(&program, context, &spec, &error) == PC_OK);
  char *all = answers(program, &q, columns, PC_RUN_ROWS);
  fputs(all, stdout);
  free(all);
  pc_program_free(program);
  pc_expr_unref(q.exprs[0]);
  free(values);
}

int main(int argc, char **argv) {
  question q;
  context = pc_context_new(NULL, NULL);
  if (argc > 4 && strcmp(argv[1], "-r") == 0) {
    run_rows(strtoul(argv[2], NULL, 10), argv[3], argv + 4, (size_t)argc - 4);
  } else {
    for (int c; (c = getchar()) != EOF;) {
      if (c == '\n') continue;
      ungetc(c, stdin);
      read_question(&q);
      run_question(&q);
      free_question(&q);
    }
  }
  pc_context_free(context);
  return 0;
}
