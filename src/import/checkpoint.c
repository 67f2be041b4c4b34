/* Opening a checkpoint: what it is, found by looking at it. */
#define _POSIX_C_SOURCE 200809L
#include "analysis/checkpoint.h"
#include "import/program.h"
#include "import/safetensors.h"
#include "import/shards.h"
#include "import/torch_text.h"

#include <string.h>
#include <sys/stat.h>

/* ---- programs ---- */

static pc_status read_sizes(pc_tensor *tensor, pc_checkpoint *to, const pc_operand *type, pc_error *error) {
  char label[PC_LABEL_SIZE];
  uint64_t *shape = type->n ? pc_arena_alloc(&to->arena, type->n * sizeof *shape) : NULL;
  if (type->n && !shape) return pc_no_memory(to->ctx, error);
  tensor->shape = shape;
  tensor->values = 1;
  for (; tensor->rank < type->n; tensor->rank++) {
    const pc_operand *size = type->items[tensor->rank];
    int64_t number = -1;
    bool known = size->kind == PC_O_NUMBER && pc_expr_to_int64(&number, size->number) && number >= 0;
    if (known) shape[tensor->rank] = (uint64_t)number;
    known = known && !__builtin_mul_overflow(tensor->values, (uint64_t)number, &tensor->values);
    if (!known || tensor->values > INT64_MAX)
      return pc_fail(error, PC_INPUT, "%s: the shape of '%s' is not known", to->name,
                     pc_tensor_label(label, tensor->name));
  }
  return PC_OK;
}

static pc_status add_input(pc_checkpoint *to, const pc_graph_input *input, pc_error *error) {
  pc_tensor tensor = { .name = input->target ? input->target : input->name,
                       .dtype = input->type->text,
                       .file = to->name,
                       .role = input->kind == PC_INPUT_PARAMETER ? PC_TENSOR_PARAMETER : PC_TENSOR_BUFFER };
  if (input->type->kind != PC_O_TENSOR) return PC_OK;
  pc_tensor_dtype(&tensor.bits, &tensor.integers, tensor.dtype);
  pc_status status = read_sizes(&tensor, to, input->type, error);
  return status ? status : pc_checkpoint_add(to, &tensor, error);
}

static pc_status take_inputs(pc_checkpoint *to, const pc_graph *graph, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < graph->main->input_count; i++) {
    const pc_graph_input *input = &graph->main->inputs[i];
    if (input->kind == PC_INPUT_PARAMETER || input->kind == PC_INPUT_BUFFER) status = add_input(to, input, error);
  }
  for (size_t i = 0; !status && i < graph->warning_count; i++)
    status = pc_checkpoint_add_note(to, error, "%s", graph->warnings[i]);
  if (!status && !to->n) return pc_fail(error, PC_INPUT, "%s: the program has no parameters", to->name);
  return status ? status : pc_checkpoint_check_names(to, 0, error);
}

static pc_status read_program(pc_checkpoint *to, pc_graph_read *read, const pc_source *source, pc_error *error) {
  pc_graph *graph = NULL;
  pc_status status = read(&graph, to->ctx, source, &(pc_graph_options) { 0 }, error);
  if (!status) status = take_inputs(to, graph, error);
  pc_graph_free(graph);
  return status;
}

/* ---- files ---- */

static pc_status read_text(pc_checkpoint *to, const pc_source *source, pc_error *error) {
  if (pc_text_is_json(source->text)) {
    if (strstr(source->text, "\"graph_module\"")) return read_program(to, pc_program_read_json, source, error);
    return pc_shards_read_index(to, source, error);
  }
  if (pc_torch_text_fits(source->text, source->length)) return read_program(to, pc_torch_text_read, source, error);
  if (!strncmp(source->text, "version https://git-lfs", 23))
    return pc_fail(error, PC_INPUT, "%s is a pointer of Git LFS and no checkpoint (fetch it: git lfs pull)",
                   source->name);
  return pc_fail(error, PC_INPUT, "%s is no checkpoint: neither safetensors, nor an index, nor an exported program",
                 source->name);
}

enum { START = 64 }; /* bytes by which a file is told */

