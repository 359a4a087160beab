// Text of another encoding to UTF-8. Both kernels copy runs of ASCII 16 bytes at a time: tables in the field are ASCII
// syntax and digits with a few accents. Everything else is taken one character at a time, of UTF-16 eight without a branch.
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

ALWAYS_INLINE uint32_t unit16(const uint8_t *p, int is_big_endian) {
  return is_big_endian ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

// Writes four bytes, of which the character below 0x10000 takes as many as are returned. No branch: lengths change from
// one character to the next.
ALWAYS_INLINE size_t put_unit(uint8_t *to, uint32_t unit) {
  uint32_t two = 0x80C0 | unit >> 6 | (unit & 0x3F) << 8;
  uint32_t three = 0x8080E0 | unit >> 12 | (unit >> 6 & 0x3F) << 8 | (unit & 0x3F) << 16;
  uint32_t bytes = unit < 0x80 ? unit : unit < 0x800 ? two : three;
  for (int k = 0; k < 4; k++) to[k] = (uint8_t)(bytes >> 8 * k);
  return (size_t)1 + (unit >= 0x80) + (unit >= 0x800);
}

// Writes eight units, or nothing when a surrogate is among them. Needs 16 bytes to read and 32 to write.
ALWAYS_INLINE size_t put_units(uint8_t *to, const uint8_t *from, int is_big_endian) {
  int is_plain = 1;
  for (int k = 0; k < 8; k++) is_plain &= (unit16(from + 2 * k, is_big_endian) & 0xF800) != 0xD800;
  if (!is_plain) return 0;
  size_t o = 0;
  for (int k = 0; k < 8; k++) o += put_unit(to + o, unit16(from + 2 * k, is_big_endian));
  return o;
}

ALWAYS_INLINE weir_transcoded utf16_to_utf8(const uint8_t *from, size_t count, int is_big_endian, uint8_t *to,
                                            size_t room) {
  size_t i = 0, o = 0;
  for (;;) {
    weir_transcoded run = ascii_units(from + i, count - i, is_big_endian, to + o, room - o);
    i += run.read;
    o += run.written;
    if (count - i >= 16 && room - o >= 32) {
      size_t written = put_units(to + o, from + i, is_big_endian);
      o += written;
      if (written > 0) {
        i += 16;
        continue;
      }
    }
    for (int k = 0; k < 8; k++) {
      if (count - i < 2) return (weir_transcoded){i, o};
      uint32_t scalar = unit16(from + i, is_big_endian);
      size_t taken = 2, length = scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : 3;
      if (scalar >= 0xD800 && scalar < 0xE000) {
        if (scalar >= 0xDC00 || count - i < 4) return (weir_transcoded){i, o};
        uint32_t second = unit16(from + i + 2, is_big_endian);
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

// Each byte order has a loop of its own.
weir_transcoded weir_utf16_to_utf8(const uint8_t *from, size_t count, int is_big_endian, uint8_t *to, size_t room) {
  return is_big_endian ? utf16_to_utf8(from, count, 1, to, room) : utf16_to_utf8(from, count, 0, to, room);
}

size_t weir_count_leads(const uint8_t *p, size_t n) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) count += p[i] >= 0xC0;
  return count;
}
