/* Runs the unit tests: `unit [SUITE...]`, all suites without a name. Prints TAP. */
#include "suites.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  Suite *(*make)(void);
} suites[] = {
  { "base", base_suite },         { "parser", parser_suite },       { "algebra", algebra_suite },
  { "analysis", analysis_suite }, { "condition", condition_suite }, { "cost", cost_suite },
  { "program", program_suite },   { "report", report_suite },       { "language", language_suite },
  { "growth", growth_suite },     { "graph", graph_suite },         { "factor", factor_suite },
  { "grid", grid_suite },         { "rows", rows_suite },           { "sensitivity", sensitivity_suite },
  { "solve", solve_suite },
};
enum { SUITES = sizeof suites / sizeof suites[0] };

static bool is_wanted(const char *name, int count, char **names) {
  for (int i = 0; i < count; i++)
    if (strcmp(name, names[i]) == 0) return true;
  return count == 0;
}

int main(int argc, char **argv) {
  SRunner *runner = srunner_create(NULL);
  int added = 0;
  for (int i = 0; i < SUITES; i++) {
    if (!is_wanted(suites[i].name, argc - 1, argv + 1)) continue;
    srunner_add_suite(runner, suites[i].make());
    added++;
  }
  if (added == 0) fprintf(stderr, "unit: no suite of that name\n");
  srunner_set_tap(runner, "-");
  srunner_run_all(runner, CK_SILENT);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 && added > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
