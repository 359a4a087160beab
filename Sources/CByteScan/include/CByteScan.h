// Scan kernels of weir: wide loads over whole chunks, nothing else. Each has a scalar twin in Swift (Sources/Bytes),
// and tests hold the two against each other. Callers guarantee the readable and writable lengths named here.
#ifndef WEIR_BYTE_SCAN_H
#define WEIR_BYTE_SCAN_H

#include <stddef.h>
#include <stdint.h>

// 0 = portable C, 1 = SSE2 or NEON, 2 = AVX2 with carry-less multiply; chosen once from the processor.
int weir_scan_level(void);
// Forces a lower level (tests); a level the processor lacks is ignored. Returns the level in force.
int weir_set_scan_level(int level);

// Copies n bytes; may read up to `readable` bytes of src and write up to n rounded up to 16 bytes.
void weir_copy(uint8_t *dst, const uint8_t *src, size_t n, size_t readable);
// As weir_find_any4, for the short runs of fields: not dispatched, reads up to `readable` bytes (at least n).
size_t weir_find_near4(const uint8_t *p, size_t n, size_t readable, uint8_t a, uint8_t b, uint8_t c, uint8_t d);
// Copies n bytes with JSON string escapes; dst has room for 6 * n + 16. Returns bytes written.
size_t weir_copy_json_escaped(uint8_t *dst, const uint8_t *src, size_t n, size_t readable);

// What weir_csv_scan proves about a chunk while it finds the separators.
typedef struct {
  uint32_t separators;   // positions written
  uint32_t newlines;     // structural newlines
  uint32_t crlf;         // structural newlines that a carriage return precedes
  uint32_t quoted_newlines;  // line feeds inside quotes
  uint32_t clean;        // 1: every quote opens after a separator and closes before one
  uint32_t open;         // 1: a quote is still open at the end
} weir_csv_facts;

// Writes the positions of structural separators (delimiter and line feed outside quotes) of p[start..<end].
// p has 64 readable bytes after `end`; `slots` has room for end - start + 64 entries. quote 0 = no quoting.
// proves 0: only `separators` and `open` are found; what the other facts cost is measured against that.
weir_csv_facts weir_csv_scan(const uint8_t *p, size_t start, size_t end, uint8_t delimiter, uint8_t quote, int proves,
                             uint32_t *slots);

// Position after the last line feed outside quotes in p[start..<end], or SIZE_MAX; *inside carries the parity (0/1).
size_t weir_csv_cut(const uint8_t *p, size_t start, size_t end, uint8_t quote, uint32_t *inside);

// Position of the first invalid UTF-8 byte sequence of p[0..<n], or n. A sequence cut off by n is invalid.
size_t weir_utf8_valid_prefix(const uint8_t *p, size_t n);

// Number of bytes equal to `byte`.
size_t weir_count_byte(const uint8_t *p, size_t n, uint8_t byte);

// Position of the first byte equal to a, b, c or d in p[0..<n], or n.
size_t weir_find_any4(const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint8_t c, uint8_t d);

#include "CByteScanJSON.h"
#include "CByteScanGather.h"
#include "CByteScanSearch.h"
#include "CByteScanText.h"
#include "CByteScanTypes.h"

#endif
