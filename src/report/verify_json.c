/* Verifications as JSON. */
#include "report/json.h"
#include "report/report.h"

#include <inttypes.h>
#include <stdio.h>

static void put_expr(pc_json *json, const char *key, const pc_expr *value) {
  if (!value) return;
  pc_json_key(json, key);
  pc_json_expr(json, value, NULL, 0);
}

static void put_whole(pc_json *json, const char *key, uint64_t value) {
  char text[24];
  snprintf(text, sizeof text, "%" PRIu64, value);
  pc_json_pair(json, key, text);
}

static void put_count(pc_json *json, const char *key, size_t count) {
  pc_json_key(json, key);
  pc_json_double(json, (double)count);
}

static void put_group(pc_json *json, const pc_group *group) {
  static const char *const states[] = { [PC_GROUP_EQUAL] = "equal",
                                        [PC_GROUP_SIZED] = "size",
                                        [PC_GROUP_PACKED] = "packed",
                                        [PC_GROUP_MISSING] = "missing",
                                        [PC_GROUP_DIFFERS] = "different" };
  pc_json_open(json, '{');
  pc_json_pair(json, "path", group->path);
  pc_json_pair(json, "state", states[group->state]);
  put_expr(json, "times", group->times);
  put_expr(json, "each", group->each);
  put_expr(json, "expected", group->expected);
  put_expr(json, "true", group->found);
  put_count(json, "tensors", group->tensors);
  pc_json_close(json, '}');
}

static void put_shape(pc_json *json, const pc_fold *fold) {
  char text[24];
  pc_json_pair(json, "dtype", fold->dtype);
  pc_json_key(json, "shape");
  pc_json_open(json, '[');
  for (size_t i = 0; i < fold->rank; i++) {
    snprintf(text, sizeof text, "%" PRIu64, fold->shape[i]);
    pc_json_string(json, text);
  }
  pc_json_close(json, ']');
}

static void put_fold(pc_json *json, const pc_fold *fold) {
  pc_json_open(json, '{');
  pc_json_pair(json, "name", fold->name);
  put_count(json, "tensors", fold->count);
  put_whole(json, "values", fold->values);
  if (fold->alike) put_shape(json, fold);
  pc_json_close(json, '}');
}

/* The tensors of one fate; of sized ones those of one match. */
static void put_folds(pc_json *json, const char *key, const pc_verification *v, pc_fate fate, size_t match) {
  pc_json_key(json, key);
  pc_json_open(json, '[');
  for (size_t i = 0; i < v->fold_count; i++)
    if (v->folds[i].fate == fate && v->folds[i].match == match) put_fold(json, &v->folds[i]);
  pc_json_close(json, ']');
}

static void put_match(pc_json *json, const pc_verification *v, size_t match) {
  pc_json_open(json, '{');
  pc_json_pair(json, "path", v->matches[match].path);
  put_whole(json, "values", v->matches[match].values);
  if (v->matches[match].packed > 1) put_count(json, "packed", v->matches[match].packed);
  pc_json_key(json, "expected");
  pc_json_open(json, '[');
  for (size_t i = 0; i < v->slot_count; i++)
    if (v->slots[i].match == match) pc_json_string(json, v->slots[i].path);
  pc_json_close(json, ']');
  put_folds(json, "stored", v, PC_FATE_SIZED, match);
  pc_json_close(json, '}');
}

static void put_odd_slot(pc_json *json, const pc_odd_slot *slot) {
  pc_json_open(json, '{');
  pc_json_pair(json, "path", slot->path);
  put_expr(json, "expected", slot->expected);
  put_expr(json, "true", slot->found);
  put_expr(json, "copies", slot->copies);
  put_count(json, "tensors", slot->tensors);
  pc_json_close(json, '}');
}

static void put_lists(pc_json *json, const pc_verification *v) {
  pc_json_key(json, "groups");
  pc_json_open(json, '[');
  for (size_t i = 0; i < v->group_count; i++) put_group(json, &v->groups[i]);
  pc_json_close(json, ']');
  pc_json_key(json, "differing");
  pc_json_open(json, '[');
  for (size_t i = 0; i < v->slot_count; i++)
    if (v->slots[i].match == PC_NOWHERE) put_odd_slot(json, &v->slots[i]);
  pc_json_close(json, ']');
  pc_json_key(json, "by_size");
  pc_json_open(json, '[');
  for (size_t i = v->match_count; i-- > 0;) put_match(json, v, i);
  pc_json_close(json, ']');
  put_folds(json, "unexpected", v, PC_FATE_UNEXPECTED, 0);
  put_folds(json, "packed", v, PC_FATE_PACKED, 0);
  put_folds(json, "buffers", v, PC_FATE_BUFFER, 0);
  put_folds(json, "copies", v, PC_FATE_COPY, 0);
}

void pc_print_verify_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_verified *v = &report->as.verified;
  pc_json json = { .w = w, .ctx = report->ctx };
  pc_status verdict = v->result.verdict;
  (void)style;
  pc_json_open(&json, '{');
  pc_json_pair(&json, "model", v->model);
  pc_json_pair(&json, "checkpoint", v->checkpoint);
  pc_json_pair(&json, "metric", v->metric);
  pc_json_pair(&json, "verdict", verdict == PC_OK ? "equal" : verdict == PC_NO ? "different" : "unknown");
  put_expr(&json, "expected", v->result.expected);
  put_expr(&json, "true", v->result.found);
  put_expr(&json, "difference", v->result.difference);
  put_count(&json, "tensors", v->result.tensors);
  put_lists(&json, &v->result);
  pc_json_key(&json, "notes");
  pc_json_open(&json, '[');
  for (size_t i = 0; i < v->note_count; i++) pc_json_string(&json, v->notes[i]);
  pc_json_close(&json, ']');
  pc_json_close(&json, '}');
  pc_puts(w, "\n");
}
