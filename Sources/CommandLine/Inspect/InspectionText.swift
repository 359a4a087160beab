import Diagnostics
import Formats
import Pipelines
import Profiles
import Records

/// An inspection for people: what was read and how, a line for each column, and what is worth knowing.
struct InspectionText {
  private let inspection: Inspection
  private let words: InspectionWords
  private let path: String
  private let isColoured: Bool

  init(_ inspection: Inspection, path: String, isColoured: Bool) {
    self.inspection = inspection
    words = InspectionWords(inspection)
    self.path = path
    self.isColoured = isColoured
  }

  var text: String {
    let columns = inspection.columns
    var lines = [bold(path == "-" ? "standard input" : VisibleText.sanitised(path))]
    lines.append(
      "  examined: \(InspectionWords.extent(inspection, isStandardInput: path == "-")), "
        + InspectionWords.counted(inspection.bytes, "byte"))
    lines.append("  format: \(inspection.format)")
    for finding in inspection.findings {
      lines.append(
        "  \(finding.topic): \(VisibleText.sanitised(finding.value))"
          + (finding.evidence.isEmpty ? "" : " (\(VisibleText.sanitised(finding.evidence)))"))
    }
    lines += [""] + table(columns)
    let notes = columns.flatMap { column in
      words.notes(column).map { "  \(VisibleText.sanitised(column.name)): \($0)" }
    }
    let general = InspectionWords.notes(inspection).map { "  " + $0 }
    if !(notes + general).isEmpty { lines += ["", bold("notes")] + notes + general }
    for (index, geometry) in inspection.geometries.enumerated() {
      lines += [""] + describe(geometry, inspection.profile.geometries[index])
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func table(_ columns: [InspectedColumn]) -> [String] {
    var rows = [["column", "type", "nulls", "distinct", "least", "greatest", "length", "evidence"]]
    for column in columns {
      let profile = column.profile
      let lengths = profile.lengths
      let length =
        switch (lengths.shortest, lengths.longest) {
        case (let shortest?, let longest?): shortest == longest ? "\(shortest)" : "\(shortest)-\(longest)"
        default: ""
        }
      rows.append([
        InspectionWords.shown(Array(column.name.utf8), width: 32), column.typeName,
        InspectionWords.count(profile.nulls + profile.absent), InspectionWords.distinct(column.distinct),
        column.range.map { InspectionWords.shown($0.least, width: 24) } ?? "",
        column.range.map { InspectionWords.shown($0.greatest, width: 24) } ?? "",
        length, words.evidence(column),
      ])
    }
    let isRight = [false, false, true, true, false, false, false, false]
    let widths = isRight.indices.map { column in rows.map { Self.width($0[column]) }.max() ?? 0 }
    return rows.enumerated().map { index, row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - Self.width(cell))
        line += "  " + (isRight[column] ? space + cell : column == row.count - 1 ? cell : cell + space)
      }
      return index == 0 ? bold(line) : line
    }
  }

  private func describe(_ geometry: Inspection.Geometry, _ profile: GeometryProfile) -> [String] {
    var lines = [bold("geometry") + ": " + VisibleText.sanitised(geometry.words)]
    lines.append(
      "  \(InspectionWords.kinds(profile)); \(InspectionWords.counted(profile.nulls, "null")); "
        + InspectionWords.counted(profile.positions, "position"))
    if let bounds = profile.bounds {
      lines.append("  west \(bounds.west), south \(bounds.south), east \(bounds.east), north \(bounds.north)")
    }
    return lines + words.notes(geometry, profile).map { "  " + $0 }
  }

  /// Columns of a terminal that a text takes, as far as its scalars tell.
  private static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { width, scalar in
      switch scalar.value {
      case 0x0300...0x036F: width
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0x1F300...0x1F64F, 0x20000...0x3FFFD:
        width + 2
      default: width + 1
      }
    }
  }

  private func bold(_ text: String) -> String { isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
