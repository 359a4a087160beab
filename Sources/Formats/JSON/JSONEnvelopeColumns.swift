import Bytes
import Records

/// A record whose fields stand in one of its members: a GeoJSON feature, or a record of an Opendatasoft export.
///
///     {"type": "Feature", "id": 7, "geometry": {…}, "properties": {"name": "Oak"}}
///     {"datasetid": "trees", "recordid": "65aa…", "fields": {"name": "Oak"}, "geometry": {…}}
///
/// Those fields are lifted to columns, the geometry is the record's, and every other member is a foreign member.
typealias JSONEnvelope = JSONShape.Envelope

extension JSONEnvelope {
  /// What a name beside the fields is, where it is not simply a column.
  enum Member {
    static let ignored = -1
    static let type = -2
    static let geometry = -3
    static let properties = -4
  }

  /// The names that have a meaning.
  var names: [(name: [UInt8], member: Int)] {
    switch self {
    case .none: []
    case .feature:
      [
        (GeoJSONNames.type, Member.type), (GeoJSONNames.geometry, Member.geometry),
        (GeoJSONNames.properties, Member.properties),
      ]
    case .opendatasoft: [(Opendatasoft.fields, Member.properties), (GeoJSONNames.geometry, Member.geometry)]
    }
  }
}

/// Columns of an envelope: those of the lifted fields, then those of its own members.
struct JSONEnvelopeColumns {
  let envelope: JSONEnvelope
  var schema: Schema
  var propertyKeys: JSONKeyTable
  var memberKeys = JSONKeyTable()
  var geometryColumn: Int?
  var reportsUnseen: Bool
  /// The fields are somebody else's (`JSONFlattening`).
  var ignoresFields = false

  /// No columns: every name is learned, for the probe.
  static func learning(_ envelope: JSONEnvelope, _ options: ReadOptions) -> JSONEnvelopeColumns {
    let learning = JSONColumns.learning(options)
    return JSONEnvelopeColumns(envelope, learning.schema, learning.keys, geometryColumn: nil, reportsUnseen: false)
  }

  private init(
    _ envelope: JSONEnvelope, _ schema: Schema, _ propertyKeys: JSONKeyTable, geometryColumn: Int?, reportsUnseen: Bool
  ) {
    self.envelope = envelope
    self.schema = schema
    self.propertyKeys = propertyKeys
    self.geometryColumn = geometryColumn
    self.reportsUnseen = reportsUnseen
    for (name, member) in envelope.names { memberKeys.learn(name, column: member, isUnseen: false) }
  }

  /// The columns of a demand over the probed fields. The geometry and the id of a feature are always there: one that is
  /// written again needs them.
  init(_ envelope: JSONEnvelope, probed: [Field], demand: FieldDemand, ignoresFields: Bool = false) {
    let properties = ignoresFields ? [] : probed.filter { $0.role == .property }
    let foreign = probed.filter { $0.role == .foreignMember }
    var fields = demand.wantsAll ? properties : []
    for name in demand.names where !ignoresFields && !fields.contains(where: { $0.nameBytes == name }) {
      if let probed = properties.first(where: { $0.nameBytes == name }) {
        fields.append(probed)
      } else if !probed.contains(where: { $0.nameBytes == name }) {
        fields.append(Field(String(decoding: name, as: UTF8.self)))
      }
    }
    let hasGeometry = envelope == .feature || probed.contains { $0.role == .geometry }
    self.init(
      envelope, Schema(fields, isOpen: true), JSONKeyTable(), geometryColumn: hasGeometry ? fields.count : nil,
      reportsUnseen: demand.reportsUnseenMembers)
    self.ignoresFields = ignoresFields
    propertyKeys.ceiling = max(propertyKeys.ceiling, properties.count + demand.names.count + 4096)
    for (column, field) in fields.enumerated() { propertyKeys.learn(field.nameBytes, column: column, isUnseen: false) }
    for field in properties where propertyKeys.find(field.nameBytes) == nil {
      propertyKeys.learn(field.nameBytes, column: JSONEnvelope.Member.ignored, isUnseen: false)
    }
    if hasGeometry { fields.append(Field("geometry", role: .geometry)) }
    if let id = probed.first(where: { $0.role == .featureID }) {
      memberKeys.learn(id.nameBytes, column: fields.count, isUnseen: false)
      fields.append(id)
    } else if envelope == .feature {
      memberKeys.learn(GeoJSONNames.id, column: JSONEnvelope.Member.ignored, isUnseen: true)
    }
    for field in foreign {
      let isWanted = demand.wantsAll || demand.names.contains(field.nameBytes)
      memberKeys.learn(
        field.nameBytes, column: isWanted ? fields.count : JSONEnvelope.Member.ignored, isUnseen: false)
      if isWanted { fields.append(field) }
    }
    schema = Schema(fields, isOpen: true, geometry: geometryColumn.map { .shape(column: $0) })
  }
}
