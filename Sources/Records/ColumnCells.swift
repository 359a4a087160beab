/// Where the texts of one column stand, for loops over many rows: the arithmetic of the layout, done once.
///
///     let cells = ColumnCells(batch.layout, column: 3)
///     let (start, end) = cells.extent(row: row, batch.slots.span)
///
/// The extent is the raw text, quotes included, and empty where the record lacks the field.
@frozen public struct ColumnCells: Sendable {
  @usableFromInline let step: Int
  @usableFromInline let offset: Int
  @usableFromInline let startBias: UInt32
  @usableFromInline let mask: UInt32
  @usableFromInline let trim: UInt32

  @inlinable @inline(__always)
  public init(_ layout: BatchLayout, column: Int) {
    step = layout.columnCount &* layout.stride
    offset = column &* layout.stride
    startBias = layout.startBias
    mask = layout.stride == 2 ? BatchLayout.positionMask : .max
    trim = column &+ 1 == layout.columnCount ? layout.lastEndTrim : 0
  }

  @inlinable @inline(__always)
  public func extent(row: Int, _ slots: Span<UInt32>) -> (start: Int, end: Int) {
    let slot = row &* step &+ offset
    return (Int(slots[slot] &+ startBias), Int((slots[slot &+ 1] & mask) &- trim))
  }
}
