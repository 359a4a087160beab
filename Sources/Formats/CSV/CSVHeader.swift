import Bytes
import Records

/// Names for the columns: from the first record, or `column_1`… Every name that had to change is a finding.
struct CSVHeader {
  var names: [String]
  var findings: [Finding]

  /// Names without a header.
  init(columnCount: Int) {
    names = (0..<columnCount).map { "column_\($0 + 1)" }
    findings = [Finding("header", "none", evidence: "columns are called column_1 to column_\(columnCount)")]
  }

  /// Names from the fields of the first record. An empty name becomes `column_3`, a second `name` becomes `name_2`.
  init(_ bytes: Span<UInt8>, slots: [UInt32], syntax: FieldSyntax) {
    names = []
    findings = []
    let raw = stride(from: 0, to: slots.count, by: 2).map { slot in
      Self.name(bytes, from: Int(slots[slot]), to: Int(slots[slot + 1]), syntax)
    }
    // Names are compared as bytes: two that differ only in normalisation are two columns.
    var taken = Set(raw.map { Array($0.utf8) })
    var seen: Set<[UInt8]> = []
    for (index, original) in raw.enumerated() {
      var name = original
      if name.isEmpty || seen.contains(Array(name.utf8)) {
        let stem = name.isEmpty ? "column" : name
        var number = name.isEmpty ? index + 1 : 2
        repeat {
          name = "\(stem)_\(number)"
          number += 1
        } while taken.contains(Array(name.utf8))
        let reason = original.isEmpty ? "has no name" : "is another '\(original)'"
        findings.append(Finding("column renamed", name, evidence: "column \(index + 1) of the header \(reason)"))
      }
      taken.insert(Array(name.utf8))
      seen.insert(Array(name.utf8))
      names.append(name)
    }
    findings.insert(
      Finding("header", CSVMessages.count(names.count, "column"), evidence: "the first record"), at: 0)
  }

  private static func name(_ bytes: Span<UInt8>, from start: Int, to end: Int, _ syntax: FieldSyntax) -> String {
    var builder = ByteBuilder(capacity: 64)
    var (from, to) = (start, end)
    if case .delimited(let quote, _) = syntax, quote != 0, to - from >= 2, bytes[from] == quote {
      from += 1
      to -= 1
      FieldText.unescape(bytes, from, to, syntax, into: &builder)
    } else if syntax == .tabSeparated {
      FieldText.unescape(bytes, from, to, syntax, into: &builder)
    } else {
      builder.append(bytes, from: from, to: to)
    }
    return String(decoding: builder.bytes, as: UTF8.self)
  }
}
