/* Running a sweep: chunks are taken one by one, computed by many threads, and written in their order. */
#include "sweep/sweep.h"
#include <string.h>

/* What is shared by the threads of one sweep. */
typedef struct sweeping {
  const pc_sweep *sweep;
  pthread_mutex_t taking, turns; /* taking: around the source */
  pthread_cond_t turn;
  uint64_t taken;   /* chunks; guarded by `taking` */
  uint64_t written; /* chunks; guarded by `turns`, as all that follows */
  bool ended;       /* nothing more is taken or written */
  uint64_t lines;   /* of text, before the next chunk to be written */
  pc_progress progress;
  pc_status status; /* of the first failure, in the order of chunks */
  pc_error *error;
} sweeping;

/* A bad row as it is kept until its chunk is written. */
typedef struct complaint {
  struct complaint *next;
  pc_bad_row bad;
  uint64_t row; /* of the chunk */
  pc_line line;
} complaint;

/* One thread and the chunk it has. */
typedef struct worker {
  sweeping *all;
  size_t number;
  pc_context *ctx;
  pc_arena arena; /* of the chunk */
  pc_row_block block;
  pc_chunk chunk;
  uint64_t order; /* of the chunk */
  pc_buffer text;
  complaint *first, **last;
  uint64_t bad;
  pc_status status; /* of the chunk: its text is written first */
  pc_error error;
  bool stopped; /* by a bad row: the first complaint is the failure */
  pthread_t thread;
} worker;

/* ---- a chunk ---- */

/* "at d = 4, h = 3: MESSAGE" */
static pc_status name_point(worker *w, pc_bad_row *bad) {
  const pc_row_source *source = w->all->sweep->source;
  pc_buffer text = { .ctx = w->ctx };
  for (size_t i = 0; i < source->column_count; i++) {
    const pc_data *data = &w->block.inputs[source->roles[i]];
    pc_buffer_addf(&text, "%s%s = %lld", i ? ", " : "at ", source->columns[i],
                   (long long)(int64_t)data->values[bad->row * data->stride]);
  }
  pc_buffer_addf(&text, ": %s", bad->message);
  char *message = text.failed ? NULL : pc_arena_copy(&w->arena, text.text, text.length + 1);
  pc_buffer_clear(&text);
  if (!message) return pc_no_memory(w->ctx, &w->error);
  bad->message = message;
  return PC_OK;
}

static pc_status keep_complaints(worker *w, size_t count) {
  for (size_t i = 0; i < count; i++) {
    complaint *c = pc_arena_alloc(&w->arena, sizeof *c);
    if (!c) return pc_no_memory(w->ctx, &w->error);
    if (w->all->sweep->source->has_points && name_point(w, &w->block.bad[i])) return w->error.status;
    const pc_bad_row *bad = &w->block.bad[i];
    *c = (complaint) { .bad = *bad, .row = w->chunk.done - w->block.rows + bad->row };
    if (w->all->sweep->source->has_lines) c->line = w->block.lines[bad->row];
    *w->last = c;
    w->last = &c->next;
    w->bad++;
  }
  return PC_OK;
}

/* Up to where the block's rows are to be written, with what is to be said of bad ones. */
static pc_status judge(worker *w, size_t *end) {
  pc_row_block *block = &w->block;
  *end = block->rows;
  if (!block->bad_count) return PC_OK;
  w->stopped = w->all->sweep->on_error == PC_ON_ERROR_STOP;
  if (w->stopped) *end = block->bad[0].row;
  return keep_complaints(w, w->stopped ? 1 : block->bad_count);
}

static pc_status filter(worker *w) {
  const pc_sweep *s = w->all->sweep;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < s->filter_count; i++)
    status = s->filters[i]->apply(s->filters[i], &w->block, w->order, &w->error);
  return status;
}

static pc_status compute_block(worker *w) {
  const pc_sweep *s = w->all->sweep;
  size_t end;
  pc_status status = pc_plan_evaluate(s->plan, &w->block, &w->error);
  if (!status) status = filter(w);
  if (!status) status = pc_rows_out_check(s->out, &w->block, &w->error);
  if (!status) status = judge(w, &end);
  if (!status) status = pc_rows_out_format(s->out, &w->block, 0, end, &w->text, &w->error);
  return status;
}

