import Bytes

/// The facets as an Opendatasoft search answers them: `{"nhits": 3, "facet_groups": [{"name": …, "facets": […]}]}`, with
/// the separators of the API. `facet_groups` is absent where no record matches.
package enum FacetJSON {
  package static func document(_ answer: FacetAnswer, isPretty: Bool, callback: String? = nil) -> [UInt8] {
    var writer = Writer(isPretty: isPretty)
    if let callback { writer.builder.append(callback + "(") }
    writer.open("{")
    writer.key("nhits")
    writer.builder.append(decimal: answer.records)
    if answer.records > 0 {
      writer.key("facet_groups")
      writer.open("[")
      for facet in answer.facets {
        writer.item()
        writer.open("{")
        writer.key("name")
        writer.text(Array(facet.name.utf8))
        writer.key("facets")
        writer.nodes(facet.tree.nodes)
        writer.close("}")
      }
      writer.close("]")
    }
    writer.close("}")
    writer.builder.append(callback == nil ? "\n" : ");\n")
    return writer.builder.bytes
  }

  private struct Writer {
    var builder = ByteBuilder()
    let isPretty: Bool
    private var depth = 0
    /// Nothing stands in the array or object at hand yet.
    private var isFirst = true

    init(isPretty: Bool) { self.isPretty = isPretty }

    mutating func open(_ mark: String) {
      builder.append(mark)
      depth += 1
      isFirst = true
    }

    mutating func close(_ mark: String) {
      depth -= 1
      if isPretty, !isFirst { breakLine() }
      builder.append(mark)
      isFirst = false
    }

    mutating func item() {
      if !isFirst { builder.append(isPretty ? "," : ", ") }
      if isPretty { breakLine() }
      isFirst = false
    }

    mutating func key(_ name: String) {
      item()
      builder.append("\"" + name + "\": ")
    }

    mutating func text(_ bytes: [UInt8]) {
      builder.append(ASCII.quote)
      builder.appendJSONEscaped(bytes.span, from: 0, to: bytes.count)
      builder.append(ASCII.quote)
    }

    /// Depth is that of the refined paths.
    mutating func nodes(_ nodes: [FacetTree.Node]) {
      open("[")
      for node in nodes {
        item()
        open("{")
        key("name")
        text(node.name)
        key("count")
        builder.append(decimal: node.count)
        key("state")
        builder.append("\"" + node.state.rawValue + "\"")
        key("path")
        text(node.path)
        if !node.children.isEmpty {
          key("facets")
          self.nodes(node.children)
        }
        close("}")
      }
      close("]")
    }

    private mutating func breakLine() {
      builder.append("\n" + String(repeating: " ", count: 4 * depth))
    }
  }
}
