import ArgumentParser
import ByteIO
import Diagnostics
import Pipelines

struct VerifyCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the files of a receipt again: exit 1 when one differs.",
    usage: "weir verify <receipt> [--inputs] [--json]",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir convert Samples/cities.csv -o build/cities.jsonl --receipt build/r.json && weir verify build/r.json --inputs"
  ]

  @Argument(help: "What --receipt wrote; paths in it are relative to the directory of that run.")
  var receipt: String

  @Flag(help: "Check the inputs too.") var inputs = false
  @Flag(help: "Print one JSON document.") var json = false

  @OptionGroup(title: "Messages") var messages: PlainMessageOptions

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = messages.settings(&reader)
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    do throws(DiagnosticList) {
      let found = try Verification(of: receipt, withInputs: inputs)
      StandardStreams.writeOutput(json ? document(found).text : text(found))
      return found.isGood ? 0 : 1
    } catch {
      return Execution.fail(error.diagnostics, settings: settings)
    }
  }

  /// A line for each file, a line for each sum that is wrong, and the answer.
  private func text(_ found: Verification) -> String {
    var lines: [String] = []
    for item in found.items {
      lines.append(
        "\(item.kind) \(item.path): \(item.status.rawValue)" + (item.reason.isEmpty ? "" : ", \(item.reason)"))
      guard item.status == .differs, let recorded = item.recorded, let now = item.found else { continue }
      lines.append("  recorded \(recorded.sha256), \(recorded.bytes) bytes")
      lines.append("  found    \(now.sha256), \(now.bytes) bytes")
    }
    lines += found.imbalances.map { "ledger: \($0)" }
    let same = found.items.count { $0.status == .same }
    lines.append("\(same) of \(found.items.count) files are as recorded; the ledger \(balance(found))")
    return lines.joined(separator: "\n") + "\n"
  }

  private func balance(_ found: Verification) -> String { found.imbalances.isEmpty ? "balances" : "does not balance" }

  private func document(_ found: Verification) -> JSONValue {
    .object([
      ("receipt", .text(receipt)), ("ok", .boolean(found.isGood)),
      (
        "files",
        .array(
          found.items.map { item in
            .object([
              ("kind", .text(item.kind)), ("path", .text(item.path)), ("status", .text(item.status.rawValue)),
              ("recorded", Self.digest(item.recorded)), ("found", Self.digest(item.found)),
              ("reason", item.reason.isEmpty ? .null : .text(item.reason)),
            ])
          })
      ),
      ("ledger", .array(found.imbalances.map { .text($0) })),
    ])
  }

  private static func digest(_ digest: FileDigest?) -> JSONValue {
    digest.map { .object([("sha256", .text($0.sha256)), ("bytes", .integer($0.bytes))]) } ?? .null
  }
}
