/* Grids: their text, their points by number, their parts. */
#include "suites.h"
#include "sweep/grid.h"
#include <stdio.h>
#include <string.h>

static pc_context *ctx;
static pc_error error;
static pc_grid grid;

static void set_up(void) {
  ctx = pc_context_new(NULL, NULL);
  ck_assert_ptr_nonnull(ctx);
  pc_error_clear(&error);
  grid = (pc_grid) { .ctx = ctx };
}

static void tear_down(void) {
  pc_grid_clear(&grid);
  ck_assert_ptr_null(grid.axes);
  pc_context_free(ctx);
}

static void add(const char *binding) {
  pc_status status = pc_grid_add(&grid, binding, &error);
  ck_assert_msg(status == PC_OK, "%s: %s", binding, error.message);
}

static void refused(const char *binding, pc_status status, size_t column, const char *message) {
  pc_error_clear(&error);
  size_t n = grid.n;
  ck_assert_int_eq(pc_grid_add(&grid, binding, &error), status);
  ck_assert_msg(strstr(error.message, message), "%s: %s", binding, error.message);
  ck_assert_msg(error.column == column, "%s: column %zu", binding, error.column);
  ck_assert_uint_eq(grid.n, n);
}

/* The points from first on, "1,2 1,4 ..." */
static void points(uint64_t first, size_t n, const char *expected) {
  int64_t room[3][64], *columns[3] = { room[0], room[1], room[2] };
  char text[2000] = "";
  ck_assert_uint_le(n, 64);
  pc_grid_fill(&grid, &(pc_window) { first, n, 0 }, columns);
  for (size_t i = 0; i < n; i++)
    for (size_t axis = 0; axis < grid.n; axis++)
      snprintf(text + strlen(text), sizeof text - strlen(text), "%s%lld",
               axis ? ","
               : i  ? " "
                    : "",
               (long long)room[axis][i]);
  ck_assert_str_eq(text, expected);
}

START_TEST(lists_and_ranges_of_one_symbol) {
  add("d = 512..16384*2");
  ck_assert_str_eq(grid.axes[0].name, "d");
  ck_assert_uint_eq(grid.points, 6);
  points(0, 6, "512 1024 2048 4096 8192 16384");
  pc_grid_clear(&grid);
  add("l=1..10+4,7,2*3,3..3,(2+1)..4*2,2^2..2**4*2, 1e+1 ");
  points(0, 12, "1 5 9 7 6 3 3 4 8 16 10 1");
}
END_TEST

/* A list's last number is followed by its first one, where a column goes around. */
START_TEST(the_last_axis_runs_fastest) {
  add("a=1,2");
  add("b=5..7");
  add("c=-3..3+3");
  ck_assert_uint_eq(grid.points, 18);
  ck_assert_int_eq(grid.axes[2].low, -3);
  ck_assert_int_eq(grid.axes[2].high, 3);
  points(0, 18,
         "1,5,-3 1,5,0 1,5,3 1,6,-3 1,6,0 1,6,3 1,7,-3 1,7,0 1,7,3 "
         "2,5,-3 2,5,0 2,5,3 2,6,-3 2,6,0 2,6,3 2,7,-3 2,7,0 2,7,3");
  points(7, 4, "1,7,0 1,7,3 2,5,-3 2,5,0");
  points(17, 1, "2,7,3");
}
END_TEST

/* Every window of a mixed grid against its points one by one, which are found by counting digits. */
START_TEST(windows_agree_with_single_points) {
  add("a=1..9+3,2,4..64*2");
  add("b=7");
  add("c=3,1,1..4");
  static const int64_t a[] = { 1, 4, 7, 2, 4, 8, 16, 32, 64 }, c[] = { 3, 1, 1, 2, 3, 4 };
  int64_t room[3][54], *columns[3] = { room[0], room[1], room[2] };
  ck_assert_uint_eq(grid.points, 54);
  for (uint64_t first = 0; first < 54; first++)
    for (size_t n = 1; n <= 54 - first; n++) {
      pc_grid_fill(&grid, &(pc_window) { first, n, 0 }, columns);
      for (size_t i = 0; i < n; i++) {
        ck_assert_int_eq(room[0][i], a[(first + i) / 6]);
        ck_assert_int_eq(room[1][i], 7);
        ck_assert_int_eq(room[2][i], c[(first + i) % 6]);
      }
    }
}
END_TEST

/* Windows of every size one after the other: no point is left out, and what is said to be constant is. */
START_TEST(windows_follow_one_another) {
  add("a=1..3");
  add("b=1..7");
  add("c=4,5");
  add("d=1..10+2");
  int64_t room[4][512], *columns[4] = { room[0], room[1], room[2], room[3] };
  for (size_t most = 1; most <= 300; most++)
    for (uint64_t point = 0; point < 210;) {
      pc_window w = pc_grid_window(&grid, point, point < 205 ? 205 : 210, most);
      ck_assert_uint_eq(w.first, point);
      ck_assert(w.n >= 1 && w.n <= most && w.constant <= 4);
      pc_grid_fill(&grid, &w, columns);
      for (size_t i = 0; i < w.n; i++, point++) {
        ck_assert_int_eq(room[0][0 < w.constant ? 0 : i], 1 + point / 70);
        ck_assert_int_eq(room[1][1 < w.constant ? 0 : i], 1 + point / 10 % 7);
        ck_assert_int_eq(room[2][2 < w.constant ? 0 : i], 4 + point / 5 % 2);
        ck_assert_int_eq(room[3][3 < w.constant ? 0 : i], 1 + 2 * (point % 5));
      }
    }
}
END_TEST

