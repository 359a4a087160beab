import Records

/// Where the raw text of a column stands in the records of a batch, with what its layout says resolved once: for loops that
/// look at every record.
struct FieldExtents {
  private let step: Int
  private let offset: Int
  private let bias: UInt32
  private let mask: UInt32
  private let trim: UInt32

  init(_ column: Int, of batch: borrowing RecordBatch) {
    let layout = batch.layout
    step = layout.columnCount &* layout.stride
    offset = column &* layout.stride
    bias = layout.startBias
    mask = layout.stride == 2 ? BatchLayout.positionMask : .max
    trim = column &+ 1 == layout.columnCount ? layout.lastEndTrim : 0
  }

  /// Equal ends: the record has no such field, or an empty one.
  @inline(__always)
  func callAsFunction(_ slots: borrowing Span<UInt32>, _ row: Int) -> (start: Int, end: Int) {
    let slot = row &* step &+ offset
    return (Int(slots[slot] &+ bias), Int((slots[slot &+ 1] & mask) &- trim))
  }
}
