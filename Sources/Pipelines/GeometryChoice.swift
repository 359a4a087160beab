import Diagnostics
import Formats
import Records

/// Decides where the geometry of a stream comes from.
///
/// Without `--geo`: the GeoJSON geometry, else a shape, else a point (each by its declared type, by its name, or in an
/// Opendatasoft export by its values), else a latitude and a longitude column. A record of an Opendatasoft export that has
/// both a `geometry` and a shape among its fields is the shape, as in the portal's own GeoJSON. Two candidates of one rank
/// are an error where an output needs a geometry.
enum GeometryChoice {
  static let pointNames = ["geo_point_2d", "geo_point", "coordinates"]
  static let shapeNames = ["geo_shape"]
  static let latitudeNames = ["lat", "latitude"]
  static let longitudeNames = ["lon", "lng", "longitude"]

  /// The source, or nil where there is none and none is needed.
  static func resolve(
    _ schema: Schema, option: GeoOption?, isNeeded: Bool
  ) throws(DiagnosticList) -> GeometrySource? {
    if let option { return try chosen(option, schema) }
    if let member = member(schema) { return member }
    for rank in candidates(schema) where !rank.isEmpty {
      if rank.count == 1 { return rank[0] }
      guard isNeeded else { return nil }
      throw DiagnosticList(
        Diagnostic(
          .geometryUnclear, "more than one field could be the geometry",
          notes: rank.map { "candidate: " + describe($0, schema) }, help: rank.map { "--geo " + flag($0, schema) }))
    }
    guard isNeeded else { return nil }
    throw DiagnosticList(
      Diagnostic(
        .geometryMissing, "no field holds a geometry, and the output needs one",
        notes: ["fields: " + schema.fields.prefix(12).map(\.name).joined(separator: ", ")],
        help: ["--geo lat=FIELD,lon=FIELD or --geo point=FIELD or --geo shape=FIELD names it"]))
  }

  /// `latitude + longitude`, for `-v` and `explain`.
  static func describe(_ source: GeometrySource, _ schema: Schema) -> String {
    switch source {
    case .shape(let column):
      schema.fields[column].role == .geometry
        ? "the GeoJSON geometry" : "GeoJSON text in '\(schema.fields[column].name)'"
    case .point(let column, let order): "'\(schema.fields[column].name)' as \(order.rawValue)"
    case .pair(let latitude, let longitude): "'\(schema.fields[latitude].name)' and '\(schema.fields[longitude].name)'"
    }
  }

  /// Every source of the first rank that has one: what `--geo` may choose from where `resolve` cannot.
  static func possible(in schema: Schema) -> [GeometrySource] {
    if let member = member(schema) { return [member] }
    return candidates(schema).first { !$0.isEmpty } ?? []
  }

  /// What `--geo` says for a source; nil for the geometry member of GeoJSON, which needs no saying.
  static func option(_ source: GeometrySource, _ schema: Schema) -> GeoOption? {
    switch source {
    case .shape(let column):
      schema.fields[column].role == .geometry ? nil : .shape(field: schema.fields[column].name)
    case .point(let column, let order): .point(field: schema.fields[column].name, order: order)
    case .pair(let latitude, let longitude):
      .pair(latitude: schema.fields[latitude].name, longitude: schema.fields[longitude].name)
    }
  }

  private static func flag(_ source: GeometrySource, _ schema: Schema) -> String {
    switch source {
    case .shape(let column): "shape=\(schema.fields[column].name)"
    case .point(let column, _): "point=\(schema.fields[column].name)"
    case .pair(let latitude, let longitude): "lat=\(schema.fields[latitude].name),lon=\(schema.fields[longitude].name)"
    }
  }

  private static func chosen(_ option: GeoOption, _ schema: Schema) throws(DiagnosticList) -> GeometrySource {
    func column(_ name: String) throws(DiagnosticList) -> Int {
      if let index = schema.index(of: name) { return index }
      var help: [String] = []
      if let near = Suggestion.nearest(to: name, in: schema.fields.map(\.name)) {
        help.append("did you mean '\(near)'?")
      }
      throw DiagnosticList(
        Diagnostic(
          .unknownField, "no field '\(name)'", at: Location(context: "--geo"),
          notes: ["fields: " + schema.fields.prefix(12).map(\.name).joined(separator: ", ")], help: help))
    }
    switch option {
    case .point(let field, let order): return .point(column: try column(field), order: order)
    case .pair(let latitude, let longitude):
      return .pair(latitude: try column(latitude), longitude: try column(longitude))
    case .shape(let field): return .shape(column: try column(field))
    }
  }

  /// The geometry member of a feature or an Opendatasoft record, unless the only shape among the fields goes before it.
  private static func member(_ schema: Schema) -> GeometrySource? {
    guard let slot = schema.fields.firstIndex(where: { $0.role == .geometry }) else { return nil }
    let shapes = columns(.shape, [], schema)
    return .shape(column: shapes.count == 1 ? shapes[0] : slot)
  }

  private static func candidates(_ schema: Schema) -> [[GeometrySource]] {
    let shapes = columns(.shape, shapeNames, schema).map { GeometrySource.shape(column: $0) }
    let points = columns(.geopoint, pointNames, schema).map { column in
      GeometrySource.point(column: column, order: schema.fields[column].type.spelling.order)
    }
    var pairs: [GeometrySource] = []
    for latitude in columns(latitudeNames, schema) {
      for longitude in columns(longitudeNames, schema) {
        pairs.append(.pair(latitude: latitude, longitude: longitude))
      }
    }
    return [shapes, points, pairs]
  }

  /// The columns that are declared, or guessed, to be of a kind; else those that are named so, spelled with blanks or
  /// capitals too ("Geo Shape").
  private static func columns(_ kind: FieldKind, _ names: [String], _ schema: Schema) -> [Int] {
    let properties = schema.fields.indices.filter { schema.fields[$0].role == .property }
    let declared = properties.filter { schema.fields[$0].type.declaredKind == kind }
    if !declared.isEmpty { return declared }
    let named = properties.filter { column in
      names.contains(schema.fields[column].name.lowercased().replacing(" ", with: "_"))
    }
    return named.isEmpty ? properties.filter { schema.fields[$0].kind == kind } : named
  }

  private static func columns(_ names: [String], _ schema: Schema) -> [Int] {
    names.compactMap { schema.index(of: $0) }
  }
}
