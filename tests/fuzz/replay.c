/* Gives each file named on the command line to a fuzz target, without libFuzzer. A folder stands for its files. Prints
 * TAP, one test a file; a target that fails ends the program. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count, failed;

static unsigned char *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  struct stat status;
  if (!file || fstat(fileno(file), &status) != 0) {
    if (file) fclose(file);
    return NULL;
  }
  unsigned char *data = malloc((size_t)status.st_size + 1);
  *size = data ? fread(data, 1, (size_t)status.st_size, file) : 0;
  fclose(file);
  return data;
}

static void replay_file(const char *path) {
  size_t size;
  unsigned char *data = read_file(path, &size);
  bool done = data != NULL;
  if (done) LLVMFuzzerTestOneInput(data, size);
  free(data);
  failed += !done;
  printf("%s %d - %s\n", done ? "ok" : "not ok", ++count, path);
  fflush(stdout);
}

static int is_visible(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

static void replay_folder(const char *path) {
  struct dirent **entries;
  int n = scandir(path, &entries, is_visible, alphasort);
  if (n < 0) {
    failed++;
    printf("not ok %d - %s\n", ++count, path);
    return;
  }
  for (int i = 0; i < n; i++) {
    char name[4096];
    snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
    replay_file(name);
    free(entries[i]);
  }
  free(entries);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    struct stat status;
    if (stat(argv[i], &status) == 0 && S_ISDIR(status.st_mode))
      replay_folder(argv[i]);
    else
      replay_file(argv[i]);
  }
  printf("1..%d\n", count);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
