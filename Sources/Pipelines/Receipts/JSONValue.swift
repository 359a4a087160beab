import Bytes

/// A JSON document to be written: what `inspect` prints for programs, and receipts. Members keep their order.
package indirect enum JSONValue: Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  /// The document over several lines, with a newline at its end. Arrays and objects of scalars stand on one line.
  package var text: String {
    var builder = ByteBuilder()
    append(to: &builder, indent: 0)
    builder.append(ASCII.lineFeed)
    return String(decoding: builder.bytes, as: UTF8.self)
  }

  /// The document on one line, without a newline.
  package var line: String {
    var builder = ByteBuilder()
    appendCompact(to: &builder)
    return String(decoding: builder.bytes, as: UTF8.self)
  }

  private func appendCompact(to builder: inout ByteBuilder) {
    switch self {
    case .array(let items):
      builder.append("[")
      for (index, item) in items.enumerated() {
        if index > 0 { builder.append(",") }
        item.appendCompact(to: &builder)
      }
      builder.append("]")
    case .object(let members):
      builder.append("{")
      for (index, (name, value)) in members.enumerated() {
        if index > 0 { builder.append(",") }
        Self.append(name, to: &builder)
        builder.append(":")
        value.appendCompact(to: &builder)
      }
      builder.append("}")
    default: append(to: &builder, indent: 0)
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private func append(to builder: inout ByteBuilder, indent: Int) {
    switch self {
    case .null: builder.append("null")
    case .boolean(let value): builder.append(value ? "true" : "false")
    case .integer(let value): builder.append(decimal: value)
    case .number(let value): builder.append("\(value)")
    case .text(let text): Self.append(text, to: &builder)
    case .array(let items):
      let isFlat = items.allSatisfy(\.isScalar)
      Self.append("[", "]", items.count, isFlat, indent, to: &builder) { items[$0].append(to: &$1, indent: indent + 2) }
    case .object(let members):
      let isFlat = indent > 2 && members.allSatisfy(\.1.isScalar)
      Self.append("{", "}", members.count, isFlat, indent, to: &builder) { index, builder in
        Self.append(members[index].0, to: &builder)
        builder.append(": ")
        members[index].1.append(to: &builder, indent: indent + 2)
      }
    }
  }

  private static func append(
    _ open: String, _ close: String, _ count: Int, _ isFlat: Bool, _ indent: Int, to builder: inout ByteBuilder,
    item: (Int, inout ByteBuilder) -> Void
  ) {
    builder.append(open)
    for index in 0..<count {
      builder.append(index == 0 ? "" : isFlat ? ", " : ",")
      if !isFlat { builder.append("\n" + String(repeating: " ", count: indent + 2)) }
      item(index, &builder)
    }
    if !isFlat, count > 0 { builder.append("\n" + String(repeating: " ", count: indent)) }
    builder.append(close)
  }

  private static func append(_ text: String, to builder: inout ByteBuilder) {
    let bytes = Array(text.utf8)
    builder.append(ASCII.quote)
    builder.appendJSONEscaped(bytes.span, from: 0, to: bytes.count)
    builder.append(ASCII.quote)
  }
}
