import Bytes
import Diagnostics

/// The function name of a JSONP output.
///
/// Only dotted identifiers pass: `^[A-Za-z_$][\w$]{0,49}(\.[A-Za-z_$][\w$]{0,49}){0,4}$`, none of them a reserved word. The
/// name is written into a script, so anything wider would be a way to inject code.
enum JSONCallback {
  static let longestName = 50
  static let mostNames = 5
  static let defaultName = "callback"

  /// The checked name, as bytes.
  static func check(_ name: String?) throws(DiagnosticList) -> [UInt8] {
    let name = name ?? defaultName
    if isValid(Array(name.utf8)) { return Array(name.utf8) }
    throw DiagnosticList(
      Diagnostic(
        .usage, "'\(name)' cannot be the name of a callback function", at: Location(context: "--callback"),
        notes: [
          "a name is letters, digits, _ and $, not starting with a digit, at most \(longestName) long; "
            + "up to \(mostNames) names joined by dots; no JavaScript keyword"
        ], help: ["--callback \(defaultName)"]))
  }

  static func isValid(_ name: [UInt8]) -> Bool {
    let parts = name.split(separator: ASCII.dot, omittingEmptySubsequences: false)
    return parts.count <= mostNames && parts.allSatisfy { isIdentifier($0) }
  }

  private static func isIdentifier(_ name: ArraySlice<UInt8>) -> Bool {
    guard let first = name.first, name.count <= longestName, !ASCII.isDigit(first) else { return false }
    guard name.allSatisfy({ isNameByte($0) }) else { return false }
    return !reservedWords.contains(String(decoding: name, as: UTF8.self))
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte == 0x24
  }

  /// ECMA-262 section 12.7.2, with the words reserved in strict code and the literals.
  private static let reservedWords: Set<String> = [
    "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do",
    "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if", "implements", "import",
    "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public", "return",
    "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while", "with", "yield",
  ]
}
