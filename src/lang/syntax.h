/* The syntax tree of the cost language: what the parser makes and the evaluator reads. It lives in an arena. */
#ifndef PC_SYNTAX_H
#define PC_SYNTAX_H

#include "base/base.h"

typedef enum pc_syntax_kind {
  PC_X_NUMBER, /* text, length: the literal as it stands, for pc_expr_literal */
  PC_X_STRING, /* text: interned, escapes resolved */
  PC_X_TRUE,
  PC_X_FALSE,
  PC_X_NULL,
  PC_X_NAME,     /* text: interned */
  PC_X_ARGUMENT, /* %e in a format: op is free, n is its number from 0 */
  PC_X_LIST,     /* items */
  PC_X_BLOCK,    /* block */
  PC_X_CALL,     /* items[0] is called; items[1..] are arguments, each with its label, or by position */
  PC_X_MEMBER,   /* items[0] . text */
  PC_X_INDEX,    /* items[0] [ items[1] ] */
  PC_X_NEGATE,   /* - items[0] */
  PC_X_POWER,    /* items[0] ^ items[1] */
  PC_X_PRODUCT,  /* items, two or more; one with `inverse` divides. Evaluated from left to right */
  PC_X_SUM,      /* items, two or more; one with `inverse` is subtracted */
  PC_X_COALESCE, /* items[0] ?? items[1] ?? ... */
  PC_X_COMPARE,  /* items[0] OP items[1] */
  PC_X_NOT,      /* not items[0] */
  PC_X_AND,      /* items, two or more */
  PC_X_OR,       /* items, two or more */
  PC_X_IF,       /* if (items[0]) items[1] else items[2] */
  PC_X_WHERE,    /* items[0] where (label of items[i] = items[i], i >= 1) */
  PC_X_EXCEPT    /* items[0] except words: items[1] */
} pc_syntax_kind;

typedef enum pc_compare { PC_EQ, PC_NE, PC_LT, PC_LE, PC_GT, PC_GE, PC_IN, PC_BAR /* divides */ } pc_compare;

typedef struct pc_syntax pc_syntax;
typedef struct pc_block pc_block;

/* A name or a string with its place. */
typedef struct pc_word {
  const char *text; /* interned */
  uint32_t offset;
  bool quoted;
} pc_word;

struct pc_syntax {
  unsigned kind : 5;      /* pc_syntax_kind */
  unsigned op : 3;        /* pc_compare */
  unsigned inverse : 1;   /* in a PRODUCT: divides; in a SUM: is subtracted */
  unsigned bracketed : 1; /* stood in round brackets of its own: `(a/b)*c` */
  uint32_t offset;        /* the byte of the source that an error about it points at. PRODUCT, SUM, POWER, COMPARE, AND,
                             OR, COALESCE, INDEX: the first operand's; CALL: that of what is called; MEMBER: its name;
                             NEGATE, NOT, IF, WHERE, EXCEPT: the word or sign; BLOCK, LIST: the opening bracket */
  uint32_t n;             /* items; an ARGUMENT's number; a NUMBER's length */
  uint32_t word_count;    /* EXCEPT: how many `words` */
  union {
    const char *text;
    pc_block *block;
    pc_word *words; /* EXCEPT: the metrics. CALL, WHERE: one an item, its label, without text where it has none; NULL
                       where no item has one */
  };
  pc_syntax *items[]; /* as many as the kind has */
};

/* The label of item i of a CALL or WHERE, or NULL. */
static inline const pc_word *pc_syntax_label(const pc_syntax *x, uint32_t i) {
  return x->words && x->words[i].text ? &x->words[i] : NULL;
}

typedef struct pc_parameter {
  pc_word name;
  pc_syntax *value; /* default, or NULL */
} pc_parameter;

/* let NAME [params] = value, anywhere. A layer or a model is the same with a BLOCK as its value. */
typedef struct pc_let {
  pc_word name;
  bool function; /* has a parameter list, maybe an empty one */
  pc_parameter *params;
  uint32_t param_count;
  pc_syntax *value;
} pc_let;

typedef enum pc_statement_kind { PC_S_ENTRY, PC_S_LET, PC_S_IF } pc_statement_kind;

/* ENTRY: words before the colon (none: a bare expression), which of them are metrics is the evaluator's to say, and a
 * value. At most: any number of names, then at most two strings; a string is never followed by a name. */
