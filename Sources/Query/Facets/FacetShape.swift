package import Bytes
package import Records

/// What the values of a field are to its facet: texts, numbers, or paths of levels, one or several in a record.
package struct FacetShape: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// The text as it stands.
    case text
    /// Its levels stand between separators.
    case path
    /// Year, month, day in the zone of the run.
    case date
    /// Equal numbers are one value, however they are spelled.
    case number
    /// Nobody knows the type: each value is what it looks like, as in comparisons of a query.
    case seen
  }

  package let kind: Kind
  package let type: ColumnType
  package let structure: FieldStructure

  /// `isTyped`: values of no known type are text, and say nothing by how they look (delimited text).
  package init(type: ColumnType, structure: FieldStructure, isTyped: Bool) {
    self.type = type
    self.structure = structure
    kind =
      if !structure.pathSeparator.isEmpty {
        .path
      } else {
        switch type.kind {
        case .date, .datetime: .date
        case .integer, .number: .number
        case .unknown: isTyped || type.basis == .declared ? .text : .seen
        case .text: isTyped || type.basis == .declared ? .text : .seen
        case .boolean, .geopoint, .shape: .text
        }
      }
  }

  /// True where each value is the bytes of its field.
  package var isPlain: Bool { kind == .text && structure.listSeparator.isEmpty }

  /// True where values may have levels.
  package var hasLevels: Bool { kind != .text && kind != .number }

  /// What stands between the levels of a path, written or counted.
  package var levelSeparator: [UInt8] { kind == .path ? structure.pathSeparator : Self.slash }

  private static let slash = Array("/".utf8)

  // MARK: Paths that somebody wrote

  /// `2012/9` as the path `2012/09`; nil when the text is no year, month or day.
  package static func datePath(_ text: [UInt8]) -> [UInt8]? {
    let source = text.span
    guard
      let parts = DateText.read(source, from: 0, to: source.count)
        ?? looseOrder.flatMap({ DateText.read(source, from: 0, to: source.count, pattern: $0) })
        ?? looseMonth(text) ?? DateText.year(source, from: 0, to: source.count),
      parts.precision <= .day
    else { return nil }
    var builder = ByteBuilder(capacity: 16)
    append(parts.year, parts.month, parts.day, to: parts.precision, into: &builder)
    return builder.bytes
  }

  /// `2018/1/1`.
  private static let looseOrder = try? DatePattern(parsing: "ymd")

  /// `2018/1`.
  private static func looseMonth(_ text: [UInt8]) -> DateParts? {
    guard text.count == 6, text[4] == 0x2F || text[4] == 0x2D else { return nil }
    let padded = Array(text[..<5]) + [0x30, text[5]]
    return DateText.read(padded.span, from: 0, to: padded.count)
  }

  /// The path with its blank levels left out, each level without blanks around it.
  package func normalized(_ path: [UInt8]) -> [UInt8] {
    var builder = ByteBuilder(capacity: path.count + 1)
    FacetReader.appendPath(path.span, from: 0, to: path.count, separator: structure.pathSeparator, to: &builder)
    return builder.bytes
  }

  /// The text by which equal numbers are one value; nil when the lexeme is none of JSON.
  package static func numberPath(_ text: [UInt8]) -> [UInt8]? {
    var builder = ByteBuilder(capacity: text.count + 8)
    guard appendNumber(text.span, from: 0, to: text.count, to: &builder) else { return nil }
    return builder.bytes
  }

  // MARK: Writing

  /// `2012/09/11`, down to a level.
  static func append(
    _ year: Int, _ month: Int, _ day: Int, to precision: DateParts.Precision, into builder: inout ByteBuilder
  ) {
    if year < 0 { builder.append(ASCII.minus) }
    if year > 9999 { builder.append(0x2B) }
    var rest = year.magnitude
    var unit: UInt = 1000
    while rest / unit >= 10 { unit *= 10 }
    while unit > 0 {
      builder.append(ASCII.zero &+ UInt8(truncatingIfNeeded: rest / unit))
      rest %= unit
      unit /= 10
    }
    for (part, level) in [(month, DateParts.Precision.month), (day, .day)] where precision >= level {
      builder.append(0x2F)
      builder.append(
        ASCII.zero &+ UInt8(truncatingIfNeeded: part / 10), ASCII.zero &+ UInt8(truncatingIfNeeded: part % 10))
    }
  }

  /// One spelling for each number: `10` for `10.0`, `1e1` and `10`; an exponent only where a number has more than 21
  /// digits before the point or six zeros after it.
  package static func appendNumber(
    _ source: Span<UInt8>, from start: Int, to end: Int, to builder: inout ByteBuilder
  ) -> Bool {
    guard let parts = NumberParts(source, from: start, to: end) else { return false }
    if parts.isZero {
      builder.append(ASCII.zero)
      return true
    }
    if parts.isNegative { builder.append(ASCII.minus) }
    let exponent = parts.exponent
    let isPlain = exponent > -6 && exponent <= 21
    var place = isPlain ? exponent : 1
    if place <= 0 {
      builder.append(ASCII.zero, ASCII.dot)
      while place < 0 {
        builder.append(ASCII.zero)
        place += 1
      }
      place = -1
    }
    for i in parts.first..<parts.last where source[i] != ASCII.dot {
      if place == 0 { builder.append(ASCII.dot) }
      builder.append(source[i])
      place -= 1
    }
    while place > 0 {
      builder.append(ASCII.zero)
      place -= 1
    }
    if !isPlain { builder.append(Array("e\(exponent - 1)".utf8)) }
    return true
  }
}
