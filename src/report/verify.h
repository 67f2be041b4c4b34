/* Inside: what a verification's report holds. */
#ifndef PC_REPORT_VERIFY_H
#define PC_REPORT_VERIFY_H

#include "analysis/verify.h"

typedef struct pc_verified {
  const char *model, *checkpoint, *metric;
  pc_verification result;
  const char **notes;
  size_t note_count;
} pc_verified;

#endif
