import Bytes
import Geo
import Query
import Records

/// The computed field `dist` (SPEC 3.1): metres from the centre of `geofilter.distance` to the record's place, to the
/// millimetre.
///
/// It is there when somebody asks for it: `fields`, an order, or the ods layout. A field of that name in the input is the
/// input's, and nothing is computed then.
enum DistanceColumn {
  static let name = "dist"

  /// The disc to measure from; nil where no step has one.
  static func disc(of steps: [Step]) -> DistanceDisc? {
    for case .filter(let filter) in steps {
      if let disc = filter.disc { return disc }
    }
    return nil
  }

  /// True when a step or an output names it, or shows it unasked.
  static func isWanted(_ steps: [Step], _ outputs: [OutputDemand]) -> Bool {
    isShown(steps) || steps.contains { $0.selects(name) } || outputs.contains { $0.showsDistance }
  }

  /// True when a step shows it without taking the other fields away: an order by it does.
  static func isShown(_ steps: [Step]) -> Bool { steps.contains { $0.shows(name) } }

  /// Appends metres as a JSON number of at most three decimals. They are finite: no two places are farther apart than half
  /// the equator.
  static func append(_ metres: Double, to text: inout ByteBuilder) {
    var millimetres = Int((metres * 1000).rounded())
    text.append(decimal: millimetres / 1000)
    millimetres %= 1000
    if millimetres == 0 { return }
    text.append(ASCII.dot)
    var unit = 100
    while millimetres > 0 {
      text.append(ASCII.zero + UInt8(millimetres / unit))
      millimetres %= unit
      unit /= 10
    }
  }
}

extension Step {
  /// True when `field` is among the fields that are chosen.
  fileprivate func selects(_ field: String) -> Bool {
    if case .select(let projection) = self { projection.names.contains(field) } else { false }
  }

  /// True when the records are ordered by `field`.
  fileprivate func shows(_ field: String) -> Bool {
    switch self {
    case .sort(let declaration): declaration.keys.contains { $0.name == field }
    case .filter, .select, .offset, .limit, .dropGeometry: false
    }
  }
}

/// Fills the column `dist` of the visible records.
struct DistanceKernel: BatchKernel {
  private var reader: DistanceReader
  private let column: Int
  private var text = ByteBuilder(capacity: 1 << 12)
  private var ends: [Int] = []

  init(from disc: DistanceDisc, over schema: Schema, column: Int) {
    reader = DistanceReader(from: disc, over: schema)
    self.column = column
  }

  mutating func apply(_ batch: inout RecordBatch) {
    text.clear()
    ends.removeAll(keepingCapacity: true)
    let rows = batch.rows
    for row in rows {
      if let metres = reader.distance(row: Int(row), batch) { DistanceColumn.append(metres, to: &text) }
      ends.append(text.count)
    }
    batch.fill(column: column, of: rows, with: text, ends: ends)
  }
}
