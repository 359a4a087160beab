import Diagnostics
import Formats
import Records

/// `--assert-lossless`: what one output would change of what was read, and where each change was met first.
///
/// A file's check ends the run before anything is published, with every count; towards a pipe or a terminal the first
/// change ends it, before the record that has it.
struct LosslessCheck: Sendable {
  private let options: WriteOptions
  private let path: String
  /// A mark that was removed is written again.
  private let restoresByteOrderMark: Bool
  private var places: [Change: ChangePlace] = [:]

  /// nil when nobody asked.
  init?(_ output: OutputDeclaration, family: FormatFamily) {
    guard output.options.assertsLossless else { return nil }
    options = output.options
    path = output.path == "-" ? "standard output" : output.path
    restoresByteOrderMark =
      family == .delimited && (options.writesByteOrderMark ?? (options.preset == .excelEU))
  }

  /// Keeps the places of changes that are met for the first time.
  mutating func note(_ found: [ChangePlace], after origin: BatchOrigin) {
    for place in found where places[place.change] == nil {
      var place = place
      place.diagnosticPlace = place.diagnosticPlace.placed(after: origin)
      places[place.change] = place
    }
  }

  /// The error that these changes are, nil when there are none.
  func failure(reading: ChangeCounts, writing: ChangeCounts) -> Diagnostic? {
    var reading = reading
    if restoresByteOrderMark { reading.remove(.byteOrderMarkRemoved) }
    // --root chooses records, as --fields chooses fields: what nobody asked for is not lost.
    reading.remove(.memberOutsideRoot)
    var all = reading
    all.add(writing)
    guard !all.isEmpty else { return nil }
    var notes: [String] = []
    var help: [String] = []
    var first: ChangePlace?
    for (change, count) in all.made {
      let place = places[change]
      notes.append("\(count) \(change.words(count))" + (place.map(Self.words) ?? ""))
      let way = change.wayOut(options)
      if !help.contains(way) { help.append(way) }
      if let place, place.precedes(first) { first = place }
    }
    let list = all.made.map { "\($0.count) \($0.change.words($0.count))" }.joined(separator: ", ")
    var failure = Diagnostic(
      .notLossless, "writing \(path) changes what was read: \(list)", notes: notes.count > 1 ? notes : [], help: help)
    if let place = first?.diagnosticPlace {
      failure.location = place.location
      failure.excerpt = place.excerpt
    }
    return failure
  }

  private static func words(_ place: ChangePlace) -> String {
    place.diagnosticPlace.location.record.map { ", the first in record \($0)" } ?? ""
  }
}

/// Where a change was met.
struct ChangePlace: Sendable {
  var change: Change
  /// Index among the chunk's encoded records.
  var record: Int
  /// A diagnostic for its location and excerpt only: they travel and are placed like every other.
  var diagnosticPlace: Diagnostic

  func precedes(_ other: ChangePlace?) -> Bool {
    guard let other else { return true }
    return (diagnosticPlace.location.record ?? .max) < (other.diagnosticPlace.location.record ?? .max)
  }

  /// The places of the first change of each kind in a chunk.
  static func first(in chunk: borrowing EncodedChunk, of batch: borrowing RecordBatch) -> [ChangePlace] {
    guard !chunk.changes.isEmpty else { return [] }
    let rows = batch.rows
    return chunk.firstChanges(inFirst: chunk.recordCount).filter { rows.indices.contains($0.record) }.map { found in
      let row = Int(rows[found.record])
      let extent = batch.recordExtent(row)
      let place = Excerpt.locate(
        in: batch.bytes.span, start: batch.byteStart, end: batch.byteCount, offset: extent.start,
        length: max(1, min(extent.end - extent.start, 60)), label: nil)
      let location = Location(
        line: place.line, column: place.column, record: row + 1, byte: extent.start - batch.byteStart)
      return ChangePlace(
        change: found.change, record: found.record,
        diagnosticPlace: Diagnostic(.notLossless, "", at: location, excerpt: place.excerpt))
    }
  }
}

extension Change {
  /// What to say so that it is not made.
  func wayOut(_ options: WriteOptions) -> String {
    switch self {
    case .byteOrderMarkRemoved: "--bom begins a CSV output with one"
    case .transcoded: "only UTF-8 input is written as it stands"
    case .shortRecordPadded, .longRecordTruncated: "without --ragged such records are errors"
    case .fieldTrimmed: "without --trim fields keep their white space"
    case .strayQuoteKept: "without --stray-quotes such fields are errors"
    case .commentSkipped: "without --comment such lines are records"
    case .blankLineSkipped: "blank lines cannot be kept: remove them first"
    case .columnRenamed: "give every column its own name in the header"
    case .memberOutsideRoot: "without --root the whole document is read"
    case .nullTextRead: "without --null such texts stay texts"
    case .valueNulled: "without --on-error null such values are errors"
    case .byteOrderMarkAdded: "--no-bom begins the output without one"
    case .headerRespelled: "header cells keep their quotes between CSV inputs and outputs, with --out-quote minimal"
    case .requoted:
      "fields keep their quotes between inputs and outputs of one delimiter, in CSV, with --out-quote minimal"
    case .lineEndChanged:
      (options.lineEnd ?? .lf) == .lf && options.preset == .none && options.layout == .native
        ? "--out-eol crlf writes the other line end" : "--out-eol lf writes the other line end"
    case .delimiterChanged: "--out-delimiter with the input's delimiter keeps it"
    case .ringRewound: "--winding keep leaves rings as they are"
    case .coordinateRounded: "without --precision coordinates keep their digits"
    case .geometryCut: "--antimeridian keep leaves geometries whole"
    case .boundingBoxAdded: "without --bbox features get no bbox"
    case .decimalMarkChanged: "--out-decimal . keeps the point"
    case .dateRespelled, .numberRespelled, .booleanRespelled: "--types text writes values as they were read"
    case .duplicateKeyDropped: "-t jsonl without --fields keeps repeated members"
    case .whiteSpaceRemoved: "nested values keep their white space in records that stand on one line"
    case .escapeRespelled: "-t json or jsonl keeps the escapes of JSON strings"
    case .nullMerged: "-t csv keeps empty texts and null apart; --null-text gives null a text"
    case .formulaPrefixed: "--formula-guard off writes such texts as they are"
    case .nestedFlattened: "-t jsonl keeps nested values"
    case .geometryDropped: "-t jsonl keeps a geometry beside a shape"
    case .memberDropped: "-t geojson keeps what GeoJSON has a place for"
    }
  }
}
