/* .pt2 archives, by minizip. */
#include "import/archive.h"

#include <minizip/unzip.h>
#include <string.h>

enum { PIECE = 1 << 18, LONGEST_NAME = 1024 };
enum { STORED = 0, DEFLATED = 8, ENCRYPTED = 1 };
/* Beyond so many bytes, what is compressed may not grow more than so many times: JSON of programs grows 60 times. */
enum { UNSUSPICIOUS = 1 << 26, LARGEST_GROWTH = 256 };

/* Up to PyTorch 2.7 the program is a file of this name; later one of a folder. */
static bool holds_program(const char *name) {
  static const char old[] = "serialized_exported_program.json", folder[] = "models/", ending[] = ".json";
  const char *slash = strrchr(name, '/'), *models = strstr(name, folder);
  if (!strcmp(slash ? slash + 1 : name, old)) return true;
  size_t length = strlen(name);
  return models && (models == name || models[-1] == '/') && models + sizeof folder - 2 == slash &&
         length >= sizeof ending && !strcmp(name + length - (sizeof ending - 1), ending);
}

static pc_status fail_damaged(const char *path, const char *what, pc_error *error) {
  return pc_fail(error, PC_INPUT, "%s: the archive is damaged: %s", path, what);
}

/* Goes to the first program; "model.json" is the one that PyTorch writes unless an archive holds several. */
static pc_status find(size_t *programs, unzFile archive, const char *path, pc_error *error) {
  unz64_file_pos found;
  char name[LONGEST_NAME];
  bool usual = false;
  int step = unzGoToFirstFile(archive);
  *programs = 0;
  for (; step == UNZ_OK; step = unzGoToNextFile(archive)) {
    if (unzGetCurrentFileInfo64(archive, NULL, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK)
      return fail_damaged(path, "its directory cannot be read", error);
    name[sizeof name - 1] = '\0';
    if (!holds_program(name)) continue;
    const char *slash = strrchr(name, '/');
    bool best = !usual && (!slash || !strcmp(slash, "/model.json"));
    if ((best || !*programs) && unzGetFilePos64(archive, &found) != UNZ_OK)
      return fail_damaged(path, "its directory cannot be read", error);
    usual |= best;
    ++*programs;
  }
  if (*programs)
    return unzGoToFilePos64(archive, &found) == UNZ_OK ? PC_OK
                                                       : fail_damaged(path, "a file is not where it should be", error);
  if (step != UNZ_OK && step != UNZ_END_OF_LIST_OF_FILE)
    return fail_damaged(path, "its directory cannot be read", error);
  return pc_fail(error, PC_INPUT,
                 "%s: the archive holds no exported program (no serialized_exported_program.json, no models/*.json)",
                 path);
}

/* What was read so far, out of `packed` bytes of the archive. */
static pc_status check_growth(pc_context *ctx, uint64_t total, uint64_t packed, const char *path, pc_error *error) {
  if (total > ctx->limits.max_memory)
    return pc_fail(error, PC_LIMIT, "%s: the program's JSON is larger than --max-memory %zu", path,
                   ctx->limits.max_memory);
  if (total > UNSUSPICIOUS && total / LARGEST_GROWTH > packed)
    return pc_fail(error, PC_LIMIT, "%s: what is compressed grows more than %d times (unpack it to read it)", path,
                   (int)LARGEST_GROWTH);
  return PC_OK;
}

static pc_status read_pieces(pc_context *ctx, unzFile archive, const char *path, pc_archive_take *take, void *user,
                             pc_error *error) {
  char *piece = pc_alloc(ctx, PIECE);
  if (!piece) return pc_no_memory(ctx, error);
  pc_status status = PC_OK;
  uint64_t total = 0, start = unzGetCurrentFileZStreamPos64(archive);
  while (!status) {
    int n = unzReadCurrentFile(archive, piece, PIECE);
    if (n < 0) status = fail_damaged(path, "what is compressed cannot be read", error);
    if (n <= 0) break;
    total += (uint64_t)n;
    status = check_growth(ctx, total, unzGetCurrentFileZStreamPos64(archive) - start, path, error);
    if (!status) status = take(user, piece, (size_t)n, error);
  }
  pc_free(ctx, piece, PIECE);
  return status;
}

static pc_status open_entry(unzFile archive, const char *path, pc_error *error) {
  unz_file_info64 info;
  if (unzGetCurrentFileInfo64(archive, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
    return fail_damaged(path, "its directory cannot be read", error);
  if (info.flag & ENCRYPTED) return pc_fail(error, PC_INPUT, "%s: the program in the archive is encrypted", path);
  if (info.compression_method != STORED && info.compression_method != DEFLATED)
    return pc_fail(error, PC_INPUT, "%s: the program in the archive is compressed by method %d: only deflate is read",
                   path, (int)info.compression_method);
  return unzOpenCurrentFile(archive) == UNZ_OK ? PC_OK : fail_damaged(path, "a file is not where it should be", error);
}

/* The checksum is compared when a file was read to its end and is closed. */
static pc_status read_entry(size_t *programs, pc_context *ctx, unzFile archive, const char *path, pc_archive_take *take,
                            void *user, pc_error *error) {
  pc_status status = find(programs, archive, path, error);
  if (!status) status = open_entry(archive, path, error);
  if (status) return status;
  status = read_pieces(ctx, archive, path, take, user, error);
  int closed = unzCloseCurrentFile(archive);
  return !status && closed == UNZ_CRCERROR ? fail_damaged(path, "a checksum is wrong", error) : status;
}

pc_status pc_archive_read(size_t *programs, pc_context *ctx, const char *path, pc_archive_take *take, void *user,
                          pc_error *error) {
  unzFile archive = unzOpen64(path);
  if (!archive)
    return pc_fail(error, PC_INPUT, "%s: this is no archive that can be read (it was cut, or is damaged)", path);
  pc_status status = read_entry(programs, ctx, archive, path, take, user, error);
  unzClose(archive);
  return status;
}
