import Diagnostics
import Geo
import Records

/// Finding the fields that hold places.
extension Binder {
  /// Where a call's places are read: its field, or every field that holds one. Nil (and an error) where there is none.
  ///
  /// - Parameter prefersShapes: where some field holds shapes, those that hold points are left out.
  mutating func places(_ call: BoundCall, prefersShapes: Bool = false) -> [PlaceSource]? {
    if let field = call.fields.first {
      guard let (source, type) = resolve(field) else { return nil }
      return placeOrder(of: source, type, field).map { [.value(source, $0)] }
    }
    var found = schema.places
    if prefersShapes {
      let shapes = found.filter { if case .shape = $0 { true } else { false } }
      if !shapes.isEmpty { found = shapes }
    }
    if found.isEmpty {
      report(
        .geometryMissing, "no field holds a place", call.call.nameRange,
        notes: ["fields: " + projection.fields.prefix(12).map(\.name).joined(separator: ", ")],
        help: [
          "#\(call.call.name)(FIELD, …) names a field that holds one",
          "--geo lat=FIELD,lon=FIELD or --geo point=FIELD or --geo shape=FIELD",
        ])
      return nil
    }
    return found.map { PlaceSource($0) }
  }

  /// The order of the two numbers of a point in a field. Opendatasoft's is `lat,lon`; a column of points that nothing says
  /// the order of is an error.
  private mutating func placeOrder(of source: FieldSource, _ type: ColumnType, _ field: FieldName) -> CoordinateOrder? {
    guard case .column(let column) = source else { return schema.pointOrder ?? .latlon }
    for case .point(let known, let order) in schema.places where known == column { return order }
    guard schema.unclearPoints.contains(column) else { return schema.pointOrder ?? type.spelling.order }
    report(
      .geometryUnclear, "nothing says whether '\(field.name)' holds latitude or longitude first", field.range,
      notes: ["most pairs of numbers could be read both ways"],
      help: ["--geo-order latlon for '48.85,2.35' in Paris", "--geo-order lonlat for '2.35,48.85'"])
    return nil
  }
}
