import Bytes
package import Records

/// Series as records, for every format that writes records. Columns: `x`; for several fields `x.country`; for the parts of
/// a date `x.year`, or `x.founded.year`; then the series, quantiles as `name.25.0`.
package struct SeriesRows: Sendable {
  package let schema: Schema
  private let columns: [SeriesColumn]

  private static let mostRows = 10_000

  package init(_ answer: SeriesAnswer) {
    columns = SeriesColumn.all(answer.series)
    let isSingle = answer.slices.count == 1
    let slices = answer.slices.flatMap { slice in
      let name = isSingle ? "x" : "x." + slice.field
      // A value may be a text here and a number there.
      if slice.parts.isEmpty { return [Field(name)] }
      return slice.parts.map { Field("\(name).\($0.rawValue)", kind: .integer) }
    }
    schema = Schema(slices + columns.map { Field($0.name, kind: .number) })
  }

  /// Batches of some thousand records, each made when it is asked for.
  package func batches(_ answer: SeriesAnswer) -> some Sequence<RecordBatch> {
    sequence(state: 0) { first -> RecordBatch? in
      guard first < answer.rowCount else { return nil }
      var writer = Writer(schema)
      let end = min(answer.rowCount, first + Self.mostRows)
      for row in first..<end {
        writer.begin()
        for index in answer.slices.indices { writer.append(answer.slice(row: row, index)) }
        for column in columns { writer.append(column.value(row: row, of: answer)) }
        writer.end()
      }
      first = end
      return writer.batch
    }
  }

  /// Records as JSON objects, whose slots say where each value stands.
  private struct Writer {
    private var builder = ByteBuilder()
    private var result: RecordBatch
    private let names: [[UInt8]]
    private var column = 0

    init(_ schema: Schema) {
      result = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)
      names = schema.fields.map {
        var builder = ByteBuilder(capacity: 64)
        builder.append(jsonText: $0.nameBytes)
        builder.append(ASCII.colon)
        return builder.bytes
      }
    }

    mutating func begin() {
      column = 0
      result.recordExtents.append(position)
      builder.append(ASCII.openBrace)
    }

    mutating func end() {
      builder.append(ASCII.closeBrace)
      result.recordExtents.append(position)
      result.recordCount += 1
    }

    mutating func append(_ slice: SliceValue) {
      switch slice {
      case .text(let text): field { $0.append(jsonText: text) }
      case .literal(let text): field { $0.append(text) }
      case .parts(let parts): for part in parts { field { $0.append(decimal: part) } }
      }
    }

    mutating func append(_ value: SeriesValue) { field { $0.append(value) } }

    private mutating func field(_ body: (inout ByteBuilder) -> Void) {
      if column > 0 { builder.append(ASCII.comma) }
      builder.append(names[column])
      column += 1
      let start = builder.count
      body(&builder)
      let hasEscape = (start..<builder.count).contains { builder[$0] == ASCII.backslash }
      result.slots += [UInt32(truncatingIfNeeded: start), position | (hasEscape ? BatchLayout.hasEscape : 0)]
    }

    private var position: UInt32 { UInt32(truncatingIfNeeded: builder.count) }

    var batch: RecordBatch {
      var batch = result
      batch.byteCount = builder.count
      batch.bytes = builder.storage
      return batch
    }
  }
}
