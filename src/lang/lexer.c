#include "lang/lexer.h"
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

/* ---- character classes, independent of the locale ---- */

enum { BLANK = 1, LETTER = 2, DIGIT = 4 };

#define L LETTER
#define D DIGIT
static const uint8_t classes[256] = {
  [' '] = BLANK, ['\t'] = BLANK, ['\r'] = BLANK, ['0'] = D, ['1'] = D, ['2'] = D, ['3'] = D, ['4'] = D, ['5'] = D,
  ['6'] = D,     ['7'] = D,      ['8'] = D,      ['9'] = D, ['a'] = L, ['b'] = L, ['c'] = L, ['d'] = L, ['e'] = L,
  ['f'] = L,     ['g'] = L,      ['h'] = L,      ['i'] = L, ['j'] = L, ['k'] = L, ['l'] = L, ['m'] = L, ['n'] = L,
  ['o'] = L,     ['p'] = L,      ['q'] = L,      ['r'] = L, ['s'] = L, ['t'] = L, ['u'] = L, ['v'] = L, ['w'] = L,
  ['x'] = L,     ['y'] = L,      ['z'] = L,      ['A'] = L, ['B'] = L, ['C'] = L, ['D'] = L, ['E'] = L, ['F'] = L,
  ['G'] = L,     ['H'] = L,      ['I'] = L,      ['J'] = L, ['K'] = L, ['L'] = L, ['M'] = L, ['N'] = L, ['O'] = L,
  ['P'] = L,     ['Q'] = L,      ['R'] = L,      ['S'] = L, ['T'] = L, ['U'] = L, ['V'] = L, ['W'] = L, ['X'] = L,
  ['Y'] = L,     ['Z'] = L,      ['_'] = L,
};
#undef L
#undef D

static bool is(const char *p, const char *end, int class) {
  return p < end && (classes[(unsigned char)*p] & class);
}

static bool at(const char *p, const char *end, char c) {
  return p < end && *p == c;
}

/* ---- failing ---- */

static uint32_t offset_of(const pc_lexer *lexer, const char *p) {
  return (uint32_t)(p - lexer->source->text);
}

static void bad(pc_lexer *lexer, pc_status status) {
  lexer->status = status;
  lexer->token.kind = PC_T_BAD;
}

static void no_memory(pc_lexer *lexer) {
  bad(lexer, pc_no_memory(lexer->ctx, lexer->error));
}

/* ---- bad characters ---- */

static const struct {
  const char *character, *hint;
} look_alikes[] = {
  { "\xe2\x80\x9c", "strings stand in double quotes" },
  { "\xe2\x80\x9d", "strings stand in double quotes" },
  { "\xe2\x80\x9e", "strings stand in double quotes" },
  { "\xc2\xab", "strings stand in double quotes" },
  { "\xc2\xbb", "strings stand in double quotes" },
  { "\xe2\x80\x98", "strings stand in double quotes" },
  { "\xe2\x80\x99", "strings stand in double quotes" },
  { "'", "strings stand in double quotes" },
  { "`", "strings stand in double quotes" },
  { "\xe2\x88\x92", "minus is -" },
  { "\xe2\x80\x93", "minus is -" },
  { "\xe2\x80\x94", "minus is -" },
  { "\xc3\x97", "times is *" },
  { "\xc2\xb7", "times is *" },
  { "\xe2\x8b\x85", "times is *" },
  { "\xe2\x88\x97", "times is *" },
  { "\xc3\xb7", "a quotient is written a/b" },
  { "\xe2\x88\x95", "a quotient is written a/b" },
  { "\xe2\x89\xa4", "write <=" },
  { "\xe2\x89\xa5", "write >=" },
  { "\xe2\x89\xa0", "write !=" },
  { "\xe2\x86\x92", "write ->" },
  { "\xe2\x80\xa6", "write ..." },
  { "\xc2\xb2", "write ^2" },
  { "\xc2\xb3", "write ^3" },
  { ";", "a new line or ',' ends a statement" },
  { "&", "write 'and'" },
  { "!", "write 'not'" },
  { "%", "the remainder is mod(a, b)" },
  { "\\", "\\ stands in strings only" },
  { "\xc2\xa0", "write a plain space" },
  { "\xe2\x80\xaf", "write a plain space" },
  { "\xe3\x80\x80", "write a plain space" },
  { "\xe2\x80\x8b", "it is invisible: delete it" },
};

