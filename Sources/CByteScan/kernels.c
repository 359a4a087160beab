// Scan kernels: structure is found 64 bytes at a time, as bits of a 64-bit word.
//
//   bytes      i d ; " a ; b " ; x \n          one compare each gives a bit mask per byte class
//   quotes     . . . 1 . . . 1 . . .           EQ64(p, '"')
//   inside     . . . 1 1 1 1 . . . .           PREFIX_XOR(quotes): from an opening quote to before its closing one
//   separators . . 1 . . 1 . . 1 . 1           EQ64(p, ';') | EQ64(p, '\n')
//   structural . . 1 . . . . . 1 . 1           separators & ~inside, flattened to positions 2, 8, 10
//
// A doubled quote closes and opens again at once, so it needs no case of its own. The same masks prove that a chunk is
// clean: opening quotes are `quotes & inside` and must stand after a separator or a closing quote, closing quotes are
// `quotes & ~inside` and must stand before a separator, a quote, CR LF or the end. What crosses a block boundary is
// one carry bit of each kind.
//
// The kernels themselves are in kernels_template.h, compiled here for portable C, for the baseline of the processor
// family (SSE2, NEON) and for AVX2 with carry-less multiply, chosen at run time.
#include "CByteScan.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define WIDE_X86 1
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#define WIDE_NEON 1
#endif

#define ALWAYS_INLINE static inline __attribute__((always_inline))

// Eight bytes, the first one lowest.
ALWAYS_INLINE uint64_t load8(const uint8_t *p) {
  uint64_t word;
  memcpy(&word, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

// The top bit of every byte of `word` that equals c: exact, no carry runs from one byte into the next.
ALWAYS_INLINE uint64_t equal8(uint64_t word, uint8_t c) {
  uint64_t low = 0x7F7F7F7F7F7F7F7Full, x = word ^ (0x0101010101010101ull * c);
  return ~(((x & low) + low) | x | low);
}

// Bjoern Hoehrmann's formulation of well-formed UTF-8 (Unicode 3.9, table 3-7) as explicit ranges: reads sequences from
// the boundary i until one ends at or after `limit`. Returns that boundary, or the start of the first bad sequence.
static size_t utf8_automaton(const uint8_t *p, size_t i, size_t limit, size_t n) {
  while (i < limit) {
    uint8_t lead = p[i];
    if (lead < 0x80) {
      i++;
      continue;
    }
    size_t length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || length > n - i) return i;
    uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (p[i + 1] < low || p[i + 1] > high) return i;
    for (size_t k = 2; k < length; k++)
      if ((p[i + k] & 0xC0) != 0x80) return i;
    i += length;
  }
  return i;
}

// ---- Portable C ----

ALWAYS_INLINE uint64_t eq64_portable(const uint8_t *p, uint8_t c) {
  uint64_t mask = 0;
  for (int k = 0; k < 8; k++)  // the multiply gathers the eight top bits into one byte
    mask |= (((equal8(load8(p + 8 * k), c) >> 7) * 0x0102040810204080ull) >> 56) << (8 * k);
  return mask;
}

ALWAYS_INLINE int ascii64_portable(const uint8_t *p) {
  uint64_t all = 0;
  for (int k = 0; k < 8; k++) all |= load8(p + 8 * k);
  return (all & 0x8080808080808080ull) == 0;
}

ALWAYS_INLINE uint64_t prefix_xor_shifts(uint64_t m) {
  m ^= m << 1;
  m ^= m << 2;
  m ^= m << 4;
  m ^= m << 8;
  m ^= m << 16;
  return m ^ m << 32;
}

#define NAME(x) x##_portable
#define TARGET
#define EQ64 eq64_portable
#define ASCII64 ascii64_portable
#define PREFIX_XOR prefix_xor_shifts
#define WIDE_UTF8(p, i, n) (i)
#include "kernels_template.h"
#undef NAME
#undef TARGET
#undef EQ64
#undef ASCII64
#undef PREFIX_XOR
#undef WIDE_UTF8

// ---- The baseline of the family: SSE2 or NEON ----

#if WIDE_X86
ALWAYS_INLINE uint64_t eq64_baseline(const uint8_t *p, uint8_t c) {
  __m128i wanted = _mm_set1_epi8((char)c);
  uint64_t mask = 0;
  for (int k = 0; k < 4; k++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * k));
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, wanted)) << (16 * k);
  }
  return mask;
}

