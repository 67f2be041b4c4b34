/* Opening two models that are to be compared: bindings for both, and for one. */
#include "lang/open.h"

#include <string.h>

static size_t name_length(const char *binding) {
  size_t n = strcspn(binding, "=");
  while (n && binding[n - 1] == ' ') n--;
  return n;
}

static bool names_same(const char *a, const char *b) {
  size_t n = name_length(a);
  return n == name_length(b) && !memcmp(a, b, n);
}

/* What a side is opened with: its own bindings, and those for both that it does not bind itself. */
typedef struct side {
  const char **bindings;
  size_t *place; /* of each in the caller's bindings for both; `shared` for its own */
  bool *known;
  size_t n, room;
} side;

static pc_status gather(side *s, pc_context *ctx, const pc_pair_options *o, int which, pc_error *error) {
  s->room = o->binding_count + o->own_count[which];
  s->bindings = pc_alloc_zero(ctx, s->room * sizeof *s->bindings);
  s->place = pc_alloc_zero(ctx, s->room * sizeof *s->place);
  s->known = pc_alloc_zero(ctx, s->room * sizeof *s->known);
  if (!s->bindings || !s->place || !s->known) return pc_no_memory(ctx, error);
  for (size_t i = 0; i < o->own_count[which]; i++) {
    s->place[s->n] = o->binding_count;
    s->bindings[s->n++] = o->own[which][i];
  }
  for (size_t i = 0; i < o->binding_count; i++) {
    bool own = false;
    for (size_t j = 0; j < o->own_count[which]; j++) own = own || names_same(o->own[which][j], o->bindings[i]);
    if (own) continue;
    s->place[s->n] = i;
    s->bindings[s->n++] = o->bindings[i];
  }
  return PC_OK;
}

static void side_clear(pc_context *ctx, side *s) {
  pc_free(ctx, s->bindings, s->room * sizeof *s->bindings);
  pc_free(ctx, s->place, s->room * sizeof *s->place);
  pc_free(ctx, s->known, s->room * sizeof *s->known);
}

static pc_model_options options_of(const side *s, const pc_pair_options *o, int which) {
  return (pc_model_options) { .model = o->models[which],
                              .expression = o->expressions[which],
                              .preset = o->preset,
                              .bindings = s->bindings,
                              .binding_count = s->n,
                              .facts = o->facts,
                              .fact_count = o->fact_count,
                              .kind = o->kind,
                              .with = o->with,
                              .symbolic = o->symbolic,
                              .graph = o->graph,
                              .loader = o->loader };
}

/* The message of a model that must know the binding, or the preset. */
static pc_status refuse(pc_context *ctx, const pc_pair_options *o, int which, const char *binding, pc_error *error) {
  const pc_model_options strict = { .model = o->models[which],
                                    .expression = o->expressions[which],
                                    .preset = binding ? NULL : o->preset,
                                    .bindings = &binding,
                                    .binding_count = binding ? 1 : 0,
                                    .kind = o->kind,
                                    .with = o->with,
                                    .symbolic = o->symbolic,
                                    .graph = o->graph,
                                    .loader = o->loader };
  pc_model *model = NULL;
  pc_status status = pc_model_open(&model, ctx, &strict, error);
  pc_model_free(model);
  return status ? status
                : pc_fail(error, PC_INPUT, "'%s' binds nothing in either model", binding ? binding : o->preset);
}

static pc_status check(pc_context *ctx, const side sides[2], const bool presets[2], const pc_pair_options *o,
                       pc_error *error) {
  if (o->preset && !presets[0] && !presets[1]) return refuse(ctx, o, o->expressions[0] ? 1 : 0, NULL, error);
  for (int which = 0; which < 2; which++)
    for (size_t i = 0; i < sides[which].n; i++)
      if (sides[which].place[i] == o->binding_count && !sides[which].known[i])
        return refuse(ctx, o, which, sides[which].bindings[i], error);
  for (size_t i = 0; i < o->binding_count; i++) {
    bool known = false, wanted = false;
    for (int which = 0; which < 2; which++)
      for (size_t j = 0; j < sides[which].n; j++)
        if (sides[which].place[j] == i) {
          wanted = true;
          known = known || sides[which].known[j];
        }
    if (wanted && !known) return refuse(ctx, o, 0, o->bindings[i], error);
  }
  return PC_OK;
}

static pc_status open_side(pc_model **out, bool *preset, pc_context *ctx, const side *s, const pc_pair_options *o,
                           int which, bool symbolic, pc_error *error) {
  pc_model_options options = options_of(s, o, which);
  options.known = s->known;
  options.preset_known = preset;
  options.symbolic = symbolic;
  return pc_model_open(out, ctx, &options, error);
}

/* A program's sizes are numbers, so what a configuration binds is put in beside one. Standard input is not read again.
 */
static pc_status bind_beside_program(pc_model *models[2], bool presets[2], pc_context *ctx, const side sides[2],
                                     const pc_pair_options *o, pc_error *error) {
  const int other = models[0]->graph ? 1 : 0;
  if (!o->symbolic || !models[0]->graph == !models[1]->graph) return PC_OK;
  if (!o->models[other] || !strcmp(o->models[other], "-")) return PC_OK;
  pc_model_free(models[other]);
  models[other] = NULL;
  return open_side(&models[other], &presets[other], ctx, &sides[other], o, other, false, error);
}

pc_status pc_model_open_pair(pc_model **left, pc_model **right, pc_context *ctx, const pc_pair_options *o,
                             pc_error *error) {
  side sides[2] = { { 0 }, { 0 } };
  pc_model *models[2] = { NULL, NULL };
  bool presets[2] = { false, false };
  pc_status status = PC_OK;
  for (int i = 0; i < 2 && !status; i++) {
    status = gather(&sides[i], ctx, o, i, error);
    if (!status) status = open_side(&models[i], &presets[i], ctx, &sides[i], o, i, o->symbolic, error);
  }
  if (!status) status = bind_beside_program(models, presets, ctx, sides, o, error);
  if (!status) status = check(ctx, sides, presets, o, error);
  if (!status) status = pc_model_check_names(models[0], models[1], error);
  for (int i = 0; i < 2; i++) {
    if (status) pc_model_free(models[i]);
    side_clear(ctx, &sides[i]);
  }
  if (status) return status;
  *left = models[0];
  *right = models[1];
  return PC_OK;
}
