#include "CByteScanGather.h"
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
  weir_gathered result = {0, 0, 0};
  uint8_t *out = dst;
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
      if (to < from || to + 32 > g->readable) { hits = 1; break; }
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
