// Kernels that turn text of another encoding into UTF-8. Their scalar twins are in Sources/Bytes/ScalarTranscoder.swift.
#ifndef WEIR_BYTE_SCAN_TEXT_H
#define WEIR_BYTE_SCAN_TEXT_H

#include <stddef.h>
#include <stdint.h>

// How far a transcoding kernel came: bytes taken and bytes written. It never writes past to[0..<room], and what it
// wrote past `written` means nothing.
typedef struct {
  size_t read;
  size_t written;
} weir_transcoded;

// Single-byte text to UTF-8. `table` holds the characters of the bytes from 0x80 on: the UTF-8 bytes from the lowest
// byte up, their number in the top byte; 0: there is no such character. Stops there, at the end, or where room ends.
weir_transcoded weir_bytes_to_utf8(const uint8_t *from, size_t count, const uint32_t *table, uint8_t *to, size_t room);

// UTF-16 to UTF-8. Stops at a surrogate that is not half of a whole pair, before a cut unit, or where room ends.
weir_transcoded weir_utf16_to_utf8(const uint8_t *from, size_t count, int is_big_endian, uint8_t *to, size_t room);

// Number of bytes in p[0..<n] that begin a character beyond ASCII (0xC0 or above).
size_t weir_count_leads(const uint8_t *p, size_t n);

#endif
