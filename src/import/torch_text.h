/* Reads what PyTorch prints of a program: print(exported_program), graph_module.print_readable(), graph_module.code,
 * the graphs in the compiler's logs and debug folders, of PyTorch 2.0 to now.
 *
 * Operations are named after what is called: torch.ops.aten.mm.default is "aten::mm.default", torch.nn.functional.relu
 * "torch.nn.functional::relu", x.sin() "Tensor::sin", x @ y "_operator::matmul", x[..., 0] of a tensor
 * "_operator::getitem". Arithmetic on sizes and items taken of results are no operations: they count as nodes only.
 * Inputs are the parameters of forward, and the tensors that the program fetches from `self`. */
#ifndef PC_TORCH_TEXT_H
#define PC_TORCH_TEXT_H

#include "graph/graph.h"

/* Whether the text holds a printed program, or what only misses its shapes: what pc_torch_text_read is for. */
bool pc_torch_text_fits(const char *text, size_t length);

/* The graph is the caller's; it warns where the text holds other programs, or calls bodies that it does not print.
 * `options` may be NULL. PC_INPUT, with the place, when there is no program, when it was cut, abridged or its lines
 * were broken, when it has no shapes; PC_LIMIT. */
pc_status pc_torch_text_read(pc_graph **out, pc_context *ctx, const pc_source *source, const pc_graph_options *options,
                             pc_error *error);

#endif
