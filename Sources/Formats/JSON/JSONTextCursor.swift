import Bytes
import Diagnostics

/// The complete, plain tokenizer: byte after byte, every rule of RFC 8259, every refusal with its place and reason.
struct JSONTextCursor: JSONCursor {
  /// What the end of the text means to whoever finds it too early.
  enum End { case input, chunk, line, text }

  private(set) var position: Int
  /// Where the text ends: the chunk's payload, or a line of it.
  private(set) var end: Int
  var extent = JSONExtent()
  var baseDepth = 0
  let maximumDepth: Int
  var fault: JSONFault?
  private(set) var endMeaning: End
  /// The first byte that is not valid UTF-8, `Int.max` if there is none.
  private var invalid: Int
  /// Where the bytes end that `invalid` was looked for in.
  private let limit: Int

  init(_ bytes: Span<UInt8>, from start: Int, to end: Int, maximumDepth: Int, endMeaning: End) {
    position = start
    self.end = end
    self.maximumDepth = maximumDepth
    self.endMeaning = endMeaning
    limit = end
    let valid = UTF8Check.validPrefix(bytes, from: start, to: end)
    invalid = valid < end ? valid : .max
  }

  /// Goes on at `position`: what was invalid before it is forgotten.
  mutating func move(to position: Int, _ bytes: Span<UInt8>) {
    self.position = position
    guard invalid < position else { return }
    let valid = UTF8Check.validPrefix(bytes, from: position, to: limit)
    invalid = valid < limit ? valid : .max
  }

  /// Goes on with another piece of the same text.
  mutating func move(to start: Int, end: Int, endMeaning: End) {
    position = start
    self.end = end
    self.endMeaning = endMeaning
  }

  mutating func peek(_ bytes: Span<UInt8>) -> UInt8 {
    while position < end {
      let byte = bytes[position]
      switch byte {
      case ASCII.space, ASCII.lineFeed, ASCII.carriageReturn, ASCII.tab: position &+= 1
      case 0: return 1
      default: return byte
      }
    }
    return 0
  }

  mutating func step() { position &+= 1 }

  var mark: Int { position }
  func read(
    _ shape: JSONShape, _ bytes: Span<UInt8>, _ separator: JSONShape.Separator, into rows: inout JSONRows
  ) -> JSONShape.Found? { nil }
  func learn(_ bytes: Span<UInt8>, from mark: Int, _ rows: JSONRows, envelope: JSONShape.Envelope) -> JSONShape? { nil }

  mutating func string(_ bytes: Span<UInt8>) -> Bool {
    let start = position
    var hasEscape = false
    var i = start &+ 1
    while i < end {
      let byte = bytes[i]
      if byte == ASCII.quote {
        guard invalid >= i || invalid < start else { return refuseUTF8(bytes) }
        position = i &+ 1
        extent = JSONExtent(start: start, end: i &+ 1, hasEscape: hasEscape)
        return true
      }
      if byte == ASCII.backslash {
        hasEscape = true
        guard let length = escapeLength(bytes, at: i) else { return false }
        i &+= length
        continue
      }
      guard byte >= 0x20 else { return refuseControl(bytes, at: i, from: start) }
      i &+= 1
    }
    if invalid < end, invalid >= start { return refuseUTF8(bytes) }
    if endMeaning == .line {
      return refuse(
        JSONFault(
          code: .jsonSyntax, offset: start, length: i - start, message: "this string is not closed on its line"))
    }
    return refuseTruncated(at: i, inside: "a string")
  }

