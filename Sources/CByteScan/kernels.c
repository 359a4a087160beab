#include "CByteScan.h"
#include <string.h>

int weir_scan_level(void) { return 0; }
int weir_set_scan_level(int level) { (void)level; return 0; }

void weir_copy(uint8_t *dst, const uint8_t *src, size_t n, size_t readable) { (void)readable; memcpy(dst, src, n); }

size_t weir_copy_json_escaped(uint8_t *dst, const uint8_t *src, size_t n, size_t readable) {
  static const char hex[] = "0123456789abcdef";
  (void)readable;
  uint8_t *out = dst;
  for (size_t i = 0; i < n; i++) {
    uint8_t c = src[i];
    if (c >= 0x20 && c != '"' && c != '\\') { *out++ = c; continue; }
    *out++ = '\\';
    switch (c) {
      case '"': case '\\': *out++ = c; break;
      case '\b': *out++ = 'b'; break;
      case '\f': *out++ = 'f'; break;
      case '\n': *out++ = 'n'; break;
      case '\r': *out++ = 'r'; break;
      case '\t': *out++ = 't'; break;
      default: *out++ = 'u'; *out++ = '0'; *out++ = '0'; *out++ = (uint8_t)hex[c >> 4]; *out++ = (uint8_t)hex[c & 15];
    }
  }
  return (size_t)(out - dst);
}
