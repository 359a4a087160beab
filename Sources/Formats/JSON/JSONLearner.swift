import Records

/// A JSON decoder without columns whose tables of names grow as it reads.
protocol JSONNameSource: RecordDecoder {
  /// Every field met so far, in tables that only grow.
  var learnedTables: [JSONLearnedTable] { get }
}

/// A table of names, and what they are names of.
struct JSONLearnedTable {
  var keys: JSONKeyTable
  /// Names at the front of the table that no record taught.
  var known = 0
  var field: (String) -> Field = { Field($0) }
}

/// Reads records for their names only.
struct JSONLearner<Decoder: JSONNameSource>: NameLearner {
  private var decoder: Decoder
  /// Names of each table that were given out.
  private var taken: [Int] = []

  init(_ decoder: Decoder) { self.decoder = decoder }

  package mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) {
    decoder.decode(&chunk, into: &batch)
  }

  package mutating func takeLearned() -> [Field] {
    let tables = decoder.learnedTables
    if taken.isEmpty { taken = tables.map(\.known) }
    var fields: [Field] = []
    for (index, table) in tables.enumerated() {
      for entry in taken[index]..<max(taken[index], table.keys.count) {
        fields.append(table.field(String(decoding: table.keys.name(entry), as: UTF8.self)))
      }
      taken[index] = max(taken[index], table.keys.count)
    }
    return fields
  }
}

extension JSONDecoder: JSONNameSource {
  var learnedTables: [JSONLearnedTable] { [JSONLearnedTable(keys: members.keys)] }
}

extension JSONLinesDecoder: JSONNameSource {
  var learnedTables: [JSONLearnedTable] { [JSONLearnedTable(keys: members.keys)] }
}

extension GeoJSONDecoder: JSONNameSource {
  /// Properties, then id and foreign members; type, geometry and properties are no fields.
  var learnedTables: [JSONLearnedTable] {
    [
      JSONLearnedTable(keys: features.members.keys),
      JSONLearnedTable(keys: features.featureKeys, known: 3) { name in
        Field(name, role: Array(name.utf8) == GeoJSONNames.id ? .featureID : .foreignMember)
      },
    ]
  }
}
