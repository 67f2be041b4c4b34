/* Headers of safetensors files: everything that they say is checked, since nothing else is known of the tensors. */
#include "import/safetensors.h"
#include "base/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* So that no number of bits overflows. */
static const uint64_t MOST_VALUES = INT64_MAX / 64;

/* Where a tensor's data stand, to find overlaps and holes. */
typedef struct extent {
  uint64_t begin, end;
  const pc_json *object;
  const char *name;
} extent;

typedef struct header {
  pc_checkpoint *to;
  pc_source source;       /* the JSON */
  uint64_t data, present; /* bytes of the data: where the last tensor ends, and in the file */
  extent *extents;
  size_t n, capacity;
  pc_error *error;
} header;

/* ---- errors ---- */

static pc_status no_memory(const header *h) {
  return pc_no_memory(h->to->ctx, h->error);
}

/* ---- numbers ---- */

/* A size or a place: a whole number, no larger than a file can be. `what` names it. */
static pc_status read_whole(uint64_t *out, const header *h, const pc_json *value, const char *what,
                            const char *tensor) {
  char label[PC_LABEL_SIZE];
  bool number = value->kind == PC_J_NUMBER;
  pc_tensor_label(label, tensor);
  if (!number) return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "%s of '%s' is no number", what, label);
  if (*value->text == '-')
    return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "%s of '%s' is negative", what, label);
  if (value->text[strspn(value->text, "0123456789")])
    return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "%s of '%s' is no whole number", what, label);
  errno = 0;
  *out = strtoull(value->text, NULL, 10);
  if (errno || *out > INT64_MAX)
    return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "%s of '%s' is larger than any file", what, label);
  return PC_OK;
}

/* ---- one tensor ---- */

enum { DTYPE, SHAPE, OFFSETS, MEMBERS };
static const char *const MEMBER_NAMES[MEMBERS] = { "dtype", "shape", "data_offsets" };

/* The three members that count; others are left to later versions of the format. */
static pc_status find_members(const pc_json *members[MEMBERS], const header *h, const pc_json *object) {
  char label[PC_LABEL_SIZE];
  pc_tensor_label(label, object->key);
  if (object->kind != PC_J_OBJECT)
    return pc_fail_at(h->error, PC_INPUT, &h->source, object->offset, "the tensor '%s' is not described by an object",
                      label);
  for (const pc_json *value = object->first; value; value = value->next)
    for (int i = 0; i < MEMBERS; i++) {
      if (strcmp(value->key, MEMBER_NAMES[i])) continue;
      if (members[i])
        return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "'%s' of '%s' is stated twice",
                          MEMBER_NAMES[i], label);
      members[i] = value;
    }
  for (int i = 0; i < MEMBERS; i++)
    if (!members[i])
      return pc_fail_at(h->error, PC_INPUT, &h->source, object->offset, "the tensor '%s' has no '%s'", label,
                        MEMBER_NAMES[i]);
  return PC_OK;
}

static pc_status read_dtype(pc_tensor *tensor, const header *h, const pc_json *value) {
  char label[PC_LABEL_SIZE], said[PC_LABEL_SIZE];
  const char *text = pc_json_text(value), *name;
  pc_tensor_label(label, tensor->name);
  if (!text) return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "the dtype of '%s' is no text", label);
  tensor->dtype = text;
  if (pc_tensor_dtype(&tensor->bits, &tensor->integers, text) && *text < 'a') return PC_OK;
  pc_nearest nearest = { .word = text };
  for (size_t i = 0; (name = pc_tensor_dtype_name(i)); i++) pc_nearest_try(&nearest, name);
  pc_tensor_label(said, text);
  if (!nearest.best)
    return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "unknown dtype '%s' of '%s'", said, label);
  return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "unknown dtype '%s' of '%s' (did you mean '%s'?)",
                    said, label, nearest.best);
}

/* Sizes may be 0, so that what follows a 0 cannot overflow. */
static pc_status read_shape(pc_tensor *tensor, const header *h, const pc_json *value) {
  char label[PC_LABEL_SIZE];
  pc_tensor_label(label, tensor->name);
  if (value->kind != PC_J_ARRAY)
    return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "the shape of '%s' is no list", label);
  uint64_t *shape = value->n ? pc_arena_alloc(&h->to->arena, value->n * sizeof *shape) : NULL;
  if (value->n && !shape) return no_memory(h);
  tensor->shape = shape;
  tensor->values = 1;
  for (const pc_json *size = value->first; size; size = size->next) {
    pc_status status = read_whole(&shape[tensor->rank], h, size, "a size", tensor->name);
    if (status) return status;
    if (__builtin_mul_overflow(tensor->values, shape[tensor->rank++], &tensor->values) || tensor->values > MOST_VALUES)
      return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset,
                        "the tensor '%s' has more values than any file can hold", label);
  }
  return PC_OK;
}

