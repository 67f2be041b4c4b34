/* A program that sets the user's locale, as most do, and embeds the library. Prints a tree as JSON, then as text. */
#include <locale.h>
#include <polycost/polycost.h>
#include <stdio.h>
#include <stdlib.h>

static pc_status put(void *user, const char *text, size_t length, pc_error *error) {
  (void)error;
  return fwrite(text, 1, length, user) == length ? PC_OK : PC_SYSTEM;
}

static pc_status print(const pc_model *model, pc_format format, bool human, pc_error *error) {
  pc_report *report = NULL;
  pc_tree_view view = { .depth = -1 };
  pc_style style = { .width = 80, .human = human };
  pc_status status = pc_report_tree(&report, model, &view, error);
  if (status == PC_OK) status = pc_report_write(report, format, &style, &(pc_sink) { put, stdout }, error);
  pc_report_free(report);
  return status;
}

/* Says on standard error which mark the locale puts before decimals: it must be the comma for the test to mean it. */
int main(int argc, char **argv) {
  if (argc < 2 || !setlocale(LC_ALL, "")) return EXIT_FAILURE;
  fprintf(stderr, "%s\n", localeconv()->decimal_point);
  pc_error error = PC_ERROR_INIT;
  pc_context *context = pc_context_new(NULL, NULL);
  const char *bindings[] = { "d=1.5e3", "h=0.5e1" };
  pc_model_options options = { .model = argv[1], .preset = "small", .bindings = bindings, .binding_count = 2 };
  pc_model *model = NULL;
  pc_status status = pc_model_open(&model, context, &options, &error);
  if (status == PC_OK) status = print(model, PC_JSON, false, &error);
  if (status == PC_OK) status = print(model, PC_TEXT, true, &error);
  if (status == PC_OK) status = print(model, PC_LATEX, false, &error);
  if (status != PC_OK) fprintf(stderr, "%s\n", error.message);
  pc_model_free(model);
  pc_context_free(context);
  pc_thread_end();
  return (int)status;
}
