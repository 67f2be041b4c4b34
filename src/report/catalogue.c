/* From shipped files and a model's declarations to reports: list, info. */
#include "report/report.h"
#include <string.h>

static bool copy_named(pc_named *to, pc_report *report, const pc_named *from, pc_error *error) {
  return pc_report_copy(&to->name, report, from->name ? from->name : "", error) &&
         pc_report_copy(&to->title, report, from->title, error) && pc_report_copy(&to->doc, report, from->doc, error) &&
         pc_report_copy(&to->text, report, from->text, error) &&
         pc_report_copy(&to->latex, report, from->latex, error) && pc_report_copy(&to->unit, report, from->unit, error);
}

static bool copy_names(pc_names *to, pc_report *report, const pc_names *from, pc_error *error) {
  to->n = 0;
  to->items = pc_arena_alloc(&report->arena, from->n * sizeof *to->items);
  if (!to->items) return pc_no_memory(report->ctx, error) == PC_OK;
  while (to->n < from->n && copy_named(&to->items[to->n], report, &from->items[to->n], error)) to->n++;
  return to->n == from->n;
}

static bool copy_catalogue(pc_catalogue *to, pc_report *report, const pc_catalogue *from, pc_error *error) {
  return pc_report_copy(&to->source, report, from->source, error) &&
         pc_report_copy(&to->doc, report, from->doc, error) &&
         copy_names(&to->symbols, report, &from->symbols, error) &&
         copy_names(&to->options, report, &from->options, error) &&
         copy_names(&to->facts, report, &from->facts, error) &&
         copy_names(&to->metrics, report, &from->metrics, error) &&
         copy_names(&to->presets, report, &from->presets, error) &&
         copy_names(&to->layers, report, &from->layers, error) &&
         copy_names(&to->models, report, &from->models, error) &&
         copy_names(&to->functions, report, &from->functions, error);
}

pc_status pc_report_info(pc_report **out, const pc_model *model, pc_error *error) {
  pc_report *report = NULL;
  pc_status status = pc_report_new(&report, model->ctx, PC_REPORT_INFO, error);
  if (status != PC_OK) return status;
  if (pc_report_copy(&report->as.info.model, report, model->name, error) &&
      copy_catalogue(&report->as.info.catalogue, report, &model->catalogue, error)) {
    *out = report;
    return PC_OK;
  }
  pc_report_free(report);
  return pc_no_memory(model->ctx, error);
}

pc_status pc_report_list(pc_report **out, pc_context *context, pc_error *error) {
  pc_report *report = NULL;
  pc_status status = pc_report_new(&report, context, PC_REPORT_LIST, error);
  if (status != PC_OK) return status;
  pc_names *list = &report->as.list;
  size_t n = 0;
  while (pc_shipped_name(n)) n++;
  list->items = pc_arena_alloc(&report->arena, n * sizeof *list->items);
  if (!list->items) {
    pc_report_free(report);
    return pc_no_memory(context, error);
  }
  memset(list->items, 0, n * sizeof *list->items);
  for (list->n = 0; list->n < n; list->n++) {
    list->items[list->n].name = pc_shipped_name(list->n);
    list->items[list->n].title = pc_shipped_title(list->n);
  }
  *out = report;
  return PC_OK;
}
