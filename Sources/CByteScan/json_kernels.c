// JSON kernels. One finishing step for all levels (`index_block`, `cut_block`), fed with 64-bit masks that each level
// makes with its own loads. If you change what a mask means, change all three `*_masks` functions.
#include "CByteScan.h"
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

typedef struct {
  uint64_t quote, backslash, open, close, separator;  // `"`, `\`, {[ , }] , :,
  uint64_t white, control, newline, high;
} masks;

// ---- Loads: 64 bytes to masks -------------------------------------------------------------------------------------

INLINE masks portable_masks(const uint8_t *b) {
  masks m = {0, 0, 0, 0, 0, 0, 0, 0, 0};
  for (int i = 0; i < 64; i++) {
    uint64_t bit = 1ull << i;
    uint8_t c = b[i];
    if (c >= 0x80) { m.high |= bit; continue; }
    if (c < 0x20) m.control |= bit;
    switch (c) {
      case '"': m.quote |= bit; break;
      case '\\': m.backslash |= bit; break;
      case '{': case '[': m.open |= bit; break;
      case '}': case ']': m.close |= bit; break;
      case ':': case ',': m.separator |= bit; break;
      case '\n': m.newline |= bit; m.white |= bit; break;
      case ' ': case '\t': case '\r': m.white |= bit; break;
      default: break;
    }
  }
  return m;
}

INLINE uint64_t prefix_xor(uint64_t x) {
  x ^= x << 1; x ^= x << 2; x ^= x << 4; x ^= x << 8; x ^= x << 16; x ^= x << 32;
  return x;
}

#if defined(__SSE2__)
#include <immintrin.h>

INLINE masks sse2_masks(const uint8_t *b) {
  masks m = {0, 0, 0, 0, 0, 0, 0, 0, 0};
#define BITS(v) ((uint64_t)(uint32_t)_mm_movemask_epi8(v) << i)
#define IS(c) _mm_cmpeq_epi8(v, _mm_set1_epi8(c))
  for (int i = 0; i < 64; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(b + i));
    __m128i lower = _mm_or_si128(v, _mm_set1_epi8(0x20));
    __m128i newline = IS('\n');
    m.quote |= BITS(IS('"'));
    m.backslash |= BITS(IS('\\'));
    m.open |= BITS(_mm_cmpeq_epi8(lower, _mm_set1_epi8('{')));
    m.close |= BITS(_mm_cmpeq_epi8(lower, _mm_set1_epi8('}')));
    m.separator |= BITS(_mm_or_si128(IS(':'), IS(',')));
    m.newline |= BITS(newline);
    m.white |= BITS(_mm_or_si128(_mm_or_si128(newline, IS(' ')), _mm_or_si128(IS('\t'), IS('\r'))));
    m.control |= BITS(_mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v));
    m.high |= BITS(v);
  }
#undef IS
#undef BITS
  return m;
}

#define AVX2 __attribute__((target("avx2,pclmul,bmi,popcnt")))
#define AVX2_INLINE static inline __attribute__((always_inline, target("avx2,pclmul,bmi,popcnt")))

AVX2_INLINE uint64_t bits2(__m256i low, __m256i high) {
  return (uint64_t)(uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2_INLINE uint64_t equal2(__m256i low, __m256i high, char c) {
  __m256i v = _mm256_set1_epi8(c);
  return bits2(_mm256_cmpeq_epi8(low, v), _mm256_cmpeq_epi8(high, v));
}

AVX2_INLINE masks avx2_masks(const uint8_t *b, int wants_all) {
  masks m = {0, 0, 0, 0, 0, 0, 0, 0, 0};
  __m256i low = _mm256_loadu_si256((const __m256i *)b);
  __m256i high = _mm256_loadu_si256((const __m256i *)(b + 32));
  __m256i case_bit = _mm256_set1_epi8(0x20);
  __m256i low2 = _mm256_or_si256(low, case_bit), high2 = _mm256_or_si256(high, case_bit);
  m.quote = equal2(low, high, '"');
  m.backslash = equal2(low, high, '\\');
  m.open = equal2(low2, high2, '{');
  m.close = equal2(low2, high2, '}');
  if (!wants_all) return m;
  // Whitespace: look the low nibble up, then compare with the byte itself. A nibble without whitespace looks up a byte
  // with another low nibble, which equals no byte that is looked up there.
  const __m256i table = _mm256_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0,
                                         ' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0);
  m.white = bits2(_mm256_cmpeq_epi8(low, _mm256_shuffle_epi8(table, low)),
                  _mm256_cmpeq_epi8(high, _mm256_shuffle_epi8(table, high)));
  m.separator = equal2(low, high, ':') | equal2(low, high, ',');
  m.newline = equal2(low, high, '\n');
  __m256i last = _mm256_set1_epi8(0x1F);
  m.control = bits2(_mm256_cmpeq_epi8(_mm256_min_epu8(low, last), low),
                    _mm256_cmpeq_epi8(_mm256_min_epu8(high, last), high));
  m.high = bits2(low, high);
  return m;
}

AVX2_INLINE uint64_t clmul_prefix_xor(uint64_t x) {
  return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)x), _mm_set1_epi8(-1), 0));
}
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>

