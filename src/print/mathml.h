/* Symbols in MathML. */
#ifndef PC_MATHML_H
#define PC_MATHML_H

#include "print/writer.h"

#define PC_MATHML_OPEN "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">"
#define PC_MATHML_CLOSE "</math>\n"

/* Writes a symbol's LaTeX spelling as one MathML element: sub- and superscripts, primes, braces, Greek letters,
 * accents, fonts (\mathrm, \mathbf, \mathcal, \text ...). A command that is none of these is shown as it is written. */
void pc_put_mathml(pc_writer *w, const char *latex);

/* Whether that is an <msub>; then its two parts alone can be had, to be those of an <msubsup>. */
bool pc_mathml_has_subscript(const char *latex);
void pc_put_mathml_parts(pc_writer *w, const char *latex);

/* Text of users as XML has it; what XML does not allow becomes U+FFFD. */
void pc_put_xml(pc_writer *w, const char *text, size_t length);

#endif
