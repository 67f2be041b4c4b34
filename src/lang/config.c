/* Configurations: the JSON text, its values in the language, and what a map did not read of it. */
#include "lang/config.h"
#include "lang/eval.h"

#include <string.h>

/* ---- reading ---- */

/* The last member of that key, which is the one that counts where a key stands twice. */
static const pc_json *member(const pc_json *object, const char *key) {
  const pc_json *found = NULL;
  for (const pc_json *v = object->kind == PC_J_OBJECT ? object->first : NULL; v; v = v->next)
    if (!strcmp(v->key, key)) found = v;
  return found;
}

static pc_status read_tree(pc_config *c, pc_evaluator *ev, pc_error *error) {
  static const char mark[] = "\xEF\xBB\xBF";
  size_t skip = c->source.length >= 3 && !memcmp(c->source.text, mark, 3) ? 3 : 0;
  pc_json_reader *reader;
  pc_status status = pc_json_begin(&reader, &ev->arena, &c->source, NULL, error);
  if (status) return status;
  if (skip) status = pc_json_feed(reader, "   ", skip, error);
  if (!status) status = pc_json_feed_python(reader, c->source.text + skip, c->source.length - skip, error);
  if (!status) status = pc_json_end(&c->root, reader, error);
  pc_json_free(reader);
  return status;
}

/* "Qwen2Moe" of "Qwen2MoeForCausalLM", without what says which task it is for. */
static size_t stem(const char *architecture) {
  static const char *const tails[] = { "For", "LMHead", "DoubleHeads", "WithLMHead", "Model" };
  size_t length = strlen(architecture);
  for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
    const char *at = strstr(architecture, tails[i]);
    if (at && at > architecture && (size_t)(at - architecture) < length) length = (size_t)(at - architecture);
  }
  return length;
}

/* The type whose letters and digits are those of an architecture's name, in small letters. */
static const char *small_stem(pc_evaluator *ev, const pc_json *architecture) {
  size_t length = stem(architecture->text), n = 0;
  char *small = pc_arena_alloc(&ev->arena, length + 1);
  if (!small) return NULL;
  for (size_t i = 0; i < length; i++) {
    char x = architecture->text[i];
    small[n++] = x >= 'A' && x <= 'Z' ? (char)(x - 'A' + 'a') : x;
  }
  return pc_intern_string(ev->ctx, small, n);
}

/* The first of the architectures, or NULL. */
static const pc_json *first_class(const pc_config *c) {
  const pc_json *list = member(c->root, "architectures");
  const pc_json *first = list && list->kind == PC_J_ARRAY ? list->first : NULL;
  return pc_json_text(first) && *first->text ? first : NULL;
}

const char *pc_config_class_type(pc_evaluator *ev, const char **class) {
  const pc_json *first = first_class(ev->config);
  *class = first ? first->text : NULL;
  return first ? small_stem(ev, first) : NULL;
}

static pc_status find_type(pc_config *c, pc_evaluator *ev, pc_error *error) {
  const pc_json *type = member(c->root, "model_type"), *first = first_class(c);
  if (type && type->kind != PC_J_NULL && !pc_json_text(type))
    return pc_fail_at(error, PC_INPUT, &c->source, type->offset, "'model_type' is no name");
  bool named = pc_json_text(type) && *type->text;
  if (!named && !first)
    return pc_fail_at(error, PC_INPUT, &c->source, c->root->offset,
                      "a config needs a 'model_type' (or 'architectures') to say what it configures");
  c->type_offset = named ? type->offset : first->offset;
  c->type = named ? pc_intern_string(ev->ctx, type->text, type->n) : small_stem(ev, first);
  return c->type ? PC_OK : pc_no_memory(ev->ctx, error);
}

