/* Expressions from text: for C, with %e for values. */
#include "lang/format.h"
#include "lang/eval.h"
#include <string.h>

void pc_expr_add_text(pc_buffer *text, const pc_expr *expr) {
  char *printed;
  if (pc_expr_text(&printed, expr, PC_TEXT, NULL)) {
    text->failed = true;
    return;
  }
  pc_buffer_adds(text, printed);
  pc_text_free(text->ctx, printed);
}

static pc_status evaluate_text(pc_expr **out, pc_evaluator *ev, const pc_source *source, pc_error *error) {
  pc_syntax *x;
  pc_status status = pc_parse_expression(&x, &ev->arena, source, false, error);
  if (status) return status;
  pc_scope *scope = pc_scope_new(ev, NULL, source, 0);
  if (!scope) return pc_no_memory(ev->ctx, error);
  scope->open = true;
  return pc_eval_number(out, ev, scope, x, "the expression", error);
}

pc_status pc_expr_parse(pc_expr **out, pc_context *ctx, const char *text, pc_error *error) {
  size_t length = strlen(text), bad = pc_utf8_check(text, length);
  pc_source source = { "expression", text, length };
  if (bad < length) return pc_fail_at(error, PC_INPUT, &source, bad, "a byte that is not UTF-8");
  pc_evaluator ev;
  pc_metric_table metrics;
  metrics.n = 0;
  pc_expr *number;
  pc_status status = pc_evaluator_init(&ev, ctx, NULL, &metrics, error);
  if (!status) status = evaluate_text(&number, &ev, &source, error);
  pc_evaluator_clear(&ev);
  if (!status) *out = number;
  return status;
}

/* ---- formats ---- */

enum { MOST_FORMATS = 128 };

typedef struct entry {
  uint32_t hash;
  pc_source source;
  const pc_syntax *syntax;
} entry;

struct pc_formats {
  pc_evaluator ev; /* its arena holds the texts and their trees */
  pc_metric_table metrics;
  pc_scope *scope; /* of all formats: names are symbols */
  size_t n, capacity;
  entry *entries;
};

static uint32_t hash_text(const char *text, size_t length) {
  uint32_t hash = (uint32_t)length;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * 16777619u;
  return hash;
}

static pc_status start(pc_formats *formats, pc_context *ctx, pc_error *error) {
  pc_status status = pc_evaluator_init(&formats->ev, ctx, NULL, &formats->metrics, error);
  if (status) return status;
  formats->scope = pc_scope_new(&formats->ev, NULL, NULL, 0);
  if (!formats->scope) return pc_no_memory(ctx, error);
  formats->scope->open = true;
  return PC_OK;
}

static pc_status formats_new(pc_formats **out, pc_context *ctx, pc_error *error) {
  pc_formats *formats = pc_alloc(ctx, sizeof *formats);
  if (!formats) return pc_no_memory(ctx, error);
  formats->metrics.n = 0;
  formats->n = formats->capacity = 0;
  formats->entries = NULL;
  pc_status status = start(formats, ctx, error);
  if (status)
    pc_formats_free(formats);
  else
    *out = formats;
  return status;
}

void pc_formats_free(pc_formats *formats) {
  if (!formats) return;
  pc_context *ctx = formats->ev.ctx;
  pc_free(ctx, formats->entries, formats->capacity * sizeof *formats->entries);
  pc_evaluator_clear(&formats->ev);
  pc_free(ctx, formats, sizeof *formats);
}

static const entry *find(const pc_formats *formats, uint32_t hash, const char *text, size_t length) {
  for (const entry *e = formats->entries, *end = e + formats->n; e < end; e++)
    if (e->hash == hash && e->source.length == length && memcmp(e->source.text, text, length) == 0) return e;
  return NULL;
}

static pc_status parse(const entry **out, pc_formats *formats, uint32_t hash, const char *text, size_t length,
                       pc_error *error) {
  pc_context *ctx = formats->ev.ctx;
  if (!pc_grow(ctx, (void **)&formats->entries, &formats->capacity, formats->n, sizeof *formats->entries))
    return pc_no_memory(ctx, error);
  const char *copy = pc_arena_copy(&formats->ev.arena, text, length + 1);
  if (!copy) return pc_no_memory(ctx, error);
  entry *e = &formats->entries[formats->n];
  *e = (entry) { .hash = hash, .source = { "format", copy, length } };
  pc_syntax *syntax;
  pc_status status = pc_parse_expression(&syntax, &formats->ev.arena, &e->source, true, error);
  if (status) return status;
  e->syntax = syntax;
  formats->n++;
  *out = e;
  return PC_OK;
}

static pc_status evaluate(pc_expr **out, pc_formats *formats, const entry *e, const pc_expr *const *args,
                          pc_error *error) {
  pc_evaluator *ev = &formats->ev;
  ev->arguments = args;
  ev->visits = 0;
  formats->scope->source = &e->source;
  return pc_eval_number(out, ev, formats->scope, e->syntax, "the expression", error);
}

static void forget(pc_formats **formats) {
  pc_formats_free(*formats);
  *formats = NULL;
}

static pc_status evaluate_new(pc_expr **out, pc_formats **formats, pc_context *ctx, uint32_t hash, const char *text,
                              size_t length, const pc_expr *const *args, pc_error *error) {
  const entry *e = NULL;
  if (*formats && (*formats)->n == MOST_FORMATS) forget(formats);
  pc_status status = *formats ? PC_OK : formats_new(formats, ctx, error);
  if (!status) status = parse(&e, *formats, hash, text, length, error);
  return status ? status : evaluate(out, *formats, e, args, error);
}

pc_status pc_formats_evaluate(pc_expr **out, pc_formats **formats, pc_context *ctx, const char *text,
                              const pc_expr *const *args, pc_error *error) {
  size_t length = strlen(text);
  uint32_t hash = hash_text(text, length);
  const entry *e = *formats ? find(*formats, hash, text, length) : NULL;
  pc_expr *number;
  pc_formats *own = NULL;
  /* `where` binds the symbols of its own format, not those that others have brought in. */
  bool alone = !e && strstr(text, "where");
  pc_status status = e ? evaluate(&number, *formats, e, args, error)
                       : evaluate_new(&number, alone ? &own : formats, ctx, hash, text, length, args, error);
  pc_formats_free(own);
  if (status)
    forget(formats);
  else
    *out = number;
  return status;
}
