/// Diagnostics as people read them: a sentence that can be searched for, a place that can be clicked, the raw text
/// with its mark, the evidence, and last what to do.
///
/// ```text
/// weir: error[C021]: row has 7 fields, the header has 6
///   --> data/stations.csv:48213:43   (record 48 102, byte 5 904 113)
///       |
/// 48213 | 75112;12 RUE DE LYON;Paris;48.84;2.37;oui;
///       |                                           ^ a 7th field starts here
///       = note: header (line 1): insee;adresse;commune;lat;lon;actif
///       = help: --ragged truncate drops empty extra fields
/// ```
/// Nothing in it but our own colours controls a terminal: see `VisibleText`.
public struct TerminalRenderer: Sendable {
  public var usesColour: Bool

  public init(usesColour: Bool = false) { self.usesColour = usesColour }

  /// The text of a diagnostic, without a newline at its end.
  ///
  /// - Parameter count: how many of this kind there were; only the first ones are shown one by one.
  public func render(_ diagnostic: Diagnostic, count: Int = 1) -> String {
    var lines = [header(diagnostic)]
    if let place = place(diagnostic.location) { lines.append("  " + painted("-->", .blue) + " " + place) }
    let number = diagnostic.excerpt == nil ? "" : diagnostic.location.line.map { String($0) } ?? ""
    let margin = String(repeating: " ", count: number.isEmpty ? 2 : number.utf8.count + 1)
    if let excerpt = diagnostic.excerpt {
      let drawn = ExcerptDrawing(excerpt)
      let bar = painted("|", .blue)
      lines.append(margin + bar)
      lines.append((number.isEmpty ? margin : painted(number, .blue) + " ") + bar + prefixed(drawn.text))
      lines.append(margin + bar + " " + drawn.indent + painted(drawn.mark, colour(of: diagnostic.level)))
    }
    let tallies = count > 1 ? ["\(VisibleText.grouped(count)) of this kind in all"] : []
    for note in diagnostic.notes + tallies { lines.append(remark("note", note, margin)) }
    for help in diagnostic.help { lines.append(remark("help", help, margin)) }
    return lines.joined(separator: "\n")
  }

  private func header(_ diagnostic: Diagnostic) -> String {
    let title = "\(diagnostic.level.rawValue)[\(diagnostic.code.rawValue)]:"
    return "weir: " + painted(title, colour(of: diagnostic.level)) + " " + VisibleText.sanitised(diagnostic.message)
  }

  private func remark(_ title: String, _ text: String, _ margin: String) -> String {
    margin + painted("=", .blue) + " " + painted(title + ":", .bold) + " " + VisibleText.sanitised(text)
  }

  private func prefixed(_ text: String) -> String { text.isEmpty ? "" : " " + text }

  /// `file:line:column   (context, record, byte)`, as far as it is known.
  private func place(_ location: Location) -> String? {
    guard let name = location.file ?? location.context else { return nil }
    var place = VisibleText.sanitised(name)
    if let line = location.line {
      place += ":\(line)"
      if let column = location.column { place += ":\(column)" }
    }
    var details: [String] = []
    if location.file != nil, let context = location.context { details.append(VisibleText.sanitised(context)) }
    if let record = location.record { details.append("record \(VisibleText.grouped(record))") }
    if let byte = location.byte { details.append("byte \(VisibleText.grouped(byte))") }
    return details.isEmpty ? place : place + "   (" + details.joined(separator: ", ") + ")"
  }

  // MARK: Colours

  private enum Colour: String {
    case bold = "1"
    case red = "1;31"
    case yellow = "1;33"
    case blue = "1;34"
    case cyan = "1;36"
  }

  private func colour(of level: Diagnostic.Level) -> Colour {
    switch level {
    case .error: .red
    case .warning: .yellow
    case .note: .cyan
    }
  }

  private func painted(_ text: String, _ colour: Colour) -> String {
    usesColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// The two lines of an excerpt: the text, cut to a window around its mark, and the mark with its label.
struct ExcerptDrawing {
  /// The most scalars of a line that are shown, cut signs included.
  static let largestWidth = 100
  /// How many of them stand before the mark when the line is cut.
  private static let lead = 60

  private(set) var text = ""
  private(set) var indent = ""
  private(set) var mark = ""

  init(_ excerpt: Excerpt) {
    let cells = VisibleText.cells(excerpt.text)
    let first = cells.firstIndex { $0.byte >= excerpt.marked.lowerBound } ?? cells.count
    let last = max(first, cells.firstIndex { $0.byte >= excerpt.marked.upperBound } ?? cells.count)
    let shown = Self.window(cells, around: first, isCut: excerpt.isCutBefore || excerpt.isCutAfter)
    let isCutBefore = shown.lowerBound > 0 || excerpt.isCutBefore
    let isCutAfter = shown.upperBound < cells.count || excerpt.isCutAfter
    text = (isCutBefore ? "…" : "") + cells[shown].map(\.text).joined() + (isCutAfter ? "…" : "")
    let before = Self.width(cells[shown.lowerBound..<first]) + (isCutBefore ? 1 : 0)
    indent = String(repeating: " ", count: before)
    let marked = Self.width(cells[first..<min(last, max(first, shown.upperBound))])
    mark = String(repeating: "^", count: max(1, marked))
    if let label = excerpt.label { mark += " " + VisibleText.sanitised(label) }
  }

  private static func width(_ cells: ArraySlice<VisibleText.Cell>) -> Int { cells.reduce(0) { $0 + $1.width } }

  /// The cells to show: all of them when they fit, else a window that begins at most `lead` before `place`.
  private static func window(_ cells: [VisibleText.Cell], around place: Int, isCut: Bool) -> Range<Int> {
    if width(cells[...]) <= (isCut ? largestWidth - 2 : largestWidth) { return 0..<cells.count }
    var room = largestWidth - 2
    var start = place
    var end = place
    func extendBack(_ limit: Int) {
      var left = limit
      while start > 0, cells[start - 1].width <= left {
        start -= 1
        left -= cells[start].width
        room -= cells[start].width
      }
    }
    extendBack(lead)
    while end < cells.count, cells[end].width <= room {
      room -= cells[end].width
      end += 1
    }
    if end == cells.count { extendBack(room) }
    return start..<end
  }
}
