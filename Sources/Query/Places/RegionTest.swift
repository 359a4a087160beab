import Geo
import Records

/// A part of the globe that places are tested against.
enum Region: Sendable {
  case disc(DistanceDisc)
  case polygon(FilterPolygon)

  func contains(_ point: Coordinate) -> Bool {
    switch self {
    case .disc(let disc): disc.contains(point)
    case .polygon(let polygon): polygon.contains(point)
    }
  }

  /// True when the two have a point in common.
  func meets(_ shape: Shape) -> Bool {
    switch self {
    case .disc(let disc): disc.meets(shape)
    case .polygon(let polygon): polygon.meets(shape)
    }
  }
}

/// Keeps the records of which some place lies in a region.
struct RegionTest: RowTest {
  let sources: [PlaceSource]
  let region: Region

  let nanoseconds = 100

  func narrow(_ rows: inout [UInt32], _ reader: inout ValueReader, _ batch: RecordBatch) {
    reader.filter(&rows) { reader, row in
      for source in sources {
        switch reader.place(of: source, row: row, batch) {
        case .none: continue
        case .point(let point): if region.contains(point) { return true }
        case .shape: if region.meets(reader.shape) { return true }
        }
      }
      return false
    }
  }
}
