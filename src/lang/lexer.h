/* Words of the cost language, one at a time. */
#ifndef PC_LEXER_H
#define PC_LEXER_H

#include "base/base.h"

typedef enum pc_token_kind {
  PC_T_END,  /* of the text */
  PC_T_LINE, /* made by the parser of a token's `newline`, where lines count */
  PC_T_BAD,  /* lexer->status says why */
  PC_T_NAME,
  PC_T_STRING,
  PC_T_NUMBER,
  PC_T_ARGUMENT, /* %e */
  PC_T_OPEN_ROUND,
  PC_T_CLOSE_ROUND,
  PC_T_OPEN_SQUARE,
  PC_T_CLOSE_SQUARE,
  PC_T_OPEN_CURLY,
  PC_T_CLOSE_CURLY,
  PC_T_DOT,
  PC_T_DOTS,
  PC_T_QUESTION,
  PC_T_TRUE,
  PC_T_FALSE,
  PC_T_NULL,
  PC_T_LET,
  PC_T_IF,
  PC_T_EXCEPT, /* from here to PC_T_ARROW: a new line before it does not count */
  PC_T_WHERE,
  PC_T_ELSE, /* from here on: a new line after it does not count */
  PC_T_ARROW,
  PC_T_COMMA,
  PC_T_COLON,
  PC_T_ASSIGN,
  PC_T_BAR,
  PC_T_AND,
  PC_T_OR,
  PC_T_NOT,
  PC_T_IN,
  PC_T_COALESCE,
  PC_T_EQ,
  PC_T_NE,
  PC_T_LT,
  PC_T_LE,
  PC_T_GT,
  PC_T_GE,
  PC_T_PLUS,
  PC_T_MINUS,
  PC_T_STAR,
  PC_T_SLASH,
  PC_T_POWER,
  PC_T_KINDS
} pc_token_kind;

typedef struct pc_token {
  uint8_t kind;
  bool newline; /* lines end before it, unless brackets around it say otherwise */
  uint32_t offset, length;
  const char *text; /* NAME, STRING: interned, escapes resolved; NUMBER: in the source */
} pc_token;

typedef struct pc_lexer {
  pc_context *ctx;
  const pc_source *source;
  pc_error *error;
  pc_status status; /* of the first thing that went wrong */
  const char *next; /* first byte after the token */
  const char *end;
  pc_token token;
  uint32_t last_end;  /* end of the token before */
  uint32_t arguments; /* %e met so far */
  bool formats;
} pc_lexer;

/* Both set lexer->token, to PC_T_BAD once the status is not PC_OK. It starts at a byte of the source. */
void pc_lexer_start(pc_lexer *lexer, size_t offset);
void pc_lexer_advance(pc_lexer *lexer);
/* Goes back to `token`, whose predecessor ended at `last_end`. */
void pc_lexer_return(pc_lexer *lexer, const pc_token *token, uint32_t last_end);
/* Whether `=` follows the token. */
bool pc_lexer_before_assign(const pc_lexer *lexer);

#endif
