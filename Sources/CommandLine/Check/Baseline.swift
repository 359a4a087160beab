import Diagnostics
import Foundation
import Pipelines
import Schemas

/// Findings that are known and tolerated: a JSON file under version control.
///
/// A finding is known by its code, its field and the bytes of its record, not by its line: records may be inserted before
/// it. Equal records are counted.
struct Baseline: Sendable {
  /// How often each fingerprint is tolerated.
  private(set) var counts: [String: Int] = [:]

  static func fingerprint(of finding: RecordFinding) -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(Array(finding.diagnostic.code.rawValue.utf8))
    fingerprint.add(Array((finding.diagnostic.location.field ?? "").utf8))
    fingerprint.add(Array(String(finding.content, radix: 16).utf8))
    let digits = String(fingerprint.value, radix: 16)
    return String(repeating: "0", count: 32 - digits.utf8.count) + digits
  }

  init(path: String) throws(DiagnosticList) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DiagnosticList(
        Diagnostic(
          .inputMissing, "there is no such baseline", at: Location(file: path),
          help: ["--write-baseline \(path) makes one of today's findings"]))
    }
    guard let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      root["weir"] as? String == "baseline", root["version"] as? Int == 1,
      let findings = root["findings"] as? [[String: Any]]
    else { throw Self.invalid(path, "this is no baseline of weir, version 1") }
    for (index, finding) in findings.enumerated() {
      guard let fingerprint = finding["fingerprint"] as? String, let count = finding["count"] as? Int, count > 0,
        counts.updateValue(count, forKey: fingerprint) == nil
      else {
        throw Self.invalid(path, "entry \(index + 1) of the baseline is not a fingerprint of its own with a count")
      }
    }
  }

  private static func invalid(_ path: String, _ message: String) -> DiagnosticList {
    DiagnosticList(
      Diagnostic(.baselineInvalid, message, at: Location(file: path), help: ["--write-baseline \(path) makes it anew"]))
  }
}

/// The entries of a baseline that is written: each fingerprint once, with its count.
struct BaselineEntries: Sendable {
  /// More kinds of findings than a file under version control should have.
  static let ceiling = 1 << 20

  private struct Entry {
    var code, field: String
    var count: Int
  }
  private var entries: [String: Entry] = [:]
  private(set) var isFull = false

  mutating func add(_ diagnostic: Diagnostic, _ fingerprint: String) {
    if entries[fingerprint] != nil {
      entries[fingerprint]?.count += 1
    } else if entries.count < Self.ceiling {
      entries[fingerprint] = Entry(
        code: diagnostic.code.rawValue, field: diagnostic.location.field ?? "", count: 1)
    } else {
      isFull = true
    }
  }

  /// The file: an entry a line, sorted, so that a difference shows what came and what went.
  var text: String {
    let sorted = entries.sorted { one, other in
      (one.value.code, one.value.field, one.key) < (other.value.code, other.value.field, other.key)
    }
    return JSONValue.object([
      ("weir", .text("baseline")), ("version", .integer(1)),
      (
        "findings",
        .array(
          sorted.map { fingerprint, entry in
            .object([
              ("code", .text(entry.code)), ("field", entry.field.isEmpty ? .null : .text(entry.field)),
              ("fingerprint", .text(fingerprint)), ("count", .integer(entry.count)),
            ])
          })
      ),
    ]).text
  }
}
