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

/* What symbols are called where their own names will not do: symbols[i] is names[i]. */
typedef struct pc_naming {
  const pc_symbol *const *symbols; /* sorted by name */
  const char *const *names;
  size_t n;
} pc_naming;

typedef struct pc_notation {
  const char *open, *close;            /* brackets */
  const char *negative, *plus, *minus; /* before a whole; between terms */
  const char *digits_between;          /* in a product, before a factor that starts with a digit */
  pc_spelling kinds[PC_FORM_CALL];     /* by pc_form_kind */
  pc_spelling functions[PC_LOG2 + 1];  /* by pc_function */
  pc_spelling inverse;                 /* 1/x^n as a power with base and exponent; before NULL: a quotient */
  const char *(*symbol)(const pc_symbol *symbol);
  void (*put_symbol)(pc_writer *w, const char *spelling); /* NULL: as it is */
  pc_spelling subscripted; /* power of a symbol with a subscript, whose parts are then written; before NULL: none */
  const char *shielded; /* as the base of a power, a symbol whose spelling has one of these stands in braces; or NULL */

  /* For programs; NULL and 0 elsewhere. */
  const char *negated;                  /* after a whole that `negative` stands before: signs are calls */
  const char *outer_plus, *outer_minus; /* between the terms of the outermost sum */
  pc_spelling divided[PC_CEIL + 1];     /* floor and ceil of a quotient, written with its two parts */
  pc_spelling long_integer;             /* an integer of more digits than `short_digits` */
  size_t short_digits;
  long short_power; /* a symbol's power up to this is written as a product */
  const pc_naming *naming;
} pc_notation;

/* NULL for a format that has no notation. */
const pc_notation *pc_notation_of(pc_format format);

/* Of PC_C, PC_PYTHON, PC_JAVASCRIPT, PC_SQL, for forms over one line. They call functions pc_... that the program must
 * bring. With `fractions` values are fractions, else whole numbers: then a quotient stands only on top, or right under
 * floor or ceil. Python always has fractions, SQL never. */
const pc_notation *pc_code_notation(pc_format format, bool fractions);

/* Writes the form. Memory is the depth of the form; nothing recurses. */
void pc_write_form(pc_writer *w, pc_context *ctx, const pc_notation *notation, const pc_form *form);

/* Writes an expression laid out as the shape says; NULL: expanded. */
void pc_write_shape(pc_writer *w, const pc_notation *notation, const pc_expr *expr, const pc_shape *shape);
/* Writes an expression, collected by n symbols. */
void pc_write_expr(pc_writer *w, const pc_notation *notation, const pc_expr *expr, const pc_symbol *const *by,
                   size_t n);

#endif
