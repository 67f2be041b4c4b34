/* What a program is stored as, found by looking at it. */
#define _POSIX_C_SOURCE 200809L
#include "import/program.h"
#include "import/torch_json.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Takes over the graph. */
static pc_status take_graph(pc_graph **out, pc_graph *graph, pc_status status) {
  if (status)
    pc_graph_free(graph);
  else
    *out = graph;
  return status;
}

pc_status pc_program_read_json(pc_graph **out, pc_context *ctx, const pc_source *source,
                               const pc_graph_options *options, pc_error *error) {
  pc_graph *graph;
  pc_status status = pc_graph_new(&graph, ctx, options, error);
  return status ? status : take_graph(out, graph, pc_torch_read_json(graph, source, error));
}

pc_status pc_program_read_archive(pc_graph **out, pc_context *ctx, const pc_source *source,
                                  const pc_graph_options *options, pc_error *error) {
  pc_graph *graph;
  pc_status status = pc_graph_new(&graph, ctx, options, error);
  return status ? status : take_graph(out, graph, pc_torch_read_archive(graph, source->name, error));
}

bool pc_text_is_json(const char *text) {
  if (!strncmp(text, "\xEF\xBB\xBF", 3)) text += 3;
  return text[strspn(text, " \t\r\n")] == '{';
}

/* A pipe is left alone: what is read of it is gone. */
static bool is_regular(const char *path) {
  struct stat found;
  return strcmp(path, "-") != 0 && stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

bool pc_file_is_archive(const char *path) {
  char start[4] = "";
  FILE *file = is_regular(path) ? fopen(path, "rb") : NULL;
  if (!file) return false;
  size_t n = fread(start, 1, sizeof start, file);
  fclose(file);
  return n == sizeof start && (!memcmp(start, "PK\3\4", sizeof start) || !memcmp(start, "PK\5\6", sizeof start));
}
