/* Every job with an allocator that fails: once at the n-th request, and at the n-th and all later ones, for n = 1, 2,
 * ... until the job no longer comes that far. Each time the job must say PC_SYSTEM or PC_LIMIT, leave its output as it
 * was, and give all memory back. GMP and FLINT allocate on their own and are not part of it: they abort without memory.
 *
 *     oom FOLDER [JOB...]    FOLDER holds transformer.cost and linear.cost
 */
#include "jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- an allocator that fails on demand and checks what it is given ---- */

typedef struct failing {
  size_t requests; /* so far */
  size_t fail_at;  /* the request that fails; 0: none */
  bool for_good;   /* all later ones fail too */
  size_t held;     /* bytes */
  size_t refused;
  size_t wrong_sizes; /* blocks given back with another size than they were made with */
} failing;

enum { HEADER = 16 };

static bool must_fail(failing *f) {
  f->requests++;
  bool fails = f->fail_at != 0 && (f->for_good ? f->requests >= f->fail_at : f->requests == f->fail_at);
  f->refused += fails;
  return fails;
}

static void *resize(void *user, void *block, size_t old_size, size_t new_size) {
  failing *f = user;
  char *from = block ? (char *)block - HEADER : NULL;
  size_t was = 0;
  if (from) memcpy(&was, from, sizeof was);
  f->wrong_sizes += was != old_size;
  if (new_size != 0 && must_fail(f)) return NULL;
  f->held += new_size - was;
  if (new_size == 0) {
    free(from);
    return NULL;
  }
  /* A block always moves, so that old addresses in use are found by the sanitizers. */
  char *to = malloc(HEADER + new_size);
  if (!to) abort();
  memcpy(to, &new_size, sizeof new_size);
  if (from) memcpy(to + HEADER, from + HEADER, was < new_size ? was : new_size);
  free(from);
  return to + HEADER;
}

/* ---- one run of a job, and all runs of it ---- */

typedef struct run {
  outcome outcome;
  failing memory;
  pc_error error;
} run;

static run run_once(const job *job, size_t fail_at, bool for_good) {
  run r = { .outcome = { PC_SYSTEM, job->wanted, true }, .memory = { .fail_at = fail_at, .for_good = for_good } };
  pc_context *context = pc_context_new(NULL, &(pc_allocator) { resize, &r.memory });
  if (context) {
    r.outcome = job->run(job, context, &r.error);
    if (r.outcome.status != r.error.status) r.outcome.status = PC_DEFECT;
    pc_context_free(context);
  }
  return r;
}

static const char *fault(const run *r) {
  pc_status status = r->outcome.status;
  if (r->memory.held != 0) return "memory is lost";
  if (r->memory.wrong_sizes != 0) return "a block came back with a wrong size";
  if (!r->outcome.untouched) return "the output was touched";
  if (r->memory.refused == 0) return status == r->outcome.wanted ? NULL : "wrong status without a failure";
  /* A job whose input is wrong may find that out first, and a nicety of an error may do without memory. */
  if (status == r->outcome.wanted && status != PC_OK) return NULL;
  return status == PC_SYSTEM || status == PC_LIMIT ? NULL : "a failed allocation was not reported";
}

static bool check_job(const job *job, bool for_good, size_t *runs) {
  for (*runs = 1;; ++*runs) {
    run r = run_once(job, *runs, for_good);
    const char *wrong = fault(&r);
    if (wrong) {
      printf("# request %zu%s: %s (status %d '%s', %zu bytes held)\n", *runs, for_good ? " and later" : "", wrong,
             (int)r.outcome.status, r.error.message, r.memory.held);
      return false;
    }
    if (r.memory.refused == 0) return true;
  }
}

static bool is_wanted(const char *name, int count, char **names) {
  for (int i = 0; i < count; i++)
    if (strcmp(name, names[i]) == 0) return true;
  return count == 0;
}

int main(int argc, char **argv) {
  if (argc < 2) return EXIT_FAILURE;
  oom_folder = argv[1];
  int count = 0, failed = 0;
  for (size_t i = 0; i < oom_job_count; i++) {
    if (!is_wanted(oom_jobs[i].name, argc - 2, argv + 2)) continue;
    for (int for_good = 0; for_good < 2; for_good++) {
      size_t runs;
      bool good = check_job(&oom_jobs[i], for_good, &runs);
      failed += !good;
      printf("%s %d - %s, %s\n# %zu runs\n", good ? "ok" : "not ok", ++count, oom_jobs[i].name,
             for_good ? "no memory from the n-th request on" : "the n-th request fails", runs);
      fflush(stdout);
    }
  }
  printf("1..%d\n", count);
  pc_thread_end();
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
