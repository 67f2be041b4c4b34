/* Shows the graph that is read of a printed program, for tests: every input and every call with the types of its
 * operands and its result.
 *
 *     graph-dump FILE [PROGRAM]       `graph-dump -q FILE` only reads */
#include "import/torch_text.h"

#include <polycost/polycost.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show_number(const pc_expr *number) {
  char *text;
  pc_error error = PC_ERROR_INIT;
  if (pc_expr_text(&text, number, PC_SYMPY, &error)) exit(70);
  fputs(text, stdout);
  pc_text_free(pc_expr_context(number), text);
}

static void show(const pc_operand *o);

static void show_items(const pc_operand *o) {
  putchar('[');
  for (size_t i = 0; i < o->n; i++) {
    if (i) fputs(", ", stdout);
    show(o->items[i]);
  }
  putchar(']');
}

static void show(const pc_operand *o) {
  switch (o->kind) {
  case PC_O_NONE: fputs("None", stdout); break;
  case PC_O_UNKNOWN: putchar('?'); break;
  case PC_O_NUMBER: show_number(o->number); break;
  case PC_O_STRING: printf("'%s'", o->text); break;
  case PC_O_TENSOR:
    fputs(o->text, stdout);
    show_items(o);
    break;
  case PC_O_LIST: show_items(o); break;
  case PC_O_REGION: printf("<%s%s>", o->region->name, o->region->defined ? "" : " undefined"); break;
  }
}

static void show_module(const pc_graph_module *module) {
  if (!module) return;
  show_module(module->parent);
  printf("/%s", module->name);
}

static void show_node(const pc_graph_node *node) {
  printf("call\t%u\t%s\t", node->line, node->file ? node->file : "");
  show_module(node->module);
  printf("\t%s\t(", node->call->name);
  for (size_t i = 0; i < node->call->n; i++) {
    if (i) fputs(", ", stdout);
    if (node->call->keywords && node->call->keywords[i]) printf("%s=", node->call->keywords[i]);
    show(node->call->args[i]);
  }
  fputs(")\t", stdout);
  show(node->result);
  putchar('\n');
}

static void show_region(const pc_region *region) {
  static const char *const kinds[] = { "user", "parameter", "buffer", "constant" };
  printf("body\t%s\n", region->name);
  for (size_t i = 0; i < region->input_count; i++) {
    const pc_graph_input *input = &region->inputs[i];
    printf("input\t%s%s\t%s\t%s\t", input->unused ? "unused " : "", kinds[input->kind], input->name,
           input->target ? input->target : "");
    show(input->type);
    putchar('\n');
  }
  for (size_t i = 0; i < region->n; i++) show_node(&region->nodes[i]);
  fputs("return\t", stdout);
  if (region->result) show(region->result);
  putchar('\n');
}

static void show_graph(const pc_graph *graph) {
  for (size_t i = 0; i < graph->warning_count; i++) printf("warning\t%s\n", graph->warnings[i]);
  printf("nodes\t%zu\n", graph->node_count);
  for (size_t i = 0; i < graph->symbol_count; i++) {
    const pc_graph_symbol *s = &graph->symbols[i];
    printf("symbol\t%s\t", pc_symbol_name(s->symbol));
    if (s->low) show_number(s->low);
    putchar('\t');
    if (s->high) show_number(s->high);
    putchar('\n');
  }
  show_region(graph->main);
  for (const pc_region *r = graph->regions; r; r = r->next)
    if (r != graph->main && r->defined) show_region(r);
}

int main(int argc, char **argv) {
  bool quiet = argc > 2 && strcmp(argv[1], "-q") == 0;
  if (argc < 2) return 2;
  const char *path = argv[quiet ? 2 : 1];
  pc_graph_options options = { .program = argc > 2 && !quiet ? (size_t)strtoul(argv[2], NULL, 10) : 0 };
  pc_context *ctx = pc_context_new(NULL, NULL);
  pc_error error = PC_ERROR_INIT;
  pc_graph *graph = NULL;
  char *text = NULL;
  size_t length = 0;
  if (!ctx) return 5;
  pc_status status = pc_read_file(ctx, path, &text, &length, &error);
  pc_source source = { path, text, length };
  if (!status) status = pc_torch_text_read(&graph, ctx, &source, &options, &error);
  if (!status && !quiet) show_graph(graph);
  if (status) {
    char shown[8192];
    pc_error_format(&error, shown, sizeof shown);
    fprintf(stderr, "%s\n", shown);
  }
  pc_graph_free(graph);
  if (text) pc_free(ctx, text, length + 1);
  pc_context_free(ctx);
  return status;
}
