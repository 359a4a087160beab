package import Bytes
package import Diagnostics
package import Formats
package import Schemas

/// What a part holds beside its frame: a state that can be added to another one, a line for each piece of it.
package protocol PartPayload: Sendable {
  /// What the header calls it.
  static var kind: String { get }
  /// What `--to` of its answer may be.
  static var formats: [String] { get }
  /// What the answer cannot say by itself.
  var warnings: [Diagnostic] { get }
  /// Members of the header that say what the lines are of.
  var header: [(String, JSONValue)] { get }
  /// Writes the lines, in an order that does not depend on who computed the state; how many there are.
  func write(to builder: inout ByteBuilder) -> Int
  /// An empty state, by its header; nil where that lacks something.
  init?(_ header: PlacedValue)
  /// Reads `line[..<count]`; behind it stand `byteSlack` bytes. False for what is no line of this kind.
  mutating func read(_ line: [UInt8], count: Int, _ scratch: inout ByteBuilder) -> Bool
  /// True when both are of the same things.
  func answersSame(as other: any PartPayload) -> Bool
  /// Adds a state of the same things; false where that cannot be.
  mutating func merge(_ other: any PartPayload) -> Bool
  /// The answer as an output writes it, in pieces. `format` nil: by the extension of the path, else the usual one.
  func document(format: String?, path: String, options: WriteOptions) throws(DiagnosticList) -> [[UInt8]]
}

extension PartPayload {
  package var warnings: [Diagnostic] { [] }
}
