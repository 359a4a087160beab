// Text of another encoding to UTF-8. Both kernels copy runs of ASCII 16 bytes at a time and take everything else one
// character at a time: tables in the field are ASCII syntax and digits with a few accents.
#include "CByteScanText.h"
#include "wide.h"

// How many of the 16 bytes from p on are ASCII before the first that is not.
ALWAYS_INLINE size_t ascii_run16(const uint8_t *p) {
#if WIDE_X86
  unsigned mask = (unsigned)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)p));
  return mask == 0 ? 16 : (size_t)__builtin_ctz(mask);
#else
  size_t run = 0;
  uint64_t words[2];
  memcpy(words, p, 16);
  if (((words[0] | words[1]) & 0x8080808080808080ull) == 0) return 16;
  while (p[run] < 0x80) run++;
  return run;
#endif
}

weir_transcoded weir_bytes_to_utf8(const uint8_t *from, size_t count, const uint32_t *table, uint8_t *to, size_t room) {
  size_t i = 0, o = 0;
  while (i < count) {
    size_t run = 16;
    while (run == 16 && count - i >= 16 && room - o >= 16) {
      memcpy(to + o, from + i, 16);
      run = ascii_run16(from + i);
      i += run;
      o += run;
    }
    if (i == count || o == room) break;
    if (from[i] < 0x80) {
      to[o++] = from[i++];
      continue;
    }
    uint32_t character = table[from[i] - 0x80];
    size_t length = character >> 24;
    if (length == 0 || length > room - o) break;
    for (size_t k = 0; k < length; k++) to[o + k] = (uint8_t)(character >> 8 * k);
    o += length;
    i++;
  }
  return (weir_transcoded){i, o};
}

#if WIDE_X86
// Copies blocks of eight units while all of them are ASCII.
ALWAYS_INLINE weir_transcoded ascii_units(const uint8_t *from, size_t count, int is_big_endian, uint8_t *to,
                                          size_t room) {
  size_t i = 0, o = 0;
  const __m128i beyond = _mm_set1_epi16((short)0xFF80);
  while (count - i >= 16 && room - o >= 8) {
    __m128i v = _mm_loadu_si128((const __m128i *)(from + i));
    if (is_big_endian) v = _mm_or_si128(_mm_slli_epi16(v, 8), _mm_srli_epi16(v, 8));
    if (_mm_movemask_epi8(_mm_cmpeq_epi16(_mm_and_si128(v, beyond), _mm_setzero_si128())) != 0xFFFF) break;
    _mm_storel_epi64((__m128i *)(to + o), _mm_packus_epi16(v, v));
    i += 16;
    o += 8;
  }
  return (weir_transcoded){i, o};
}
#else
ALWAYS_INLINE weir_transcoded ascii_units(const uint8_t *from, size_t count, int is_big_endian, uint8_t *to,
                                          size_t room) {
  return (weir_transcoded){0, 0};
}
#endif

weir_transcoded weir_utf16_to_utf8(const uint8_t *from, size_t count, int is_big_endian, uint8_t *to, size_t room) {
  const int high = is_big_endian ? 0 : 1, low = 1 - high;
  size_t i = 0, o = 0;
  for (;;) {
    weir_transcoded run = ascii_units(from + i, count - i, is_big_endian, to + o, room - o);
    i += run.read;
    o += run.written;
    for (int k = 0; k < 8; k++) {
      if (count - i < 2) return (weir_transcoded){i, o};
      uint32_t scalar = (uint32_t)from[i + high] << 8 | from[i + low];
      size_t taken = 2, length = scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : 3;
      if (scalar >= 0xD800 && scalar < 0xE000) {
        if (scalar >= 0xDC00 || count - i < 4) return (weir_transcoded){i, o};
        uint32_t second = (uint32_t)from[i + 2 + high] << 8 | from[i + 2 + low];
        if (second < 0xDC00 || second >= 0xE000) return (weir_transcoded){i, o};
        scalar = 0x10000 + ((scalar - 0xD800) << 10) + (second - 0xDC00);
        taken = length = 4;
      }
      if (length > room - o) return (weir_transcoded){i, o};
      switch (length) {
        case 1:
          to[o] = (uint8_t)scalar;
          break;
        case 2:
          to[o] = (uint8_t)(0xC0 | scalar >> 6);
          break;
        case 3:
          to[o] = (uint8_t)(0xE0 | scalar >> 12);
          break;
        default:
          to[o] = (uint8_t)(0xF0 | scalar >> 18);
      }
      for (size_t rest = 1; rest < length; rest++)
        to[o + rest] = (uint8_t)(0x80 | (scalar >> 6 * (length - 1 - rest) & 0x3F));
      i += taken;
      o += length;
    }
  }
}

size_t weir_count_leads(const uint8_t *p, size_t n) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) count += p[i] >= 0xC0;
  return count;
}
