/* "Did you mean": the candidate with the fewest edits. */
#include "base/base.h"
#include <string.h>

enum { LONGEST = 64 }; /* longer words get no hint */

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool equal_but_case(const char *a, const char *b) {
  while (*a && lower(*a) == lower(*b)) a++, b++;
  return *a == *b;
}

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/* Insertions, deletions, substitutions and swaps of neighbours between words of n and m bytes (optimal string
 * alignment). */
static size_t edits(const char *a, size_t n, const char *b, size_t m) {
  size_t rows[3][LONGEST + 1];
  size_t *before = rows[0], *last = rows[1], *row = rows[2];
  for (size_t j = 0; j <= m; j++) last[j] = j;
  for (size_t i = 1; i <= n; i++) {
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = least(row[j], before[j - 2] + 1);
    }
    size_t *free_row = before;
    before = last;
    last = row;
    row = free_row;
  }
  return last[m];
}

/* SIZE_MAX when the candidate is not near. */
static size_t distance(const char *word, const char *candidate) {
  size_t n = strlen(word), m = strlen(candidate);
  if (n == 0 || m == 0 || n > LONGEST || m > LONGEST) return SIZE_MAX;
  if (equal_but_case(word, candidate)) return 1;
  size_t allowed = n < 6 ? 1 : n / 3;
  if (n > m + allowed || m > n + allowed) return SIZE_MAX;
  size_t count = edits(word, n, candidate, m);
  bool something_in_common = count < (n > m ? n : m);
  return count <= allowed && something_in_common ? count : SIZE_MAX;
}

void pc_nearest_try(pc_nearest *nearest, const char *candidate) {
  size_t count = distance(nearest->word, candidate);
  if (count == SIZE_MAX || (nearest->best && count >= nearest->distance)) return;
  nearest->best = candidate;
  nearest->distance = count;
}
