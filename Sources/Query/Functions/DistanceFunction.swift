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
    let point = PointText.parse(text.span, from: 0, to: text.count, latitudeFirst: true)
    if let point, !point.coordinate.hasValidLatitude {
      report(
        .queryBadValue, "no place has latitude \(point.coordinate.latitude)", centre.range,
        notes: ["the latitude comes first, the longitude second: \"48.8566,2.3522\""])
    } else if point == nil {
      report(
        .queryBadValue, "a centre is two numbers, latitude and longitude", centre.range,
        notes: ["as in \"48.8566,2.3522\""])
    }
    let length = query.literal(radius)
    do throws(Length.Failure) {
      let metres = try Length(length.span, from: 0, to: length.count).metres
      guard let point else { return nil }
      return try? DistanceDisc(centre: point.coordinate, radiusInMetres: metres)
    } catch {
      let units = Length.units.map { String(decoding: $0.name, as: UTF8.self) }.joined(separator: ", ")
      report(
        .queryBadValue, error.message, radius.range, notes: ["a number of metres, or a number and one of \(units)"])
      return nil
    }
  }
}

extension Length.Failure {
  fileprivate var message: String {
    switch reason {
    case .empty: "the distance is missing"
    case .notANumber: "the distance is no number"
    case .unknownUnit: "the distance has a unit that is not known"
    case .negative: "a distance is not negative"
    case .tooLarge: "the distance is beyond every number"
    }
  }
}
