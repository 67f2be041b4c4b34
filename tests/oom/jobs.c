/* Jobs on models, reports, checkpoints and programs of PyTorch, and the table of all jobs. */
#include "jobs.h"
#include "import/torch_text.h"

#include <stdio.h>
#include <string.h>

const char *oom_folder;
char oom_marker;

pc_status oom_discard(void *user, const char *text, size_t length, pc_error *error) {
  (void)user, (void)text, (void)length, (void)error;
  return PC_OK;
}

static const char *const growth_facts[] = { "f=4*d", "h <= d", NULL };
static const char *const used_facts[] = { "w <= l and l < 9*x", "h | d", "x >= 2", NULL };
static const char *const broken_facts[] = { "w <= l", "l <= w - 1", NULL };

static pc_status open_model(pc_model **out, const job *job, pc_context *context, pc_error *error) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", oom_folder, job->model ? job->model : "");
  char with[4096];
  snprintf(with, sizeof with, "%s/%s", oom_folder, job->with ? job->with : "");
  pc_model_options options = { .model = job->model ? path : NULL,
                               .expression = job->expression,
                               .preset = job->preset,
                               .bindings = &job->binding,
                               .binding_count = job->binding != NULL,
                               .facts = job->facts,
                               .logs = job->digits > 0,
                               .with = job->with ? with : NULL,
                               .symbolic = job->symbolic };
  while (job->facts && job->facts[options.fact_count]) options.fact_count++;
  return pc_model_open(out, context, &options, error);
}

static outcome run_open(const job *job, pc_context *context, pc_error *error) {
  pc_model *model = MARKER;
  pc_status status = open_model(&model, job, context, error);
  if (status == PC_OK) pc_model_free(model);
  return (outcome) { status, job->wanted, status == PC_OK || model == MARKER };
}

/* What is said about a report once a model is open. */
static outcome write_report(const job *job, pc_status status, pc_report *report, pc_error *error) {
  outcome result = { status, job->wanted, status == PC_OK || report == MARKER };
  if (status != PC_OK) return result;
  pc_style style = { .width = 80, .approx = job->digits };
  result.status = pc_report_write(report, job->format, &style, &(pc_sink) { .write = oom_discard }, error);
  pc_report_free(report);
  return result;
}

typedef pc_status make_report(pc_report **out, const pc_model *model, pc_error *error);

static outcome run_report(const job *job, pc_context *context, pc_error *error, make_report *make) {
  pc_model *model = MARKER;
  pc_status status = open_model(&model, job, context, error);
  if (status != PC_OK) return (outcome) { status, job->wanted, model == MARKER };
  pc_report *report = MARKER;
  status = make(&report, model, error);
  outcome result = write_report(job, status, report, error);
  pc_model_free(model);
  return result;
}

static pc_status make_ops(pc_report **out, const pc_model *model, pc_error *error) {
  const pc_ops_options options = { .by = PC_OPS_BY_MODULE };
  return pc_report_ops(out, model, &options, error);
}

static outcome run_ops(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_ops);
}

static pc_status make_formula(pc_report **out, const pc_model *model, pc_error *error) {
  const char *collect[] = { "l", "d" };
  pc_formula_options options = { .collect = collect, .collect_count = 2 };
  return pc_report_formula(out, model, &options, error);
}

static pc_status make_factored(pc_report **out, const pc_model *model, pc_error *error) {
  pc_formula_options options = { .layout = PC_FACTORED };
  return pc_report_formula(out, model, &options, error);
}

static pc_status make_nested(pc_report **out, const pc_model *model, pc_error *error) {
  pc_formula_options options = { .layout = PC_HORNER };
  return pc_report_formula(out, model, &options, error);
}

static pc_status make_derivation(pc_report **out, const pc_model *model, pc_error *error) {
  const char *collect[] = { "l", "d" };
  pc_formula_options options = { .collect = collect, .collect_count = 2, .layout = PC_FACTORED };
  return pc_report_derivation(out, model, &options, error);
}

static pc_status make_tree(pc_report **out, const pc_model *model, pc_error *error) {
  const char *collapse[] = { "LayerNorm_Final" };
  pc_tree_view view = { .depth = -1, .collapse = collapse, .collapse_count = 1, .percent = false };
  return pc_report_tree(out, model, &view, error);
}

