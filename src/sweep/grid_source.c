/* The points of a grid as rows. Where a condition stands, points are tried window by window, and only those that meet
 * it become rows: what depends on axes that are constant in a window is computed once for it, and where that decides,
 * whole ranges are passed over. */
#include "sweep/grid_source.h"
#include "sweep/guards.h"

#include <string.h>

enum { CHUNK = 1 << 15 }; /* points */

/* A condition at work, for one worker. */
typedef struct trial {
  pc_run *run;
  int64_t *numbers; /* PC_RUN_ROWS for each axis */
} trial;

typedef struct grid_source {
  pc_row_source source;
  pc_grid grid;
  const char **names;
  uint64_t next, end;
  pc_program *condition; /* or NULL; then the two below are there, too */
  pc_guards *guards;
  trial *trials; /* by worker */
  size_t workers;
} grid_source;

static void clear_trial(const grid_source *s, trial *t) {
  pc_run_free(t->run);
  pc_free(s->source.ctx, t->numbers, s->grid.n * PC_RUN_ROWS * sizeof *t->numbers);
}

static void free_source(pc_row_source *source) {
  grid_source *s = (grid_source *)source;
  pc_context *ctx = source->ctx;
  for (size_t i = 0; s->trials && i < s->workers; i++) clear_trial(s, &s->trials[i]);
  pc_free(ctx, s->trials, s->workers * sizeof *s->trials);
  pc_guards_free(s->guards);
  pc_program_free(s->condition);
  pc_free(ctx, s->names, s->grid.n * sizeof *s->names);
  pc_grid_clear(&s->grid);
  pc_free(ctx, s, sizeof *s);
}

/* ---- chunks ---- */

static pc_status take(pc_row_source *source, pc_chunk *chunk, pc_error *error) {
  grid_source *s = (grid_source *)source;
  (void)error;
  if (s->next == s->end) return PC_NO;
  uint64_t left = s->end - s->next;
  chunk->first_row = s->next;
  chunk->rows = left < CHUNK ? left : CHUNK;
  chunk->done = 0;
  s->next += chunk->rows;
  return PC_OK;
}

static pc_status part(pc_row_source *source, uint64_t i, uint64_t n, pc_error *error) {
  grid_source *s = (grid_source *)source;
  (void)error;
  pc_shard(&s->next, &s->end, s->grid.points, i, n);
  source->rows = s->end - s->next;
  return PC_OK;
}

/* ---- rows ---- */

/* One column of a block or of a trial. */
static pc_data column(const int64_t *numbers, bool constant) {
  return (pc_data) { .values = (const uint64_t *)numbers, .stride = !constant, .limbs = 1 };
}

static void read_window(const grid_source *s, const pc_window *window, pc_row_block *block) {
  int64_t *columns[PC_AXIS_MAX];
  for (size_t i = 0; i < s->grid.n; i++) {
    columns[i] = block->narrow[s->source.roles[i]];
    block->inputs[s->source.roles[i]] = column(columns[i], i < window->constant);
  }
  pc_grid_fill(&s->grid, window, columns);
  block->rows = window->n;
}

/* Which points of the window hold. */
static pc_status try_window(const pc_mask **out, const grid_source *s, trial *t, const pc_window *window,
                            pc_error *error) {
  int64_t *columns[PC_AXIS_MAX];
  pc_data data[PC_AXIS_MAX];
  for (size_t i = 0; i < s->grid.n; i++) {
    columns[i] = t->numbers + i * PC_RUN_ROWS;
    data[i] = column(columns[i], i < window->constant);
  }
  pc_grid_fill(&s->grid, window, columns);
  pc_status status = pc_run_rows(t->run, data, 0, window->n, error);
  if (!status) *out = pc_run_mask(t->run, 0);
  return status;
}

/* Adds the points of the window that hold, and those of which it cannot be said, which are bad rows. */
static pc_status add_points(const grid_source *s, const trial *t, const pc_window *window, const pc_mask *mask,
                            pc_row_block *block, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t row = 0; !status && row < window->n; row++) {
    bool fault = mask->faults && mask->faults[row];
    if (!mask->holds[row] && !fault) continue;
    for (size_t i = 0; i < s->grid.n; i++) {
      const int64_t *numbers = t->numbers + i * PC_RUN_ROWS;
      block->narrow[s->source.roles[i]][block->rows] = numbers[i < window->constant ? 0 : row];
    }
    if (fault)
      status = pc_row_block_spoil(block, block->rows, PC_NO_FIELD, PC_INPUT, error, "the condition: %s",
                                  pc_fault_text((pc_fault)mask->faults[row]));
    block->rows++;
  }
  return status;
}

