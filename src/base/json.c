/* JSON as a tree: yajl reads, what is wanted is kept in an arena. */
#include "base/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

/* Longer strings are not interned. In pieces a longer one ends the reading: yajl holds it, and begins anew with each
 * piece. */
enum { LONGEST_INTERNED = 4096, LONGEST_STRING = 1 << 24 };

struct pc_json_reader {
  pc_context *ctx;
  pc_arena *arena;
  pc_source source;
  pc_json_wanted *wanted;
  yajl_handle yajl;
  pc_json **open, **last; /* arrays and objects that are open, and the last item of each */
  const char **keys;      /* of each: its own key */
  size_t depth, capacity, last_capacity, key_capacity;
  size_t skipping;  /* levels below a member that is not wanted; 1: the member itself */
  const char *key;  /* of the value that comes next */
  const char *word; /* what null stands for, or NULL */
  pc_json *root;
  size_t fed;    /* bytes before the piece at hand */
  size_t silent; /* bytes that were read since the last event */
  pc_status status;
  pc_error *error;
};

/* ---- values ---- */

static int stop(pc_json_reader *r, pc_status status) {
  r->status = status;
  return 0;
}

static int no_memory(pc_json_reader *r) {
  return stop(r, pc_no_memory(r->ctx, r->error));
}

/* A new value below the one that is open; it began `before` bytes before where yajl is. */
static pc_json *add(pc_json_reader *r, pc_json_kind kind, size_t before) {
  pc_json *value = pc_arena_alloc(r->arena, sizeof *value);
  if (!value) return NULL;
  *value = (pc_json) { .kind = kind, .key = r->key, .offset = r->fed + yajl_get_bytes_consumed(r->yajl) - before };
  r->key = NULL;
  if (!r->depth) {
    r->root = value;
    return value;
  }
  pc_json *parent = r->open[r->depth - 1], **last = &r->last[r->depth - 1];
  if (*last)
    (*last)->next = value;
  else
    parent->first = value;
  *last = value;
  parent->n++;
  return value;
}

static const char *keep(pc_json_reader *r, const char *text, size_t length) {
  if (length <= LONGEST_INTERNED) return pc_intern_string(r->ctx, text, length);
  r->ctx->memory_limit = length > UINT32_MAX;
  char *copy = r->ctx->memory_limit ? NULL : pc_arena_alloc(r->arena, length + 1);
  if (!copy) return NULL;
  memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}

/* Whether an event belongs to what is not wanted. */
static bool skipped(pc_json_reader *r) {
  r->silent = 0;
  if (!r->skipping) return false;
  if (r->skipping == 1) r->skipping = 0;
  return true;
}

static int scalar(pc_json_reader *r, pc_json_kind kind, const char *text, size_t length, size_t before) {
  if (skipped(r)) return 1;
  pc_json *value = add(r, kind, before);
  if (!value) return no_memory(r);
  if (!text) return 1;
  value->text = keep(r, text, length);
  value->n = (uint32_t)length;
  return value->text ? 1 : no_memory(r);
}

static int on_null(void *user) {
  pc_json_reader *r = user;
  return r->word ? scalar(r, PC_J_WORD, r->word, strlen(r->word), 4) : scalar(r, PC_J_NULL, NULL, 0, 4);
}

static int on_boolean(void *user, int value) {
  return scalar(user, value ? PC_J_TRUE : PC_J_FALSE, NULL, 0, value ? 4 : 5);
}

static int on_number(void *user, const char *text, size_t length) {
  return scalar(user, PC_J_NUMBER, text, length, length);
}

static int on_string(void *user, const unsigned char *text, size_t length) {
  return scalar(user, PC_J_STRING, (const char *)text, length, length + 2);
}

/* ---- arrays and objects ---- */

static bool make_room(pc_json_reader *r) {
  void *open = r->open, *last = r->last, *keys = r->keys;
  bool room = pc_grow(r->ctx, &open, &r->capacity, r->depth, sizeof *r->open);
  r->open = open;
  room = room && pc_grow(r->ctx, &last, &r->last_capacity, r->depth, sizeof *r->last);
  r->last = last;
  room = room && pc_grow(r->ctx, &keys, &r->key_capacity, r->depth + 1, sizeof *r->keys);
  r->keys = keys;
  return room;
}