START_TEST(windows_are_long) {
  add("a=1..100");
  add("b=1..4");
  add("c=1..150");
  pc_window w = pc_grid_window(&grid, 600, 60000, 512);
  ck_assert_uint_eq(w.n, 300); /* half of all b and c */
  ck_assert_uint_eq(w.constant, 1);
  w = pc_grid_window(&grid, 900, 60000, 512);
  ck_assert_uint_eq(w.n, 300);
  pc_grid_clear(&grid);
  add("a=1..100");
  add("b=1..4");
  add("c=1..1000");
  w = pc_grid_window(&grid, 1500, 400000, 512);
  ck_assert_uint_eq(w.n, 500);
  ck_assert_uint_eq(w.constant, 2);
}
END_TEST

START_TEST(large_grids_are_counted) {
  add("a=1..10^9");
  add("b=1..10^9");
  ck_assert_uint_eq(grid.points, 1000000000000000000);
  points(999999999999999998, 2, "1000000000,999999999 1000000000,1000000000");
  points(123456789987654321, 1, "123456790,987654322");
  refused("c=1..10", PC_LIMIT, 0, "2^63 points");
  refused("c=-2^63..2^63-1", PC_LIMIT, 0, "2^63 points");
  refused("c=1..2^63-1,1", PC_LIMIT, 0, "2^63 points");
  pc_grid_clear(&grid);
  add("a=-2^63..2^63-1+2^62");
  points(0, 4, "-9223372036854775808 -4611686018427387904 0 4611686018427387904");
  pc_grid_clear(&grid);
  add("a=1..2^63-1*2");
  ck_assert_uint_eq(grid.points, 63);
  points(61, 2, "2305843009213693952 4611686018427387904");
  pc_grid_clear(&grid);
  add("a=3..2^63-1*2^62,2^63-1");
  points(0, 2, "3 9223372036854775807");
}
END_TEST

START_TEST(bad_axes_say_what_is_wrong) {
  refused("d=5..1", PC_INPUT, 3, "from low to high");
  refused("d=1..5+0", PC_INPUT, 8, "the step of a range is above 0");
  refused("d=1..5+-1", PC_INPUT, 8, "the step of a range is above 0");
  refused("d=1..5*1", PC_INPUT, 8, "the factor of a range is above 1");
  refused("d=0..5*2", PC_INPUT, 3, "starts above 0");
  refused("d=1,,2", PC_INPUT, 5, "a number is missing");
  refused("d=1,", PC_INPUT, 5, "a number is missing");
  refused("d=1..", PC_INPUT, 6, "a number is missing");
  refused("d=1..5*", PC_INPUT, 8, "a number is missing");
  refused("d=1..2.5", PC_INPUT, 6, "whole number of 64 bits");
  refused("d=1,2^63", PC_INPUT, 5, "whole number of 64 bits");
  refused("d=1..f", PC_INPUT, 6, "this has symbols");
  refused("d=1,2)", PC_INPUT, 6, "expected");
  add("d=1,2");
  refused("d=3,4", PC_INPUT, 1, "two ranges");
}
END_TEST

START_TEST(bindings_that_are_no_axes) {
  ck_assert(!pc_is_axis("f=4*d"));
  ck_assert(!pc_is_axis("f=max(a, b)"));
  ck_assert(!pc_is_axis("f=[1, 2]"));
  ck_assert(!pc_is_axis("f=\"a,b\""));
  ck_assert(!pc_is_axis("f"));
  ck_assert(pc_is_axis("f=1,2"));
  ck_assert(pc_is_axis("f=1..2"));
  ck_assert(pc_is_axis("f=max(1, 2)..max(3, 4)"));
  add("f=max(1, 2)..max(3, 4)");
  points(0, 3, "2 3 4");
}
END_TEST

START_TEST(shards_cover_everything_once) {
  for (uint64_t things = 0; things < 40; things++)
    for (uint64_t n = 1; n < 50; n++) {
      uint64_t next = 0, first, end;
      for (uint64_t i = 1; i <= n; i++, next = end) {
        pc_shard(&first, &end, things, i, n);
        ck_assert_uint_eq(first, next);
        ck_assert(end - first == things / n || end - first == things / n + 1);
      }
      ck_assert_uint_eq(next, things);
    }
  uint64_t first, end;
  pc_shard(&first, &end, INT64_MAX, INT64_MAX, INT64_MAX);
  ck_assert_uint_eq(first, INT64_MAX - 1);
  ck_assert_uint_eq(end, INT64_MAX);
}
END_TEST

Suite *grid_suite(void) {
  Suite *suite = suite_create("grid");
  TCase *tcase = tcase_create("grid");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, lists_and_ranges_of_one_symbol);
  tcase_add_test(tcase, the_last_axis_runs_fastest);
  tcase_add_test(tcase, windows_agree_with_single_points);
  tcase_add_test(tcase, windows_follow_one_another);
  tcase_add_test(tcase, windows_are_long);
  tcase_add_test(tcase, large_grids_are_counted);
  tcase_add_test(tcase, bad_axes_say_what_is_wrong);
  tcase_add_test(tcase, bindings_that_are_no_axes);
  tcase_add_test(tcase, shards_cover_everything_once);
  suite_add_tcase(suite, tcase);
  return suite;
}
