/// A position on the globe in degrees, WGS 84. Longitude comes first, as in GeoJSON.
public struct Coordinate: Sendable, Equatable {
  public var longitude: Double
  public var latitude: Double

  public init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
  }

  /// True when the latitude exists. Longitudes beyond 180 are tolerated: data across the antimeridian holds them.
  public var hasValidLatitude: Bool { latitude >= -90 && latitude <= 90 }
}
