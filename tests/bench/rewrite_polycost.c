/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rewriting the notebook's total: rewrite_polycost JOB [print]. Jobs: formulas (puts in two), numbers (puts in all),
 * collect (by one symbol), nested (by two). "print" prints the result instead of the time. */
#include "algebra/form.h"
#include "print/notation.h"
#include "timing.h"
#include <polycost/polycost.h>
#include <string.h>

static pc_context *context;
static pc_expr *total, *values[6];
static const pc_symbol *symbols[6];
static bool printing;

static void check(pc_status status, const pc_error *error) {
  if (status == PC_OK) return;
  fprintf(stderr, "%s\n", error->message);
  exit(1);
}

static pc_expr *read(const char *text) {
  pc_expr *out;
  pc_error error = PC_ERROR_INIT;
  check(pc_expr_parse(&out, context, text, &error), &error);
  return out;
}

static void set_up(void) {
  static const char *const names[] = { "d", "f", "h", "l", "n", "v" };
  static const char *const numbers[] = { "512", "4096", "8", "512", "6", "30000" };
  pc_error error = PC_ERROR_INIT;
  total = read("8*d^2*l*n + 4*d*f*l*n + 4*d*l^2*n + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n + 5*h*l^2*n");
  for (int i = 0; i < 6; i++) {
    check(pc_symbol_get(&symbols[i], context, names[i], &error), &error);
    values[i] = read(numbers[i]);
  }
}

static void put(const pc_symbol *const *from, pc_expr *const *to, size_t n) {
  pc_expr *out;
  pc_error error = PC_ERROR_INIT;
  char *text;
  check(pc_expr_subs(&out, total, from, (const pc_expr *const *)to, n, &error), &error);
  if (printing) {
    check(pc_expr_text(&text, out, PC_TEXT, &error), &error);
    puts(text);
    pc_text_free(context, text);
  }
  pc_expr_unref(out);
}

static void collect(const pc_symbol *const *by, size_t n) {
  pc_arena arena = { .ctx = context };
  pc_buffer text = { .ctx = context };
  pc_sink sink = pc_buffer_sink(&text);
  pc_form *form;
  pc_error error = PC_ERROR_INIT;
  pc_writer w = { &sink, &error, PC_OK };
  check(pc_form_make(&form, &arena, total, by, n, &error), &error);
  if (printing) {
    pc_write_form(&w, context, pc_notation_of(PC_TEXT), form);
    puts(text.text);
  }
  pc_buffer_clear(&text);
  pc_arena_clear(&arena);
}

static void put_formulas(void) {
  const pc_symbol *from[] = { symbols[1], symbols[2] };
  static pc_expr *to[2];
  if (!to[0]) to[0] = read("4*d"), to[1] = read("d/64");
  put(from, to, 2);
}

static void put_numbers(void) {
  put(symbols, values, 6);
}

static void collect_one(void) {
  collect(&symbols[3], 1);
}

static void collect_two(void) {
  const pc_symbol *by[] = { symbols[3], symbols[0] };
  collect(by, 2);
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*round)(void);
  } jobs[] = {
    { "formulas", put_formulas }, { "numbers", put_numbers }, { "collect", collect_one }, { "nested", collect_two }
  };
  context = pc_context_new(NULL, NULL);
  printing = argc > 2;
  set_up();
  for (int i = 0; i < 4; i++) {
    if (argc < 2 || strcmp(argv[1], jobs[i].name) != 0) continue;
    printing ? jobs[i].round() : bench_run(jobs[i].round);
  }
  return 0;
}
