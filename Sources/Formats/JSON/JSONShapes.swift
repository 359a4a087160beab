import Bytes

/// Reads runs of records that look like the one before at once, and learns what they look like.
///
/// Input whose records all differ must not pay for it: a shape that fits few records is followed by ever longer pauses.
struct JSONShapes: Sendable {
  private let separator: JSONShape.Separator
  private let isFeature: Bool
  private var shape: JSONShape?
  /// Records that the shape fitted.
  private var gain = 0
  private var penalty = 0
  /// Records that are still read without trying.
  private var pause = 0
  /// Line feeds between the records that were read last.
  private(set) var newlines = 0

  init(_ separator: JSONShape.Separator, isFeature: Bool = false) {
    self.separator = separator
    self.isFeature = isFeature
  }

  /// Reads records from the one at the cursor's position on; false when the shape does not fit it. Afterwards the cursor
  /// stands behind the last of them, which is its extent.
  @inline(__always)
  mutating func read<Cursor: JSONCursor>(
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
  mutating func learn<Cursor: JSONCursor>(
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
    shape = cursor.learn(bytes, from: mark, rows, isFeature: isFeature)
    if shape == nil { pause = 255 }
  }
}
