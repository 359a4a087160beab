package import Bytes

/// Where a column of an arranged batch comes from.
package enum ColumnOrigin: Sendable, Equatable {
  /// A column of the batch as it was decoded.
  case decoded(Int)
  /// No record has a value there.
  case absent
  /// Every record has this text.
  case constant(String)
}

extension RecordBatch {
  /// Gives the batch other columns: its own ones in another order, absent ones, constant ones. The layout becomes pairs;
  /// no byte of a record is touched, so places stay what they were. `scratch` is a buffer that may be used again.
  package mutating func arrange(_ origins: [ColumnOrigin], scratch: inout [UInt32]) {
    let fills = origins.map { origin in
      if case .constant(let text) = origin { return putConstant(text) }
      return (start: UInt32(0), end: BatchLayout.absent)
    }
    scratch.removeAll(keepingCapacity: true)
    scratch.reserveCapacity(recordCount * origins.count * 2)
    for row in 0..<recordCount {
      for column in origins.indices {
        if case .decoded(let source) = origins[column] {
          let (start, end, flags) = extent(row: row, column: source)
          scratch.append(UInt32(truncatingIfNeeded: start))
          scratch.append(UInt32(truncatingIfNeeded: end) | flags)
        } else {
          scratch.append(fills[column].start)
          scratch.append(fills[column].end)
        }
      }
    }
    swap(&slots, &scratch)
    layout = .pairs(columns: origins.count)
  }

  /// Gives every record that text in a column of its own (pairs only). Records before the first one that has a value
  /// there already are filled; the row of that one is returned.
  package mutating func fill(column: Int, with text: String) -> Int? {
    let constant = putConstant(text)
    for row in 0..<recordCount {
      let slot = (row * layout.columnCount + column) * 2
      guard slots[slot + 1] & BatchLayout.absent != 0 else { return row }
      slots[slot] = constant.start
      slots[slot + 1] = constant.end
    }
    return nil
  }

  /// Gives records a text of their own in a column (pairs only): `texts` one after the other, `ends` where each of them ends.
  /// The texts are spelled as fields of this batch are; a record with an empty one has no value.
  package mutating func fill(column: Int, of rows: [UInt32], with texts: borrowing ByteBuilder, ends: [Int]) {
    let base = putBehind(texts.storage, count: texts.count)
    var start = 0
    for (row, end) in zip(rows, ends) {
      let slot = (Int(row) * layout.columnCount + column) * 2
      slots[slot] = end == start ? 0 : UInt32(truncatingIfNeeded: base + start)
      slots[slot + 1] = end == start ? BatchLayout.absent : UInt32(truncatingIfNeeded: base + end)
      start = end
    }
  }

  /// Writes `text`, spelled as a field of this batch, behind the payload; its slot entries.
  private mutating func putConstant(_ text: String) -> (start: UInt32, end: UInt32) {
    var builder = ByteBuilder(capacity: text.utf8.count + 16)
    let hasEscape = FieldText.spell(Array(text.utf8), syntax, into: &builder)
    let start = putBehind(builder.bytes)
    return (
      UInt32(truncatingIfNeeded: start),
      UInt32(truncatingIfNeeded: usedEnd) | (hasEscape ? BatchLayout.hasEscape : 0)
    )
  }

  /// Writes bytes behind everything that is in use; returns where. Afterwards they end at `usedEnd`.
  package mutating func putBehind(_ added: [UInt8]) -> Int { putBehind(added, count: added.count) }

  private mutating func putBehind(_ added: [UInt8], count: Int) -> Int {
    // The decoder may have lent the last record a line feed.
    let start = max(usedEnd, byteCount + 1)
    usedEnd = start + count
    if bytes.count < usedEnd + byteSlack {
      bytes.append(contentsOf: repeatElement(0, count: usedEnd + byteSlack - bytes.count))
    }
    bytes.replace(at: start, with: added, count: count)
    return start
  }
}

extension FieldText {
  /// Appends `text` as a field of that syntax holds it: the way back from `unescape`. Returns true when a JSON string
  /// got escapes.
  package static func spell(_ text: [UInt8], _ syntax: FieldSyntax, into builder: inout ByteBuilder) -> Bool {
    switch syntax {
    case .json:
      builder.append(ASCII.quote)
      let start = builder.count
      builder.appendJSONEscaped(text.span, from: 0, to: text.count)
      let hasEscape = builder.count - start != text.count
      builder.append(ASCII.quote)
      return hasEscape
    case .delimited(let quote, let escape):
      // Where a field ends is said by its extent: quotes are needed only by text that would seem to have some.
      guard quote != 0, text.isEmpty || text[0] == quote else {
        builder.append(text)
        return false
      }
      builder.append(quote)
      for byte in text {
        if byte == quote || byte == escape { builder.append(escape) }
        builder.append(byte)
      }
      builder.append(quote)
      return false
    case .tabSeparated:
      for byte in text {
        switch byte {
        case ASCII.tab: builder.append(ASCII.backslash, 0x74)
        case ASCII.lineFeed: builder.append(ASCII.backslash, 0x6E)
        case ASCII.carriageReturn: builder.append(ASCII.backslash, 0x72)
        case ASCII.backslash: builder.append(ASCII.backslash, ASCII.backslash)
        default: builder.append(byte)
        }
      }
      return false
    }
  }
}
