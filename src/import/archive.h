/* A .pt2 archive: a zip of which the program's JSON is read, and nothing else. */
#ifndef PC_ARCHIVE_H
#define PC_ARCHIVE_H

#include "base/base.h"

/* Gives the JSON piece by piece; a status that is not PC_OK ends the reading and is returned. */
typedef pc_status pc_archive_take(void *user, const char *bytes, size_t length, pc_error *error);

/* Reads the program's JSON in the archive at `path`, in constant memory whatever the archive's size. PC_INPUT when it
 * is no archive, is damaged, or holds no program; PC_LIMIT when the JSON is larger than max_memory or compressed
 * beyond belief. Where an archive holds several programs, model.json is read, or else the first. */
pc_status pc_archive_read(size_t *programs, pc_context *ctx, const char *path, pc_archive_take *take, void *user,
                          pc_error *error);

#endif
