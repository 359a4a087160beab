import Records

/// Where the place of a record is read.
enum PlaceSource: Sendable, Equatable {
  /// A point or a geometry: `lat,lon` text, a list of two numbers, GeoJSON, WKT. The order is that of points.
  case value(FieldSource, CoordinateOrder)
  /// A latitude and a longitude.
  case pair(latitude: FieldSource, longitude: FieldSource)
}
