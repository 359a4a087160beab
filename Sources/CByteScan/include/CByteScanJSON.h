// JSON kernels: structural index and record cuts.
//
// Both read 64 bytes at a time and know only quotes, backslashes and brackets; the grammar is checked by their Swift
// callers. The scalar twins are in Sources/Bytes/JSONIndex.swift and JSONRecordEnds.swift: change them together.
#ifndef WEIR_BYTE_SCAN_JSON_H
#define WEIR_BYTE_SCAN_JSON_H

#include <stddef.h>
#include <stdint.h>

// Facts of weir_json_index about the whole range.
enum {
  WEIR_JSON_CONTROL = 1,    // a byte below 0x20 inside a string
  WEIR_JSON_OPEN = 2,       // a string is still open at the end
  WEIR_JSON_HIGH = 4,       // a byte above 0x7F
  WEIR_JSON_STRAY = 8       // a backslash outside strings
};

typedef struct {
  uint32_t positions;  // entries written to `slots`
  uint32_t escapes;    // entries written to `escapes`
  uint32_t newlines;   // line feeds, wherever they are
  uint32_t flags;
} weir_json_facts;

// Writes, ascending, the positions of {}[]:, outside strings, of opening quotes, and of the first byte of every other
// run outside strings (numbers, literals, garbage) to `slots`, and the positions of escaped bytes (those after a
// backslash that escapes) to `escapes`. Reads p[start..<end] only; each list has room for end - start + 64 entries.
weir_json_facts weir_json_index(const uint8_t *p, size_t start, size_t end, uint32_t *slots, uint32_t *escapes);

// Where a scan for record ends stands. All zero, but for the depths, at the beginning of a document.
typedef struct {
  uint64_t inside;   // 1: in a string
  uint64_t escaped;  // 1: the next byte is escaped
  int64_t depth;     // open brackets
  int64_t level;     // open brackets between records
  uint64_t ends;     // record ends found so far
} weir_json_cut_state;

// Position after the last `}` in p[start..<end] that brought the depth back to `level`, or SIZE_MAX. Stops after the
// bracket that brings the depth below `level` and stores the position after it in *closed (SIZE_MAX if none).
size_t weir_json_cut(const uint8_t *p, size_t start, size_t end, weir_json_cut_state *state, size_t *closed);

// Scalars (bytes that begin one) in p[start..<end] after the last line feed; *found tells whether there was one.
size_t weir_json_line_tail(const uint8_t *p, size_t start, size_t end, uint32_t *found);

// Tests hold the levels against each other: 0 portable, 1 SSE2 or NEON, 2 AVX2; a level the processor lacks is lowered.
int weir_json_level(void);
weir_json_facts weir_json_index_at(int level, const uint8_t *p, size_t start, size_t end, uint32_t *slots,
                                   uint32_t *escapes);
size_t weir_json_cut_at(int level, const uint8_t *p, size_t start, size_t end, weir_json_cut_state *state,
                        size_t *closed);

// The shape of a record: fixed texts with one value after each, the last one with none.
//
// `text`: offset of the fixed text in `texts`; it begins at a structural position. `index`: that position's place among
// the record's structural positions. `column`: the slot that the value goes to, WEIR_JSON_NO_COLUMN for none.
typedef struct { uint32_t text, length, index, column, numbers_only; } weir_json_piece;

// A part of the record that begins at its structural position `first` and ends `add` bytes after position `last`.
typedef struct { uint32_t column, first, last, add; } weir_json_part;

enum { WEIR_JSON_NO_COLUMN = 0xFFFFFFFFu, WEIR_JSON_PROPERTIES = 0xFFFFFFFEu };
// What must stand between records: nothing but whitespace, a comma, a line feed.
enum { WEIR_JSON_BETWEEN_ANY = 0, WEIR_JSON_BETWEEN_COMMA = 1, WEIR_JSON_BETWEEN_LINES = 2 };

typedef struct {
  const uint8_t *texts;          // 16 readable bytes after the last text
  const weir_json_piece *pieces;
  size_t piece_count;            // values and one
  const weir_json_part *parts;
  size_t part_count;
  size_t structurals;            // structural positions of a record
  size_t columns;
  uint32_t between;
} weir_json_shape;

typedef struct {
  const uint8_t *p;
  size_t readable;
  const uint32_t *positions;     // `position_count` and a sentinel
  size_t position_count;
  const uint32_t *escapes;       // ascending, closed by UINT32_MAX
  size_t next, next_escape;      // where to begin, and where the read stopped: after the last record
  size_t newlines;               // line feeds between the records that were read (WEIR_JSON_BETWEEN_LINES)
} weir_json_walk;

// Reads at most `limit` records of one shape from an index without faults (weir_json_index); returns how many. Values are
// checked, so the records are JSON. `slots` has 2 * columns * limit entries, all absent; `extents` and `properties` (NULL
// if not wanted) have 2 * limit. What a record that does not match had stored is taken back.
size_t weir_json_read_shape(const weir_json_shape *shape, weir_json_walk *walk, uint32_t *slots, uint32_t *extents,
                            uint32_t *properties, size_t limit);

#endif