static pc_status make_bound(pc_report **out, const pc_model *model, pc_error *error) {
  pc_asymptotics_options options = { .regimes = true };
  return pc_report_asymptotics(out, model, &options, error);
}

static pc_status make_leading(pc_report **out, const pc_model *model, pc_error *error) {
  const char *as[] = { "l:2", "d" };
  pc_asymptotics_options options = { .as = as, .as_count = 2 };
  return pc_report_asymptotics(out, model, &options, error);
}

static pc_status make_sensitivity(pc_report **out, const pc_model *model, pc_error *error) {
  return pc_report_sensitivity(out, model, NULL, error);
}

static pc_status make_solution(pc_report **out, const pc_model *model, pc_error *error) {
  pc_solve_options options = { .symbol = "l", .relation = PC_SOLVE_AT_LEAST, .other = "1000*d + l" };
  return pc_report_solve(out, model, &options, error);
}

static pc_status make_equation(pc_report **out, const pc_model *model, pc_error *error) {
  pc_solve_options options = { .symbol = "l", .relation = PC_SOLVE_EQUAL, .other = "7*d" };
  return pc_report_solve(out, model, &options, error);
}

static pc_status make_eval(pc_report **out, const pc_model *model, pc_error *error) {
  return pc_report_eval(out, model, NULL, NULL, 0, error);
}

static outcome run_formula(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_formula);
}

static outcome run_factored(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_factored);
}

static outcome run_nested(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_nested);
}

static outcome run_derivation(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_derivation);
}

static outcome run_tree(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_tree);
}

static outcome run_bound(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_bound);
}

static outcome run_leading(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_leading);
}

static outcome run_sensitivity(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_sensitivity);
}

static outcome run_solution(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_solution);
}

static outcome run_equation(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_equation);
}

static outcome run_eval(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, make_eval);
}

static outcome run_info(const job *job, pc_context *context, pc_error *error) {
  return run_report(job, context, error, pc_report_info);
}

static outcome run_diff(const job *job, pc_context *context, pc_error *error) {
  pc_model *models[2] = { MARKER, MARKER };
  pc_report *report = MARKER;
  const char *over[] = { "x=1..9" }, *own[] = { "y=3" };
  const pc_pair_options pair = { .expressions = { job->expression, "x^2/y + 3" },
                                 .bindings = &job->binding,
                                 .binding_count = 1,
                                 .own = { NULL, own },
                                 .own_count = { 0, 1 } };
  const pc_diff_options options = { .over = over, .over_count = 1, .tree = true };
  pc_status status = pc_model_open_pair(&models[0], &models[1], context, &pair, error);
  if (status) return (outcome) { status, job->wanted, models[0] == MARKER && models[1] == MARKER };
  status = pc_report_diff(&report, models[0], models[1], &options, error);
  outcome result = write_report(job, status, report, error);
  pc_model_free(models[0]);
  pc_model_free(models[1]);
  return result;
}

/* A configuration whose symbols would stay, beside a program. */
static outcome run_beside(const job *job, pc_context *context, pc_error *error) {
  pc_model *models[2] = { MARKER, MARKER };
  pc_report *report = MARKER;
  char paths[3][4096];
  snprintf(paths[0], sizeof paths[0], "%s/%s", oom_folder, job->model);
  snprintf(paths[1], sizeof paths[1], "%s/../tests/data/torch/hop_cond.torch214.txt", oom_folder);
  snprintf(paths[2], sizeof paths[2], "%s/%s", oom_folder, job->with);
  const pc_pair_options pair = { .models = { paths[0], paths[1] }, .with = paths[2], .symbolic = true };
  const pc_diff_options options = { .metric = "params", .tree = true };
  pc_status status = pc_model_open_pair(&models[0], &models[1], context, &pair, error);
  if (status) return (outcome) { status, job->wanted, models[0] == MARKER && models[1] == MARKER };
  status = pc_report_diff(&report, models[0], models[1], &options, error);
  outcome result = write_report(job, status, report, error);
  pc_model_free(models[0]);
  pc_model_free(models[1]);
  return result;
}

