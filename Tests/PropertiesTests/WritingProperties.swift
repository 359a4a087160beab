import Bytes
import Formats
import Records
import TestKit

/// Write, then read: the same records.
extension Property {
  /// `merges`: the format has one spelling for an empty text and for no value.
  private static func identity(_ format: String, merges: Bool = false) -> Property {
    Property("write \(format), then read: the same records") { choices in
      let table = choices.table(columns: 2...4, rows: 1...6, nulls: true)
      let written = try Conversion.convert(table.csv(), from: "csv", to: format, Conversion.plainCSV)
      let again = try Conversion.read(format, written) { options in
        if format == "csv" { Conversion.plainCSV(&options) }
        if format == "tsv" || format == "csv-tab" { options.header = .rows(1) }
      }
      let expected = merges ? table.rows.map { $0.map { $0 ?? "" } } : table.rows
      let found = merges ? again.records.map { $0.map { $0 ?? "" } } : again.records
      return difference(found, expected, written.shown) ?? difference(again.names, table.names)
    }
  }

  static let writing: [Property] = [
    identity("csv"), identity("csv-tab"), identity("tsv", merges: true), identity("json"), identity("jsonl"),
    identity("json-seq"),
    Property("write CSV in any dialect, then read it in that dialect: the same records") { choices in
      let table = choices.table(columns: 1...4, rows: 1...6, nulls: true)
      var write = WriteOptions()
      write.delimiter = choices.pick([0x2C, 0x3B, 0x09, 0x7C, 0x41])
      write.quoting = choices.pick([.minimal, .all])
      write.lineEnd = choices.pick([.lf, .crlf])
      write.writesByteOrderMark = choices.bool()
      write.nullText = choices.pick(["", "NN", "null"])
      let written = try Conversion.convert(table.csv(), from: "csv", to: "csv", write: write, Conversion.plainCSV)
      let (delimiter, null) = (write.delimiter, write.nullText)
      let again = try Conversion.read("csv", written) { options in
        options.delimiter = delimiter
        options.nullTexts = null.isEmpty ? [] : [null]
        Conversion.plainCSV(&options)
      }
      // A record of one field without value is written quoted: a blank line would be no record.
      let mayMerge = table.names.count == 1 || write.quoting == .all
      func plain(_ rows: [[String?]]) -> [[String?]] { mayMerge ? rows.map { $0.map { $0 ?? "" } } : rows }
      return difference(plain(again.records), plain(table.rows), written.shown)
    },
    Property("pretty JSON and compact JSON hold the same records") { choices in
      let objects = Array("[\(choices.list(1...4) { $0.jsonObject() }.joined(separator: ","))]".utf8)
      var pretty = WriteOptions()
      pretty.isPretty = true
      let wide = try Conversion.read("json", try Conversion.convert(objects, from: "json", to: "json", write: pretty))
      let narrow = try Conversion.read("json", try Conversion.convert(objects, from: "json", to: "json"))
      func plain(_ records: [[String?]]) -> [[String?]] { records.map { $0.map { $0.map(JSONLayout.compact) } } }
      return difference(plain(wide.records), plain(narrow.records))
    },
    Property("bytes written do not depend on how the input was cut") { choices in
      let bytes = choices.table(rows: 1...8, nulls: true).csv()
      let format = choices.pick(["csv", "tsv", "json", "jsonl", "csv-tab", "json-seq"])
      let whole = try Conversion.convert(bytes, from: "csv", to: format, Conversion.plainCSV)
      let cut = try Conversion.convert(
        bytes, from: "csv", to: format, pieces: choices.pieces(of: bytes.count), Conversion.plainCSV)
      return difference(cut.shown, whole.shown)
    },
    Property("CSV that was written is written again as it is") { choices in
      let bytes = choices.table(rows: 1...6, nulls: true).csv(quotesAll: choices.bool())
      let once = try Conversion.convert(bytes, from: "csv", to: "csv", Conversion.plainCSV)
      let twice = try Conversion.convert(once, from: "csv", to: "csv", Conversion.plainCSV)
      return difference(twice.shown, once.shown)
    },
    Property("JSON Lines that were written are written again as they are") { choices in
      let bytes = Array(choices.list(1...4) { $0.jsonObject() }.joined(separator: "\n").utf8)
      let once = try Conversion.convert(bytes, from: "jsonl", to: "jsonl")
      return difference(try Conversion.convert(once, from: "jsonl", to: "jsonl").shown, once.shown)
    },
    Property("CSV by way of JSON Lines is CSV") { choices in
      let bytes = choices.table(columns: 2...4, rows: 1...6).csv()
      let direct = try Conversion.convert(bytes, from: "csv", to: "csv", Conversion.plainCSV)
      let lines = try Conversion.convert(bytes, from: "csv", to: "jsonl", Conversion.plainCSV)
      return difference(try Conversion.convert(lines, from: "jsonl", to: "csv").shown, direct.shown)
    },
    Property("JSON Lines by way of an array are JSON Lines") { choices in
      let bytes = Array(choices.list(1...4) { $0.jsonObject() }.joined(separator: "\n").utf8)
      let direct = try Conversion.convert(bytes, from: "jsonl", to: "jsonl")
      let array = try Conversion.convert(bytes, from: "jsonl", to: "json")
      return difference(try Conversion.convert(array, from: "json", to: "jsonl").shown, direct.shown)
    },
    Property("what is unflattened is flattened to the same fields") { choices in
      let names = [["a", "b"], ["a.x", "a.y"], ["a.b.c", "a.b.d", "e"]][choices.int(0...2)]
      let rows = choices.list(1...4) { choices in names.map { _ -> String? in choices.text(["a", "é", "1", "\""]) } }
      var write = WriteOptions()
      write.unflattens = true
      let nested = try Conversion.convert(
        Table(names: names, rows: rows).csv(), from: "csv", to: "jsonl", write: write, Conversion.plainCSV)
      let flat = try Conversion.read("jsonl", nested) { $0.flattens = true }
      return difference(flat.names, names, nested.shown) ?? difference(flat.records, rows)
    },
    Property("GeoJSON that is read and written keeps its features") { choices in
      let features = choices.list(1...3) { $0.feature() }
      let bytes = Array("{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}".utf8)
      var write = WriteOptions()
      write.winding = .keep
      let written = try Conversion.convert(bytes, from: "geojson", to: "geojson", write: write)
      let (before, after) = (try Conversion.read("geojson", bytes), try Conversion.read("geojson", written))
      return difference(after.names, before.names) ?? difference(after.records, before.records, written.shown)
    },
  ]
}

/// JSON text without the white space that is layout.
enum JSONLayout {
  static func compact(_ text: String) -> String {
    guard text.first == "{" || text.first == "[" else { return text }
    var result = String.UnicodeScalarView()
    var (isInside, isEscaped) = (false, false)
    for scalar in text.unicodeScalars {
      if isInside {
        isInside = isEscaped || scalar != "\""
        isEscaped = !isEscaped && scalar == "\\"
      } else if scalar == "\"" {
        isInside = true
      } else if scalar == " " || scalar == "\n" {
        continue
      }
      result.append(scalar)
    }
    return String(result)
  }
}