static const char *hint_for(const char *p, size_t bytes, ucs4_t c) {
  for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++)
    if (strlen(look_alikes[i].character) == bytes && memcmp(look_alikes[i].character, p, bytes) == 0)
      return look_alikes[i].hint;
  return uc_is_alpha(c) ? "names are made of a-z, A-Z, 0-9 and _" : NULL;
}

static void bad_character(pc_lexer *lexer, const char *p) {
  ucs4_t c;
  int bytes = u8_mbtouc(&c, (const uint8_t *)p, (size_t)(lexer->end - p));
  const char *hint = hint_for(p, (size_t)bytes, c);
  const char *before = hint ? " (" : "", *after = hint ? ")" : "";
  if (!hint) hint = "";
  uint32_t offset = offset_of(lexer, p);
  bool visible = uc_is_graph(c) && !uc_is_property_white_space(c) && uc_width(c, "UTF-8") > 0;
  if (!visible)
    bad(lexer, pc_fail_at(lexer->error, PC_INPUT, lexer->source, offset, "bad character U+%04X%s%s%s", (unsigned)c,
                          before, hint, after));
  else
    bad(lexer, pc_fail_at(lexer->error, PC_INPUT, lexer->source, offset, "bad character '%.*s'%s%s%s", bytes, p, before,
                          hint, after));
}

/* ---- blanks ---- */

/* Skips blanks, new lines and comments; says whether there was a new line. */
static const char *skip_blanks(const char *p, const char *end, bool *newline) {
  for (; p < end; p++) {
    if (*p == '#') {
      p = memchr(p, '\n', (size_t)(end - p));
      if (!p) return end;
    }
    if (*p == '\n')
      *newline = true;
    else if (!(classes[(unsigned char)*p] & BLANK))
      return p;
  }
  return p;
}

/* ---- names ---- */

static const struct word {
  const char *text;
  uint8_t length, kind;
} reserved[] = {
  { "and", 3, PC_T_AND },   { "else", 4, PC_T_ELSE }, { "except", 6, PC_T_EXCEPT }, { "false", 5, PC_T_FALSE },
  { "if", 2, PC_T_IF },     { "in", 2, PC_T_IN },     { "let", 3, PC_T_LET },       { "not", 3, PC_T_NOT },
  { "null", 4, PC_T_NULL }, { "or", 2, PC_T_OR },     { "true", 4, PC_T_TRUE },     { "where", 5, PC_T_WHERE },
};

/* Most names start with a letter that no reserved word starts with. */
static bool may_be_reserved(char first, size_t length) {
  const uint32_t letters = 1u << ('a' - 'a') | 1u << ('e' - 'a') | 1u << ('f' - 'a') | 1u << ('i' - 'a') |
                           1u << ('l' - 'a') | 1u << ('n' - 'a') | 1u << ('o' - 'a') | 1u << ('t' - 'a') |
                           1u << ('w' - 'a');
  return length >= 2 && length <= 6 && first >= 'a' && first <= 'z' && (letters >> (first - 'a') & 1);
}

static pc_token_kind kind_of_name(const char *text, size_t length) {
  if (!may_be_reserved(text[0], length)) return PC_T_NAME;
  for (const struct word *w = reserved; w < reserved + sizeof reserved / sizeof *reserved; w++)
    if (w->length == length && memcmp(w->text, text, length) == 0) return w->kind;
  return PC_T_NAME;
}

static const char *lex_name(pc_lexer *lexer, const char *start) {
  const char *p = start + 1;
  while (is(p, lexer->end, LETTER | DIGIT)) p++;
  pc_token *token = &lexer->token;
  token->kind = kind_of_name(start, (size_t)(p - start));
  if (token->kind != PC_T_NAME) return p;
  token->text = pc_intern_string(lexer->ctx, start, (size_t)(p - start));
  if (!token->text) no_memory(lexer);
  return p;
}

/* ---- numbers ---- */

/* Digits with single _ between them; NULL when there are none. */
static const char *skip_digits(const char *p, const char *end) {
  if (!is(p, end, DIGIT)) return NULL;
  while (is(p, end, DIGIT) || (at(p, end, '_') && is(p + 1, end, DIGIT))) p++;
  return p;
}

static const char *skip_suffix(const char *p, const char *end) {
  if (p == end || !strchr("KMGBT", *p) || *p == '\0') return p;
  return *p != 'B' && at(p + 1, end, 'i') ? p + 2 : p + 1;
}

