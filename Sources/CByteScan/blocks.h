// The operations on 64 bytes that the kernels are made of, for portable C, for the baseline of the processor family (SSE2,
// NEON) and for AVX2 with carry-less multiply. All read exactly 64 bytes.
//
//   eq64(p, c)       bit i is set where p[i] == c
//   high64(p)        bit i is set where p[i] is not ASCII
//   below64(p, c)    bit i is set where 0x80 <= p[i] < c, for c above 0x80
//   ascii64(p)       true when high64 is 0
//   uncommon64(p)    true when a byte is 0xC0, 0xC1 or from 0xE0 on: text of European scripts holds few
//   prefix_xor(m)    bit i is the parity of bits 0...i of m
#ifndef WEIR_BLOCKS_H
#define WEIR_BLOCKS_H

#include "wide.h"

// ---- Portable C ----

// The top bit of every byte of `word` that equals c: exact, no carry runs from one byte into the next.
ALWAYS_INLINE uint64_t equal8(uint64_t word, uint8_t c) {
  uint64_t low = 0x7F7F7F7F7F7F7F7Full, x = word ^ (0x0101010101010101ull * c);
  return ~(((x & low) + low) | x | low);
}

// The top bits of eight bytes as one byte: the multiply gathers them.
ALWAYS_INLINE uint64_t top_bits(uint64_t word) {
  return ((word >> 7 & 0x0101010101010101ull) * 0x0102040810204080ull) >> 56;
}

ALWAYS_INLINE uint64_t eq64_portable(const uint8_t *p, uint8_t c) {
  uint64_t mask = 0;
  for (int k = 0; k < 8; k++) mask |= top_bits(equal8(load8(p + 8 * k), c)) << (8 * k);
  return mask;
}

ALWAYS_INLINE int ascii64_portable(const uint8_t *p) {
  uint64_t all = 0;
  for (int k = 0; k < 8; k++) all |= load8(p + 8 * k);
  return (all & 0x8080808080808080ull) == 0;
}

ALWAYS_INLINE uint64_t high64_portable(const uint8_t *p) {
  uint64_t mask = 0;
  for (int k = 0; k < 8; k++) mask |= top_bits(load8(p + 8 * k)) << (8 * k);
  return mask;
}

// The top bit of the sum says that the low seven bits reach those of c.
ALWAYS_INLINE uint64_t below64_portable(const uint8_t *p, uint8_t c) {
  uint64_t mask = 0, rest = 0x0101010101010101ull * (uint8_t)(0x100 - c);
  for (int k = 0; k < 8; k++) {
    uint64_t word = load8(p + 8 * k);
    mask |= top_bits(word & ~((word & 0x7F7F7F7F7F7F7F7Full) + rest)) << (8 * k);
  }
  return mask;
}

ALWAYS_INLINE int uncommon64_portable(const uint8_t *p) {
  uint64_t common = below64_portable(p, 0xC0) | (below64_portable(p, 0xE0) & ~below64_portable(p, 0xC2));
  return (high64_portable(p) & ~common) != 0;
}

ALWAYS_INLINE uint64_t prefix_xor_shifts(uint64_t m) {
  m ^= m << 1;
  m ^= m << 2;
  m ^= m << 4;
  m ^= m << 8;
  m ^= m << 16;
  return m ^ m << 32;
}

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

ALWAYS_INLINE uint64_t high64_baseline(const uint8_t *p) {
  uint64_t mask = 0;
  for (int k = 0; k < 4; k++)
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(p + 16 * k))) << (16 * k);
  return mask;
}

ALWAYS_INLINE uint64_t below64_baseline(const uint8_t *p, uint8_t c) {
  __m128i limit = _mm_set1_epi8((char)c);
  uint64_t mask = 0;
  for (int k = 0; k < 4; k++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * k));
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(limit, v)) << (16 * k);
  }
  return mask;
}

// Exclusive or with E0 brings C0 and C1 to 20 and 21, E0 to FF below 20, and all the others above: one minimum finds them.
ALWAYS_INLINE int uncommon64_baseline(const uint8_t *p) {
  const __m128i turn = _mm_set1_epi8((char)0xE0), last = _mm_set1_epi8(0x21);
  __m128i least = _mm_set1_epi8((char)0xFF);
  for (int k = 0; k < 4; k++)
    least = _mm_min_epu8(least, _mm_xor_si128(_mm_loadu_si128((const __m128i *)(p + 16 * k)), turn));
  return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(least, last), least)) != 0;
}
#elif WIDE_NEON
// A bit for each of 64 bytes that are all ones or all zeros.
ALWAYS_INLINE uint64_t bits64_neon(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
  static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t bit = vld1q_u8(weights);
  uint8x16_t sum = vpaddq_u8(vpaddq_u8(vandq_u8(a, bit), vandq_u8(b, bit)),
                             vpaddq_u8(vandq_u8(c, bit), vandq_u8(d, bit)));  // three pairwise additions
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);        // leave one byte for eight
}

