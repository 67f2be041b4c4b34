/* Reading the command line. */
#include "cli/option_table.h"
#include "sweep/grid.h"
#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_LONG = 256 }; /* what getopt returns for option i is FIRST_LONG + i */
enum { MOST_THREADS = 1024 };

typedef struct command_line {
  cli_options *options;
  bool given[CLI_OPTION_COUNT];
  const char *limits[CLI_OPTION_COUNT]; /* texts of limits */
  pc_error *error;
} command_line;

/* ---- values ---- */

static pc_status parse_count(long *out, cli_option_id id, const char *text, pc_error *error) {
  const char *name = CLI_OPTIONS[id].name;
  char *end;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (text[0] < '0' || text[0] > '9' || *end || errno)
    return pc_fail(error, PC_USAGE, "--%s wants a whole number, not '%s'", name, text);
  *out = value;
  return PC_OK;
}

static pc_status parse_digits(size_t *out, const char *text, pc_error *error) {
  char *end;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (text[0] < '0' || text[0] > '9' || *end || errno || value < 1 || value > 1000)
    return pc_fail(error, PC_USAGE, "--approx wants a number of digits from 1 to 1000, not '%s'", text);
  *out = (size_t)value;
  return PC_OK;
}

static pc_status parse_color(cli_color *out, const char *text, pc_error *error) {
  static const char *const names[] = { "auto", "always", "never" };
  for (int i = 0; i < 3; i++) {
    if (strcmp(text, names[i]) != 0) continue;
    *out = (cli_color)i;
    return PC_OK;
  }
  return pc_fail(error, PC_USAGE, "--color wants auto, always or never, not '%s'", text);
}

static pc_status parse_kind(pc_model_kind *out, const char *text, pc_error *error) {
  static const char *const names[] = { [PC_KIND_COST] = "cost", [PC_KIND_TORCH] = "torch", [PC_KIND_HF] = "hf" };
  for (int i = PC_KIND_COST; i <= PC_KIND_HF; i++) {
    if (strcmp(text, names[i]) != 0) continue;
    *out = (pc_model_kind)i;
    return PC_OK;
  }
  return pc_fail(error, PC_USAGE, "--from wants cost, torch or hf, not '%s'", text);
}

static pc_status parse_unknown(pc_unknown *out, const char *text, pc_error *error) {
  if (strcmp(text, "symbol") != 0 && strcmp(text, "ignore") != 0)
    return pc_fail(error, PC_USAGE, "--unknown wants symbol or ignore, not '%s'", text);
  if (*out != PC_UNKNOWN_REFUSE) *out = *text == 's' ? PC_UNKNOWN_SYMBOL : PC_UNKNOWN_IGNORE;
  return PC_OK;
}

static pc_status parse_by(pc_ops_by *out, const char *text, pc_error *error) {
  static const char *const names[] = { "op", "module", "dtype", "file" };
  for (int i = 0; i < 4; i++) {
    if (strcmp(text, names[i]) != 0) continue;
    *out = (pc_ops_by)i;
    return PC_OK;
  }
  return pc_fail(error, PC_USAGE, "--by wants op, module, dtype or file, not '%s'", text);
}

static pc_status parse_on_error(pc_on_error *out, const char *text, pc_error *error) {
  static const char *const names[] = { "stop", "skip", "mark" };
  for (int i = 0; i < 3; i++) {
    if (strcmp(text, names[i]) != 0) continue;
    *out = (pc_on_error)i;
    return PC_OK;
  }
  return pc_fail(error, PC_USAGE, "--on-error wants stop, skip or mark, not '%s'", text);
}

static pc_status parse_top(long *out, const char *text, pc_error *error) {
  pc_status status = parse_count(out, CLI_OPT_TOP, text, error);
  if (status == PC_OK && *out == 0) status = pc_fail(error, PC_USAGE, "--top wants one row or more");
  return status;
}

static pc_status parse_threads(long *out, const char *text, pc_error *error) {
  pc_status status = parse_count(out, CLI_OPT_THREADS, text, error);
  if (status == PC_OK && *out > MOST_THREADS)
    status = pc_fail(error, PC_USAGE, "--threads wants at most %d", (int)MOST_THREADS);
  return status;
}