/* The end of the number, or NULL. */
static const char *skip_number(const char *p, const char *end) {
  p = skip_digits(p, end);
  if (at(p, end, '.')) p = skip_digits(p + 1, end);
  if (p && (at(p, end, 'e') || at(p, end, 'E')))
    p = skip_digits(p + 1 + (at(p + 1, end, '+') || at(p + 1, end, '-')), end);
  if (p) p = skip_suffix(p, end);
  return p && !is(p, end, LETTER | DIGIT) && !at(p, end, '.') ? p : NULL;
}

/* Whether digits run into a name, as in 2d. */
static bool is_product(const char *start, const char *digits, const char *end) {
  bool exponent = end - digits > 1 && (*digits == 'e' || *digits == 'E') && is(digits + 1, end, DIGIT);
  return is(digits, end, LETTER) && *digits != '_' && *start != '0' && !exponent &&
         !memchr(digits, '.', (size_t)(end - digits));
}

static void bad_number(pc_lexer *lexer, const char *start) {
  const char *digits = skip_digits(start, lexer->end), *p = start;
  while (is(p, lexer->end, LETTER | DIGIT) || at(p, lexer->end, '.')) p++;
  int length = p - start > 60 ? 60 : (int)(p - start), left = (int)(digits - start);
  uint32_t offset = offset_of(lexer, start);
  if (p - start <= 60 && is_product(start, digits, p))
    bad(lexer,
        pc_fail_at(lexer->error, PC_INPUT, lexer->source, offset, "bad number '%.*s' (did you mean '%.*s*%.*s'?)",
                   length, start, left, start, length - left, digits));
  else
    bad(lexer, pc_fail_at(lexer->error, PC_INPUT, lexer->source, offset, "bad number '%.*s'", length, start));
}

static const char *lex_number(pc_lexer *lexer, const char *start) {
  const char *p = skip_number(start, lexer->end);
  if (!p) {
    bad_number(lexer, start);
    return lexer->end;
  }
  lexer->token.kind = PC_T_NUMBER;
  lexer->token.text = start;
  return p;
}

/* ---- strings ---- */

/* \" and \\ stand for " and \; before anything else \ stands for itself, as LaTeX wants it. */
static const char *resolve_escapes(pc_lexer *lexer, const char *from, size_t length) {
  char *text = pc_alloc(lexer->ctx, length);
  if (!text) return NULL;
  size_t n = 0;
  for (size_t i = 0; i < length; i++) {
    if (from[i] == '\\' && i + 1 < length && (from[i + 1] == '"' || from[i + 1] == '\\')) i++;
    text[n++] = from[i];
  }
  const char *interned = pc_intern_string(lexer->ctx, text, n);
  pc_free(lexer->ctx, text, length);
  return interned;
}

static bool is_control(char c) {
  return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7f;
}

static const char *lex_string(pc_lexer *lexer, const char *quote) {
  const char *p = quote + 1, *end = lexer->end;
  bool escapes = false;
  for (; p < end && *p != '"' && !is_control(*p); p++)
    if (*p == '\\' && p + 1 < end && !is_control(p[1])) escapes = true, p++;
  if (p < end && is_control(*p) && *p != '\n' && *p != '\r') {
    bad(lexer, pc_fail_at(lexer->error, PC_INPUT, lexer->source, offset_of(lexer, p),
                          "control character U+%04X in a string", (unsigned char)*p));
    return end;
  }
  if (!at(p, end, '"')) {
    bad(lexer, pc_fail_at(lexer->error, PC_INPUT, lexer->source, offset_of(lexer, quote),
                          "the string is not closed (strings end on the line where they begin)"));
    return end;
  }
  size_t length = (size_t)(p - quote - 1);
  lexer->token.kind = PC_T_STRING;
  lexer->token.text =
      escapes ? resolve_escapes(lexer, quote + 1, length) : pc_intern_string(lexer->ctx, quote + 1, length);
  if (!lexer->token.text) no_memory(lexer);
  return p + 1;
}

/* ---- signs ---- */

static const struct sign {
  char first, second, third;
  uint8_t kind;
} signs[] = {
  { '.', '.', '.', PC_T_DOTS }, { '-', '>', 0, PC_T_ARROW }, { '?', '?', 0, PC_T_COALESCE },
  { '=', '=', 0, PC_T_EQ },     { '!', '=', 0, PC_T_NE },    { '<', '=', 0, PC_T_LE },
  { '>', '=', 0, PC_T_GE },     { '*', '*', 0, PC_T_POWER },
};

