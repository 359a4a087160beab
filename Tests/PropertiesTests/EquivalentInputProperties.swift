import Bytes
import Formats
import Records
import TestKit

/// Inputs that say the same in other bytes give the same records.
extension Property {
  static let equivalentInputs: [Property] = [
    Property("a CSV table is read as it was thought") { choices in
      let table = choices.table(rows: 1...6, nulls: true)
      let reading = try Conversion.read("csv", table.csv(), Conversion.plainCSV)
      return difference(reading.records, table.rows, "\(String(describing: reading.failure))")
        ?? difference(reading.names, table.names)
    },
    Property("CRLF and LF end the same CSV records") { choices in
      let table = choices.table(rows: 1...6, nulls: true)
      let lf = try Conversion.read("csv", table.csv(), Conversion.plainCSV)
      let crlf = try Conversion.read("csv", table.csv(lineEnd: "\r\n"), Conversion.plainCSV)
      return difference(crlf.records, lf.records)
    },
    Property("the last line end of CSV is optional") { choices in
      let table = choices.table(columns: 2...4, rows: 1...6)
      let with = try Conversion.read("csv", table.csv(), Conversion.plainCSV)
      let without = try Conversion.read("csv", table.csv(endsLine: false), Conversion.plainCSV)
      return difference(without.records, with.records)
    },
    Property("a byte-order mark is no part of CSV") { choices in
      let bytes = choices.table(rows: 1...4).csv()
      let with = try Conversion.read("csv", [0xEF, 0xBB, 0xBF] + bytes, Conversion.plainCSV)
      let without = try Conversion.read("csv", bytes, Conversion.plainCSV)
      return difference(with.names, without.names) ?? difference(with.records, without.records)
    },
    Property("quotes that CSV does not need change nothing") { choices in
      let table = choices.table(rows: 1...6)
      let minimal = try Conversion.read("csv", table.csv(), Conversion.plainCSV)
      let all = try Conversion.read("csv", table.csv(quotesAll: true), Conversion.plainCSV)
      return difference(all.records, minimal.records)
    },
    Property("a guessed CSV dialect is the one it was written in") { choices in
      let delimiter = choices.pick([",", ";", "\t", "|"])
      let table = choices.table(columns: 2...4, rows: 3...8, pieces: ["a", "é", "12", "x y", "2024-01-01", "-", "1.5"])
      let simple = Table(names: table.names.indices.map { "c\($0)" }, rows: table.rows)
      let bytes = simple.csv(delimiter, lineEnd: choices.pick(["\n", "\r\n"]))
      let guessed = try Conversion.read("csv", bytes) { $0.header = .rows(1) }
      return difference(guessed.names, simple.names) ?? difference(guessed.records, simple.rows)
    },
    Property("every delimiter gives the same records") { choices in
      let table = choices.table(rows: 1...6, nulls: true)
      let comma = try Conversion.read("csv", table.csv(), Conversion.plainCSV)
      let delimiter = choices.pick([";", "\t", "|", ":"])
      let other = try Conversion.read("csv", table.csv(delimiter)) { options in
        options.delimiter = delimiter.utf8.first
        Conversion.plainCSV(&options)
      }
      return difference(other.records, comma.records)
    },
    Property("white space between JSON tokens changes no value") { choices in
      let objects = choices.table(rows: 1...4, nulls: true).objects()
      let compact = try Conversion.read("json", Array("[\(objects.joined(separator: ","))]".utf8))
      let space = choices.pick([" ", "\n", "\r\n\t", "  "])
      let wide = objects.map { $0.dropFirst().dropLast() }.map { "{\(space)\($0)\(space)}" }
      let spaced = try Conversion.read(
        "json", Array("\(space)[\(space)\(wide.joined(separator: "\(space),\(space)"))\(space)]\(space)".utf8))
      return difference(spaced.records, compact.records, "\(String(describing: spaced.failure))")
    },
    Property("JSON Lines, arrays and sequences hold the same objects") { choices in
      let objects = choices.list(1...5) { $0.jsonObject() }
      let array = try Conversion.read("json", Array("[\(objects.joined(separator: ","))]".utf8))
      let lines = try Conversion.read("jsonl", Array(objects.joined(separator: "\n").utf8))
      let sequence = try Conversion.read("json-seq", Array(objects.map { "\u{1E}\($0)\n" }.joined().utf8))
      return difference(lines.records, array.records) ?? difference(sequence.records, array.records)
        ?? difference(lines.raw, array.raw)
    },
    Property("GeoJSON collections, lines and sequences hold the same features") { choices in
      let features = choices.list(1...4) { $0.feature() }
      let collection = try Conversion.read(
        "geojson", Array("{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}".utf8))
      let lines = try Conversion.read("geojsonl", Array(features.joined(separator: "\n").utf8))
      let sequence = try Conversion.read("geojson-seq", Array(features.map { "\u{1E}\($0)\n" }.joined().utf8))
      return difference(lines.records, collection.records) ?? difference(sequence.records, collection.records)
        ?? difference(lines.names, collection.names)
    },
    Property("a JSON string means the same with and without escapes") { choices in
      let text = choices.text()
      let plain = Table(names: ["a"], rows: [[text]]).objects()[0]
      var escaped = "{\"a\":\""
      for unit in text.utf16 {
        let digits = String(unit, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
      let first = try Conversion.read("jsonl", Array(plain.utf8)).records
      let second = try Conversion.read("jsonl", Array((escaped + "\"}").utf8)).records
      return difference(first, [[text]]) ?? difference(second, [[text]])
    },
    Property("JSON and CSV of a table hold the same records") { choices in
      let table = choices.table(rows: 1...6, nulls: true)
      let csv = try Conversion.read("csv", table.csv(), Conversion.plainCSV)
      let json = try Conversion.read("jsonl", Array(table.objects().joined(separator: "\n").utf8))
      return difference(json.records, csv.records)
    },
  ]
}
