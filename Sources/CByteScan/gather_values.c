// JSON values to delimited text. The plain twin is CSVEncoder.appendRecord with CSVEncoderDialect: change them together.
//
// Most fields leave as they are, so the copy goes first: 32 bytes are stored and tested at once, and only a field that
// turns out to hold a delimiter, a quote or a line break is written again, in quotes. Reads stay below the end of a
// value + 64, writes below `room` bytes after where the value goes.
#include "CByteScan.h"
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

// As in BatchLayout.
static const uint32_t absent_flag = 0x80000000u, escape_flag = 0x40000000u, position_mask = 0x3FFFFFFFu;
static const size_t refused = SIZE_MAX;

#if defined(__SSE2__)
INLINE uint32_t bits_equal(__m128i v, char c) { return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c))); }

INLINE uint32_t special_bits(__m128i v, __m128i delimiter) {
  const __m128i breaks = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
  const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, delimiter));
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(breaks, marks));
}
#endif

// Copies n bytes, 32 at a time, and tells whether they need quotes.
INLINE int copy_testing(uint8_t *dst, const uint8_t *src, size_t n, uint8_t delimiter) {
#if defined(__SSE2__)
  const __m128i d = _mm_set1_epi8((char)delimiter);
  uint32_t hits = 0;
  for (;;) {
    const __m128i low = _mm_loadu_si128((const __m128i *)src), high = _mm_loadu_si128((const __m128i *)(src + 16));
    _mm_storeu_si128((__m128i *)dst, low);
    _mm_storeu_si128((__m128i *)(dst + 16), high);
    const uint32_t found = special_bits(low, d) | special_bits(high, d) << 16;
    if (n <= 32) return (hits | (found & (uint32_t)((1ull << n) - 1))) != 0;
    hits |= found;
    src += 32;
    dst += 32;
    n -= 32;
  }
#else
  unsigned hits = 0;
  for (size_t i = 0; i < n; i++) {
    const uint8_t c = src[i];
    dst[i] = c;
    hits |= (unsigned)(c == '"') | (unsigned)(c == delimiter) | (unsigned)(c == '\n') | (unsigned)(c == '\r');
  }
  return hits != 0;
#endif
}

// Quotes in src[0..<n] as bits, n at most 64.
INLINE uint64_t quote_bits(const uint8_t *src, size_t n) {
  uint64_t bits = 0;
#if defined(__SSE2__)
  for (size_t i = 0; i < 64; i += 16)
    bits |= (uint64_t)bits_equal(_mm_loadu_si128((const __m128i *)(src + i)), '"') << i;
  if (n < 64) bits &= (1ull << n) - 1;
#else
  for (size_t i = 0; i < n; i++) bits |= (uint64_t)(src[i] == '"') << i;
#endif
  return bits;
}

INLINE void copy_wide(uint8_t *dst, const uint8_t *src, size_t n) {
  memcpy(dst, src, 16);
  for (size_t i = 16; i < n; i += 16) memcpy(dst + i, src + i, 16);
}

// Writes text in quotes, those inside doubled: what stands between two of them is one wide copy.
static uint8_t *write_quoted(uint8_t *p, const uint8_t *src, size_t n) {
  *p++ = '"';
  while (n > 0) {
    const size_t block = n < 64 ? n : 64;
    size_t from = 0;
    for (uint64_t quotes = quote_bits(src, block); quotes; quotes &= quotes - 1) {
      const size_t next = (size_t)__builtin_ctzll(quotes) + 1;
      copy_wide(p, src + from, next - from);
      p += next - from;
      *p++ = '"';
      from = next;
    }
    copy_wide(p, src + from, block - from);
    p += block - from;
    src += block;
    n -= block;
  }
  *p++ = '"';
  return p;
}

// Four hexadecimal digits, or a value above 0xFFFF.
static uint32_t hex4(const uint8_t *p) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) {
    const uint32_t digit = (uint32_t)p[i] - '0', letter = ((uint32_t)p[i] | 0x20) - 'a';
    if (digit > 9 && letter > 5) return 0x10000;
    value = value << 4 | (digit <= 9 ? digit : letter + 10);
  }
  return value;
}

