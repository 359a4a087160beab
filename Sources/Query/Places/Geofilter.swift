import Bytes
package import Diagnostics
package import Geo

/// A filter by place that stands beside the queries, lowered to the function that means the same: `48.85,2.35,1km` is
/// `#distance("48.85,2.35", 1km)`. From there on the two run through the same code.
package enum Geofilter: String, Sendable, CaseIterable {
  case distance, polygon, bbox

  /// How it is written, for messages.
  var form: String {
    switch self {
    case .distance: GeofilterForm.distance
    case .polygon: GeofilterForm.polygon
    case .bbox: GeofilterForm.box
    }
  }

  /// The disc of `lat,lon,radius`, nil where the text is none.
  package static func disc(_ text: [UInt8]) -> DistanceDisc? {
    try? DistanceDisc(text.span, from: 0, to: text.count)
  }

  /// - Throws: why the text is none of these.
  fileprivate func check(_ bytes: [UInt8]) throws(GeofilterFailure) {
    switch self {
    case .distance: _ = try DistanceDisc(bytes.span, from: 0, to: bytes.count)
    case .polygon: _ = try FilterPolygon(bytes.span, from: 0, to: bytes.count)
    case .bbox: _ = try FilterPolygon(boxText: bytes.span, from: 0, to: bytes.count)
    }
  }
}

extension Query {
  /// The query that a geofilter is. What is wrong with its text is thrown, at its place.
  package init(_ geofilter: Geofilter, _ text: ReadText) throws(DiagnosticList) {
    let bytes = text.bytes
    do throws(GeofilterFailure) {
      try geofilter.check(bytes)
    } catch {
      throw DiagnosticList(
        text.diagnostic(
          .queryBadValue, error.message, at: error.range, notes: error.notes, help: ["write " + geofilter.form]))
    }
    var literals = [0..<bytes.count]
    if geofilter == .distance {
      // The radius begins behind the second comma.
      let commas = bytes.indices.filter { bytes[$0] == ASCII.comma }
      literals = [0..<commas[1], commas[1] + 1..<bytes.count]
    }
    let arguments = literals.map { range in
      FunctionCall.Argument.text(
        QueryText(parts: [.text(String(decoding: bytes[range], as: UTF8.self))], isQuoted: true, range: range))
    }
    let whole = 0..<bytes.count
    self.init(
      root: .function(FunctionCall(name: geofilter.rawValue, nameRange: whole, arguments: arguments, range: whole)),
      source: QuerySource(text))
  }
}

extension Query {
  /// `#polygon` of GeoJSON geometries that were read from a file, which `text` names.
  package init(polygonsOf text: ReadText, _ geometries: [ArraySlice<UInt8>]) {
    let whole = 0..<text.bytes.count
    var literal = geometries.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",")
    if geometries.count > 1 { literal = #"{"type":"GeometryCollection","geometries":["# + literal + "]}" }
    let argument = FunctionCall.Argument.text(QueryText(parts: [.text(literal)], isQuoted: true, range: whole))
    self.init(
      root: .function(
        FunctionCall(name: Geofilter.polygon.rawValue, nameRange: whole, arguments: [argument], range: whole)),
      source: QuerySource(text))
  }
}