ALWAYS_INLINE int ascii64_baseline(const uint8_t *p) {
  const __m128i *v = (const __m128i *)p;
  __m128i all = _mm_or_si128(_mm_or_si128(_mm_loadu_si128(v), _mm_loadu_si128(v + 1)),
                             _mm_or_si128(_mm_loadu_si128(v + 2), _mm_loadu_si128(v + 3)));
  return _mm_movemask_epi8(all) == 0;
}
#elif WIDE_NEON
ALWAYS_INLINE uint64_t eq64_baseline(const uint8_t *p, uint8_t c) {
  static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t wanted = vdupq_n_u8(c), bit = vld1q_u8(weights);
  uint8x16_t a = vandq_u8(vceqq_u8(vld1q_u8(p), wanted), bit);
  uint8x16_t b = vandq_u8(vceqq_u8(vld1q_u8(p + 16), wanted), bit);
  uint8x16_t e = vandq_u8(vceqq_u8(vld1q_u8(p + 32), wanted), bit);
  uint8x16_t f = vandq_u8(vceqq_u8(vld1q_u8(p + 48), wanted), bit);
  uint8x16_t sum = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(e, f));  // three pairwise additions leave one byte for eight
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

ALWAYS_INLINE int ascii64_baseline(const uint8_t *p) {
  uint8x16_t all = vorrq_u8(vorrq_u8(vld1q_u8(p), vld1q_u8(p + 16)), vorrq_u8(vld1q_u8(p + 32), vld1q_u8(p + 48)));
  return vmaxvq_u8(all) < 0x80;
}
#endif

#if WIDE_X86 || WIDE_NEON
#define NAME(x) x##_baseline
#define TARGET
#define EQ64 eq64_baseline
#define ASCII64 ascii64_baseline
#define PREFIX_XOR prefix_xor_shifts
#define WIDE_UTF8(p, i, n) (i)
#include "kernels_template.h"
#undef NAME
#undef TARGET
#undef EQ64
#undef ASCII64
#undef PREFIX_XOR
#undef WIDE_UTF8
#endif

// ---- AVX2 with carry-less multiply ----

#if WIDE_X86
#define AVX2 __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt,lzcnt")))

ALWAYS_INLINE AVX2 uint64_t eq64_avx2(const uint8_t *p, uint8_t c) {
  __m256i wanted = _mm256_set1_epi8((char)c);
  __m256i a = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)p), wanted);
  __m256i b = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(p + 32)), wanted);
  return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

ALWAYS_INLINE AVX2 int ascii64_avx2(const uint8_t *p) {
  __m256i a = _mm256_loadu_si256((const __m256i *)p), b = _mm256_loadu_si256((const __m256i *)(p + 32));
  return _mm256_movemask_epi8(_mm256_or_si256(a, b)) == 0;
}

// Multiplying by all ones without carries adds every lower bit modulo 2: a prefix parity in one instruction.
ALWAYS_INLINE AVX2 uint64_t prefix_xor_avx2(uint64_t m) {
  return (uint64_t)_mm_cvtsi128_si64(
      _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)m), _mm_set1_epi8((char)0xFF), 0));
}

// The bytes of `v` moved k places later, the last k of `before` in front of them.
#define SHIFTED(v, before, k) _mm256_alignr_epi8(v, _mm256_permute2x128_si256(before, v, 0x21), 16 - (k))
#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))

// Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2020). Every error except a wrong number
// of continuation bytes shows in two adjacent bytes: three 16-entry tables (high and low nibble of the first byte, high
// nibble of the second) each give the set of errors they allow, and an error is a bit in all three.
enum {
  TOO_SHORT = 1,        // lead, then no continuation
  TOO_LONG = 2,         // ASCII, then a continuation
  OVERLONG_3 = 4,       // E0 80..9F
  TOO_LARGE = 8,        // F4 90..BF
  SURROGATE = 16,       // ED A0..BF
  OVERLONG_2 = 32,      // C0..C1
  TOO_LARGE_FAR = 64,   // F5..FF; with OVERLONG_4 (F0 80..8F)
  TWO_CONTINUATIONS = 128,
  CARRIED = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
};

ALWAYS_INLINE AVX2 __m256i utf8_errors(__m256i v, __m256i before) {
  const __m256i nibble = _mm256_set1_epi8(0x0F);
  __m256i first = SHIFTED(v, before, 1);
  __m256i by_first_high = _mm256_shuffle_epi8(
      TABLE(TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, (char)TWO_CONTINUATIONS,
            (char)TWO_CONTINUATIONS, (char)TWO_CONTINUATIONS, (char)TWO_CONTINUATIONS, TOO_SHORT | OVERLONG_2,
            TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_FAR),
      _mm256_and_si256(_mm256_srli_epi16(first, 4), nibble));
  __m256i by_first_low = _mm256_shuffle_epi8(
      TABLE((char)(CARRIED | OVERLONG_3 | OVERLONG_2 | TOO_LARGE_FAR), (char)(CARRIED | OVERLONG_2), (char)CARRIED,
            (char)CARRIED, (char)(CARRIED | TOO_LARGE), (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR),
            (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR), (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR),
            (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR), (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR),
            (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR), (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR),
            (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR), (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR | SURROGATE),
            (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR), (char)(CARRIED | TOO_LARGE | TOO_LARGE_FAR)),
      _mm256_and_si256(first, nibble));
  __m256i by_second_high = _mm256_shuffle_epi8(
      TABLE(TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
            (char)(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE_FAR),
            (char)(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE),
            (char)(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE),
            (char)(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT,
            TOO_SHORT, TOO_SHORT),
      _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble));
  __m256i special = _mm256_and_si256(_mm256_and_si256(by_first_high, by_first_low), by_second_high);
  // The third and fourth byte of a sequence must be continuations, and nothing else may follow a continuation: two
  // continuations in a row are right exactly there.
  __m256i third = _mm256_subs_epu8(SHIFTED(v, before, 2), _mm256_set1_epi8((char)(0xE0 - 0x80)));
  __m256i fourth = _mm256_subs_epu8(SHIFTED(v, before, 3), _mm256_set1_epi8((char)(0xF0 - 0x80)));
  __m256i wanted = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
  return _mm256_xor_si256(wanted, special);
}

