import Bytes
import Diagnostics

/// A YAML value as JSON on one line: plain `true`, `false`, `null` and numbers of JSON are what they look like, everything
/// else is text.
enum YAMLAsJSON {
  static func text(_ tree: YAMLTree) -> String {
    switch tree.content {
    case .scalar(let text, let isPlain):
      if tree.isNull { return "null" }
      let isLiteral =
        isPlain && (text == "true" || text == "false" || ParameterType.isNumber(text, allowsFraction: true))
      return isLiteral ? text : quoted(text)
    case .list(let items): return "[" + items.map(text).joined(separator: ",") + "]"
    case .map(let pairs):
      return "{" + pairs.map { quoted($0.key.scalar ?? "") + ":" + text($0.value) }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var builder = ByteBuilder(capacity: bytes.count + 2)
    builder.append(ASCII.quote)
    builder.appendJSONEscaped(bytes.span, from: 0, to: bytes.count)
    builder.append(ASCII.quote)
    return String(decoding: builder.bytes, as: UTF8.self)
  }
}