static bool read_whole(uint64_t *out, const char **text) {
  char *end;
  errno = 0;
  *out = strtoull(*text, &end, 10);
  bool good = **text >= '0' && **text <= '9' && !errno && *out <= INT64_MAX;
  *text = end;
  return good;
}

static pc_status parse_shard(cli_sweeping *out, const char *text, pc_error *error) {
  const char *p = text;
  bool good = read_whole(&out->part, &p) && *p++ == '/' && read_whole(&out->parts, &p) && *p == '\0';
  if (good && out->part >= 1 && out->part <= out->parts) return PC_OK;
  return pc_fail(error, PC_USAGE, "--shard wants I/N, part I of N from 1/N to N/N, not '%s'", text);
}

/* A limit may be written as an expression: 10^6, 4Gi. */
static pc_status parse_limit(size_t *out, cli_option_id id, const char *text, pc_context *ctx, pc_error *error) {
  pc_expr *value = NULL;
  int64_t number = 0;
  bool good = pc_expr_parse(&value, ctx, text, NULL) == PC_OK && pc_expr_to_int64(&number, value) && number > 0;
  pc_expr_unref(value);
  if (!good || (uint64_t)number > SIZE_MAX)
    return pc_fail(error, PC_USAGE, "--%s wants a whole number above 0, not '%s'", CLI_OPTIONS[id].name, text);
  *out = (size_t)number;
  return PC_OK;
}

static size_t *limit_of(pc_limits *limits, int id) {
  switch (id) {
  case CLI_OPT_MAX_TERMS: return &limits->max_terms;
  case CLI_OPT_MAX_BITS: return &limits->max_bits;
  case CLI_OPT_MAX_DEPTH: return &limits->max_depth;
  case CLI_OPT_MAX_NODES: return &limits->max_nodes;
  case CLI_OPT_MAX_MEMORY: return &limits->max_memory;
  default: return NULL;
  }
}

static pc_status parse_limits(command_line *line) {
  pc_context *ctx = NULL;
  pc_status status = PC_OK;
  for (int i = 0; status == PC_OK && i < CLI_OPTION_COUNT; i++) {
    if (!line->limits[i]) continue;
    if (!ctx) ctx = pc_context_new(NULL, NULL);
    if (!ctx) return pc_fail(line->error, PC_SYSTEM, "out of memory");
    status = parse_limit(limit_of(&line->options->limits, i), (cli_option_id)i, line->limits[i], ctx, line->error);
  }
  pc_context_free(ctx);
  return status;
}

/* ---- options ---- */

/* Both of a comparison's models may be expressions, in their order. */
static void take_expression(cli_options *o, const char *value) {
  if (o->expression_count < 2) o->sides[o->expression_count].expression = value;
  if (o->expression_count++ == 0) o->expression_place = o->operands.n;
  o->expression = value;
}

static pc_status take_own(cli_side *side, const char *name, const char *value, pc_error *error) {
  const char *equals = strchr(value, '=');
  if (!equals || equals == value)
    return pc_fail(error, PC_USAGE, "--%s wants a binding NAME=EXPR, not '%s'", name, value);
  return cli_list_add(&side->bindings, value, strlen(value), error);
}

static pc_status take_layout(cli_options *o, pc_layout layout, pc_error *error) {
  if (o->layout != PC_EXPANDED && o->layout != layout)
    return pc_fail(error, PC_USAGE, "--factor and --horner do not go together");
  o->layout = layout;
  return PC_OK;
}

static void take_other(cli_other *other, pc_solve_relation relation, const char *expression, const char *path) {
  *other = (cli_other) { relation, expression, path, other->count + 1 };
}

