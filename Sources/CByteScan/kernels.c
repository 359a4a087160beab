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
// The kernels themselves are in kernels_template.h, utf8_template.h and search_template.h, over the operations of blocks.h: compiled here for
// portable C, for the baseline of the processor family and for AVX2, chosen at run time.
#include "CByteScan.h"
#include "blocks.h"

// Table 3-7 of Unicode: which second bytes a lead takes. A byte that leads nothing takes none.
ALWAYS_INLINE int takes_second(uint8_t lead, uint8_t second) {
  uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return lead >= 0xC2 && lead <= 0xF4 && second >= low && second <= high;
}

// Reads sequences from the boundary i until one ends at or after n. Returns n or the start of the first bad sequence.
static size_t utf8_automaton(const uint8_t *p, size_t i, size_t n) {
  while (i < n) {
    uint8_t lead = p[i];
    size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length > n - i || (length > 1 && !takes_second(lead, p[i + 1]))) return i;
    for (size_t k = 2; k < length; k++)
      if ((p[i + k] & 0xC0) != 0x80) return i;
    i += length;
  }
  return i;
}

// An ASCII letter or digit: it stands inside a word.
ALWAYS_INLINE int is_token_ascii(uint8_t c) { return (uint8_t)((c | 0x20) - 'a') < 26 || (uint8_t)(c - '0') < 10; }

// How many blocks of a chunk hold quotes.
enum quoting { NO_QUOTES, FEW_QUOTES, MANY_QUOTES };

#define NAME(x) x##_portable
#define TARGET
#define EQ64 eq64_portable
#define ASCII64 ascii64_portable
#define HIGH64 high64_portable
#define BELOW64 below64_portable
#define UNCOMMON64 uncommon64_portable
#define PREFIX_XOR prefix_xor_shifts
#include "kernels_template.h"
#include "utf8_template.h"
#include "search_template.h"
#undef NAME
#undef TARGET
#undef EQ64
#undef ASCII64
#undef HIGH64
#undef BELOW64
#undef UNCOMMON64
#undef PREFIX_XOR

#if WIDE_X86 || WIDE_NEON
#define NAME(x) x##_baseline
#define TARGET
#define EQ64 eq64_baseline
#define ASCII64 ascii64_baseline
#define HIGH64 high64_baseline
#define BELOW64 below64_baseline
#define UNCOMMON64 uncommon64_baseline
#define PREFIX_XOR prefix_xor_shifts
#include "kernels_template.h"
#include "utf8_template.h"
#include "search_template.h"
#undef NAME
#undef TARGET
#undef EQ64
#undef ASCII64
#undef HIGH64
#undef BELOW64
#undef UNCOMMON64
#undef PREFIX_XOR
#endif

#if WIDE_X86
#define NAME(x) x##_avx2
#define TARGET AVX2
#define EQ64 eq64_avx2
#define ASCII64 ascii64_avx2
#define HIGH64 high64_avx2
#define BELOW64 below64_avx2
#define UNCOMMON64 uncommon64_avx2
#define PREFIX_XOR prefix_xor_avx2
#include "kernels_template.h"
#include "utf8_template.h"
#include "search_template.h"
#undef NAME
#undef TARGET
#undef EQ64
#undef ASCII64
#undef HIGH64
#undef BELOW64
#undef UNCOMMON64
#undef PREFIX_XOR
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
                             int proves, uint32_t *slots) {
  DISPATCH(csv_scan, p, start, end, delimiter, quote, proves, slots)
}

size_t weir_csv_cut(const uint8_t *p, size_t start, size_t end, uint8_t quote, uint32_t *inside) {
  DISPATCH(csv_cut, p, start, end, quote, inside)
}

size_t weir_utf8_valid_prefix(const uint8_t *p, size_t n) { DISPATCH(utf8_valid_prefix, p, n) }

size_t weir_count_byte(const uint8_t *p, size_t n, uint8_t byte) { DISPATCH(count_byte, p, n, byte) }

size_t weir_find_any4(const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  DISPATCH(find_any4, p, n, a, b, c, d)
}

weir_token_starts weir_find_token_starts(const uint8_t *p, size_t start, size_t end, uint8_t first, uint8_t second,
                                         int has_escapes, uint32_t *out, size_t room) {
  DISPATCH(token_starts, p, start, end, first, second, has_escapes, out, room)
}
