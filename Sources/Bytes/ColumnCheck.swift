import CByteScan

/// Checks that every value of a column is of a kind: the wide loop behind declared types and verified guesses.
///
/// It knows the usual spellings only and stops at the first value that it is not sure of; the caller decides about that one
/// and goes on behind it.
///
///     var row = 0
///     while row < count {
///       row = check.firstDoubtful(bytes, slots, from: row, to: count)
///       if row < count, !isFine(row) { … }
///       row += 1
///     }
public struct ColumnCheck: Sendable {
  /// The raw values are those of the kernel.
  public enum Kind: UInt32, Sendable, CaseIterable {
    case integer, number, boolean
    /// ISO 8601.
    case date, datetime
    /// `31/12/2020` and `12/31/2020`.
    case dayFirstDate, monthFirstDate
  }

  /// How the slots of a batch hold the extent of a field: see `BatchLayout`.
  public struct Layout: Sendable {
    public var columnCount: Int
    public var stride: Int
    public var startBias: UInt32
    public var positionMask: UInt32
    /// Bytes cut off the end of the column that is checked.
    public var endTrim: UInt32

    public init(columnCount: Int, stride: Int, startBias: UInt32, positionMask: UInt32, endTrim: UInt32) {
      precondition(columnCount > 0 && (stride == 1 || stride == 2))
      self.columnCount = columnCount
      self.stride = stride
      self.startBias = startBias
      self.positionMask = positionMask
      self.endTrim = endTrim
    }
  }

  public var kind: Kind
  public var column: Int
  /// Stands around quoted values; 0: values are taken as they are.
  public var quote: UInt8
  public var decimalMark: UInt8

  public init(_ kind: Kind, column: Int, quote: UInt8, decimalMark: UInt8 = ASCII.dot) {
    self.kind = kind
    self.column = column
    self.quote = quote
    self.decimalMark = decimalMark
  }

  /// The first of rows `first..<end` whose value is not surely of the kind, or `end`.
  public func firstDoubtful(
    _ source: Span<UInt8>, _ slots: Span<UInt32>, _ layout: Layout, from first: Int, to end: Int
  ) -> Int {
    precondition(first >= 0 && column >= 0 && column < layout.columnCount)
    guard first < end else { return end }
    // SAFETY: pointers live for the call only; the kernel checks every read against the lengths, whatever the slots say.
    let found = unsafe source.withUnsafeBufferPointer { source in
      unsafe slots.withUnsafeBufferPointer { slots in
        guard let bytes = source.baseAddress, let positions = slots.baseAddress else { return first }
        var check = unsafe weir_column_check(
          src: bytes, readable: source.count, slots: positions, slot_count: slots.count, columns: layout.columnCount,
          column: column, stride: layout.stride, start_bias: layout.startBias, position_mask: layout.positionMask,
          end_trim: layout.endTrim, quote: quote, decimal_mark: decimalMark, kind: kind.rawValue)
        return unsafe Int(weir_check_column(&check, first, end))
      }
    }
    return min(found, end)
  }
}
