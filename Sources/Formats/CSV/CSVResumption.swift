import Bytes

/// Finds where reading goes on after a record that is wrong.
///
/// A record of one line ends with it. Where a quote is wrong nothing says where its record ends, nor does it where a record
/// of another width spans lines (two wrong quotes make one): reading goes on at the next line that holds a record with as
/// many fields as the header. Cutter and decoder find the same place.
enum CSVResumption {
  /// A line that opens a quoted field longer than this is no place to go on.
  private static let reach = 1 << 16

  /// Where the record after the wrong one at `start` begins.
  static func next(
    after outcome: CSVRecordParser.Outcome, at start: Int, _ bytes: Span<UInt8>, to end: Int, _ shape: CSVShape
  ) -> Int {
    let line = shape.dialect.nextLine(bytes, from: start, to: end)
    if outcome.problem == nil {
      guard outcome.fieldCount != shape.columnCount, line < outcome.next else { return outcome.next }
      return find(bytes, from: line, to: outcome.next, isFinal: true, shape) ?? outcome.next
    }
    return find(bytes, from: line, to: end, isFinal: true, shape) ?? end
  }

  /// The first line in `from..<end` that begins with a record of the right width; nil when none does. Without `isFinal` the
  /// bytes may go on after `end`.
  static func find(_ bytes: Span<UInt8>, from start: Int, to end: Int, isFinal: Bool, _ shape: CSVShape) -> Int? {
    var parser = CSVRecordParser(dialect: shape.dialect)
    var none: [UInt32] = []
    var i = start
    while i < end {
      let limit = min(end, i + reach)
      let outcome = parser.read(
        bytes, from: i, to: limit, isFinal: isFinal && limit == end, keeping: 0, into: &none)
      // The bytes that are here do not say how the record goes on.
      let endsWithCR = outcome.next == limit && bytes[limit - 1] == ASCII.carriageReturn
      if !isFinal, limit == end, !outcome.isTerminated || endsWithCR || outcome.problem?.kind == .unclosedQuote {
        return nil
      }
      let isWhole = outcome.isTerminated || isFinal && limit == end
      if isWhole, outcome.problem == nil, outcome.fieldCount == shape.columnCount { return i }
      i = shape.dialect.nextLine(bytes, from: i, to: end)
    }
    return nil
  }
}
