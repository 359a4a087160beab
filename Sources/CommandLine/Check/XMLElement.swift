import Diagnostics

/// An element to be written as XML 1.0: names are ours, every text is escaped.
struct XMLElement: Sendable {
  var name: String
  var attributes: [(name: String, value: String)] = []
  var children: [XMLElement] = []
  var content: String?

  init(_ name: String, _ attributes: [(name: String, value: String)]) {
    self.name = name
    self.attributes = attributes
  }

  /// The element over several lines.
  func text(indent: Int = 0) -> String {
    let space = String(repeating: " ", count: indent)
    let list = attributes.map { " \($0.name)=\"\(Self.escaped($0.value))\"" }.joined()
    if let content {
      let lines = content.split(separator: "\n", omittingEmptySubsequences: false).map { Self.escaped(String($0)) }
      return "\(space)<\(name)\(list)>\(lines.joined(separator: "\n"))</\(name)>\n"
    }
    if children.isEmpty { return "\(space)<\(name)\(list)/>\n" }
    return "\(space)<\(name)\(list)>\n" + children.map { $0.text(indent: indent + 2) }.joined() + "\(space)</\(name)>\n"
  }

  /// One line without markup; what is invisible or not allowed (XML 1.0 section 2.2) is shown as a symbol.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in VisibleText.sanitised(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
