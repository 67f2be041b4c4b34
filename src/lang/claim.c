/* A model's facts as data: those of its files, and those that are stated for one question. */
#include "algebra/monomials.h"
#include "lang/eval.h"
#include "lang/open.h"

#include <string.h>

/* ---- of files ---- */

static pc_status add_sides(pc_model *model, pc_file *file, const pc_syntax *left, const pc_syntax *right,
                           pc_relation relation, pc_error *error) {
  pc_fact fact = { .relation = relation };
  pc_status status = pc_eval_number(&fact.left, model->evaluator, file->scope, left, "a side of the fact", error);
  if (status) return status;
  status = pc_eval_number(&fact.right, model->evaluator, file->scope, right, "a side of the fact", error);
  if (!status) return pc_facts_add(&model->facts, fact, error);
  pc_expr_unref(fact.left);
  return status;
}

static pc_status add_fact(pc_model *model, pc_file *file, const pc_syntax *x, const pc_syntax *divides,
                          pc_error *error) {
  if (divides) return add_sides(model, file, x, divides, PC_DIVIDES, error);
  pc_status status = PC_OK;
  if (x->kind == PC_X_AND)
    for (uint32_t i = 0; !status && i < x->n; i++) status = add_fact(model, file, x->items[i], NULL, error);
  if (x->kind != PC_X_COMPARE || x->op == PC_IN || x->op == PC_NE) return status;
  bool turned = x->op == PC_GE || x->op == PC_GT, strict = x->op == PC_LT || x->op == PC_GT;
  pc_relation relation = x->op == PC_EQ ? PC_SAME : strict ? PC_BELOW : PC_AT_MOST;
  return add_sides(model, file, x->items[turned], x->items[!turned], relation, error);
}

static pc_status add_files(pc_model *model, pc_error *error) {
  pc_status status = PC_OK;
  for (pc_file *file = model->evaluator->files; !status && file; file = file->next)
    for (uint32_t i = 0; !status && i < file->syntax->n; i++) {
      const pc_item *item = &file->syntax->items[i];
      if (item->kind == PC_I_ASSUME) status = add_fact(model, file, item->value, item->divides, error);
    }
  return status;
}

/* ---- stated ---- */

static pc_status read_side(pc_expr **out, const pc_model *model, const char *text, size_t length, pc_error *error) {
  char *copy = pc_source_text(model->ctx, text, length);
  if (!copy) return pc_no_memory(model->ctx, error);
  pc_status status = pc_expr_parse(out, model->ctx, copy, error);
  pc_free(model->ctx, copy, length + 1);
  return status;
}

/* "h <= d", "d > 128", "f = 4*d", "h | d": the place of the sign, its length, and what it says. */
static bool find_sign(size_t *at, size_t *length, bool *turned, pc_relation *relation, const char *text) {
  *at = strcspn(text, "<=>|");
  char sign = text[*at];
  bool equals = sign && text[*at + 1] == '=';
  *length = 1 + equals;
  *turned = sign == '>';
  if (sign == '|')
    *relation = PC_DIVIDES;
  else if (sign == '=')
    *relation = PC_SAME;
  else
    *relation = equals ? PC_AT_MOST : PC_BELOW;
  return sign != '\0' && !(sign == '|' && equals);
}

static pc_status add_one(pc_model *model, const char *text, pc_error *error) {
  size_t at, length;
  bool turned;
  pc_fact fact = { .text = text };
  if (!find_sign(&at, &length, &turned, &fact.relation, text))
    return pc_fail(error, PC_INPUT, "'%s' is no fact: 'h <= d', 'd >= 128', 'f = 4*d' or 'h | d' is wanted", text);
  const char *after = text + at + length;
  pc_status status = read_side(turned ? &fact.right : &fact.left, model, text, at, error);
  if (!status) status = read_side(turned ? &fact.left : &fact.right, model, after, strlen(after), error);
  if (!status) return pc_facts_add(&model->facts, fact, error);
  pc_expr_unref(turned ? fact.right : fact.left);
  return status;
}

