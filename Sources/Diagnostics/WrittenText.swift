/// A text that somebody wrote outside a file (a query, a query string), and where it begins: makes located diagnostics
/// of byte ranges.
public struct WrittenText: Sendable, Equatable {
  public let bytes: [UInt8]
  /// Where it begins: a pipeline file with line and column, or a flag named in `context`.
  public let origin: Location

  public init(_ bytes: [UInt8], origin: Location) {
    self.bytes = bytes
    self.origin = origin
  }

  /// A diagnostic that points at `range`, with the line it stands on.
  public func diagnostic(
    _ code: DiagnosticCode, _ message: String, level: Diagnostic.Level = .error, at range: Range<Int>,
    label: String? = nil, notes: [String] = [], help: [String] = []
  ) -> Diagnostic {
    Diagnostic(
      code, message, level: level, at: location(of: range.lowerBound), excerpt: excerpt(range, label: label),
      notes: notes, help: help)
  }

  /// Lines and columns count from the origin's; a text of one line on a command line has no line number.
  public func location(of offset: Int) -> Location {
    var location = origin
    let lineStart = (bytes[..<offset].lastIndex(of: 0x0A) ?? -1) + 1
    let linesBefore = bytes[..<lineStart].count { $0 == 0x0A }
    let column = bytes[lineStart..<offset].count { $0 & 0xC0 != 0x80 } + 1
    location.column = linesBefore == 0 ? (origin.column ?? 1) + column - 1 : column
    if origin.line != nil || linesBefore > 0 { location.line = (origin.line ?? 1) + linesBefore }
    location.byte = (origin.byte ?? 0) + offset
    return location
  }

  /// The line around the range, cut to a window where it is long.
  private func excerpt(_ range: Range<Int>, label: String?) -> Excerpt {
    let reach = 160
    let lineStart = (bytes[..<range.lowerBound].lastIndex(of: 0x0A) ?? -1) + 1
    let lineEnd = bytes[range.lowerBound...].firstIndex(of: 0x0A) ?? bytes.count
    var start = max(lineStart, range.lowerBound - reach)
    while start > lineStart, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    var end = min(lineEnd, range.lowerBound + reach)
    while end < lineEnd, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return Excerpt(
      text: Array(bytes[start..<end]), marked: range.lowerBound - start..<min(range.upperBound, end) - start,
      label: label,
      isCutBefore: start > lineStart, isCutAfter: end < lineEnd)
  }
}

/// A text that was read out of a written one, in which escapes may stand for its characters: diagnostics point at what
/// was written.
public struct ReadText: Sendable, Equatable {
  public let bytes: [UInt8]
  public let written: WrittenText
  /// Where each byte was written, and the end; nil: as it stands.
  private let places: [Int]?

  /// A text as it stands.
  public init(_ text: String, origin: Location) {
    bytes = Array(text.utf8)
    written = WrittenText(bytes, origin: origin)
    places = nil
  }

  /// - Parameter places: for each byte, and for the end, the byte of `written` where it begins; ascending.
  public init(_ bytes: [UInt8], writtenAs written: WrittenText, places: [Int]) {
    precondition(places.count == bytes.count + 1)
    self.bytes = bytes
    self.written = written
    self.places = places
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The whole of it, in the written text.
  public var range: Range<Int> { writtenRange(of: 0..<bytes.count) }

  /// A part of it.
  public subscript(range: Range<Int>) -> ReadText {
    ReadText(
      Array(bytes[range]), writtenAs: written, places: (range.lowerBound...range.upperBound).map { places?[$0] ?? $0 })
  }

  /// A diagnostic that points at a range of the text, the whole of it by default.
  public func diagnostic(
    _ code: DiagnosticCode, _ message: String, level: Diagnostic.Level = .error, at range: Range<Int>? = nil,
    label: String? = nil, notes: [String] = [], help: [String] = []
  ) -> Diagnostic {
    written.diagnostic(
      code, message, level: level, at: writtenRange(of: range ?? 0..<bytes.count), label: label, notes: notes,
      help: help)
  }

  private func writtenRange(of range: Range<Int>) -> Range<Int> {
    guard let places else { return range }
    return places[range.lowerBound]..<places[range.upperBound]
  }
}
