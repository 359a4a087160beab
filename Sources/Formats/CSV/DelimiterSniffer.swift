import Bytes
import Diagnostics

/// Finds the delimiter of a CSV input: the one of `; , tab |` that gives every complete record of the first 64 KiB the
/// same number of fields, more than one.
///
/// Exactly one candidate must qualify. If none does (a ragged record), the only candidate that splits the first record is
/// taken, so that the decoder can say which record is ragged. Two answers are an error that shows both: never a guess
/// that depends on the order of rows.
struct DelimiterSniffer {
  let dialect: CSVReadDialect
  static let candidates: [UInt8] = [ASCII.semicolon, ASCII.comma, ASCII.tab, ASCII.pipe]
  static let windowBytes = 1 << 16

  /// What the records look like under one candidate.
  struct Reading {
    var delimiter: UInt8
    var records = 0
    var firstCount = 0
    var isConstant = true
    /// Some record has more than one field.
    var splits = false
    var hasProblem = false

    var qualifies: Bool { records > 0 && isConstant && firstCount > 1 && !hasProblem }
  }

  struct Choice {
    var delimiter: UInt8
    var evidence: String
    var isOneColumn = false
  }

  func choose(_ probe: Span<UInt8>, from start: Int, isWhole: Bool) throws(DiagnosticList) -> Choice {
    var window = min(probe.count, start + Self.windowBytes)
    var readings = read(probe, from: start, to: window, isWhole: isWhole)
    if window < probe.count, readings.allSatisfy({ $0.records == 0 }) {
      window = probe.count
      readings = read(probe, from: start, to: window, isWhole: isWhole)
    }
    let extent = isWhole && window == probe.count ? "the whole input" : "the first \((window + 1023) / 1024) KiB"
    let qualifying = readings.filter(\.qualifies)
    if qualifying.count == 1 {
      let reading = qualifying[0]
      return Choice(
        delimiter: reading.delimiter,
        evidence: "constant field count \(reading.firstCount) over "
          + "\(CSVMessages.count(reading.records, "record")) (\(extent))")
    }
    let splitting = readings.filter(\.splits)
    if splitting.isEmpty {
      return Choice(
        delimiter: ASCII.comma, evidence: "none of ; , tab | stands in \(extent): one column", isOneColumn: true)
    }
    let inHeader = readings.filter { $0.firstCount > 1 }
    if qualifying.isEmpty, inHeader.count == 1 {
      return Choice(
        delimiter: inHeader[0].delimiter,
        evidence: "the only delimiter in the first record (field counts are not constant over \(extent))")
    }
    throw unclear(qualifying.isEmpty ? splitting : qualifying, probe, start, window, isTie: !qualifying.isEmpty)
  }

  private func read(_ probe: Span<UInt8>, from start: Int, to window: Int, isWhole: Bool) -> [Reading] {
    Self.candidates.map { candidate in
      var reading = Reading(delimiter: candidate)
      let endsInput = isWhole && window == probe.count
      forEachRecord(probe, from: start, to: window, delimiter: candidate, endsInput: endsInput) { outcome, _ in
        if outcome.problem != nil {
          reading.hasProblem = true
          return false
        }
        if reading.records == 0 { reading.firstCount = outcome.fieldCount }
        if outcome.fieldCount != reading.firstCount { reading.isConstant = false }
        if outcome.fieldCount > 1 { reading.splits = true }
        reading.records += 1
        return true
      }
      return reading
    }
  }

  /// Calls `body` with every complete record and its start until it answers false. Blank lines at the end do not count.
  private func forEachRecord(
    _ probe: Span<UInt8>, from start: Int, to window: Int, delimiter: UInt8, endsInput: Bool,
    _ body: (CSVRecordParser.Outcome, Int) -> Bool
  ) {
    var candidate = dialect
    candidate.delimiter = delimiter
    let parser = CSVRecordParser(dialect: candidate)
    var none: [UInt32] = []
    let end = candidate.trailingBlankLines(probe, from: start, to: window)
    var i = start
    while i < end {
      let outcome = parser.read(probe, from: i, to: end, keeping: 0, into: &none)
      let isIncomplete = !outcome.isTerminated && (outcome.problem == nil || outcome.problem?.kind == .unclosedQuote)
      if isIncomplete, !endsInput { return }
      guard body(outcome, i) else { return }
      i = outcome.next
    }
  }

  private func unclear(
    _ readings: [Reading], _ probe: Span<UInt8>, _ start: Int, _ window: Int, isTie: Bool
  ) -> DiagnosticList {
    let names = readings.map { CSVReadDialect.spelled($0.delimiter) }
    let listed = names.dropLast().joined(separator: ", ") + (names.count > 1 ? " and " : "") + (names.last ?? "")
    let message =
      isTie
      ? "the delimiter is unclear: \(listed) each give every record the same number of fields"
      : "the delimiter is unclear: \(listed) \(names.count == 1 ? "does" : "do") not give every record the same number "
        + "of fields"
    let place = Excerpt.locate(in: probe, start: start, end: window, offset: start, length: 0, label: nil)
    return DiagnosticList(
      Diagnostic(
        .csvDelimiterUnclear, message, at: Location(line: 1, column: 1, record: 1, byte: start), excerpt: place.excerpt,
        notes: readings.map {
          "with \(CSVReadDialect.spelled($0.delimiter)): " + sample($0.delimiter, probe, start, window)
        },
        help: ["say which: " + names.map { "-d \($0)" }.joined(separator: " or ")]))
  }

  /// How the first two records split: `2 fields [a] [b,c]; 2 fields [1] [2,3]`.
  private func sample(_ delimiter: UInt8, _ probe: Span<UInt8>, _ start: Int, _ window: Int) -> String {
    var dialect = dialect
    dialect.delimiter = delimiter
    let parser = CSVRecordParser(dialect: dialect)
    var lines: [String] = []
    var i = start
    while lines.count < 2, i < window {
      var slots: [UInt32] = []
      let outcome = parser.read(probe, from: i, to: window, keeping: 8, into: &slots)
      if outcome.problem != nil {
        lines.append("a stray quote")
        break
      }
      let fields = stride(from: 0, to: slots.count, by: 2).map { slot in
        let from = Int(slots[slot])
        let to = Int(slots[slot + 1])
        return
          "[\(String(decoding: probe.array(from: from, to: min(to, from + 30)), as: UTF8.self))\(to > from + 30 ? "…" : "")]"
      }
      lines.append(
        CSVMessages.count(outcome.fieldCount, "field") + " " + fields.joined(separator: " ")
          + (outcome.fieldCount > fields.count ? " …" : ""))
      i = outcome.next
    }
    return lines.joined(separator: "; ")
  }
}
