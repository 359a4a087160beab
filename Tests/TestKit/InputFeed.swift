import Bytes
package import Diagnostics
package import Formats
package import Records

/// What a reader made of an input.
package struct Reading: Equatable, Sendable {
  package var names: [String] = []
  /// The text of every value; nil: none.
  package var records: [[String?]] = []
  /// For JSON and GeoJSON: each record as it stands.
  package var raw: [[UInt8]] = []
  /// Where each record's fields end, in bytes of the input; only when asked for.
  package var ends: [Int] = []
  /// Records that were left out because they are wrong, with places of the input.
  package var rejected: [Diagnostic] = []
  /// Why reading stopped, with places of the input; without the text around them, whose window is the chunk's.
  package var failure: Diagnostic?
  /// Members beside the records.
  package var outerMembers: [UInt8] = []
  package var changes = ChangeCounts()

  package init() {}

  /// The first thing that is different, in a few words.
  package func difference(from other: Reading) -> String {
    if names != other.names { return "columns \(names) instead of \(other.names)" }
    for (row, record) in other.records.enumerated() where row >= records.count || records[row] != record {
      return "record \(row + 1) is \(row < records.count ? "\(records[row])" : "missing") instead of \(record)"
    }
    if records.count != other.records.count { return "\(records.count) records instead of \(other.records.count)" }
    if rejected != other.rejected {
      return "rejected \(rejected.map(Self.text)) instead of \(other.rejected.map(Self.text))"
    }
    if failure != other.failure { return "\(Self.text(failure)) instead of \(Self.text(other.failure))" }
    return "other raw texts, ends, members or changes: \(changes.made) instead of \(other.changes.made)"
  }

  private static func text(_ failure: Diagnostic?) -> String {
    failure.map { "\($0.code.rawValue) '\($0.message)' \($0.notes) at \($0.location)" } ?? "no failure"
  }
}

/// Feeds bytes to a bound reader the way a run does: they come in pieces, the cutter cuts, the decoder decodes.
package struct InputFeed: Sendable {
  package let reader: any BoundReader
  /// Bytes of the record that a decoder must not look at stand before and after it.
  private static let junk: [UInt8] = [0x7B, 0x22, 0x0A]
  private static let slack = [UInt8](repeating: 0x22, count: byteSlack)

  package init(_ reader: any BoundReader) { self.reader = reader }

  /// Binds a format to `bytes`, all of the input.
  package init(_ format: String, _ bytes: [UInt8], _ options: ReadOptions = ReadOptions()) throws(DiagnosticList) {
    let format = try FormatRegistry.format(named: format)
    guard let makeReader = format.makeReader else {
      throw DiagnosticList(Diagnostic(.unknownFormat, "\(format.name) cannot be read"))
    }
    reader = try makeReader(bytes.span, true, options)
  }

  /// Reads `bytes`, which arrive up to each of `pieces`, then up to their end. `onBatch` may narrow a batch, and reads it.
  package func read(
    _ bytes: [UInt8], pieces: [Int] = [], demand: FieldDemand = FieldDemand(),
    notesEnds: Bool = false, onBatch: (inout RecordBatch) -> Void = { _ in }
  ) -> Reading {
    var reading = Reading()
    var cutter = reader.makeCutter()
    var (schema, decoder) = reader.makeDecoder(for: demand)
    reading.names = schema.fields.map(\.name)
    var batch = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)
    var before = (lines: reader.prologue.lines, bytes: min(reader.prologue.bytes, bytes.count))
    var scanned = before.bytes
    var ends = pieces.filter { $0 > before.bytes && $0 < bytes.count }
    ends.append(bytes.count)
    for (i, end) in ends.enumerated() {
      let isFinal = i == ends.count - 1
      let cut = cutter.cut(
        bytes.span.extracting(0..<end), start: before.bytes, scanned: scanned, end: end, isFinal: isFinal)
      scanned = end
      guard let cut else { continue }
      var chunk = Chunk(
        bytes: Self.junk + bytes[before.bytes..<cut.end] + Self.slack, start: Self.junk.count,
        end: Self.junk.count + cut.end - before.bytes, context: cut.context, isLast: isFinal)
      let chunkEnd = chunk.end
      batch.clear()
      decoder.decode(&chunk, into: &batch)
      batch.byteStart = Self.junk.count
      batch.byteCount = chunkEnd
      batch.schema = schema
      onBatch(&batch)
      let count = reading.records.count + reading.rejected.count
      collect(batch, into: &reading)
      if notesEnds { noteEnds(batch, into: &reading, shift: before.bytes - Self.junk.count) }
      reading.changes.add(batch.changes)
      func placed(_ diagnostic: Diagnostic) -> Diagnostic {
        Self.placed(diagnostic, lines: before.lines, records: count, bytes: before.bytes)
      }
      reading.rejected += batch.rejections.map { placed($0.diagnostic) }
      if let failure = batch.failure {
        reading.failure = placed(failure)
        return reading
      }
      before.lines += bytes.span.countLines(from: before.bytes, to: cut.end, endsWithCR: batch.endsLinesWithCR)
      before.bytes = cut.end
    }
    reading.outerMembers = cutter.outerMembers
    return reading
  }

  /// In places of the input, and without the text around it, which depends on the chunk.
  private static func placed(_ diagnostic: Diagnostic, lines: Int, records: Int, bytes: Int) -> Diagnostic {
    var placed = diagnostic
    placed.location = diagnostic.location.rebased(file: nil, lines: lines, records: records, bytes: bytes)
    placed.excerpt = nil
    if placed.code == .invalidUTF8 { (placed.notes, placed.help) = ([], []) }
    if let found = placed.message.firstRange(of: ", found ") { placed.message.removeSubrange(found.lowerBound...) }
    return placed
  }

  private func collect(_ batch: RecordBatch, into reading: inout Reading) {
    batch.selection.forEach(of: batch.recordCount) { row in
      if batch.isRejected(row) { return }
      reading.records.append(
        batch.schema.fields.indices.map { column in
          let form = batch.content(row: row, column: column).form
          return form == .absent || form == .null ? nil : batch.text(row: row, column: column)
        })
      guard !batch.recordExtents.isEmpty else { return }
      reading.raw.append(Array(batch.bytes[Int(batch.recordExtents[2 * row])..<Int(batch.recordExtents[2 * row + 1])]))
    }
  }

  private func noteEnds(_ batch: RecordBatch, into reading: inout Reading, shift: Int) {
    for row in 0..<batch.recordCount {
      let isRaw = !batch.recordExtents.isEmpty
      reading.ends.append((isRaw ? Int(batch.recordExtents[2 * row + 1]) : batch.fieldExtents(row: row).end) + shift)
    }
  }
}
