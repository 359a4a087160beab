import Bytes
import Records

/// Says for the visible records of a batch which groups they are in: pairs of row and group, several for a record that is
/// in several groups, none for one without a value.
struct SliceCollector: Sendable {
  private(set) var rows: [UInt32] = []
  private(set) var groups: [UInt32] = []
  /// The record that was last in each group: one with a value twice is in its group once. Empty where that cannot be.
  private var stamps: [Int] = []
  private var stamp = 0
  /// The group of units of time that were met, at the low bits of their numbers: dates lie near each other.
  private var units: [Int] = []
  private var unitGroups: [UInt32] = []
  private var key = ByteBuilder(capacity: 64)
  /// For each field of several: the keys of a record, one after the other, and where they end.
  private var fieldKeys: [ByteBuilder] = []
  private var fieldEnds: [[Int]] = []

  private static let unitCount = 1 << 13

  init() {}

  var byteCount: Int { 8 * (stamps.capacity + units.capacity) + 4 * unitGroups.capacity }

  mutating func collect(_ batch: borrowing RecordBatch, _ readers: inout [SliceReader], _ table: inout GroupTable) {
    rows.removeAll(keepingCapacity: true)
    groups.removeAll(keepingCapacity: true)
    rows.reserveCapacity(batch.recordCount)
    groups.reserveCapacity(batch.recordCount)
    switch readers.count {
    case 0:
      let all = SliceKey.all
      let group = table.group(of: all.span, from: 0, to: all.count)
      batch.selection.forEach(of: batch.recordCount) { pair($0, group) }
    case 1: collect(batch, &readers[0], &table)
    default: collectSeveral(batch, &readers, &table)
    }
  }

  @inline(__always)
  private mutating func pair(_ row: Int, _ group: Int) {
    rows.append(UInt32(truncatingIfNeeded: row))
    groups.append(UInt32(truncatingIfNeeded: group))
  }

  // MARK: One field

  private mutating func collect(
    _ batch: borrowing RecordBatch, _ reader: inout SliceReader, _ table: inout GroupTable
  ) {
    let column = reader.column
    if case .delimited(let quote, _) = batch.syntax, column.listSeparator.isEmpty {
      if column.reading == .text, !batch.schema.isOpen { return collectPlain(batch, &reader, &table, quote: quote) }
      if column.reading == .date, column.type.spelling.dates == nil {
        return collectDates(batch, &reader, &table)
      }
    }
    batch.selection.forEach(of: batch.recordCount) { row in
      collectValues(row, batch, &reader, &table)
    }
  }

  /// The text of the field is the key.
  private mutating func collectPlain(
    _ batch: borrowing RecordBatch, _ reader: inout SliceReader, _ table: inout GroupTable, quote: UInt8
  ) {
    let bytes = batch.bytes.span
    let slots = batch.slots.span
    let cells = ColumnCells(batch.layout, column: reader.column.column)
    batch.selection.forEach(of: batch.recordCount) { row in
      let (start, end) = cells.extent(row: row, slots)
      if start >= end { return }
      if bytes[start] != quote, bytes[start] < SliceKey.escape {
        pair(row, table.group(of: bytes, from: start, to: end))
      } else {
        collectValues(row, batch, &reader, &table)
      }
    }
  }

  /// Dates of the usual form are a number of days, hours or minutes, and most of them were met before.
  private mutating func collectDates(
    _ batch: borrowing RecordBatch, _ reader: inout SliceReader, _ table: inout GroupTable
  ) {
    if units.isEmpty {
      units = Array(repeating: .min, count: Self.unitCount)
      unitGroups = Array(repeating: 0, count: Self.unitCount)
    }
    let bytes = batch.bytes.span
    let slots = batch.slots.span
    let cells = ColumnCells(batch.layout, column: reader.column.column)
    let dates = reader.column.dates
    batch.selection.forEach(of: batch.recordCount) { row in
      let (start, end) = cells.extent(row: row, slots)
      if start >= end { return }
      guard let seconds = reader.quickSeconds(bytes, start, end) else {
        return collectValues(row, batch, &reader, &table)
      }
      let unit = dates.unitNumber(seconds)
      let place = unit & (Self.unitCount &- 1)
      if units[place] != unit {
        key.clear()
        dates.appendKey(seconds, to: &key)
        unitGroups[place] = key.withSpan { UInt32(truncatingIfNeeded: table.group(of: $0, from: 0, to: $0.count)) }
        units[place] = unit
      }
      pair(row, Int(unitGroups[place]))
    }
  }

  /// Whatever the values are, and however many.
  private mutating func collectValues(
    _ row: Int, _ batch: borrowing RecordBatch, _ reader: inout SliceReader, _ table: inout GroupTable
  ) {
    stamp &+= 1
    reader.forEachKey(batch.content(row: row, column: reader.column.column), batch) { bytes, start, end in
      note(row, table.group(of: bytes, from: start, to: end))
    }
  }

  private mutating func note(_ row: Int, _ group: Int) {
    while stamps.count <= group { stamps.append(0) }
    if stamps[group] != stamp {
      stamps[group] = stamp
      pair(row, group)
    }
  }

  // MARK: Several fields

  /// Every combination of the values of a record.
  private mutating func collectSeveral(
    _ batch: borrowing RecordBatch, _ readers: inout [SliceReader], _ table: inout GroupTable
  ) {
    while fieldKeys.count < readers.count {
      fieldKeys.append(ByteBuilder(capacity: 64))
      fieldEnds.append([])
    }
    batch.selection.forEach(of: batch.recordCount) { row in
      stamp &+= 1
      for index in readers.indices {
        fieldKeys[index].clear()
        fieldEnds[index].removeAll(keepingCapacity: true)
        readers[index].forEachKey(batch.content(row: row, column: readers[index].column.column), batch) {
          fieldKeys[index].append($0, from: $1, to: $2)
          fieldEnds[index].append(fieldKeys[index].count)
        }
        if fieldEnds[index].isEmpty { return }
      }
      combine(row, &table)
    }
  }

  private mutating func combine(_ row: Int, _ table: inout GroupTable) {
    let combinations = fieldEnds.reduce(1) { $0 &* $1.count }
    for combination in 0..<combinations {
      key.clear()
      key.append(SliceKey.several)
      var rest = combination
      for index in fieldKeys.indices {
        let (quotient, value) = rest.quotientAndRemainder(dividingBy: fieldEnds[index].count)
        rest = quotient
        let start = value == 0 ? 0 : fieldEnds[index][value &- 1]
        let end = fieldEnds[index][value]
        SliceKey.append(word: UInt32(truncatingIfNeeded: end &- start), to: &key)
        fieldKeys[index].withSpan { key.append($0, from: start, to: end) }
      }
      note(row, key.withSpan { table.group(of: $0, from: 0, to: $0.count) })
    }
  }
}
