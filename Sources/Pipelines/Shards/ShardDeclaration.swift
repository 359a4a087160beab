package import Diagnostics
import Formats

/// The part of an input that is read, as it was said (`--shard`, `input.shard`).
public struct ShardDeclaration: Sendable, Equatable {
  /// A shard of a plan: `plan.jsonl#3`, a file of one, or its text.
  public var text: String
  /// The spec, once somebody has read it.
  package var spec: ShardSpec?

  public init(_ text: String) { self.text = text }

  /// The spec; reads it where nobody has.
  package func resolved(from directory: String?) throws(DiagnosticList) -> ShardSpec {
    if let spec { return spec }
    return try ShardSpec(text, from: directory)
  }

  /// True when the text is the spec itself, not the name of a file.
  package var isText: Bool { text.utf8.first == UInt8(ascii: "{") }
}

extension PipelineDeclaration {
  /// Refuses what must know the whole input, where only a part of it is read.
  func checkShard() throws(DiagnosticList) {
    guard input.shard != nil else { return }
    var errors: [Diagnostic] = []
    func refuse(_ key: String, _ message: String, _ help: String) {
      errors.append(Diagnostic(.notSupported, message, at: Location(context: key), help: [help]))
    }
    if input.paths.count > 1 || input.paths.contains(where: { $0.hasPrefix("@") || $0.contains("*") }) {
      refuse("--shard", "a shard is a part of one file, and several are named", "weir shards plans each file by itself")
    }
    if input.paths == ["-"] {
      refuse("--shard", "a shard is a part of a file, and this is standard input", "name the file")
    }
    if input.options.onTypeConflict == .widen {
      refuse(
        "--on-type-conflict", "widening needs every value of a column, and a shard has some of them",
        "--type COLUMN=text says the same of every shard")
    }
    if input.options.columns == .union {
      refuse(
        "--columns", "--columns union needs every record, and a shard has some of them",
        "--fields names the same columns for every shard")
    }
    if let expectations, expectations.rows != nil || !expectations.unique.isEmpty {
      refuse(
        "expect", "'rows' and 'unique' are about all records, and a shard has some of them",
        "leave them out, or check the joined output")
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
  }
}
