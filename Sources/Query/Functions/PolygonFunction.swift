import Geo

extension QueryFunction {
  /// `#polygon([field], "(lat,lon),(lat,lon),…")`.
  static let polygon = QueryFunction(
    "polygon", fields: .optional, literals: ["\"(lat,lon),(lat,lon),…\""],
    summary:
      "The place is inside the polygon, on its border, or a shape that meets it. The ring need not be closed; of a record "
      + "with shapes and points, the shapes count. Holes and several polygons are written as GeoJSON.",
    examples: [
      QueryExample(#"#polygon(place, "(48,2),(48,3),(49,3),(49,2)")"#, #"{"place":[48.8530,2.3499]}"#, true),
      QueryExample(#"#polygon(place, "((48,2),(48,3),(49,3),(49,2),(48,2))")"#, #"{"place":"49.0,2.5"}"#, true),
      QueryExample(#"#polygon(place, "(48,2), (48,3), (49,3)")"#, #"{"place":"48.9,2.1"}"#, false),
      QueryExample(
        #"#polygon(line, "(48,2),(48,3),(49,3),(49,2)")"#,
        #"{"line":{"type":"LineString","coordinates":[[1,48.5],[4,48.5]]}}"#, true),
      QueryExample(
        #"#polygon(place, '{"type":"Polygon","coordinates":[[[2,48],[3,48],[3,49],[2,48]]]}')"#,
        #"{"place":"48.2,2.5"}"#,
        true),
    ],
    role: .condition { binder, call in
      let places = binder.places(call, prefersShapes: true)
      let text = binder.query.literal(call.literals[0])
      do throws(GeofilterFailure) {
        let polygon = try FilterPolygon(text.span, from: 0, to: text.count)
        guard let places else { return .always }
        return binder.leaf(.rows(RegionTest(sources: places, region: .polygon(polygon))))
      } catch {
        binder.report(error, in: call.literals[0], form: GeofilterForm.polygon)
        return .always
      }
    })
}
