/* Lists of words on the command line. */
#include "cli/cli.h"
#include <stdlib.h>
#include <string.h>

pc_status cli_list_add(cli_list *list, const char *text, size_t length, pc_error *error) {
  if (list->n == list->capacity) {
    size_t capacity = list->capacity ? 2 * list->capacity : 8;
    char **items = realloc(list->items, capacity * sizeof *items);
    if (!items) return pc_fail(error, PC_SYSTEM, "out of memory");
    list->items = items;
    list->capacity = capacity;
  }
  char *copy = malloc(length + 1);
  if (!copy) return pc_fail(error, PC_SYSTEM, "out of memory");
  memcpy(copy, text, length);
  copy[length] = '\0';
  list->items[list->n++] = copy;
  return PC_OK;
}

/* Reads a word in double quotes in place; `*text` moves past it. */
static pc_status read_quoted(char *word, size_t *length, const char **text, const char *option, pc_error *error) {
  const char *p = *text + 1;
  for (*length = 0; *p && *p != '"'; p++) {
    if (*p == '\\' && p[1]) p++;
    word[(*length)++] = *p;
  }
  if (*p != '"') return pc_fail(error, PC_USAGE, "--%s: a quote is not closed", option);
  p++;
  if (*p && *p != ',') return pc_fail(error, PC_USAGE, "--%s: a comma must follow a quote", option);
  *text = p;
  return PC_OK;
}

static void read_bare(char *word, size_t *length, const char **text) {
  *length = strcspn(*text, ",");
  memcpy(word, *text, *length);
  *text += *length;
}

static pc_status split(cli_list *list, char *word, const char *option, const char *text, pc_error *error) {
  for (;;) {
    size_t length = 0;
    pc_status status = PC_OK;
    if (*text == '"')
      status = read_quoted(word, &length, &text, option, error);
    else
      read_bare(word, &length, &text);
    if (status == PC_OK && length == 0) status = pc_fail(error, PC_USAGE, "--%s: a name is missing", option);
    if (status == PC_OK) status = cli_list_add(list, word, length, error);
    if (status != PC_OK || !*text) return status;
    text++;
  }
}

pc_status cli_list_split(cli_list *list, const char *option, const char *text, pc_error *error) {
  char *word = malloc(strlen(text) + 1);
  if (!word) return pc_fail(error, PC_SYSTEM, "out of memory");
  pc_status status = split(list, word, option, text, error);
  free(word);
  return status;
}

/* Up to the next comma outside of brackets. */
static size_t expression_length(const char *text) {
  int depth = 0;
  size_t n = 0;
  for (; text[n] && (text[n] != ',' || depth > 0); n++)
    depth += (strchr("([{", text[n]) != NULL) - (strchr(")]}", text[n]) != NULL);
  return n;
}

pc_status cli_list_split_expressions(cli_list *list, const char *option, const char *text, pc_error *error) {
  for (;;) {
    size_t length = expression_length(text);
    if (strspn(text, " ") >= length) return pc_fail(error, PC_USAGE, "--%s: an expression is missing", option);
    pc_status status = cli_list_add(list, text, length, error);
    if (status != PC_OK || !text[length]) return status;
    text += length + 1;
  }
}

const char *const *cli_list_items(const cli_list *list) {
  return (const char *const *)list->items;
}

void cli_list_free(cli_list *list) {
  for (size_t i = 0; i < list->n; i++) free(list->items[i]);
  free(list->items);
}
