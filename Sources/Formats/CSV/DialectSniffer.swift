import Bytes
import Diagnostics

/// Finds delimiter, quote and escape of a CSV input, as far as they were not given.
///
/// The delimiter is the one of `; , tab |` that gives every complete record of the first 64 KiB the same number of fields,
/// more than one. Exactly one candidate must qualify: two answers are an error that shows both, never a guess that depends
/// on the order of records. Only where none qualifies, more is tried, each thing on evidence: a space after each delimiter
/// (quotes stand behind such spaces), a backslash before quotes, the quote `'`, a space as delimiter (quotes stand behind
/// it). And only where that does not help either, a delimiter is taken that most records agree on, or that is the only one
/// in the first record, so that the decoder can say which record is ragged.
struct DialectSniffer {
  /// What is known; what may be found is in the three flags.
  let dialect: CSVReadDialect
  var findsDelimiter: Bool
  var findsQuote: Bool
  var findsEscape: Bool

  static let candidates: [UInt8] = [ASCII.semicolon, ASCII.comma, ASCII.tab, ASCII.pipe]
  static let apostrophe: UInt8 = 0x27
  static let windowBytes = 1 << 16
  /// A delimiter is clearly best when this share of the records is as wide as the first one, and under every other
  /// delimiter at most half as many are.
  static let clearShare = 0.6

  struct Choice {
    var dialect: CSVReadDialect
    var findings: [Finding]
  }

  func choose(_ probe: Span<UInt8>, from start: Int, isWhole: Bool) throws(DiagnosticList) -> Choice {
    var window = Window(probe, from: start, to: min(probe.count, start + Self.windowBytes), isWhole: isWhole)
    var readings = plainDialects.map { window.read($0, probe) }
    if window.end < probe.count, readings.allSatisfy({ $0.records == 0 }) {
      window = Window(probe, from: start, to: probe.count, isWhole: isWhole)
      readings = plainDialects.map { window.read($0, probe) }
    }
    let consistent = readings.filter(\.isConsistent)
    if consistent.count == 1 { return choice(consistent[0], window) }
    if consistent.count > 1 { throw unclear(consistent, probe, window, isTie: true) }
    if !findsDelimiter, let only = readings.first, only.isUniform { return choice(only, window) }

    let others = otherDialects(probe, window).map { window.read($0, probe) }
    if let found = try single(others.filter(\.isConsistent), probe, window) { return choice(found, window) }
    // A space stands behind commas, too: it delimits only where nothing else does.
    let spaced = findsDelimiter ? spacedDialects(probe, window).map { window.read($0, probe) } : []
    if let found = spaced.first(where: \.isConsistent) { return choice(found, window) }
    if !findsDelimiter { return choice(best(readings + others) ?? readings[0], window) }
    if !readings.contains(where: \.splits), !(others + spaced).contains(where: { $0.share > 0 }) {
      return oneColumn(window)
    }
    return choice(try mostlyConsistent(readings, others, spaced, probe, window), window)
  }

  /// The dialects that need no evidence.
  private var plainDialects: [CSVReadDialect] {
    guard findsDelimiter else { return [dialect] }
    return Self.candidates.filter { $0 != dialect.quote }.map { delimiter in
      var candidate = dialect
      candidate.delimiter = delimiter
      return candidate
    }
  }

  /// The dialects that some bytes of the window speak for.
  private func otherDialects(_ probe: Span<UInt8>, _ window: Window) -> [CSVReadDialect] {
    var others: [CSVReadDialect] = []
    for plain in plainDialects {
      if findsDelimiter, window.holds([plain.delimiter, ASCII.space, plain.quote], probe) {
        others.append(plain.with { $0.spaceFollowsDelimiter = true })
      }
      if findsEscape, plain.quote != 0, window.holds([ASCII.backslash, plain.quote], probe) {
        others.append(plain.with { $0.escaping = .byte(ASCII.backslash) })
      }
      guard findsQuote, window.holds([plain.delimiter, Self.apostrophe], probe) else { continue }
      others.append(plain.with { $0.quote = Self.apostrophe })
      if findsEscape, window.holds([ASCII.backslash, Self.apostrophe], probe) {
        others.append(
          plain.with {
            $0.quote = Self.apostrophe
            $0.escaping = .byte(ASCII.backslash)
          })
      }
    }
    return others
  }

  private func spacedDialects(_ probe: Span<UInt8>, _ window: Window) -> [CSVReadDialect] {
    guard dialect.quote != 0, window.holds([ASCII.space, dialect.quote], probe) else { return [] }
    return [dialect.with { $0.delimiter = ASCII.space }]
  }

  /// The first of several answers that differ in quoting only; several delimiters are no answer.
  private func single(
    _ readings: [DialectReading], _ probe: Span<UInt8>, _ window: Window
  ) throws(DiagnosticList) -> DialectReading? {
    guard let first = readings.first else { return nil }
    if readings.contains(where: { $0.dialect.delimiter != first.dialect.delimiter }) {
      throw unclear(readings, probe, window, isTie: true)
    }
    return first
  }

