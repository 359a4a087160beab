import Diagnostics
import Geo

extension QueryFunction {
  /// `#polygon([field], "(lat,lon),(lat,lon),…")`.
  static let polygon = QueryFunction(
    "polygon", fields: .optional, literals: ["\"(lat,lon),(lat,lon),…\""],
    summary:
      "The place is inside the polygon, on its border, or a shape that meets it. The ring need not be closed; of a record "
      + "with shapes and points, the shapes count.",
    examples: [
      QueryExample(#"#polygon(place, "(48,2),(48,3),(49,3),(49,2)")"#, #"{"place":[48.8530,2.3499]}"#, true),
      QueryExample(#"#polygon(place, "((48,2),(48,3),(49,3),(49,2),(48,2))")"#, #"{"place":"49.0,2.5"}"#, true),
      QueryExample(#"#polygon(place, "(48,2), (48,3), (49,3)")"#, #"{"place":"48.9,2.1"}"#, false),
      QueryExample(
        #"#polygon(line, "(48,2),(48,3),(49,3),(49,2)")"#,
        #"{"line":{"type":"LineString","coordinates":[[1,48.5],[4,48.5]]}}"#, true),
    ],
    role: .condition { binder, call in
      let places = binder.places(call, prefersShapes: true)
      let text = binder.query.literal(call.literals[0])
      do throws(PolygonFailure) {
        let polygon = try FilterPolygon(text.span, from: 0, to: text.count)
        guard let places else { return .always }
        return binder.leaf(.rows(RegionTest(sources: places, region: .polygon(polygon))))
      } catch {
        let marked = String(decoding: text[error.range.clamped(to: 0..<text.count)], as: UTF8.self)
        binder.report(
          .queryBadValue, error.message + (marked.isEmpty || marked.count > 40 ? "" : ": '\(marked)'"),
          call.literals[0].range, notes: ["a polygon is at least three points: (lat,lon),(lat,lon),(lat,lon)"])
        return .always
      }
    })
}

extension PolygonFailure {
  fileprivate var message: String {
    switch reason {
    case .expected(let expected):
      switch expected {
      case .openParenthesis: "the polygon wants an opening parenthesis after \(range.lowerBound) bytes"
      case .number: "the polygon wants a number after \(range.lowerBound) bytes"
      case .comma: "the polygon wants a comma after \(range.lowerBound) bytes"
      case .closeParenthesis: "the polygon wants a closing parenthesis after \(range.lowerBound) bytes"
      case .commaOrCloseParenthesis:
        "the polygon wants a comma or a closing parenthesis after \(range.lowerBound) bytes"
      case .commaOrEnd: "the polygon wants a comma or its end after \(range.lowerBound) bytes"
      case .end: "the polygon goes on after its end, at \(range.lowerBound) bytes"
      }
    case .latitudeBeyondPole(let latitude): "no place has latitude \(latitude)"
    case .longitudeBeyondMap(let longitude): "longitude \(longitude) is more than three turns away"
    case .tooFewPoints(let count): "a polygon of \(count) different points has no inside"
    case .notAPolygon: "the geometry has no inside"
    case .malformedGeometry: "the geometry is malformed"
    case .empty: "the polygon is empty"
    }
  }
}
