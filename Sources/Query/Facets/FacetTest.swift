import Bytes
import Calendars
import Records

/// Keeps the records one of whose values is the wanted one, or lies below it.
struct FacetTest: RowTest {
  let source: FieldSource
  let shape: FacetShape
  let zone: TimeZone
  /// What texts must be.
  let text: [UInt8]
  /// What numbers must be; nil: the wanted value is none.
  let number: [UInt8]?
  /// The path that must be it, or begin it; nil: the wanted value is none.
  let path: [UInt8]?

  var nanoseconds: Int { source.cost + 60 }

  func narrow(_ rows: inout [UInt32], _ reader: inout ValueReader, _ batch: RecordBatch) {
    var values = FacetReader(shape, zone: zone)
    let separator = shape.levelSeparator
    reader.filter(&rows) { reader, row in
      var isFound = false
      values.forEachValue(reader.content(of: source, row: row, batch), batch) { bytes, start, end, value in
        isFound = isFound || isWanted(bytes, start, end, value, separator)
      }
      return isFound
    }
  }

  private func isWanted(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ value: FacetReader.Value, _ separator: [UInt8]
  ) -> Bool {
    switch value {
    case .text: return bytes.holds(text, from: start, to: end)
    case .number: return number.map { bytes.holds($0, from: start, to: end) } ?? false
    case .path:
      guard let path, end &- start >= path.count, bytes.holds(path, from: start, to: start &+ path.count) else {
        return false
      }
      let rest = start &+ path.count
      return rest == end
        || rest &+ separator.count <= end && bytes.holds(separator, from: rest, to: rest &+ separator.count)
    }
  }
}