static uint8_t *write_scalar(uint8_t *p, uint32_t c) {
  if (c < 0x80) {
    *p++ = (uint8_t)c;
  } else if (c < 0x800) {
    *p++ = (uint8_t)(0xC0 | c >> 6);
    *p++ = (uint8_t)(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *p++ = (uint8_t)(0xE0 | c >> 12);
    *p++ = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    *p++ = (uint8_t)(0x80 | (c & 0x3F));
  } else {
    *p++ = (uint8_t)(0xF0 | c >> 18);
    *p++ = (uint8_t)(0x80 | (c >> 12 & 0x3F));
    *p++ = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    *p++ = (uint8_t)(0x80 | (c & 0x3F));
  }
  return p;
}

// Bytes before the first backslash of src[0..<n] (at most 16 at a time), copied.
INLINE size_t copy_to_backslash(uint8_t *dst, const uint8_t *src, size_t n) {
  size_t run = 0;
#if defined(__SSE2__)
  const __m128i v = _mm_loadu_si128((const __m128i *)src);
  _mm_storeu_si128((__m128i *)dst, v);
  run = (size_t)__builtin_ctz(bits_equal(v, '\\') | 0x10000u);
  return run < n ? run : n;
#else
  for (; run < n && run < 16 && src[run] != '\\'; run++) dst[run] = src[run];
  return run;
#endif
}

// Resolves the escapes of src[0..<n], never to more than n bytes. Refuses what only malformed text and lone surrogates
// hold.
static size_t unescape(uint8_t *dst, const uint8_t *src, size_t n) {
  uint8_t *out = dst;
  size_t i = 0;
  while (i < n) {
    const size_t run = copy_to_backslash(out, src + i, n - i);
    i += run;
    out += run;
    if (i == n || src[i] != '\\') continue;
    if (n - i < 2) return refused;
    const uint8_t letter = src[i + 1];
    i += 2;
    switch (letter) {
    case '"': case '\\': case '/': *out++ = letter; break;
    case 'b': *out++ = '\b'; break;
    case 'f': *out++ = '\f'; break;
    case 'n': *out++ = '\n'; break;
    case 'r': *out++ = '\r'; break;
    case 't': *out++ = '\t'; break;
    case 'u': {
      uint32_t value = n - i < 4 ? 0x10000 : hex4(src + i);
      if (value > 0xFFFF) return refused;
      i += 4;
      if ((value & 0xF800) == 0xD800) {
        if (value >= 0xDC00 || n - i < 6 || src[i] != '\\' || src[i + 1] != 'u') return refused;
        const uint32_t low = hex4(src + i + 2);
        if ((low & 0x1FC00) != 0xDC00) return refused;
        value = 0x10000 + ((value & 0x3FF) << 10) + (low & 0x3FF);
        i += 6;
      }
      out = write_scalar(out, value);
      break;
    }
    default: return refused;
    }
  }
  return (size_t)(out - dst);
}

weir_gathered weir_gather_values(const weir_value_gather *g, size_t first, size_t end, uint8_t *dst, size_t capacity,
                                 size_t *ends) {
  weir_gathered result = {0};
  uint8_t *out = dst;
  if (g->readable < 64) return result;
  const size_t limit = g->readable - 64;  // wide loads stay inside
  const size_t columns = g->columns, chosen_count = g->chosen_count;
  const uint8_t delimiter = g->delimiter;
  for (size_t r = first; r < end; r++) {
    const size_t row = g->rows ? g->rows[r] : r;
    if ((row + 1) * columns * 2 > g->slot_count) return result;
    const uint32_t *slots = g->slots + row * columns * 2;
    uint8_t *p = out;
    size_t nested = 0;
    for (size_t k = 0; k < chosen_count; k++) {
      const uint32_t from = slots[2 * (size_t)g->chosen[k]], to = slots[2 * (size_t)g->chosen[k] + 1];
      const size_t used = (size_t)(p - dst);
      if (to & absent_flag) {
        if (used + 64 > capacity) { result.is_full = 1; return result; }
        *p++ = delimiter;
        continue;
      }
      // Slots are trusted to be right, but not with memory.
      if (from >= (to & position_mask) || (to & position_mask) > limit) return result;
      size_t n = (to & position_mask) - from;
      // In quotes a value may double; an unescaped text stands behind that room until it is copied.
      const size_t room = 2 * n + 128;
      if (used + room + (to & escape_flag ? n + 128 : 0) > capacity) { result.is_full = 1; return result; }
      const uint8_t *text = g->src + from;
      const uint8_t head = *text;
      if (head != 'n') {
        int is_quoted = g->quotes_all;
        if (head == '"') {
          if (n < 2) return result;
          text++;
          n -= 2;
          if (to & escape_flag) {
            uint8_t *scratch = p + room;
            n = unescape(scratch, text, n);
            if (n == refused) return result;
            text = scratch;
          }
          is_quoted |= n == 0;
        } else {
          is_quoted |= head == '{' && text[1] == '"';
          nested += (head & 0xDF) == '[';  // '{' too
        }
        if (is_quoted || copy_testing(p, text, n, delimiter)) p = write_quoted(p, text, n);
        else p += n;
      }
      *p++ = delimiter;
    }
    if (p == out) return result;
    if (p == out + 1 && chosen_count == 1) {  // a blank line would be lost on the way back
      p[-1] = '"';
      *p++ = '"';
      p++;
      result.empty++;
    }
    p[-1] = g->line_end[0];
    if (g->line_end_length == 2) *p++ = g->line_end[1];
    out = p;
    result.nested += nested;
    result.rows++;
    result.written = (size_t)(out - dst);
    if (ends) *ends++ = result.written;
  }
  return result;
}
