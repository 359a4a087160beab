// Search for words. The scalar twin is Sources/Bytes/ScalarTokenScan.swift.
#ifndef WEIR_BYTE_SCAN_SEARCH_H
#define WEIR_BYTE_SCAN_SEARCH_H

#include <stddef.h>
#include <stdint.h>

// How many places were stored, and where the search stopped: at the end, or for want of room.
typedef struct {
  size_t count;
  size_t next;
} weir_token_starts;

// Stores, ascending, the places in p[start..<end] where a word may begin whose folded text begins with `first` and `second`
// (0: anything). Both are lower-case ASCII letters or digits. No such word begins anywhere else. Stored are places after
// anything but an ASCII letter or digit, p[-1] of a range too (and offset 0), that hold
//   `first` in either case, or the lead of a Latin letter beyond ASCII (C2 to CA, E1), which may fold to it,
//   followed by `second` in either case or by a byte beyond ASCII;
// and with has_escapes every backslash. `room` is at least 64; 64 bytes after `end` are readable.
weir_token_starts weir_find_token_starts(const uint8_t *p, size_t start, size_t end, uint8_t first, uint8_t second,
                                         int has_escapes, uint32_t *out, size_t room);

#endif
