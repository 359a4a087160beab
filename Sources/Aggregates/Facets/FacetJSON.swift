import Bytes

/// The facets as an Opendatasoft search answers them: `{"nhits": 3, "facet_groups": [{"name": …, "facets": […]}]}`, with
/// the separators of the API. `facet_groups` is absent where no record matches.
package enum FacetJSON {
  /// The document in pieces: it may be many times larger than what was counted.
  package static func document(_ answer: FacetAnswer, isPretty: Bool, callback: String? = nil) -> [[UInt8]] {
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
        let name = Array(facet.name.utf8)
        writer.text(name.span, 0, name.count)
        writer.key("facets")
        writer.nodes(facet.tree.roots, of: facet.tree)
        writer.close("}")
      }
      writer.close("]")
    }
    writer.close("}")
    writer.builder.append(callback == nil ? "\n" : ");\n")
    return writer.finished
  }

  private struct Writer {
    var builder = ByteBuilder()
    private let isPretty: Bool
    private var pieces: [[UInt8]] = []
    private var depth = 0
    /// Nothing stands in the array or object at hand yet.
    private var isFirst = true

    init(isPretty: Bool) { self.isPretty = isPretty }

    var finished: [[UInt8]] { pieces + [builder.bytes] }

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
      if builder.count > 1 << 20 {
        pieces.append(builder.bytes)
        builder.clear()
      }
      if !isFirst { builder.append(isPretty ? "," : ", ") }
      if isPretty { breakLine() }
      isFirst = false
    }

    mutating func key(_ name: String) {
      item()
      builder.append("\"" + name + "\": ")
    }

    mutating func text(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
      builder.append(ASCII.quote)
      builder.appendJSONEscaped(bytes, from: start, to: end)
      builder.append(ASCII.quote)
    }

    /// Depth is that of the refined paths.
    mutating func nodes(_ groups: [Int32], of tree: FacetTree) {
      open("[")
      for group in groups {
        item()
        open("{")
        key("name")
        tree.withPath(of: group) { bytes, _, name, end in text(bytes, name, end) }
        key("count")
        builder.append(decimal: tree.count(of: group))
        key("state")
        builder.append("\"" + tree.state(of: group).rawValue + "\"")
        key("path")
        tree.withPath(of: group) { bytes, start, _, end in text(bytes, start, end) }
        let children = tree.children(of: group)
        if !children.isEmpty {
          key("facets")
          nodes(children, of: tree)
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
