import Diagnostics
import Geo

extension QueryFunction {
  /// `#distance([field], "lat,lon", metres)`.
  static let distance = QueryFunction(
    "distance", fields: .optional, literals: ["\"lat,lon\"", "metres"],
    summary:
      "The place is at most so many metres away; a shape is as near as its nearest point, 0 where it holds the centre. "
      + "Units: m, km, mi, yd, ft.",
    examples: [
      QueryExample(#"#distance(place, "48.8566,2.3522", 1000)"#, #"{"place":[48.8530,2.3499]}"#, true),
      QueryExample(#"#distance(place, "48.8566,2.3522", 1000)"#, #"{"place":"48.8867,2.3431"}"#, false),
      QueryExample(#"#distance(place, "48.8566,2.3522", 5km)"#, #"{"place":"48.8867,2.3431"}"#, true),
      QueryExample(
        #"#distance(area, "48.5,2.5", 0)"#,
        #"{"area":{"type":"Polygon","coordinates":[[[2,48],[3,48],[3,49],[2,49],[2,48]]]}}"#, true),
    ],
    role: .condition { binder, call in
      let places = binder.places(call)
      let disc = binder.disc(centre: call.literals[0], radius: call.literals[1])
      guard let places, let disc else { return .always }
      return binder.leaf(.rows(RegionTest(sources: places, region: .disc(disc))))
    })
}

extension Binder {
  /// The disc that two literals say, or nil and an error.
  fileprivate mutating func disc(centre: QueryText, radius: QueryText) -> DistanceDisc? {
    let text = query.literal(centre)
    var place: Coordinate?
    do throws(GeofilterFailure) {
      place = try DistanceDisc.centre(text.span, from: 0, to: text.count)
    } catch {
      report(error, in: centre, form: GeofilterForm.centre)
    }
    let length = query.literal(radius)
    do throws(Length.Failure) {
      let metres = try Length(length.span, from: 0, to: length.count).metres
      return place.flatMap { try? DistanceDisc(centre: $0, radiusInMetres: metres) }
    } catch {
      report(GeofilterFailure(error), in: radius, form: GeofilterForm.length)
      return nil
    }
  }
}
