/* Opening a model: what MODEL is, found by looking at it. */
#include "lang/open.h"
#include "import/graph_model.h"
#include "import/torch_json.h"
#include "import/torch_text.h"

#include <stdio.h>
#include <string.h>

/* A loader that has one file's text already. */
typedef struct prefetched {
  const pc_loader *loader;
  const char *name;
  char *resolved, *text;
  size_t length;
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

static pc_status read_text(pc_graph **out, pc_context *ctx, const pc_source *source, const pc_graph_options *options,
                           pc_error *error) {
  const pc_torch_text_options text = { .graph = *options };
  return pc_torch_text_read(out, ctx, source, &text, error);
}

/* Takes over the graph. */
static pc_status take_graph(pc_graph **out, pc_graph *graph, pc_status status) {
  if (status)
    pc_graph_free(graph);
  else
    *out = graph;
  return status;
}

static pc_status read_json(pc_graph **out, pc_context *ctx, const pc_source *source, const pc_graph_options *options,
                           pc_error *error) {
  pc_graph *graph;
  pc_status status = pc_graph_new(&graph, ctx, options, error);
  return status ? status : take_graph(out, graph, pc_torch_read_json(graph, source, error));
}

/* The source is only a name. */
static pc_status read_archive(pc_graph **out, pc_context *ctx, const pc_source *source, const pc_graph_options *options,
                              pc_error *error) {
  pc_graph *graph;
  pc_status status = pc_graph_new(&graph, ctx, options, error);
  return status ? status : take_graph(out, graph, pc_torch_read_archive(graph, source->name, error));
}

static bool is_json(const char *text) {
  return text[strspn(text, " \t\r\n")] == '{';
}

/* The reader of graphs for a text, or NULL where it is a cost file. */
static pc_graph_read *reader_of(const pc_model_options *options, const prefetched *p) {
  if (options->kind == PC_KIND_COST || !p->text) return NULL;
  if (is_json(p->text)) return options->kind == PC_KIND_TORCH || strstr(p->text, "\"graph_module\"") ? read_json : NULL;
  return options->kind == PC_KIND_TORCH || pc_torch_text_fits(p->text, p->length) ? read_text : NULL;
}

/* Whether the file at the path is a zip archive. */
static bool is_archive(const char *path) {
  char start[4] = "";
  FILE *file = strcmp(path, "-") ? fopen(path, "rb") : NULL;
  if (!file) return false;
  size_t n = fread(start, 1, sizeof start, file);
  fclose(file);
  return n == sizeof start && !memcmp(start, "PK\3\4", sizeof start);
}

static pc_status open_found(pc_model **out, pc_context *ctx, const pc_model_options *options, prefetched *p,
                            pc_error *error) {
  pc_graph_read *read = reader_of(options, p);
  if (read) {
    const pc_source source = { p->resolved, p->text, p->length };
    return pc_model_open_graph(out, ctx, options, &source, read, error);
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
  if (!options->loader && options->kind != PC_KIND_COST && is_archive(options->model)) {
    const pc_source source = { options->model, "", 0 };
    return pc_model_open_graph(out, ctx, options, &source, read_archive, error);
  }
  prefetched p = { .loader = options->loader ? options->loader : pc_loader_default(), .name = options->model };
  pc_status status = p.loader->load(p.loader->user, ctx, p.name, NULL, &p.resolved, &p.text, &p.length, error);
  if (status == PC_NO) p.resolved = p.text = NULL;
  if (status && status != PC_NO) return status;
  status = open_found(out, ctx, options, &p, error);
  if (p.resolved) pc_free(ctx, p.resolved, strlen(p.resolved) + 1);
  if (p.text) pc_free(ctx, p.text, p.length + 1);
  return status;
}
