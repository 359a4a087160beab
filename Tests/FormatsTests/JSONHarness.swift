import Bytes
import Diagnostics
import Formats
import Foundation
import Records

/// What a reader made of an input: every record with its columns, and why it stopped.
struct JSONOutcome: Equatable {
  var names: [String] = []
  var records: [String] = []
  var raw: [String] = []
  var properties: [String] = []
  var unseen: [Int] = []
  var duplicates = 0
  /// Members beside the root that the decoder met.
  var outside = 0
  var findings: [String] = []
  var failure: Diagnostic?
  /// `2 at 1:5 J001 {…}` of records that were left out; they are no `records`, and their `raw` is only here.
  var rejected: [String] = []
  var outer = ""

  var code: DiagnosticCode? { failure?.code }
}

enum JSONFormat: String, CaseIterable {
  case json, jsonl, geojson, jsonSequence, geojsonLines, geojsonSequence

  var input: JSONInput {
    switch self {
    case .json: .document
    case .jsonl: .lines
    case .geojson: .geojson
    case .jsonSequence: .sequence
    case .geojsonLines: .geojsonLines
    case .geojsonSequence: .geojsonSequence
    }
  }
}

/// Runs a reader the way a pipeline does: bytes arrive in pieces, the cutter cuts, the decoder decodes.
enum JSONHarness {
  static func bind(_ format: JSONFormat, _ bytes: [UInt8], _ options: ReadOptions) throws(DiagnosticList)
    -> any BoundReader
  {
    try JSONReader.bind(probe: bytes.span, isWhole: true, options: options, as: format.input)
  }

  static func run(
    _ format: JSONFormat, _ bytes: [UInt8], pieces: [Int] = [],
    demand: FieldDemand = FieldDemand(reportsUnseenMembers: true),
    options: ReadOptions = ReadOptions()
  ) -> JSONOutcome {
    var outcome = JSONOutcome()
    let reader: any BoundReader
    do throws(DiagnosticList) {
      reader = try bind(format, bytes, options)
    } catch {
      outcome.failure = error.diagnostics.first
      return outcome
    }
    outcome.findings = reader.findings.map { "\($0.topic): \($0.value)" }
    outcome.outside = reader.changes[.memberOutsideRoot]
    var cutter = reader.makeCutter()
    var (schema, decoder) = reader.makeDecoder(for: demand)
    outcome.names = schema.fields.map(\.name)
    var batch = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)
    var lines = reader.prologue.lines
    var consumed = reader.prologue.bytes
    var scanned = consumed
    var ends = pieces.filter { $0 > consumed && $0 < bytes.count }
    ends.append(bytes.count)
    for (i, end) in ends.enumerated() {
      let isFinal = i == ends.count - 1
      let seen = Array(bytes[..<end])
      guard let cut = cutter.cut(seen.span, start: consumed, scanned: scanned, end: end, isFinal: isFinal) else {
        scanned = end
        continue
      }
      scanned = end
      let payload = Array(bytes[consumed..<cut.end])
      var chunk = Chunk(
        bytes: [0x7B, 0x22, 0x0A] + payload + [UInt8](repeating: 0x22, count: byteSlack), start: 3,
        end: 3 + payload.count, context: cut.context, isLast: isFinal)
      batch.clear()
      decoder.decode(&chunk, into: &batch)
      let before = outcome.raw.count + outcome.rejected.count
      for rejection in batch.rejections {
        let place = rejection.diagnostic.location.rebased(file: nil, lines: lines, records: before, bytes: consumed)
        let raw = String(decoding: batch.bytes[rejection.start..<rejection.end], as: UTF8.self)
        outcome.rejected.append(
          "\(place.record ?? 0) at \(place.line ?? 0):\(place.column ?? 0) \(rejection.diagnostic.code.rawValue) \(raw)"
        )
      }
      collect(batch, into: &outcome, firstRow: before)
      if let failure = batch.failure {
        outcome.failure = failure
        outcome.failure?.location = failure.location.rebased(file: nil, lines: lines, records: before, bytes: consumed)
        return outcome
      }
      lines += payload.count { $0 == 0x0A }
      consumed = cut.end
    }
    outcome.outer = String(decoding: cutter.outerMembers, as: UTF8.self)
    return outcome
  }

  private static func collect(_ batch: RecordBatch, into outcome: inout JSONOutcome, firstRow: Int) {
    for row in 0..<batch.recordCount where !batch.isRejected(row) {
      var values: [String] = []
      for column in batch.schema.fields.indices {
        let (start, end, flags) = batch.extent(row: row, column: column)
        if flags & BatchLayout.absent != 0 {
          values.append("-")
        } else {
          let escape = flags & BatchLayout.hasEscape != 0 ? "~" : ""
          values.append(escape + String(decoding: batch.bytes[start..<end], as: UTF8.self))
        }
      }
      outcome.records.append(values.joined(separator: "|"))
      outcome.raw.append(text(batch, batch.recordExtents, row))
      if !batch.propertyExtents.isEmpty { outcome.properties.append(text(batch, batch.propertyExtents, row)) }
    }
    outcome.unseen += batch.rowsWithUnseenMembers.map { Int($0) + firstRow }
    outcome.duplicates += batch.duplicateKeyCount
    outcome.outside += batch.changes[.memberOutsideRoot]
  }

  private static func text(_ batch: RecordBatch, _ extents: [UInt32], _ row: Int) -> String {
    String(decoding: batch.bytes[Int(extents[2 * row])..<Int(extents[2 * row + 1])], as: UTF8.self)
  }

  /// The first way of cutting `bytes` into pieces that gives another outcome than reading them whole: pieces of one byte, or
  /// one split.
  static func firstDifference(
    _ format: JSONFormat, _ bytes: [UInt8], options: ReadOptions = ReadOptions()
  ) -> String? {
    let whole = run(format, bytes, options: options)
    func compare(_ other: JSONOutcome, _ name: String) -> String? {
      var other = other
      var expected = whole
      // The excerpt's text begins at its chunk.
      other.failure?.excerpt = nil
      expected.failure?.excerpt = nil
      // What encoding the text around an invalid byte may have is read from the chunk, too.
      if other.code == .invalidUTF8 {
        other.failure?.notes = expected.failure?.notes ?? []
        other.failure?.help = expected.failure?.help ?? []
      }
      return other == expected ? nil : "\(name): \(other) instead of \(expected)"
    }
    if let difference = compare(run(format, bytes, pieces: Array(0..<bytes.count), options: options), "byte by byte") {
      return difference
    }
    for split in 0..<min(bytes.count, 2000) {
      if let difference = compare(run(format, bytes, pieces: [split], options: options), "split at \(split)") {
        return difference
      }
    }
    return nil
  }

  static let data = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    .appendingPathComponent("../shared/data")

  /// Files below a folder of the shared data, by name; nil (and a note) when the data is absent.
  static func files(_ folder: String, suffixes: [String]) -> [(name: String, bytes: [UInt8])]? {
    let root = data.appendingPathComponent(folder)
    guard let walker = FileManager.default.enumerator(atPath: root.path) else {
      print("skipped: \(folder) is absent")
      return nil
    }
    var found: [(name: String, bytes: [UInt8])] = []
    for case let name as String in walker where suffixes.contains(where: { name.hasSuffix($0) }) {
      if let content = FileManager.default.contents(atPath: root.appendingPathComponent(name).path) {
        found.append((name, Array(content)))
      }
    }
    return found.isEmpty ? nil : found.sorted { $0.name < $1.name }
  }
}
