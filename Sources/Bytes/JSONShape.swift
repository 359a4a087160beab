import CByteScan

/// The shape of a record and a fast reader of records that have the same one.
///
/// Records of one input mostly differ in their values only. A shape is learned from a record that was read and checked
/// the generic way; `read` then compares the texts between the values and checks the values. It refuses more than the
/// generic reader (another order of names, other whitespace, an array of another length), never less.
///
///     {"a": 1, "b": [2, "x"]}     {"a": _, "b": [_, _]}
package struct JSONShape: Sendable {
  /// What must stand between two records, besides whitespace.
  package enum Separator: Sendable { case nothing, comma, lineFeed }

  /// Whose members have a meaning of their own: the fields of such a record stand in one of its members.
  package enum Envelope: Sendable {
    case none
    /// A GeoJSON feature: `type`, `geometry`, `properties`.
    case feature
    /// A record of an Opendatasoft export: `fields`, `geometry`.
    case opendatasoft
  }

  /// What a walk over an index found.
  package struct Found: Sendable {
    package var rows = 0
    /// The structural position and the escape to go on with.
    package var next = 0
    package var nextEscape = 0
    /// Line feeds between the records.
    package var newlines = 0
  }

  private var texts: [UInt8] = []
  private var pieces: [weir_json_piece] = []
  private var parts: [weir_json_part] = []
  private let structurals: Int
  private let columnCount: Int
  /// Records of this shape have names that are no columns; the one who learned it knows.
  package let hasUnseen: Bool

  /// The shape of the record at structural positions `first..<end`, which was read into `slots` from `rowStart` on. Nil
  /// when it has none that can be compared. The values that decide what an envelope is belong to the shape.
  package init?(
    _ bytes: Span<UInt8>, _ index: JSONIndex, from first: Int, to end: Int, slots: [UInt32], rowStart: Int,
    columnCount: Int, envelope: Envelope, hasUnseen: Bool
  ) {
    guard end - first >= 2, end - first <= 1 << 14, end <= index.count else { return nil }
    self.hasUnseen = hasUnseen
    structurals = end - first
    self.columnCount = columnCount
    var columns: [UInt32: UInt32] = [:]
    for column in 0..<columnCount where slots[rowStart + 2 * column + 1] & 0x8000_0000 == 0 {
      columns[slots[rowStart + 2 * column]] = UInt32(column)
    }
    learn(bytes, index, from: first, to: end, columns: columns, envelope: envelope)
    guard !texts.contains(ASCII.backslash) else { return nil }
    texts.append(contentsOf: repeatElement(0, count: 16))
  }

  private enum Member { case other, type, geometry, properties }

  private mutating func learn(
    _ bytes: Span<UInt8>, _ index: JSONIndex, from first: Int, to end: Int, columns: [UInt32: UInt32],
    envelope: Envelope
  ) {
    var opens: [Int] = []
    var member = Member.other
    var textStart = Int(index.positions[first])
    var textIndex = first
    for i in first..<end {
      let start = Int(index.positions[i])
      let column = columns[index.positions[i]]
      let byte = bytes[start]
      switch byte {
      case ASCII.comma, ASCII.colon: continue
      case ASCII.openBrace, ASCII.openBracket: opens.append(i)
      case ASCII.closeBrace, ASCII.closeBracket:
        guard let open = opens.popLast() else { continue }
        let column = columns[index.positions[open]]
        addPart(column: column, from: open - first, to: i - first, add: 1)
        if opens.count == 1, member == .properties {
          addPart(column: Self.properties, from: open - first, to: i - first, add: 1)
        }
      default:
        let next = Int(index.positions[i + 1])
        if byte == ASCII.quote, bytes[next] == ASCII.colon {
          if opens.count == 1 { member = Self.member(bytes, start, envelope) }
          continue
        }
        let isNumber = ASCII.isDigit(byte) || byte == ASCII.minus
        let isGeometry = member == .geometry
        let isFixed = isGeometry && !isNumber || (opens.count == 1 && member != .other)
        if isFixed {
          var valueEnd = next
          while bytes[valueEnd - 1] <= ASCII.space { valueEnd -= 1 }
          addPart(column: column, from: i - first, to: i - first, add: valueEnd - start)
          if member == .properties {
            addPart(column: Self.properties, from: i - first, to: i - first, add: valueEnd - start)
          }
          continue
        }
        addPiece(
          bytes, from: textStart, to: start, index: textIndex - first, column: column ?? Self.noColumn,
          numbersOnly: isGeometry)
        textStart = next
        textIndex = i + 1
      }
    }
    let recordEnd = Int(index.positions[end - 1]) + 1
    addPiece(
      bytes, from: textStart, to: recordEnd, index: textIndex - first, column: Self.noColumn, numbersOnly: false)
  }

  private static let noColumn: UInt32 = 0xFFFF_FFFF
  private static let properties: UInt32 = 0xFFFF_FFFE

  private mutating func addPart(column: UInt32?, from first: Int, to last: Int, add: Int) {
    guard let column else { return }
    parts.append(weir_json_part(column: column, first: UInt32(first), last: UInt32(last), add: UInt32(add)))
  }

  private mutating func addPiece(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, index: Int, column: UInt32, numbersOnly: Bool
  ) {
    pieces.append(
      weir_json_piece(
        text: UInt32(texts.count), length: UInt32(end - start), index: UInt32(index), column: column,
        numbers_only: numbersOnly ? 1 : 0))
    texts.append(contentsOf: bytes.array(from: start, to: end))
  }

  /// What the name at `start` is to an envelope. Names with escapes make no shape.
  private static func member(_ bytes: Span<UInt8>, _ start: Int, _ envelope: Envelope) -> Member {
    func spells(_ name: StaticString) -> Bool {
      bytes.holds(Array("\"\(name)\"".utf8), from: start, to: start + name.utf8CodeUnitCount + 2)
    }
    switch envelope {
    case .none: return .other
    case .feature:
      if spells("type") { return .type }
      if spells("geometry") { return .geometry }
      return spells("properties") ? .properties : .other
    case .opendatasoft:
      if spells("geometry") { return .geometry }
      return spells("fields") ? .properties : .other
    }
  }

  /// Reads at most `limit` records of this shape from structural position `next` of `index`, which must be free of
  /// `facts` that make it irregular. They go to rows `row...` of `slots`, which must be absent, of `extents` and, for
  /// features, of `properties`.
  package func read(
    _ bytes: Span<UInt8>, _ index: JSONIndex, from next: Int, nextEscape: Int, separator: Separator,
    into slots: inout [UInt32], _ extents: inout [UInt32], _ properties: inout [UInt32], row: Int, limit: Int
  ) -> Found {
    let slotStart = 2 * columnCount * row
    let limit = min(limit, (extents.count - 2 * row) / 2)
    let hasProperties = parts.contains { $0.column == Self.properties }
    guard row >= 0, limit > 0, next >= 0, next < index.count, nextEscape >= 0, nextEscape <= index.escapeCount,
      slots.count - slotStart >= 2 * columnCount * limit, !hasProperties || properties.count - 2 * row >= 2 * limit
    else { return Found(rows: 0, next: next, nextEscape: nextEscape) }
    let between: Int =
      switch separator {
      case .nothing: WEIR_JSON_BETWEEN_ANY
      case .comma: WEIR_JSON_BETWEEN_COMMA
      case .lineFeed: WEIR_JSON_BETWEEN_LINES
      }
    // SAFETY: the guard holds the outputs to `limit` rows; columns and indices of the pieces were made for this many
    // columns and structural positions; the kernel checks each read of the text against `readable` and keeps no pointer.
    return unsafe bytes.withUnsafeBufferPointer { source in
      unsafe texts.withUnsafeBufferPointer { texts in
        unsafe pieces.withUnsafeBufferPointer { pieces in
          unsafe parts.withUnsafeBufferPointer { parts in
            unsafe index.positions.withUnsafeBufferPointer { positions in
              unsafe index.escapes.withUnsafeBufferPointer { escapes in
                unsafe slots.withUnsafeMutableBufferPointer { slots in
                  unsafe extents.withUnsafeMutableBufferPointer { extents in
                    unsafe properties.withUnsafeMutableBufferPointer { properties in
                      var shape = unsafe weir_json_shape(
                        texts: texts.baseAddress, pieces: pieces.baseAddress, piece_count: pieces.count,
                        parts: parts.baseAddress, part_count: parts.count, structurals: structurals,
                        columns: columnCount, between: UInt32(between))
                      var walk = unsafe weir_json_walk(
                        p: source.baseAddress, readable: source.count, positions: positions.baseAddress,
                        position_count: index.count, escapes: escapes.baseAddress, next: next,
                        next_escape: nextEscape, newlines: 0)
                      let rows = unsafe weir_json_read_shape(
                        &shape, &walk, slots.baseAddress.map { unsafe $0 + slotStart },
                        extents.baseAddress.map { unsafe $0 + 2 * row },
                        hasProperties ? properties.baseAddress.map { unsafe $0 + 2 * row } : nil, limit)
                      return unsafe Found(
                        rows: rows, next: walk.next, nextEscape: walk.next_escape, newlines: walk.newlines)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
