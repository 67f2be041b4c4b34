/* Indices and folders. */
#define _POSIX_C_SOURCE 200809L
#include "import/shards.h"
#include "base/json.h"
#include "cost/lookup.h"
#include "import/safetensors.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- paths ---- */

static const char *join(pc_context *ctx, const char *folder, size_t length, const char *name) {
  pc_buffer path = { .ctx = ctx };
  pc_buffer_add(&path, folder, length);
  pc_buffer_adds(&path, name);
  const char *joined = path.failed ? NULL : pc_intern_string(ctx, path.text, path.length);
  pc_buffer_clear(&path);
  return joined;
}

const char *pc_path_beside(pc_context *ctx, const char *path, const char *name) {
  const char *slash = strrchr(path, '/');
  return join(ctx, path, slash ? (size_t)(slash + 1 - path) : 0, name);
}

const char *pc_path_within(pc_context *ctx, const char *folder, const char *name) {
  size_t length = strlen(folder);
  const char *start = length && folder[length - 1] == '/' ? folder : join(ctx, folder, length, "/");
  return start ? join(ctx, start, strlen(start), name) : NULL;
}

static bool exists(const char *path) {
  struct stat found;
  return stat(path, &found) == 0;
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), tail = strlen(end);
  return length > tail && !strcmp(text + length - tail, end);
}

/* ---- an index ---- */

typedef struct index_reading {
  pc_checkpoint *to;
  const pc_source *source;
  const pc_json *map; /* names of tensors to names of files */
  pc_lookup files;    /* interned names of files that were read */
  pc_error *error;
} index_reading;

static bool leads_out(const char *name) {
  if (!*name || *name == '/') return true;
  for (const char *part = name; part; part = strchr(part, '/')) {
    part += *part == '/';
    if (!strncmp(part, "..", 2) && (part[2] == '/' || !part[2])) return true;
  }
  return false;
}

/* Reads the file of an entry if it is the first one that names it. */
static pc_status read_shard(index_reading *r, const pc_json *entry) {
  char label[PC_LABEL_SIZE];
  const char *name = pc_json_text(entry);
  if (!name)
    return pc_fail_at(r->error, PC_INPUT, r->source, entry->offset, "the file of '%s' is no text",
                      pc_tensor_label(label, entry->key));
  pc_tensor_label(label, name);
  if (leads_out(name))
    return pc_fail_at(r->error, PC_INPUT, r->source, entry->offset, "'%s' is no file beside the index", label);
  const char *path = pc_path_beside(r->to->ctx, r->source->name, name);
  uint64_t *seen = path ? pc_lookup_add(&r->files, path) : NULL;
  if (!seen) return pc_no_memory(r->to->ctx, r->error);
  if (*seen) return PC_OK;
  *seen = 1;
  if (!exists(path))
    return pc_fail_at(r->error, PC_INPUT, r->source, entry->offset, "the file '%s' is not there", label);
  return pc_safetensors_read_file(r->to, path, r->error);
}

static pc_status index_tensors(pc_lookup *out, const index_reading *r) {
  for (size_t i = 0; i < r->to->n; i++) {
    uint64_t *place = pc_lookup_add(out, r->to->items[i].name);
    if (!place) return pc_no_memory(r->to->ctx, r->error);
    *place = i + 1;
  }
  return PC_OK;
}

/* The tensor of an entry must be in the file that the entry names. */
static pc_status check_entry(const index_reading *r, pc_lookup *tensors, const pc_json *entry) {
  char label[PC_LABEL_SIZE], file[PC_LABEL_SIZE];
  pc_context *ctx = r->to->ctx;
  const char *path = pc_path_beside(ctx, r->source->name, entry->text);
  const char *name = pc_intern_string(ctx, entry->key, strlen(entry->key));
  if (!path || !name) return pc_no_memory(ctx, r->error);
  uint64_t *place = pc_lookup_find(tensors, name);
  if (place && *place && !strcmp(r->to->items[*place - 1].file, path)) {
    *place = 0;
    return PC_OK;
  }
  pc_tensor_label(label, name);
  if (place && !*place)
    return pc_fail_at(r->error, PC_INPUT, r->source, entry->offset, "the tensor '%s' is in the index twice", label);
  return pc_fail_at(r->error, PC_INPUT, r->source, entry->offset, "the tensor '%s' is not in '%s'", label,
                    pc_tensor_label(file, entry->text));
}

/* Tensors of the files that the index does not name are loaded with them, so they count. */
static pc_status note_unnamed(const index_reading *r, pc_lookup *tensors) {
  char label[PC_LABEL_SIZE];
  size_t count = 0;
  const char *first = NULL;
  for (size_t i = 0; i < r->to->n; i++) {
    const uint64_t *place = pc_lookup_find(tensors, r->to->items[i].name);
    if (!*place) continue;
    if (!count++) first = r->to->items[i].name;
  }
  if (!count) return PC_OK;
  return pc_checkpoint_add_note(r->to, r->error, "%s does not name %zu of the tensors in its files, such as '%s'",
                                r->source->name, count, pc_tensor_label(label, first));
}

static pc_status compare(const index_reading *r) {
  pc_lookup tensors = { .ctx = r->to->ctx };
  pc_status status = index_tensors(&tensors, r);
  for (const pc_json *entry = r->map->first; !status && entry; entry = entry->next)
    status = check_entry(r, &tensors, entry);
  if (!status) status = note_unnamed(r, &tensors);
  pc_lookup_clear(&tensors);
  return status;
}