static outcome compare_checkpoint(const job *job, pc_context *context, pc_error *error, pc_checkpoint *checkpoint) {
  pc_model *model = MARKER;
  pc_report *report = MARKER;
  pc_status status = open_model(&model, job, context, error);
  if (status) return (outcome) { status, job->wanted, model == MARKER };
  status = pc_report_verify(&report, model, checkpoint, NULL, error);
  outcome result = write_report(job, status, report, error);
  pc_model_free(model);
  return result;
}

/* An index with its files, beside the folder. */
static outcome run_verify(const job *job, pc_context *context, pc_error *error) {
  char path[4096];
  pc_checkpoint *checkpoint = MARKER;
  snprintf(path, sizeof path, "%s/../tests/data/checkpoints/small", oom_folder);
  pc_status status = pc_checkpoint_open(&checkpoint, context, path, error);
  if (status) return (outcome) { status, job->wanted, checkpoint == MARKER };
  outcome result = compare_checkpoint(job, context, error, checkpoint);
  pc_checkpoint_free(checkpoint);
  return result;
}

/* A program's signature. */
static outcome run_signature(const job *job, pc_context *context, pc_error *error) {
  char path[4096];
  pc_checkpoint *checkpoint = MARKER;
  snprintf(path, sizeof path, "%s/../tests/data/torch/seed_mixed.core.txt", oom_folder);
  pc_status status = pc_checkpoint_open(&checkpoint, context, path, error);
  if (status == PC_OK) pc_checkpoint_free(checkpoint);
  return (outcome) { status, job->wanted, status == PC_OK || checkpoint == MARKER };
}

static outcome run_list(const job *job, pc_context *context, pc_error *error) {
  pc_report *report = MARKER;
  pc_status status = pc_report_list(&report, context, error);
  return write_report(job, status, report, error);
}

static void build_tree(pc_builder *b) {
  const pc_expr *d = pc_build_symbol(b, "d", "d_{model}"), *h = pc_build_symbol(b, "h", NULL);
  const pc_expr *l = pc_build_symbol(b, "l", NULL), *head = pc_build_div(b, d, h);
  pc_build_metric(b, "flops", "FLOPs", "FLOP", NULL);
  pc_build_metric(b, "params", "parameters", NULL, NULL);
  pc_build_metric(b, "macs", NULL, NULL, "flops/2");
  pc_build_open(b, "Block", pc_build_symbol(b, "n", NULL));
  pc_build_except(b, "params", pc_build_integer(b, 1));
  pc_build_leaf(b, "Q", "2*%e*%e*%e*h", l, d, head);
  pc_build_leaf(b, "K.T", "l^2*(%e + 1)/h", d);
  pc_build_amount(b, "mask", pc_build_mul(b, l, l));
  pc_build_count(b, "params");
  pc_build_leaf(b, "W", "%e^2", d);
  pc_build_close(b);
}

static outcome run_builder(const job *job, pc_context *context, pc_error *error) {
  pc_builder *builder = pc_builder_new(context);
  if (!builder) return (outcome) { error->status = PC_SYSTEM, job->wanted, true };
  build_tree(builder);
  pc_model *model = MARKER;
  pc_expr *total = MARKER;
  pc_status status = pc_model_build(&model, builder, "Built", &job->binding, job->binding != NULL, error);
  outcome result = { status, job->wanted, status == PC_OK || model == MARKER };
  if (status == PC_OK) {
    result.status = pc_model_total(&total, model, "macs", NULL, error);
    result.untouched = result.status == PC_OK || total == MARKER;
    if (result.status == PC_OK) pc_expr_unref(total);
    pc_model_free(model);
  }
  pc_builder_free(builder);
  return result;
}

