import Bytes

/// The facets as a table for people: a line for each value with its count and a bar, the longest of a facet for its
/// largest count.
package enum FacetTable {
  private static let widestName = 40
  private static let bar = 30

  package static func text(_ answer: FacetAnswer) -> [UInt8] {
    var builder = ByteBuilder()
    builder.append("\(answer.records) \(answer.records == 1 ? "record" : "records")\n")
    for facet in answer.facets {
      var lines: [Line] = []
      facet.tree.visit { group, level in
        let name = facet.tree.withPath(of: group) { TerminalText.visible($0.array(from: $2, to: $3)) }
        lines.append(
          Line(
            label: String(repeating: "  ", count: level) + name, count: facet.tree.count(of: group),
            state: facet.tree.state(of: group)))
      }
      let count = lines.count
      builder.append(
        "\n" + TerminalText.visible(Array(facet.name.utf8)) + "   \(count) \(count == 1 ? "value" : "values")\n")
      let width = lines.reduce(0) { max($0, min(TerminalText.width($1.label), widestName)) }
      let digits = lines.reduce(0) { max($0, "\($1.count)".utf8.count) }
      let most = lines.reduce(1) { max($0, $1.count) }
      for line in lines { append(line, width, digits, most, to: &builder) }
    }
    return builder.bytes
  }

  private struct Line {
    var label: String
    var count: Int
    var state: FacetTree.State
  }

  private static func append(_ line: Line, _ width: Int, _ digits: Int, _ most: Int, to builder: inout ByteBuilder) {
    let mark =
      switch line.state {
      case .displayed: " "
      case .refined: "*"
      case .excluded: "-"
      }
    let count = "\(line.count)"
    builder.append(
      "\(mark) " + TerminalText.padded(line.label, to: width) + "  " + TerminalText.rightAligned(count, to: digits))
    if line.count > 0 { builder.append("  " + drawn(line.count, of: most)) }
    builder.append("\n")
  }

  private static func drawn(_ count: Int, of most: Int) -> String {
    TerminalText.bar(eighths: max(1, Int((Double(count) / Double(most) * Double(bar * 8)).rounded())))
  }
}
