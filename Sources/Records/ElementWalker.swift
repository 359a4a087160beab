import Bytes

/// Visits the elements of a JSON array that was validated before, in their order, without allocating: the counterpart of
/// `MemberWalker`. Text that is not an array has no elements.
package struct ElementWalker: Sendable {
  private var position: Int
  private let end: Int
  private var hasStarted = false

  package init(from start: Int, to end: Int) {
    position = start
    self.end = end
  }

  /// The extent of the next element, with its quotes or brackets, and whether it is a string that holds a backslash; nil
  /// after the last one.
  package mutating func next(in bytes: Span<UInt8>) -> (start: Int, end: Int, hasEscape: Bool)? {
    let end = min(end, bytes.count)
    var i = MemberWalker.skipSpace(bytes, position, end)
    guard i < end, bytes[i] == (hasStarted ? ASCII.comma : ASCII.openBracket) else { return finish() }
    hasStarted = true
    i = MemberWalker.skipSpace(bytes, i &+ 1, end)
    guard i < end, bytes[i] != ASCII.closeBracket else { return finish() }
    let (valueEnd, hasEscape) = MemberWalker.endOfValue(bytes, i, end)
    position = valueEnd
    return (i, valueEnd, hasEscape)
  }

  private mutating func finish() -> (start: Int, end: Int, hasEscape: Bool)? {
    position = end
    return nil
  }
}
