import Geo

extension QueryFunction {
  /// `#bbox([field], "south,west,north,east")`.
  static let box = QueryFunction(
    "bbox", fields: .optional, literals: ["\"south,west,north,east\""],
    summary:
      "The place is inside the box, on its border, or a shape that meets it; a west beyond the east crosses the "
      + "antimeridian. Of a record with shapes and points, the shapes count. A portal has no such function.",
    examples: [
      QueryExample(##"#bbox(place, "48,2,49,3")"##, #"{"place":[48.8530,2.3499]}"#, true),
      QueryExample(##"#bbox(place, "48,2,49,3")"##, #"{"place":[48.8530,3.3499]}"#, false),
      QueryExample(##"#bbox(place, "-20,170,-10,-170")"##, #"{"place":"-18.1,178.4"}"#, true),
    ],
    role: .condition { binder, call in
      let places = binder.places(call, prefersShapes: true)
      let text = binder.query.literal(call.literals[0])
      do throws(GeofilterFailure) {
        let box = try FilterPolygon(boxText: text.span, from: 0, to: text.count)
        guard let places else { return .always }
        return binder.leaf(.rows(RegionTest(sources: places, region: .polygon(box))))
      } catch {
        binder.report(error, in: call.literals[0], form: GeofilterForm.box)
        return .always
      }
    })
}
