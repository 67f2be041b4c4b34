/* .pt2 archives, by libzip. */
#include "import/archive.h"

#include <string.h>
#include <zip.h>

enum { PIECE = 1 << 16 };

/* Up to PyTorch 2.7 the program is a file of this name; later one of a folder. */
static bool holds_program(const char *name) {
  static const char old[] = "serialized_exported_program.json", folder[] = "models/", ending[] = ".json";
  const char *slash = strrchr(name, '/'), *models = strstr(name, folder);
  if (!strcmp(slash ? slash + 1 : name, old)) return true;
  size_t length = strlen(name);
  return models && (models == name || models[-1] == '/') && models + sizeof folder - 2 == slash &&
         length >= sizeof ending && !strcmp(name + length - (sizeof ending - 1), ending);
}

/* The first one; PyTorch calls it "model" unless it holds several. */
static pc_status find(zip_uint64_t *out, zip_t *archive, const char *path, pc_error *error) {
  zip_int64_t n = zip_get_num_entries(archive, 0), found = -1;
  for (zip_int64_t i = 0; i < n; i++) {
    const char *name = zip_get_name(archive, (zip_uint64_t)i, 0);
    if (!name || !holds_program(name)) continue;
    const char *slash = strrchr(name, '/');
    if (found < 0 || (slash && !strcmp(slash, "/model.json"))) found = i;
  }
  if (found < 0)
    return pc_fail(error, PC_INPUT,
                   "%s: the archive holds no exported program (no serialized_exported_program.json, no models/*.json)",
                   path);
  *out = (zip_uint64_t)found;
  return PC_OK;
}

static pc_status fail_large(pc_context *ctx, const char *path, pc_error *error) {
  return pc_fail(error, PC_LIMIT, "%s: the program's JSON is larger than --max-memory %zu", path,
                 ctx->limits.max_memory);
}

static pc_status read_pieces(pc_context *ctx, zip_file_t *file, const char *path, pc_archive_take *take, void *user,
                             pc_error *error) {
  char *piece = pc_alloc(ctx, PIECE);
  if (!piece) return pc_no_memory(ctx, error);
  pc_status status = PC_OK;
  size_t total = 0;
  while (!status) {
    zip_int64_t n = zip_fread(file, piece, PIECE);
    if (n < 0) status = pc_fail(error, PC_INPUT, "%s: the archive is damaged: %s", path, zip_file_strerror(file));
    if (n <= 0) break;
    total += (size_t)n;
    status = total > ctx->limits.max_memory ? fail_large(ctx, path, error) : take(user, piece, (size_t)n, error);
  }
  pc_free(ctx, piece, PIECE);
  return status;
}

static pc_status read_entry(pc_context *ctx, zip_t *archive, const char *path, pc_archive_take *take, void *user,
                            pc_error *error) {
  zip_uint64_t entry = 0;
  pc_status status = find(&entry, archive, path, error);
  if (status) return status;
  zip_file_t *file = zip_fopen_index(archive, entry, 0);
  if (!file) return pc_fail(error, PC_INPUT, "%s: the archive is damaged: %s", path, zip_strerror(archive));
  status = read_pieces(ctx, file, path, take, user, error);
  zip_fclose(file);
  return status;
}

pc_status pc_archive_read(pc_context *ctx, const char *path, pc_archive_take *take, void *user, pc_error *error) {
  int number = 0;
  zip_t *archive = zip_open(path, ZIP_RDONLY, &number);
  if (!archive) {
    zip_error_t cause;
    zip_error_init_with_code(&cause, number);
    pc_status status = number == ZIP_ER_MEMORY ? PC_SYSTEM : PC_INPUT;
    status = pc_fail(error, status, "%s: cannot read the archive: %s", path, zip_error_strerror(&cause));
    zip_error_fini(&cause);
    return status;
  }
  pc_status status = read_entry(ctx, archive, path, take, user, error);
  zip_discard(archive);
  return status;
}
