import Bytes
import Diagnostics
import Formats
import TestKit

/// Values that may be anything, written and read again: the same values.
package enum WriterInputs {
  package static func roundTrip(_ bytes: [UInt8]) throws -> String? {
    var controls = Controls(bytes)
    let format = controls.pick(["csv", "csv-tab", "tsv", "json", "jsonl", "json-seq"])
    let columns = Int(controls.byte() % 4) + 1
    var write = WriteOptions()
    if format == "csv" || format == "csv-tab" {
      write.quoting = controls.bool() ? .all : .minimal
      write.lineEnd = controls.bool() ? .crlf : .lf
    }
    let rows = table(controls.rest, columns: columns)
    if rows.isEmpty { return nil }
    let names = ["a", "b c", "é", "d"].prefix(columns)
    let lines = rows.map { row in
      "{" + zip(names, row).map { "\"\($0)\":\($1.map(quoted) ?? "null")" }.joined(separator: ",") + "}"
    }
    let feed = try InputFeed("jsonl", Array(lines.joined(separator: "\n").utf8))
    var output = try OutputText(format, schema: feed.reader.schema, inputFormat: "jsonl", options: write)
    var failure: Diagnostic?
    let first = feed.read(Array(lines.joined(separator: "\n").utf8)) { batch in
      do throws(Diagnostic) {
        try output.append(batch)
      } catch {
        failure = error
      }
    }
    if let failure = failure ?? first.failure { return "not written: \(failure)" }
    return try fault(
      output.finished(), format, rows, mergesEmpty: format == "tsv" || columns == 1 || write.quoting == .all)
  }

  private static func fault(_ written: [UInt8], _ format: String, _ rows: [[String?]], mergesEmpty: Bool) throws
    -> String?
  {
    var options = ReadOptions()
    if format == "csv" || format == "csv-tab" || format == "tsv" {
      options.header = .rows(1)
      options.lineEnds = .lf
    }
    if format == "csv" { options.delimiter = ASCII.comma }
    if format == "csv" || format == "csv-tab" { options.escape = ASCII.quote }
    let again = try InputFeed(format, written, options).read(written)
    func plain(_ rows: [[String?]]) -> [[String?]] { mergesEmpty ? rows.map { $0.map { $0 ?? "" } } : rows }
    // Bytes are compared: two texts that are canonically equivalent are different ones.
    let (found, expected) = (plain(again.records).map(bytes), plain(rows).map(bytes))
    return found == expected
      ? nil : "\(format): \(again.records) instead of \(rows), \(String(describing: again.failure))"
  }

  private static func bytes(_ row: [String?]) -> [[UInt8]?] { row.map { $0.map { Array($0.utf8) } } }

  /// Cells end at a zero byte; one that begins with 0xFF is no value.
  private static func table(_ bytes: [UInt8], columns: Int) -> [[String?]] {
    let cells = bytes.split(separator: 0, omittingEmptySubsequences: false).map { cell -> String? in
      cell.first == 0xFF ? nil : String(decoding: cell, as: UTF8.self)
    }
    return stride(from: 0, to: cells.count - columns + 1, by: columns).map { Array(cells[$0..<$0 + columns]) }
  }

  private static func quoted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var builder = ByteBuilder()
    builder.append(ASCII.quote)
    builder.appendJSONEscaped(bytes.span, from: 0, to: bytes.count)
    builder.append(ASCII.quote)
    return String(decoding: builder.bytes, as: UTF8.self)
  }
}
