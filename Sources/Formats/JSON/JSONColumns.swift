import Records

/// The columns of a decoder: the schema of its batches and the table that finds them by name.
struct JSONColumns {
  var schema: Schema
  var keys: JSONKeyTable
  var reportsUnseen: Bool

  /// No columns: every name is learned, for the probe.
  static func learning(_ options: ReadOptions) -> JSONColumns {
    var keys = JSONKeyTable()
    // One more than a record may have: whoever learns the names of many records sees that there are too many.
    keys.ceiling = max(keys.ceiling, options.maximumFields) + 1
    return JSONColumns(schema: Schema([], isOpen: true), keys: keys, reportsUnseen: false)
  }

  /// The columns of a demand. `probed` are the names of the probe; demanded names beyond them become columns too.
  init(probed: [Field], demand: FieldDemand, geo: GeoOption?) {
    var fields = demand.wantsAll ? probed : []
    var keys = JSONKeyTable()
    keys.ceiling = max(keys.ceiling, probed.count + demand.names.count + 4096)
    for (column, field) in fields.enumerated() { keys.learn(field.nameBytes, column: column, isUnseen: false) }
    for name in demand.names + Self.geoNames(geo) where keys.find(name) == nil {
      keys.learn(name, column: fields.count, isUnseen: false)
      fields.append(probed.first { $0.nameBytes == name } ?? Field(String(decoding: name, as: UTF8.self)))
    }
    for field in probed where keys.find(field.nameBytes) == nil {
      keys.learn(field.nameBytes, column: -1, isUnseen: false)
    }
    self.init(
      schema: Schema(fields, isOpen: true, geometry: Self.geometry(geo, fields)), keys: keys,
      reportsUnseen: demand.reportsUnseenMembers)
  }

  init(schema: Schema, keys: JSONKeyTable, reportsUnseen: Bool) {
    self.schema = schema
    self.keys = keys
    self.reportsUnseen = reportsUnseen
  }

  static func geoNames(_ geo: GeoOption?) -> [[UInt8]] {
    switch geo {
    case .point(let field, _), .shape(let field): [Array(field.utf8)]
    case .pair(let latitude, let longitude): [Array(latitude.utf8), Array(longitude.utf8)]
    case nil: []
    }
  }

  static func geometry(_ geo: GeoOption?, _ fields: [Field]) -> GeometrySource? {
    let columns = geoNames(geo).compactMap { name in fields.firstIndex { $0.nameBytes == name } }
    switch geo {
    // The order is settled where the plan is bound.
    case .point(_, let order): return columns.first.map { .point(column: $0, order: order ?? .latlon) }
    case .shape: return columns.first.map { .shape(column: $0) }
    case .pair where columns.count == 2: return .pair(latitude: columns[0], longitude: columns[1])
    default: return nil
    }
  }
}