static pc_status compute(worker *w) {
  const pc_row_source *source = w->all->sweep->source;
  for (pc_status status = PC_OK; !status && !w->stopped;) {
    pc_row_block_reset(&w->block);
    w->block.first_row = w->chunk.first_row + w->chunk.done;
    status = source->read(source, &w->chunk, &w->block, &w->error);
    if (!status && w->block.rows == 0) return PC_OK;
    if (!status) status = compute_block(w);
    if (status) return status;
  }
  return PC_OK;
}

/* ---- writing ---- */

/* The error of a bad row, with its place. */
static void describe(pc_error *out, const sweeping *all, const worker *w, const complaint *c) {
  const pc_row_source *source = all->sweep->source;
  if (source->has_points) {
    pc_fail(out, c->bad.status, "%s", c->bad.message);
    return;
  }
  if (!source->has_lines) {
    pc_fail(out, c->bad.status, "row %llu of %s: %s", (unsigned long long)(w->chunk.first_row + c->row + 1),
            source->name, c->bad.message);
    return;
  }
  const pc_piece row = { c->line.start, c->line.length };
  const pc_source text = { source->name, row.start, row.length };
  const pc_piece cell = c->bad.field >= 0 ? source->cell(source, row, c->bad.field) : (pc_piece) { NULL, 0 };
  pc_fail_at(out, c->bad.status, &text, cell.start ? (size_t)(cell.start - row.start) : 0, "%s", c->bad.message);
  out->line += all->lines + w->chunk.skipped + c->line.number;
}

static void complain(const sweeping *all, const worker *w) {
  bool told = all->sweep->on_error == PC_ON_ERROR_SKIP && all->sweep->complain;
  for (const complaint *c = w->first; c && told; c = c->next) {
    pc_error error = PC_ERROR_INIT;
    describe(&error, all, w, c);
    all->sweep->complain(all->sweep->user, &error);
  }
}

static pc_status write_text(const sweeping *all, worker *w) {
  const pc_sink *sink = &all->sweep->sink;
  return w->text.length ? sink->write(sink->user, w->text.text, w->text.length, &w->error) : PC_OK;
}

/* Writes what became of the chunk; it is its turn. */
static void deliver(worker *w) {
  sweeping *all = w->all;
  const pc_sweep *s = all->sweep;
  pc_status written = write_text(all, w);
  if (!w->status) w->status = written;
  complain(all, w);
  if (!w->status && w->stopped) {
    describe(&w->error, all, w, w->first);
    w->status = w->error.status;
  }
  all->lines += w->chunk.skipped + w->chunk.lines;
  all->progress.rows += w->chunk.done;
  all->progress.bad += w->bad;
  all->progress.bytes += w->chunk.bytes;
  if (s->progress) s->progress(s->user, &all->progress);
  if (!w->status && s->stop && atomic_load(s->stop)) w->status = pc_fail(&w->error, PC_SYSTEM, "stopped by a signal");
}

/* Waits for the chunk's turn; false where another one ended the sweep. */
static bool wait_turn(worker *w) {
  sweeping *all = w->all;
  pthread_mutex_lock(&all->turns);
  while (!all->ended && all->written != w->order) pthread_cond_wait(&all->turn, &all->turns);
  bool mine = !all->ended;
  pthread_mutex_unlock(&all->turns);
  return mine;
}

static void pass_turn(worker *w) {
  sweeping *all = w->all;
  pthread_mutex_lock(&all->turns);
  all->written++;
  if (w->status && !all->ended) {
    all->ended = true;
    all->status = w->status;
    if (all->error) *all->error = w->error;
    if (all->sweep->wake) all->sweep->wake(all->sweep->user);
  }
  pthread_cond_broadcast(&all->turn);
  pthread_mutex_unlock(&all->turns);
}

/* ---- threads ---- */

static bool has_ended(sweeping *all) {
  pthread_mutex_lock(&all->turns);
  bool ended = all->ended;
  pthread_mutex_unlock(&all->turns);
  return ended;
}

/* Takes the next chunk: PC_NO at the end. What fails has its turn, too. */
static pc_status take(worker *w) {
  sweeping *all = w->all;
  pthread_mutex_lock(&all->taking);
  pc_status status = has_ended(all) ? PC_NO : all->sweep->source->take(all->sweep->source, &w->chunk, &w->error);
  w->order = all->taken;
  all->taken += status != PC_NO;
  pthread_mutex_unlock(&all->taking);
  return status;
}

