/* From the LaTeX of symbols to MathML: a reader of the part of LaTeX that spells names. */
#include "print/mathml.h"
#include <string.h>

enum { DEEPEST = 32 }; /* braces, accents and scripts in each other; what is deeper is shown as written */

/* How letters look. */
typedef enum font { ITALIC, ROMAN, BOLD, SCRIPT, DOUBLE, FONTS } font;

typedef struct reader {
  pc_writer *w;
  const char *text, *end;
  int depth;
  bool parts; /* the first item is written without its element */
} reader;

static void read_row(reader *r, font f);

/* ---- tables ---- */

typedef struct command {
  const char *name, *shown;
} command;

static const command LETTERS[] = {
  { "alpha", "α" },      { "beta", "β" },    { "gamma", "γ" },    { "delta", "δ" },  { "epsilon", "ϵ" },
  { "varepsilon", "ε" }, { "zeta", "ζ" },    { "eta", "η" },      { "theta", "θ" },  { "vartheta", "ϑ" },
  { "iota", "ι" },       { "kappa", "κ" },   { "lambda", "λ" },   { "mu", "μ" },     { "nu", "ν" },
  { "xi", "ξ" },         { "omicron", "ο" }, { "pi", "π" },       { "varpi", "ϖ" },  { "rho", "ρ" },
  { "varrho", "ϱ" },     { "sigma", "σ" },   { "varsigma", "ς" }, { "tau", "τ" },    { "upsilon", "υ" },
  { "phi", "ϕ" },        { "varphi", "φ" },  { "chi", "χ" },      { "psi", "ψ" },    { "omega", "ω" },
  { "Gamma", "Γ" },      { "Delta", "Δ" },   { "Theta", "Θ" },    { "Lambda", "Λ" }, { "Xi", "Ξ" },
  { "Pi", "Π" },         { "Sigma", "Σ" },   { "Upsilon", "Υ" },  { "Phi", "Φ" },    { "Psi", "Ψ" },
  { "Omega", "Ω" },      { "ell", "ℓ" },     { "hbar", "ℏ" },     { "infty", "∞" },  { "partial", "∂" },
  { "nabla", "∇" },      { "aleph", "ℵ" },   { "imath", "ı" },    { "jmath", "ȷ" },
};

static const command OPERATORS[] = {
  { "times", "×" },     { "cdot", "⋅" },       { "ast", "∗" },    { "star", "⋆" }, { "prime", "′" },
  { "dagger", "†" },    { "circ", "∘" },       { "pm", "±" },     { "to", "→" },   { "rightarrow", "→" },
  { "leftarrow", "←" }, { "parallel", "∥" },   { "perp", "⊥" },   { "le", "≤" },   { "ge", "≥" },
  { "ldots", "…" },     { "cdots", "⋯" },      { "bullet", "∙" }, { "{", "{" },    { "}", "}" },
  { "_", "_" },         { "%", "%" },          { "#", "#" },      { "$", "$" },    { "&", "&amp;" },
  { "|", "∥" },         { "backslash", "\\" },
};

static const command ACCENTS[] = {
  { "hat", "^" }, { "widehat", "^" }, { "tilde", "~" }, { "widetilde", "~" }, { "bar", "¯" },
  { "dot", "˙" }, { "ddot", "¨" },    { "vec", "→" },   { "overline", "¯" },  { "check", "ˇ" },
};

static const command SPACES[] = {
  { ",", "0.167em" }, { ":", "0.222em" }, { ";", "0.278em" }, { " ", "0.333em" }, { "quad", "1em" }, { "!", "0em" },
};

static const struct {
  const char *name;
  font font;
} FONT_COMMANDS[] = {
  { "mathrm", ROMAN },  { "text", ROMAN },        { "textrm", ROMAN },   { "operatorname", ROMAN },
  { "mathsf", ROMAN },  { "mathtt", ROMAN },      { "texttt", ROMAN },   { "mathit", ITALIC },
  { "textit", ITALIC }, { "mathnormal", ITALIC }, { "mathbf", BOLD },    { "boldsymbol", BOLD },
  { "bm", BOLD },       { "textbf", BOLD },       { "mathcal", SCRIPT }, { "mathscr", SCRIPT },
  { "mathbb", DOUBLE },
};

#define FIND(table, name, length) find(table, sizeof table / sizeof *table, name, length)

static const char *find(const command *table, size_t n, const char *name, size_t length) {
  for (size_t i = 0; i < n; i++)
    if (strlen(table[i].name) == length && memcmp(table[i].name, name, length) == 0) return table[i].shown;
  return NULL;
}

/* ---- text ---- */

