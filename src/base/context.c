/* Contexts: limits, what a context owns, versions. */
#include "algebra/algebra.h"
#include "base/base.h"
#include <stdlib.h>

enum { DEFAULT_TERMS = 1000000, DEFAULT_BITS = 1000000, DEFAULT_DEPTH = 1000, DEFAULT_NODES = 10000000 };
enum { LARGEST_DEPTH = 4000 };
#define DEFAULT_MEMORY ((uint64_t)4 << 30)

static void default_to(size_t *limit, uint64_t value) {
  if (*limit == 0) *limit = value < SIZE_MAX ? (size_t)value : SIZE_MAX;
}

static pc_limits complete_limits(const pc_limits *given) {
  pc_limits limits = given ? *given : (pc_limits) { 0 };
  default_to(&limits.max_terms, DEFAULT_TERMS);
  default_to(&limits.max_bits, DEFAULT_BITS);
  default_to(&limits.max_depth, DEFAULT_DEPTH);
  default_to(&limits.max_nodes, DEFAULT_NODES);
  default_to(&limits.max_memory, DEFAULT_MEMORY);
  if (limits.max_depth > LARGEST_DEPTH) limits.max_depth = LARGEST_DEPTH;
  return limits;
}

pc_context *pc_context_new(const pc_limits *limits, const pc_allocator *allocator) {
  pc_context empty = { .limits = complete_limits(limits) };
  if (allocator) empty.allocator = *allocator;
  /* The context itself is not counted, so that `memory` is 0 once all that was made with it is gone. */
  pc_context *ctx = allocator ? allocator->resize(allocator->user, NULL, 0, sizeof *ctx) : malloc(sizeof *ctx);
  if (!ctx) return NULL;
  *ctx = empty;
  ctx->names = pc_intern_new(ctx);
  if (ctx->names) ctx->algebra = pc_algebra_new(ctx);
  if (ctx->algebra) return ctx;
  pc_context_free(ctx);
  return NULL;
}

void pc_context_free(pc_context *ctx) {
  if (!ctx) return;
  if (ctx->algebra) pc_algebra_free(ctx, ctx->algebra);
  pc_intern_free(ctx, ctx->names);
  pc_allocator allocator = ctx->allocator;
  if (allocator.resize)
    allocator.resize(allocator.user, ctx, sizeof *ctx, 0);
  else
    free(ctx);
}

const pc_limits *pc_context_limits(const pc_context *ctx) {
  return &ctx->limits;
}

void pc_thread_end(void) {
  pc_algebra_thread_end();
}

const char *pc_version(void) {
  return "polycost 0.1.0";
}

const char *pc_version_flint(void) {
  return pc_algebra_flint_version();
}

const char *pc_version_gmp(void) {
  return pc_algebra_gmp_version();
}