typedef struct pc_statement {
  uint8_t kind; /* pc_statement_kind */
  uint32_t offset;
  uint32_t word_count;
  union {
    pc_word *words;      /* ENTRY */
    pc_let *let;         /* LET */
    pc_block *then_part; /* IF */
  };
  pc_syntax *value;    /* ENTRY: value; IF: condition */
  pc_block *else_part; /* IF: or NULL */
} pc_statement;

struct pc_block {
  pc_statement *statements;
  uint32_t n;
  uint32_t offset;
  bool lets; /* at least one statement is a LET (not counting nested blocks) */
};

typedef enum pc_entry_kind { PC_M_BIND, PC_M_LET, PC_M_USE } pc_entry_kind;

/* One line of a map: NAME = value, a let, or use MODULE.MODEL. */
typedef struct pc_entry {
  pc_entry_kind kind;
  pc_word name;     /* BIND; USE: the module */
  pc_word member;   /* USE: the model */
  pc_syntax *value; /* BIND */
  pc_let *let;      /* LET */
} pc_entry;

typedef struct pc_map {
  pc_entry *entries;
  uint32_t n;
} pc_map;

/* An operation rule's pattern for one argument or result. */
typedef struct pc_size {
  bool star;        /* *x: any number of sizes */
  pc_syntax *value; /* NULL for a lone * */
  pc_syntax *shape; /* what stands after =, or NULL */
} pc_size;

typedef struct pc_pattern {
  bool rest; /* ... */
  pc_word name;
  bool optional; /* ? */
  bool ranked;   /* has [ ] */
  pc_size *sizes;
  uint32_t n;
  pc_syntax *value; /* after =, or NULL */
} pc_pattern;

typedef enum pc_item_kind {
  PC_I_USE,         /* strings[0], name: after `as` (text NULL: none) */
  PC_I_SYMBOL,      /* name, strings[0]: LaTeX, if any. One item a symbol */
  PC_I_OPTION,      /* name, strings[0]: LaTeX, if any; values: default first. One item an option */
  PC_I_METRIC,      /* name, strings: title, unit, if any; value: or NULL */
  PC_I_ASSUME,      /* value, divides: value | divides, or NULL */
  PC_I_LET,         /* let */
  PC_I_LAYER,       /* let, its value a BLOCK */
  PC_I_MODEL,       /* let without parameters (function is true), its value a BLOCK; strings[0]: title, if any */
  PC_I_PRESET,      /* name, target: after `for` (text NULL: none), map */
  PC_I_DEFAULTS,    /* strings, map */
  PC_I_HUGGINGFACE, /* strings, target, map */
  PC_I_OP           /* strings, patterns, results, block */
} pc_item_kind;

typedef struct pc_item {
  pc_item_kind kind;
  uint32_t offset; /* of its first word */
  pc_word name, target;
  pc_word *strings;
  uint32_t string_count;
  const char *doc; /* the ## lines above it, joined by newlines, without "## "; NULL: none. Of a symbol or option list:
                      on each of its items */
  pc_syntax **values;
  uint32_t value_count;
  pc_syntax *value, *divides;
  pc_let *let;
  pc_map map;
  pc_pattern *patterns, *results;
  uint32_t pattern_count, result_count;
  bool has_results;
  pc_block *block;
} pc_item;

typedef struct pc_file_syntax {
  pc_item *items;
  uint32_t n;
  const char *doc; /* ## lines at the top of the file that a blank line separates from the first item, or NULL */
} pc_file_syntax;

/* Parse a whole file, or one expression that must end with the text. Sources are UTF-8 without NULs and under 4 GiB
 * (PC_LIMIT). `formats` allows %e. The text must outlive the tree. PC_INPUT with a place on bad syntax, PC_LIMIT when
 * brackets or operators nest deeper than max_depth. */
pc_status pc_parse_file(pc_file_syntax **out, pc_arena *arena, const pc_source *source, pc_error *error);
pc_status pc_parse_expression(pc_syntax **out, pc_arena *arena, const pc_source *source, bool formats, pc_error *error);
/* A condition: an expression in which `h | d` compares, too. */
pc_status pc_parse_conditions(pc_syntax **out, pc_arena *arena, const pc_source *source, pc_error *error);
/* The expression that begins at byte `offset` of the source: what stands right of = in a binding. */
pc_status pc_parse_binding(pc_syntax **out, pc_arena *arena, const pc_source *source, size_t offset, pc_error *error);

#endif
