import Bytes

/// Series that were computed to the end, in the order in which they are shown: what every document is made of.
///
/// A row holds the bytes of its key and 9 bytes for each number: nothing is allocated for it.
package struct SeriesAnswer: Sendable {
  /// The fields of x, each once; empty: there is one row for all records.
  package let slices: [SliceSpec]
  package let series: [SeriesSpec]
  package private(set) var rowCount = 0
  /// Row after row.
  private var keys = ByteBuilder(capacity: 1024)
  private var ends: [Int] = []
  private var kinds: [Kind] = []
  private var numbers: [UInt64] = []
  private var quantiles: [Double] = []

  private enum Kind: UInt8 { case missing, integer, number, quantiles, noQuantiles }

  package init(slices: [SliceSpec], series: [SeriesSpec]) {
    self.slices = slices
    self.series = series
  }

  package mutating func append(_ group: [SliceValue], _ row: [SeriesValue]) {
    var fields = group.map { value in
      var key = ByteBuilder(capacity: 16)
      SliceKey.append(value, to: &key)
      return key.bytes
    }
    if fields.isEmpty { fields = [SliceKey.all] }
    var key = fields[0]
    if fields.count > 1 {
      var builder = ByteBuilder(capacity: 64)
      builder.append(SliceKey.several)
      for field in fields {
        SliceKey.append(word: UInt32(truncatingIfNeeded: field.count), to: &builder)
        builder.append(field)
      }
      key = builder.bytes
    }
    append(key: key.span, 0, key.count, row)
  }

  /// Appends a row with the key of its group.
  mutating func append(key: Span<UInt8>, _ start: Int, _ end: Int, _ row: [SeriesValue]) {
    keys.append(key, from: start, to: end)
    ends.append(keys.count)
    for value in row { append(value) }
    rowCount += 1
  }

  mutating func reserve(_ rows: Int) {
    ends.reserveCapacity(rows)
    kinds.reserveCapacity(rows * series.count)
    numbers.reserveCapacity(rows * series.count)
  }

  private mutating func append(_ value: SeriesValue) {
    switch value {
    case .missing: append(.missing, 0)
    case .integer(let number): append(.integer, UInt64(bitPattern: Int64(number)))
    case .number(let number): append(.number, number.bitPattern)
    case .quantiles(nil): append(.noQuantiles, 0)
    case .quantiles(let found?):
      append(.quantiles, UInt64(quantiles.count) << 16 | UInt64(found.count))
      quantiles += found
    }
  }

  private mutating func append(_ kind: Kind, _ number: UInt64) {
    kinds.append(kind)
    numbers.append(number)
  }

  /// What the records of a row have in common.
  package func slice(row: Int, _ index: Int) -> SliceValue {
    let bytes = keys.storage.span
    let start = row == 0 ? 0 : ends[row - 1]
    let field =
      slices.count == 1
      ? start..<ends[row] : SliceKey.fields(bytes, start, ends[row], count: slices.count)[index]
    return SliceKey.value(bytes, field.lowerBound, field.upperBound)
  }

  package func value(row: Int, series index: Int) -> SeriesValue {
    let number = numbers[row * series.count + index]
    switch kinds[row * series.count + index] {
    case .missing: return .missing
    case .integer: return .integer(Int(Int64(bitPattern: number)))
    case .number: return .number(Double(bitPattern: number))
    case .noQuantiles: return .quantiles(nil)
    case .quantiles:
      let first = Int(number >> 16)
      return .quantiles(Array(quantiles[first..<first + Int(number & 0xFFFF)]))
    }
  }
}
