// Reads records that look like the one before: same names, same order, same whitespace. The texts between the values are
// compared, the values are found by counting structural positions. The generic walk (JSONIndexCursor) is its twin: it
// reads whatever this refuses.
#include "CByteScan.h"
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define ABSENT 0x80000000u
#define HAS_ESCAPE 0x40000000u

INLINE uint64_t load8(const uint8_t *p) {
  uint64_t x;
  memcpy(&x, p, 8);
  return x;
}

INLINE int is_digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }
INLINE int is_white(uint8_t c) { return c <= ' ' && (c == ' ' || c == '\n' || c == '\r' || c == '\t'); }

#if defined(__SSE2__)
#include <emmintrin.h>

// Both sides have 16 readable bytes after `n`.
INLINE int is_same(const uint8_t *a, const uint8_t *b, size_t n) {
  for (;;) {
    __m128i x = _mm_loadu_si128((const __m128i *)a), y = _mm_loadu_si128((const __m128i *)b);
    uint32_t differ = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, y)) ^ 0xFFFF;
    if (n <= 16) return (differ & ((1u << n) - 1)) == 0;
    if (differ) return 0;
    a += 16;
    b += 16;
    n -= 16;
  }
}
#else
INLINE int is_same(const uint8_t *a, const uint8_t *b, size_t n) { return memcmp(a, b, n) == 0; }
#endif

// -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
static int is_number_plainly(const uint8_t *p, size_t n) {
  size_t i = p[0] == '-';
  if (i == n || !is_digit(p[i])) return 0;
  if (p[i++] != '0') while (i < n && is_digit(p[i])) i++;
  if (i < n && p[i] == '.') {
    size_t first = ++i;
    while (i < n && is_digit(p[i])) i++;
    if (i == first) return 0;
  }
  if (i == n) return 1;
  if ((p[i++] | 0x20) != 'e') return 0;
  if (i < n && (p[i] == '+' || p[i] == '-')) i++;
  if (i == n) return 0;
  while (i < n && is_digit(p[i])) i++;
  return i == n;
}

// `n` is at least 1; 16 bytes are readable.
INLINE int is_number(const uint8_t *p, size_t n) {
#if defined(__SSE2__)
  if (n <= 16) {
    // Up to 16 bytes without exponent: digits, a minus in front, one dot between digits.
    __m128i v = _mm_loadu_si128((const __m128i *)p);
    __m128i d = _mm_sub_epi8(v, _mm_set1_epi8('0'));
    uint32_t digits = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8(9)), d));
    uint32_t dots = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('.')));
    uint32_t all = (1u << n) - 1, minus = p[0] == '-';
    uint32_t rest = all & ~digits & ~minus;
    uint32_t first = 1u << minus;
    int has_zero = p[minus] == '0';
    // The second byte of the number may follow a zero only if it is the dot. No digit at all leaves rest or first > all.
    if ((rest & ~dots) == 0 && (rest & (rest - 1)) == 0 && (rest & (first | 1u << (n - 1))) == 0 && first <= all &&
        !(has_zero && (first << 1) <= all && !(rest & first << 1)))
      return 1;
  }
#endif
  return is_number_plainly(p, n);
}

INLINE int is_literal(const uint8_t *p, size_t n) {
  if (n == 4) return memcmp(p, "true", 4) == 0 || memcmp(p, "null", 4) == 0;
  return n == 5 && memcmp(p, "false", 5) == 0;
}

// Reads the record whose structural positions begin at `at`. Returns 0 when it does not match.
INLINE int read_record(const weir_json_shape *shape, const weir_json_walk *walk, const uint32_t *at, size_t *escape,
                       uint32_t *row) {
  const uint8_t *p = walk->p;
  const weir_json_piece *piece = shape->pieces, *last = piece + shape->piece_count - 1;
  size_t begin = at[0], next_escape = *escape;
  for (;; piece++) {
    size_t start = begin + piece->length;
    if (start + 16 > walk->readable || !is_same(p + begin, shape->texts + piece->text, piece->length)) break;
    if (piece == last) {
      *escape = next_escape;
      return 1;
    }
    const uint32_t *next = at + piece[1].index;
    if (next[-1] != start) break;
    size_t end = begin = next[0];
    while (is_white(p[end - 1])) end--;
    uint32_t flag = 0;
    uint8_t byte = p[start];
    if (byte == '"') {
      if (piece->numbers_only || end - start < 2 || p[end - 1] != '"') break;
      while (walk->escapes[next_escape] < start) next_escape++;
      if (walk->escapes[next_escape] < end) flag = HAS_ESCAPE;
    } else if (is_digit(byte) || byte == '-') {
      if (!is_number(p + start, end - start)) break;
    } else if (piece->numbers_only || !is_literal(p + start, end - start)) {
      break;
    }
    if (piece->column != WEIR_JSON_NO_COLUMN) {
      row[2 * piece->column] = (uint32_t)start;
      row[2 * piece->column + 1] = (uint32_t)end | flag;
    }
  }
  // Values before this piece were stored, perhaps.
  for (const weir_json_piece *stored = shape->pieces; stored < piece; stored++) {
    if (stored->column == WEIR_JSON_NO_COLUMN) continue;
    row[2 * stored->column] = 0;
    row[2 * stored->column + 1] = ABSENT;
  }
  return 0;
}

// Goes over what stands between two records. Returns where the next one begins, or SIZE_MAX.
INLINE size_t step_between(const weir_json_shape *shape, const weir_json_walk *walk, size_t next, size_t end,
                           size_t *newlines) {
  if (next >= walk->position_count) return SIZE_MAX;
  size_t position = walk->positions[next];
  if (shape->between == WEIR_JSON_BETWEEN_COMMA) return walk->p[position] == ',' ? next + 1 : SIZE_MAX;
  if (shape->between == WEIR_JSON_BETWEEN_LINES) {
    size_t found = 0;
    for (size_t i = end; i < position; i++) found += walk->p[i] == '\n';
    if (!found) return SIZE_MAX;
    *newlines += found;
  }
  return next;
}

size_t weir_json_read_shape(const weir_json_shape *shape, weir_json_walk *walk, uint32_t *slots, uint32_t *extents,
                            uint32_t *properties, size_t limit) {
  size_t count = 0, next = walk->next, newlines = walk->newlines;
  while (count < limit && next + shape->structurals <= walk->position_count) {
    const uint32_t *at = walk->positions + next;
    uint32_t *row = slots + 2 * shape->columns * count;
    if (!read_record(shape, walk, at, &walk->next_escape, row)) break;
    for (const weir_json_part *part = shape->parts; part < shape->parts + shape->part_count; part++) {
      uint32_t *to = part->column == WEIR_JSON_PROPERTIES ? properties + 2 * count : row + 2 * part->column;
      to[0] = at[part->first];
      to[1] = at[part->last] + part->add;
    }
    uint32_t end = at[shape->structurals - 1] + 1;
    extents[2 * count] = at[0];
    extents[2 * count + 1] = end;
    count++;
    next += shape->structurals;
    walk->next = next;
    walk->newlines = newlines;
    next = step_between(shape, walk, next, end, &newlines);
    if (next == SIZE_MAX) break;
  }
  return count;
}
