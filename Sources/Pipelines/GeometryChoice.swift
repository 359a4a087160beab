import Diagnostics
import Formats
import Records

/// Decides where the geometry of a stream comes from.
///
/// Without `--geo`: the GeoJSON geometry, else a shape, else a point (each by its declared type, by its name, or in an
/// Opendatasoft export by its values), else a latitude and a longitude column. A record of an Opendatasoft export that has
/// both a `geometry` and a shape among its fields is the shape, as in the portal's own GeoJSON. Two candidates of one rank
/// are an error where an output needs a geometry, and so is a point whose order nothing says: France's charging points are
/// `lon,lat`, Opendatasoft's fields `lat,lon`, and most values could be both.
enum GeometryChoice {
  static let pointNames = Array(pointOrders.keys) + ["coordinates"]
  /// Names that say the order of the two numbers.
  static let pointOrders: [String: CoordinateOrder] = [
    "geo_point_2d": .latlon, "geo_point": .latlon, "geopoint": .latlon, "latlon": .latlon, "lat_lon": .latlon,
    "latlng": .latlon, "lat_lng": .latlon, "latitude_longitude": .latlon, "lonlat": .lonlat, "lon_lat": .lonlat,
    "lnglat": .lonlat, "lng_lat": .lonlat, "longitude_latitude": .lonlat,
  ]
  static let shapeNames = ["geo_shape", "wkt", "wkt_geom", "the_geom", "geom"]
  static let latitudeNames = ["lat", "latitude"]
  static let longitudeNames = ["lon", "lng", "longitude"]

  /// The source, or nil where there is none and none is needed. `order`: of points that do not say theirs.
  static func resolve(
    _ schema: Schema, option: GeoOption?, order: CoordinateOrder? = nil, isNeeded: Bool
  ) throws(DiagnosticList) -> GeometrySource? {
    let found = try source(schema, option: option, order: order, isNeeded: isNeeded)
    if let order, !schema.fields.contains(where: { $0.kind == .geopoint }) {
      guard case .point = found else { throw DiagnosticList(uselessOrder(order, found, schema)) }
    }
    return found
  }

  /// Every field that holds a place, for filters that name none: what `--geo` says, or the geometry, every shape, and every
  /// point whose order is known; a latitude and a longitude column only where there is nothing else.
  static func places(
    _ schema: Schema, option: GeoOption?, order: CoordinateOrder?
  ) throws(DiagnosticList) -> (known: [GeometrySource], unclear: [Int]) {
    if let option { return ([try chosen(option, schema, order)], []) }
    var known = schema.fields.indices.filter { schema.fields[$0].role == .geometry }.map {
      GeometrySource.shape(column: $0)
    }
    var unclear: [Int] = []
    let ranks = candidates(schema)
    for place in ranks[0] where !known.contains(place) { known.append(place) }
    for case .point(let column, _) in ranks[1] {
      if let order = knownOrder(column, schema, order) {
        known.append(.point(column: column, order: order))
      } else {
        unclear.append(column)
      }
    }
    if known.isEmpty, unclear.isEmpty, ranks[2].count == 1 { known = ranks[2] }
    return (known, unclear)
  }

  private static func source(
    _ schema: Schema, option: GeoOption?, order: CoordinateOrder?, isNeeded: Bool
  ) throws(DiagnosticList) -> GeometrySource? {
    if let option { return try chosen(option, schema, order) }
    if let member = member(schema) { return member }
    var unclear: Int?
    for rank in candidates(schema) where !rank.isEmpty {
      if rank.count == 1, let source = rank.first {
        guard case .point(let column, _) = source else { return source }
        if let known = knownOrder(column, schema, order) { return .point(column: column, order: known) }
        unclear = column
        continue
      }
      guard isNeeded else { return nil }
      throw DiagnosticList(
        Diagnostic(
          .geometryUnclear, "more than one field could be the geometry",
          notes: rank.map { "candidate: " + describe($0, schema) }, help: rank.map { "--geo " + flag($0, schema) }))
    }
    guard isNeeded else { return nil }
    if let unclear { throw DiagnosticList(unclearOrder(unclear, schema)) }
    throw DiagnosticList(
      Diagnostic(
        .geometryMissing, "no field holds a geometry, and the output needs one",
        notes: ["fields: " + schema.fields.prefix(12).map(\.name).joined(separator: ", ")],
        help: ["--geo lat=FIELD,lon=FIELD or --geo point=FIELD or --geo shape=FIELD names it"]))
  }