static pc_status try_points(const grid_source *s, trial *t, const pc_window *window, pc_row_block *block,
                            pc_error *error) {
  const pc_mask *mask;
  pc_status status = try_window(&mask, s, t, window, error);
  if (!status && (mask->count > 0 || mask->faults)) status = add_points(s, t, window, mask, block, error);
  return status;
}

/* Goes on until a block is half full, with windows that fit into the rest. */
static pc_status read_some(const grid_source *s, pc_chunk *chunk, pc_row_block *block, pc_error *error) {
  trial *t = &s->trials[block->worker];
  uint64_t end = chunk->first_row + chunk->rows;
  pc_status status = PC_OK;
  for (size_t i = 0; i < s->grid.n; i++) {
    int role = s->source.roles[i];
    block->inputs[role] = column(block->narrow[role], false);
  }
  for (uint64_t point = chunk->first_row + chunk->done; !status && block->rows <= PC_BLOCK_ROWS / 2;) {
    status = pc_guards_pass(s->guards, block->worker, &point, end, error);
    chunk->done = point - chunk->first_row;
    if (status || point == end) break;
    pc_window window = pc_grid_window(&s->grid, point, end, PC_BLOCK_ROWS - block->rows);
    status = try_points(s, t, &window, block, error);
    point += window.n;
    chunk->done += window.n;
  }
  return status;
}

static pc_status read(const pc_row_source *source, pc_chunk *chunk, pc_row_block *block, pc_error *error) {
  const grid_source *s = (const grid_source *)source;
  if (s->condition) return read_some(s, chunk, block, error);
  if (chunk->done == chunk->rows) return PC_OK;
  uint64_t end = chunk->first_row + chunk->rows;
  pc_window window = pc_grid_window(&s->grid, chunk->first_row + chunk->done, end, PC_BLOCK_ROWS);
  read_window(s, &window, block);
  chunk->done += window.n;
  return PC_OK;
}

/* ---- conditions ---- */

static pc_status make_trials(grid_source *s, size_t workers, pc_error *error) {
  pc_context *ctx = s->source.ctx;
  s->trials = pc_alloc_zero(ctx, workers * sizeof *s->trials);
  if (!s->trials) return pc_no_memory(ctx, error);
  s->workers = workers;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < workers; i++) {
    trial *t = &s->trials[i];
    t->numbers = pc_alloc(ctx, s->grid.n * PC_RUN_ROWS * sizeof *t->numbers);
    status = t->numbers ? pc_run_new(&t->run, s->condition, error) : pc_no_memory(ctx, error);
  }
  return status;
}

static pc_status where(pc_row_source *source, const pc_condition *condition, const pc_symbol *const *symbols,
                       size_t workers, pc_error *error) {
  grid_source *s = (grid_source *)source;
  const pc_program_spec spec = {
    .conditions = &condition, .condition_count = 1, .symbols = symbols, .symbol_count = source->column_count
  };
  source->rows = UINT64_MAX;
  pc_status status = pc_program_new(&s->condition, source->ctx, &spec, error);
  if (!status) status = pc_guards_new(&s->guards, &s->grid, condition, symbols, workers, error);
  return status ? status : make_trials(s, workers, error);
}

/* ---- making ---- */

static pc_status name_columns(grid_source *s, pc_error *error) {
  s->names = pc_alloc(s->source.ctx, s->grid.n * sizeof *s->names);
  if (!s->names) return pc_no_memory(s->source.ctx, error);
  for (size_t i = 0; i < s->grid.n; i++) s->names[i] = s->grid.axes[i].name;
  s->end = s->grid.points;
  s->source.columns = s->names;
  s->source.column_count = s->grid.n;
  s->source.rows = s->grid.points;
  return PC_OK;
}

pc_status pc_grid_source_new(pc_row_source **out, pc_context *ctx, const char *const *bindings, size_t n,
                             pc_error *error) {
  if (n > PC_AXIS_MAX) return pc_fail(error, PC_LIMIT, "a grid has at most %d axes", PC_AXIS_MAX);
  grid_source *s = pc_alloc_zero(ctx, sizeof *s);
  if (!s) return pc_no_memory(ctx, error);
  s->source = (pc_row_source) { .ctx = ctx,
                                .name = "the grid",
                                .bytes = UINT64_MAX,
                                .take = take,
                                .read = read,
                                .part = part,
                                .where = where,
                                .has_points = true,
                                .wake = -1,
                                .free = free_source };
  s->grid.ctx = ctx;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < n; i++) status = pc_grid_add(&s->grid, bindings[i], error);
  if (!status) status = name_columns(s, error);
  if (status)
    free_source(&s->source);
  else
    *out = &s->source;
  return status;
}
