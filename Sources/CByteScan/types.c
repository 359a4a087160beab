#include "CByteScan.h"
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

// Reads go up to 32 bytes behind the start of a value.
static const size_t reach = 32;

#if defined(__SSE2__)
INLINE __m128i load(const uint8_t *p) { return _mm_loadu_si128((const __m128i *)p); }

INLINE uint32_t equal_bits(__m128i v, uint8_t c) {
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)c)));
}

// Digits become 118 to 127, every other byte something below as a signed number.
INLINE uint32_t digit_bits(__m128i v) {
  const __m128i moved = _mm_add_epi8(v, _mm_set1_epi8(127 - '9'));
  return (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(moved, _mm_set1_epi8(117)));
}
#else
INLINE uint32_t equal16(const uint8_t *p, uint8_t c) {
  uint32_t bits = 0;
  for (int i = 0; i < 16; i++) bits |= (uint32_t)(p[i] == c) << i;
  return bits;
}

INLINE uint32_t digits16(const uint8_t *p) {
  uint32_t bits = 0;
  for (int i = 0; i < 16; i++) bits |= (uint32_t)((uint8_t)(p[i] - '0') < 10) << i;
  return bits;
}
#define load(p) (p)
#define equal_bits equal16
#define digit_bits digits16
#endif

// -? (0 | [1-9][0-9]*) (mark [0-9]+)? with at most 15 digits, as bits of where things stand: no branch to mispredict.
INLINE int is_number(const uint8_t *p, size_t n, uint8_t mark, uint32_t marks_allowed) {
  if (n > 16) return 0;
  const uint32_t last = 1u << (n - 1u), valid = 2u * last - 1u;
  const uint32_t digits = digit_bits(load(p)) & valid;
  const uint32_t marks = equal_bits(load(p), mark) & valid & marks_allowed;
  const uint32_t sign = p[0] == '-', first = sign + 1u, ends = first | last;
  const uint32_t zero = equal_bits(load(p), '0') & first;
  uint32_t wrong = (valid ^ digits ^ marks) & ~sign;  // another byte
  wrong |= marks & (marks - 1u);                      // two marks
  wrong |= (digits & ends) ^ ends;                    // no digit at the front or at the end
  wrong |= zero << 1 & digits;                        // a leading zero
  return (wrong == 0) & (n - sign - (marks != 0) <= 15);
}

INLINE int is_boolean(const uint8_t *p, size_t n) {
  return n == 4 ? memcmp(p, "true", 4) == 0 : n == 5 && memcmp(p, "false", 5) == 0;
}

INLINE uint32_t two(const uint8_t *p) { return (uint32_t)(p[0] - '0') * 10u + (uint32_t)(p[1] - '0'); }

// Day and month that exist in every year.
INLINE int is_day(uint32_t month, uint32_t day) {
  static const uint8_t days[16] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month < 13 && day - 1u < days[month];
}

// Which of 16 bytes lie between those of two texts, both included: digits and marks in one comparison.
INLINE uint32_t between(const uint8_t *p, const char *low, const char *high) {
#if defined(__SSE2__)
  const __m128i v = load(p), least = load((const uint8_t *)low), most = load((const uint8_t *)high);
  const __m128i inside = _mm_and_si128(_mm_cmpeq_epi8(_mm_max_epu8(v, least), v), _mm_cmpeq_epi8(_mm_min_epu8(v, most), v));
  return (uint32_t)_mm_movemask_epi8(inside);
#else
  uint32_t bits = 0;
  for (int i = 0; i < 16; i++) bits |= (uint32_t)(p[i] >= (uint8_t)low[i] && p[i] <= (uint8_t)high[i]) << i;
  return bits;
#endif
}

// Between - and / there is the point.
INLINE int is_iso_date(const uint8_t *p, uint32_t inside) {
  return (inside & 0x3FFu) == 0x3FFu && p[4] == p[7] && p[4] != '.' && is_day(two(p + 5), two(p + 8));
}

static const char low_date[17] = "0000-00-00 00:00", high_date[17] = "9999/19/39T29:59";
static const char low_rest[17] = ":00+00:00\0\0\0\0\0\0", high_rest[17] = ":59-29:59\0\0\0\0\0\0";

INLINE int is_short_date(const uint8_t *p, size_t n, int day_first) {
  const uint32_t digits = digit_bits(load(p));
  return n == 10 && (digits & 0x3FFu) == 0x3DBu && p[2] == p[5] && (p[2] == '/' || p[2] == '.' || p[2] == '-')
      && (day_first ? is_day(two(p + 3), two(p)) : is_day(two(p), two(p + 3)));
}

INLINE int is_datetime(const uint8_t *p, size_t n) {
  const uint32_t inside = between(p, low_date, high_date);
  if (n < 16 || inside != 0xFFFFu || p[4] != '-' || (p[10] != 'T' && p[10] != ' ')) return 0;
  if (!is_iso_date(p, inside) || two(p + 11) > 23) return 0;
  if (n == 16) return 1;
  const uint32_t rest = between(p + 16, low_rest, high_rest);
  if ((rest & 7u) != 7u) return 0;
  if (n == 19) return 1;
  if (n == 20) return p[19] == 'Z';
  return n == 25 && (rest & 0x1F8u) == 0x1F8u && p[19] != ',' && two(p + 20) < 24;
}

INLINE size_t check(const weir_column_check *c, size_t first, size_t end, uint32_t kind) {
  if (c->readable < reach || c->slot_count < 2) return first;
  const size_t limit = c->readable - reach, step = c->columns * c->stride;
  const uint8_t *src = c->src, quote = c->quote, mark = c->decimal_mark;
  const uint32_t bias = c->start_bias, mask = c->position_mask, trim = c->end_trim;
  size_t slot = first * step + c->column * c->stride;
  for (size_t row = first; row < end; row++, slot += step) {
    if (slot + 1 >= c->slot_count) return row;
    size_t from = (uint32_t)(c->slots[slot] + bias);
    const size_t to = (uint32_t)((c->slots[slot + 1] & mask) - trim);
    if (from == to) continue;
    if (to < from || to > limit) return row;
    size_t n = to - from;
    if (quote && src[from] == quote) {
      if (n < 3 || src[to - 1] != quote) return row;
      from++;
      n -= 2;
    }
    const uint8_t *p = src + from;
    int is_sure;
    switch (kind) {
    case weir_check_integer: is_sure = is_number(p, n, mark, 0); break;
    case weir_check_number: is_sure = is_number(p, n, mark, ~0u); break;
    case weir_check_boolean: is_sure = is_boolean(p, n); break;
    case weir_check_date: is_sure = n == 10 && is_iso_date(p, between(p, low_date, high_date)); break;
    case weir_check_datetime: is_sure = is_datetime(p, n); break;
    default: is_sure = is_short_date(p, n, kind == weir_check_day_first); break;
    }
    if (!is_sure) return row;
  }
  return end;
}

size_t weir_check_column(const weir_column_check *c, size_t first, size_t end) {
  // One loop for each kind: the switch inside it is decided here.
  switch (c->kind) {
  case weir_check_integer: return check(c, first, end, weir_check_integer);
  case weir_check_number: return check(c, first, end, weir_check_number);
  case weir_check_boolean: return check(c, first, end, weir_check_boolean);
  case weir_check_date: return check(c, first, end, weir_check_date);
  case weir_check_datetime: return check(c, first, end, weir_check_datetime);
  case weir_check_day_first: return check(c, first, end, weir_check_day_first);
  case weir_check_month_first: return check(c, first, end, weir_check_month_first);
  default: return first;
  }
}
