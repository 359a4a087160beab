import Bytes

/// Texts, tables and documents that properties are about.
extension Choices {
  static let pieces = [
    "a", "b", "é", "東", "😀", " ", ",", ";", "\t", "|", "'", "\"", "\n", "\r\n", "\r", "\u{2028}", "0", "-1", "1.50",
    "1e3", "007",
    "null", "true", "=", "/", "\\", "e\u{301}", "\u{FEFF}", "#", "\u{7F}", "{", "[1]",
  ]

  mutating func text(_ pieces: [String] = Choices.pieces, _ counts: ClosedRange<Int> = 0...4) -> String {
    list(counts) { $0.pick(pieces) }.joined()
  }

  mutating func bytes(_ alphabet: String, _ counts: ClosedRange<Int>) -> [UInt8] {
    let alphabet = Array(alphabet.utf8)
    return list(counts) { $0.pick(alphabet) }
  }

  /// A table with different names; nil: no value.
  mutating func table(
    columns: ClosedRange<Int> = 1...4, rows: ClosedRange<Int> = 0...6, nulls: Bool = false,
    pieces: [String] = Choices.pieces
  ) -> Table {
    let names = (0..<int(columns)).map { ["id", "name", "a b", "prix €", "x,\"y"][$0] }
    let count = int(rows)
    return Table(
      names: names,
      rows: (0..<count).map { _ in names.map { _ in nulls && oneIn(6) ? nil : text(pieces) } })
  }

  mutating func number() -> String {
    let whole = oneIn(3) ? "0" : "\(int(1...9))" + list(0...20) { String($0.int(0...9)) }.joined()
    let fraction = bool() ? "." + list(1...20) { String($0.int(0...9)) }.joined() : ""
    let exponent = oneIn(4) ? pick(["e", "E"]) + pick(["", "+", "-"]) + "\(int(0...330))" : ""
    return pick(["", "-"]) + whole + fraction + exponent
  }

  mutating func jsonString() -> String {
    var text = "\""
    for scalar in self.text().unicodeScalars {
      switch int(0...3) {
      case 0:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: bool())
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default:
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
    return text + "\""
  }

  /// JSON text without white space between its tokens.
  mutating func jsonValue(_ depth: Int = 2) -> String {
    switch int(0...(depth > 0 ? 6 : 4)) {
    case 0: pick(["null", "true", "false"])
    case 1: number()
    case 2...4: jsonString()
    case 5: "[" + list(0...3) { $0.jsonValue(depth - 1) }.joined(separator: ",") + "]"
    default: jsonObject(depth - 1)
    }
  }

  mutating func jsonObject(_ depth: Int = 2) -> String {
    let names = ["a", "b", "c", "d e", "é"].filter { _ in bool() }
    return "{" + names.map { "\"\($0)\":\(jsonValue(depth))" }.joined(separator: ",") + "}"
  }

  mutating func coordinates(_ depth: Int, closed: Bool = false) -> String {
    if depth == 0 {
      return "[\(int(-180...180)).\(int(0...99)),\(int(-90...90))" + (oneIn(5) ? ",\(int(0...999))" : "") + "]"
    }
    var parts = list((depth == 1 && closed ? 3 : 2)...4) { $0.coordinates(depth - 1, closed: closed) }
    if depth == 1, closed { parts.append(parts[0]) }
    return "[" + parts.joined(separator: ",") + "]"
  }

  mutating func geometry(_ depth: Int = 1) -> String {
    let kinds = [
      ("Point", 0, false), ("MultiPoint", 1, false), ("LineString", 1, false), ("MultiLineString", 2, false),
      ("Polygon", 2, true), ("MultiPolygon", 3, true),
    ]
    if depth > 0, oneIn(7) {
      return #"{"type":"GeometryCollection","geometries":["#
        + list(1...2) { $0.geometry(depth - 1) }.joined(separator: ",")
        + "]}"
    }
    let (name, levels, closed) = pick(kinds)
    return "{\"type\":\"\(name)\",\"coordinates\":\(coordinates(levels, closed: closed))}"
  }

  mutating func feature() -> String {
    let geometry = oneIn(5) ? "null" : geometry()
    let id = oneIn(3) ? ",\"id\":\(int(0...99))" : ""
    return "{\"type\":\"Feature\",\"geometry\":\(geometry),\"properties\":\(jsonObject(1))\(id)}"
  }
}

/// Names and values, as a user thinks of them.
struct Table: Equatable {
  var names: [String]
  var rows: [[String?]]

  /// Delimited text. Without a value: an empty field; an empty text is quoted.
  func csv(_ delimiter: String = ",", lineEnd: String = "\n", quotesAll: Bool = false, endsLine: Bool = true) -> [UInt8]
  {
    let lines = ([names] + rows).map { row in
      row.map { cell($0, delimiter, quotesAll: quotesAll || row.count == 1) }.joined(separator: delimiter)
    }
    return Array((lines.joined(separator: lineEnd) + (endsLine ? lineEnd : "")).utf8)
  }

  private func cell(_ value: String?, _ delimiter: String, quotesAll: Bool) -> String {
    guard let value else { return "" }
    let special = value.unicodeScalars.contains {
      "\"\n\r".unicodeScalars.contains($0) || String($0) == delimiter
    }
    guard quotesAll || value.isEmpty || special else { return value }
    return "\"" + value.replacing("\"", with: "\"\"") + "\""
  }

  /// JSON objects; a field without value is null or left out.
  func objects(leavesOut: Bool = false) -> [String] {
    rows.map { row in
      let members = zip(names, row).compactMap { name, value -> String? in
        guard let value else { return leavesOut ? nil : "\(Self.quoted(name)):null" }
        return "\(Self.quoted(name)):\(Self.quoted(value))"
      }
      return "{" + members.joined(separator: ",") + "}"
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
