import Bytes
import Diagnostics
import Query
import Records

/// Batches made by hand, in each layout.
enum Make {
  /// Clean CSV (every field quoted where it must be) in the separators layout.
  static func separators(
    _ text: String, columns: [String], delimiter: UInt8 = ASCII.comma, quote: UInt8 = ASCII.quote, isCRLF: Bool = false,
    kinds: [String: FieldKind] = [:]
  ) -> RecordBatch {
    separators(Array(text.utf8), columns: columns, delimiter: delimiter, quote: quote, isCRLF: isCRLF, kinds: kinds)
  }

  static func separators(
    _ bytes: [UInt8], columns: [String], delimiter: UInt8, quote: UInt8, isCRLF: Bool = false,
    kinds: [String: FieldKind] = [:]
  ) -> RecordBatch {
    var batch = RecordBatch(
      schema: Schema(columns.map { Field($0, kind: kinds[$0] ?? .unknown) }),
      layout: .separators(columns: columns.count, endsWithCRLF: isCRLF),
      syntax: .delimited(quote: quote, escape: quote))
    var slots: [UInt32] = [.max]
    var isInside = false
    for (i, byte) in bytes.enumerated() {
      if quote != 0, byte == quote { isInside.toggle() }
      if !isInside, byte == delimiter || byte == ASCII.lineFeed { slots.append(UInt32(i)) }
    }
    batch.slots = slots
    batch.recordCount = (slots.count - 1) / columns.count
    fill(&batch, bytes)
    return batch
  }

  /// The same in the pairs layout; nil is an absent field. Values that need quotes get them.
  static func pairs(_ rows: [[String?]], columns: [String]) -> RecordBatch {
    var batch = RecordBatch(
      schema: Schema(columns.map { Field($0) }), layout: .pairs(columns: columns.count),
      syntax: .csv)
    var bytes: [UInt8] = []
    for row in rows {
      for value in row {
        guard let value else {
          batch.slots += [0, BatchLayout.absent]
          continue
        }
        let start = bytes.count
        bytes += csv(value).utf8
        batch.slots += [UInt32(start), UInt32(bytes.count)]
        bytes.append(ASCII.comma)
      }
      bytes.append(ASCII.lineFeed)
    }
    batch.recordCount = rows.count
    fill(&batch, bytes)
    return batch
  }

  /// A CSV field; the marker `"` + text keeps quotes on values that do not need them.
  static func csv(_ value: String) -> String {
    let needsQuotes = value.unicodeScalars.contains { "\",;\n\r".unicodeScalars.contains($0) }
    return needsQuotes
      ? "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : value
  }

  /// JSON records; `columns` get slots of their own, other members are found in the record's text.
  static func json(_ records: [String], columns: [String] = [], isOpen: Bool = true) -> RecordBatch {
    var batch = RecordBatch(
      schema: Schema(columns.map { Field($0) }, isOpen: isOpen), layout: .pairs(columns: columns.count), syntax: .json)
    var bytes: [UInt8] = []
    var scratch = ByteBuilder()
    for record in records {
      let start = bytes.count
      bytes += record.utf8
      batch.recordExtents += [UInt32(start), UInt32(bytes.count)]
      for column in columns {
        var slot: [UInt32] = [0, BatchLayout.absent]
        var walker = MemberWalker(from: start, to: bytes.count)
        while let member = walker.next(in: bytes.span) {
          guard member.isNamed(Array(column.utf8), in: bytes.span, scratch: &scratch) else { continue }
          slot = [
            UInt32(member.valueStart), UInt32(member.valueEnd) | (member.valueHasEscape ? BatchLayout.hasEscape : 0),
          ]
        }
        batch.slots += slot
      }
      bytes.append(ASCII.lineFeed)
    }
    batch.recordCount = records.count
    fill(&batch, bytes)
    return batch
  }

  private static func fill(_ batch: inout RecordBatch, _ bytes: [UInt8]) {
    batch.bytes = bytes + [UInt8](repeating: 0, count: byteSlack)
    batch.byteCount = bytes.count
  }
}

/// The rows of `batch` that match `text`, at the time of the examples unless said otherwise.
func select(
  _ text: String, _ batch: RecordBatch, parameters: [String: QueryParameter] = [:], clock: QueryClock = .ofExamples
) throws -> [Int] {
  var batch = batch
  let query = try Query(parsing: text, parameters: parameters)
  let predicate = try Predicate(query, binding: batch.projection, schema: batch.schema, clock: clock)
  var evaluator = PredicateEvaluator(predicate)
  evaluator.select(&batch)
  var rows: [Int] = []
  batch.selection.forEach(of: batch.recordCount) { rows.append($0) }
  return rows
}
