/* Any bytes as a configuration: they are read by a small model file or refused, and what was read is priced. */
#include <polycost/polycost.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As tests/data/hf/small.cost. */
static const char cost[] =
    "symbol d, n, v, w\n"
    "option tied = 0 | 1\n"
    "option kind = \"plain\" | \"gated\"\n"
    "option n_g \"n_{global}\" = 1\n"
    "metric params \"parameters\"\n"
    "metric pairs\n"
    "model Small {\n"
    "  params embedding: v*d\n"
    "  blocks: n * { params x: if (kind == \"gated\") 3*d^2 else 2*d^2 }\n"
    "  pairs global: n_g*n\n"
    "  pairs local: (n - n_g)*w\n"
    "  params head: (1 - tied)*v*d\n"
    "}\n"
    "defaults \"small\" { tie_word_embeddings = true, num_layers = 4, window = null }\n"
    "huggingface \"small\", \"small-er\" for Small {\n"
    "  let t = config.text_config ?? config\n"
    "  d = t.hidden_size\n"
    "  n = config.num_layers\n"
    "  v = config.vocab_size\n"
    "  w = config.window ?? 2*d\n"
    "  tied = config.tie_word_embeddings\n"
    "  kind = if (config.act == \"silu\" or \"glu\" in (config.act ?? \"\")) \"gated\" else \"plain\"\n"
    "  n_g = sum(x in t.layer_types, x == \"full\") ?? sum(i, 0, n - 1, mod(i, 2))\n"
    "}\n";

typedef struct config {
  const char *text;
  size_t length;
} config;

static pc_status load(void *user, pc_context *context, const char *name, const char *from, char **resolved, char **text,
                      size_t *length, pc_error *error) {
  const config *c = user;
  bool is_config = strcmp(name, "config.json") == 0;
  (void)from, (void)error;
  if (!is_config && strcmp(name, "small.cost") != 0) return PC_NO;
  *length = is_config ? c->length : sizeof cost - 1;
  *resolved = pc_source_text(context, name, strlen(name));
  *text = pc_source_text(context, is_config ? c->text : cost, *length);
  return *resolved && *text ? PC_OK : PC_SYSTEM;
}

static pc_status discard(void *user, const char *text, size_t length, pc_error *error) {
  (void)user, (void)text, (void)length, (void)error;
  return PC_OK;
}

static void ask(const pc_model *model) {
  const pc_tree_view view = { .depth = -1 };
  const pc_sink sink = { .write = discard };
  pc_report *report = NULL;
  if (pc_report_eval(&report, model, NULL, NULL, 0, NULL) == PC_OK) {
    pc_report_write(report, PC_TEXT, NULL, &sink, NULL);
    pc_report_free(report);
  }
  if (pc_report_tree(&report, model, &view, NULL) == PC_OK) {
    pc_report_write(report, PC_JSON, NULL, &sink, NULL);
    pc_report_free(report);
  }
  for (size_t i = 0; pc_model_warning(model, i); i++) discard(NULL, pc_model_warning(model, i), 0, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const pc_limits limits = {
    .max_terms = 500, .max_bits = 4000, .max_depth = 60, .max_nodes = 5000, .max_memory = (size_t)1 << 26
  };
  pc_context *context = pc_context_new(&limits, NULL);
  if (!context) abort();
  config c = { (const char *)data, size };
  const pc_loader loader = { load, &c };
  const pc_model_options options = {
    .model = "config.json", .kind = PC_KIND_HF, .with = "small.cost", .symbolic = size % 2, .loader = &loader
  };
  pc_model *model = NULL;
  pc_error error = PC_ERROR_INIT;
  pc_status status = pc_model_open(&model, context, &options, &error);
  if (status != error.status) abort();
  if (status == PC_OK) ask(model);
  pc_model_free(model);
  pc_context_free(context);
  return 0;
}
