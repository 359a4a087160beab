// Type checks: is every value of a column what the column is declared or guessed to hold?
#ifndef WEIR_BYTE_SCAN_TYPES_H
#define WEIR_BYTE_SCAN_TYPES_H

#include <stddef.h>
#include <stdint.h>

enum {
  weir_check_integer,
  weir_check_number,
  weir_check_boolean,
  weir_check_date,
  weir_check_datetime,
  weir_check_day_first,
  weir_check_month_first
};

typedef struct {
  const uint8_t *src;      // batch bytes, readable to `readable`: payload and slack
  size_t readable;
  const uint32_t *slots;
  size_t slot_count;
  size_t columns;          // columns of a record
  size_t column;           // the one to check, below `columns`
  size_t stride;           // slots of a field: 1 (separators layout) or 2 (pairs layout)
  uint32_t start_bias;     // added to the start
  uint32_t position_mask;  // of the end
  uint32_t end_trim;       // taken off the end
  uint8_t quote;           // stands around quoted values; 0: values are taken as they are
  uint8_t decimal_mark;
  uint32_t kind;
} weir_column_check;

// The first of rows first..<end whose value is not surely of the kind, or end. Sure are: nothing at all; a number of up to
// 16 bytes that JSON takes (at most 15 digits); true and false; YYYY-MM-DD and YYYY/MM/DD, DD/MM/YYYY and MM/DD/YYYY with
// one of / - . twice; YYYY-MM-DDTHH:MM, with seconds, Z or +hh:mm. 29 February and the rest are for the caller. Never reads
// outside the given lengths, whatever the slots say. The plain twin is ScalarColumnCheck: change them together.
size_t weir_check_column(const weir_column_check *c, size_t first, size_t end);

#endif
