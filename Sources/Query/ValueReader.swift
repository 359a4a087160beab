import Bytes
import Geo
import Records

/// Reads the values that leaves test, and runs each leaf over a list of rows.
struct ValueReader: Sendable {
  private let members: [Predicate.Member]
  var unescaped = ByteBuilder(capacity: 256)
  private var folded: [UInt8] = []
  private var canonical = ByteBuilder(capacity: 64)
  /// The geometry that `place` read last.
  var shape = Shape()

  init(members: [Predicate.Member]) { self.members = members }

  /// What a field of a record holds.
  mutating func content(of source: FieldSource, row: Int, _ batch: RecordBatch) -> FieldContent {
    switch source {
    case .column(let column): batch.content(row: row, column: column)
    case .member(let index): memberContent(members[index].nameBytes, row: row, batch)
    }
  }

  /// Looks the member up in the record's own text; of two with one name the last counts.
  private mutating func memberContent(_ name: [UInt8], row: Int, _ batch: RecordBatch) -> FieldContent {
    var walker = batch.memberWalker(row: row)
    var found: RecordMember?
    let bytes = batch.bytes.span
    while let member = walker.next(in: bytes) {
      if member.isNamed(name, in: bytes, scratch: &unescaped) { found = member }
    }
    guard let found else { return FieldContent(start: 0, end: 0, form: .absent, isQuoted: false) }
    return batch.jsonContent(start: found.valueStart, end: found.valueEnd, hasEscape: found.valueHasEscape)
  }

  // MARK: Leaves over rows

  /// Keeps the rows that pass.
  mutating func narrow(_ rows: inout [UInt32], by leaf: Leaf, _ batch: RecordBatch) {
    switch leaf {
    case .number(.column(let column), let interval):
      narrowByNumber(&rows, column: column, interval, pattern: nil, batch)
    case .numberOrTokens(.column(let column), let interval, let pattern):
      narrowByNumber(&rows, column: column, interval, pattern: pattern, batch)
    case .number(let source, let interval):
      filter(&rows) { reader, row in
        let content = reader.content(of: source, row: row, batch)
        return reader.isNumber(content, in: interval, batch) ?? false
      }
    case .numberOrTokens(let source, let interval, let pattern):
      filter(&rows) { reader, row in
        let content = reader.content(of: source, row: row, batch)
        return reader.isNumber(content, in: interval, batch) ?? reader.holds(pattern, content, batch)
      }
    case .tokens(let source, let pattern):
      filter(&rows) { reader, row in reader.holds(pattern, reader.content(of: source, row: row, batch), batch) }
    case .text(let source, let interval):
      filter(&rows) { reader, row in
        reader.isText(reader.content(of: source, row: row, batch), in: interval, batch)
      }
    case .typedNumber(let source, let interval, let type):
      filter(&rows) { reader, row in
        reader.isNumber(reader.content(of: source, row: row, batch), of: type, in: interval, batch)
      }
    case .boolean(let source, let value, let type):
      filter(&rows) { reader, row in
        let content = reader.content(of: source, row: row, batch)
        return reader.read(content, batch) { TypedText.boolean($0, from: $1, to: $2, type.spelling) } == value
      }
    case .present(let source):
      filter(&rows) { reader, row in reader.content(of: source, row: row, batch).hasValue }
    case .anyField(let needle): narrowByTerm(&rows, needle, batch)
    case .rows(let test): test.narrow(&rows, &self, batch)
    }
  }

  /// Keeps the rows that `isKept` says yes to.
  @inline(__always)
  mutating func filter(_ rows: inout [UInt32], _ isKept: (inout ValueReader, Int) -> Bool) {
    var kept = 0
    for i in rows.indices {
      let row = rows[i]
      if isKept(&self, Int(row)) {
        rows[kept] = row
        kept &+= 1
      }
    }
    rows.removeLast(rows.count - kept)
  }

  // MARK: Numbers

  /// The hot loop of most filters: positions from `slots`, digits from `bytes`, two integer comparisons. Whatever is not
  /// a plain number of 18 digits (quotes, exponents, text, nothing) takes the exact path.
  private mutating func narrowByNumber(
    _ rows: inout [UInt32], column: Int, _ interval: NumberInterval, pattern: TokenPattern?, _ batch: RecordBatch
  ) {
    let bytes = batch.bytes.span
    let slots = batch.slots.span
    let lowest = interval.lowest.span
    let highest = interval.highest.span
    let cells = ColumnCells(batch.layout, column: column)
    var kept = 0
    var list = rows.mutableSpan
    for i in 0..<list.count {
      let row = list[i]
      let (start, end) = cells.extent(row: Int(row), slots)
      var answer = NumberInterval.quickTest(bytes, start, end, lowest, highest)
      if answer == NumberInterval.undecided {
        answer = start != end && isMatchExactly(Int(row), column, interval, pattern, batch) ? 1 : 0
      }
      list[kept] = row
      kept &+= answer
    }
    rows.removeLast(rows.count - kept)
  }