pc_status pc_config_new(pc_config **out, pc_evaluator *ev, const pc_source *text, pc_error *error) {
  pc_config *c = pc_arena_alloc(&ev->arena, sizeof *c);
  char *copy = pc_arena_copy(&ev->arena, text->text, text->length + 1);
  char *name = pc_arena_copy(&ev->arena, text->name, strlen(text->name) + 1);
  if (!c || !copy || !name) return pc_no_memory(ev->ctx, error);
  *c = (pc_config) { .source = { name, copy, text->length } };
  pc_status status = read_tree(c, ev, error);
  if (!status && c->root->kind != PC_J_OBJECT)
    status = pc_fail_at(error, PC_INPUT, &c->source, c->root->offset, "a config is an object: { \"model_type\": ... }");
  if (!status) status = find_type(c, ev, error);
  if (!status) *out = c;
  return status;
}

/* ---- values ---- */

static pc_value null_of(const pc_config *c, size_t offset, const char *reason) {
  return (pc_value) { .kind = PC_V_NULL, .offset = (uint32_t)offset, .null = { &c->source, reason } };
}

/* A null that says of its key what `what` says. */
static pc_status null_value(pc_value *out, pc_evaluator *ev, const char *key, size_t offset, const char *what,
                            pc_error *error) {
  pc_buffer text = { .ctx = ev->ctx };
  pc_buffer_addf(&text, "'%s' %s", key ? key : "an item", what);
  const char *reason = text.failed ? NULL : pc_intern_string(ev->ctx, text.text, text.length);
  pc_buffer_clear(&text);
  if (!reason) return pc_no_memory(ev->ctx, error);
  *out = null_of(ev->config, offset, reason);
  return PC_OK;
}

static pc_status number_value(pc_value *out, pc_evaluator *ev, const pc_json *v, pc_error *error) {
  bool negative = *v->text == '-';
  pc_expr *number;
  pc_status status = pc_expr_literal(&number, ev->ctx, v->text + negative, v->n - negative, error);
  if (status) return pc_error_place(error, &ev->config->source, v->offset), status;
  if (negative) {
    pc_expr *positive = number;
    status = pc_expr_neg(&number, positive, error);
    pc_expr_unref(positive);
  }
  if (!status) *out = pc_value_number(number);
  return status;
}

static pc_status truth_value(pc_value *out, pc_evaluator *ev, bool truth, pc_error *error) {
  pc_expr *number;
  pc_status status = pc_expr_integer(&number, ev->ctx, truth, error);
  if (!status) *out = pc_value_number(number);
  return status;
}

static pc_status string_value(pc_value *out, pc_evaluator *ev, const pc_json *v, pc_error *error) {
  const char *text = pc_intern_string(ev->ctx, v->text, v->n);
  if (!text) return pc_no_memory(ev->ctx, error);
  *out = (pc_value) { .kind = PC_V_STRING, .string = text };
  return PC_OK;
}

static pc_status value_of(pc_value *out, pc_evaluator *ev, const pc_json *v, pc_error *error);

static pc_status list_value(pc_value *out, pc_evaluator *ev, const pc_json *v, pc_error *error) {
  pc_list *list = pc_list_new(ev->ctx, v->n);
  if (!list) return pc_no_memory(ev->ctx, error);
  pc_value whole = { .kind = PC_V_LIST, .list = list };
  size_t i = 0;
  pc_status status = PC_OK;
  for (const pc_json *item = v->first; !status && item; item = item->next) {
    status = value_of(&list->items[i], ev, item, error);
    if (status) list->items[i] = (pc_value) { .kind = PC_V_NULL };
    i++;
  }
  if (status)
    pc_value_clear(ev, &whole);
  else
    *out = whole;
  return status;
}

