import Records

/// Where the place of a record is read.
enum PlaceSource: Sendable, Equatable {
  /// A point or a geometry: `lat,lon` text, a list of two numbers, GeoJSON, WKT. The order is that of points.
  case value(FieldSource, CoordinateOrder)
  /// A latitude and a longitude.
  case pair(latitude: FieldSource, longitude: FieldSource)

  init(_ place: GeometrySource) {
    switch place {
    case .shape(let column): self = .value(.column(column), .latlon)
    case .point(let column, let order): self = .value(.column(column), order)
    case .pair(let latitude, let longitude): self = .pair(latitude: .column(latitude), longitude: .column(longitude))
    }
  }
}
