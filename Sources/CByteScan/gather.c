#include "CByteScan.h"
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Copies n bytes, 16 at a time, and tells whether one of them equals a or b. Reads and writes up to 15 bytes past n.
static inline unsigned copy_watched(uint8_t *dst, const uint8_t *src, size_t n, uint8_t a, uint8_t b) {
#if defined(__SSE2__)
  const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b);
  size_t i = 0;
  unsigned hits = 0;
  for (;;) {
    __m128i v = _mm_loadu_si128((const __m128i *)(src + i));
    _mm_storeu_si128((__m128i *)(dst + i), v);
    unsigned m = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)));
    size_t left = n - i;
    if (left <= 16) return hits | (m & (unsigned)((1u << left) - 1u));
    hits |= m;
    i += 16;
  }
#else
  unsigned hits = 0;
  for (size_t i = 0; i < n; i++) {
    dst[i] = src[i];
    hits |= (unsigned)(src[i] == a) | (unsigned)(src[i] == b);
  }
  return hits;
#endif
}

weir_gathered weir_gather_rows(const weir_gather *g, size_t first, size_t end, uint8_t *dst, size_t capacity,
                               size_t *ends) {
  weir_gathered result = {0};
  uint8_t *out = dst;
  if (g->readable < 32) return result;
  const size_t limit = g->readable - 32;  // wide loads stay inside
  const uint8_t a = g->watched[0], b = g->watched[1];
  const size_t run_count = g->run_count, columns = g->columns;
  for (size_t r = first; r < end; r++) {
    const size_t row = g->rows ? g->rows[r] : r;
    if ((row + 1) * columns >= g->slot_count) break;
    const uint32_t *slots = g->slots + row * columns;
    uint8_t *p = out;
    unsigned hits = 0;
    for (size_t k = 0; k < run_count; k++) {
      const weir_run run = g->runs[k];
      const size_t from = (uint32_t)(slots[run.first] + 1u);
      size_t to = slots[run.last + 1];
      if (run.last + 1 == columns) to -= g->last_end_trim;
      // Slots are trusted to be ascending, but not with memory.
      if (to < from || to > limit) { hits = 1; break; }
      const size_t n = to - from;
      if ((size_t)(p - dst) + n + 32 > capacity) { result.is_full = 1; return result; }
      hits |= copy_watched(p, g->src + from, n, a, b);
      if (n == 0) hits |= g->stops_at_empty;
      p += n;
      *p++ = g->delimiter;
    }
    if (hits) break;
    p[-1] = g->line_end[0];
    if (g->line_end_length == 2) *p++ = g->line_end[1];
    out = p;
    result.rows++;
    result.written = (size_t)(out - dst);
    if (ends) *ends++ = result.written;
  }
  return result;
}

static inline int is_digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }

// `-? (0 | [1-9][0-9]*) (. [0-9]+)?` with at most 15 digits: NumberText.isCanonical decides the rest.
static inline int is_short_number(const uint8_t *p, size_t n) {
  size_t i = 0, digits = 0;
  if (n > 17) return 0;
  if (i < n && p[i] == '-') i++;
  if (i == n || !is_digit(p[i])) return 0;
  if (p[i] == '0') {
    i++;
    digits++;
  } else {
    for (; i < n && is_digit(p[i]); i++) digits++;
  }
  if (i < n) {
    if (p[i] != '.' || i + 1 == n) return 0;
    for (i++; i < n && is_digit(p[i]); i++) digits++;
  }
  return i == n && digits <= 15;
}

static inline int is_boolean(const uint8_t *p, size_t n) {
  return n == 4 ? memcmp(p, "true", 4) == 0 : n == 5 && memcmp(p, "false", 5) == 0;
}

// Copies n bytes of text into a JSON string: 1 done, 0 when a quote stands in them. *written receives the length.
static inline int copy_text(uint8_t *dst, const uint8_t *src, size_t n, size_t readable, size_t *written) {
#if defined(__SSE2__)
  size_t i = 0;
  unsigned escapes = 0;
  while (i < n) {
    const __m128i v = _mm_loadu_si128((const __m128i *)(src + i));
    _mm_storeu_si128((__m128i *)(dst + i), v);
    const unsigned valid = n - i >= 16 ? 0xFFFFu : (1u << (n - i)) - 1u;
    const unsigned quotes = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
    if (quotes & valid) return 0;
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
    const __m128i backslash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
    escapes |= (unsigned)_mm_movemask_epi8(_mm_or_si128(control, backslash)) & valid;
    i += 16;
  }
  *written = n;
  if (escapes) *written = weir_copy_json_escaped(dst, src, n, readable);
#else
  if (memchr(src, '"', n)) return 0;
  *written = weir_copy_json_escaped(dst, src, n, readable);
#endif
  return 1;
}

weir_gathered weir_gather_json_rows(const weir_json_gather *g, size_t first, size_t end, uint8_t *dst, size_t capacity,
                                    size_t *ends) {
  weir_gathered result = {0};
  uint8_t *out = dst;
  if (g->readable < 32) return result;
  const size_t limit = g->readable - 32;
  const size_t columns = g->columns;
  for (size_t r = first; r < end; r++) {
    const size_t row = g->rows ? g->rows[r] : r;
    if ((row + 1) * columns >= g->slot_count) return result;
    const uint32_t *slots = g->slots + row * columns;
    uint8_t *p = out;
    for (size_t k = 0; k < g->member_count; k++) {
      const weir_json_member member = g->members[k];
      size_t from = (uint32_t)(slots[member.column] + 1u);
      size_t to = slots[member.column + 1];
      if (member.column + 1 == columns) to -= g->last_end_trim;
      if (to < from || to > limit) return result;
      size_t n = to - from;
      if ((size_t)(p - dst) + member.key_length + 6 * n + 64 > capacity) {
        result.is_full = 1;
        return result;
      }
      const uint8_t *key = g->keys + member.key_start;
      for (size_t i = 0; i < member.key_length; i += 16) memcpy(p + i, key + i, 16);
      p += member.key_length;
      if (n == 0) {
        memcpy(p, "null", 4);
        p += 4;
      } else if (member.form) {
        if (member.form == 1 ? !is_short_number(g->src + from, n) : !is_boolean(g->src + from, n)) return result;
        memcpy(p, g->src + from, 32);
        p += n;
      } else {
        if (g->src[from] == '"') {
          if (n < 2) return result;
          from++;
          n -= 2;
        }
        size_t written;
        *p++ = '"';
        if (!copy_text(p, g->src + from, n, g->readable - from, &written)) return result;
        p += written;
        *p++ = '"';
      }
    }
    memcpy(p, g->suffix, 8);
    out = p + g->suffix_length;
    result.rows++;
    result.written = (size_t)(out - dst);
    if (ends) *ends++ = result.written;
  }
  return result;
}
