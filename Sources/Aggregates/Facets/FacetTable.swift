import Bytes

/// The facets as a table for people: a line for each value with its count and a bar, the longest of a facet for its
/// largest count.
package enum FacetTable {
  private static let widestName = 40
  private static let bar = 30

  /// The table in pieces of about a MiB.
  package static func document(_ answer: FacetAnswer) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var builder = ByteBuilder()
    builder.append("\(answer.records) \(answer.records == 1 ? "record" : "records")\n")
    for facet in answer.facets {
      let columns = Columns(facet.tree)
      builder.append("\n" + TerminalText.visible(Array(facet.name.utf8)))
      builder.append("   \(columns.rows) \(columns.rows == 1 ? "value" : "values")\n")
      for (group, level) in facet.tree.walk {
        append(group, level, of: facet.tree, columns, to: &builder)
        if builder.count > pieceSize {
          pieces.append(builder.bytes)
          builder.clear()
        }
      }
    }
    return pieces + [builder.bytes]
  }

  private static let pieceSize = 1 << 20

  /// How wide the columns of a facet are.
  private struct Columns {
    var rows = 0
    var name = 0
    var digits = 0
    var most = 1

    init(_ tree: FacetTree) {
      for (group, level) in tree.walk {
        rows += 1
        name = max(name, min(TerminalText.width(FacetTable.label(group, level, of: tree)), widestName))
        most = max(most, tree.count(of: group))
      }
      digits = "\(most)".utf8.count
    }
  }

  private static func label(_ group: Int32, _ level: Int, of tree: FacetTree) -> String {
    String(repeating: "  ", count: level)
      + tree.withPath(of: group) { TerminalText.visible($0.array(from: $2, to: $3)) }
  }

  private static func append(
    _ group: Int32, _ level: Int, of tree: FacetTree, _ columns: Columns, to builder: inout ByteBuilder
  ) {
    let mark =
      switch tree.state(of: group) {
      case .displayed: " "
      case .refined: "*"
      case .excluded: "-"
      }
    let count = tree.count(of: group)
    builder.append(
      "\(mark) " + TerminalText.padded(label(group, level, of: tree), to: columns.name) + "  "
        + TerminalText.rightAligned("\(count)", to: columns.digits))
    if count > 0 { builder.append("  " + drawn(count, of: columns.most)) }
    builder.append("\n")
  }

  private static func drawn(_ count: Int, of most: Int) -> String {
    TerminalText.bar(eighths: max(1, Int((Double(count) / Double(most) * Double(bar * 8)).rounded())))
  }
}
