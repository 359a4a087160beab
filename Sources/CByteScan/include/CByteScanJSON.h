// JSON kernels: structural index and record cuts.
#ifndef WEIR_BYTE_SCAN_JSON_H
#define WEIR_BYTE_SCAN_JSON_H

#include <stddef.h>
#include <stdint.h>

#endif
