/// Diagnostics as programs read them: one JSON object, on one line, with every key every time.
///
/// ```json
/// {"level":"error","code":"C021","message":"...","file":"a.csv","line":2,"column":4,"record":1,"byte":9,"field":null,"stage":"read","help":[],"notes":[],"count":1}
/// ```
public struct JSONRenderer: Sendable {
  public init() {}

  /// The object, without a newline at its end.
  ///
  /// - Parameters:
  ///   - count: how many of this kind there were.
  ///   - stage: what was being done (`read`, `filter`, `write`); without one, the location's context stands there.
  public func render(_ diagnostic: Diagnostic, count: Int = 1, stage: String? = nil) -> String {
    let location = diagnostic.location
    let members: [(String, String)] = [
      ("level", string(diagnostic.level.rawValue)),
      ("code", string(diagnostic.code.rawValue)),
      ("message", string(diagnostic.message)),
      ("file", string(location.file)),
      ("line", number(location.line)),
      ("column", number(location.column)),
      ("record", number(location.record)),
      ("byte", number(location.byte)),
      ("field", string(location.field)),
      ("stage", string(stage ?? location.context)),
      ("help", array(diagnostic.help)),
      ("notes", array(diagnostic.notes)),
      ("count", number(count)),
    ]
    return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
  }

  private func number(_ value: Int?) -> String { value.map { String($0) } ?? "null" }

  private func array(_ values: [String]) -> String { "[" + values.map { string($0) }.joined(separator: ",") + "]" }

  private func string(_ value: String?) -> String { value.map { Self.quoted($0) } ?? "null" }

  /// Text as a JSON string (RFC 8259 section 7), for what weir says about itself; everything that is invisible is escaped
  /// too: this may end up on a terminal. Records are written by `ByteBuilder.appendJSONEscaped`,
  /// which leaves everything that JSON allows.
  package static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        guard VisibleText.symbol(for: scalar) != nil else {
          text.unicodeScalars.append(scalar)
          continue
        }
        for unit in scalar.utf16 { text += "\\u" + VisibleText.hexadecimal(UInt32(unit), digits: 4) }
      }
    }
    return text + "\""
  }
}
