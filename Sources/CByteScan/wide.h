// Which wide instructions the compiler may use without asking the processor, and loads without alignment.
#ifndef WEIR_WIDE_H
#define WEIR_WIDE_H

#include <stddef.h>
#include <stdint.h>
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

#endif