INLINE uint64_t neon_bits(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
  static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t w = vld1q_u8(weights);
  uint8x16_t ab = vpaddq_u8(vandq_u8(a, w), vandq_u8(b, w)), cd = vpaddq_u8(vandq_u8(c, w), vandq_u8(d, w));
  uint8x16_t all = vpaddq_u8(ab, cd);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

INLINE masks neon_masks(const uint8_t *p) {
  masks m;
  uint8x16_t v[4], l[4];
  for (int i = 0; i < 4; i++) { v[i] = vld1q_u8(p + 16 * i); l[i] = vorrq_u8(v[i], vdupq_n_u8(0x20)); }
#define ALL(f) neon_bits(f(0), f(1), f(2), f(3))
#define EQ(i, c) vceqq_u8(v[i], vdupq_n_u8(c))
#define QUOTE(i) EQ(i, '"')
#define BACKSLASH(i) EQ(i, '\\')
#define OPEN(i) vceqq_u8(l[i], vdupq_n_u8('{'))
#define CLOSE(i) vceqq_u8(l[i], vdupq_n_u8('}'))
#define SEPARATOR(i) vorrq_u8(EQ(i, ':'), EQ(i, ','))
#define NEWLINE(i) EQ(i, '\n')
#define WHITE(i) vorrq_u8(vorrq_u8(EQ(i, '\n'), EQ(i, ' ')), vorrq_u8(EQ(i, '\t'), EQ(i, '\r')))
#define CONTROL(i) vcltq_u8(v[i], vdupq_n_u8(0x20))
#define HIGH(i) vcgeq_u8(v[i], vdupq_n_u8(0x80))
  m.quote = ALL(QUOTE); m.backslash = ALL(BACKSLASH); m.open = ALL(OPEN); m.close = ALL(CLOSE);
  m.separator = ALL(SEPARATOR); m.newline = ALL(NEWLINE); m.white = ALL(WHITE); m.control = ALL(CONTROL);
  m.high = ALL(HIGH);
  return m;
}
#endif

// ---- Index --------------------------------------------------------------------------------------------------------

typedef struct {
  uint64_t inside;   // all ones in a string
  uint64_t escaped;  // bit 0: the next block's first byte is escaped
  uint64_t run;      // bit 0: the last byte was part of a run outside strings
  uint32_t *slots, *escapes;
  uint32_t newlines, flags;
} index_state;

// Bytes that a backslash escapes. Backslashes are rare: one step for each.
INLINE uint64_t escaped_bytes(uint64_t backslash, uint64_t *carry) {
  uint64_t escaped = *carry;
  *carry = 0;
  backslash &= ~escaped;
  while (backslash) {
    uint64_t bit = backslash & (0 - backslash), next = bit << 1;
    if (!next) *carry = 1;
    escaped |= next;
    backslash &= ~(bit | next);
  }
  return escaped;
}

INLINE uint32_t *write_bits(uint32_t *out, uint64_t bits, uint32_t base) {
  uint32_t count = (uint32_t)__builtin_popcountll(bits);
  uint32_t *end = out + count;
  // Twelve unconditional stores (the lists have 64 spare entries), so that the branch mostly goes one way. The top bit
  // keeps ctz defined once `bits` is used up.
#define STORE(i) out[i] = base + (uint32_t)__builtin_ctzll(bits | 1ull << 63); bits &= bits - 1
  STORE(0); STORE(1); STORE(2); STORE(3); STORE(4); STORE(5); STORE(6); STORE(7);
  STORE(8); STORE(9); STORE(10); STORE(11);
  if (__builtin_expect(count > 12, 0)) {
    STORE(12); STORE(13); STORE(14); STORE(15);
    for (out += 16; out < end; out++) { STORE(0); }
  }
#undef STORE
  return end;
}

// `strings` is the prefix xor of the unescaped quotes: ones from an opening quote to before its closing one.
INLINE void index_block(index_state *s, masks m, uint64_t escaped, uint64_t quote, uint64_t strings, uint32_t base) {
  uint64_t inside = strings ^ s->inside;
  uint64_t tail = inside ^ quote;  // after an opening quote, to its closing quote
  uint64_t operators = m.open | m.close | m.separator;
  uint64_t scalar = ~(operators | m.white), run = scalar & ~quote;
  uint64_t starts = scalar & ~(run << 1 | s->run);
  s->run = run >> 63 & ~(inside >> 63);
  s->inside = (uint64_t)((int64_t)inside >> 63);
  s->slots = write_bits(s->slots, (operators | starts | (quote & inside)) & ~tail, base);
  s->newlines += (uint32_t)__builtin_popcountll(m.newline);
  s->flags |= (m.control & inside ? WEIR_JSON_CONTROL : 0) | (m.high ? WEIR_JSON_HIGH : 0);
  if (__builtin_expect(m.backslash != 0 || escaped != 0, 0)) {
    if (m.backslash & ~inside) s->flags |= WEIR_JSON_STRAY;
    s->escapes = write_bits(s->escapes, escaped, base);
  }
}

// The blocks of a range: whole ones in place, the rest from a copy padded with spaces.
#define FOR_BLOCKS(BODY)                                        \
  size_t at = start;                                            \
  for (; at + 64 <= end; at += 64) { const uint8_t *block = p + at; BODY }  \
  if (at < end) {                                               \
    uint8_t copy[64];                                           \
    memset(copy, ' ', 64);                                      \
    memcpy(copy, p + at, end - at);                             \
    const uint8_t *block = copy;                                \
    BODY                                                        \
  }

#define INDEX(MASKS, PREFIX)                                                            \
  index_state s = {0, 0, 0, slots, escapes, 0, 0};                                      \
  FOR_BLOCKS({                                                                          \
    masks m = MASKS;                                                                    \
    uint64_t escaped = m.backslash | s.escaped ? escaped_bytes(m.backslash, &s.escaped) : 0; \
    if (end - at < 64) escaped &= (1ull << (end - at)) - 1;                             \
    uint64_t quote = m.quote & ~escaped;                                                \
    index_block(&s, m, escaped, quote, PREFIX(quote), (uint32_t)at);                    \
  })                                                                                    \
  weir_json_facts facts = {(uint32_t)(s.slots - slots), (uint32_t)(s.escapes - escapes), s.newlines, \
                           s.flags | (s.inside ? WEIR_JSON_OPEN : 0)};                  \
  return facts;

#define INDEX_PARAMETERS const uint8_t *p, size_t start, size_t end, uint32_t *slots, uint32_t *escapes
static weir_json_facts index_portable(INDEX_PARAMETERS) { INDEX(portable_masks(block), prefix_xor) }

// ---- Cut ----------------------------------------------------------------------------------------------------------

// Walks the brackets of a block in which the depth may come back to the level. Returns the bit after a closing bracket
// that leaves the level, or 0.
INLINE uint64_t walk_brackets(const uint8_t *block, uint64_t open, uint64_t close, size_t at,
                              weir_json_cut_state *state, size_t *last) {
  uint64_t brackets = open | close;
  while (brackets) {
    uint64_t bit = brackets & (0 - brackets);
    unsigned i = (unsigned)__builtin_ctzll(brackets);
    brackets &= brackets - 1;
    if (bit & open) { state->depth++; continue; }
    state->depth--;
    if (state->depth == state->level && block[i] == '}') { *last = at + i + 1; state->ends++; }
    if (state->depth < state->level) return i + 1;
  }
  return 0;
}

#define CUT(MASKS, PREFIX)                                                              \
  size_t last = SIZE_MAX;                                                               \
  weir_json_cut_state s = *state;                                                       \
  uint64_t inside = 0 - s.inside;                                                       \
  *closed = SIZE_MAX;                                                                   \
  FOR_BLOCKS({                                                                          \
    size_t used = end - at < 64 ? end - at : 64;                                        \
    masks m = MASKS;                                                                    \
    uint64_t carry = s.escaped;                                                         \
    uint64_t escaped = m.backslash | carry ? escaped_bytes(m.backslash, &carry) : 0;    \
    s.escaped = used == 64 ? carry : escaped >> used & 1;                               \
    uint64_t strings = PREFIX(m.quote & ~escaped) ^ inside;                             \
    uint64_t open = m.open & ~strings;                                                  \
    uint64_t close = m.close & ~strings;                                                \
    inside = (uint64_t)((int64_t)strings >> 63);                                        \
    int64_t closing = __builtin_popcountll(close);                                      \
    if (__builtin_expect(s.depth - closing > s.level, 1)) {                             \
      s.depth += __builtin_popcountll(open) - closing;                                  \
    } else {                                                                            \
      uint64_t after = walk_brackets(block, open, close, at, &s, &last);                \
      if (after) {                                                                      \
        s.inside = 0;                                                                   \
        s.escaped = 0;                                                                  \
        *closed = at + after;                                                           \
        *state = s;                                                                     \
        return last;                                                                    \
      }                                                                                 \
    }                                                                                   \
  })                                                                                    \
  s.inside = inside & 1;                                                                \
  *state = s;                                                                           \
  return last;

#define CUT_PARAMETERS const uint8_t *p, size_t start, size_t end, weir_json_cut_state *state, size_t *closed
static size_t cut_portable(CUT_PARAMETERS) { CUT(portable_masks(block), prefix_xor) }

#if defined(__SSE2__)
static weir_json_facts index_vector(INDEX_PARAMETERS) { INDEX(sse2_masks(block), prefix_xor) }
static size_t cut_vector(CUT_PARAMETERS) { CUT(sse2_masks(block), prefix_xor) }
AVX2 static weir_json_facts index_avx2(INDEX_PARAMETERS) { INDEX(avx2_masks(block, 1), clmul_prefix_xor) }
AVX2 static size_t cut_avx2(CUT_PARAMETERS) { CUT(avx2_masks(block, 0), clmul_prefix_xor) }

static int highest_level(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi") &&
                 __builtin_cpu_supports("popcnt")
             ? 2
             : 1;
}
#elif defined(__aarch64__) && defined(__ARM_NEON)
static weir_json_facts index_vector(INDEX_PARAMETERS) { INDEX(neon_masks(block), prefix_xor) }
static size_t cut_vector(CUT_PARAMETERS) { CUT(neon_masks(block), prefix_xor) }
static int highest_level(void) { return 1; }
#else
static int highest_level(void) { return 0; }
#endif

// ---- Dispatch -----------------------------------------------------------------------------------------------------

int weir_json_level(void) {
  int level = weir_scan_level(), highest = highest_level();
  return level < highest ? level : highest;
}

weir_json_facts weir_json_index_at(int level, INDEX_PARAMETERS) {
  int highest = highest_level();
  if (level > highest) level = highest;
#if defined(__SSE2__)
  if (level == 2) return index_avx2(p, start, end, slots, escapes);
#endif
#if defined(__SSE2__) || (defined(__aarch64__) && defined(__ARM_NEON))
  if (level == 1) return index_vector(p, start, end, slots, escapes);
#endif
  return index_portable(p, start, end, slots, escapes);
}

size_t weir_json_cut_at(int level, CUT_PARAMETERS) {
  int highest = highest_level();
  if (level > highest) level = highest;
#if defined(__SSE2__)
  if (level == 2) return cut_avx2(p, start, end, state, closed);
#endif
#if defined(__SSE2__) || (defined(__aarch64__) && defined(__ARM_NEON))
  if (level == 1) return cut_vector(p, start, end, state, closed);
#endif
  return cut_portable(p, start, end, state, closed);
}

weir_json_facts weir_json_index(INDEX_PARAMETERS) {
  return weir_json_index_at(weir_json_level(), p, start, end, slots, escapes);
}

size_t weir_json_cut(CUT_PARAMETERS) { return weir_json_cut_at(weir_json_level(), p, start, end, state, closed); }

size_t weir_json_line_tail(const uint8_t *p, size_t start, size_t end, uint32_t *found) {
  size_t from = end;
  while (from > start && p[from - 1] != '\n') from--;
  *found = from > start;
  size_t scalars = 0;
  for (size_t i = from; i < end; i++) scalars += (p[i] & 0xC0) != 0x80;
  return scalars;
}
