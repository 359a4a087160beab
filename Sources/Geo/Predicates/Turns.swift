/// Longitudes that are any number of turns away.
enum Turns {
  /// The same meridian from -180 up to, but not including, 180. Exact; NaN for what is not finite.
  static func normalised(_ longitude: Double) -> Double {
    if longitude >= -180, longitude < 180 { return longitude }
    // The remainder of IEEE 754 is never rounded.
    let folded = longitude.remainder(dividingBy: 360)
    return folded == 180 ? -180 : folded
  }

  /// `b - a` the short way, from -180 to 180.
  static func difference(_ a: Double, _ b: Double) -> Double {
    let step = b - a
    return abs(step) <= 180 ? step : step.remainder(dividingBy: 360)
  }

  /// How many turns too long a step is: an edge goes the short way round. A step of exactly one turn, as along the
  /// border of a map, may be meant.
  static func excess(of step: Double, keepingWholeTurn: Bool) -> Double {
    if abs(step) <= 180 || keepingWholeTurn && abs(step) == 360 { return 0 }
    return (step / 360).rounded()
  }
}