  @inline(never)
  private mutating func isMatchExactly(
    _ row: Int, _ column: Int, _ interval: NumberInterval, _ pattern: TokenPattern?, _ batch: RecordBatch
  ) -> Bool {
    let content = batch.content(row: row, column: column)
    if let answer = isNumber(content, in: interval, batch) { return answer }
    guard let pattern else { return false }
    return holds(pattern, content, batch)
  }

  /// nil when the value is no number: in CSV and JSON strings the plain grammar, in JSON numbers any.
  private mutating func isNumber(_ content: FieldContent, in interval: NumberInterval, _ batch: RecordBatch) -> Bool? {
    switch content.form {
    case .absent, .null, .boolean, .nested: return nil
    case .number, .plain:
      let bytes = batch.bytes.span
      guard let parts = NumberParts(bytes, from: content.start, to: content.end),
        content.form == .number || parts.isPlain
      else { return nil }
      return interval.contains(parts, in: bytes)
    case .escaped:
      unescape(content, batch)
      return unescaped.withSpan { bytes in
        guard let parts = NumberParts(bytes, from: 0, to: bytes.count), parts.isPlain else { return nil }
        return interval.contains(parts, in: bytes)
      }
    }
  }

  // MARK: Typed values

  /// Gives the text of a value to `body`, escapes resolved; nil for what is missing or null.
  @inline(__always)
  mutating func read<Value>(
    _ content: FieldContent, _ batch: RecordBatch, _ body: (Span<UInt8>, Int, Int) -> Value?
  ) -> Value? {
    switch content.form {
    case .absent, .null: return nil
    case .escaped:
      unescape(content, batch)
      return unescaped.withSpan { body($0, 0, $0.count) }
    case .plain, .number, .boolean, .nested: return body(batch.bytes.span, content.start, content.end)
    }
  }

  /// Reads a number by the spelling of its column; what is none does not match.
  private mutating func isNumber(
    _ content: FieldContent, of type: ColumnType, in interval: NumberInterval, _ batch: RecordBatch
  ) -> Bool {
    if content.form == .number { return isNumber(content, in: interval, batch) ?? false }
    canonical.clear()
    let found: TypedText.Canonical
    switch content.form {
    case .absent, .null: return false
    case .escaped:
      unescape(content, batch)
      // Moved out and back: the text is lent by this very struct.
      var number = ByteBuilder(capacity: 0)
      swap(&number, &canonical)
      found = unescaped.withSpan { TypedText.appendCanonical($0, from: 0, to: $0.count, type: type, to: &number) }
      swap(&number, &canonical)
    default:
      found = TypedText.appendCanonical(
        batch.bytes.span, from: content.start, to: content.end, type: type, to: &canonical)
    }
    guard found != .refused else { return false }
    return canonical.withSpan { bytes in
      NumberParts(bytes, from: 0, to: bytes.count).map { interval.contains($0, in: bytes) } ?? false
    }
  }

  // MARK: Text

  mutating func unescape(_ content: FieldContent, _ batch: RecordBatch) {
    unescaped.clear()
    batch.appendText(of: content, to: &unescaped)
  }

  private mutating func isText(_ content: FieldContent, in interval: TextInterval, _ batch: RecordBatch) -> Bool {
    guard content.hasValue else { return false }
    folded.removeAll(keepingCapacity: true)
    if content.form == .escaped {
      unescape(content, batch)
      unescaped.withSpan { TextFolding.appendText($0, from: 0, to: $0.count, into: &folded) }
    } else {
      TextFolding.appendText(batch.bytes.span, from: content.start, to: content.end, into: &folded)
    }
    return interval.contains(folded)
  }

  mutating func holds(_ pattern: TokenPattern, _ content: FieldContent, _ batch: RecordBatch) -> Bool {
    guard content.hasValue else { return false }
    for needle in pattern.needles where !holds(needle, content, batch) { return false }
    return true
  }

  /// Folds only where the raw bytes do not answer.
  mutating func holds(_ needle: TokenNeedle, _ content: FieldContent, _ batch: RecordBatch) -> Bool {
    guard content.hasValue else { return false }
    if content.form != .escaped {
      let table = TextFolding.tokenBytes
      let found = needle.quickFind(batch.bytes.span, from: content.start, to: content.end, classes: table.span)
      if let found, !found || !needle.isPhrase { return found }
    }
    folded.removeAll(keepingCapacity: true)
    if content.form == .escaped {
      unescape(content, batch)
      unescaped.withSpan { TextFolding.appendTokens($0, from: 0, to: $0.count, into: &folded) }
    } else {
      TextFolding.appendTokens(batch.bytes.span, from: content.start, to: content.end, into: &folded)
    }
    return needle.isFound(in: folded)
  }
}

extension FieldContent {
  /// False for missing and null values, which match nothing.
  fileprivate var hasValue: Bool { form != .absent && form != .null }
}
