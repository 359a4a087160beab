import ArgumentParser
import PipelineFiles
import Pipelines

/// Which records are kept.
struct FilterOptions: ParsableArguments {
  @Option(
    name: [.customShort("q"), .customLong("q")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Keep the records that match (weir help query); repeated: all must match. ODS: q.", valueName: "query"))
  var queries: [String] = []

  @Option(
    name: .customLong("params"), parsing: .unconditional,
    help: ArgumentHelp("An Opendatasoft query string or URL (weir help params).", valueName: "q=…&rows=…"))
  var params: String?

  @Option(
    name: [.customShort("p"), .customLong("param")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A value for ${name} in the query; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Keep the records with this value of a facet; repeated: all hold. ODS: refine.", valueName: "field=value"))
  var refine: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Leave out the records with it; may be repeated. ODS: exclude.", valueName: "field=value"))
  var exclude: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Several --refine of this field are alternatives. ODS: disjunctive.", valueName: "field"))
  var disjunctive: [String] = []

  /// The options of `OptionTable.facetFilter` that were said.
  var said: [(flag: String, texts: [String])] {
    [("--refine", refine), ("--exclude", exclude), ("--disjunctive", disjunctive)]
  }

  @Option(
    name: .customLong("geofilter.distance"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Keep what is at most so far away; units m km mi ft yd. ODS.", valueName: "lat,lon,metres"))
  var distances: [String] = []

  @Option(
    parsing: .unconditionalSingleValue, help: ArgumentHelp("The same in short.", valueName: "lat,lon,metres"))
  var near: [String] = []

  @Option(
    name: .customLong("geofilter.polygon"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Keep what is in a polygon or meets it. ODS.", valueName: "(lat,lon),…"))
  var polygons: [String] = []

  @Option(
    name: .customLong("geofilter.bbox"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Keep what is in a box or meets it. ODS.", valueName: "south,west,north,east"))
  var boxes: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Keep what is in the polygons of a GeoJSON file; #id, #property=value choose.", valueName: "file"))
  var within: [String] = []

  /// Adds the filters by place.
  func addGeofilters(to filter: inout FilterDeclaration?) {
    let said = [
      ("--geofilter.distance", distances), ("--near", near), ("--geofilter.polygon", polygons),
      ("--geofilter.bbox", boxes),
      ("--within", within),
    ]
    var added = filter ?? FilterDeclaration(queries: [])
    for (flag, texts) in said { _ = OptionTable.set(flag, texts, in: &added, OptionTable.geofilters) }
    if !added.geofilters.isEmpty { filter = added }
  }
}
