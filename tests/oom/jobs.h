/* Jobs: each returns how its call ended, and whether it kept its promises. */
#ifndef OOM_JOBS_H
#define OOM_JOBS_H

#include <polycost/polycost.h>

typedef struct outcome {
  pc_status status;
  pc_status wanted; /* without a failing allocator */
  bool untouched;   /* the output is as it was, where the call failed */
} outcome;

typedef struct job {
  const char *name;
  outcome (*run)(const struct job *job, pc_context *context, pc_error *error);
  const char *model;
  const char *expression;
  const char *preset;
  const char *binding;
  const char *with; /* of a config, in the folder */
  bool symbolic;
  const char *const *facts; /* ended by NULL, or NULL */
  pc_status wanted;
  pc_format format;
  size_t digits; /* wanted of numbers; 0: they are exact */
} job;

extern const job oom_jobs[];
extern const size_t oom_job_count;

extern const char *oom_folder; /* that of the examples */
extern char oom_marker;        /* what outputs hold before a call */
#define MARKER ((void *)&oom_marker)

pc_status oom_discard(void *user, const char *text, size_t length, pc_error *error);

/* ---- rows.c ---- */

outcome oom_run_columns(const job *job, pc_context *context, pc_error *error);
/* A sweep: `model` is the file of rows beside model.cost, `binding` the format. */
outcome oom_run_sweep(const job *job, pc_context *context, pc_error *error);
/* A search of a grid: `expression` is the condition; with a binding, for the best rows, else for those that none
 * beats. */
outcome oom_run_search(const job *job, pc_context *context, pc_error *error);

#endif