  /// Bytes of the escape at `offset`, nil when it is refused.
  private mutating func escapeLength(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
    guard offset + 1 < end else {
      if invalid < offset { _ = refuseUTF8(bytes) } else { _ = refuseTruncated(at: end, inside: "a string") }
      return nil
    }
    switch bytes[offset + 1] {
    case ASCII.quote, ASCII.backslash, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return 2
    case 0x75:
      for i in offset + 2..<offset + 6 {
        guard i < end else {
          _ = refuseTruncated(at: end, inside: "a string")
          return nil
        }
        guard JSONText.isHexadecimal(bytes[i]) else {
          let length = i - offset + 1
          _ = refuse(
            JSONFault(
              code: .jsonSyntax, offset: offset, length: length,
              message: "invalid escape in a string: \\u needs four hexadecimal digits"))
          return nil
        }
      }
      return 6
    case let byte:
      if invalid <= offset + 1 { return refuseUTF8(bytes) ? 2 : nil }
      _ = refuse(
        JSONFault(
          code: .jsonSyntax, offset: offset, length: 2,
          message: "invalid escape in a string: a backslash before \(JSONWords.byte(byte))",
          help: ["write a literal backslash as \\\\"]))
      return nil
    }
  }

  private mutating func refuseControl(_ bytes: Span<UInt8>, at offset: Int, from start: Int) -> Bool {
    if invalid < offset, invalid >= start { return refuseUTF8(bytes) }
    let byte = bytes[offset]
    return refuse(
      JSONFault(
        code: .jsonSyntax, offset: offset, length: 1,
        message: "raw control character \(JSONWords.byte(byte)) in a string: JSON wants it escaped"))
  }

  private mutating func refuseUTF8(_ bytes: Span<UInt8>) -> Bool {
    let offset = invalid
    let byte = bytes[offset]
    return refuse(
      JSONFault(code: .invalidUTF8, offset: offset, length: 1, message: "\(JSONWords.byte(byte)) is not valid UTF-8"))
  }

  mutating func scalar(_ bytes: Span<UInt8>) -> Bool {
    let start = position
    var i = start
    while i < end, !JSONText.endsScalar(bytes[i]) { i &+= 1 }
    position = start
    if let problem = JSONText.problem(bytes, from: start, to: i) {
      if i == end, problem.isIncomplete, endMeaning != .line {
        return refuseTruncated(at: end, inside: problem.noun)
      }
      let text = JSONWords.quoted(bytes, from: start, to: i)
      if invalid >= start, invalid < i { return refuseUTF8(bytes) }
      return refuse(
        JSONFault(
          code: .jsonSyntax, offset: start, length: i - start, message: "\(text) is not a JSON value",
          notes: problem.note.map { [$0] } ?? []))
    }
    position = i
    extent = JSONExtent(start: start, end: i)
    return true
  }

  mutating func refuse(_ fault: @autoclosure () -> JSONFault) -> Bool {
    if self.fault == nil { self.fault = fault() }
    return false
  }

  mutating func refuse(_ bytes: Span<UInt8>, expected: @autoclosure () -> String) -> Bool {
    let offset = position
    if offset >= end { return refuseTruncated(at: offset, inside: nil, expected: expected()) }
    if offset == invalid { return refuseUTF8(bytes) }
    var words = "found \(JSONWords.byte(bytes[offset]))"
    // A run of letters is shown whole: NaN, None, True.
    var i = offset
    while i < end, i < offset + JSONText.longestWord, !JSONText.endsScalar(bytes[i]), bytes[i] < 0x80 { i += 1 }
    if i > offset + 1, bytes[offset] != ASCII.quote { words = "found \(JSONWords.quoted(bytes, from: offset, to: i))" }
    let length = max(1, i - offset)
    return refuse(
      JSONFault(
        code: .jsonSyntax, offset: offset, length: length, message: "expected \(expected()), \(words)"))
  }

  private mutating func refuseTruncated(at offset: Int, inside: String?, expected: String? = nil) -> Bool {
    let place = inside.map { " inside \($0)" } ?? ""
    let wanted = expected.map { ": expected \($0)" } ?? ""
    switch endMeaning {
    case .line:
      return refuse(
        JSONFault(
          code: .jsonLineSpansLines, offset: offset, length: 0,
          message: "the object does not end on its line\(wanted)",
          notes: ["JSON Lines holds one object on each line"],
          help: ["-f json reads concatenated and pretty-printed objects"]))
    case .input, .chunk, .text:
      let what = endMeaning == .text ? "the text" : "the input"
      return refuse(
        JSONFault(code: .jsonTruncated, offset: offset, length: 0, message: "\(what) ends\(place)\(wanted)"))
    }
  }
}
