import Diagnostics
package import Pipelines

extension OptionTable {
  /// Filters by place: keys of `filter.geofilter`, flags, and (but for files) parameters of a query string.
  package static let geofilters: [DeclaredOption<FilterDeclaration>] = [
    .geofilter(
      "--geofilter.distance", .distance, "Places at most so far away: lat,lon,metres or lat,lon,1.5km."),
    .geofilter("--near", .distance, "The same as geofilter.distance.", alias: "near"),
    .geofilter(
      "--geofilter.polygon", .polygon, "Places in a polygon, shapes that meet it: (lat,lon),(lat,lon),(lat,lon)."),
    .geofilter("--geofilter.bbox", .bbox, "Places in a box: south,west,north,east."),
    .geofilter(
      "--within", .within, "Places in the polygons of a GeoJSON file: zones.geojson, zones.geojson#id, #property=value."
    ),
  ]
}

extension DeclaredOption where Options == FilterDeclaration {
  /// Every one that is given must match. What is wrong with a text is said when the query is made of it, at its place.
  fileprivate static func geofilter(
    _ flag: String, _ kind: GeofilterDeclaration.Kind, _ help: String, alias: String? = nil
  ) -> DeclaredOption {
    make(flag, "geofilter." + (alias ?? kind.rawValue), .textOrList, help) { texts, filter in
      for text in texts { filter.add(GeofilterDeclaration(kind, text, place: WrittenPlace(Location(context: flag)))) }
      return nil
    } spell: { filter in
      alias == nil ? filter.geofilters.filter { $0.kind == kind }.map(\.seenFromHere) : []
    }
  }
}

extension GeofilterDeclaration {
  /// The text, with a path as seen from the working directory.
  fileprivate var seenFromHere: String { kind == .within ? PipelineFile.joined(baseDirectory, text) : text }
}
