#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Distances on the sphere.
///
/// The formula is the haversine (Sinnott, "Virtues of the Haversine", 1984), here with its counterpart for the point
/// opposite: `h = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)` and `1 − h = sin²((φ₁+φ₂)/2) + cos φ₁ cos φ₂ cos²(Δλ/2)`. Both
/// are sums of positive terms, so `2R·atan2(√h, √(1 − h))` keeps its digits for distances of a millimetre and for points
/// at the other end of the globe alike.
package enum GreatCircle {
  /// The mean radius R₁ = (2a + b)/3 of WGS 84 in metres (IUGG; Moritz, "Geodetic Reference System 1980").
  package static let earthRadius = 6_371_008.7714

  /// The distance in metres. Longitudes may be any number of turns away; a latitude beyond a pole gives a number without
  /// meaning, and a coordinate that is not finite gives NaN.
  package static func distance(from a: Coordinate, to b: Coordinate) -> Double {
    let step = Turns.difference(a.longitude, b.longitude)
    let cosines = cos(radians(a.latitude)) * cos(radians(b.latitude))
    return distance(haversine: haversine(a.latitude, b.latitude, step, cosines), a.latitude, b.latitude, step, cosines)
  }

  /// `h` of two latitudes, the difference of their longitudes (degrees all) and the product of the latitudes' cosines.
  static func haversine(_ latitude: Double, _ other: Double, _ step: Double, _ cosines: Double) -> Double {
    let y = sin(radians(latitude - other) / 2)
    let x = sin(radians(step) / 2)
    return y * y + cosines * (x * x)
  }

  /// The distance in metres that belongs to `h`, where `h` is known already.
  static func distance(
    haversine h: Double, _ latitude: Double, _ other: Double, _ step: Double, _ cosines: Double
  ) -> Double {
    let y = sin(radians(latitude + other) / 2)
    let x = cos(radians(step) / 2)
    return 2 * earthRadius * atan2(h.squareRoot(), (y * y + cosines * (x * x)).squareRoot())
  }

  static func radians(_ degrees: Double) -> Double { degrees * (Double.pi / 180) }
  static func degrees(_ radians: Double) -> Double { radians * (180 / Double.pi) }
}