static pc_status read_offsets(extent *to, const header *h, const pc_json *value, const char *name) {
  char label[PC_LABEL_SIZE];
  pc_tensor_label(label, name);
  if (value->kind != PC_J_ARRAY || value->n != 2)
    return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "the data_offsets of '%s' are no list of two",
                      label);
  pc_status status = read_whole(&to->begin, h, value->first, "an offset", name);
  if (!status) status = read_whole(&to->end, h, value->first->next, "an offset", name);
  if (!status && to->end < to->begin)
    return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "the data of '%s' end before they begin", label);
  return status;
}

static pc_status check_size(const header *h, const pc_tensor *tensor, const extent *at, const pc_json *value) {
  char label[PC_LABEL_SIZE];
  uint64_t bits = tensor->values * tensor->bits;
  if (bits % 8 == 0 && bits / 8 == at->end - at->begin) return PC_OK;
  return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset,
                    "the data of '%s' have %llu bytes, its shape and dtype say %llu values of %u bits",
                    pc_tensor_label(label, tensor->name), (unsigned long long)(at->end - at->begin),
                    (unsigned long long)tensor->values, tensor->bits);
}

static pc_status add_extent(header *h, const extent *at) {
  void *extents = h->extents;
  bool room = pc_grow(h->to->ctx, &extents, &h->capacity, h->n, sizeof *at);
  h->extents = extents;
  if (!room) return no_memory(h);
  h->extents[h->n++] = *at;
  return PC_OK;
}

static pc_status read_tensor(header *h, const pc_json *object) {
  const pc_json *members[MEMBERS] = { NULL };
  pc_tensor tensor = { .file = h->source.name };
  extent at = { .object = object };
  pc_status status = find_members(members, h, object);
  if (status) return status;
  tensor.name = at.name = pc_intern_string(h->to->ctx, object->key, strlen(object->key));
  if (!tensor.name) return no_memory(h);
  status = read_dtype(&tensor, h, members[DTYPE]);
  if (!status) status = read_shape(&tensor, h, members[SHAPE]);
  if (!status) status = read_offsets(&at, h, members[OFFSETS], tensor.name);
  if (!status) status = check_size(h, &tensor, &at, members[OFFSETS]);
  if (!status) status = add_extent(h, &at);
  return status ? status : pc_checkpoint_add(h->to, &tensor, h->error);
}

/* ---- all tensors ---- */

static pc_status read_metadata(const header *h, const pc_json *object) {
  if (object->kind != PC_J_OBJECT)
    return pc_fail_at(h->error, PC_INPUT, &h->source, object->offset, "'__metadata__' is no object");
  for (const pc_json *value = object->first; value; value = value->next)
    if (value->kind != PC_J_STRING)
      return pc_fail_at(h->error, PC_INPUT, &h->source, value->offset, "a value of '__metadata__' is no text");
  return PC_OK;
}