  // MARK: - The order of points

  /// The order that the flag, the column's type or its name says.
  private static func knownOrder(
    _ column: Int, _ schema: Schema, _ order: CoordinateOrder?
  ) -> CoordinateOrder? {
    if let order { return order }
    let field = schema.fields[column]
    if field.type.declaredKind == .geopoint { return field.type.spelling.order }
    if let order = pointOrders[plainName(field)] { return order }
    if let order = field.type.evidence?.provenOrder { return order }
    // Lists of two numbers in the records of a portal are its points. Text that could be a point says no order.
    return schema.isOpen && field.kind == .geopoint ? field.type.spelling.order : nil
  }

  private static func unclearOrder(_ column: Int, _ schema: Schema) -> Diagnostic {
    let name = schema.fields[column].name
    return Diagnostic(
      .geometryUnclear, "nothing says whether '\(name)' holds latitude or longitude first",
      at: Location(field: name), notes: ["most pairs of numbers could be read both ways"],
      help: ["--geo-order latlon for '48.85,2.35' in Paris", "--geo-order lonlat for '2.35,48.85'"])
  }

  private static func uselessOrder(
    _ order: CoordinateOrder, _ found: GeometrySource?, _ schema: Schema
  ) -> Diagnostic {
    Diagnostic(
      .notSupported, "--geo-order has nothing to do here: no field holds both numbers of a point",
      at: Location(context: "--geo-order"),
      notes: found.map { ["the geometry is read from \(describe($0, schema))"] } ?? [],
      help: ["--geo point=FIELD names a field with both"])
  }

  // MARK: - Words

  /// `latitude + longitude`, for `-v` and `explain`.
  static func describe(_ source: GeometrySource, _ schema: Schema) -> String {
    switch source {
    case .shape(let column):
      schema.fields[column].role == .geometry
        ? "the GeoJSON geometry" : "the shape in '\(schema.fields[column].name)'"
    case .point(let column, let order):
      "'\(schema.fields[column].name)' as \(order.rawValue)" + proof(of: order, schema.fields[column].type)
    case .pair(let latitude, let longitude): "'\(schema.fields[latitude].name)' and '\(schema.fields[longitude].name)'"
    }
  }

  private static func proof(of order: CoordinateOrder, _ type: ColumnType) -> String {
    guard let evidence = type.evidence, evidence.provenOrder == order, evidence.values > 0 else { return "" }
    return evidence.proof.map { " (\($0))" } ?? ""
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

  private static func chosen(
    _ option: GeoOption, _ schema: Schema, _ order: CoordinateOrder?
  ) throws(DiagnosticList) -> GeometrySource {
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
    case .point(let field, let said):
      let index = try column(field)
      if let said, let order, said != order {
        throw DiagnosticList(
          Diagnostic(
            .usage, "--geo says \(said.rawValue) for '\(field)', --geo-order says \(order.rawValue)",
            at: Location(context: "--geo-order"), help: ["leave one of the two out"]))
      }
      if let order = said ?? knownOrder(index, schema, order) { return .point(column: index, order: order) }
      throw DiagnosticList(unclearOrder(index, schema))
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
      names.contains(plainName(schema.fields[column]))
    }
    return named.isEmpty ? properties.filter { schema.fields[$0].kind == kind } : named
  }

  private static func plainName(_ field: Field) -> String { field.name.lowercased().replacing(" ", with: "_") }

  private static func columns(_ names: [String], _ schema: Schema) -> [Int] {
    names.compactMap { schema.index(of: $0) }
  }
}
