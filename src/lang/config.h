/* Inside src/lang: configurations. A config.json is an object of the language that a model file's map reads. */
#ifndef PC_CONFIG_H
#define PC_CONFIG_H

#include "base/json.h"
#include "lang/model.h"
#include "lang/open.h"

/* What was read last from a configuration. */
typedef struct pc_config_read {
  const char *key; /* NULL: nothing was read */
  size_t offset;   /* of its value, or of the object that lacks it */
  bool missing;
} pc_config_read;

struct pc_config {
  pc_source source;
  const pc_json *root;
  const char *type; /* its model_type, or what `architectures` amounts to; interned */
  size_t type_offset;
  pc_config_read last;
  unsigned depth; /* definitions of maps that are being evaluated */
  uint32_t read;  /* keys that change an architecture: which of them a map has read */
};

/* config.c. Reads the text, which is copied. PC_INPUT for what is no object, and where no type is stated. */
pc_status pc_config_new(pc_config **out, pc_evaluator *ev, const pc_source *text, pc_error *error);
/* What the type may be by the first of the `architectures`, whose name is *class; NULL without one. */
const char *pc_config_class_type(pc_evaluator *ev, const char **class);
/* object.key: a null that tells its key where there is none and no `defaults` state one. */
pc_status pc_config_member(pc_value *out, pc_evaluator *ev, const pc_json *object, const char *key, pc_error *error);
/* An object of the configuration, or null for an empty one, whose missing keys take the defaults of `type` unless it
 * states a type of its own. */
pc_status pc_config_complete(pc_value *out, pc_evaluator *ev, const pc_value *object, const char *type,
                             pc_error *error);
/* As pc_value_kind_name of the value that was read at `offset`: words such as Infinity are no strings there. */
const char *pc_config_kind_name(const pc_evaluator *ev, const pc_value *v, size_t offset);
/* Whether the null was read from the model's configuration. */
bool pc_config_has_null(const pc_evaluator *ev, const pc_value *null);
/* Whether it was read there last, where the key stands: as a condition such a null is false, as in Python. */
bool pc_config_says_null(const pc_evaluator *ev, const pc_value *v);
/* Warns of keys that change an architecture and that no map has read. */
pc_status pc_config_warn(pc_model *model, pc_error *error);

/* config_find.c. Loads the file whose `huggingface` map is for the configuration's type: `with`, or a shipped one. */
pc_status pc_config_load(pc_file **file, const pc_item **map, pc_evaluator *ev, const char *with, pc_error *error);

/* config_bind.c. Defines what the map binds. `symbolic`: symbols stay in formulas all the same. */
pc_status pc_config_bind(pc_evaluator *ev, pc_file *file, const pc_item *map, bool symbolic, pc_error *error);
/* The model that a map is for, as a slot of its file. */
pc_status pc_config_model(pc_slot **out, pc_evaluator *ev, pc_file *file, const pc_item *map, pc_error *error);

#endif
