import Diagnostics

/// The layouts of one diagnostic on standard error.
enum DiagnosticText {
  static func terminal(_ diagnostic: Diagnostic, usesColor: Bool) -> String {
    var text = "weir: \(diagnostic.level.rawValue)[\(diagnostic.code.rawValue)]: \(diagnostic.message)\n"
    let place = diagnostic.location
    var arrow = [place.file, place.line.map(String.init), place.column.map(String.init)].compactMap(\.self)
      .joined(separator: ":")
    if let context = place.context { arrow += arrow.isEmpty ? context : "   (\(context))" }
    if !arrow.isEmpty { text += "  --> \(arrow)\n" }
    for note in diagnostic.notes { text += "  = note: \(note)\n" }
    for help in diagnostic.help { text += "  = help: \(help)\n" }
    return text
  }

  static func json(_ diagnostic: Diagnostic) -> String {
    "{\"level\":\"\(diagnostic.level.rawValue)\",\"code\":\"\(diagnostic.code.rawValue)\"}\n"
  }
}
