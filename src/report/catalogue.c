/* From shipped files and a model's declarations to reports: list, info. */
#include "report/report.h"
#include <string.h>

pc_status pc_report_info(pc_report **out, const pc_model *model, pc_error *error) {
  pc_report *report = NULL;
  pc_status status = pc_report_new(&report, model->ctx, PC_REPORT_INFO, error);
  if (status != PC_OK) return status;
  if (pc_report_copy(&report->as.info.model, report, model->name, error))
    status = pc_catalogue_make(&report->as.info.catalogue, &report->arena, model, error);
  else
    status = pc_no_memory(model->ctx, error);
  if (status != PC_OK)
    pc_report_free(report);
  else
    *out = report;
  return status;
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
