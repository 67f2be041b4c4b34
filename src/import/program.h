/* Programs in the forms that torch.export.save writes: JSON, and archives that hold it. */
#ifndef PC_PROGRAM_H
#define PC_PROGRAM_H

#include "import/graph_model.h"

pc_graph_read pc_program_read_json;
/* The source is only a path. */
pc_graph_read pc_program_read_archive;

bool pc_text_is_json(const char *text);
/* Whether the file at the path is a zip archive, which may be empty. */
bool pc_file_is_archive(const char *path);

#endif
