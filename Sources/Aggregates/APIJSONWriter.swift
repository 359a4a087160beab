import Bytes

/// Writes JSON with the separators of the Opendatasoft API, `", "` and `": "`; pretty, with four spaces a level.
///
///     var writer = APIJSONWriter(isPretty: false)
///     writer.open("{")
///     writer.key("nhits")
///     writer.builder.append(decimal: 3)
///     writer.close("}")
///     let pieces = writer.finished()
struct APIJSONWriter {
  /// Where scalars go, after `item` or `key`.
  var builder = ByteBuilder()
  private let isPretty: Bool
  private let callback: String?
  private var pieces: [[UInt8]] = []
  private var depth = 0
  /// Nothing stands in the array or object at hand yet.
  private var isFirst = true

  private static let pieceSize = 1 << 20

  init(isPretty: Bool, callback: String? = nil) {
    self.isPretty = isPretty
    self.callback = callback
    if let callback { builder.append(callback + "(") }
  }

  /// The document, in pieces of about a MiB.
  consuming func finished() -> [[UInt8]] {
    builder.append(callback == nil ? "\n" : ");\n")
    return pieces + [builder.bytes]
  }

  mutating func open(_ mark: String) {
    builder.append(mark.utf8.span)
    depth += 1
    isFirst = true
  }

  mutating func close(_ mark: String) {
    depth -= 1
    if isPretty, !isFirst { breakLine() }
    builder.append(mark.utf8.span)
    isFirst = false
  }

  mutating func item() {
    if builder.count > Self.pieceSize {
      pieces.append(builder.bytes)
      builder.clear()
    }
    if !isFirst { builder.append((isPretty ? "," : ", ").utf8.span) }
    if isPretty { breakLine() }
    isFirst = false
  }

  /// A name that needs no escape.
  mutating func key(_ name: String) {
    item()
    builder.append("\"" + name + "\": ")
  }

  /// A name that `quoted` made ready, for those that stand in every row.
  mutating func key(quoted: [UInt8]) {
    item()
    builder.append(quoted)
  }

  /// `"name": `, escaped.
  static func quoted(_ name: String) -> [UInt8] {
    var builder = ByteBuilder(capacity: 64)
    builder.append(jsonText: Array(name.utf8))
    builder.append(": ")
    return builder.bytes
  }

  mutating func text(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
    builder.append(ASCII.quote)
    builder.appendJSONEscaped(bytes, from: start, to: end)
    builder.append(ASCII.quote)
  }

  mutating func text(_ bytes: [UInt8]) { text(bytes.span, 0, bytes.count) }

  private mutating func breakLine() {
    builder.append("\n" + String(repeating: " ", count: 4 * depth))
  }
}

extension ByteBuilder {
  /// Appends a text as a JSON string.
  mutating func append(jsonText text: [UInt8]) {
    append(ASCII.quote)
    appendJSONEscaped(text.span, from: 0, to: text.count)
    append(ASCII.quote)
  }
}