static pc_status value_of(pc_value *out, pc_evaluator *ev, const pc_json *v, pc_error *error) {
  pc_status status = pc_evaluator_visit(ev, error);
  if (status) return status;
  switch (v->kind) {
  case PC_J_NULL: return null_value(out, ev, v->key, v->offset, "is null", error);
  case PC_J_FALSE:
  case PC_J_TRUE: return truth_value(out, ev, v->kind == PC_J_TRUE, error);
  case PC_J_NUMBER: return number_value(out, ev, v, error);
  case PC_J_STRING:
  case PC_J_WORD: return string_value(out, ev, v, error);
  case PC_J_ARRAY: return list_value(out, ev, v, error);
  case PC_J_OBJECT: break;
  }
  *out = (pc_value) { .kind = PC_V_OBJECT, .object = v };
  return PC_OK;
}

/* ---- members ---- */

static bool names(const pc_item *item, const char *type) {
  for (uint32_t i = 0; i < item->string_count; i++)
    if (!strcmp(item->strings[i].text, type)) return true;
  return false;
}

/* What the files' `defaults` of that type state for a key; *syntax stays NULL where they state nothing. */
static pc_status find_default(const pc_syntax **syntax, pc_file **file, pc_evaluator *ev, const char *type,
                              const char *key, pc_error *error) {
  for (pc_file *f = ev->files; f && !*syntax; f = f->next)
    for (uint32_t i = 0; i < f->syntax->n && !*syntax; i++) {
      const pc_item *item = &f->syntax->items[i];
      if (item->kind != PC_I_DEFAULTS || !names(item, type)) continue;
      for (uint32_t j = 0; j < item->map.n; j++) {
        const pc_entry *entry = &item->map.entries[j];
        if (entry->kind != PC_M_BIND)
          return pc_fail_at(error, PC_INPUT, &f->source, item->offset, "defaults state values: key = value");
        if (!strcmp(entry->name.text, key)) *syntax = entry->value, *file = f;
      }
    }
  return PC_OK;
}

/* The type whose defaults complete an object: the one it states; the whole config's is known. */
static const char *type_of(const pc_evaluator *ev, const pc_json *object) {
  return object == ev->config->root ? ev->config->type : pc_json_text(member(object, "model_type"));
}

static pc_status missing(pc_value *out, pc_evaluator *ev, const pc_json *object, const char *key, pc_error *error) {
  const char *type = type_of(ev, object);
  const pc_syntax *syntax = NULL;
  pc_file *file = NULL;
  pc_status status = type ? find_default(&syntax, &file, ev, type, key, error) : PC_OK;
  if (status) return status;
  ev->config->last = (pc_config_read) { key, object->offset, true };
  if (syntax) return pc_eval(out, ev, file->scope, syntax, error);
  return null_value(out, ev, key, object->offset, "is missing", error);
}

/* Keys without which an architecture is another one. */
static const char *const telling[] = {
  "num_experts",      "num_local_experts",     "n_routed_experts", "moe_num_experts",   "num_moe_experts",
  "n_shared_experts", "moe_intermediate_size", "enable_moe_block", "kv_lora_rank",      "q_lora_rank",
  "index_n_heads",    "add_cross_attention",   "pruned_heads",     "vision_config",     "audio_config",
  "text_config",      "sliding_window",        "layer_types",      "layers_block_type", "hybrid_override_pattern",
  "block_configs",    "num_kv_shared_layers",  "use_qk_norm",      "qk_layernorm",      "mamba_d_state",
};
enum { TELLING = sizeof telling / sizeof *telling };

static void note(pc_config *c, const char *key) {
  for (int i = 0; i < TELLING; i++)
    if (!strcmp(telling[i], key)) c->read |= UINT32_C(1) << i;
}

pc_status pc_config_member(pc_value *out, pc_evaluator *ev, const pc_json *object, const char *key, pc_error *error) {
  const pc_json *v = member(object, key);
  note(ev->config, key);
  if (!v) return missing(out, ev, object, key, error);
  ev->config->last = (pc_config_read) { v->key, v->offset, false };
  return value_of(out, ev, v, error);
}