static const uint8_t single_signs[128] = {
  ['('] = PC_T_OPEN_ROUND, [')'] = PC_T_CLOSE_ROUND, ['['] = PC_T_OPEN_SQUARE, [']'] = PC_T_CLOSE_SQUARE,
  ['{'] = PC_T_OPEN_CURLY, ['}'] = PC_T_CLOSE_CURLY, ['.'] = PC_T_DOT,         ['?'] = PC_T_QUESTION,
  [','] = PC_T_COMMA,      [':'] = PC_T_COLON,       ['='] = PC_T_ASSIGN,      ['|'] = PC_T_BAR,
  ['<'] = PC_T_LT,         ['>'] = PC_T_GT,          ['+'] = PC_T_PLUS,        ['-'] = PC_T_MINUS,
  ['*'] = PC_T_STAR,       ['/'] = PC_T_SLASH,       ['^'] = PC_T_POWER,
};

static const char *lex_long_sign(pc_lexer *lexer, const char *p) {
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    const struct sign *s = &signs[i];
    if (*p != s->first || !at(p + 1, lexer->end, s->second) || (s->third && !at(p + 2, lexer->end, s->third))) continue;
    lexer->token.kind = s->kind;
    return p + (s->third ? 3 : 2);
  }
  return NULL;
}

static const char *lex_argument(pc_lexer *lexer, const char *p) {
  if (!lexer->formats || !at(p + 1, lexer->end, 'e') || is(p + 2, lexer->end, LETTER | DIGIT)) {
    bad_character(lexer, p);
    return lexer->end;
  }
  lexer->token.kind = PC_T_ARGUMENT;
  return p + 2;
}

static const char *lex_sign(pc_lexer *lexer, const char *p) {
  unsigned char c = (unsigned char)*p;
  if (c == '%') return lex_argument(lexer, p);
  if (c == '|' && at(p + 1, lexer->end, '|')) {
    bad(lexer, pc_fail_at(lexer->error, PC_INPUT, lexer->source, offset_of(lexer, p), "bad sign '||' (write 'or')"));
    return lexer->end;
  }
  const char *after = p + 1 < lexer->end && strchr(".>=?*", p[1]) ? lex_long_sign(lexer, p) : NULL;
  if (after) return after;
  lexer->token.kind = c < 128 ? single_signs[c] : 0;
  if (lexer->token.kind == 0) bad_character(lexer, p);
  return p + 1;
}

/* ---- tokens ---- */

static const char *lex_token(pc_lexer *lexer, const char *p) {
  int class = classes[(unsigned char)*p];
  if (class & LETTER) return lex_name(lexer, p);
  if (class & DIGIT) return lex_number(lexer, p);
  if (*p == '"') return lex_string(lexer, p);
  return lex_sign(lexer, p);
}

static void lex(pc_lexer *lexer, bool newline) {
  const char *start = skip_blanks(lexer->next, lexer->end, &newline);
  pc_token *token = &lexer->token;
  token->offset = offset_of(lexer, start);
  token->kind = PC_T_END;
  const char *next = start < lexer->end ? lex_token(lexer, start) : start;
  token->length = (uint32_t)(next - start);
  token->newline = newline && !(token->kind >= PC_T_EXCEPT && token->kind <= PC_T_ARROW);
  lexer->next = next;
}

void pc_lexer_start(pc_lexer *lexer, size_t offset) {
  lexer->next = lexer->source->text + offset;
  lexer->last_end = (uint32_t)offset;
  lexer->end = lexer->source->text + lexer->source->length;
  if (lexer->end - lexer->next >= 3 && memcmp(lexer->next, "\xef\xbb\xbf", 3) == 0) lexer->next += 3;
  lex(lexer, false);
}

void pc_lexer_advance(pc_lexer *lexer) {
  pc_token *token = &lexer->token;
  if (token->kind == PC_T_BAD) return;
  if (token->kind == PC_T_ARGUMENT) lexer->arguments++;
  uint8_t before = token->kind;
  lexer->last_end = token->offset + token->length;
  lex(lexer, false);
  if (before >= PC_T_ELSE) token->newline = false;
}

void pc_lexer_return(pc_lexer *lexer, const pc_token *token, uint32_t last_end) {
  if (lexer->token.kind == PC_T_BAD) return;
  lexer->token = *token;
  lexer->next = lexer->source->text + token->offset + token->length;
  lexer->last_end = last_end;
}

bool pc_lexer_before_assign(const pc_lexer *lexer) {
  bool newline = false;
  const char *p = skip_blanks(lexer->next, lexer->end, &newline);
  return at(p, lexer->end, '=') && !at(p + 1, lexer->end, '=');
}