  /// No dialect gives every record the same width: the delimiter that most records agree on, or the only one in the first
  /// record.
  private func mostlyConsistent(
    _ readings: [DialectReading], _ others: [DialectReading], _ spaced: [DialectReading], _ probe: Span<UInt8>,
    _ window: Window
  ) throws(DiagnosticList) -> DialectReading {
    let contenders = readings.compactMap { reading in
      best((readings + others).filter { $0.dialect.delimiter == reading.dialect.delimiter && $0.share > 0 })
    }
    if contenders.isEmpty, let spaced = spaced.first(where: { $0.share > 0 }) { return spaced }
    let ranked = contenders.sorted { $0.share > $1.share }
    if let first = ranked.first {
      if ranked.count == 1 { return first }
      if first.share >= Self.clearShare, ranked[1].share <= first.share / 2 { return first }
    }
    throw unclear(contenders.count > 1 ? contenders : readings.filter(\.splits), probe, window, isTie: false)
  }

  /// Another quoting than the usual one must be clearly better: it comes later in `readings`.
  private func best(_ readings: [DialectReading]) -> DialectReading? {
    guard var best = readings.first else { return nil }
    for reading in readings.dropFirst()
    where reading.share > best.share + 0.25 && !(reading.hasProblem && !best.hasProblem) {
      best = reading
    }
    return best
  }

  // MARK: - Findings

  private func choice(_ reading: DialectReading, _ window: Window) -> Choice {
    var findings: [Finding] = []
    if findsDelimiter {
      let evidence =
        reading.agreeing == reading.records || reading.share >= Self.clearShare
        ? "\(reading.evidence) (\(window.extent))"
        : "the only delimiter in the first record (field counts are not constant over \(window.extent))"
      findings.append(Finding("delimiter", reading.dialect.spelledDelimiter, evidence: evidence))
    }
    if findsQuote, reading.quotedFields > 0 {
      findings.append(
        Finding(
          "quote", CSVReadDialect.spelledQuote(reading.dialect.quote),
          evidence: "\(CSVMessages.count(reading.quotedFields, "field")) in quotes (\(window.extent))"))
    }
    if findsEscape, reading.dialect.escaping == .byte(ASCII.backslash) {
      findings.append(
        Finding("escape", "backslash", evidence: "quotes stand after backslashes; \(reading.evidence)"))
    }
    return Choice(dialect: reading.dialect, findings: findings)
  }

  private func oneColumn(_ window: Window) -> Choice {
    Choice(
      dialect: dialect.with { $0.delimiter = ASCII.comma },
      findings: [Finding("delimiter", "none", evidence: "none of ; , tab | stands in \(window.extent): one column")])
  }

  private func unclear(
    _ readings: [DialectReading], _ probe: Span<UInt8>, _ window: Window, isTie: Bool
  ) -> DiagnosticList {
    var shown: [DialectReading] = []
    for reading in readings where !shown.contains(where: { $0.dialect.delimiter == reading.dialect.delimiter }) {
      shown.append(reading)
    }
    let names = shown.map(\.dialect.spelledDelimiter)
    let listed = names.dropLast().joined(separator: ", ") + (names.count > 1 ? " and " : "") + (names.last ?? "")
    let message =
      isTie
      ? "the delimiter is unclear: \(listed) each give every record the same number of fields"
      : "the delimiter is unclear: \(listed) \(names.count == 1 ? "does" : "do") not give every record the same number "
        + "of fields"
    let place = Excerpt.locate(
      in: probe, start: 0, end: window.end, offset: window.start, length: 0, label: nil,
      endsLinesWithCR: dialect.endsLinesWithCR)
    return DiagnosticList(
      Diagnostic(
        .csvDelimiterUnclear, message,
        at: Location(line: place.line, column: place.column, record: 1, byte: window.start), excerpt: place.excerpt,
        notes: shown.map { "with \($0.dialect.spelledDelimiter): " + window.sample($0.dialect, probe) },
        help: ["say which: " + names.map { "-d \($0)" }.joined(separator: " or ")]))
  }
}

/// The bytes that the sniffer looks at.
private struct Window {
  let start: Int
  let end: Int
  let endsInput: Bool

  init(_ probe: Span<UInt8>, from start: Int, to end: Int, isWhole: Bool) {
    self.start = start
    self.end = end
    endsInput = isWhole && end == probe.count
  }

  var extent: String { endsInput ? "the whole input" : "the first \((end + 1023) / 1024) KiB" }

  func read(_ dialect: CSVReadDialect, _ probe: Span<UInt8>) -> DialectReading {
    DialectReading(dialect, probe, from: start, to: end, endsInput: endsInput)
  }

  func holds(_ text: [UInt8], _ probe: Span<UInt8>) -> Bool {
    guard let first = text.first else { return true }
    var i = start
    while true {
      i = probe.position(ofAny: first, first, first, first, from: i, to: end)
      guard i + text.count <= end else { return false }
      if probe.holds(text, from: i, to: i + text.count) { return true }
      i += 1
    }
  }

  /// How the first two records split: `2 fields [a] [b,c]; 2 fields [1] [2,3]`.
  func sample(_ dialect: CSVReadDialect, _ probe: Span<UInt8>) -> String {
    var parser = CSVRecordParser(dialect: dialect)
    var lines: [String] = []
    var i = start
    while lines.count < 2, i < end {
      var slots: [UInt32] = []
      let outcome = parser.read(probe, from: i, to: end, keeping: 8, into: &slots)
      if outcome.problem != nil {
        lines.append("a stray quote")
        break
      }
      let fields = stride(from: 0, to: slots.count, by: 2).map { slot in
        let from = Int(slots[slot])
        let to = Int(slots[slot + 1] & CSVRespelling.positionMask)
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

extension CSVReadDialect {
  fileprivate func with(_ change: (inout CSVReadDialect) -> Void) -> CSVReadDialect {
    var changed = self
    change(&changed)
    return changed
  }
}
