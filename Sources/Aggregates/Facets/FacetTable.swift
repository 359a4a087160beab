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
        let name = facet.tree.withPath(of: group) { visible($0.array(from: $2, to: $3)) }
        lines.append(
          Line(
            label: String(repeating: "  ", count: level) + name, count: facet.tree.count(of: group),
            state: facet.tree.state(of: group)))
      }
      let count = lines.count
      builder.append("\n" + visible(Array(facet.name.utf8)) + "   \(count) \(count == 1 ? "value" : "values")\n")
      let width = lines.reduce(0) { max($0, min($1.label.unicodeScalars.count, widestName)) }
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
    var label = line.label
    if label.unicodeScalars.count > width {
      label = String(String.UnicodeScalarView(label.unicodeScalars.prefix(width - 1))) + "…"
    }
    let mark =
      switch line.state {
      case .displayed: " "
      case .refined: "*"
      case .excluded: "-"
      }
    let count = "\(line.count)"
    builder.append(
      "\(mark) " + label + String(repeating: " ", count: width - label.unicodeScalars.count + 2)
        + String(repeating: " ", count: digits - count.utf8.count) + count)
    if line.count > 0 { builder.append("  " + drawn(line.count, of: most)) }
    builder.append("\n")
  }

  /// Eighths of a character, so that small differences can be seen.
  private static func drawn(_ count: Int, of most: Int) -> String {
    let eighths = max(1, Int((Double(count) / Double(most) * Double(bar * 8)).rounded()))
    let rests = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + rests[eighths % 8]
  }

  /// Control characters cannot move a terminal's cursor.
  private static func visible(_ bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      text.append(isControl ? "\u{FFFD}" : scalar)
    }
    return String(text)
  }
}
