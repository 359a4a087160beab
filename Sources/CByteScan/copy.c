// Copying and searching the short runs of fields: called per field, so never dispatched.
#include "CByteScan.h"
#include "wide.h"

void weir_copy(uint8_t *dst, const uint8_t *src, size_t n, size_t readable) {
  size_t i = 0;
  if (n > 512) {
    memcpy(dst, src, n);
    return;
  }
  while (i < n && i + 16 <= readable) {
    memcpy(dst + i, src + i, 16);
    i += 16;
  }
  if (i < n) memcpy(dst + i, src + i, n - i);
}

size_t weir_find_near4(const uint8_t *p, size_t n, size_t readable, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  size_t i = 0;
#if WIDE_X86
  const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b);
  const __m128i vc = _mm_set1_epi8((char)c), vd = _mm_set1_epi8((char)d);
  for (; i < n && readable - i >= 16; i += 16) {
    const __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
    const __m128i ab = _mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb));
    const __m128i cd = _mm_or_si128(_mm_cmpeq_epi8(v, vc), _mm_cmpeq_epi8(v, vd));
    const uint32_t hits = (uint32_t)_mm_movemask_epi8(_mm_or_si128(ab, cd));
    if (hits) {
      i += (size_t)__builtin_ctz(hits);
      return i < n ? i : n;
    }
  }
#endif
  for (; i < n; i++)
    if (p[i] == a || p[i] == b || p[i] == c || p[i] == d) return i;
  return n;
}

static uint8_t *escape_byte(uint8_t *out, uint8_t c) {
  static const char hex[] = "0123456789abcdef";
  *out++ = '\\';
  switch (c) {
  case '"': case '\\': *out++ = c; break;
  case '\b': *out++ = 'b'; break;
  case '\f': *out++ = 'f'; break;
  case '\n': *out++ = 'n'; break;
  case '\r': *out++ = 'r'; break;
  case '\t': *out++ = 't'; break;
  default:
    memcpy(out, "u00", 3);
    out[3] = (uint8_t)hex[c >> 4];
    out[4] = (uint8_t)hex[c & 15];
    out += 5;
  }
  return out;
}

// Sixteen bytes are stored before they are judged: nearly always none of them needs an escape.
size_t weir_copy_json_escaped(uint8_t *dst, const uint8_t *src, size_t n, size_t readable) {
  uint8_t *out = dst;
  size_t i = 0;
  while (i < n) {
#if WIDE_X86 || WIDE_NEON
    if (i + 16 <= readable) {
      size_t run;
#if WIDE_X86
      __m128i v = _mm_loadu_si128((const __m128i *)(src + i));
      _mm_storeu_si128((__m128i *)out, v);
      __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
      __m128i named = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
      uint32_t hits = (uint32_t)_mm_movemask_epi8(_mm_or_si128(control, named));
      run = hits ? (size_t)__builtin_ctz(hits) : 16;
#else
      uint8x16_t v = vld1q_u8(src + i);
      vst1q_u8(out, v);
      uint8x16_t named = vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')), vceqq_u8(v, vdupq_n_u8('\\')));
      uint8x16_t bad = vorrq_u8(vcltq_u8(v, vdupq_n_u8(0x20)), named);
      uint64_t hits = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(bad), 4)), 0);
      run = hits ? (size_t)(__builtin_ctzll(hits) >> 2) : 16;
#endif
      if (run >= n - i) return (size_t)(out - dst) + (n - i);
      i += run;
      out += run;
      if (run < 16) out = escape_byte(out, src[i++]);
      continue;
    }
#endif
    uint8_t c = src[i++];
    if (c >= 0x20 && c != '"' && c != '\\') *out++ = c;
    else out = escape_byte(out, c);
  }
  return (size_t)(out - dst);
}