static bool is_safetensors(const char *path, const char *start, size_t got) {
  static const char end[] = ".safetensors";
  size_t length = strlen(path), tail = sizeof end - 1;
  if (length > tail && !strcmp(path + length - tail, end)) return true;
  return memchr(start, '\0', got < PC_HEADER_START ? got : PC_HEADER_START);
}

/* Whether a safetensors file may begin so: its first 8 bytes are a length, in which the last ones are 0. */
static bool is_length(const char *start) {
  return !memcmp(start + 4, "\0\0\0", 4);
}

/* The format of a checkpoint that is none of ours, or NULL. An archive's first entry is named behind 30 bytes. */
static const char *other_format(const char *start, size_t got) {
  static const char entry[] = "/data.pkl";
  if (got >= 4 && !memcmp(start, "GGUF", 4)) return "GGUF";
  if (got >= PC_HEADER_START && start[0] == '\x80' && start[1] > 1 && start[1] < 6 && !is_length(start))
    return "pickled";
  for (size_t i = 30; got >= 4 && !memcmp(start, "PK\3\4", 4) && i + sizeof entry - 1 <= got; i++)
    if (!memcmp(start + i, entry, sizeof entry - 1)) return "pickled";
  return NULL;
}

static pc_status read_file(pc_checkpoint *to, const char *path, pc_error *error) {
  char start[START];
  size_t got = 0, length = 0;
  uint64_t size = 0;
  char *text = NULL;
  const pc_source name = { path, "", 0 };
  pc_status status = pc_read_part(&got, &size, path, 0, start, sizeof start, error);
  if (status) return status;
  const char *other = other_format(start, got);
  if (other) return pc_fail(error, PC_INPUT, "%s is a %s checkpoint (convert it to safetensors)", path, other);
  if (pc_file_is_archive(path)) return read_program(to, pc_program_read_archive, &name, error);
  if (is_safetensors(path, start, got)) return pc_safetensors_read_file(to, path, error);
  status = pc_read_file(to->ctx, path, &text, &length, error);
  if (status) return status;
  const pc_source source = { path, text, length };
  status = read_text(to, &source, error);
  pc_free(to->ctx, text, length + 1);
  return status;
}

static bool is_folder(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static pc_status read_path(pc_checkpoint *to, const char *path, pc_error *error) {
  bool several = false;
  if (!is_folder(path)) return read_file(to, path, error);
  const char *file;
  pc_status status = pc_folder_checkpoint(&file, &several, to->ctx, path, error);
  if (status) return status;
  return several ? pc_shards_read_folder(to, path, error) : read_file(to, file, error);
}

static pc_status note_absent(pc_checkpoint *c, pc_error *error) {
  unsigned long long bytes = c->absent;
  if (!c->bare) return PC_OK;
  if (c->bare == 1) return pc_checkpoint_add_note(c, error, "a header without its %llu bytes of data", bytes);
  return pc_checkpoint_add_note(c, error, "%zu headers without their %llu bytes of data", c->bare, bytes);
}

/* Hands over what was read, or frees it. */
static pc_status finish(pc_checkpoint **out, pc_checkpoint *checkpoint, pc_status status, pc_error *error) {
  if (!status) status = note_absent(checkpoint, error);
  if (status)
    pc_checkpoint_free(checkpoint);
  else
    *out = checkpoint;
  return status;
}

pc_status pc_checkpoint_open(pc_checkpoint **out, pc_context *ctx, const char *path, pc_error *error) {
  pc_checkpoint *checkpoint;
  pc_status status = pc_checkpoint_new(&checkpoint, ctx, path, error);
  return status ? status : finish(out, checkpoint, read_path(checkpoint, path, error), error);
}

pc_status pc_checkpoint_read(pc_checkpoint **out, pc_context *ctx, const char *name, const void *bytes, size_t length,
                             pc_error *error) {
  pc_checkpoint *checkpoint;
  pc_status status = pc_checkpoint_new(&checkpoint, ctx, name, error);
  return status ? status : finish(out, checkpoint, pc_safetensors_read(checkpoint, name, bytes, length, error), error);
}