ALWAYS_INLINE uint64_t eq64_baseline(const uint8_t *p, uint8_t c) {
  uint8x16_t wanted = vdupq_n_u8(c);
  return bits64_neon(vceqq_u8(vld1q_u8(p), wanted), vceqq_u8(vld1q_u8(p + 16), wanted),
                     vceqq_u8(vld1q_u8(p + 32), wanted), vceqq_u8(vld1q_u8(p + 48), wanted));
}

ALWAYS_INLINE int ascii64_baseline(const uint8_t *p) {
  uint8x16_t all = vorrq_u8(vorrq_u8(vld1q_u8(p), vld1q_u8(p + 16)), vorrq_u8(vld1q_u8(p + 32), vld1q_u8(p + 48)));
  return vmaxvq_u8(all) < 0x80;
}

// The bytes that are below c as signed numbers: those from 0x80 on, as c is negative or zero.
ALWAYS_INLINE uint64_t below64_baseline(const uint8_t *p, uint8_t c) {
  int8x16_t limit = vdupq_n_s8((int8_t)c);
  const int8_t *s = (const int8_t *)p;
  return bits64_neon(vcltq_s8(vld1q_s8(s), limit), vcltq_s8(vld1q_s8(s + 16), limit),
                     vcltq_s8(vld1q_s8(s + 32), limit), vcltq_s8(vld1q_s8(s + 48), limit));
}

ALWAYS_INLINE uint64_t high64_baseline(const uint8_t *p) { return below64_baseline(p, 0); }

ALWAYS_INLINE int uncommon64_baseline(const uint8_t *p) {
  uint8x16_t turn = vdupq_n_u8(0xE0);
  uint8x16_t a = vminq_u8(veorq_u8(vld1q_u8(p), turn), veorq_u8(vld1q_u8(p + 16), turn));
  uint8x16_t b = vminq_u8(veorq_u8(vld1q_u8(p + 32), turn), veorq_u8(vld1q_u8(p + 48), turn));
  return vminvq_u8(vminq_u8(a, b)) <= 0x21;
}
#endif

// ---- AVX2 with carry-less multiply ----

#if WIDE_X86
#define AVX2 __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt,lzcnt")))

// Two halves of a mask as a number. The compiler may not look through it: it would work on the comparisons instead, and take
// whole masks apart byte by byte where they meet one that is a number (3 times the time of a search for words).
ALWAYS_INLINE AVX2 uint64_t mask_avx2(__m256i a, __m256i b) {
  uint64_t low = (uint32_t)_mm256_movemask_epi8(a), high = (uint32_t)_mm256_movemask_epi8(b);
  uint64_t mask = low | high << 32;
  __asm__("" : "+r"(mask));
  return mask;
}

ALWAYS_INLINE AVX2 uint64_t eq64_avx2(const uint8_t *p, uint8_t c) {
  __m256i wanted = _mm256_set1_epi8((char)c);
  __m256i a = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)p), wanted);
  __m256i b = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(p + 32)), wanted);
  return mask_avx2(a, b);
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

ALWAYS_INLINE AVX2 uint64_t high64_avx2(const uint8_t *p) {
  return mask_avx2(_mm256_loadu_si256((const __m256i *)p), _mm256_loadu_si256((const __m256i *)(p + 32)));
}

ALWAYS_INLINE AVX2 uint64_t below64_avx2(const uint8_t *p, uint8_t c) {
  __m256i limit = _mm256_set1_epi8((char)c);
  __m256i a = _mm256_cmpgt_epi8(limit, _mm256_loadu_si256((const __m256i *)p));
  __m256i b = _mm256_cmpgt_epi8(limit, _mm256_loadu_si256((const __m256i *)(p + 32)));
  return mask_avx2(a, b);
}

ALWAYS_INLINE AVX2 int uncommon64_avx2(const uint8_t *p) {
  const __m256i turn = _mm256_set1_epi8((char)0xE0), last = _mm256_set1_epi8(0x21);
  __m256i a = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)p), turn);
  __m256i b = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)(p + 32)), turn);
  __m256i least = _mm256_min_epu8(a, b);
  return _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(least, last), least)) != 0;
}
#endif

#endif