/* A program as PyTorch prints it; `expression` is the size of its input. */
static outcome run_program(const job *job, pc_context *context, pc_error *error) {
  char text[2048];
  int length = snprintf(text, sizeof text,
                        "ExportedProgram:\n    class GraphModule(torch.nn.Module):\n"
                        "        def forward(self, p_w: \"f32[4, s0]\", p: \"b8[]\", x: \"f32[%s]\"):\n"
                        "             # File: m.py:1 in forward, code: y = cond(p, f, g, (x,))\n"
                        "            true_graph_0 = self.true_graph_0;  k: \"f32[2]\" = self.a.weight\n"
                        "            n: \"Sym(s0)\" = torch.ops.aten.sym_size.int(x, 1);  m = n * 2\n",
                        job->expression);
  length +=
      snprintf(text + length, sizeof text - (size_t)length,
               "            cond = torch.ops.higher_order.cond(p, true_graph_0, [x, p_w], mode = 'a', eps = 1e-05)\n"
               "            b: \"f32[9]\" = cond[1];  a: \"f32[8]\" = cond[0];  cond = None\n"
               "            y = a @ k.t();  y += b\n            return (y, device(type='cuda', index=0))\n"
               "        class true_graph_0(torch.nn.Module):\n            def forward(self, x):\n"
               "                return (x,)\n"
               "Graph signature:\n    # inputs\n    p_w: PARAMETER target='layer.w'\n    # outputs\n"
               "Range constraints: {s0: VR[2, 100]}\n");
  pc_source source = { "program", text, (size_t)length };
  pc_graph *graph = MARKER;
  pc_status status = pc_torch_text_read(&graph, context, &source, NULL, error);
  bool untouched = status == PC_OK || graph == MARKER;
  if (status == PC_OK) pc_graph_free(graph);
  return (outcome) { status, job->wanted, untouched };
}

static outcome run_parse(const job *job, pc_context *context, pc_error *error) {
  pc_expr *expr = MARKER;
  char *text = MARKER;
  pc_status status = pc_expr_parse(&expr, context, job->expression, error);
  outcome result = { status, job->wanted, status == PC_OK || expr == MARKER };
  if (status != PC_OK) return result;
  result.status = pc_expr_text(&text, expr, job->format, error);
  result.untouched = result.status == PC_OK || text == MARKER;
  if (result.status == PC_OK) pc_text_free(context, text);
  pc_expr_unref(expr);
  return result;
}