static int enter(pc_json_reader *r, pc_json_kind kind) {
  r->silent = 0;
  size_t depth = r->depth + (r->skipping ? r->skipping - 1 : 0);
  if (depth >= r->ctx->limits.max_depth)
    return stop(r, pc_fail(r->error, PC_LIMIT, "%s: values nest deeper than %zu (raise --max-depth)", r->source.name,
                           r->ctx->limits.max_depth));
  if (r->skipping) {
    r->skipping++;
    return 1;
  }
  const char *key = r->key;
  pc_json *value = add(r, kind, 1);
  if (!value || !make_room(r)) return no_memory(r);
  r->open[r->depth] = value;
  r->last[r->depth] = NULL;
  r->keys[r->depth++] = key;
  return 1;
}

static int leave(pc_json_reader *r) {
  r->silent = 0;
  if (!r->skipping) {
    r->depth--;
    return 1;
  }
  if (--r->skipping == 1) r->skipping = 0;
  return 1;
}

static int on_object(void *user) {
  return enter(user, PC_J_OBJECT);
}

static int on_array(void *user) {
  return enter(user, PC_J_ARRAY);
}

static int on_end(void *user) {
  return leave(user);
}

static int on_key(void *user, const unsigned char *text, size_t length) {
  pc_json_reader *r = user;
  r->silent = 0;
  if (r->skipping) return 1;
  r->key = keep(r, (const char *)text, length);
  if (!r->key) return no_memory(r);
  r->keys[r->depth] = r->key;
  if (r->wanted && !r->wanted(r->keys + 1, r->depth)) {
    r->skipping = 1;
    r->key = NULL;
  }
  return 1;
}

static const yajl_callbacks callbacks = { .yajl_null = on_null,
                                          .yajl_boolean = on_boolean,
                                          .yajl_number = on_number,
                                          .yajl_string = on_string,
                                          .yajl_start_map = on_object,
                                          .yajl_map_key = on_key,
                                          .yajl_end_map = on_end,
                                          .yajl_start_array = on_array,
                                          .yajl_end_array = on_end };

/* ---- reading ---- */

pc_status pc_json_begin(pc_json_reader **out, pc_arena *arena, const pc_source *source, pc_json_wanted *wanted,
                        pc_error *error) {
  pc_json_reader *r = pc_alloc_zero(arena->ctx, sizeof *r);
  if (!r) return pc_no_memory(arena->ctx, error);
  *r = (pc_json_reader) { .ctx = arena->ctx, .arena = arena, .source = *source, .wanted = wanted };
  r->yajl = yajl_alloc(&callbacks, NULL, r);
  if (r->yajl) {
    *out = r;
    return PC_OK;
  }
  pc_free(arena->ctx, r, sizeof *r);
  return pc_fail(error, PC_SYSTEM, "out of memory");
}

/* What yajl says, without the excerpt that it may add. */
static pc_status fail_syntax(pc_json_reader *r, size_t offset, pc_error *error) {
  unsigned char *said = yajl_get_error(r->yajl, 0, NULL, 0);
  const char *text = said ? (const char *)said : "it cannot be read";
  const char *colon = strstr(text, ": ");
  if (colon) text = colon + 2;
  pc_status status =
      pc_fail_at(error, PC_INPUT, r->source.text ? &r->source : NULL, offset, "%s%sthis is no JSON: %.*s",
                 r->source.text ? "" : r->source.name, r->source.text ? "" : ": ", (int)strcspn(text, ".\n"), text);
  yajl_free_error(r->yajl, said);
  return status;
}

static pc_status check(pc_json_reader *r, yajl_status read, pc_error *error) {
  if (read == yajl_status_ok) return PC_OK;
  if (read == yajl_status_client_canceled && r->status) return r->status;
  size_t offset = r->fed + yajl_get_bytes_consumed(r->yajl);
  if (r->source.text && offset > r->source.length) offset = r->source.length;
  return fail_syntax(r, offset, error);
}

