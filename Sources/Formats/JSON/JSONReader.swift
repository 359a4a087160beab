import Bytes
package import Diagnostics
package import Records

/// JSON bound to an input: a top-level array of objects, one object, or concatenated objects.
package struct JSONReader: BoundReader {
  package let schema: Schema
  package let prologue: (bytes: Int, lines: Int)
  package let findings: [Finding]
  private let options: ReadOptions

  /// Looks at the first bytes of an input (all of it when `isWhole`) and learns the names in them.
  ///
  /// Throws only what no later chunk could show: another encoding, too many members, and a document whose first megabyte
  /// holds no record. Every other fault is left to the decoder, which meets it in its place.
  package static func bind(
    probe: Span<UInt8>, isWhole: Bool, options: ReadOptions
  ) throws(DiagnosticList) -> JSONReader {
    let mark = try JSONProbe.byteOrderMark(probe)
    var cutter = JSONCutter()
    let cut = cutter.cut(probe, start: mark, scanned: mark, end: probe.count, isFinal: isWhole)
    var decoder = JSONDecoder(columns: .learning(options), maximumDepth: options.maximumDepth)
    var chunk = JSONProbe.chunk(probe, from: mark, cut: cut, isWhole: isWhole)
    var batch = RecordBatch(schema: Schema([]), layout: .pairs(columns: 0), syntax: .json)
    decoder.decode(&chunk, into: &batch)
    if let failure = batch.failure, !isWhole, batch.recordCount == 0 {
      if failure.code != .jsonTruncated { throw JSONProbe.list(failure, prologue: mark) }
      if let fault = decoder.notARecord {
        let found = fault.diagnostic(in: probe, start: mark, end: probe.count, columnBase: 0, record: 1)
        throw JSONProbe.list(found, prologue: mark)
      }
    }
    let fields = try JSONProbe.fields(
      decoder.members.keys, widest: decoder.members.widest, rows: batch.recordCount, bytes: chunk.end - mark,
      options: options)
    let columns = JSONColumns(probed: fields, demand: FieldDemand(), geo: options.geo)
    return JSONReader(
      schema: columns.schema, prologue: (mark, 0),
      findings: [
        Finding("fields", "\(fields.count)", evidence: "names in the first \(batch.recordCount) records")
      ], options: options)
  }

  package func makeCutter() -> any RecordCutter { JSONCutter() }

  package func makeLearner() -> (any NameLearner)? {
    JSONLearner(JSONDecoder(columns: .learning(options), maximumDepth: options.maximumDepth))
  }

  package func makeDecoder(for demand: FieldDemand) -> (schema: Schema, decoder: any RecordDecoder) {
    let columns = JSONColumns(probed: schema.fields, demand: demand, geo: options.geo)
    return (columns.schema, JSONDecoder(columns: columns, maximumDepth: options.maximumDepth))
  }
}
