/* The unit tests, one suite a file. */
#ifndef PC_TEST_SUITES_H
#define PC_TEST_SUITES_H

#include <check.h>

Suite *base_suite(void);
Suite *parser_suite(void);
Suite *algebra_suite(void);
Suite *analysis_suite(void);
Suite *condition_suite(void);
Suite *cost_suite(void);
Suite *program_suite(void);
Suite *report_suite(void);
Suite *language_suite(void);
Suite *growth_suite(void);
Suite *graph_suite(void);
Suite *factor_suite(void);
Suite *grid_suite(void);
Suite *rows_suite(void);
Suite *sensitivity_suite(void);
Suite *solve_suite(void);

#endif
