/* Any bytes as a cost file: it is read or refused, and a model that was read is priced and printed in every format. */
#include <polycost/polycost.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct file {
  const char *text;
  size_t length;
} file;

static pc_status load(void *user, pc_context *context, const char *name, const char *from, char **resolved, char **text,
                      size_t *length, pc_error *error) {
  const file *f = user;
  (void)from;
  pc_status status = strcmp(name, "fuzz.cost") == 0 ? PC_OK : PC_INPUT;
  if (status == PC_OK) {
    *resolved = pc_source_text(context, name, strlen(name));
    *text = pc_source_text(context, f->text, f->length);
    *length = f->length;
    if (!*resolved || !*text) status = PC_SYSTEM;
  }
  if (status != PC_OK && error && error->status == PC_OK) {
    error->status = status;
    snprintf(error->message, sizeof error->message, "cannot read '%.100s'", name);
  }
  return status;
}

static pc_status discard(void *user, const char *text, size_t length, pc_error *error) {
  (void)user, (void)text, (void)length, (void)error;
  return PC_OK;
}

static void write_all(pc_report *report) {
  static const pc_format formats[] = { PC_TEXT, PC_LATEX,  PC_SYMPY,      PC_JSON, PC_MATHML, PC_CSV,
                                       PC_C,    PC_PYTHON, PC_JAVASCRIPT, PC_SQL,  PC_DOT };
  pc_style style = { .width = 60, .color = true };
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    pc_report_write(report, formats[i], &style, &(pc_sink) { .write = discard }, NULL);
  pc_report_free(report);
}

static void ask(const pc_model *model) {
  pc_tree_view view = { .depth = -1 };
  pc_report *report = NULL;
  if (pc_report_formula(&report, model, NULL, NULL) == PC_OK) write_all(report);
  if (pc_report_tree(&report, model, &view, NULL) == PC_OK) write_all(report);
  if (pc_report_eval(&report, model, NULL, NULL, 0, NULL) == PC_OK) write_all(report);
  if (pc_report_info(&report, model, NULL) == PC_OK) write_all(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  pc_limits limits = {
    .max_terms = 500, .max_bits = 4000, .max_depth = 60, .max_nodes = 5000, .max_memory = (size_t)1 << 26
  };
  pc_context *context = pc_context_new(&limits, NULL);
  if (!context) abort();
  file f = { (const char *)data, size };
  pc_loader loader = { load, &f };
  pc_model_options options = { .model = "fuzz.cost", .loader = &loader };
  pc_model *model = NULL;
  pc_error error = PC_ERROR_INIT;
  pc_status status = pc_model_open(&model, context, &options, &error);
  if (status != error.status) abort();
  if (status == PC_OK) ask(model);
  pc_model_free(model);
  pc_context_free(context);
  return 0;
}
