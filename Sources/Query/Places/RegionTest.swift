import Bytes
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

  /// No point outside of these latitudes is inside. Empty bounds for a region without points.
  var latitudes: (south: Double, north: Double) {
    switch self {
    case .disc(let disc): disc.latitudes
    case .polygon(let polygon): (polygon.box.south, polygon.box.north)
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
    if sources.count == 1, case .pair(.column(let latitude), .column(let longitude)) = sources[0] {
      narrowPairs(&rows, latitude, longitude, &reader, batch)
    } else {
      reader.filter(&rows) { reader, row in isInside(row, &reader, batch) }
    }
  }

  /// The usual case, two columns of short decimals: a longitude is read only where the latitude may do. Whatever is spelled in
  /// another way (quotes, spaces, exponents, nothing) takes the exact path.
  private func narrowPairs(
    _ rows: inout [UInt32], _ latitude: Int, _ longitude: Int, _ reader: inout ValueReader, _ batch: RecordBatch
  ) {
    let bytes = batch.bytes.span
    let slots = batch.slots.span
    let latitudes = ColumnCells(batch.layout, column: latitude)
    let longitudes = ColumnCells(batch.layout, column: longitude)
    let (south, north) = region.latitudes
    var kept = 0
    var list = rows.mutableSpan
    for i in 0..<list.count {
      let row = list[i]
      let (start, end) = latitudes.extent(row: Int(row), slots)
      let y = bytes.shortDecimal(from: start, to: end)
      // A latitude that was not read is neither.
      if y < south || y > north { continue }
      let place = longitudes.extent(row: Int(row), slots)
      let x = bytes.shortDecimal(from: place.start, to: place.end)
      let isKept =
        x.isNaN || y.isNaN
        ? isInside(Int(row), &reader, batch) : region.contains(Coordinate(longitude: x, latitude: y))
      list[kept] = row
      kept &+= isKept ? 1 : 0
    }
    rows.removeLast(rows.count - kept)
  }

  private func isInside(_ row: Int, _ reader: inout ValueReader, _ batch: RecordBatch) -> Bool {
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
