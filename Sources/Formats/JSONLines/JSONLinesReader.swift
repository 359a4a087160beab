import Bytes
package import Diagnostics
package import Records

/// JSON Lines bound to an input: one object on each line, blank lines ignored, CRLF and a byte-order mark tolerated.
package struct JSONLinesReader: BoundReader {
  package let schema: Schema
  package let prologue: (bytes: Int, lines: Int)
  package let findings: [Finding]
  private let options: ReadOptions

  /// Looks at the first bytes of an input (all of it when `isWhole`) and learns the names in them. Faulty lines are left
  /// to the decoder.
  package static func bind(
    probe: Span<UInt8>, isWhole: Bool, options: ReadOptions
  ) throws(DiagnosticList) -> JSONLinesReader {
    let mark = try JSONProbe.byteOrderMark(probe)
    var cutter = JSONLinesCutter()
    let cut = cutter.cut(probe, start: mark, scanned: mark, end: probe.count, isFinal: isWhole)
    var decoder = JSONLinesDecoder(columns: .learning(options), maximumDepth: options.maximumDepth)
    var chunk = JSONProbe.chunk(probe, from: mark, cut: cut, isWhole: isWhole)
    var batch = RecordBatch(schema: Schema([]), layout: .pairs(columns: 0), syntax: .json)
    decoder.decode(&chunk, into: &batch)
    let fields = try JSONProbe.fields(
      decoder.members.keys, widest: decoder.members.widest, rows: batch.recordCount, bytes: chunk.end - mark,
      options: options)
    let columns = JSONColumns(probed: fields, demand: FieldDemand(), geo: options.geo)
    return JSONLinesReader(
      schema: columns.schema, prologue: (mark, 0),
      findings: [
        Finding("fields", "\(fields.count)", evidence: "names in the first \(batch.recordCount) records")
      ], options: options)
  }

  package func makeCutter() -> any RecordCutter { JSONLinesCutter() }

  package func makeLearner() -> (any NameLearner)? {
    JSONLearner(JSONLinesDecoder(columns: .learning(options), maximumDepth: options.maximumDepth))
  }

  package func makeDecoder(for demand: FieldDemand) -> (schema: Schema, decoder: any RecordDecoder) {
    let columns = JSONColumns(probed: schema.fields, demand: demand, geo: options.geo)
    return (columns.schema, JSONLinesDecoder(columns: columns, maximumDepth: options.maximumDepth))
  }
}
