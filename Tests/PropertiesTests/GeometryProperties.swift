import Bytes
import Geo

/// Geometry as text: changes keep everything else.
extension Property {
  private static func rewound(_ text: [UInt8]) -> [UInt8] {
    var geometry = GeometryText()
    geometry.parse(text.span, from: 0, to: text.count)
    var builder = ByteBuilder()
    geometry.appendRewound(text.span, from: 0, to: text.count, into: &builder)
    return builder.bytes
  }

  private static func rounded(_ text: [UInt8], _ decimals: Int) -> [UInt8] {
    var builder = ByteBuilder()
    _ = CoordinateRounding.append(text.span, from: 0, to: text.count, decimals: decimals, into: &builder)
    return builder.bytes
  }

  static let geometry: [Property] = [
    Property("a generated geometry is well formed, and cut off it is not") { choices in
      let text = Array(choices.geometry().utf8)
      var geometry = GeometryText()
      geometry.parse(text.span, from: 0, to: text.count)
      if !geometry.isWellFormed { return "\(text.shown) is refused" }
      let end = choices.int(0...text.count - 1)
      return JSONTextCheck.endOfValue(text.span, from: 0, to: end) == nil ? nil : "\(text[..<end]) is a value"
    },
    Property("rewinding twice changes nothing more") { choices in
      let once = rewound(Array(choices.geometry().utf8))
      return difference(rewound(once).shown, once.shown)
    },
    Property("rewinding keeps every byte somewhere") { choices in
      let text = Array(choices.geometry().utf8)
      return difference(rewound(text).sorted(), text.sorted(), text.shown)
    },
    Property("rounding twice changes nothing more") { choices in
      let decimals = choices.int(0...3)
      let once = rounded(Array(choices.geometry().utf8), decimals)
      return difference(rounded(once, decimals).shown, once.shown)
    },
    Property("rounding to all decimals changes nothing") { choices in
      let text = Array(choices.geometry().utf8)
      return difference(rounded(text, 20).shown, text.shown)
    },
    Property("what is cut at the antimeridian is not cut again") { choices in
      var path = choices.list(2...5) { "[\($0.int(-18...18) * 10),\($0.int(-80...80))]" }
      let isRing = choices.bool()
      if isRing { path = [path[0], path[1], "[0,5]", path[0]] }
      let line = "[\(path.joined(separator: ","))]"
      let text = Array(
        (isRing
          ? "{\"type\":\"Polygon\",\"coordinates\":[\(line)]}" : "{\"type\":\"LineString\",\"coordinates\":\(line)}")
          .utf8)
      var once = ByteBuilder()
      guard AntimeridianCut.append(text.span, from: 0, to: text.count, into: &once) > 0 else { return nil }
      let cut = once.bytes
      var geometry = GeometryText()
      geometry.parse(cut.span, from: 0, to: cut.count)
      var again = ByteBuilder()
      let count = AntimeridianCut.append(cut.span, from: 0, to: cut.count, into: &again)
      return geometry.isWellFormed && count == 0 ? nil : "\(text.shown) became \(cut.shown), then \(again.bytes.shown)"
    },
    Property("a point in text is its two numbers, in either order") { choices in
      let (latitude, longitude) = (choices.number(), choices.number())
      let space = choices.pick(["", " ", "  "])
      let text = Array("\(space)\(latitude)\(space),\(space)\(longitude)\(space)".utf8)
      let first = PointText.parse(text.span, from: 0, to: text.count, latitudeFirst: true)
      let second = PointText.parse(text.span, from: 0, to: text.count, latitudeFirst: false)
      guard let first, let second else {
        let areFinite = [latitude, longitude].allSatisfy { Double($0)?.isFinite ?? false }
        return areFinite ? "\(text.shown) is refused" : nil
      }
      return difference(first.latitude, second.longitude) ?? difference(first.longitude, second.latitude)
        ?? difference(first.latitude.value, Double(latitude) ?? .nan)
    },
  ]
}
