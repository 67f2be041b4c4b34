/* Contexts, memory, interned strings, buffers, errors, text, hints, reading. */
#include "base/base.h"
#include "suites.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pc_context *ctx;

static void set_up(void) {
  ctx = pc_context_new(NULL, NULL);
  ck_assert_ptr_nonnull(ctx);
}

static void tear_down(void) {
  pc_context_free(ctx);
}

/* ---- an allocator that counts, and fails from the n-th call on ---- */

typedef struct counted {
  size_t held, calls, fail_at; /* fail_at 0: never */
} counted;

static void *counted_resize(void *user, void *block, size_t old_size, size_t new_size) {
  counted *c = user;
  if (new_size == 0) {
    c->held -= old_size;
    free(block);
    return NULL;
  }
  if (c->fail_at && ++c->calls >= c->fail_at) return NULL;
  void *moved = realloc(block, new_size);
  if (moved) c->held += new_size - (block ? old_size : 0);
  return moved;
}

/* ---- contexts ---- */

START_TEST(context_completes_limits) {
  const pc_limits *limits = pc_context_limits(ctx);
  ck_assert_uint_eq(limits->max_terms, 1000000);
  ck_assert_uint_eq(limits->max_bits, 1000000);
  ck_assert_uint_eq(limits->max_depth, 1000);
  ck_assert_uint_eq(limits->max_nodes, 10000000);
  ck_assert_uint_eq(limits->max_memory, (size_t)4 << 30);
}
END_TEST

START_TEST(context_clamps_depth) {
  pc_limits limits = { .max_terms = 7, .max_depth = 1000000 };
  pc_context *other = pc_context_new(&limits, NULL);
  ck_assert_uint_eq(pc_context_limits(other)->max_terms, 7);
  ck_assert_uint_eq(pc_context_limits(other)->max_depth, 4000);
  ck_assert_uint_eq(pc_context_limits(other)->max_bits, 1000000);
  pc_context_free(other);
}
END_TEST

START_TEST(context_uses_the_allocator_and_gives_all_back) {
  counted c = { 0 };
  pc_allocator allocator = { counted_resize, &c };
  pc_context *other = pc_context_new(NULL, &allocator);
  ck_assert_ptr_nonnull(other);
  ck_assert_uint_gt(c.held, 0);
  ck_assert_ptr_nonnull(pc_intern_string(other, "name", 4));
  pc_context_free(other);
  ck_assert_uint_eq(c.held, 0);
}
END_TEST

START_TEST(context_fails_cleanly_at_every_allocation) {
  bool done = false;
  for (size_t n = 1; !done; n++) {
    counted c = { .fail_at = n };
    pc_allocator allocator = { counted_resize, &c };
    pc_context *other = pc_context_new(NULL, &allocator);
    done = other != NULL;
    pc_context_free(other);
    ck_assert_uint_eq(c.held, 0);
    ck_assert_uint_lt(n, 1000);
  }
}
END_TEST

/* ---- memory ---- */

START_TEST(memory_is_counted) {
  size_t before = ctx->memory;
  char *block = pc_alloc(ctx, 100);
  ck_assert_uint_eq(ctx->memory, before + 100);
  block = pc_resize(ctx, block, 100, 300);
  ck_assert_uint_eq(ctx->memory, before + 300);
  block = pc_resize(ctx, block, 300, 10);
  ck_assert_uint_eq(ctx->memory, before + 10);
  pc_free(ctx, block, 10);
  void *nothing = pc_alloc(ctx, 0);
  ck_assert_ptr_nonnull(nothing);
  pc_free(ctx, nothing, 0);
  pc_free(ctx, NULL, 10);
  ck_assert_uint_eq(ctx->memory, before);
}
END_TEST

START_TEST(memory_stops_at_the_limit) {
  pc_limits limits = { .max_memory = 1000000 };
  pc_context *small = pc_context_new(&limits, NULL);
  pc_error error = PC_ERROR_INIT;
  size_t left = 1000000 - small->memory;
  ck_assert_ptr_null(pc_alloc(small, left + 1));
  ck_assert_ptr_null(pc_alloc(small, SIZE_MAX));
  char *block = pc_alloc(small, left);
  ck_assert_ptr_nonnull(block);
  ck_assert_ptr_null(pc_resize(small, block, left, left + 1));
  ck_assert_int_eq(pc_no_memory(small, &error), PC_LIMIT);
  ck_assert_str_eq(error.message, "more than 1000000 bytes of memory are needed (raise --max-memory)");
  pc_free(small, block, left);
  pc_context_free(small);
}
END_TEST

