/* Lists of tensors. */
#include "analysis/checkpoint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- types ---- */

static const struct {
  const char *name;  /* of safetensors */
  const char *torch; /* as printed programs write it, or NULL */
  unsigned bits;
  bool integers;
} DTYPES[] = {
  { "F4", NULL, 4, false },
  { "F6_E2M3", NULL, 6, false },
  { "F6_E3M2", NULL, 6, false },
  { "BOOL", "b8", 8, true },
  { "U8", "u8", 8, true },
  { "I8", "i8", 8, true },
  { "F8_E5M2", "f8e5m2", 8, false },
  { "F8_E4M3", "f8e4m3fn", 8, false },
  { "F8_E8M0", "f8e8m0fnu", 8, false },
  { "F8_E4M3FNUZ", "f8e4m3fnuz", 8, false },
  { "F8_E5M2FNUZ", "f8e5m2fnuz", 8, false },
  { "I16", "i16", 16, true },
  { "U16", "u16", 16, true },
  { "F16", "f16", 16, false },
  { "BF16", "bf16", 16, false },
  { "I32", "i32", 32, true },
  { "U32", "u32", 32, true },
  { "F32", "f32", 32, false },
  { "C64", "c64", 64, false },
  { "F64", "f64", 64, false },
  { "I64", "i64", 64, true },
  { "U64", "u64", 64, true },
};
enum { DTYPE_COUNT = sizeof DTYPES / sizeof *DTYPES };

bool pc_tensor_dtype(unsigned *bits, bool *integers, const char *dtype) {
  for (size_t i = 0; i < DTYPE_COUNT; i++) {
    bool same = !strcmp(DTYPES[i].name, dtype) || (DTYPES[i].torch && !strcmp(DTYPES[i].torch, dtype));
    if (!same) continue;
    *bits = DTYPES[i].bits;
    *integers = DTYPES[i].integers;
    return true;
  }
  return false;
}

const char *pc_tensor_dtype_name(size_t index) {
  return index < DTYPE_COUNT ? DTYPES[index].name : NULL;
}

/* ---- the list ---- */

pc_status pc_checkpoint_new(pc_checkpoint **out, pc_context *ctx, const char *name, pc_error *error) {
  pc_checkpoint *c = pc_alloc_zero(ctx, sizeof *c);
  if (!c) return pc_no_memory(ctx, error);
  c->ctx = ctx;
  c->arena.ctx = ctx;
  c->name = pc_intern_string(ctx, name, strlen(name));
  if (!c->name) {
    pc_checkpoint_free(c);
    return pc_no_memory(ctx, error);
  }
  *out = c;
  return PC_OK;
}

void pc_checkpoint_free(pc_checkpoint *checkpoint) {
  if (!checkpoint) return;
  pc_context *ctx = checkpoint->ctx;
  pc_free(ctx, checkpoint->items, checkpoint->capacity * sizeof *checkpoint->items);
  pc_free(ctx, checkpoint->notes, checkpoint->note_capacity * sizeof *checkpoint->notes);
  pc_arena_clear(&checkpoint->arena);
  pc_free(ctx, checkpoint, sizeof *checkpoint);
}

pc_status pc_checkpoint_add(pc_checkpoint *checkpoint, const pc_tensor *tensor, pc_error *error) {
  void *items = checkpoint->items;
  bool room = pc_grow(checkpoint->ctx, &items, &checkpoint->capacity, checkpoint->n, sizeof *tensor);
  checkpoint->items = items;
  if (!room) return pc_no_memory(checkpoint->ctx, error);
  checkpoint->items[checkpoint->n++] = *tensor;
  return PC_OK;
}

pc_status pc_checkpoint_add_note(pc_checkpoint *checkpoint, pc_error *error, const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  void *notes = checkpoint->notes;
  bool room = pc_grow(checkpoint->ctx, &notes, &checkpoint->note_capacity, checkpoint->note_count, sizeof(char *));
  checkpoint->notes = notes;
  const char *copy = room ? pc_arena_copy(&checkpoint->arena, text, strlen(text) + 1) : NULL;
  if (!copy) return pc_no_memory(checkpoint->ctx, error);
  checkpoint->notes[checkpoint->note_count++] = copy;
  return PC_OK;
}

const pc_tensor *pc_checkpoint_tensor(const pc_checkpoint *checkpoint, size_t index) {
  return index < checkpoint->n ? &checkpoint->items[index] : NULL;
}

const char *pc_checkpoint_note(const pc_checkpoint *checkpoint, size_t index) {
  return index < checkpoint->note_count ? checkpoint->notes[index] : NULL;
}

/* ---- names ---- */

const char *pc_tensor_label(char label[PC_LABEL_SIZE], const char *name) {
  size_t n = 0;
  for (; name[n] && n < PC_LABEL_SIZE - 4; n++) label[n] = (unsigned char)name[n] < 0x20 ? ' ' : name[n];
  if (name[n])
    while (n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80) n--;
  strcpy(label + n, name[n] ? "..." : "");
  return label;
}

static int by_name(const void *a, const void *b) {
  const pc_tensor *x = *(const pc_tensor *const *)a, *y = *(const pc_tensor *const *)b;
  int order = strcmp(x->name, y->name);
  return order ? order : (x > y) - (x < y);
}

static pc_status fail_twice(const pc_tensor *first, const pc_tensor *second, pc_error *error) {
  char label[PC_LABEL_SIZE];
  pc_tensor_label(label, first->name);
  if (!strcmp(first->file, second->file))
    return pc_fail(error, PC_INPUT, "%s: the tensor '%s' is stored twice", first->file, label);
  return pc_fail(error, PC_INPUT, "%s: the tensor '%s' is stored twice, the first time in %s", second->file, label,
                 first->file);
}

pc_status pc_checkpoint_check_names(const pc_checkpoint *checkpoint, size_t first, pc_error *error) {
  size_t n = checkpoint->n - first;
  const pc_tensor **sorted = pc_alloc(checkpoint->ctx, n * sizeof *sorted);
  if (!sorted) return pc_no_memory(checkpoint->ctx, error);
  for (size_t i = 0; i < n; i++) sorted[i] = &checkpoint->items[first + i];
  if (n > 1) qsort(sorted, n, sizeof *sorted, by_name);
  pc_status status = PC_OK;
  for (size_t i = 1; !status && i < n; i++)
    if (!strcmp(sorted[i - 1]->name, sorted[i]->name)) status = fail_twice(sorted[i - 1], sorted[i], error);
  pc_free(checkpoint->ctx, sorted, n * sizeof *sorted);
  return status;
}
