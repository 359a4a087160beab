import Bytes
package import Records

/// The facets as records of five fields, for every format that writes records: facet, path, name, count, state. A value
/// stands before those below it.
package enum FacetRows {
  package static let schema = Schema([
    Field("facet", kind: .text), Field("path", kind: .text), Field("name", kind: .text),
    Field("count", kind: .integer), Field("state", kind: .text),
  ])

  private static let mostRows = 10_000

  /// Batches of some thousand records, each made when it is asked for: together they are many times what was counted.
  package static func batches(_ answer: FacetAnswer) -> some Sequence<RecordBatch> {
    let walks = answer.facets.lazy.flatMap { facet in
      let name = Array(facet.name.utf8)
      return facet.tree.walk.lazy.map { (group: $0.group, tree: facet.tree, name: name) }
    }
    return sequence(state: walks.makeIterator()) { rows -> RecordBatch? in
      var writer = Writer()
      while writer.count < mostRows, let row = rows.next() { writer.append(row.group, of: row.tree, named: row.name) }
      return writer.count == 0 ? nil : writer.batch
    }
  }

  private struct Writer {
    private var builder = ByteBuilder()
    private var result = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)

    var count: Int { result.recordCount }

    mutating func append(_ group: Int32, of tree: FacetTree, named facet: [UInt8]) {
      let start = builder.count
      builder.append("{")
      value("", "facet") { $0.append(text: facet.span, 0, facet.count) }
      tree.withPath(of: group) { bytes, start, name, end in
        value(",", "path") { $0.append(text: bytes, start, end) }
        value(",", "name") { $0.append(text: bytes, name, end) }
      }
      value(",", "count") { $0.append(decimal: tree.count(of: group)) }
      value(",", "state") { $0.append("\"" + tree.state(of: group).rawValue + "\"") }
      builder.append("}")
      result.recordExtents += [position(start), position(builder.count)]
      result.recordCount += 1
    }

    private mutating func value(_ separator: String, _ name: String, _ body: (inout ByteBuilder) -> Void) {
      builder.append(separator + "\"" + name + "\":")
      let start = builder.count
      body(&builder)
      let hasEscape = (start..<builder.count).contains { builder[$0] == ASCII.backslash }
      result.slots += [position(start), position(builder.count) | (hasEscape ? BatchLayout.hasEscape : 0)]
    }

    private func position(_ offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: offset) }

    var batch: RecordBatch {
      var batch = result
      batch.byteCount = builder.count
      batch.bytes = builder.storage
      return batch
    }
  }
}

extension ByteBuilder {
  fileprivate mutating func append(text: Span<UInt8>, _ start: Int, _ end: Int) {
    append(ASCII.quote)
    appendJSONEscaped(text, from: start, to: end)
    append(ASCII.quote)
  }
}
