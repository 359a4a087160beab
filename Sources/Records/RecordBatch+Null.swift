import Bytes

extension RecordBatch {
  /// Makes the value of a field null: an empty field of delimited text, `null` in JSON.
  ///
  /// The bytes that were read stay as they are. A JSON record gets a copy behind them, in which the value is `null`, so
  /// that it is so in a record that leaves whole, too.
  package mutating func setNull(row: Int, column: Int) {
    if syntax == .json { return setJSONNull(row, column) }
    if layout.stride == 1 {
      var scratch: [UInt32] = []
      arrange((0..<layout.columnCount).map { .decoded($0) }, scratch: &scratch)
    }
    let slot = 2 * (row * layout.columnCount + column)
    slots[slot + 1] = slots[slot]
  }

  private mutating func setJSONNull(_ row: Int, _ column: Int) {
    let value = extent(row: row, column: column)
    let null = Array("null".utf8)
    let record = recordExtent(row)
    // A value that stands in no record was put behind it: only its own place changes.
    guard value.start >= record.start, value.end <= record.end else {
      return place(row, column, at: putBehind(null), null.count)
    }
    var copy = bytes.span.array(from: record.start, to: value.start)
    copy += null
    copy += bytes.span.array(from: value.end, to: record.end)
    let base = putBehind(copy)
    let shift = null.count - (value.end - value.start)
    func moved(_ position: Int) -> Int {
      position <= value.start ? base + position - record.start : base + position - record.start + shift
    }
    for other in 0..<layout.columnCount where other != column {
      let (start, end, flags) = extent(row: row, column: other)
      guard flags & BatchLayout.absent == 0, start >= record.start, end <= record.end else { continue }
      let slot = 2 * (row * layout.columnCount + other)
      slots[slot] = UInt32(truncatingIfNeeded: moved(start))
      slots[slot + 1] = UInt32(truncatingIfNeeded: moved(end)) | flags
    }
    place(row, column, at: moved(value.start), null.count)
    move(&recordExtents, row, moved)
    move(&propertyExtents, row, moved)
  }

  private mutating func place(_ row: Int, _ column: Int, at start: Int, _ length: Int) {
    let slot = 2 * (row * layout.columnCount + column)
    slots[slot] = UInt32(truncatingIfNeeded: start)
    slots[slot + 1] = UInt32(truncatingIfNeeded: start + length)
  }

  private func move(_ extents: inout [UInt32], _ row: Int, _ moved: (Int) -> Int) {
    guard extents.count > 2 * row + 1 else { return }
    extents[2 * row] = UInt32(truncatingIfNeeded: moved(Int(extents[2 * row])))
    extents[2 * row + 1] = UInt32(truncatingIfNeeded: moved(Int(extents[2 * row + 1])))
  }
}
