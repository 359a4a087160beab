import Diagnostics
import Pipelines

/// A check as one JSON document: counts of every kind, and the first findings of each.
enum JSONReport {
  static func text(of result: CheckResult) -> String {
    JSONValue.object([
      ("weir", .text("check")), ("version", .integer(1)), ("exit", .integer(Int(result.exitCode))),
      ("complete", .boolean(result.isComplete)), ("files", .array(result.files.map { .text($0) })),
      ("records", .integer(result.records)), ("findings", .integer(result.count)), ("known", .integer(result.known)),
      ("gone", result.gone.map { .integer($0) } ?? .null),
      ("errors", .array(result.errors.map { finding($0, nil) })),
      ("rules", .array(result.rules.map(rule))),
    ]).text
  }

  private static func rule(_ rule: CheckResult.Rule) -> JSONValue {
    .object([
      ("code", .text(rule.code.rawValue)), ("title", .text(rule.code.words)), ("count", .integer(rule.count)),
      ("known", .integer(rule.known)),
      ("examples", .array(rule.examples.map { finding($0.diagnostic, $0.fingerprint) })),
    ])
  }

  /// The keys of `--errors json`.
  private static func finding(_ diagnostic: Diagnostic, _ fingerprint: String?) -> JSONValue {
    let place = diagnostic.location
    var members: [(String, JSONValue)] = [
      ("code", .text(diagnostic.code.rawValue)), ("message", .text(diagnostic.message)),
      ("file", place.file.map { .text($0) } ?? .null), ("line", number(place.line)), ("column", number(place.column)),
      ("record", number(place.record)), ("byte", number(place.byte)),
      ("field", place.field.map { .text($0) } ?? .null), ("notes", .array(diagnostic.notes.map { .text($0) })),
      ("help", .array(diagnostic.help.map { .text($0) })),
    ]
    if let fingerprint { members.append(("fingerprint", .text(fingerprint))) }
    return .object(members)
  }

  private static func number(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
}
