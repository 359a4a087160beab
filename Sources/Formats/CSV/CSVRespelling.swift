import Bytes
import Records

/// Spells fields that lenient quoting found again, as their dialect would: everybody after the decoder knows one quoting.
///
/// The text goes behind the payload of the batch, and the field's slots point to it; all other fields stay where they are.
struct CSVRespelling {
  /// In a slot's end: the whole field is text, though it begins with a quote.
  static let literal: UInt32 = 0x8000_0000
  /// In a slot's end: the quotes around the field are quotes, those inside are not escaped as they should be.
  static let loose: UInt32 = 0x4000_0000
  static let positionMask: UInt32 = 0x3FFF_FFFF

  /// Where `builder`'s first byte will stand.
  let base: Int
  private(set) var builder = ByteBuilder(capacity: 0)
  /// Where each of them stands in the input.
  private(set) var fields: [RespelledField] = []
  private let quote: UInt8
  private let escaping: CSVReadDialect.Escaping
  private let escape: UInt8

  init(_ dialect: CSVReadDialect, base: Int) {
    self.base = base
    quote = dialect.quote
    escaping = dialect.escaping
    escape = if case .byte(let byte) = dialect.escaping { byte } else { dialect.quote }
  }

  /// Respells the marked fields among `slots[first...]`, pairs of start and end.
  mutating func respell(_ bytes: Span<UInt8>, _ slots: inout [UInt32], from first: Int) {
    for slot in stride(from: first, to: slots.count - 1, by: 2) where slots[slot + 1] & ~Self.positionMask != 0 {
      let isLiteral = slots[slot + 1] & Self.literal != 0
      let start = Int(slots[slot])
      let end = Int(slots[slot + 1] & Self.positionMask)
      fields.append(RespelledField(start: base + builder.count, origin: start..<end))
      slots[slot] = UInt32(truncatingIfNeeded: base + builder.count)
      builder.append(quote)
      append(bytes, from: isLiteral ? start : start + 1, to: isLiteral ? end : end - 1, isLiteral: isLiteral)
      builder.append(quote)
      slots[slot + 1] = UInt32(truncatingIfNeeded: base + builder.count)
    }
  }

  private mutating func append(_ bytes: Span<UInt8>, from start: Int, to end: Int, isLiteral: Bool) {
    var i = start
    while i < end {
      let byte = bytes[i]
      if !isLiteral, i + 1 < end, isEscape(byte, before: bytes[i + 1]) {
        builder.append(byte, bytes[i + 1])
        i += 2
        continue
      }
      if byte == quote || byte == escape { builder.append(escape) }
      builder.append(byte)
      i += 1
    }
  }

  private func isEscape(_ byte: UInt8, before next: UInt8) -> Bool {
    switch escaping {
    case .doubled: byte == quote && next == quote
    case .byte(let escape): byte == escape
    case .none: false
    }
  }
}