static pc_status take_option(command_line *line, cli_option_id id, const char *value) {
  cli_options *o = line->options;
  const char *name = CLI_OPTIONS[id].name;
  pc_error *error = line->error;
  line->given[id] = true;
  switch (id) {
  case CLI_OPT_EXPRESSION:
    take_expression(o, value);
    return cli_list_add(&o->sweep.expressions, value, strlen(value), error);
  case CLI_OPT_PRESET: o->preset = value; break;
  case CLI_OPT_FROM: return parse_kind(&o->kind, value, error);
  case CLI_OPT_WITH: o->with = value; break;
  case CLI_OPT_OPS: return cli_list_add(&o->rules, value, strlen(value), error);
  case CLI_OPT_RENAME: return cli_list_split(&o->renames, name, value, error);
  case CLI_OPT_NO_FOLD: o->graph.unfolded = true; break;
  case CLI_OPT_UNKNOWN: return parse_unknown(&o->graph.unknown, value, error);
  case CLI_OPT_STRICT: o->graph.unknown = PC_UNKNOWN_REFUSE; break;
  case CLI_OPT_METRIC: return cli_list_split(&o->metrics, name, value, error);
  case CLI_OPT_AT: o->at = value; break;
  case CLI_OPT_COLLECT: return cli_list_split(&o->collect, name, value, error);
  case CLI_OPT_FACTOR: return take_layout(o, PC_FACTORED, error);
  case CLI_OPT_HORNER: return take_layout(o, PC_HORNER, error);
  case CLI_OPT_DERIVE: o->derive = true; break;
  case CLI_OPT_BIND: o->bind = true; break;
  case CLI_OPT_EACH: o->each = true; break;
  case CLI_OPT_DEPTH: return parse_count(&o->depth, id, value, error);
  case CLI_OPT_COLLAPSE: return cli_list_split(&o->collapse, name, value, error);
  case CLI_OPT_PERCENT: o->percent = true; break;
  case CLI_OPT_AS: return cli_list_split(&o->as, name, value, error);
  case CLI_OPT_ASSUME: return cli_list_add(&o->facts, value, strlen(value), error);
  case CLI_OPT_REGIMES: o->regimes = true; break;
  case CLI_OPT_SHARE: return cli_list_split(&o->share, name, value, error);
  case CLI_OPT_LEFT: return take_own(&o->sides[0], name, value, error);
  case CLI_OPT_RIGHT: return take_own(&o->sides[1], name, value, error);
  case CLI_OPT_OVER: return cli_list_split(&o->over, name, value, error);
  case CLI_OPT_TREE: o->tree = true; break;
  case CLI_OPT_FOR: return cli_list_split(&o->symbols, name, value, error);
  case CLI_OPT_NODE: o->at = value; break;
  case CLI_OPT_EQUALS: take_other(&o->other, PC_SOLVE_EQUAL, value, NULL); break;
  case CLI_OPT_AT_MOST: take_other(&o->other, PC_SOLVE_AT_MOST, value, NULL); break;
  case CLI_OPT_AT_LEAST: take_other(&o->other, PC_SOLVE_AT_LEAST, value, NULL); break;
  case CLI_OPT_EQUALS_NODE: take_other(&o->other, PC_SOLVE_EQUAL, NULL, value); break;
  case CLI_OPT_AT_MOST_NODE: take_other(&o->other, PC_SOLVE_AT_MOST, NULL, value); break;
  case CLI_OPT_AT_LEAST_NODE: take_other(&o->other, PC_SOLVE_AT_LEAST, NULL, value); break;
  case CLI_OPT_BY: o->sweep.by = value; break;
  case CLI_OPT_WHERE: o->sweep.where = value; break;
  case CLI_OPT_TOP: return parse_top(&o->sweep.top, value, error);
  case CLI_OPT_PARETO: return cli_list_split_expressions(&o->sweep.over, name, value, error);
  case CLI_OPT_SHARD: return parse_shard(&o->sweep, value, error);
  case CLI_OPT_ROWS: o->sweep.rows = value; break;
  case CLI_OPT_ROWS_FORMAT: o->sweep.rows_format = value; break;
  case CLI_OPT_COLUMNS: return cli_list_split(&o->sweep.columns, name, value, error);
  case CLI_OPT_KEEP: o->sweep.keep = true; break;
  case CLI_OPT_NO_HEADER: o->sweep.out.no_header = true; break;
  case CLI_OPT_DECIMAL: o->sweep.out.decimal = true; break;
  case CLI_OPT_ON_ERROR: return parse_on_error(&o->sweep.on_error, value, error);
  case CLI_OPT_THREADS: return parse_threads(&o->sweep.threads, value, error);
  case CLI_OPT_HUMAN: o->human = true; break;
  case CLI_OPT_APPROX: return parse_digits(&o->approx, value, error);
  case CLI_OPT_FORMAT: o->format_name = value; break;
  case CLI_OPT_COLOR: return parse_color(&o->color, value, error);
  case CLI_OPT_WIDTH: return parse_count(&o->width, id, value, error);
  case CLI_OPT_MAX_TERMS:
  case CLI_OPT_MAX_BITS:
  case CLI_OPT_MAX_DEPTH:
  case CLI_OPT_MAX_NODES:
  case CLI_OPT_MAX_MEMORY: line->limits[id] = value; break;
  case CLI_OPT_HELP: o->help = true; break;
  case CLI_OPT_VERSION: o->version = true; break;
  case CLI_OPTION_COUNT: break;
  }
  return PC_OK;
}