pc_status pc_json_feed(pc_json_reader *reader, const char *bytes, size_t length, pc_error *error) {
  reader->error = error;
  reader->silent += length;
  pc_status status = check(reader, yajl_parse(reader->yajl, (const unsigned char *)bytes, length), error);
  if (status) return status;
  reader->fed += length;
  if (reader->silent > LONGEST_STRING)
    return pc_fail(error, PC_LIMIT, "%s: a text or blanks of more than %d bytes", reader->source.name,
                   (int)LONGEST_STRING);
  return PC_OK;
}

/* The word that the text begins with, or NULL. */
static const char *python_word(const char *text, size_t length) {
  static const char *const words[] = { "NaN", "Infinity", "-Infinity" };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (length >= strlen(words[i]) && !memcmp(text, words[i], strlen(words[i]))) return words[i];
  return NULL;
}

/* The index of the next such word outside strings, or `length`. */
static size_t find_word(const char *text, size_t length) {
  bool quoted = false;
  for (size_t i = 0; i < length; i++) {
    if (quoted && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && python_word(text + i, length - i))
      return i;
  }
  return length;
}

/* yajl is told null in the word's place. */
static pc_status feed_word(pc_json_reader *r, const char *word, pc_error *error) {
  r->error = error;
  r->word = word;
  pc_status status = check(r, yajl_parse(r->yajl, (const unsigned char *)"null", 4), error);
  r->word = NULL;
  r->fed += strlen(word);
  return status;
}

pc_status pc_json_feed_python(pc_json_reader *reader, const char *text, size_t length, pc_error *error) {
  for (size_t at = 0;;) {
    size_t plain = find_word(text + at, length - at);
    pc_status status = plain ? pc_json_feed(reader, text + at, plain, error) : PC_OK;
    at += plain;
    if (status || at == length) return status;
    const char *word = python_word(text + at, length - at);
    status = feed_word(reader, word, error);
    if (status) return status;
    at += strlen(word);
  }
}

pc_status pc_json_end(const pc_json **out, pc_json_reader *reader, pc_error *error) {
  reader->error = error;
  yajl_status read = yajl_complete_parse(reader->yajl);
  if (read == yajl_status_ok && !reader->root) read = yajl_status_error;
  if (read != yajl_status_ok) {
    if (reader->status) return reader->status;
    return pc_fail_at(error, PC_INPUT, reader->source.text ? &reader->source : NULL, reader->fed,
                      "%s%sthe JSON ends too early", reader->source.text ? "" : reader->source.name,
                      reader->source.text ? "" : ": ");
  }
  *out = reader->root;
  return PC_OK;
}

void pc_json_free(pc_json_reader *reader) {
  if (!reader) return;
  yajl_free(reader->yajl);
  pc_free(reader->ctx, reader->open, reader->capacity * sizeof *reader->open);
  pc_free(reader->ctx, reader->last, reader->last_capacity * sizeof *reader->last);
  pc_free(reader->ctx, reader->keys, reader->key_capacity * sizeof *reader->keys);
  pc_free(reader->ctx, reader, sizeof *reader);
}

/* ---- questions ---- */

const pc_json *pc_json_get(const pc_json *object, const char *key) {
  if (!object || object->kind != PC_J_OBJECT) return NULL;
  for (const pc_json *v = object->first; v; v = v->next)
    if (*v->key == *key && !strcmp(v->key, key)) return v;
  return NULL;
}

const char *pc_json_text(const pc_json *value) {
  return value && value->kind == PC_J_STRING ? value->text : NULL;
}

bool pc_json_integer(int64_t *out, const pc_json *value) {
  if (!value || value->kind != PC_J_NUMBER || value->text[strspn(value->text, "-0123456789")]) return false;
  errno = 0;
  long long number = strtoll(value->text, NULL, 10);
  *out = number;
  return errno == 0;
}
