/* Fuzz target: any bytes as a cost file and as an expression. Nothing may crash, leak, or leave the tree and the error
 * at odds. */
#include "base/base.h"
#include "lang/syntax.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
  if (!holds) abort();
}

static void check_outcome(pc_status status, bool has_tree, const pc_error *error) {
  char shown[4096];
  require((status == PC_OK) == has_tree);
  require(status == error->status);
  require(status == PC_OK || status == PC_INPUT || status == PC_LIMIT);
  if (status == PC_OK) return;
  require(error->message[0] != '\0');
  require(status == PC_LIMIT || (error->line > 0 && error->column > 0 && error->caret > 0));
  size_t length = pc_error_format(error, shown, sizeof shown);
  require(length < sizeof shown && strlen(shown) == length);
  require(pc_utf8_check(shown, length) == length);
}

static void parse_file(pc_context *ctx, const pc_source *source) {
  pc_arena arena = { .ctx = ctx };
  pc_error error = PC_ERROR_INIT;
  pc_file_syntax *file = NULL;
  pc_status status = pc_parse_file(&file, &arena, source, &error);
  check_outcome(status, file != NULL, &error);
  pc_arena_clear(&arena);
}

static void parse_expression(pc_context *ctx, const pc_source *source, bool formats) {
  pc_arena arena = { .ctx = ctx };
  pc_error error = PC_ERROR_INIT;
  pc_syntax *expression = NULL;
  pc_status status = pc_parse_expression(&expression, &arena, source, formats, &error);
  check_outcome(status, expression != NULL, &error);
  pc_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  pc_limits limits = { .max_depth = 50, .max_memory = 1 << 22 };
  pc_context *ctx = pc_context_new(&limits, NULL);
  if (!ctx) return 0;
  pc_source source = { "fuzz", (const char *)data, size };
  parse_file(ctx, &source);
  parse_expression(ctx, &source, false);
  parse_expression(ctx, &source, true);
  pc_context_free(ctx);
  return 0;
}
