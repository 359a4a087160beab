import Bytes
package import Records

/// Cuts fields into the values that they list: texts between separators, and the elements of JSON arrays.
package struct ListedValues: Sendable {
  private let separator: [UInt8]
  private var unescaped = ByteBuilder(capacity: 256)

  /// `separator` empty: a text is one value.
  package init(separator: [UInt8]) { self.separator = separator }

  /// Calls `body` with the extent of each value, escapes resolved, and with its form: `plain`, `number`, `boolean` or
  /// `nested`. What is missing or null has none; a text that is no list may be empty.
  package mutating func forEach(
    _ content: FieldContent, _ batch: borrowing RecordBatch, _ body: (Span<UInt8>, Int, Int, FieldForm) -> Void
  ) {
    switch content.form {
    case .absent, .null: break
    case .plain, .number, .boolean: forEachPart(batch.bytes.span, content.start, content.end, content.form, body)
    case .escaped:
      unescaped.clear()
      batch.appendText(of: content, to: &unescaped)
      forEachUnescaped(body)
    case .nested: forEachElement(content, batch, body)
    }
  }

  /// The elements of a JSON array; other nested values are their own text.
  private mutating func forEachElement(
    _ content: FieldContent, _ batch: borrowing RecordBatch, _ body: (Span<UInt8>, Int, Int, FieldForm) -> Void
  ) {
    let bytes = batch.bytes.span
    guard bytes[content.start] == ASCII.openBracket else {
      return body(bytes, content.start, content.end, .nested)
    }
    var walker = ElementWalker(from: content.start, to: content.end)
    while let element = walker.next(in: bytes) {
      let found = batch.jsonContent(start: element.start, end: element.end, hasEscape: element.hasEscape)
      switch found.form {
      case .absent, .null: break
      case .nested: body(bytes, found.start, found.end, .nested)
      case .escaped:
        unescaped.clear()
        batch.appendText(of: found, to: &unescaped)
        forEachUnescaped(body)
      case .plain, .number, .boolean: forEachPart(bytes, found.start, found.end, found.form, body)
      }
    }
  }

  private mutating func forEachUnescaped(_ body: (Span<UInt8>, Int, Int, FieldForm) -> Void) {
    unescaped.withSpan { forEachPart($0, 0, $0.count, .plain, body) }
  }

  private func forEachPart(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ form: FieldForm,
    _ body: (Span<UInt8>, Int, Int, FieldForm) -> Void
  ) {
    if separator.isEmpty { return body(bytes, start, end, form) }
    var first = start
    while true {
      let last = FacetReader.position(of: separator, in: bytes, from: first, to: end) ?? end
      let (from, to) = FacetReader.trimmed(bytes, first, last)
      body(bytes, from, to, form)
      if last == end { return }
      first = last &+ separator.count
    }
  }
}
