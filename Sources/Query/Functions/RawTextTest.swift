import Bytes
import Records

/// The bytes of a value against a text: equal, or the text first. Nothing is folded.
struct RawTextTest: RowTest {
  let source: FieldSource
  let text: [UInt8]
  let isPrefix: Bool

  let nanoseconds = 10

  func narrow(_ rows: inout [UInt32], _ reader: inout ValueReader, _ batch: RecordBatch) {
    reader.filter(&rows) { reader, row in
      let content = reader.content(of: source, row: row, batch)
      return reader.read(content, batch) { bytes, start, end in
        let length = end &- start
        guard isPrefix ? length >= text.count : length == text.count else { return false }
        return bytes.holds(text, from: start, to: start &+ text.count)
      } ?? false
    }
  }
}

extension Binder {
  /// The test of a call with one field and one text.
  mutating func rawText(_ call: BoundCall, isPrefix: Bool) -> Predicate.Node {
    guard let (source, _) = resolve(call.fields[0]) else { return .always }
    return leaf(.rows(RawTextTest(source: source, text: query.literal(call.literals[0]), isPrefix: isPrefix)))
  }
}