static const char *xml_escape(unsigned char c) {
  switch (c) {
  case '&': return "&amp;";
  case '<': return "&lt;";
  case '>': return "&gt;";
  case '"': return "&quot;";
  case '\t': return " ";
  case '\n': return " ";
  default: return c < 0x20 ? "\xef\xbf\xbd" : NULL;
  }
}

/* U+FFFE and U+FFFF are no characters of XML. */
static bool is_forbidden(const char *text, size_t length) {
  return length >= 3 && memcmp(text, "\xef\xbf", 2) == 0 && (unsigned char)text[2] >= 0xbe;
}

void pc_put_xml(pc_writer *w, const char *text, size_t length) {
  size_t well = pc_utf8_check(text, length);
  for (size_t i = 0; i < well; i++) {
    const char *escape = xml_escape((unsigned char)text[i]);
    if (is_forbidden(text + i, well - i)) escape = "\xef\xbf\xbd", i += 2;
    if (escape)
      pc_puts(w, escape);
    else
      pc_put(w, text + i, 1);
  }
  if (well < length) pc_puts(w, "\xef\xbf\xbd");
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* ---- letters in a font ---- */

static const uint32_t CAPITALS[FONTS] = {
  [ITALIC] = 0x1d434, [BOLD] = 0x1d400, [SCRIPT] = 0x1d49c, [DOUBLE] = 0x1d538
};

/* Mathematical letters that Unicode had before it had the alphabet. */
static uint32_t older_letter(font f, char c) {
  static const struct {
    font font;
    char letter;
    uint32_t code;
  } table[] = {
    { ITALIC, 'h', 0x210e }, { SCRIPT, 'B', 0x212c }, { SCRIPT, 'E', 0x2130 }, { SCRIPT, 'F', 0x2131 },
    { SCRIPT, 'H', 0x210b }, { SCRIPT, 'I', 0x2110 }, { SCRIPT, 'L', 0x2112 }, { SCRIPT, 'M', 0x2133 },
    { SCRIPT, 'R', 0x211b }, { SCRIPT, 'e', 0x212f }, { SCRIPT, 'g', 0x210a }, { SCRIPT, 'o', 0x2134 },
    { DOUBLE, 'C', 0x2102 }, { DOUBLE, 'H', 0x210d }, { DOUBLE, 'N', 0x2115 }, { DOUBLE, 'P', 0x2119 },
    { DOUBLE, 'Q', 0x211a }, { DOUBLE, 'R', 0x211d }, { DOUBLE, 'Z', 0x2124 },
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (table[i].font == f && table[i].letter == c) return table[i].code;
  return 0;
}

static void put_code(pc_writer *w, uint32_t code) {
  char bytes[4] = { (char)(0xf0 | code >> 18), (char)(0x80 | (code >> 12 & 0x3f)), (char)(0x80 | (code >> 6 & 0x3f)),
                    (char)(0x80 | (code & 0x3f)) };
  if (code >= 0x10000) {
    pc_put(w, bytes, 4);
  } else {
    bytes[1] = (char)(0xe0 | code >> 12);
    pc_put(w, bytes + 1, 3);
  }
}

static void put_letter(pc_writer *w, font f, char c) {
  uint32_t older = older_letter(f, c);
  if (f == ROMAN || !is_letter(c))
    pc_put(w, &c, 1);
  else
    put_code(w, older ? older : CAPITALS[f] + (uint32_t)(c >= 'a' ? c - 'a' + 26 : c - 'A'));
}

/* Letters that stand together are one name. One letter alone is italic anyway; several are upright unless they are
 * letters of mathematics. */
static void read_letters(reader *r, font f) {
  size_t n = 0;
  while (r->text + n < r->end && (is_letter(r->text[n]) || (f == ROMAN && is_digit(r->text[n])))) n++;
  pc_puts(r->w, n == 1 && f == ROMAN ? "<mi mathvariant=\"normal\">" : "<mi>");
  if (n == 1 && f == ITALIC)
    pc_put(r->w, r->text, 1);
  else
    for (size_t i = 0; i < n; i++) put_letter(r->w, f, r->text[i]);
  pc_puts(r->w, "</mi>");
  r->text += n;
}

static void read_digits(reader *r) {
  const char *start = r->text;
  while (r->text < r->end && is_digit(*r->text)) r->text++;
  pc_puts(r->w, "<mn>");
  pc_put(r->w, start, (size_t)(r->text - start));
  pc_puts(r->w, "</mn>");
}

/* Any other character, with the bytes that belong to it. */
static void read_character(reader *r) {
  const char *start = r->text++;
  while (r->text < r->end && ((unsigned char)*r->text & 0xc0) == 0x80) r->text++;
  bool name = (unsigned char)*start >= 0x80;
  pc_puts(r->w, name ? "<mi>" : "<mo>");
  if (*start == '*' || *start == '-')
    pc_puts(r->w, *start == '*' ? "∗" : "−");
  else
    pc_put_xml(r->w, start, (size_t)(r->text - start));
  pc_puts(r->w, name ? "</mi>" : "</mo>");
}

/* ---- groups ---- */

/* The end of the group whose brace is at r->text, or the end of all. */
static const char *group_end(const reader *r) {
  int open = 0;
  for (const char *p = r->text; p < r->end; p++) {
    if (*p == '\\' && p + 1 < r->end)
      p++;
    else if (*p == '{')
      open++;
    else if (*p == '}' && --open == 0)
      return p;
  }
  return r->end;
}

static void skip_blanks(reader *r) {
  while (r->text < r->end && (*r->text == ' ' || *r->text == '~')) r->text++;
}

static void put_as_written(reader *r, const char *start) {
  pc_puts(r->w, "<mtext>");
  pc_put_xml(r->w, start, (size_t)(r->text - start));
  pc_puts(r->w, "</mtext>");
}

static void read_group(reader *r, font f) {
  const char *start = r->text, *end = group_end(r);
  reader inner = { r->w, start + 1, end, r->depth + 1, false };
  r->text = end < r->end ? end + 1 : end;
  if (r->depth == DEEPEST) {
    put_as_written(r, start);
    return;
  }
  read_row(&inner, f);
}

static void read_base(reader *r, font f);

/* What a command or a script works on: a group or one item; nothing is an empty row. */
static void read_argument(reader *r, font f) {
  skip_blanks(r);
  if (r->text < r->end && (is_letter(*r->text) || is_digit(*r->text))) {
    reader one = { r->w, r->text, r->text + 1, r->depth, false };
    r->text++;
    read_base(&one, f);
  } else if (r->text < r->end && r->depth < DEEPEST) {
    r->depth++;
    read_base(r, f);
    r->depth--;
  } else {
    const char *start = r->text;
    r->text = r->end;
    put_as_written(r, start);
  }
}

/* ---- commands ---- */

static size_t command_length(const reader *r) {
  size_t n = 0;
  while (r->text + n < r->end && is_letter(r->text[n])) n++;
  return n || r->text == r->end ? n : 1;
}

static bool find_font(font *out, const char *name, size_t length) {
  for (size_t i = 0; i < sizeof FONT_COMMANDS / sizeof *FONT_COMMANDS; i++) {
    const char *candidate = FONT_COMMANDS[i].name;
    if (strlen(candidate) != length || memcmp(candidate, name, length) != 0) continue;
    *out = FONT_COMMANDS[i].font;
    return true;
  }
  return false;
}

/* Passes over what read_argument would read. */
static void skip_argument(reader *r) {
  font ignored;
  bool takes_one = true;
  while (takes_one && r->text < r->end) {
    skip_blanks(r);
    size_t n = 0;
    if (*r->text == '{') {
      r->text = group_end(r);
    } else if (*r->text == '\\') {
      r->text++;
      n = command_length(r);
    }
    takes_one = n && (FIND(ACCENTS, r->text, n) || find_font(&ignored, r->text, n));
    r->text += n ? n : r->text < r->end;
    while (r->text < r->end && ((unsigned char)*r->text & 0xc0) == 0x80) r->text++;
  }
}

static void put_around(pc_writer *w, const char *before, const char *text, const char *after) {
  pc_puts(w, before);
  pc_puts(w, text);
  pc_puts(w, after);
}

/* \text{...}: blanks count. */
static void read_text(reader *r) {
  const char *end = group_end(r);
  pc_puts(r->w, "<mtext>");
  pc_put_xml(r->w, r->text + 1, (size_t)(end - r->text - 1));
  pc_puts(r->w, "</mtext>");
  r->text = end < r->end ? end + 1 : end;
}

static void read_command(reader *r, font f) {
  const char *start = r->text++;
  size_t n = command_length(r);
  const char *name = r->text, *shown = NULL;
  font inner = f;
  r->text += n;
  if ((shown = FIND(LETTERS, name, n))) {
    put_around(r->w, "<mi>", shown, "</mi>");
  } else if ((shown = FIND(OPERATORS, name, n))) {
    put_around(r->w, "<mo>", shown, "</mo>");
  } else if ((shown = FIND(SPACES, name, n))) {
    put_around(r->w, "<mspace width=\"", shown, "\"/>");
  } else if ((shown = FIND(ACCENTS, name, n))) {
    pc_puts(r->w, "<mover accent=\"true\">");
    read_argument(r, f);
    put_around(r->w, "<mo>", shown, "</mo></mover>");
  } else if (n == 4 && memcmp(name, "text", 4) == 0 && r->text < r->end && *r->text == '{') {
    read_text(r);
  } else if (find_font(&inner, name, n)) {
    read_argument(r, inner);
  } else {
    while (r->text < r->end && ((unsigned char)*r->text & 0xc0) == 0x80) r->text++;
    put_as_written(r, start);
  }
}

/* ---- scripts and lists ---- */

static void read_base(reader *r, font f) {
  if (*r->text == '{')
    read_group(r, f);
  else if (*r->text == '\\')
    read_command(r, f);
  else if (is_letter(*r->text))
    read_letters(r, f);
  else if (is_digit(*r->text))
    read_digits(r);
  else
    read_character(r);
}

/* The scripts that follow a base; the second of a kind starts a new base. */
typedef struct scripts {
  const char *sub, *super; /* where their arguments start, or NULL */
  size_t primes;
} scripts;

static scripts find_scripts(reader *r) {
  scripts s = { NULL, NULL, 0 };
  for (;; skip_blanks(r)) {
    if (r->text == r->end) return s;
    const char **place = *r->text == '_' ? &s.sub : *r->text == '^' ? &s.super : NULL;
    if (*r->text == '\'' && !s.super) {
      s.primes++;
      r->text++;
    } else if (place && !*place) {
      *place = ++r->text;
      skip_argument(r);
    } else {
      return s;
    }
  }
}

static void put_script(const reader *r, const char *at, font f) {
  reader argument = { r->w, at, r->end, r->depth, false };
  read_argument(&argument, f);
}

static void put_superscript(const reader *r, const scripts *s, font f) {
  pc_puts(r->w, s->primes ? "<mrow>" : "");
  pc_puts(r->w, s->primes ? "<mo>" : "");
  pc_put_times(r->w, "′", s->primes);
  pc_puts(r->w, s->primes ? "</mo>" : "");
  if (s->super) put_script(r, s->super, f);
  pc_puts(r->w, s->primes ? "</mrow>" : "");
}

/* A base with its scripts. */
static void read_item(reader *r, font f) {
  reader base = *r;
  base.parts = false;
  if (!strchr("_^'", *r->text)) skip_argument(r);
  base.end = r->text;
  scripts s = find_scripts(r);
  bool super = s.super || s.primes;
  const char *element = s.sub && super ? "msubsup" : s.sub ? "msub" : super ? "msup" : NULL;
  if (r->parts) element = NULL;
  if (element) put_around(r->w, "<", element, ">");
  if (base.text < base.end)
    read_base(&base, f);
  else
    pc_puts(r->w, "<mrow></mrow>");
  if (s.sub) put_script(r, s.sub, f);
  if (super) put_superscript(r, &s, f);
  if (element) put_around(r->w, "</", element, ">");
}

/* How many letters stand before one that has a script: that is the last letter only. */
static size_t letters_alone(const reader *r, font f) {
  size_t n = 0;
  while (r->text + n < r->end && (is_letter(r->text[n]) || (f == ROMAN && n && is_digit(r->text[n])))) n++;
  bool script = r->text + n < r->end && strchr("_^'", r->text[n]);
  return script && n ? n - 1 : n;
}

static void read_list(reader *r, font f) {
  for (skip_blanks(r); r->text < r->end; skip_blanks(r)) {
    size_t n = letters_alone(r, f);
    if (n > 0) {
      reader letters = { r->w, r->text, r->text + n, r->depth, false };
      read_letters(&letters, f);
      r->text += n;
    } else if (is_digit(*r->text)) {
      read_digits(r);
    } else {
      read_item(r, f);
    }
  }
}

static bool is_one_item(reader r, font f) {
  size_t letters = letters_alone(&r, f);
  if (r.text == r.end || is_digit(*r.text)) return false;
  if (letters == 0 && !strchr("_^'", *r.text)) skip_argument(&r);
  if (letters == 0) find_scripts(&r);
  return r.text + letters == r.end;
}

/* All that is left, as one element. */
static void read_row(reader *r, font f) {
  bool one = is_one_item(*r, f);
  pc_puts(r->w, one ? "" : "<mrow>");
  read_list(r, f);
  pc_puts(r->w, one ? "" : "</mrow>");
}

void pc_put_mathml(pc_writer *w, const char *latex) {
  reader r = { w, latex, latex + strlen(latex), 0, false };
  read_row(&r, ITALIC);
}

bool pc_mathml_has_subscript(const char *latex) {
  reader r = { NULL, latex, latex + strlen(latex), 0, false };
  if (!*latex || is_digit(*latex) || letters_alone(&r, ITALIC) > 0 || !is_one_item(r, ITALIC)) return false;
  if (!strchr("_^'", *latex)) skip_argument(&r);
  scripts s = find_scripts(&r);
  return s.sub && !s.super && !s.primes;
}

void pc_put_mathml_parts(pc_writer *w, const char *latex) {
  reader r = { w, latex, latex + strlen(latex), 0, true };
  read_row(&r, ITALIC);
}