const job oom_jobs[] = {
  { "parse an expression", run_parse, .expression = "(a + b/c)^5*d_model - 1.5e3*64Ki/h + a^-2", .format = PC_TEXT },
  { "parse atoms", run_parse, .expression = "floor(a/b) + ceil(c/2)*max(a, b, 3) + log2(a)", .format = PC_LATEX },
  { "rows", oom_run_columns, .expression = "a*b^3 + max(a, b)*floor(c/3) - 5*b/(c + 1)" },
  { "rows, a symbol too many", oom_run_columns, .expression = "a*b + x", .wanted = PC_INPUT },
  { "misspelt expression", run_parse, .expression = "2*(a + ", .wanted = PC_INPUT },
  { "division by zero", run_parse, .expression = "1/(a - a)", .wanted = PC_INPUT },
  { "printed program", run_program, .expression = "4, s0, (((s1 - 1)//2)) + Mod(s0, 3), Add(Symbol('s7'), 1)" },
  { "damaged program", run_program, .expression = "4, s0 s1", .wanted = PC_INPUT },
  { "open transformer", run_open, .model = "transformer.cost" },
  { "open a layer", run_open, .model = "linear.cost:Linear", .binding = "rows=a+b" },
  { "formula", run_formula, .model = "transformer.cost", .format = PC_TEXT },
  { "formula, LaTeX", run_formula, .model = "transformer.cost", .binding = "f=4*d", .format = PC_LATEX },
  { "formula, SymPy", run_formula, .model = "transformer.cost:Block(l, d, f, h)", .format = PC_SYMPY },
  { "factored", run_factored, .expression = "(a^3 + b^3*c^2 + 2)*(a*b + c)^2*(a + 1)/(2*a - 4*b)", .format = PC_TEXT },
  { "nested", run_nested, .expression = "a^3*b + a^2*c/b + max(a, b)*b + 3", .format = PC_TEXT },
  { "derivation", run_derivation, .model = "transformer.cost", .binding = "f=4*d", .format = PC_TEXT },
  { "derivation, LaTeX", run_derivation, .model = "transformer.cost", .preset = "small", .format = PC_LATEX },
  { "derivation, JSON", run_derivation, .model = "transformer.cost", .binding = "n=2*n", .format = PC_JSON },
  { "tree", run_tree, .model = "transformer.cost", .preset = "small", .format = PC_TEXT },
  { "tree, LaTeX", run_tree, .model = "transformer.cost", .binding = "d=64*h", .format = PC_LATEX },
  { "tree, JSON", run_tree, .model = "transformer.cost", .preset = "small", .format = PC_JSON },
  { "formula, MathML", run_formula, .model = "transformer.cost", .format = PC_MATHML },
  { "formula, C", run_formula, .expression = "l*max(d/2, lambda) + floor(d/3)^9", .format = PC_C },
  { "formula, Python", run_formula, .expression = "l/2 + ceil(d/lambda)", .format = PC_PYTHON },
  { "formula, JavaScript", run_formula, .expression = "min(l, int)/2 + log2(d)", .format = PC_JAVASCRIPT },
  { "formula, SQL", run_formula, .model = "transformer.cost", .binding = "f=4*d", .format = PC_SQL },
  { "formula, no SQL", run_formula, .expression = "l*max(d/2, 3)", .format = PC_SQL, .wanted = PC_INPUT },
  { "eval, CSV", run_eval, .model = "transformer.cost", .preset = "small", .format = PC_CSV },
  { "tree, DOT", run_tree, .model = "transformer.cost", .format = PC_DOT },
  { "tree, CSV", run_tree, .model = "transformer.cost", .preset = "small", .format = PC_CSV },
  { "bound", run_bound, .model = "transformer.cost", .facts = growth_facts, .format = PC_TEXT },
  { "bound, MathML", run_bound, .model = "transformer.cost", .facts = growth_facts, .format = PC_MATHML },
  { "list, CSV", run_list, .format = PC_CSV },
  { "bound with atoms", run_bound, .expression = "d*floor(f/3)*h + max(d, h)^2 - ceil(d/2)*log2(h)",
    .facts = growth_facts, .format = PC_JSON },
  { "leading part", run_leading, .model = "transformer.cost", .format = PC_LATEX },
  { "leading quotient", run_leading, .expression = "(l^2*d + h)/(l + h)", .format = PC_JSON },
  { "sensitivity", run_sensitivity, .model = "transformer.cost", .binding = "f=4*d", .format = PC_TEXT },
  { "sensitivity at numbers", run_sensitivity, .model = "transformer.cost", .preset = "small", .format = PC_TEXT },
  { "sensitivity, atoms", run_sensitivity, .expression = "floor(l/3)*d/(d + 1)", .format = PC_JSON },
  { "solve", run_solution, .expression = "(l - 30)*(l^2 - 500)*(3*l - 1)/(l - d)", .binding = "d=7",
    .format = PC_TEXT },
  { "solve, atoms", run_solution, .expression = "64*ceil(l/64)*d + l*min(l, d)", .binding = "d=7", .format = PC_JSON },
  { "solve, formula", run_solution, .expression = "(l - d)*b + 1000*d + l", .format = PC_LATEX },
  { "solve, equation", run_equation, .expression = "(l - d)*(b*l + d)*(l^2 - b) + 7*d", .format = PC_JSON },
  { "solve, no formula", run_equation, .expression = "l^2 - b + 7*d", .wanted = PC_INPUT },
  { "operations", run_ops, .model = "../tests/data/torch/hop_cond.torch214.txt", .format = PC_TEXT },
  { "operations, JSON", run_ops, .model = "../tests/data/torch/cat_dynamic.txt", .binding = "s0=2", .format = PC_JSON },
  { "formula of a program", run_eval, .model = "../tests/data/torch/seed_mixed.core.txt", .format = PC_TEXT },
  { "operations of JSON", run_ops, .model = "../tests/data/torch/hop_cond.torch26.json", .format = PC_TEXT },
  { "formula of JSON", run_eval, .model = "../tests/data/torch/seed_mixed.json", .format = PC_TEXT },
  { "total of an archive", run_eval, .model = "../tests/data/torch/mlp_dyn_batch.torch26.pt2", .binding = "s0=3",
    .format = PC_JSON },
  { "damaged JSON", run_open, .model = "../tests/data/torch/damaged.json", .wanted = PC_INPUT },
  { "no operations", run_ops, .model = "linear.cost", .wanted = PC_INPUT },
  { "eval", run_eval, .model = "transformer.cost", .preset = "small", .format = PC_TEXT },
  { "digits", run_eval, .expression = "x*log2(3)^2/(log2(x) + 7)*floor(log2(15)*9) - max(log2(5/3), 1/x)",
    .binding = "x=9", .format = PC_JSON, .digits = 40 },
  { "digits that cannot be decided", run_eval, .expression = "log2((2^80 + 1)^2) - 2*log2(2^80 + x)", .binding = "x=1",
    .format = PC_TEXT, .digits = 3, .wanted = PC_LIMIT },
  { "eval, unbound", run_eval, .model = "transformer.cost", .binding = "d=512", .wanted = PC_INPUT },
  { "config", run_eval, .model = "../tests/data/hf/small.json", .with = "../tests/data/hf/small.cost",
    .binding = "n=2*n", .format = PC_TEXT },
  { "config, bound", run_bound, .model = "../tests/data/hf/small.json", .with = "../tests/data/hf/small.cost",
    .symbolic = true, .format = PC_TEXT },
  { "config, shipped", run_eval, .model = "../tests/data/hf/gpt2.json", .binding = "b=1", .wanted = PC_INPUT },
  { "config, refused", run_eval, .model = "../tests/data/hf/refused.json", .with = "../tests/data/hf/small.cost",
    .wanted = PC_INPUT },
  { "config, none of its type", run_open, .model = "../tests/data/hf/small.json", .wanted = PC_INPUT },
  { "verify", run_verify, .model = "linear.cost:Linear(rows=1, d_in=3, d_out=4)", .format = PC_TEXT },
  { "verify, JSON", run_verify, .model = "linear.cost:Linear(rows=1, d_in=2, d_out=9)", .format = PC_JSON },
  { "verify, no number", run_verify, .model = "linear.cost:Linear", .wanted = PC_INPUT },
  { "signature of a program", run_signature, .format = PC_TEXT },
  { "info", run_info, .model = "linear.cost", .format = PC_TEXT },
  { "list", run_list, .format = PC_JSON },
  { "facts", run_formula, .expression = "min(w, l, x) + max(0, l - w)*floor(d/h + x/2)", .facts = used_facts,
    .format = PC_TEXT },
  { "facts that contradict", run_formula, .expression = "w + l", .facts = broken_facts, .wanted = PC_INPUT },
  { "sums", run_formula, .expression = "sum(i, 1, l, max(0, i - d) + 2*floor(i/2))", .format = PC_TEXT },
  { "sums for each remainder", run_formula, .expression = "sum(i, 1, l, max(mod(i, 3), x))*(a + b + c + d + e + 1)^2",
    .format = PC_TEXT },
  { "a sum that is not closed", run_formula, .expression = "sum(i, 1, l, max(i*d, w))", .wanted = PC_INPUT },
  { "diff", run_diff, .expression = "2*x^2 + z", .binding = "z=7", .format = PC_TEXT },
  { "diff, JSON", run_diff, .expression = "(x + 1)/(x + z)", .binding = "z=7", .format = PC_JSON },
  { "diff beside a program", run_beside, .model = "../tests/data/hf/small.json", .with = "../tests/data/hf/small.cost",
    .format = PC_TEXT },
  { "diff, no such symbol", run_diff, .expression = "x", .binding = "z=7", .wanted = PC_INPUT },
  { "no such layer", run_open, .model = "transformer.cost:Blok", .wanted = PC_INPUT },
  { "no such preset", run_open, .model = "transformer.cost", .preset = "smal", .wanted = PC_INPUT },
  { "no such symbol", run_open, .model = "transformer.cost", .binding = "q=2", .wanted = PC_INPUT },
  { "no such file", run_open, .model = "no-such-file.cost", .wanted = PC_INPUT },
  { "a sweep of CSV", oom_run_sweep, .model = "rows.csv", .binding = "csv" },
  { "a sweep of CSV to JSON lines", oom_run_sweep, .model = "rows.csv", .binding = "jsonl" },
  { "a sweep that a bad row stops", oom_run_sweep, .model = "broken.csv", .binding = "csv", .wanted = PC_INPUT },
  { "a sweep of JSON lines to an array", oom_run_sweep, .model = "rows.jsonl", .binding = "npy" },
  { "the best rows of a grid", oom_run_search, .expression = "params <= 40 and not n | p", .binding = "best" },
  { "the front of a grid", oom_run_search, .expression = "d in [4, 5, 8] or flops/(p - 3) < 1" },
  { "a condition that is none", oom_run_search, .expression = "d < ", .wanted = PC_INPUT },
  { "a tree built in C", run_builder, .binding = "d=64*h" },
};
const size_t oom_job_count = sizeof oom_jobs / sizeof oom_jobs[0];
