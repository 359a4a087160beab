import Bytes
import Diagnostics
import Formats
import Records

/// Feeds bytes to a bound reader the way the runner does: append, ask the cutter, decode the chunk, keep the rest.
struct CSVFeed {
  struct Result: Equatable {
    /// Values of every record, unescaped; nil: null.
    var records: [[String?]] = []
    /// With places in the input's coordinates.
    var failure: Diagnostic?
    /// What the decoder changed.
    var changes = ChangeCounts()
    /// `line 3: C021 2;b` of records that were left out; their rows are no records here.
    var rejected: [String] = []
  }

  let reader: any BoundReader
  var usesWideScan = true

  /// `pieces` are the ends of the reads, ascending; the last one is the end of the input.
  func read(_ bytes: [UInt8], pieces: [Int]) -> Result {
    var result = Result()
    var cutter = reader.makeCutter()
    var (schema, decoder) = reader.makeDecoder(for: FieldDemand())
    if !usesWideScan, var plain = decoder as? CSVDecoder {
      plain.usesWideScan = false
      decoder = plain
    }
    var batch = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)
    var before = (lines: reader.prologue.lines, records: 0, bytes: reader.prologue.bytes)
    var buffer: [UInt8] = []
    var skip = reader.prologue.bytes
    var scanned = 0
    var position = 0
    for end in pieces + [bytes.count] {
      let isFinal = end == bytes.count && position == end
      buffer += bytes[position..<end]
      position = end
      guard buffer.count >= skip else { continue }
      let cut = cutter.cut(
        buffer.span, start: skip, scanned: max(skip, scanned), end: buffer.count, isFinal: isFinal)
      scanned = buffer.count
      guard let cut else { continue }
      var chunk = Chunk(start: skip, end: cut.end, context: cut.context, isLast: isFinal)
      chunk.bytes = Array(buffer[..<cut.end]) + [UInt8](repeating: 0x22, count: byteSlack)
      batch.clear()
      decoder.decode(&chunk, into: &batch)
      for rejection in batch.rejections {
        let place = rejection.diagnostic.location.rebased(
          file: nil, lines: before.lines, records: before.records, bytes: before.bytes)
        let raw = String(decoding: batch.bytes[rejection.start..<rejection.end], as: UTF8.self)
        result.rejected.append(
          "\(place.record ?? 0) at \(place.line ?? 0):\(place.column ?? 0) \(rejection.diagnostic.code.rawValue) \(raw)"
        )
      }
      for row in 0..<batch.recordCount where !batch.isRejected(row) {
        result.records.append(
          schema.fields.indices.map { column in
            let form = batch.content(row: row, column: column).form
            return form == .null || form == .absent ? nil : batch.text(row: row, column: column)
          })
      }
      result.changes.add(batch.changes)
      if let failure = batch.failure {
        var rebased = failure
        rebased.location = failure.location.rebased(
          file: nil, lines: before.lines, records: before.records, bytes: before.bytes)
        result.failure = rebased
        return result
      }
      before.lines += buffer.span.countLines(from: skip, to: cut.end, endsWithCR: batch.endsLinesWithCR)
      before.records += batch.recordCount
      before.bytes += cut.end - skip
      buffer.removeFirst(cut.end)
      scanned -= cut.end
      skip = 0
    }
    return result
  }

  /// Whole, byte by byte, and split at every offset; every way must answer alike. Returns the answer and the ways that
  /// departed from it.
  func readEveryWay(_ bytes: [UInt8]) -> (result: Result, departures: [String]) {
    let whole = read(bytes, pieces: [bytes.count])
    var departures: [String] = []
    if read(bytes, pieces: Array(0...bytes.count)) != whole { departures.append("byte by byte") }
    for split in 0...bytes.count where read(bytes, pieces: [split, bytes.count]) != whole {
      departures.append("split at \(split): \(read(bytes, pieces: [split, bytes.count]))")
    }
    var plain = self
    plain.usesWideScan = false
    let plainly = plain.read(bytes, pieces: [bytes.count])
    if plainly != whole { departures.append("plain decoder: \(plainly)") }
    return (whole, departures)
  }
}