/* "--colect=x" is said as '--colect', with the nearest name of the table. */
static pc_status unknown_option(const char *word, pc_error *error) {
  char name[64];
  size_t length = strcspn(word, "="), matches = 0;
  if (length >= sizeof name) length = sizeof name - 1;
  memcpy(name, word, length);
  name[length] = '\0';
  pc_nearest nearest = { .word = name + 2 };
  for (int i = 0; i < CLI_OPTION_COUNT; i++) {
    matches += strncmp(CLI_OPTIONS[i].name, name + 2, length - 2) == 0;
    pc_nearest_try(&nearest, CLI_OPTIONS[i].name);
  }
  if (matches > 1) return pc_fail(error, PC_USAGE, "option '%s' is ambiguous", name);
  if (nearest.best) return pc_fail(error, PC_USAGE, "unknown option '%s' (did you mean '--%s'?)", name, nearest.best);
  return pc_fail(error, PC_USAGE, "unknown option '%s'", name);
}

/* What getopt refuses: '?' or ':' for a missing value. */
static pc_status bad_option(int what, char **argv, pc_error *error) {
  bool known_long = optopt >= FIRST_LONG;
  const char *word = argv[optind - 1];
  if (what == ':' && known_long)
    return pc_fail(error, PC_USAGE, "option '--%s' wants a value: %s", CLI_OPTIONS[optopt - FIRST_LONG].name,
                   CLI_OPTIONS[optopt - FIRST_LONG].argument);
  if (what == ':') return pc_fail(error, PC_USAGE, "option '-%c' wants a value", optopt);
  if (known_long)
    return pc_fail(error, PC_USAGE, "option '--%s' takes no value", CLI_OPTIONS[optopt - FIRST_LONG].name);
  if (optopt) return pc_fail(error, PC_USAGE, "unknown option '-%c'", optopt);
  return unknown_option(word, error);
}

static int id_of_letter(int letter) {
  for (int i = 0; i < CLI_OPTION_COUNT; i++)
    if (CLI_OPTIONS[i].letter == letter) return i;
  return -1;
}

static void fill_getopt(struct option *longs, char *shorts) {
  strcpy(shorts, "-:"); /* operands come in their order, as option 1 */
  shorts += 2;
  for (int i = 0; i < CLI_OPTION_COUNT; i++) {
    const cli_option *o = &CLI_OPTIONS[i];
    longs[i] = (struct option) { o->name, o->argument ? required_argument : no_argument, NULL, FIRST_LONG + i };
    if (!o->letter) continue;
    *shorts++ = o->letter;
    if (o->argument) *shorts++ = ':';
  }
  longs[CLI_OPTION_COUNT] = (struct option) { NULL, 0, NULL, 0 };
  *shorts = '\0';
}

