/* Notations: how forms are spelt. One walk writes them all; a notation is a table. */
#ifndef PC_NOTATION_H
#define PC_NOTATION_H

#include "algebra/form.h"
#include "print/writer.h"

/* How tightly a written form holds together. A part stands in brackets where its own strength is less than what its
 * place asks for. */
enum pc_strength {
  PC_ANYTHING = 0,
  PC_SUM = 10,       /* also whatever has a minus before it */
  PC_REMAINDER = 15, /* mod, where it is spelt like an operator */
  PC_TERM = 20,      /* what a sum is made of */
  PC_PRODUCT = 30,
  PC_POWER = 40,
  PC_WHOLE = 50
};

/* Texts around and between the parts of one kind of form; the strength of the whole, and what the first part and the
 * others need. */
typedef struct pc_spelling {
  const char *before, *between, *after;
  int strength, first, rest;
} pc_spelling;

typedef struct pc_notation {
  const char *open, *close;            /* brackets */
  const char *negative, *plus, *minus; /* before a whole; between terms */
  const char *digits_between;          /* in a product, before a factor that starts with a digit */
  pc_spelling kinds[PC_FORM_CALL];     /* by pc_form_kind */
  pc_spelling functions[PC_LOG2 + 1];  /* by pc_function */
  pc_spelling inverse;                 /* 1/x^n as a power with base and exponent; before NULL: a quotient */
  const char *(*symbol)(const pc_symbol *symbol);
  void (*put_symbol)(pc_writer *w, const char *spelling); /* NULL: as it is */
  const char *shielded; /* as the base of a power, a symbol whose spelling has one of these stands in braces; or NULL */
} pc_notation;

/* NULL for a format that has no notation. */
const pc_notation *pc_notation_of(pc_format format);

/* Writes the form. Memory is the depth of the form; nothing recurses. */
void pc_write_form(pc_writer *w, pc_context *ctx, const pc_notation *notation, const pc_form *form);

/* Writes an expression laid out as the shape says; NULL: expanded. */
void pc_write_shape(pc_writer *w, const pc_notation *notation, const pc_expr *expr, const pc_shape *shape);
/* Writes an expression, collected by n symbols. */
void pc_write_expr(pc_writer *w, const pc_notation *notation, const pc_expr *expr, const pc_symbol *const *by,
                   size_t n);

#endif
