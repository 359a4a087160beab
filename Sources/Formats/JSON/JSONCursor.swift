import Bytes
import Diagnostics

/// The extent of a value or string just read, quotes included.
struct JSONExtent: Equatable {
  var start = 0
  var end = 0
  /// A backslash stands in it (strings only).
  var hasEscape = false
}

/// Open containers above a value: a bit for each, 1 for an object.
struct JSONDepthStack {
  private(set) var depth = 0
  private var low: UInt64 = 0
  private var words: [UInt64] = []

  @inline(__always)
  mutating func push(isObject: Bool) {
    if depth & 63 == 0, depth > 0 {
      words.append(low)
      low = 0
    }
    low = low &<< 1 | (isObject ? 1 : 0)
    depth &+= 1
  }

  @inline(__always)
  mutating func pop() {
    depth &-= 1
    low &>>= 1
    if depth & 63 == 0, depth > 0 { low = words.removeLast() }
  }

  @inline(__always)
  var isInObject: Bool { low & 1 == 1 }
}

/// Tokens of JSON text, strictly checked. The grammar above them is written once (`value`, the record scanner, the
/// decoders) and runs on two twins: `JSONTextCursor` reads bytes and knows every reason to refuse, `JSONIndexCursor`
/// walks the structural index and only knows that something is wrong, upon which the chunk is read again with the other.
protocol JSONCursor {
  /// Start of the next token, once `peek` was called.
  var position: Int { get }
  /// The value or string read last.
  var extent: JSONExtent { get set }
  /// Containers that are open around the records, counted against the limit.
  var baseDepth: Int { get set }
  var maximumDepth: Int { get }
  var fault: JSONFault? { get set }

  /// First byte of the next token after whitespace, 0 at the end of the text.
  mutating func peek(_ bytes: Span<UInt8>) -> UInt8
  /// Steps over a bracket, colon or comma at `position`.
  mutating func step()
  /// Reads the string at `position` into `extent`.
  mutating func string(_ bytes: Span<UInt8>) -> Bool
  /// Reads the number or literal at `position` into `extent`.
  mutating func scalar(_ bytes: Span<UInt8>) -> Bool
  /// The next token's place, for `learn`.
  var mark: Int { get }
  /// Reads records of the shape from the one at `position` on; nil when the cursor cannot. Afterwards the last one is
  /// `extent`.
  mutating func read(
    _ shape: JSONShape, _ bytes: Span<UInt8>, _ separator: JSONShape.Separator, into rows: inout JSONRows
  ) -> JSONShape.Found?
  /// The shape of the last row, which began at `mark` and ends before the next token.
  func learn(_ bytes: Span<UInt8>, from mark: Int, _ rows: JSONRows, envelope: JSONShape.Envelope) -> JSONShape?
  /// Moves behind the wrong value at `start`; nil when nobody can say where it ends.
  mutating func skip(_ bytes: Span<UInt8>, from start: Int) -> Int?
  /// Notes why the text is refused. Always false, to be returned.
  mutating func refuse(_ fault: @autoclosure () -> JSONFault) -> Bool
  /// Refuses the token at `position`, or the end of the text, where `expected` should stand.
  mutating func refuse(_ bytes: Span<UInt8>, expected: @autoclosure () -> String) -> Bool
}

extension JSONCursor {
  /// Reads any value at `position` into `extent`. With `numbersOnly` every leaf must be a number.
  @inline(__always)
  mutating func value(_ bytes: Span<UInt8>, numbersOnly: Bool = false) -> Bool {
    let byte = peek(bytes)
    if byte == ASCII.quote, !numbersOnly { return string(bytes) }
    if byte | 0x20 == ASCII.openBrace { return nested(bytes, numbersOnly: numbersOnly) }
    return scalar(bytes, byte, numbersOnly)
  }

  @inline(__always)
  private mutating func scalar(_ bytes: Span<UInt8>, _ byte: UInt8, _ numbersOnly: Bool) -> Bool {
    let isNumber = ASCII.isDigit(byte) || byte == ASCII.minus
    guard isNumber || (!numbersOnly && (byte == 0x74 || byte == 0x66 || byte == 0x6E)) else {
      return refuse(bytes, expected: numbersOnly ? "a number" : "a value")
    }
    return scalar(bytes)
  }

  /// Reads an object or array. Iterative: the input decides how deep it goes.
  mutating func nested(_ bytes: Span<UInt8>, numbersOnly: Bool) -> Bool {
    let start = position
    let room = maximumDepth &- baseDepth
    var stack = JSONDepthStack()
    var byte = peek(bytes)
    while true {
      // At a value.
      if byte | 0x20 == ASCII.openBrace {
        guard stack.depth < room else { return refuseDepth() }
        let isObject = byte == ASCII.openBrace
        if isObject, numbersOnly { return refuse(bytes, expected: "a number") }
        stack.push(isObject: isObject)
        step()
        byte = peek(bytes)
        if byte != (isObject ? ASCII.closeBrace : ASCII.closeBracket) {
          if isObject {
            guard key(bytes) else { return false }
            byte = peek(bytes)
          }
          continue
        }
      } else if byte == ASCII.quote, !numbersOnly {
        guard string(bytes) else { return false }
        byte = peek(bytes)
      } else {
        guard scalar(bytes, byte, numbersOnly) else { return false }
        byte = peek(bytes)
      }
      // After a value.
      while byte != ASCII.comma {
        guard byte == (stack.isInObject ? ASCII.closeBrace : ASCII.closeBracket) else {
          return refuse(bytes, expected: stack.isInObject ? "',' or '}'" : "',' or ']'")
        }
        let end = position &+ 1
        step()
        stack.pop()
        if stack.depth == 0 {
          extent = JSONExtent(start: start, end: end)
          return true
        }
        byte = peek(bytes)
      }
      step()
      if stack.isInObject {
        byte = peek(bytes)
        guard key(bytes) else { return false }
      }
      byte = peek(bytes)
    }
  }

  /// Reads a member name into `extent` and its colon.
  @inline(__always)
  mutating func key(_ bytes: Span<UInt8>) -> Bool {
    guard peek(bytes) == ASCII.quote else { return refuse(bytes, expected: "a member name in quotes") }
    guard string(bytes) else { return false }
    guard peek(bytes) == ASCII.colon else { return refuse(bytes, expected: "':' after a member name") }
    step()
    return true
  }

  mutating func refuseDepth() -> Bool {
    let offset = position
    let limit = maximumDepth
    return refuse(
      JSONFault(
        code: .tooDeep, offset: offset, length: 1, message: "nested deeper than \(limit) levels",
        help: ["--max-depth \(limit * 2) allows more"]))
  }
}
