import Bytes

/// The facets as an Opendatasoft search answers them: `{"nhits": 3, "facet_groups": [{"name": …, "facets": […]}]}`, with
/// the separators of the API. `facet_groups` is absent where no record matches.
package enum FacetJSON {
  /// The document in pieces: it may be many times larger than what was counted.
  package static func document(_ answer: FacetAnswer, isPretty: Bool, callback: String? = nil) -> [[UInt8]] {
    var writer = APIJSONWriter(isPretty: isPretty, callback: callback)
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
        writer.nodes(facet.tree.roots, of: facet.tree)
        writer.close("}")
      }
      writer.close("]")
    }
    writer.close("}")
    return writer.finished()
  }
}

extension APIJSONWriter {
  /// Depth is that of the refined paths.
  fileprivate mutating func nodes(_ groups: [Int32], of tree: FacetTree) {
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
}
