// Gather kernels: write chosen fields of many records of a batch.
//
// The first two read the separators layout, the third the pairs layout (see BatchLayout).
#ifndef WEIR_BYTE_SCAN_GATHER_H
#define WEIR_BYTE_SCAN_GATHER_H

#include <stddef.h>
#include <stdint.h>

// Adjacent columns, both inclusive.
typedef struct { uint32_t first, last; } weir_run;

typedef struct {
  const uint8_t *src;      // batch bytes, readable to `readable`
  size_t readable;         // payload and slack
  const uint32_t *slots;   // sentinel, then separator positions
  size_t slot_count;
  const uint32_t *rows;    // visible rows, or NULL for all
  size_t columns;          // columns of a record
  uint32_t last_end_trim;  // bytes cut off the end of the last column
  const weir_run *runs;
  size_t run_count;
  uint8_t delimiter;
  uint8_t line_end[2];
  uint8_t line_end_length;
  uint8_t watched[2];      // a row whose fields hold one of these bytes stops the copy
  uint8_t stops_at_empty;  // 1: an empty run stops the copy too
} weir_gather;

typedef struct {
  size_t rows;     // copied
  size_t written;  // bytes
  int is_full;     // 1: stopped because dst is full
  size_t nested;   // weir_gather_values: objects and arrays among the values
  size_t empty;    // weir_gather_values: rows of one column without a value, written as ""
} weir_gathered;

// Copies the runs of rows[first..<end] (or of rows first..<end) to dst, `delimiter` between runs, `line_end` after each
// row. Stops before a row it must not copy. Never reads or writes outside the given lengths, whatever the slots say.
// `ends` (may be NULL) receives the end of each copied row, relative to dst.
weir_gathered weir_gather_rows(const weir_gather *g, size_t first, size_t end, uint8_t *dst, size_t capacity,
                               size_t *ends);

// One member of a JSON object: `keys[key_start ..< key_start + key_length]` is written before its value.
// `form` says how a value leaves: 0 as a string, 1 bare when it is a number, 2 bare when it is `true` or `false`.
typedef struct { uint32_t column, key_start, key_length, form; } weir_json_member;

typedef struct {
  const uint8_t *src;
  size_t readable;
  const uint32_t *slots;
  size_t slot_count;
  const uint32_t *rows;
  size_t columns;
  uint32_t last_end_trim;
  const weir_json_member *members;
  size_t member_count;
  const uint8_t *keys;     // 64 readable bytes after the last key
  const uint8_t *suffix;   // after the last value of a row
  size_t suffix_length;    // at most 8
} weir_json_gather;

// Writes rows as JSON objects: an empty field is null, a number column is copied when its text is canonical with at most
// 15 digits, a boolean column when its text is true or false; everything else is a string with its quotes taken off. Stops
// before a row with doubled quotes or with another text in a number or boolean column. Bounds are as in weir_gather_rows.
weir_gathered weir_gather_json_rows(const weir_json_gather *g, size_t first, size_t end, uint8_t *dst, size_t capacity,
                                    size_t *ends);

typedef struct {
  const uint8_t *src;      // batch bytes, readable to `readable`: payload and 64 bytes of slack
  size_t readable;
  const uint32_t *slots;   // start and end of each field, flags in the top bits of the end
  size_t slot_count;
  const uint32_t *rows;
  size_t columns;          // columns of a record
  const uint32_t *chosen;  // columns to write, each below `columns`
  size_t chosen_count;
  uint8_t delimiter;
  uint8_t line_end[2];
  uint8_t line_end_length;
  uint8_t quotes_all;      // 1: every value stands in quotes
} weir_value_gather;

// Writes rows of raw JSON values as delimited text: nothing for null and absent, strings without their quotes and
// escapes, everything else as it is; in quotes (doubled inside) what is an empty string or holds the delimiter, a quote
// or a line break. Stops before a row with a lone surrogate or with a slot it cannot follow. Bounds and `ends` are as in
// weir_gather_rows.
weir_gathered weir_gather_values(const weir_value_gather *g, size_t first, size_t end, uint8_t *dst, size_t capacity,
                                 size_t *ends);

#endif
