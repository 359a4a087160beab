import Bytes
import Records

/// Names for the columns: from the header records, or `column_1`… Every name that had to change is a finding.
struct CSVHeader {
  var names: [String]
  var findings: [Finding]
  /// Names that had to change.
  var renamed = 0

  /// Names without a header.
  init(columnCount: Int) {
    names = (0..<columnCount).map { "column_\($0 + 1)" }
    findings = [Finding("header", "none", evidence: "columns are called column_1 to column_\(columnCount)")]
  }

  /// Names from the texts of the header records: those of a column are joined with a space. An empty name becomes
  /// `column_3`, a second `name` becomes `name_2`.
  init(_ records: [[String]]) {
    names = []
    findings = []
    let raw = (0..<(records.map(\.count).max() ?? 0)).map { column in
      records.compactMap { column < $0.count && !$0[column].isEmpty ? $0[column] : nil }.joined(separator: " ")
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
        renamed += 1
      }
      taken.insert(Array(name.utf8))
      seen.insert(Array(name.utf8))
      names.append(name)
    }
    let evidence = records.count == 1 ? "the first record" : "the first \(records.count) records, joined"
    findings.insert(Finding("header", CSVMessages.count(names.count, "column"), evidence: evidence), at: 0)
  }

  /// The texts of a record's fields, given as pairs of start and end.
  static func texts(_ bytes: Span<UInt8>, _ slots: [UInt32], _ dialect: CSVReadDialect) -> [String] {
    stride(from: 0, to: slots.count, by: 2).map { slot in
      guard slots[slot + 1] & ~CSVRespelling.positionMask != 0 else {
        return text(bytes, from: Int(slots[slot]), to: Int(slots[slot + 1]), dialect.syntax)
      }
      var respelling = CSVRespelling(dialect, base: 0)
      var field = [slots[slot], slots[slot + 1]]
      respelling.respell(bytes, &field, from: 0)
      return respelling.builder.withSpan { text($0, from: 0, to: $0.count, dialect.syntax) }
    }
  }

  /// The fields of a record as they stand; nil: one that lenient quoting reads.
  static func cells(_ bytes: Span<UInt8>, _ slots: [UInt32]) -> [[UInt8]?] {
    stride(from: 0, to: slots.count, by: 2).map { slot in
      guard slots[slot + 1] & ~CSVRespelling.positionMask == 0 else { return nil }
      return bytes.array(from: Int(slots[slot]), to: Int(slots[slot + 1]))
    }
  }

  private static func text(_ bytes: Span<UInt8>, from start: Int, to end: Int, _ syntax: FieldSyntax) -> String {
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
