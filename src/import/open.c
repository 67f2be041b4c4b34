/* Opening a model: what MODEL is, found by looking at it. */
#define _POSIX_C_SOURCE 200809L
#include "lang/open.h"
#include "import/graph_model.h"
#include "import/program.h"
#include "import/torch_text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A loader that has one file's text already. */
typedef struct prefetched {
  const pc_loader *loader;
  const char *name;
  char *resolved, *text;
  size_t length;
  size_t program; /* which of the programs in the text, or 0 */
} prefetched;

static pc_status load(void *user, pc_context *ctx, const char *name, const char *from, char **resolved, char **text,
                      size_t *length, pc_error *error) {
  prefetched *p = user;
  if (from || !p->text || strcmp(name, p->name))
    return p->loader->load(p->loader->user, ctx, name, from, resolved, text, length, error);
  *resolved = p->resolved;
  *text = p->text;
  *length = p->length;
  p->text = p->resolved = NULL;
  return PC_OK;
}

/* After reader_of: a JSON text that holds no program. */
static bool is_config(const pc_model_options *options, const prefetched *p) {
  if (options->kind != PC_KIND_FOUND || !p->text) return options->kind == PC_KIND_HF && p->text;
  return pc_text_is_json(p->text);
}

/* The reader of graphs for a text, or NULL where it is a cost file. */
static pc_graph_read *reader_of(const pc_model_options *options, const prefetched *p) {
  if (options->kind == PC_KIND_COST || options->kind == PC_KIND_HF || !p->text) return NULL;
  if (pc_text_is_json(p->text))
    return options->kind == PC_KIND_TORCH || strstr(p->text, "\"graph_module\"") ? pc_program_read_json : NULL;
  return options->kind == PC_KIND_TORCH || pc_torch_text_fits(p->text, p->length) ? pc_torch_text_read : NULL;
}

static pc_status fail_program(const prefetched *p, pc_error *error) {
  return pc_fail(error, PC_INPUT, "%s holds no printed programs to take number %zu of", p->name, p->program);
}

/* A folder stands for the config.json in it. */
static pc_status config_of_folder(const char **model, pc_context *ctx, pc_error *error) {
  struct stat found;
  if (stat(*model, &found) || !S_ISDIR(found.st_mode)) return PC_OK;
  pc_buffer path = { .ctx = ctx };
  pc_buffer_addf(&path, "%s%sconfig.json", *model, (*model)[strlen(*model) - 1] == '/' ? "" : "/");
  const char *name = path.failed ? NULL : pc_intern_string(ctx, path.text, path.length);
  pc_buffer_clear(&path);
  if (!name) return pc_no_memory(ctx, error);
  if (stat(name, &found)) return pc_fail(error, PC_INPUT, "the folder '%s' holds no config.json", *model);
  *model = name;
  return PC_OK;
}

/* FILE:N, the N-th of the programs printed in a file. *number stays 0 where MODEL is nothing of that kind. */
static pc_status load_numbered(prefetched *p, size_t *number, pc_context *ctx, const char *model, pc_error *error) {
  const char *colon = strrchr(model, ':');
  char *end = NULL;
  if (!colon || colon[1] < '1' || colon[1] > '9') return PC_NO;
  unsigned long n = strtoul(colon + 1, &end, 10);
  p->name = pc_intern_string(ctx, model, (size_t)(colon - model));
  if (!p->name) return pc_no_memory(ctx, error);
  if (*end) return PC_NO;
  *number = n;
  return p->loader->load(p->loader->user, ctx, p->name, NULL, &p->resolved, &p->text, &p->length, error);
}

static pc_status load_model(prefetched *p, pc_context *ctx, const char *model, pc_error *error) {
  size_t number = 0;
  p->name = model;
  pc_status status = p->loader->load(p->loader->user, ctx, model, NULL, &p->resolved, &p->text, &p->length, error);
  if (status != PC_NO) return status;
  status = load_numbered(p, &number, ctx, model, error);
  if (!status) p->program = number;
  if (status == PC_NO) p->name = model, p->resolved = p->text = NULL;
  return status == PC_NO ? PC_OK : status;
}

static pc_status open_found(pc_model **out, pc_context *ctx, const pc_model_options *options, prefetched *p,
                            pc_error *error) {
  pc_graph_read *read = reader_of(options, p);
  if (read) {
    const pc_source source = { p->resolved, p->text, p->length };
    return pc_model_open_graph(out, ctx, options, &source, p->program, read, error);
  }
  if (p->program) return fail_program(p, error);
  if (is_config(options, p)) {
    const pc_source source = { p->resolved, p->text, p->length };
    return pc_model_open_config(out, ctx, options, &source, error);
  }
  const pc_loader loader = { load, p };
  pc_model_options cost = *options;
  cost.loader = &loader;
  pc_status status = pc_model_open_cost(out, ctx, &cost, error);
  if (!status) pc_model_set_loader(*out, p->loader);
  return status;
}

pc_status pc_model_open(pc_model **out, pc_context *ctx, const pc_model_options *options, pc_error *error) {
  if (!options->model == !options->expression)
    return pc_fail(error, PC_USAGE, "either a model or an expression is needed");
  if (options->expression) return pc_model_open_cost(out, ctx, options, error);
  if (!options->loader && options->kind != PC_KIND_COST && pc_file_is_archive(options->model)) {
    const pc_source source = { options->model, "", 0 };
    return pc_model_open_graph(out, ctx, options, &source, 0, pc_program_read_archive, error);
  }
  prefetched p = { .loader = options->loader ? options->loader : pc_loader_default() };
  const char *model = options->model;
  pc_status status = options->loader ? PC_OK : config_of_folder(&model, ctx, error);
  if (!status) status = load_model(&p, ctx, model, error);
  if (status) return status;
  status = open_found(out, ctx, options, &p, error);
  if (p.resolved) pc_free(ctx, p.resolved, strlen(p.resolved) + 1);
  if (p.text) pc_free(ctx, p.text, p.length + 1);
  return status;
}
