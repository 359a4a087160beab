import Bytes
import Calendars
import Records

/// Reads numbers and instants out of fields by the types of their columns.
struct NumberReader: Sendable {
  /// A value of a field of integers.
  enum Whole {
    case none
    case integer(Int)
    case number(Double)
    /// An integer beyond 64 bits: the nearest double.
    case huge(Double)
  }

  private var cursor: ZoneCursor
  private var unescaped = ByteBuilder(capacity: 64)
  private var canonical = ByteBuilder(capacity: 64)

  init(zone: TimeZone) { cursor = ZoneCursor(zone) }

  /// The number whose raw text stands at `extent`; NaN where there is none.
  @inline(__always)
  mutating func number(
    _ bytes: Span<UInt8>, _ extent: (start: Int, end: Int), _ row: Int, _ column: Int, _ type: ColumnType,
    _ batch: borrowing RecordBatch
  ) -> Double {
    if extent.start >= extent.end { return .nan }
    let short = bytes.shortInteger(from: extent.start, to: extent.end)
    return short >= 0 ? Double(short) : number(batch.content(row: row, column: column), type, batch)
  }

  @inline(never)
  private mutating func number(
    _ content: FieldContent, _ type: ColumnType, _ batch: borrowing RecordBatch
  ) -> Double {
    read(content, type, batch) { NumberText.double($0, from: $1, to: $2) ?? .nan } ?? .nan
  }

  /// A value of a field of integers.
  @inline(never)
  mutating func integer(_ content: FieldContent, _ type: ColumnType, _ batch: borrowing RecordBatch) -> Whole {
    read(content, type, batch) { bytes, start, end in
      if let found = NumberText.int64(bytes, from: start, to: end) { return .integer(Int(found)) }
      guard let found = NumberText.double(bytes, from: start, to: end) else { return .none }
      let isInteger = NumberText.shape(bytes, from: start, to: end).isInteger
      return isInteger && abs(found) >= 0x1p62 ? .huge(found) : .number(found)
    } ?? .none
  }

  /// Milliseconds since 1970; NaN where there is no date.
  mutating func time(_ content: FieldContent, _ type: ColumnType, _ batch: borrowing RecordBatch) -> Double {
    unescaped.clear()
    var cursor = cursor
    let found: Double? = text(content, batch) { bytes, start, end in
      guard let parts = TypedText.date(bytes, from: start, to: end, type: type) else { return .nan }
      let instant = Instant(parts, in: bytes, zone: &cursor)
      return Double(instant.seconds) * 1000 + Double(instant.nanoseconds / 1_000_000)
    }
    self.cursor = cursor
    return found ?? .nan
  }

  /// Gives the text of a number, as JSON spells it, to `body`; nil where there is none.
  private mutating func read<Value>(
    _ content: FieldContent, _ type: ColumnType, _ batch: borrowing RecordBatch,
    _ body: (Span<UInt8>, Int, Int) -> Value
  ) -> Value? {
    guard content.form != .number, type.basis == .declared || !type.spelling.isUsual(for: .number) else {
      return text(content, batch, body)
    }
    canonical.clear()
    let number = ColumnType(.number, basis: type.basis, spelling: type.spelling)
    var canonical = ByteBuilder(capacity: 0)
    swap(&canonical, &self.canonical)
    defer { swap(&canonical, &self.canonical) }
    let found: TypedText.Canonical? = text(content, batch) {
      TypedText.appendCanonical($0, from: $1, to: $2, type: number, to: &canonical)
    }
    guard let found, found != .refused else { return nil }
    return canonical.withSpan { body($0, 0, $0.count) }
  }

  /// Gives the text of a value to `body`, escapes resolved.
  private mutating func text<Value>(
    _ content: FieldContent, _ batch: borrowing RecordBatch, _ body: (Span<UInt8>, Int, Int) -> Value
  ) -> Value? {
    switch content.form {
    case .absent, .null, .boolean, .nested: return nil
    case .escaped:
      unescaped.clear()
      batch.appendText(of: content, to: &unescaped)
      return unescaped.withSpan { body($0, 0, $0.count) }
    case .plain, .number: return body(batch.bytes.span, content.start, content.end)
    }
  }
}
