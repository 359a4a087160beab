import Bytes
import Formats

/// One input of a record format, with what a user would say of it.
struct RecordSeed {
  var name: String
  var bytes: [UInt8]
  var options = ReadOptions()
}

/// The tables written in four ways each: twenty seeds a format.
enum RecordSeeds {
  static var csv: [RecordSeed] {
    make { table, way in
      var options = ReadOptions()
      options.header = .rows(1)
      if way == 1 { options.lineEnds = .lf }
      let delimiter: Character = [",", ";", "|", ","][way]
      options.delimiter = delimiter.asciiValue
      let lines = table.map { record in
        record.map { cell(table[0].count == 1 ? $0 ?? "\"" : $0, delimiter, quotesAll: way == 1) }
          .joined(separator: String(delimiter))
      }
      let mark = way == 3 ? "\u{FEFF}" : ""
      return (
        mark + lines.joined(separator: way == 2 ? "\r\n" : "\n") + (way == 3 ? "" : way == 2 ? "\r\n" : "\n"), options
      )
    }
  }

  static var tsv: [RecordSeed] {
    make { table, way in
      let lines = table.map { $0.map(escaped).joined(separator: "\t") }
      return (
        (way == 3 ? "\u{FEFF}" : "") + lines.joined(separator: way == 2 ? "\r\n" : "\n") + (way == 1 ? "" : "\n"),
        ReadOptions()
      )
    }
  }

  static var json: [RecordSeed] {
    make { table, way in
      let objects = objects(table)
      var options = ReadOptions()
      switch way {
      case 0: return ("[" + objects.joined(separator: ",") + "]", options)
      case 1: return (" [\r\n\t" + objects.joined(separator: "\n ,\n ") + "\n]\n", options)
      case 2:
        options.root = "/result/records"
        return (
          #"{"ok":true,"result":{"total":"# + "\(objects.count)" + #","records":["# + objects.joined(separator: ", ")
            + #"],"next":null},"tail":[1]}"#, options
        )
      default:
        let records = objects.map { #"{"datasetid":"d","recordid":"r","fields":\#($0)}"# }
        return ("[" + records.joined(separator: ",\n") + "]", options)
      }
    }
  }

  static var jsonl: [RecordSeed] {
    make { table, way in
      let objects = objects(table)
      var options = ReadOptions()
      options.flattens = way == 3
      switch way {
      case 1: return (objects.joined(separator: "\r\n") + "\r\n", options)
      case 2: return ("\u{FEFF}" + objects.joined(separator: "\n\n"), options)
      case 3: return (objects.map { #"{"o":\#($0),"a.b":1}"# }.joined(separator: "\n") + "\n", options)
      default: return (objects.joined(separator: "\n") + "\n", options)
      }
    }
  }

  static var geojson: [RecordSeed] {
    SeedRecords.features.enumerated().flatMap { index, features in
      (0..<4).map { way in
        let texts = features.enumerated().map { place, feature in
          way == 1
            ? #"{ "id": \#(place), "geometry": \#(feature.geometry), "extra": "x", "properties": \#(feature.properties), "type": "Feature" }"#
            : #"{"type":"Feature","geometry":\#(feature.geometry),"properties":\#(feature.properties)}"#
        }
        let text =
          switch way {
          case 0: #"{"type":"FeatureCollection","features":["# + texts.joined(separator: ",\n") + "]}\n"
          case 1: "{\"features\": [\n" + texts.joined(separator: ",") + "\n], \"type\": \"FeatureCollection\"}"
          case 2:
            #"{"type":"FeatureCollection","name":"n","bbox":[0,0,1,1],"features":["# + texts.joined(separator: ",")
              + #"],"note":{"a":"]}"}}"#
          default: texts[0]
          }
        return RecordSeed(name: "\(index + 1).\(way + 1)", bytes: Array(text.utf8))
      }
    }
  }

  private static func make(_ write: ([[String?]], Int) -> (String, ReadOptions)) -> [RecordSeed] {
    SeedRecords.tables.enumerated().flatMap { index, table in
      (0..<4).map { way in
        let (text, options) = write(table, way)
        return RecordSeed(name: "\(index + 1).\(way + 1)", bytes: Array(text.utf8), options: options)
      }
    }
  }

  private static func cell(_ value: String?, _ delimiter: Character, quotesAll: Bool) -> String {
    guard let value else { return "" }
    let needsQuotes =
      quotesAll || value.isEmpty
      || value.unicodeScalars.contains { "\"\n\r".unicodeScalars.contains($0) || String($0) == String(delimiter) }
    return needsQuotes ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
  }

  private static func escaped(_ value: String?) -> String {
    var text = ""
    for scalar in (value ?? "").unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func objects(_ table: [[String?]]) -> [String] {
    table.dropFirst().enumerated().map { place, record in
      let members = zip(table[0], record).map { name, value in
        "\(quoted(name ?? "")):" + (value.map { $0.first == "{" || $0 == "1e3" ? $0 : quoted($0) } ?? "null")
      }
      // One record has its members in another order, one has one more.
      let ordered =
        place == 1
        ? members.reversed() : place == 2 ? members + [#""more":[1, 2.50, {"k":"\u00e9\ud83d\ude00"}]"#] : members
      return "{" + ordered.joined(separator: place == 3 ? " , " : ",") + "}"
    }
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
