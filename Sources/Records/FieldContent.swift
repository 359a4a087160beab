public import Bytes

/// What the bytes of a field are, once quotes are taken off.
public enum FieldForm: UInt8, Sendable {
  /// The record has no such field.
  case absent
  /// No value: an unquoted empty CSV field, JSON null.
  case null
  /// Text whose bytes are its value: an unquoted CSV field, a quoted one without doubled quotes, a JSON string
  /// without escapes.
  case plain
  /// Text that holds escapes: see `RecordBatch.appendText`.
  case escaped
  /// A JSON number.
  case number
  /// JSON true or false.
  case boolean
  /// A JSON object or array.
  case nested
}

/// The extent of a field's content in its batch, without its quotes.
public struct FieldContent: Sendable, Equatable {
  public var start: Int
  public var end: Int
  public var form: FieldForm
  /// True when the content stood in quotes.
  public var isQuoted: Bool

  @inlinable
  public init(start: Int, end: Int, form: FieldForm, isQuoted: Bool) {
    self.start = start
    self.end = end
    self.form = form
    self.isQuoted = isQuoted
  }

  public var length: Int { end - start }
}

extension RecordBatch {
  /// The raw extent of a field, quotes included; `isAbsent` when the record lacks it.
  @inlinable @inline(__always)
  package func extent(row: Int, column: Int) -> (start: Int, end: Int, flags: UInt32) {
    let index = (row &* layout.columnCount &+ column) &* layout.stride
    let start = slots[index] &+ layout.startBias
    var end = slots[index &+ 1]
    let flags = layout.stride == 2 ? end & ~BatchLayout.positionMask : 0
    end &= layout.stride == 2 ? BatchLayout.positionMask : ~0
    if column &+ 1 == layout.columnCount { end &-= layout.lastEndTrim }
    return (Int(start), Int(end), flags)
  }

  /// From the first field of a delimited record to its last, as they stand in the payload. A field that was spelled again
  /// stands behind it.
  package func fieldExtents(row: Int) -> (start: Int, end: Int) {
    var (first, last) = (0, layout.columnCount - 1)
    while first < last, extent(row: row, column: first).start >= byteCount { first += 1 }
    while last > first, extent(row: row, column: last).end > byteCount { last -= 1 }
    guard first <= last else { return (byteStart, byteStart) }
    let start = min(extent(row: row, column: first).start, byteCount)
    return (start, max(start, min(extent(row: row, column: last).end, byteCount)))
  }

  /// What a field holds, without decoding it.
  @inlinable
  package func content(row: Int, column: Int) -> FieldContent {
    let (start, end, flags) = extent(row: row, column: column)
    switch syntax {
    case .delimited(let quote, let escape):
      if flags & BatchLayout.absent != 0 { return FieldContent(start: 0, end: 0, form: .absent, isQuoted: false) }
      if start == end { return FieldContent(start: start, end: end, form: .null, isQuoted: false) }
      guard quote != 0, bytes[start] == quote, end &- start >= 2 else {
        return FieldContent(start: start, end: end, form: .plain, isQuoted: false)
      }
      let found = bytes.span.position(of: escape, or: quote, from: start &+ 1, to: end &- 1)
      return FieldContent(
        start: start &+ 1, end: end &- 1, form: found == end &- 1 ? .plain : .escaped, isQuoted: true)
    case .tabSeparated:
      if flags & BatchLayout.absent != 0 { return FieldContent(start: 0, end: 0, form: .absent, isQuoted: false) }
      if start == end { return FieldContent(start: start, end: end, form: .null, isQuoted: false) }
      let found = bytes.span.position(of: ASCII.backslash, or: ASCII.backslash, from: start, to: end)
      return FieldContent(start: start, end: end, form: found == end ? .plain : .escaped, isQuoted: false)
    case .json:
      if flags & BatchLayout.absent != 0 { return FieldContent(start: 0, end: 0, form: .absent, isQuoted: false) }
      return jsonContent(start: start, end: end, hasEscape: flags & BatchLayout.hasEscape != 0)
    }
  }

  /// Classifies a validated raw JSON value.
  @inlinable
  package func jsonContent(start: Int, end: Int, hasEscape: Bool) -> FieldContent {
    switch bytes[start] {
    case ASCII.quote:
      FieldContent(start: start &+ 1, end: end &- 1, form: hasEscape ? .escaped : .plain, isQuoted: true)
    case 0x6E: FieldContent(start: start, end: end, form: .null, isQuoted: false)
    case 0x74, 0x66: FieldContent(start: start, end: end, form: .boolean, isQuoted: false)
    case ASCII.openBrace, ASCII.openBracket: FieldContent(start: start, end: end, form: .nested, isQuoted: false)
    default: FieldContent(start: start, end: end, form: .number, isQuoted: false)
    }
  }
}
