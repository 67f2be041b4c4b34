#include "library/shipped.h"
#include "lang/model.h"

#include <string.h>

const char *pc_shipped_name(size_t index) {
  return index < pc_shipped_count ? pc_shipped_files[index].name : NULL;
}

const char *pc_shipped_title(size_t index) {
  return index < pc_shipped_count ? pc_shipped_files[index].title : "";
}

static size_t stem_length(const char *name) {
  static const char suffix[] = ".cost";
  size_t length = strlen(name), end = sizeof suffix - 1;
  return length > end && strcmp(name + length - end, suffix) == 0 ? length - end : length;
}

const char *pc_shipped_text(const char *name, size_t *length) {
  size_t stem = stem_length(name);
  for (size_t i = 0; i < pc_shipped_count; i++) {
    const pc_shipped_file *file = &pc_shipped_files[i];
    if (strlen(file->name) != stem || memcmp(file->name, name, stem) != 0) continue;
    *length = file->length;
    return (const char *)file->text;
  }
  return NULL;
}