static pc_status check_total(const index_reading *r, const pc_json *metadata) {
  const pc_json *stated = pc_json_get(metadata, "total_size");
  int64_t total;
  uint64_t bytes = 0;
  if (!pc_json_integer(&total, stated)) return PC_OK;
  for (size_t i = 0; i < r->to->n; i++) bytes += r->to->items[i].values * r->to->items[i].bits / 8;
  if (bytes == (uint64_t)total) return PC_OK;
  return pc_checkpoint_add_note(r->to, r->error, "%s states a total_size of %lld bytes, its tensors have %llu",
                                r->source->name, (long long)total, (unsigned long long)bytes);
}

static pc_status read_map(index_reading *r, const pc_json *root) {
  static const pc_json start = { 0 };
  r->map = pc_json_get(root, "weight_map");
  if (!r->map || r->map->kind != PC_J_OBJECT)
    return pc_fail_at(r->error, PC_INPUT, r->source, (r->map ? r->map : &start)->offset,
                      "this is no index: it has no 'weight_map' of tensors and files");
  pc_status status = PC_OK;
  for (const pc_json *entry = r->map->first; !status && entry; entry = entry->next) status = read_shard(r, entry);
  if (!status) status = pc_checkpoint_check_names(r->to, 0, r->error);
  if (!status) status = compare(r);
  return status ? status : check_total(r, pc_json_get(root, "metadata"));
}

pc_status pc_shards_read_index(pc_checkpoint *to, const pc_source *index, pc_error *error) {
  index_reading r = { .to = to, .source = index, .files.ctx = to->ctx, .error = error };
  pc_arena arena = { .ctx = to->ctx };
  pc_json_reader *reader = NULL;
  const pc_json *root;
  if (index->length > PC_HEADER_MOST)
    return pc_fail(error, PC_LIMIT, "%s: the index has %zu bytes, more than %d", index->name, index->length,
                   (int)PC_HEADER_MOST);
  pc_status status = pc_json_begin(&reader, &arena, index, NULL, error);
  if (!status) status = pc_json_feed(reader, index->text, index->length, error);
  if (!status) status = pc_json_end(&root, reader, error);
  if (!status) status = read_map(&r, root);
  pc_json_free(reader);
  pc_lookup_clear(&r.files);
  pc_arena_clear(&arena);
  return status;
}

/* ---- a folder ---- */

typedef struct listing {
  pc_context *ctx;
  const char **names; /* interned */
  size_t n, capacity;
} listing;

static pc_status fail_folder(const char *folder, int number, pc_error *error) {
  return pc_fail(error, number == EACCES ? PC_INPUT : PC_SYSTEM, "cannot read the folder '%s'", folder);
}

static bool add_name(listing *list, const char *name) {
  void *names = list->names;
  bool room = pc_grow(list->ctx, &names, &list->capacity, list->n, sizeof *list->names);
  list->names = names;
  if (!room) return false;
  list->names[list->n] = pc_intern_string(list->ctx, name, strlen(name));
  return list->names[list->n++];
}

static void clear_list(listing *list) {
  pc_free(list->ctx, list->names, list->capacity * sizeof *list->names);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder that end so, sorted. */
static pc_status list_folder(listing *out, const char *folder, const char *end, pc_error *error) {
  DIR *dir = opendir(folder);
  if (!dir) return fail_folder(folder, errno, error);
  pc_status status = PC_OK;
  for (const struct dirent *entry; !status && (entry = readdir(dir));)
    if (*entry->d_name != '.' && ends_with(entry->d_name, end) && !add_name(out, entry->d_name))
      status = pc_no_memory(out->ctx, error);
  closedir(dir);
  if (!status && out->n > 1) qsort(out->names, out->n, sizeof *out->names, by_text);
  return status;
}

/* The only name in the folder that ends so; *several where there are more. */
static pc_status find_only(const char **out, bool *several, pc_context *ctx, const char *folder, const char *end,
                           pc_error *error) {
  listing list = { .ctx = ctx };
  pc_status status = list_folder(&list, folder, end, error);
  *several = list.n > 1;
  if (!status && list.n == 1) {
    *out = pc_path_within(ctx, folder, list.names[0]);
    if (!*out) status = pc_no_memory(ctx, error);
  }
  clear_list(&list);
  return status;
}

pc_status pc_folder_checkpoint(const char **out, bool *several, pc_context *ctx, const char *folder, pc_error *error) {
  static const char *const usual[] = { "model.safetensors.index.json", "model.safetensors" };
  *out = NULL;
  for (size_t i = 0; i < 2; i++) {
    const char *path = pc_path_within(ctx, folder, usual[i]);
    if (!path) return pc_no_memory(ctx, error);
    if (!exists(path)) continue;
    *out = path;
    return PC_OK;
  }
  pc_status status = find_only(out, several, ctx, folder, ".safetensors.index.json", error);
  if (status || *out) return status;
  status = find_only(out, several, ctx, folder, ".safetensors", error);
  if (status || *out || *several) return status;
  return pc_fail(error, PC_INPUT, "the folder '%s' holds no .safetensors file", folder);
}

pc_status pc_shards_read_folder(pc_checkpoint *to, const char *folder, pc_error *error) {
  listing list = { .ctx = to->ctx };
  pc_status status = list_folder(&list, folder, ".safetensors", error);
  for (size_t i = 0; !status && i < list.n; i++) {
    const char *path = pc_path_within(to->ctx, folder, list.names[i]);
    status = path ? pc_safetensors_read_file(to, path, error) : pc_no_memory(to->ctx, error);
  }
  clear_list(&list);
  return status ? status : pc_checkpoint_check_names(to, 0, error);
}