// Judges blocks of 64 bytes from the sequence boundary i on, as long as they hold more than ASCII. Returns the last
// sequence boundary before the first error or the first short or plain ASCII block.
static AVX2 size_t utf8_wide_avx2(const uint8_t *p, size_t i, size_t n) {
  size_t from = i;
  __m256i before = _mm256_setzero_si256();
  for (; i + 64 <= n; i += 64) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(p + i)), b = _mm256_loadu_si256((const __m256i *)(p + i + 32));
    __m256i errors = _mm256_or_si256(utf8_errors(a, before), utf8_errors(b, a));
    if (!_mm256_testz_si256(errors, errors)) break;
    before = b;
    if (_mm256_movemask_epi8(_mm256_or_si256(a, b)) == 0) {
      i += 64;
      break;
    }
  }
  // A sequence may begin in the last three bytes and need more: go back to its lead.
  for (size_t back = 1; back <= 3 && back <= i - from; back++) {
    uint8_t byte = p[i - back];
    if (byte < 0x80) break;
    if (byte >= 0xC0) return (byte >= 0xF0 ? 4u : byte >= 0xE0 ? 3u : 2u) > back ? i - back : i;
  }
  return i;
}

#define NAME(x) x##_avx2
#define TARGET AVX2
#define EQ64 eq64_avx2
#define ASCII64 ascii64_avx2
#define PREFIX_XOR prefix_xor_avx2
#define WIDE_UTF8 utf8_wide_avx2
#include "kernels_template.h"
#undef NAME
#undef TARGET
#undef EQ64
#undef ASCII64
#undef PREFIX_XOR
#undef WIDE_UTF8
#endif

// ---- Run-time choice ----

// -1: not chosen yet. Racing first calls store the same value.
static int level_in_force = -1;

static int best_level(void) {
#if WIDE_X86
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi") &&
      __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("lzcnt"))
    return 2;
  return 1;
#elif WIDE_NEON
  return 1;
#else
  return 0;
#endif
}

int weir_scan_level(void) {
  int level = __atomic_load_n(&level_in_force, __ATOMIC_RELAXED);
  if (__builtin_expect(level < 0, 0)) {
    level = best_level();
    __atomic_store_n(&level_in_force, level, __ATOMIC_RELAXED);
  }
  return level;
}

int weir_set_scan_level(int level) {
  if (level >= 0 && level <= best_level()) __atomic_store_n(&level_in_force, level, __ATOMIC_RELAXED);
  return weir_scan_level();
}

#if WIDE_X86
#define DISPATCH(name, ...) \
  switch (weir_scan_level()) { \
  case 2: return name##_avx2(__VA_ARGS__); \
  case 1: return name##_baseline(__VA_ARGS__); \
  default: return name##_portable(__VA_ARGS__); \
  }
#elif WIDE_NEON
#define DISPATCH(name, ...) \
  return weir_scan_level() == 1 ? name##_baseline(__VA_ARGS__) : name##_portable(__VA_ARGS__);
#else
#define DISPATCH(name, ...) return name##_portable(__VA_ARGS__);
#endif

weir_csv_facts weir_csv_scan(const uint8_t *p, size_t start, size_t end, uint8_t delimiter, uint8_t quote,
                             uint32_t *slots) {
  DISPATCH(csv_scan, p, start, end, delimiter, quote, slots)
}

size_t weir_csv_cut(const uint8_t *p, size_t start, size_t end, uint8_t quote, uint32_t *inside) {
  DISPATCH(csv_cut, p, start, end, quote, inside)
}

size_t weir_utf8_valid_prefix(const uint8_t *p, size_t n) { DISPATCH(utf8_valid_prefix, p, n) }

size_t weir_count_byte(const uint8_t *p, size_t n, uint8_t byte) { DISPATCH(count_byte, p, n, byte) }

size_t weir_find_any4(const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  DISPATCH(find_any4, p, n, a, b, c, d)
}

// ---- Copying: short runs, called per field, so never dispatched ----

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
