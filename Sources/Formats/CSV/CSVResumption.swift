import Bytes

/// Finds where reading goes on after a record that is wrong.
///
/// A record of one line ends with it. Where a quote is wrong nothing says where its record ends, nor does it where a record
/// of another width spans lines (two wrong quotes make one): reading goes on at the next line that holds a record with as
/// many fields as the header. Cutter and decoder find the same place, wherever the bytes are cut.
enum CSVResumption {
  /// A line that opens a quoted field longer than this is no place to go on.
  private static let reach = 1 << 16
  /// Where no line fits for so long, the lines up to here are one wrong record.
  private static let horizon = 1 << 20

  /// Where the record after the one at `start` begins. Without `isFinal` the bytes may go on after `end`: nil where it
  /// depends on them.
  static func next(
    after outcome: CSVRecordParser.Outcome, at start: Int, _ bytes: Span<UInt8>, to end: Int, isFinal: Bool,
    _ shape: CSVShape
  ) -> Int? {
    if outcome.problem == nil, shape.fits(outcome.fieldCount) { return outcome.next }
    let line = shape.dialect.nextLine(bytes, from: start, to: end)
    guard isFinal || shape.dialect.isKnown(bytes, line, end) else { return nil }
    if outcome.problem != nil {
      return find(bytes, from: line, to: end, until: start + horizon, isFinal: isFinal, shape) ?? (isFinal ? end : nil)
    }
    guard line < outcome.next else { return outcome.next }
    return find(bytes, from: line, to: outcome.next, until: .max, isFinal: true, shape) ?? outcome.next
  }

  /// The first line in `from..<end` that begins with a record of the right width, or that stands at `until` or after it.
  private static func find(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, until horizon: Int, isFinal: Bool, _ shape: CSVShape
  ) -> Int? {
    var parser = CSVRecordParser(dialect: shape.dialect)
    var none: [UInt32] = []
    var i = start
    while i < end {
      if i >= horizon { return i }
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
