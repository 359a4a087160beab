#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Everything within a distance of a place: `geofilter.distance` and `#distance`.
///
/// Rule: a point is inside when its great-circle distance (`GreatCircle`) to the centre is at most the radius (SPEC 3.1);
/// so `contains` agrees with `distance` to the last bit. A shape is inside when some point of it is (`meets`).
/// A box in degrees rejects most points before any sine is computed.
package struct DistanceDisc: Sendable {
  /// Why there is no such disc.
  package enum Refusal: Error, Sendable, Equatable {
    case radiusNegative
    case radiusNotFinite
    case centreNotFinite
    /// The latitude lies beyond a pole.
    case centreBeyondPole
  }

  package let centre: Coordinate
  package let radiusInMetres: Double

  let reach: Reach
  private let cosine: Double
  /// Below the first value of `h` a point is inside, above the second one outside; between them the distance decides.
  private let surelyInside: Double
  private let surelyOutside: Double

  package init(centre: Coordinate, radiusInMetres: Double) throws(Refusal) {
    guard radiusInMetres.isFinite else { throw .radiusNotFinite }
    guard radiusInMetres >= 0 else { throw .radiusNegative }
    guard centre.latitude.isFinite, centre.longitude.isFinite else { throw .centreNotFinite }
    guard centre.hasValidLatitude else { throw .centreBeyondPole }
    self.init(centre: centre, checkedRadius: radiusInMetres)
  }

  /// The radius is finite and not negative, the centre on the globe.
  init(centre: Coordinate, checkedRadius radiusInMetres: Double) {
    self.centre = centre
    self.radiusInMetres = radiusInMetres
    reach = Reach(from: centre.latitude, metres: radiusInMetres)
    cosine = cos(GreatCircle.radians(centre.latitude))
    let half = radiusInMetres / GreatCircle.earthRadius / 2
    let sine = sin(min(half, .pi / 2))
    // The rounding of `h` stays below 1e-14 of it.
    surelyInside = half < .pi / 2 ? sine * sine * (1 - 1e-12) : 2
    surelyOutside = sine * sine * (1 + 1e-12)
  }

  /// True for points at most the radius away. False for latitudes beyond a pole and for what is not finite.
  package func contains(_ point: Coordinate) -> Bool {
    guard point.latitude >= reach.south, point.latitude <= reach.north else { return false }
    let step = Turns.difference(centre.longitude, point.longitude)
    guard abs(step) <= reach.halfWidth else { return false }
    let cosines = cosine * cos(GreatCircle.radians(point.latitude))
    let h = GreatCircle.haversine(centre.latitude, point.latitude, step, cosines)
    if h < surelyInside { return true }
    if h > surelyOutside { return false }
    return GreatCircle.distance(haversine: h, centre.latitude, point.latitude, step, cosines) <= radiusInMetres
  }

  /// No point outside of these latitudes is inside.
  package var latitudes: (south: Double, north: Double) { (reach.south, reach.north) }

  /// The distance in metres from the centre; NaN for what is not finite.
  package func distance(to point: Coordinate) -> Double { GreatCircle.distance(from: centre, to: point) }

  /// How far a disc reaches in degrees: a box that nothing in the disc leaves.
  struct Reach: Sendable {
    let south: Double
    let north: Double
    /// To the east and to the west of the centre; 180 when the disc has a pole in it.
    let halfWidth: Double

    /// The parallels that touch a cap lie its radius away. The meridians that touch it are `asin(sin r / cos φ)` away
    /// (Napier's rules; the same formula in Bronshtein, "Taschenbuch der Mathematik", spherical trigonometry).
    init(from latitude: Double, metres: Double) {
      let angle = metres / GreatCircle.earthRadius
      let degrees = GreatCircle.degrees(angle)
      // A little more than the rounding of all that, so that the exact test decides at the border.
      let margin = 1e-9 + degrees * 1e-12
      south = max(-90, latitude - degrees - margin)
      north = min(90, latitude + degrees + margin)
      if south == -90 || north == 90 {
        halfWidth = 180
      } else {
        let ratio = sin(angle) / cos(GreatCircle.radians(latitude))
        // Near a pole the quotient is steep: the margin grows with it.
        halfWidth = ratio < 1 ? GreatCircle.degrees(asin(ratio)) * (1 + 1e-6) + margin * 1e3 : 180
      }
    }

    /// True when longitudes `low...high` degrees away from the centre, not yet turned, may be in reach.
    func meets(_ low: Double, _ high: Double) -> Bool {
      if halfWidth >= 180 { return true }
      return ((low - halfWidth) / 360).rounded(.up) * 360 <= high + halfWidth
    }
  }
}
