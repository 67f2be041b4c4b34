/* What a checkpoint holds: filled by readers, asked by comparisons. */
#ifndef PC_CHECKPOINT_H
#define PC_CHECKPOINT_H

#include "base/base.h"
#include <polycost/checkpoint.h>

struct pc_checkpoint {
  pc_context *ctx;
  pc_arena arena;
  const char *name; /* as it was asked for */
  pc_tensor *items;
  size_t n, capacity;
  size_t bare;     /* files that are headers without data */
  uint64_t absent; /* bytes of those data */
  const char **notes;
  size_t note_count, note_capacity;
};

pc_status pc_checkpoint_new(pc_checkpoint **out, pc_context *ctx, const char *name, pc_error *error);
/* Adds a tensor; its texts are interned and its shape lies in the checkpoint's arena. */
pc_status pc_checkpoint_add(pc_checkpoint *checkpoint, const pc_tensor *tensor, pc_error *error);
/* Notes something for the user, as a sentence without a full stop. */
pc_status pc_checkpoint_add_note(pc_checkpoint *checkpoint, pc_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* PC_INPUT when two tensors from `first` on bear one name. */
pc_status pc_checkpoint_check_names(const pc_checkpoint *checkpoint, size_t first, pc_error *error);

enum { PC_LABEL_SIZE = 160 };
/* A name as messages show it: on one line, cut where it is long. */
const char *pc_tensor_label(char label[PC_LABEL_SIZE], const char *name);

/* What is known of a type of values, by the names that safetensors and PyTorch give it; false: nothing. */
bool pc_tensor_dtype(unsigned *bits, bool *integers, const char *dtype);
/* The same names in the order of their size; NULL past the last. */
const char *pc_tensor_dtype_name(size_t index);

#endif
