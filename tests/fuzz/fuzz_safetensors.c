/* Any bytes as a safetensors file, or as its header where they begin with '{': they are refused, or compared with a
 * small model. */
#include <polycost/polycost.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char cost[] = "symbol d, n, v\n"
                           "metric params\n"
                           "metric buffers\n"
                           "metric duplicates\n"
                           "model Net {\n"
                           "  net: {\n"
                           "    embed: { params weight: v*d }\n"
                           "    layers: {\n"
                           "      \"(all)\": n * { proj: { params weight: d^2, params bias: d }, buffers mask: 2*d }\n"
                           "    }\n"
                           "    stages: {\n"
                           "      \"0\": { conv: { params weight: 6 } }\n"
                           "      \"1\": { conv: { params weight: 9 } }\n"
                           "    }\n"
                           "    norm: { params weight: d }\n"
                           "  }\n"
                           "  head: { params weight: 0, duplicates weight: v*d }\n"
                           "}\n";

static pc_status load(void *user, pc_context *context, const char *name, const char *from, char **resolved, char **text,
                      size_t *length, pc_error *error) {
  (void)user, (void)from, (void)error;
  *length = sizeof cost - 1;
  *resolved = pc_source_text(context, name, strlen(name));
  *text = pc_source_text(context, cost, *length);
  return *resolved && *text ? PC_OK : PC_SYSTEM;
}

static pc_status discard(void *user, const char *text, size_t length, pc_error *error) {
  (void)user, (void)text, (void)length, (void)error;
  return PC_OK;
}

static pc_model *open_model(pc_context *context) {
  static const char *const bindings[] = { "d=4", "n=3", "v=5" };
  const pc_loader loader = { load, NULL };
  const pc_model_options options = {
    .model = "net.cost", .kind = PC_KIND_COST, .bindings = bindings, .binding_count = 3, .loader = &loader
  };
  pc_model *model = NULL;
  if (pc_model_open(&model, context, &options, NULL) != PC_OK) abort();
  return model;
}

static void compare(const pc_checkpoint *checkpoint, pc_context *context) {
  const pc_sink sink = { .write = discard };
  pc_model *model = open_model(context);
  pc_report *report = NULL;
  if (pc_report_verify(&report, model, checkpoint, NULL, NULL) == PC_OK) {
    if (pc_report_write(report, PC_TEXT, NULL, &sink, NULL) != PC_OK) abort();
    if (pc_report_write(report, PC_JSON, NULL, &sink, NULL) != PC_OK) abort();
    pc_report_answer(report);
    pc_report_free(report);
  }
  pc_model_free(model);
}

/* The bytes with their length before them. */
static unsigned char *with_length(const uint8_t *data, size_t size) {
  unsigned char *file = malloc(size + 8);
  if (!file) abort();
  for (size_t i = 0; i < 8; i++) file[i] = (unsigned char)(size >> 8 * i);
  memcpy(file + 8, data, size);
  return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const pc_limits limits = { .max_depth = 60, .max_nodes = 5000, .max_memory = (size_t)1 << 26 };
  pc_context *context = pc_context_new(&limits, NULL);
  if (!context) abort();
  pc_checkpoint *checkpoint = NULL;
  pc_error error = PC_ERROR_INIT;
  bool alone = size > 0 && *data == '{';
  unsigned char *file = alone ? with_length(data, size) : NULL;
  pc_status status =
      pc_checkpoint_read(&checkpoint, context, "fuzz", alone ? file : data, alone ? size + 8 : size, &error);
  if (status != error.status) abort();
  if (status == PC_OK) compare(checkpoint, context);
  pc_checkpoint_free(checkpoint);
  free(file);
  pc_context_free(context);
  return 0;
}
