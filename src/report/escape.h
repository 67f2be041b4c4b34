/* Texts of users as the output languages want them. */
#ifndef PC_ESCAPE_H
#define PC_ESCAPE_H

#include "print/writer.h"

/* Adds the text with control characters (C0, DEL, C1, line and paragraph separators, marks that turn the direction of
 * writing) and bytes that are not UTF-8 shown as "\x1b" or "\u202e", so that it cannot drive a terminal. */
void pc_add_visible(pc_buffer *out, const char *text);
/* The same for LaTeX text: nothing in it is a command. */
void pc_add_latex(pc_buffer *out, const char *text);
/* A Python string literal in single quotes. */
void pc_add_python(pc_buffer *out, const char *text);

/* Writes what one of the above adds. */
void pc_put_escaped(pc_writer *w, pc_context *ctx, void (*add)(pc_buffer *out, const char *text), const char *text);

/* Length of the longest start of the text, of whole characters, that is not wider than `width` columns. */
size_t pc_fitting(const char *text, size_t length, size_t width);

#endif
