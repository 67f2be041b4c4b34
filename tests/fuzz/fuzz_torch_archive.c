/* Fuzz target: any bytes as a .pt2 archive, by way of a file that has no name any more. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz_graph.h"
#include "import/torch_json.h"

#include <stdio.h>
#include <unistd.h>

static pc_status read_archive(pc_graph *graph, void *user, pc_error *error) {
  return pc_torch_read_archive(graph, user, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  FILE *file = tmpfile();
  char path[32];
  if (!file) return 0;
  if (fwrite(data, 1, size, file) == size && !fflush(file)) {
    snprintf(path, sizeof path, "/dev/fd/%d", fileno(file));
    fuzz_read_graph(read_archive, path);
  }
  fclose(file);
  return 0;
}
