import Bytes
package import Records

/// The facets as records of five fields, for every format that writes records: facet, path, name, count, state. A value
/// stands before those below it.
package enum FacetRows {
  package static let schema = Schema([
    Field("facet", kind: .text), Field("path", kind: .text), Field("name", kind: .text),
    Field("count", kind: .integer), Field("state", kind: .text),
  ])

  package static func batch(_ answer: FacetAnswer) -> RecordBatch {
    var writer = Writer()
    for facet in answer.facets { writer.append(facet.tree.nodes, of: facet.name) }
    return writer.batch
  }

  private struct Writer {
    var builder = ByteBuilder()
    var result = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)

    mutating func append(_ nodes: [FacetTree.Node], of facet: String) {
      for node in nodes {
        let start = builder.count
        builder.append("{")
        value("", "facet") { $0.append(text: Array(facet.utf8)) }
        value(",", "path") { $0.append(text: node.path) }
        value(",", "name") { $0.append(text: node.name) }
        value(",", "count") { $0.append(decimal: node.count) }
        value(",", "state") { $0.append(text: Array(node.state.rawValue.utf8)) }
        builder.append("}")
        result.recordExtents += [position(start), position(builder.count)]
        result.recordCount += 1
        append(node.children, of: facet)
      }
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
  fileprivate mutating func append(text: [UInt8]) {
    append(ASCII.quote)
    appendJSONEscaped(text.span, from: 0, to: text.count)
    append(ASCII.quote)
  }
}