/* The facts of a text, which `and` joins. */
static pc_status add_text(pc_model *model, const char *text, pc_error *error) {
  static const char joint[] = " and ";
  char *fact = pc_arena_copy(&model->arena, text, strlen(text) + 1);
  if (!fact) return pc_no_memory(model->ctx, error);
  pc_status status = PC_OK;
  while (fact && !status) {
    char *end = strstr(fact, joint);
    if (end) *end = '\0';
    status = add_one(model, fact, error);
    fact = end ? end + strlen(joint) : NULL;
  }
  return status;
}

/* A number as the lower bound of a symbol is the symbol's own, as in a file. */
static pc_status set_bound(pc_model *model, const pc_fact *fact, pc_error *error) {
  const pc_symbol *symbol = pc_expr_as_symbol(fact->right);
  if (!symbol || !pc_expr_is_number(fact->left) || fact->relation == PC_DIVIDES) return PC_OK;
  return pc_global_bound(model->evaluator, symbol, fact->left, fact->relation == PC_BELOW, error);
}

pc_status pc_model_set_bounds(pc_model *model, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < model->facts.n; i++)
    if (model->facts.items[i].text) status = set_bound(model, &model->facts.items[i], error);
  return status;
}

pc_status pc_model_tell(pc_model *model, const char *const *texts, size_t n, pc_error *error) {
  pc_status status = add_files(model, error);
  for (size_t i = 0; !status && i < n; i++) status = add_text(model, texts[i], error);
  if (!status) status = pc_model_set_bounds(model, error);
  while (!status && model->told < model->facts.n) {
    status = pc_fact_tell(&model->facts.items[model->told], error);
    if (!status) model->told++;
  }
  return status;
}

void pc_model_take_back(pc_model *model) {
  for (size_t i = 0; i < model->told; i++) pc_fact_take_back(&model->facts.items[i]);
  pc_facts_clear(&model->facts);
}

/* ---- with everything bound put in ---- */

static pc_status put_values(pc_expr **out, const pc_expr *e, const pc_values *v, pc_error *error) {
  if (v) return pc_expr_subs(out, e, v->symbols, (const pc_expr *const *)v->values, v->n, error);
  *out = pc_expr_ref(e);
  return PC_OK;
}

/* The point's values, or NULL, come before what is bound, and are put into that, too. */
static pc_status put(pc_expr **out, const pc_model *model, const pc_expr *side, const pc_values *point,
                     pc_error *error) {
  pc_expr *first = NULL, *bound = NULL;
  pc_status status = put_values(&first, side, point, error);
  if (!status) status = put_values(&bound, first, &model->values, error);
  if (!status) status = put_values(out, bound, point, error);
  pc_expr_unref(first);
  pc_expr_unref(bound);
  return status;
}

static pc_status put_fact(pc_fact *out, const pc_model *model, const pc_fact *fact, const pc_values *point,
                          pc_error *error) {
  *out = *fact;
  pc_status status = put(&out->left, model, fact->left, point, error);
  if (status) return status;
  status = put(&out->right, model, fact->right, point, error);
  if (status) pc_expr_unref(out->left);
  return status;
}

pc_status pc_model_facts(pc_facts *facts, const pc_model *model, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < model->facts.n; i++) {
    pc_fact fact;
    status = put_fact(&fact, model, &model->facts.items[i], NULL, error);
    if (!status) status = pc_facts_add(facts, fact, error);
  }
  return status;
}

/* ---- checks ---- */