static pc_status scan(command_line *line, int argc, char **argv) {
  struct option longs[CLI_OPTION_COUNT + 1];
  char shorts[3 + 2 * CLI_OPTION_COUNT];
  pc_status status = PC_OK;
  int what;
  fill_getopt(longs, shorts);
  opterr = 0;
  while (status == PC_OK && (what = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
    if (what == 1)
      status = cli_list_add(&line->options->operands, optarg, strlen(optarg), line->error);
    else if (what == '?' || what == ':')
      status = bad_option(what, argv, line->error);
    else
      status = take_option(line, (cli_option_id)(what >= FIRST_LONG ? what - FIRST_LONG : id_of_letter(what)), optarg);
  }
  for (; status == PC_OK && optind < argc; optind++)
    status = cli_list_add(&line->options->operands, argv[optind], strlen(argv[optind]), line->error);
  return status;
}

/* ---- operands ---- */

static pc_status unknown_verb(const char *word, pc_error *error) {
  pc_nearest nearest = { .word = word };
  for (const cli_verb *verb = CLI_VERBS; verb->name; verb++) pc_nearest_try(&nearest, verb->name);
  if (nearest.best) return pc_fail(error, PC_USAGE, "unknown verb '%s' (did you mean '%s'?)", word, nearest.best);
  if (access(word, F_OK) == 0)
    return pc_fail(error, PC_USAGE, "unknown verb '%s' (a verb comes before the model: 'polycost tree %s')", word,
                   word);
  return pc_fail(error, PC_USAGE, "unknown verb '%s' (see 'polycost --help')", word);
}

static pc_status find_verb(cli_options *o, pc_error *error) {
  if (o->operands.n == 0) return PC_OK;
  for (const cli_verb *verb = CLI_VERBS; verb->name; verb++)
    if (strcmp(verb->name, o->operands.items[0]) == 0) o->verb = verb;
  return o->verb ? PC_OK : unknown_verb(o->operands.items[0], error);
}

static pc_status check_given(const command_line *line) {
  const cli_verb *verb = line->options->verb;
  for (int i = 0; i < CLI_OPTION_COUNT; i++)
    if (line->given[i] && !(CLI_OPTIONS[i].verbs & verb->bit))
      return pc_fail(line->error, PC_USAGE, "'%s' takes no option --%s (see 'polycost %s --help')", verb->name,
                     CLI_OPTIONS[i].name, verb->name);
  return PC_OK;
}

static pc_status take_bindings(cli_options *o, size_t next, pc_error *error) {
  const char *const *words = cli_list_items(&o->operands);
  o->bindings = words + next;
  o->binding_count = o->operands.n - next;
  for (size_t i = 0; i < o->binding_count; i++) {
    const char *equals = strchr(o->bindings[i], '=');
    if (!equals || equals == o->bindings[i])
      return pc_fail(error, PC_USAGE, "'%s' is not a binding: NAME=EXPR is wanted%s", o->bindings[i],
                     o->expression && o->verb->bit != CLI_DIFF ? " (with -e there is no MODEL)" : "");
  }
  return PC_OK;
}

/* After the verb come A and B, each of which may be an expression of -e. */
static pc_status take_sides(cli_options *o, pc_error *error) {
  const char *const *words = cli_list_items(&o->operands);
  if (o->expression_count > 2) return pc_fail(error, PC_USAGE, "'diff' compares two: -e was given more often");
  if (o->operands.n + o->expression_count < 3)
    return pc_fail(error, PC_USAGE, "'diff' wants two models, A and B (see 'polycost diff --help')");
  size_t next = 1;
  if (o->expression_count == 1 && o->expression_place > 1) {
    o->sides[1].expression = o->sides[0].expression;
    o->sides[0].expression = NULL;
  }
  for (int i = 0; i < 2; i++)
    if (!o->sides[i].expression) o->sides[i].model = words[next++];
  return take_bindings(o, next, error);
}

static bool is_binding(const char *word) {
  const char *equals = strchr(word, '='), *slash = strchr(word, '/');
  return equals && equals > word && (!slash || slash > equals) && access(word, F_OK) != 0;
}

/* All words are models but those of the form NAME=EXPR, which are for all of them and are moved to the end. */
static pc_status take_each(cli_options *o, pc_error *error) {
  char **words = o->operands.items;
  size_t n = o->operands.n, models = 1;
  for (size_t i = 1; i < n; i++) {
    if (is_binding(words[i])) continue;
    char *model = words[i];
    memmove(&words[models + 1], &words[models], (i - models) * sizeof *words);
    words[models++] = model;
  }
  if (o->expression) return pc_fail(error, PC_USAGE, "--each goes without -e");
  if (models == 1) return pc_fail(error, PC_USAGE, "--each wants MODELs (see 'polycost eval --help')");
  o->model_count = models - 1;
  return take_bindings(o, models, error);
}

/* A checkpoint may be left out. */
static void take_checkpoint(cli_options *o, size_t *next) {
  const char *word = *next < o->operands.n ? o->operands.items[*next] : NULL;
  bool given = word && !is_binding(word);
  o->checkpoint = given ? word : NULL;
  *next += given;
}

/* Lists and ranges are axes of a grid: they are moved behind the bindings. */
static void take_axes(cli_options *o) {
  char **words = o->operands.items + (o->operands.n - o->binding_count);
  size_t bindings = 0;
  for (size_t i = 0; i < o->binding_count; i++) {
    if (pc_is_axis(words[i])) continue;
    char *word = words[i];
    memmove(&words[bindings + 1], &words[bindings], (i - bindings) * sizeof *words);
    words[bindings++] = word;
  }
  o->sweep.axes = o->bindings + bindings;
  o->sweep.axis_count = o->binding_count - bindings;
  o->binding_count = bindings;
}

/* After the verb comes MODEL, unless -e stands for it; the rest are bindings. */
static pc_status take_operands(cli_options *o, pc_error *error) {
  size_t next = 1;
  const char *const *words = cli_list_items(&o->operands);
  if (!o->verb->operands[0] && o->operands.n > 1)
    return pc_fail(error, PC_USAGE, "'%s' takes no argument '%s'", o->verb->name, words[1]);
  if (!o->verb->operands[0]) return PC_OK;
  if (o->verb->bit == CLI_DIFF) return take_sides(o, error);
  if (o->each) return take_each(o, error);
  if (o->verb->bit == CLI_SWEEP && o->expression && o->operands.n > 1 && !is_binding(words[1])) o->expression = NULL;
  if (!o->expression) {
    if (o->operands.n < 2)
      return pc_fail(error, PC_USAGE, "'%s' wants a MODEL (see 'polycost %s --help')", o->verb->name, o->verb->name);
    o->model = words[next++];
  }
  if (o->verb->bit == CLI_VERIFY) take_checkpoint(o, &next);
  pc_status status = take_bindings(o, next, error);
  if (status == PC_OK && o->verb->bit == CLI_SWEEP) take_axes(o);
  return status;
}

/* --by says what rows are of, or what --top looks at. */
static pc_status take_by(cli_options *o, pc_error *error) {
  const cli_sweeping *s = &o->sweep;
  if (o->verb->bit == CLI_OPS) return s->by ? parse_by(&o->by, s->by, error) : PC_OK;
  if (s->by && !s->top) return pc_fail(error, PC_USAGE, "--by goes with --top");
  if (s->top && s->over.n) return pc_fail(error, PC_USAGE, "--top and --pareto do not go together");
  return PC_OK;
}

static pc_status take_format(cli_options *o, pc_error *error) {
  if (!o->format_name) return PC_OK;
  if (o->verb->bit == CLI_SWEEP) return pc_rows_format_named(&o->sweep.out.format, o->format_name, error);
  return pc_format_named(&o->format, o->format_name, error);
}

pc_status cli_parse(cli_options *out, int argc, char **argv, pc_error *error) {
  command_line line = { .options = out, .error = error };
  pc_status status = scan(&line, argc, argv);
  if (status == PC_OK && !out->version) status = find_verb(out, error);
  if (status != PC_OK || out->help || out->version) return status;
  if (!out->verb) return pc_fail(error, PC_USAGE, "a verb is wanted (see 'polycost --help')");
  status = check_given(&line);
  if (status == PC_OK) status = take_by(out, error);
  if (status == PC_OK) status = take_format(out, error);
  if (status == PC_OK) status = take_operands(out, error);
  return status == PC_OK ? parse_limits(&line) : status;
}

void cli_options_free(cli_options *options) {
  cli_list_free(&options->operands);
  cli_list_free(&options->metrics);
  cli_list_free(&options->collect);
  cli_list_free(&options->collapse);
  cli_list_free(&options->as);
  cli_list_free(&options->facts);
  cli_list_free(&options->share);
  cli_list_free(&options->over);
  cli_list_free(&options->symbols);
  cli_list_free(&options->rules);
  cli_list_free(&options->renames);
  cli_list_free(&options->sweep.columns);
  cli_list_free(&options->sweep.expressions);
  cli_list_free(&options->sweep.over);
  cli_list_free(&options->sides[0].bindings);
  cli_list_free(&options->sides[1].bindings);
}
