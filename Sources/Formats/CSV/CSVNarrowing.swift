import Bytes
import Records

/// Takes spaces and null texts off the fields of a chunk that the wide scan proved regular. The fields no longer lie between
/// separators then: the layout becomes pairs.
struct CSVNarrowing: Sendable {
  private let shape: CSVShape
  /// Bytes that a field begins with when it may be a null text.
  private var mayBeNull = [Bool](repeating: false, count: 256)

  /// nil when there is nothing to take off.
  init?(_ shape: CSVShape) {
    guard shape.dialect.narrowsFields || !shape.nullTexts.isEmpty else { return nil }
    self.shape = shape
    for text in shape.nullTexts {
      if let first = text.first { mayBeNull[Int(first)] = true }
    }
  }

  func narrow(_ batch: inout RecordBatch, into pairs: inout [UInt32]) {
    pairs.removeAll(keepingCapacity: true)
    let columns = shape.columnCount
    let isQuoting = shape.dialect.quote != 0
    let (trims, skipsSpace) = (shape.dialect.trimsFields, shape.dialect.spaceFollowsDelimiter)
    var trimmed = 0
    var nulls = 0
    for row in 0..<batch.recordCount {
      for column in 0..<columns {
        var (start, end, _) = batch.extent(row: row, column: column)
        if start < end {
          let first = batch.bytes[start]
          if trims, !(isQuoting && first == shape.dialect.quote) {
            let untrimmed = end &- start
            while start < end, isWhiteSpace(batch.bytes[start]) { start &+= 1 }
            while start < end, isWhiteSpace(batch.bytes[end &- 1]) { end &-= 1 }
            if end &- start != untrimmed { trimmed &+= 1 }
          } else if skipsSpace, column > 0, first == ASCII.space {
            start &+= 1
          }
          if start < end, mayBeNull[Int(batch.bytes[start])], shape.isNull(batch.bytes.span, from: start, to: end) {
            start = end
            nulls &+= 1
          }
        }
        pairs.append(UInt32(truncatingIfNeeded: start))
        pairs.append(UInt32(truncatingIfNeeded: end))
      }
    }
    batch.layout = .pairs(columns: columns)
    batch.changes.add(.fieldTrimmed, trimmed)
    batch.changes.add(.nullTextRead, nulls)
  }

  private func isWhiteSpace(_ byte: UInt8) -> Bool {
    (byte == ASCII.space || byte == ASCII.tab) && byte != shape.dialect.delimiter
  }
}