START_TEST(memory_failure_of_the_system_is_told_apart) {
  counted c = { 0 };
  pc_allocator allocator = { counted_resize, &c };
  pc_context *other = pc_context_new(NULL, &allocator);
  c.fail_at = 1;
  pc_error error = PC_ERROR_INIT;
  ck_assert_ptr_null(pc_alloc(other, 8));
  ck_assert_int_eq(pc_no_memory(other, &error), PC_SYSTEM);
  ck_assert_str_eq(error.message, "out of memory");
  pc_context_free(other);
}
END_TEST

START_TEST(arrays_grow) {
  int *items = NULL;
  size_t capacity = 0, before = ctx->memory;
  for (size_t i = 0; i < 1000; i++) {
    ck_assert(pc_grow(ctx, (void **)&items, &capacity, i, sizeof *items));
    items[i] = (int)i;
  }
  for (int i = 0; i < 1000; i++) ck_assert_int_eq(items[i], i);
  ck_assert_uint_lt(capacity, 2000);
  pc_free(ctx, items, capacity * sizeof *items);
  ck_assert_uint_eq(ctx->memory, before);
}
END_TEST

START_TEST(arena_blocks_are_aligned_and_apart) {
  pc_arena arena = { .ctx = ctx };
  size_t before = ctx->memory;
  char *blocks[300];
  for (size_t i = 0; i < 300; i++) {
    size_t size = i * 7 % 61 + (i % 50 == 0 ? 5000 : 0);
    blocks[i] = pc_arena_alloc(&arena, size);
    ck_assert_ptr_nonnull(blocks[i]);
    if (size % sizeof(max_align_t) == 0) ck_assert_uint_eq((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
    if (size % 8 == 0) ck_assert_uint_eq((uintptr_t)blocks[i] % 8, 0);
    memset(blocks[i], (int)i & 0x7f, size);
  }
  for (size_t i = 0; i < 300; i++)
    for (size_t j = 0; j < i * 7 % 61; j++) ck_assert_int_eq(blocks[i][j], (int)i & 0x7f);
  ck_assert_ptr_null(pc_arena_alloc(&arena, SIZE_MAX));
  ck_assert_ptr_null(pc_arena_alloc(&arena, SIZE_MAX - 64));
  pc_arena_clear(&arena);
  ck_assert_uint_eq(ctx->memory, before);
  ck_assert_str_eq(pc_arena_copy(&arena, "again", 6), "again");
  pc_arena_clear(&arena);
}
END_TEST

/* ---- interned strings ---- */

START_TEST(equal_strings_are_one) {
  const char *a = pc_intern_string(ctx, "d_model", 7), *empty = pc_intern_string(ctx, "", 0);
  ck_assert_str_eq(a, "d_model");
  ck_assert_str_eq(empty, "");
  ck_assert_ptr_eq(pc_intern_string(ctx, "d_models", 7), a);
  ck_assert_ptr_ne(pc_intern_string(ctx, "d_models", 8), a);
  ck_assert_ptr_eq(pc_intern_string(ctx, NULL, 0), empty);
}
END_TEST

START_TEST(many_strings_stay) {
  enum { MANY = 20000 };
  static const char *names[MANY];
  char text[32];
  for (int i = 0; i < MANY; i++)
    names[i] = pc_intern_string(ctx, text, (size_t)snprintf(text, sizeof text, "the name %d", i));
  for (int i = 0; i < MANY; i++) {
    size_t length = (size_t)snprintf(text, sizeof text, "the name %d", i);
    ck_assert_str_eq(names[i], text);
    ck_assert_ptr_eq(pc_intern_string(ctx, text, length), names[i]);
  }
}
END_TEST

START_TEST(interning_fails_cleanly_at_every_allocation) {
  bool done = false;
  for (size_t n = 1; !done; n++) {
    counted c = { 0 };
    pc_allocator allocator = { counted_resize, &c };
    pc_context *other = pc_context_new(NULL, &allocator);
    c.fail_at = n;
    char text[16];
    int i = 0;
    while (i < 2000 && pc_intern_string(other, text, (size_t)snprintf(text, sizeof text, "n%d", i))) i++;
    done = i == 2000;
    c.fail_at = 0;
    const char *first = i > 0 ? pc_intern_string(other, "n0", 2) : NULL;
    if (first) ck_assert_str_eq(first, "n0");
    pc_context_free(other);
    ck_assert_uint_eq(c.held, 0);
  }
}
END_TEST

/* ---- buffers ---- */

START_TEST(buffer_collects_text) {
  pc_buffer b = { .ctx = ctx };
  size_t before = ctx->memory;
  pc_buffer_adds(&b, "");
  ck_assert_str_eq(b.text, "");
  pc_buffer_add(&b, "abcdef", 3);
  pc_buffer_addf(&b, "-%d-%s", 42, "x");
  ck_assert_str_eq(b.text, "abc-42-x");
  for (int i = 0; i < 1000; i++) pc_buffer_addf(&b, "%0100d", i);
  ck_assert_uint_eq(b.length, 8 + 100 * 1000);
  ck_assert_uint_eq(strlen(b.text), b.length);
  ck_assert_str_eq(b.text + b.length - 3, "999");
  ck_assert(!b.failed);
  pc_buffer_clear(&b);
  ck_assert_uint_eq(ctx->memory, before);
}
END_TEST

START_TEST(buffer_failure_sticks) {
  pc_limits limits = { .max_memory = 1000000 };
  pc_context *small = pc_context_new(&limits, NULL);
  pc_buffer b = { .ctx = small };
  pc_buffer_adds(&b, "kept");
  for (int i = 0; i < 20000; i++) pc_buffer_addf(&b, "%0100d", i);
  ck_assert(b.failed);
  size_t length = b.length;
  pc_buffer_adds(&b, "x");
  ck_assert_uint_eq(b.length, length);
  ck_assert_uint_eq(strlen(b.text), length);
  pc_buffer_clear(&b);
  pc_context_free(small);
}
END_TEST

/* ---- errors ---- */

static const char *shown(const pc_error *error) {
  static char text[4096];
  size_t length = pc_error_format(error, text, sizeof text);
  ck_assert_uint_eq(strlen(text), length);
  return text;
}

static pc_error fail_in(const char *text, size_t offset) {
  pc_source source = { "model.cost", text, strlen(text) };
  pc_error error = PC_ERROR_INIT;
  ck_assert_int_eq(pc_fail_at(&error, PC_INPUT, &source, offset, "bad '%s'", "x"), PC_INPUT);
  return error;
}

START_TEST(error_shows_place_line_and_caret) {
  pc_error error = fail_in("a\nbb cc\nd", 5);
  ck_assert_uint_eq(error.line, 2);
  ck_assert_uint_eq(error.column, 4);
  ck_assert_str_eq(shown(&error), "model.cost:2:4: error: bad 'x'\n  bb cc\n     ^\n");
}
END_TEST

START_TEST(error_without_place) {
  pc_error error = PC_ERROR_INIT;
  ck_assert_int_eq(pc_fail(&error, PC_LIMIT, "too %s", "much"), PC_LIMIT);
  ck_assert_str_eq(shown(&error), "error: too much\n");
}
END_TEST

START_TEST(first_error_wins) {
  pc_error error = PC_ERROR_INIT;
  pc_fail(&error, PC_LIMIT, "first");
  ck_assert_int_eq(pc_fail(&error, PC_INPUT, "second"), PC_LIMIT);
  pc_source source = { "s", "text", 4 };
  ck_assert_int_eq(pc_fail_at(&error, PC_INPUT, &source, 1, "third"), PC_LIMIT);
  ck_assert_str_eq(error.message, "first");
  ck_assert_uint_eq(error.line, 0);
  ck_assert_int_eq(pc_fail(NULL, PC_INPUT, "nobody listens"), PC_INPUT);
}
END_TEST

START_TEST(place_is_added_once) {
  pc_error error = PC_ERROR_INIT;
  pc_source source = { "s", "ab\ncd", 5 };
  ck_assert_int_eq(pc_error_place(&error, &source, 1), PC_OK);
  ck_assert_uint_eq(error.line, 0);
  pc_fail(&error, PC_INPUT, "m");
  ck_assert_int_eq(pc_error_place(&error, &source, 4), PC_INPUT);
  pc_error_place(&error, &source, 0);
  ck_assert_str_eq(shown(&error), "s:2:2: error: m\n  cd\n   ^\n");
}
END_TEST

START_TEST(place_at_the_end_and_beyond) {
  pc_error error = fail_in("ab\n", 3);
  ck_assert_str_eq(shown(&error), "model.cost:2:1: error: bad 'x'\n");
  error = fail_in("ab", 2);
  ck_assert_str_eq(shown(&error), "model.cost:1:3: error: bad 'x'\n  ab\n    ^\n");
  error = fail_in("ab", 99);
  ck_assert_uint_eq(error.column, 3);
  error = fail_in("", 0);
  ck_assert_uint_eq(error.line, 1);
}
END_TEST

START_TEST(caret_counts_columns_of_the_terminal) {
  pc_error error = fail_in("\t\xe6\x97\xa5\xe6\x9c\xac e\xcc\x81 x", 11); /* tab, two wide characters, e with accent */
  ck_assert_uint_eq(error.column, 7);
  ck_assert_str_eq(error.excerpt, " \xe6\x97\xa5\xe6\x9c\xac e\xcc\x81 x");
  ck_assert_uint_eq(error.caret, 8);
  error = fail_in("a\x1b[0m b\r\nc", 6);
  ck_assert_str_eq(error.excerpt, "a [0m b");
  ck_assert_uint_eq(error.caret, 7);
}
END_TEST

START_TEST(byte_order_mark_is_no_column) {
  pc_error error = fail_in("\xef\xbb\xbf"
                           "ab",
                           4);
  ck_assert_uint_eq(error.column, 2);
  ck_assert_str_eq(error.excerpt, "ab");
}
END_TEST

START_TEST(long_lines_are_cut_around_the_place) {
  char line[3001];
  for (int i = 0; i < 1000; i++) memcpy(line + 3 * i, "\xe2\x82\xac", 3); /* euro signs */
  line[3000] = '\0';
  pc_error error = fail_in(line, 1500);
  ck_assert_uint_eq(error.column, 501);
  ck_assert_uint_eq(error.caret, 44);
  size_t length = strlen(error.excerpt);
  ck_assert_uint_lt(length, sizeof error.excerpt);
  ck_assert_uint_eq(pc_utf8_check(error.excerpt, length), length);
  ck_assert_int_eq(memcmp(error.excerpt, "...\xe2", 4), 0);
  ck_assert_str_eq(error.excerpt + length - 3, "...");
  memset(line, 'x', 3000);
  error = fail_in(line, 10);
  ck_assert_uint_eq(error.caret, 11);
  ck_assert_uint_eq(strlen(error.excerpt), 163);
  error = fail_in(line, 3000);
  ck_assert_uint_eq(error.caret, 44);
  ck_assert_uint_eq(strlen(error.excerpt), 43);
}
END_TEST

START_TEST(long_messages_are_cut_at_a_character) {
  char text[4001];
  for (int i = 0; i < 1333; i++) memcpy(text + 3 * i, "\xe2\x82\xac", 3);
  text[3999] = '\0';
  pc_error error = PC_ERROR_INIT;
  pc_fail(&error, PC_INPUT, "%s", text);
  ck_assert_uint_eq(strlen(error.message), 2046);
  char cut[20];
  ck_assert_uint_eq(pc_error_format(&error, cut, sizeof cut), 7 + 2046 + 1);
  ck_assert_str_eq(cut, "error: \xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac");
  ck_assert_uint_eq(pc_error_format(&error, NULL, 0), 7 + 2046 + 1);
}
END_TEST

START_TEST(messages_carry_no_control_characters) {
  pc_error error = PC_ERROR_INIT;
  pc_fail(&error, PC_INPUT, "a\x1b[31m\x7f%s", "\n\tb");
  ck_assert_str_eq(error.message, "a [31m   b");
}
END_TEST

/* ---- text ---- */

#define CHECK_UTF8(text) pc_utf8_check(text, sizeof text - 1)

START_TEST(utf8_is_checked) {
  ck_assert_uint_eq(CHECK_UTF8(""), 0);
  ck_assert_uint_eq(CHECK_UTF8("plain text that is longer than a word"), 37);
  ck_assert_uint_eq(CHECK_UTF8("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 9);
  ck_assert_uint_eq(CHECK_UTF8("0123456789\0ab"), 10);
  ck_assert_uint_eq(CHECK_UTF8("012345678\xff"), 9);
  ck_assert_uint_eq(CHECK_UTF8("ab\xc0\x80"), 2);         /* overlong NUL */
  ck_assert_uint_eq(CHECK_UTF8("ab\xed\xa0\x80"), 2);     /* a surrogate */
  ck_assert_uint_eq(CHECK_UTF8("ab\xf4\x90\x80\x80"), 2); /* beyond U+10FFFF */
  ck_assert_uint_eq(CHECK_UTF8("ab\xe2\x82"), 2);         /* cut */
}
END_TEST

START_TEST(width_is_that_of_a_terminal) {
  ck_assert_uint_eq(pc_utf8_width("abc", 3), 3);
  ck_assert_uint_eq(pc_utf8_width("\xe6\x97\xa5", 3), 2);
  ck_assert_uint_eq(pc_utf8_width("e\xcc\x81", 3), 1);
  ck_assert_uint_eq(pc_utf8_width("", 0), 0);
}
END_TEST

/* ---- hints ---- */

static const char *nearest(const char *word) {
  static const char *const names[] = { "d_model", "d_ff", "n_layers", "l", "B", "flops", "params", "causal" };
  pc_nearest near = { .word = word };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) pc_nearest_try(&near, names[i]);
  return near.best;
}

START_TEST(nearest_names) {
  ck_assert_str_eq(nearest("d_modle"), "d_model");
  ck_assert_str_eq(nearest("dmodel"), "d_model");
  ck_assert_str_eq(nearest("FLOPS"), "flops");
  ck_assert_str_eq(nearest("flop"), "flops");
  ck_assert_str_eq(nearest("layers"), "n_layers");
  ck_assert_str_eq(nearest("b"), "B");
  ck_assert_str_eq(nearest("causla"), "causal");
  ck_assert_ptr_null(nearest("x"));
  ck_assert_ptr_null(nearest("hidden"));
  ck_assert_ptr_null(nearest(""));
  ck_assert_ptr_null(nearest("a name that is far too long to be a misspelling of any name that there could ever be"));
}
END_TEST

/* ---- reading ---- */

static char folder[] = "/tmp/polycost-base-XXXXXX";

static void make_folder(void) {
  strcpy(folder, "/tmp/polycost-base-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
}

static const char *path_of(const char *name) {
  static char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static const char *write_file(const char *name, const char *text, size_t length) {
  FILE *file = fopen(path_of(name), "wb");
  ck_assert_uint_eq(fwrite(text, 1, length, file), length);
  fclose(file);
  return path_of(name);
}

static void remove_folder(const char *name) {
  unlink(path_of(name));
  rmdir(folder);
}

START_TEST(files_are_read_whole) {
  enum { SIZE = 300000 };
  static char data[SIZE];
  for (int i = 0; i + 3 <= SIZE; i += 3) memcpy(data + i, "\xe2\x82\xac", 3); /* cut by every chunk */
  make_folder();
  char *text;
  size_t length, before = ctx->memory;
  pc_error error = PC_ERROR_INIT;
  ck_assert_int_eq(pc_read_file(ctx, write_file("a", data, SIZE), &text, &length, &error), PC_OK);
  ck_assert_uint_eq(length, SIZE);
  ck_assert_int_eq(memcmp(text, data, SIZE), 0);
  ck_assert_int_eq(text[length], '\0');
  ck_assert_uint_eq(ctx->memory, before + SIZE + 1);
  pc_free(ctx, text, length + 1);
  ck_assert_int_eq(pc_read_file(ctx, write_file("a", "", 0), &text, &length, &error), PC_OK);
  ck_assert_uint_eq(length, 0);
  ck_assert_str_eq(text, "");
  pc_free(ctx, text, 1);
  remove_folder("a");
}
END_TEST

static pc_status read_fails(const char *path, pc_error *error) {
  char *text = NULL;
  size_t length = 77, before = ctx->memory;
  pc_error_clear(error);
  pc_status status = pc_read_file(ctx, path, &text, &length, error);
  ck_assert_int_ne(status, PC_OK);
  ck_assert_int_eq(status, error->status);
  ck_assert_ptr_null(text);
  ck_assert_uint_eq(length, 77);
  ck_assert_uint_eq(ctx->memory, before);
  return status;
}

START_TEST(unreadable_paths) {
  pc_error error;
  ck_assert_int_eq(read_fails("/nowhere/model.cost", &error), PC_INPUT);
  ck_assert_str_eq(error.message, "cannot read '/nowhere/model.cost': No such file or directory");
  ck_assert_int_eq(read_fails("/tmp", &error), PC_INPUT);
  ck_assert_str_eq(error.message, "cannot read '/tmp': Is a directory");
  ck_assert_uint_eq(error.line, 0);
}
END_TEST

START_TEST(files_that_are_not_text) {
  make_folder();
  pc_error error;
  ck_assert_int_eq(read_fails(write_file("a", "ab\ncd\xff", 6), &error), PC_INPUT);
  ck_assert_str_eq(error.message, "the byte 0xff is not UTF-8 text");
  ck_assert_str_eq(error.source, path_of("a"));
  ck_assert_uint_eq(error.line, 2);
  ck_assert_uint_eq(error.column, 3);
  ck_assert_str_eq(error.excerpt, "cd\xef\xbf\xbd");
  ck_assert_int_eq(read_fails(write_file("a", "ab\xe2\x82", 4), &error), PC_INPUT);
  ck_assert_str_eq(error.message, "the byte 0xe2 is not UTF-8 text");
  ck_assert_int_eq(read_fails(write_file("a", "ab\0", 3), &error), PC_INPUT);
  ck_assert_str_eq(error.message, "a NUL byte: this is not text");
  ck_assert_uint_eq(error.column, 3);
  remove_folder("a");
}
END_TEST

START_TEST(two_gigabytes_of_zeros_fail_at_once) {
  make_folder();
  pc_error error;
  const char *path = write_file("a", "", 0);
  if (truncate(path, (off_t)2 << 30) == 0) {
    ck_assert_int_eq(read_fails(path, &error), PC_INPUT);
    ck_assert_str_eq(error.message, "a NUL byte: this is not text");
  }
  remove_folder("a");
}
END_TEST

START_TEST(files_beyond_the_limit) {
  pc_limits limits = { .max_memory = 1000000 };
  pc_context *small = pc_context_new(&limits, NULL), *usual = ctx;
  static char data[2000000];
  memset(data, 'x', sizeof data);
  make_folder();
  pc_error error;
  ctx = small;
  ck_assert_int_eq(read_fails(write_file("a", data, sizeof data), &error), PC_LIMIT);
  ctx = usual;
  char *text;
  size_t length;
  ck_assert_int_eq(pc_read_file(small, write_file("a", data, 700000), &text, &length, NULL), PC_OK);
  pc_free(small, text, length + 1);
  pc_context_free(small);
  remove_folder("a");
}
END_TEST

Suite *base_suite(void) {
  Suite *suite = suite_create("base");
  TCase *tests = tcase_create("base");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, context_completes_limits);
  tcase_add_test(tests, context_clamps_depth);
  tcase_add_test(tests, context_uses_the_allocator_and_gives_all_back);
  tcase_add_test(tests, context_fails_cleanly_at_every_allocation);
  tcase_add_test(tests, memory_is_counted);
  tcase_add_test(tests, memory_stops_at_the_limit);
  tcase_add_test(tests, memory_failure_of_the_system_is_told_apart);
  tcase_add_test(tests, arrays_grow);
  tcase_add_test(tests, arena_blocks_are_aligned_and_apart);
  tcase_add_test(tests, equal_strings_are_one);
  tcase_add_test(tests, many_strings_stay);
  tcase_add_test(tests, interning_fails_cleanly_at_every_allocation);
  tcase_add_test(tests, buffer_collects_text);
  tcase_add_test(tests, buffer_failure_sticks);
  tcase_add_test(tests, error_shows_place_line_and_caret);
  tcase_add_test(tests, error_without_place);
  tcase_add_test(tests, first_error_wins);
  tcase_add_test(tests, place_is_added_once);
  tcase_add_test(tests, place_at_the_end_and_beyond);
  tcase_add_test(tests, caret_counts_columns_of_the_terminal);
  tcase_add_test(tests, byte_order_mark_is_no_column);
  tcase_add_test(tests, long_lines_are_cut_around_the_place);
  tcase_add_test(tests, long_messages_are_cut_at_a_character);
  tcase_add_test(tests, messages_carry_no_control_characters);
  tcase_add_test(tests, utf8_is_checked);
  tcase_add_test(tests, width_is_that_of_a_terminal);
  tcase_add_test(tests, nearest_names);
  tcase_add_test(tests, files_are_read_whole);
  tcase_add_test(tests, unreadable_paths);
  tcase_add_test(tests, files_that_are_not_text);
  tcase_add_test(tests, two_gigabytes_of_zeros_fail_at_once);
  tcase_add_test(tests, files_beyond_the_limit);
  suite_add_tcase(suite, tests);
  return suite;
}
