/* Checkpoints: the tensors that a model's weights are stored in, by name, type and shape. Headers only are read. */
#ifndef POLYCOST_CHECKPOINT_H
#define POLYCOST_CHECKPOINT_H

#include <polycost/base.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pc_checkpoint pc_checkpoint;

/* What the file says of a tensor. Safetensors files do not tell parameters from buffers, exported programs do. */
typedef enum pc_tensor_role { PC_TENSOR_STORED, PC_TENSOR_PARAMETER, PC_TENSOR_BUFFER } pc_tensor_role;

/* Texts and shape are the checkpoint's own. */
typedef struct pc_tensor {
  const char *name;      /* "model.layers.0.mlp.up_proj.weight" */
  const char *dtype;     /* as the file writes it: "BF16", "f32" */
  const uint64_t *shape; /* `rank` sizes; NULL for none */
  size_t rank;
  uint64_t values; /* the product of the sizes, at most INT64_MAX */
  unsigned bits;   /* of a value; 0: not known */
  bool integers;   /* values are integers or truth values: nothing that is trained */
  pc_tensor_role role;
  const char *file; /* that it is in */
} pc_tensor;

/* Reads the headers of the checkpoint at `path`:
 * - a .safetensors file. Its data may be missing, which is noted; a file that ends within them is refused;
 * - an index (model.safetensors.index.json) with the files that it names, which stand beside it;
 * - a folder with an index or with .safetensors files: model.safetensors.index.json, model.safetensors, the only index
 *   that there is, or else all .safetensors files, the first of these that there are;
 * - an exported PyTorch program, whose signature lists parameters and buffers.
 * PC_INPUT for what is damaged, contradicts itself or is none of these; PC_LIMIT for a header of more than 64 MiB. */
PC_API pc_status pc_checkpoint_open(pc_checkpoint **out, pc_context *context, const char *path, pc_error *error);
/* The same for one safetensors file, or its header alone, in memory; `name` is for messages. */
PC_API pc_status pc_checkpoint_read(pc_checkpoint **out, pc_context *context, const char *name, const void *bytes,
                                    size_t length, pc_error *error);
PC_API void pc_checkpoint_free(pc_checkpoint *checkpoint);

/* Tensors in the order of the files and of their headers; NULL past the last. */
PC_API const pc_tensor *pc_checkpoint_tensor(const pc_checkpoint *checkpoint, size_t index);
/* What should be known of the files, such as data that are not there; NULL past the last. */
PC_API const char *pc_checkpoint_note(const pc_checkpoint *checkpoint, size_t index);

#ifdef __cplusplus
}
#endif
#endif