pc_status pc_config_complete(pc_value *out, pc_evaluator *ev, const pc_value *object, const char *type,
                             pc_error *error) {
  pc_json *nodes = pc_arena_alloc(&ev->arena, 2 * sizeof *nodes);
  if (!nodes) return pc_no_memory(ev->ctx, error);
  nodes[0] = (pc_json) { .kind = PC_J_OBJECT, .offset = ev->config->last.offset };
  if (object->kind == PC_V_OBJECT) nodes[0] = *object->object;
  nodes[1] = (pc_json) { .kind = PC_J_STRING, .n = (uint32_t)strlen(type), .offset = nodes[0].offset };
  nodes[1].key = "model_type";
  nodes[1].text = type;
  nodes[1].next = nodes[0].first;
  nodes[0].first = &nodes[1];
  nodes[0].n++;
  *out = (pc_value) { .kind = PC_V_OBJECT, .object = nodes };
  return PC_OK;
}

const char *pc_config_kind_name(const pc_evaluator *ev, const pc_value *v, size_t offset) {
  const pc_source *source = &ev->config->source;
  bool word = v->kind == PC_V_STRING && offset < source->length && strchr("NI-", source->text[offset]);
  return word && source->text[offset] ? v->string : pc_value_kind_name(v);
}

bool pc_config_has_null(const pc_evaluator *ev, const pc_value *null) {
  return null->kind == PC_V_NULL && ev->config && null->null.source == &ev->config->source;
}

bool pc_config_says_null(const pc_evaluator *ev, const pc_value *v) {
  return pc_config_has_null(ev, v) && !ev->config->last.missing && ev->config->last.offset == v->offset;
}

/* ---- warnings ---- */

/* Whether a value says that something is there: not null, false, 0 or empty. */
static bool says_something(const pc_json *v) {
  switch (v->kind) {
  case PC_J_NULL:
  case PC_J_FALSE: return false;
  case PC_J_NUMBER: return v->text[strspn(v->text, "-0.")] != '\0';
  case PC_J_ARRAY:
  case PC_J_OBJECT: return v->n > 0;
  default: return true;
  }
}

static bool is_switched_off(const pc_json *object, const char *key) {
  const pc_json *use = member(object, "use_sliding_window");
  return !strcmp(key, "sliding_window") && use && use->kind == PC_J_FALSE;
}

/* The value of a telling key that no map has read, in the configuration or in what it says of its text, or NULL. */
static const pc_json *unread(const pc_config *c, int i) {
  const pc_json *text = member(c->root, "text_config"), *objects[] = { c->root, text };
  if (c->read >> i & 1) return NULL;
  for (size_t j = 0; j < sizeof objects / sizeof *objects; j++) {
    const pc_json *v = objects[j] ? member(objects[j], telling[i]) : NULL;
    if (v && says_something(v) && !is_switched_off(objects[j], telling[i])) return v;
  }
  return NULL;
}

pc_status pc_config_warn(pc_model *model, pc_error *error) {
  const pc_config *c = model->evaluator->config;
  model->warnings = pc_arena_alloc(&model->arena, TELLING * sizeof *model->warnings);
  if (!model->warnings) return pc_no_memory(model->ctx, error);
  for (int i = 0; i < TELLING; i++) {
    const pc_json *v = unread(c, i);
    if (!v) continue;
    size_t line, column;
    pc_source_place(&c->source, v->offset, &line, &column);
    pc_buffer text = { .ctx = model->ctx };
    pc_buffer_addf(&text, "%s:%zu: '%s' is not known to the model file for '%s': what it changes is not counted",
                   c->source.name, line, telling[i], c->type);
    const char *copy = text.failed ? NULL : pc_arena_copy(&model->arena, text.text, text.length + 1);
    pc_buffer_clear(&text);
    if (!copy) return pc_no_memory(model->ctx, error);
    model->warnings[model->warning_count++] = copy;
  }
  return PC_OK;
}
