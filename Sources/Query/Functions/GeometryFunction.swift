import Diagnostics
import Geo
import Records

extension QueryFunction {
  /// `#geometry(field, kind)`.
  static let geometry = QueryFunction(
    "geometry", fields: .one, literals: ["kind"],
    summary:
      "The value is a geometry of that kind: point, multipoint, linestring, multilinestring, polygon, multipolygon or "
      + "geometrycollection, in any case.",
    examples: [
      QueryExample(
        "#geometry(area, polygon)", #"{"area":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}"#, true),
      QueryExample("#geometry(area, Polygon)", #"{"area":{"type":"Point","coordinates":[2.35,48.85]}}"#, false),
      QueryExample("#geometry(place, \"point\")", #"{"place":[48.85,2.35]}"#, true),
      QueryExample("#geometry(place, linestring)", #"{"place":"LINESTRING(2 48, 3 49)"}"#, true),
    ],
    role: .condition { binder, call in
      let places = binder.places(call)
      let name = String(decoding: binder.query.literal(call.literals[0]), as: UTF8.self).lowercased()
      guard let kind = GeometryText.Kind.allCases.first(where: { $0.name.lowercased() == name }) else {
        let names = GeometryText.Kind.allCases.map { $0.name.lowercased() }
        binder.report(
          .queryBadValue, "no geometry is of kind '\(name)'", call.literals[0].range,
          label: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" },
          notes: ["kinds: " + names.joined(separator: ", ")])
        return .always
      }
      guard let places else { return .always }
      return binder.leaf(.rows(KindTest(sources: places, kind: kind)))
    })
}

/// Keeps the records of which some place is of a kind.
private struct KindTest: RowTest {
  let sources: [PlaceSource]
  let kind: GeometryText.Kind

  let nanoseconds = 100

  func narrow(_ rows: inout [UInt32], _ reader: inout ValueReader, _ batch: RecordBatch) {
    reader.filter(&rows) { reader, row in
      sources.contains { source in
        switch reader.place(of: source, row: row, batch) {
        case .none: false
        case .point: kind == .point
        case .shape: reader.shape.kind == kind
        }
      }
    }
  }
}
