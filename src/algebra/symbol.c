/* Symbols: names and spellings. */
#include "algebra/generator.h"
#include "algebra/internal.h"
#include <string.h>

static const char *const greek[] = { "alpha", "beta",  "gamma",   "delta",  "epsilon", "zeta",   "eta",
                                     "theta", "iota",  "kappa",   "lambda", "mu",      "nu",     "xi",
                                     "pi",    "rho",   "sigma",   "tau",    "upsilon", "phi",    "chi",
                                     "psi",   "omega", "Gamma",   "Delta",  "Theta",   "Lambda", "Xi",
                                     "Pi",    "Sigma", "Upsilon", "Phi",    "Psi",     "Omega" };

static bool is_greek(const char *text, size_t length) {
  for (size_t i = 0; i < sizeof greek / sizeof *greek; i++)
    if (strlen(greek[i]) == length && memcmp(greek[i], text, length) == 0) return true;
  return false;
}

/* Characters, not bytes: a name may be UTF-8. */
static size_t characters(const char *text, size_t length) {
  size_t n = 0;
  for (size_t i = 0; i < length; i++) n += ((unsigned char)text[i] & 0xC0) != 0x80;
  return n;
}

static void add_escaped(pc_buffer *b, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (strchr("#$%&{}_", text[i])) pc_buffer_add(b, "\\", 1);
    pc_buffer_add(b, text + i, 1);
  }
}

static void add_word(pc_buffer *b, const char *text, size_t length, bool base) {
  if (is_greek(text, length)) {
    pc_buffer_add(b, "\\", 1);
    pc_buffer_add(b, text, length);
  } else if (base && characters(text, length) > 1) {
    pc_buffer_adds(b, "\\mathit{");
    add_escaped(b, text, length);
    pc_buffer_add(b, "}", 1);
  } else {
    add_escaped(b, text, length);
  }
}

/* "d_model" is d_{model}, "d_k_v" is d_{k,v}, "alpha" is \alpha. */
static void add_latex(pc_buffer *b, const char *name) {
  const char *end = strchr(name, '_');
  if (!end || end == name || !end[1]) {
    add_word(b, name, strlen(name), true);
    return;
  }
  add_word(b, name, (size_t)(end - name), true);
  pc_buffer_adds(b, "_{");
  for (const char *word = end + 1; word; word = end ? end + 1 : NULL) {
    end = strchr(word, '_');
    add_word(b, word, end ? (size_t)(end - word) : strlen(word), false);
    if (end) pc_buffer_add(b, ",", 1);
  }
  pc_buffer_add(b, "}", 1);
}

static pc_status default_latex(pc_context *ctx, pc_symbol *symbol, pc_error *error) {
  pc_buffer b = { .ctx = ctx };
  add_latex(&b, symbol->name);
  if (!b.failed) {
    symbol->latex_size = b.length + 1;
    symbol->latex = pc_alloc(ctx, symbol->latex_size);
    if (symbol->latex) memcpy(symbol->latex, b.text, symbol->latex_size);
  }
  pc_buffer_clear(&b);
  return symbol->latex ? PC_OK : pc_no_memory(ctx, error);
}

static pc_symbol *symbol_new(pc_context *ctx, const char *name, pc_error *error) {
  pc_symbol *symbol = pc_alloc_zero(ctx, sizeof *symbol);
  if (!symbol) {
    pc_no_memory(ctx, error);
    return NULL;
  }
  symbol->name = name;
  symbol->domain = PC_INTEGERS;
  symbol->bounded = true;
  fmpq_init(&symbol->lower);
  fmpq_one(&symbol->lower);
  if (!default_latex(ctx, symbol, error)) return symbol;
  pc_symbol_free(ctx, symbol);
  return NULL;
}

void pc_symbol_free(pc_context *ctx, pc_symbol *symbol) {
  if (!symbol) return;
  fmpq_clear(&symbol->lower);
  pc_free(ctx, symbol->latex, symbol->latex_size);
  pc_free(ctx, symbol, sizeof *symbol);
}

pc_status pc_symbol_get(const pc_symbol **out, pc_context *ctx, const char *name, pc_error *error) {
  if (!*name) return pc_fail(error, PC_INPUT, "a symbol needs a name");
  const char *interned = pc_intern_string(ctx, name, strlen(name));
  if (!interned) return pc_no_memory(ctx, error);
  pc_symbol *found = pc_generator_find_symbol(ctx, interned);
  if (found) {
    *out = found;
    return PC_OK;
  }
  pc_symbol *symbol = symbol_new(ctx, interned, error);
  if (!symbol) return pc_no_memory(ctx, error);
  pc_status status = pc_generator_add_symbol(ctx, symbol, error);
  if (status)
    pc_symbol_free(ctx, symbol);
  else
    *out = symbol;
  return status;
}

const char *pc_symbol_name(const pc_symbol *symbol) {
  return symbol->name;
}

const char *pc_symbol_latex(const pc_symbol *symbol) {
  return symbol->latex;
}

static bool braces_balance(const char *text) {
  size_t open = 0;
  for (; *text; text++) {
    if (*text == '\\' && text[1]) {
      text++;
    } else if (*text == '{') {
      open++;
    } else if (*text == '}' && open-- == 0) {
      return false;
    }
  }
  return open == 0;
}

pc_status pc_symbol_set_latex(pc_context *ctx, const pc_symbol *symbol, const char *latex, pc_error *error) {
  pc_symbol *own = ctx->algebra->gens[symbol->gen]->symbol;
  if (own->latex_declared && strcmp(own->latex, latex) == 0) return PC_OK;
  if (!braces_balance(latex)) return pc_fail(error, PC_INPUT, "the braces in \"%s\" do not balance", latex);
  size_t size = strlen(latex) + 1;
  char *copy = pc_alloc(ctx, size);
  if (!copy) return pc_no_memory(ctx, error);
  memcpy(copy, latex, size);
  pc_free(ctx, own->latex, own->latex_size);
  own->latex = copy;
  own->latex_size = size;
  own->latex_declared = true;
  return PC_OK;
}

pc_status pc_symbol_assume(pc_context *ctx, const pc_symbol *symbol, pc_domain domain, const pc_expr *lower_bound,
                           pc_error *error) {
  pc_symbol *own = ctx->algebra->gens[symbol->gen]->symbol;
  if (lower_bound && !pc_expr_is_number(lower_bound))
    return pc_fail(error, PC_INPUT, "the lower bound of '%s' is not a number", own->name);
  own->domain = domain;
  own->bounded = lower_bound != NULL;
  own->assumed = false;
  if (lower_bound) {
    fmpz_set(fmpq_numref(&own->lower), &pc_as_term(lower_bound)->num);
    fmpz_set(fmpq_denref(&own->lower), &pc_as_term(lower_bound)->den);
    if (domain == PC_INTEGERS) {
      fmpz_cdiv_q(fmpq_numref(&own->lower), fmpq_numref(&own->lower), fmpq_denref(&own->lower));
      fmpz_one(fmpq_denref(&own->lower));
    }
  }
  ctx->algebra->facts++;
  return PC_OK;
}

void pc_symbol_bound_is_fact(pc_context *ctx, const pc_symbol *symbol) {
  ctx->algebra->gens[symbol->gen]->symbol->assumed = true;
  ctx->algebra->facts++;
}

bool pc_symbol_is_rational(const pc_symbol *symbol) {
  return symbol->domain == PC_RATIONALS;
}
