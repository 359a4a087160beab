import Bytes
import Records

/// The values that `minimum` and `maximum` compare: numbers, exactly, and points in time.
enum OrderedText {
  enum Limit: Sendable {
    case number(DecimalNumber)
    case instant(Instant)
  }

  /// Reads a limit as the schema spells it: plainly, or as the column does.
  static func limit(_ text: String, _ field: SchemaField) -> Limit? {
    let bytes = Array(text.utf8)
    switch field.type {
    case .number, .integer, .year:
      return number(bytes, field.spelling).map { .number($0) }
    case .date, .datetime, .time, .yearmonth:
      for spelling in [ValueSpelling(), field.spelling] {
        var type = field.type
        if case .time = type, spelling == ValueSpelling() { type = .time(pattern: nil) }
        if var reader = TimeText(type, spelling), let found = reader.instant(bytes.span, from: 0, to: bytes.count) {
          return .instant(found)
        }
      }
      return nil
    default: return nil
    }
  }

  static func number(_ bytes: [UInt8], _ spelling: ValueSpelling) -> DecimalNumber? {
    if let plain = DecimalNumber(lexeme: bytes) { return plain }
    var builder = ByteBuilder(capacity: bytes.count)
    let type = ColumnType(declared: .number, spelling: spelling, by: "")
    guard TypedText.appendCanonical(bytes.span, from: 0, to: bytes.count, type: type, to: &builder) != .refused else {
      return nil
    }
    return DecimalNumber(lexeme: builder.bytes)
  }
}
