import Records

/// Reads records of the JSON family for their names only.
struct JSONLearner: NameLearner {
  private var decoder: any JSONTextDecoder
  private let options: ReadOptions
  /// With `--flatten` the names of nested members.
  private var flat: JSONFlattening.Names
  /// Names of fields, and of what stands beside them, that were given out.
  private var takenFields = 0
  private var takenMembers = 0

  init(_ text: JSONInputText) {
    decoder = text.makeLearner()
    options = text.options
    flat = JSONFlattening.Names(keys: JSONColumns.learning(text.options).keys)
  }

  package mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) {
    decoder.decode(&chunk, into: &batch)
    if options.flattens { JSONFlattening.learn(batch, into: &flat) }
  }

  package mutating func takeLearned() -> [Field] {
    let records = decoder.records
    let keys = options.flattens ? flat.keys : records.members.keys
    let members = (records as? JSONEnvelopeRecords)?.memberFields ?? []
    defer { (takenFields, takenMembers) = (keys.count, members.count) }
    return (takenFields..<keys.count).map { Field(String(decoding: keys.name($0), as: UTF8.self)) }
      + members[takenMembers...]
  }
}