/* Forgets the chunk before. */
static void clear_chunk(worker *w) {
  w->text.length = 0;
  w->first = NULL;
  w->last = &w->first;
  w->bad = 0;
  w->stopped = false;
  pc_arena_clear(&w->arena);
}

static void *work(void *argument) {
  worker *w = argument;
  for (;;) {
    pc_status status = take(w);
    if (status == PC_NO) break;
    clear_chunk(w);
    w->status = status ? status : compute(w);
    if (!wait_turn(w)) break;
    if (status) w->chunk.skipped = w->chunk.lines = w->chunk.done = w->chunk.bytes = 0;
    deliver(w);
    pass_turn(w);
    if (w->status) break;
  }
  return NULL;
}

static void *work_in_thread(void *argument) {
  work(argument);
  pc_thread_end();
  return NULL;
}

static pc_status worker_init(worker *w, sweeping *all, size_t number, pc_error *error) {
  const pc_plan *plan = all->sweep->plan;
  *w = (worker) { .all = all, .number = number, .error = PC_ERROR_INIT };
  const pc_allocator *allocator = &plan->ctx->allocator;
  w->ctx = pc_context_new(&plan->ctx->limits, allocator->resize ? allocator : NULL);
  if (!w->ctx) return pc_fail(error, PC_SYSTEM, "out of memory");
  w->arena.ctx = w->text.ctx = w->chunk.ctx = w->ctx;
  pc_status status = pc_row_block_init(&w->block, w->ctx, &w->arena, plan->input_count, plan->extra_count, error);
  w->block.worker = number;
  return status ? status : pc_run_new(&w->block.run, plan->program, error);
}

static void worker_clear(worker *w) {
  if (!w->ctx) return;
  pc_run_free(w->block.run);
  pc_row_block_clear(&w->block);
  pc_buffer_clear(&w->text);
  pc_free(w->ctx, w->chunk.text, w->chunk.capacity);
  pc_arena_clear(&w->arena);
  pc_context_free(w->ctx);
}

/* The first worker is this thread. */
static pc_status run_workers(sweeping *all, worker *workers, size_t n) {
  size_t started = 1;
  for (; started < n; started++)
    if (pthread_create(&workers[started].thread, NULL, work_in_thread, &workers[started]) != 0) break;
  work(&workers[0]);
  for (size_t i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
  return all->status;
}

static pc_status run_all(sweeping *all, pc_error *error) {
  const pc_sweep *s = all->sweep;
  pc_context *ctx = s->plan->ctx;
  size_t size = s->threads * sizeof(worker), made = 0;
  worker *workers = pc_alloc_zero(ctx, size);
  if (!workers) return pc_no_memory(ctx, error);
  pc_status status = PC_OK;
  for (; !status && made < s->threads; made++) status = worker_init(&workers[made], all, made, error);
  if (!status) status = run_workers(all, workers, s->threads);
  for (size_t i = 0; i < made; i++) worker_clear(&workers[i]);
  pc_free(ctx, workers, size);
  return status;
}

/* ---- the whole ---- */

static pc_status write_beginning(const pc_sweep *s, pc_error *error) {
  pc_buffer text = { .ctx = s->plan->ctx };
  pc_status status = pc_rows_out_begin(s->out, s->source->rows, &text, error);
  if (!status && text.length) status = s->sink.write(s->sink.user, text.text, text.length, error);
  pc_buffer_clear(&text);
  return status;
}

static pc_status finish_filters(const pc_sweep *s, pc_error *error) {
  pc_buffer text = { .ctx = s->plan->ctx };
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < s->filter_count; i++)
    if (s->filters[i]->finish) status = s->filters[i]->finish(s->filters[i], &text, error);
  if (!status && text.length) status = s->sink.write(s->sink.user, text.text, text.length, error);
  pc_buffer_clear(&text);
  return status;
}

pc_status pc_sweep_run(pc_progress *done, const pc_sweep *sweep, pc_error *error) {
  sweeping all = { .sweep = sweep, .error = error };
  pc_status status = write_beginning(sweep, error);
  if (status) return status;
  pthread_mutex_init(&all.taking, NULL);
  pthread_mutex_init(&all.turns, NULL);
  pthread_cond_init(&all.turn, NULL);
  status = run_all(&all, error);
  pthread_cond_destroy(&all.turn);
  pthread_mutex_destroy(&all.turns);
  pthread_mutex_destroy(&all.taking);
  if (done) *done = all.progress;
  return status ? status : finish_filters(sweep, error);
}
