/* Rows of a sweep: digits and numbers of any size, beside the C library and GMP. */
#include "suites.h"
#include "sweep/digits.h"
#include "sweep/wide.h"
#include <gmp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t random_number(void) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static void check_digits(uint64_t number) {
  char text[64], expected[32];
  size_t n = pc_write_digits(text, number);
  int length = snprintf(expected, sizeof expected, "%" PRIu64, number);
  ck_assert_uint_eq(n, (size_t)length);
  ck_assert_msg(memcmp(text, expected, n) == 0, "%s", expected);
  memcpy(text + n, ",1234567", 8);
  int64_t value;
  const char *end = pc_read_digits(&value, text);
  if (n > 18) {
    ck_assert_ptr_null(end);
  } else {
    ck_assert_ptr_eq(end, text + n);
    ck_assert_int_eq(value, (int64_t)number);
  }
}

START_TEST(digits_are_written_and_read) {
  uint64_t power = 1;
  for (int i = 0; i < 20; i++, power *= 10)
    for (int j = -2; j <= 2; j++) check_digits(power + (uint64_t)j);
  for (int i = 0; i < 100000; i++) check_digits(random_number() >> i % 64);
}
END_TEST

START_TEST(what_is_no_plain_number_is_not_read) {
  static const char *const texts[] = {
    "", ",", "-1", "+1", "01", "00", " 1", "1234567890123456789", "99999999999999999999999"
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char text[64] = { 0 };
    int64_t value;
    snprintf(text, sizeof text, "%s,", texts[i]);
    ck_assert_msg(pc_read_digits(&value, text) == NULL, "%s", texts[i]);
  }
}
END_TEST

static void get_limbs(mpz_t out, const uint64_t *limbs, size_t n) {
  mpz_import(out, n, -1, 8, 0, 0, limbs);
  if (limbs[n - 1] >> 63 == 0) return;
  mpz_t power;
  mpz_init_set_ui(power, 1);
  mpz_mul_2exp(power, power, 64 * n);
  mpz_sub(out, out, power);
  mpz_clear(power);
}

START_TEST(two_limbs_are_written) {
  mpz_t number;
  mpz_init(number);
  for (int i = 0; i < 50000; i++) {
    uint64_t limbs[2] = { random_number(), random_number() };
    int kept = i % 128;
    if (kept < 64) limbs[1] = i & 128 ? UINT64_MAX : 0, limbs[0] >>= kept;
    if (kept >= 64) limbs[1] = (uint64_t)((int64_t)limbs[1] >> (kept - 64));
    if (i % 7 == 0) limbs[0] = i % 2 ? 0 : UINT64_MAX;
    char text[64], expected[64];
    text[pc_write_limbs(text, limbs, 2)] = '\0';
    get_limbs(number, limbs, 2);
    mpz_get_str(expected, 10, number);
    ck_assert_str_eq(text, expected);
  }
  mpz_clear(number);
}
END_TEST

static void check_wide(pc_arena *arena, const char *text, const char *value, const char *below) {
  pc_error error = PC_ERROR_INIT;
  pc_wide wide;
  mpz_t number;
  char *found;
  mpz_init(number);
  ck_assert_int_eq(pc_wide_read(&wide, arena, text, strlen(text), &error), PC_OK);
  get_limbs(number, wide.value, wide.limbs);
  found = mpz_get_str(NULL, 10, number);
  ck_assert_str_eq(found, value);
  free(found);
  ck_assert_int_eq(wide.below != NULL, below != NULL);
  if (below) get_limbs(number, wide.below, wide.limbs);
  if (below) ck_assert_int_eq(mpz_cmp_ui(number, strtoul(below, NULL, 10)), 0);
  mpz_clear(number);
}

START_TEST(numbers_of_any_size_are_read) {
  pc_context *ctx = pc_context_new(NULL, NULL);
  pc_arena arena = { .ctx = ctx };
  mpz_t number;
  mpz_init(number);
  for (unsigned bits = 1; bits < 1000; bits++)
    for (int i = -1; i <= 1; i++) {
      mpz_set_si(number, bits % 2 ? -1 : 1);
      mpz_mul_2exp(number, number, bits);
      if (i < 0) mpz_sub_ui(number, number, 1);
      if (i > 0) mpz_add_ui(number, number, 1);
      char *text = mpz_get_str(NULL, 10, number);
      check_wide(&arena, text, text, NULL);
      free(text);
    }
  check_wide(&arena, "0007", "7", NULL);
  check_wide(&arena, "-5/3", "-5", "3");
  check_wide(&arena, "1/18446744073709551615", "1", "18446744073709551615");
  mpz_clear(number);
  pc_arena_clear(&arena);
  pc_context_free(ctx);
}
END_TEST

START_TEST(too_many_digits_are_refused) {
  const pc_limits limits = { .max_bits = 100 };
  pc_context *ctx = pc_context_new(&limits, NULL);
  pc_arena arena = { .ctx = ctx };
  pc_error error = PC_ERROR_INIT;
  pc_wide wide;
  ck_assert_int_eq(pc_wide_read(&wide, &arena, "1234567890123456789012345678901234567890", 40, &error), PC_LIMIT);
  ck_assert_str_eq(error.message, "a number of more than --max-bits 100");
  pc_arena_clear(&arena);
  pc_context_free(ctx);
}
END_TEST

Suite *rows_suite(void) {
  Suite *suite = suite_create("rows");
  TCase *tcase = tcase_create("rows");
  tcase_add_test(tcase, digits_are_written_and_read);
  tcase_add_test(tcase, what_is_no_plain_number_is_not_read);
  tcase_add_test(tcase, two_limbs_are_written);
  tcase_add_test(tcase, numbers_of_any_size_are_read);
  tcase_add_test(tcase, too_many_digits_are_refused);
  suite_add_tcase(suite, tcase);
  return suite;
}
