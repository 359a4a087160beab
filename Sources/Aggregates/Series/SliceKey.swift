import Bytes

/// What records of a group have in common, as the key of a `GroupTable`.
///
///     text        its own bytes (nearly always: no text begins with a byte above F7)
///     F8 …        a text that does
///     F9          all records: there is no x
///     FC …        several fields: for each the length of its key in 4 bytes, then its key
///     FD …        parts of a date: 4 bytes each, ascending as the numbers do
///     FE …        true or false, 1 byte
///     FF …        a number in the spelling that equal numbers share
///
/// Texts without anything before them are looked up where they stand in a batch, which is the way of most records.
package enum SliceKey {
  static let escape: UInt8 = 0xF8
  static let everything: UInt8 = 0xF9
  static let several: UInt8 = 0xFC
  static let parts: UInt8 = 0xFD
  static let truth: UInt8 = 0xFE
  static let number: UInt8 = 0xFF

  /// The key of an answer without x.
  package static let all: [UInt8] = [everything]

  // MARK: Writing

  static func append(text bytes: Span<UInt8>, _ start: Int, _ end: Int, to key: inout ByteBuilder) {
    if start < end, bytes[start] >= escape { key.append(escape) }
    key.append(bytes, from: start, to: end)
  }

  static func append(_ value: SliceValue, to key: inout ByteBuilder) {
    switch value {
    case .text(let text): append(text: text.span, 0, text.count, to: &key)
    case .literal(let text) where text == Array("true".utf8) || text == Array("false".utf8):
      key.append(truth, text[0] == 0x74 ? 1 : 0)
    case .literal(let text):
      key.append(number)
      key.append(text)
    case .parts(let values):
      key.append(parts)
      for value in values { append(part: value, to: &key) }
    }
  }

  static func append(part: Int, to key: inout ByteBuilder) {
    append(word: UInt32(bitPattern: Int32(truncatingIfNeeded: part)) ^ 1 << 31, to: &key)
  }

  static func append(word: UInt32, to key: inout ByteBuilder) {
    key.append(UInt8(truncatingIfNeeded: word >> 24), UInt8(truncatingIfNeeded: word >> 16))
    key.append(UInt8(truncatingIfNeeded: word >> 8), UInt8(truncatingIfNeeded: word))
  }

  // MARK: Reading

  static func word(_ bytes: Span<UInt8>, at i: Int) -> UInt32 {
    UInt32(bytes[i]) << 24 | UInt32(bytes[i + 1]) << 16 | UInt32(bytes[i + 2]) << 8 | UInt32(bytes[i + 3])
  }

  static func part(_ bytes: Span<UInt8>, at i: Int) -> Int {
    Int(Int32(bitPattern: word(bytes, at: i) ^ 1 << 31))
  }

  /// The value that a key of one field says.
  static func value(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> SliceValue {
    guard start < end else { return .text([]) }
    switch bytes[start] {
    case number: return .literal(bytes.array(from: start + 1, to: end))
    case truth: return .literal(Array((bytes[start + 1] == 0 ? "false" : "true").utf8))
    case escape: return .text(bytes.array(from: start + 1, to: end))
    case parts:
      return .parts(stride(from: start + 1, to: end, by: 4).map { part(bytes, at: $0) })
    default: return .text(bytes.array(from: start, to: end))
    }
  }

  /// Where the key of each field stands in a key of `count` fields.
  static func fields(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, count: Int) -> [Range<Int>] {
    if count == 0 { return [] }
    guard count > 1, start < end, bytes[start] == several else { return [start..<end] }
    var ranges: [Range<Int>] = []
    var i = start + 1
    while i + 4 <= end {
      let length = Int(word(bytes, at: i))
      ranges.append(i + 4..<i + 4 + length)
      i += 4 + length
    }
    return ranges
  }

  /// False for bytes that are no key of `count` fields: what a file says may be anything.
  package static func isValid(_ key: [UInt8], fields count: Int) -> Bool {
    let bytes = key.span
    if count == 0 { return key == all }
    if count == 1 { return isValidField(bytes, 0, key.count) }
    guard key.first == several else { return false }
    var (i, found) = (1, 0)
    while i + 4 <= key.count {
      let length = Int(word(bytes, at: i))
      guard length <= key.count - i - 4, isValidField(bytes, i + 4, i + 4 + length) else { return false }
      i += 4 + length
      found += 1
    }
    return i == key.count && found == count
  }

  private static func isValidField(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard start < end else { return false }
    return switch bytes[start] {
    case number: NumberParts(bytes, from: start + 1, to: end) != nil
    case truth: end - start == 2
    case parts: (end - start) % 4 == 1
    case several, everything: false
    default: true
    }
  }
}