static int by_begin(const void *a, const void *b) {
  const extent *x = a, *y = b;
  if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

/* The data of the tensors follow one another without overlap or hole, from 0 on. */
static pc_status check_extents(header *h) {
  char label[PC_LABEL_SIZE], before[PC_LABEL_SIZE];
  uint64_t end = 0;
  if (h->n > 1) qsort(h->extents, h->n, sizeof *h->extents, by_begin);
  for (size_t i = 0; i < h->n; i++) {
    const extent *at = &h->extents[i];
    pc_tensor_label(label, at->name);
    if (at->begin < end)
      return pc_fail_at(h->error, PC_INPUT, &h->source, at->object->offset, "the data of '%s' overlap those of '%s'",
                        label, pc_tensor_label(before, h->extents[i - 1].name));
    if (at->begin > end)
      return pc_fail_at(h->error, PC_INPUT, &h->source, at->object->offset,
                        "before the data of '%s' %llu bytes belong to no tensor", label,
                        (unsigned long long)(at->begin - end));
    end = at->end;
  }
  h->data = end;
  return PC_OK;
}

static pc_status read_tensors(header *h, const pc_json *root) {
  size_t first = h->to->n;
  pc_status status = PC_OK;
  if (root->kind != PC_J_OBJECT)
    return pc_fail_at(h->error, PC_INPUT, &h->source, root->offset, "the header is no object");
  for (const pc_json *member = root->first; !status && member; member = member->next)
    status = strcmp(member->key, "__metadata__") ? read_tensor(h, member) : read_metadata(h, member);
  if (!status) status = pc_checkpoint_check_names(h->to, first, h->error);
  return status ? status : check_extents(h);
}

static pc_status read_json(header *h) {
  pc_arena arena = { .ctx = h->to->ctx };
  pc_json_reader *reader = NULL;
  const pc_json *root;
  size_t good = pc_utf8_check(h->source.text, h->source.length);
  if (good < h->source.length) return pc_fail_byte(h->error, &h->source, good);
  const char *nul = strstr(h->source.text, "\\u0000");
  if (nul) return pc_fail_at(h->error, PC_INPUT, &h->source, (size_t)(nul - h->source.text), "the header holds a NUL");
  pc_status status = pc_json_begin(&reader, &arena, &h->source, NULL, h->error);
  if (!status) status = pc_json_feed(reader, h->source.text, h->source.length, h->error);
  if (!status) status = pc_json_end(&root, reader, h->error);
  if (!status) status = read_tensors(h, root);
  pc_json_free(reader);
  pc_arena_clear(&arena);
  return status;
}

/* ---- the file around the header ---- */

static pc_status check_data(const header *h) {
  unsigned long long wanted = h->data, present = h->present;
  if (wanted == present) return PC_OK;
  if (present == 0) {
    h->to->bare++;
    if (!__builtin_add_overflow(h->to->absent, wanted, &h->to->absent)) return PC_OK;
    return pc_fail(h->error, PC_LIMIT, "the checkpoint has more bytes than 2^64");
  }
  if (present < wanted)
    return pc_fail(h->error, PC_INPUT, "%s: %llu of %llu bytes of data are there (the file was cut)", h->source.name,
                   present, wanted);
  return pc_fail(h->error, PC_INPUT, "%s: %llu bytes follow the data of the last tensor", h->source.name,
                 present - wanted);
}

/* `json` is ended by a NUL. `size` is that of the file. */
static pc_status read_header(pc_checkpoint *to, const char *name, const char *json, size_t length, uint64_t size,
                             pc_error *error) {
  header h = { .to = to,
               .source = { pc_intern_string(to->ctx, name, strlen(name)), json, length },
               .present = size - PC_HEADER_START - length,
               .error = error };
  if (!h.source.name) return pc_no_memory(to->ctx, error);
  pc_status status = read_json(&h);
  if (!status) status = check_data(&h);
  pc_free(to->ctx, h.extents, h.capacity * sizeof *h.extents);
  return status;
}

/* The length that the first bytes tell, which is little-endian; `size` is the file's. */
static pc_status header_length(size_t *out, const char *name, const char *start, size_t got, uint64_t size,
                               pc_error *error) {
  static const char pointer[] = "version ";
  uint64_t length = 0;
  if (got < PC_HEADER_START)
    return pc_fail(error, PC_INPUT, "%s: a safetensors file begins with 8 bytes of length, and this has %zu", name,
                   got);
  if (size < PC_HEADER_START) return pc_fail(error, PC_INPUT, "'%s' is no regular file", name);
  if (!memcmp(start, pointer, PC_HEADER_START))
    return pc_fail(error, PC_INPUT, "%s is a pointer of Git LFS and no checkpoint (fetch it: git lfs pull)", name);
  for (int i = PC_HEADER_START - 1; i >= 0; i--) length = length << 8 | (unsigned char)start[i];
  if (length > size - PC_HEADER_START)
    return pc_fail(error, PC_INPUT,
                   "%s: by its first 8 bytes the header has %llu bytes, and the file has %llu "
                   "(it was cut, or is no safetensors file)",
                   name, (unsigned long long)length, (unsigned long long)size);
  if (length > PC_HEADER_MOST)
    return pc_fail(error, PC_LIMIT, "%s: the header has %llu bytes, more than %d", name, (unsigned long long)length,
                   (int)PC_HEADER_MOST);
  *out = (size_t)length;
  return PC_OK;
}

static pc_status read_text(pc_checkpoint *to, const char *path, char *json, size_t length, pc_error *error) {
  size_t got = 0;
  uint64_t size = 0;
  pc_status status = pc_read_part(&got, &size, path, PC_HEADER_START, json, length, error);
  if (status) return status;
  if (got < length) return pc_fail(error, PC_SYSTEM, "cannot read '%s': it became shorter", path);
  json[length] = '\0';
  return read_header(to, path, json, length, size, error);
}

pc_status pc_safetensors_read_file(pc_checkpoint *to, const char *path, pc_error *error) {
  char start[PC_HEADER_START];
  size_t got = 0, length = 0;
  uint64_t size = 0;
  pc_status status = pc_read_part(&got, &size, path, 0, start, sizeof start, error);
  if (!status) status = header_length(&length, path, start, got, size, error);
  if (status) return status;
  char *json = pc_alloc(to->ctx, length + 1);
  if (!json) return pc_no_memory(to->ctx, error);
  status = read_text(to, path, json, length, error);
  pc_free(to->ctx, json, length + 1);
  return status;
}

pc_status pc_safetensors_read(pc_checkpoint *to, const char *name, const char *bytes, size_t length, pc_error *error) {
  size_t header = 0;
  pc_status status = header_length(&header, name, bytes, length, length, error);
  if (status) return status;
  char *json = pc_source_text(to->ctx, bytes + PC_HEADER_START, header);
  if (!json) return pc_no_memory(to->ctx, error);
  status = read_header(to, name, json, header, length, error);
  pc_free(to->ctx, json, header + 1);
  return status;
}
