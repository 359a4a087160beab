import Bytes
import Records

/// Terms: words looked for in every field of a record.
extension ValueReader {
  /// Keeps the rows where some visible field holds the needle. A scan over the raw records answers most of them: where no
  /// token begins that fits, nothing matches.
  mutating func narrowByTerm(_ rows: inout [UInt32], _ needle: TokenNeedle, _ batch: RecordBatch) {
    let fields = SearchedFields(batch)
    let texts = RecordTexts(batch, fields.columns)
    // A scan goes over the whole batch: where earlier conditions left few rows, they are looked at one by one.
    if texts.isScannable, rows.count &* 4 > batch.recordCount,
      var scan = TokenScan(word: needle.token, hasEscapes: texts.hasEscapes)
    {
      narrow(&rows, by: needle, &scan, texts, fields, batch)
      return
    }
    let table = texts.classes
    filter(&rows) { reader, row in
      if texts.isScannable {
        let (start, end) = texts.extent(row: row, batch)
        let found = needle.quickFind(batch.bytes.span, from: start, to: end, classes: table.span)
        if found == false { return false }
        if found == true, texts.decides, !needle.isPhrase { return true }
      }
      return reader.someField(of: fields, row: row, holds: needle, batch)
    }
  }

  /// Goes from place to place where the needle may begin; rows without one are dropped without a look at them.
  private mutating func narrow(
    _ rows: inout [UInt32], by needle: TokenNeedle, _ scan: inout TokenScan, _ texts: RecordTexts,
    _ fields: SearchedFields, _ batch: RecordBatch
  ) {
    guard let first = rows.first, let last = rows.last else { return }
    let table = texts.classes
    let end = texts.extent(row: Int(last), batch).end
    var position = texts.extent(row: Int(first), batch).start
    var kept = 0
    var i = 0
    while position < end, i < rows.count {
      position = scan.find(batch.bytes.span, from: position, to: end)
      for k in 0..<scan.count {
        let place = Int(scan.places[k])
        i = Self.firstRow(endingAfter: place, rows, from: i, texts, batch)
        guard i < rows.count else { break }
        let row = Int(rows[i])
        let extent = texts.extent(row: row, batch)
        guard extent.start <= place else { continue }
        let found = needle.begins(
          in: batch.bytes.span, at: place, from: extent.start, to: extent.end, classes: table.span)
        if found == false { continue }
        // Either way the row is decided, and its other places do not matter.
        i &+= 1
        if found == true && texts.decides && !needle.isPhrase
          || someField(of: fields, row: row, holds: needle, batch)
        {
          rows[kept] = UInt32(truncatingIfNeeded: row)
          kept &+= 1
        }
      }
    }
    rows.removeLast(rows.count - kept)
  }

  /// The index, from `start` on, of the first row whose text ends after `place`. Steps double: most places are near.
  private static func firstRow(
    endingAfter place: Int, _ rows: [UInt32], from start: Int, _ texts: RecordTexts, _ batch: RecordBatch
  ) -> Int {
    var low = start
    var step = 1
    while low &+ step < rows.count, texts.extent(row: Int(rows[low &+ step]), batch).end <= place {
      low &+= step
      step &*= 2
    }
    var high = min(low &+ step, rows.count)
    while low < high {
      let middle = (low &+ high) / 2
      if texts.extent(row: Int(rows[middle]), batch).end <= place { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  private mutating func someField(
    of fields: SearchedFields, row: Int, holds needle: TokenNeedle, _ batch: RecordBatch
  ) -> Bool {
    guard fields.areMembers else {
      for column in fields.columns where holds(needle, batch.content(row: row, column: column), batch) { return true }
      return false
    }
    var walker = batch.memberWalker(row: row)
    while let member = walker.next(in: batch.bytes.span) {
      let content = batch.jsonContent(start: member.valueStart, end: member.valueEnd, hasEscape: member.valueHasEscape)
      if holds(needle, content, batch) { return true }
    }
    return false
  }
}

/// The fields that a term is looked for in: the visible columns, or every member of records that show all they have.
private struct SearchedFields {
  let columns: [Int]
  let areMembers: Bool

  init(_ batch: RecordBatch) {
    columns = batch.projection.fields.map(\.column)
    areMembers = batch.projection.isWhole && batch.syntax == .json && !batch.recordExtents.isEmpty
  }
}

/// The text of whole records, for a scan over their raw bytes.
private struct RecordTexts {
  private enum Source { case none, rows, members }

  private let source: Source
  /// What the scan finds in place is an answer (for one token). Otherwise only its "no" is: a "yes" may have come from a
  /// key or a hidden field.
  let decides: Bool
  let hasEscapes: Bool

  /// Delimited records stand in one piece in the separators layout only, and only a separator that is no letter keeps their
  /// fields apart.
  init(_ batch: RecordBatch, _ columns: [Int]) {
    if batch.syntax == .json, !batch.recordExtents.isEmpty {
      source = .members
      decides = false
    } else if batch.layout.stride == 1, batch.recordCount > 0, batch.slots.count > 1,
      batch.layout.columnCount == 1 || TextFolding.tokenBytes[Int(batch.bytes[Int(batch.slots[1])])] == 0
    {
      source = .rows
      decides = (0..<batch.layout.columnCount).allSatisfy(columns.contains)
    } else {
      source = .none
      decides = false
    }
    switch batch.syntax {
    case .delimited(let quote, let escape): hasEscapes = escape != quote
    case .tabSeparated, .json: hasEscapes = true
    }
  }

  var isScannable: Bool { source != .none }

  @inline(__always)
  func extent(row: Int, _ batch: RecordBatch) -> (start: Int, end: Int) {
    source == .rows ? batch.rowExtent(row: row) : batch.memberExtent(row: row)
  }

  /// What a byte is for tokens; a backslash that may begin an escape needs a closer look.
  var classes: [UInt8] { hasEscapes ? Self.tokenBytesWithBackslash : TextFolding.tokenBytes }

  private static let tokenBytesWithBackslash: [UInt8] = {
    var classes = TextFolding.tokenBytes
    classes[Int(ASCII.backslash)] = TextFolding.beyondASCII
    return classes
  }()
}

extension RecordBatch {
  /// The record's own members: a feature's are those of its `properties`.
  func memberExtent(row: Int) -> (start: Int, end: Int) {
    let extents = propertyExtents.isEmpty ? recordExtents : propertyExtents
    guard row &* 2 &+ 1 < extents.count else { return (0, 0) }
    return (Int(extents[row &* 2]), Int(extents[row &* 2 &+ 1]))
  }

  func memberWalker(row: Int) -> MemberWalker {
    let (start, end) = memberExtent(row: row)
    return MemberWalker(from: start, to: end)
  }

  /// From the first field to the end of the last one (separators layout).
  fileprivate func rowExtent(row: Int) -> (start: Int, end: Int) {
    (extent(row: row, column: 0).start, extent(row: row, column: layout.columnCount &- 1).end)
  }
}
