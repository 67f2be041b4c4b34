/* Texts in CSV and JSON. */
#ifndef PC_TEXTS_H
#define PC_TEXTS_H

#include "sweep/block.h"

/* Makes room for so many bytes more, and one; false where there is none. */
bool pc_text_reserve(pc_buffer *text, size_t more);
/* As a field of CSV or TSV: in quotes where it needs them. */
void pc_text_add_field(pc_buffer *out, pc_piece text, char separator);
/* Whether quotes in the cell are as they are to be in a field of CSV. */
bool pc_text_is_field(pc_piece raw);
/* Whether the cell is a value of JSON. */
bool pc_text_is_value(pc_piece raw);
/* As a string of JSON; bytes that are not UTF-8 become U+FFFD. */
void pc_text_add_json(pc_buffer *out, pc_piece text);
/* What a cell means: a field of CSV (separator ',' or a tab) without its quotes, a string of JSON (0) without its
 * escapes; anything else as it stands. Copies are made in the arena. */
pc_status pc_text_content(pc_piece *out, pc_piece raw, char separator, pc_arena *arena);

#endif
