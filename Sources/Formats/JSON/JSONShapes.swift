import Bytes

/// Reads runs of records that look like the one before at once, and learns what they look like.
///
/// Input whose records all differ must not pay for it: a shape that fits few records is followed by ever longer pauses.
struct JSONShapes: Sendable {
  private let separator: JSONShape.Separator
  private let envelope: JSONShape.Envelope
  private var shape: JSONShape?
  /// Records that the shape fitted.
  private var gain = 0
  private var penalty = 0
  /// Records that are still read without trying.
  private var pause = 0
  /// Line feeds between the records that were read last.
  private(set) var newlines = 0

  init(_ separator: JSONShape.Separator, envelope: JSONShape.Envelope = .none) {
    self.separator = separator
    self.envelope = envelope
  }

  /// Reads the record at the cursor's position, and those after it that look like the one before; false when one is
  /// refused. Afterwards the cursor stands behind the last of them, which is its extent.
  @inline(__always)
  mutating func records<Cursor: JSONCursor, Records: JSONRecords>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, _ records: inout Records
  ) -> Bool {
    newlines = 0
    if read(&cursor, bytes, into: &records.rows) { return true }
    let mark = cursor.mark
    guard records.record(&cursor, bytes) else { return false }
    if records.learnsShapes { learn(cursor, bytes, from: mark, records.rows) }
    return true
  }

  /// Reads records by the shape; false when it does not fit the first one.
  @inline(__always)
  private mutating func read<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, into rows: inout JSONRows
  ) -> Bool {
    guard pause == 0, let shape else { return false }
    guard let found = cursor.read(shape, bytes, separator, into: &rows), found.rows > 0 else { return false }
    gain &+= found.rows
    newlines = found.newlines
    return true
  }

  /// Learns the shape of the last row, which began at `mark`.
  @inline(__always)
  private mutating func learn<Cursor: JSONCursor>(
    _ cursor: Cursor, _ bytes: Span<UInt8>, from mark: Int, _ rows: JSONRows
  ) {
    if pause > 0 { pause &-= 1 } else { learnNow(cursor, bytes, from: mark, rows) }
  }

  @inline(never)
  private mutating func learnNow<Cursor: JSONCursor>(
    _ cursor: Cursor, _ bytes: Span<UInt8>, from mark: Int, _ rows: JSONRows
  ) {
    if shape != nil {
      penalty = gain >= 4 ? 0 : min(2 * penalty + 1, 255)
      shape = nil
      gain = 0
      if penalty > 0 {
        pause = penalty
        return
      }
    }
    shape = cursor.learn(bytes, from: mark, rows, envelope: envelope)
    if shape == nil { pause = 255 }
  }
}
