package import Bytes

/// The box around a geometry as RFC 7946 section 5 writes it: west, south, east, north.
///
/// A box that crosses the antimeridian has a west beyond its east (section 5.2). Of the two maps, cut at 180 and cut at 0,
/// the one on which the geometry is narrower decides; what crosses both meridians goes around the globe. Two dimensions:
/// altitudes play no part.
package struct BoundingBox: Sendable, Equatable {
  package private(set) var west: Double
  package private(set) var south: Double
  package private(set) var east: Double
  package private(set) var north: Double

  /// Nil for what has no position.
  package init?(_ shape: Shape) {
    guard shape.content == .geometry else { return nil }
    var flat = Extent()
    var turned = Extent()
    for path in shape.paths {
      if path.role == .points {
        for i in path.positions { Self.extend(&flat, &turned, shape.xs[i], shape.xs[i]) }
      } else {
        Self.extend(&flat, &turned, path.box.west, path.box.east)
      }
    }
    south = shape.box.south
    north = shape.box.north
    if flat.width <= turned.width {
      (west, east) = (flat.west, flat.east)
    } else {
      (west, east) = (
        turned.west > 180 ? turned.west - 360 : turned.west, turned.east > 180 ? turned.east - 360 : turned.east
      )
    }
    if min(flat.width, turned.width) >= 360 { (west, east) = (-180, 180) }
  }

  /// Longitudes on a map that is cut somewhere.
  private struct Extent {
    var west = Double.infinity
    var east = -Double.infinity

    var width: Double { east - west }

    mutating func extend(_ low: Double, _ high: Double) {
      west = min(west, low)
      east = max(east, high)
    }
  }

  /// Adds longitudes that begin between -180 and 180 to both maps.
  private static func extend(_ flat: inout Extent, _ turned: inout Extent, _ west: Double, _ east: Double) {
    if east <= 180 { flat.extend(west, east) } else { flat.extend(-180, 180) }
    if west >= 0 {
      if east <= 360 { turned.extend(west, east) } else { turned.extend(0, 360) }
    } else if east < 0 {
      turned.extend(west + 360, east + 360)
    } else {
      turned.extend(0, 360)
    }
  }

  /// Appends `[west,south,east,north]`, each number in the fewest digits that give it again.
  package func append(to output: inout ByteBuilder) {
    output.append(ASCII.openBracket)
    for (index, number) in [west, south, east, north].enumerated() {
      if index > 0 { output.append(ASCII.comma) }
      let text = "\(number)"
      output.append(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }
    output.append(ASCII.closeBracket)
  }
}
