package import Geo
package import Records

/// Measures how far the places of records are from the centre of a disc: the same places, and the same arithmetic, as its
/// filter tests.
package struct DistanceReader: Sendable {
  private let disc: DistanceDisc
  private let sources: [PlaceSource]
  private var reader = ValueReader(members: [])

  package init(from disc: DistanceDisc, over schema: Schema) {
    self.disc = disc
    sources = schema.places.map { PlaceSource($0) }
  }

  /// Metres to the nearest place of a record, 0 inside a shape; nil for a record without one.
  package mutating func distance(row: Int, _ batch: borrowing RecordBatch) -> Double? {
    var nearest: Double?
    for source in sources {
      let found: Double?
      switch reader.place(of: source, row: row, batch) {
      case .none: found = nil
      case .point(let point): found = disc.distance(to: point)
      case .shape: found = disc.distance(to: reader.shape)
      }
      if let found, found < nearest ?? .infinity { nearest = found }
    }
    return nearest
  }
}