/* Every symbol of e is one of either model; `other` may be NULL. */
static pc_status check_known(const pc_expr *e, const pc_model *model, const pc_model *other, pc_error *error) {
  const pc_symbol **symbols;
  size_t n;
  pc_status status = pc_expr_symbols(&symbols, &n, e, error);
  if (status) return status;
  for (size_t i = 0; !status && i < n; i++) {
    const char *name = pc_symbol_name(symbols[i]);
    pc_nearest near = { .word = name };
    if (pc_model_symbol(model, name, &near) || (other && pc_model_symbol(other, name, &near))) continue;
    if (near.best)
      status = pc_fail(error, PC_INPUT, "unknown symbol '%s' (did you mean '%s'?)", name, near.best);
    else
      status = pc_fail(error, PC_INPUT, "unknown symbol '%s'", name);
  }
  pc_symbols_free(model->ctx, symbols, n);
  return status;
}

pc_status pc_model_check_names(const pc_model *model, const pc_model *other, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < model->facts.n; i++) {
    if (!model->facts.items[i].text) continue;
    status = check_known(model->facts.items[i].left, model, other, error);
    if (!status) status = check_known(model->facts.items[i].right, model, other, error);
  }
  return status;
}

void pc_fact_add_text(pc_buffer *out, const pc_fact *fact) {
  static const char *const signs[] = { " <= ", " < ", " = ", " | " };
  if (fact->text) {
    pc_buffer_adds(out, fact->text);
    return;
  }
  pc_expr_add_text(out, fact->left);
  pc_buffer_adds(out, signs[fact->relation]);
  pc_expr_add_text(out, fact->right);
}

/* `fact` with everything bound put in is `full`. */
static pc_status fail_refuted(const pc_fact *fact, const pc_fact *full, const pc_model *model, pc_error *error) {
  bool numbers = pc_expr_is_number(full->left) && pc_expr_is_number(full->right);
  bool bound = numbers && !(pc_expr_is_number(fact->left) && pc_expr_is_number(fact->right));
  pc_buffer text = { .ctx = model->ctx }, sides = { .ctx = model->ctx };
  pc_fact_add_text(&text, fact);
  pc_expr_add_text(&sides, full->left);
  pc_buffer_adds(&sides, " and ");
  pc_expr_add_text(&sides, full->right);
  pc_status status = PC_INPUT;
  if (text.failed || sides.failed)
    status = pc_no_memory(model->ctx, error);
  else if (bound)
    status = pc_fail(error, PC_INPUT, "the bound values contradict '%s': its sides are %s", text.text, sides.text);
  else
    status = pc_fail(error, PC_INPUT, "the fact '%s' cannot hold with what else is known", text.text);
  pc_buffer_clear(&text);
  pc_buffer_clear(&sides);
  return status;
}

static pc_status check_fact(const pc_model *model, const pc_fact *fact, const pc_values *point, pc_error *error) {
  pc_fact full;
  bool refuted = false;
  pc_status status = put_fact(&full, model, fact, point, error);
  if (status) return status;
  status = pc_fact_refuted(&refuted, &full, error);
  if (!status && refuted) status = fail_refuted(fact, &full, model, error);
  pc_expr_unref(full.left);
  pc_expr_unref(full.right);
  return status;
}

pc_status pc_model_check_facts(const pc_model *model, const pc_values *point, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < model->facts.n; i++)
    status = check_fact(model, &model->facts.items[i], point, error);
  return status;
}

pc_status pc_model_allows(bool *out, const pc_model *model, const pc_values *values, pc_error *error) {
  *out = true;
  for (size_t i = 0; *out && i < model->facts.n; i++) {
    pc_fact full;
    bool refuted = false;
    pc_status status = put_fact(&full, model, &model->facts.items[i], values, error);
    if (status) return status;
    status = pc_fact_refuted(&refuted, &full, error);
    pc_expr_unref(full.left);
    pc_expr_unref(full.right);
    if (status) return status;
    *out = !refuted;
  }
  return PC_OK;
}

bool pc_model_has_facts(const pc_model *model) {
  return model->facts.n > 0;
}
