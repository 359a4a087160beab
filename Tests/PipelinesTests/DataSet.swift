/// City-like records in every format that can be read: accents, quotes, embedded newlines, empty values.
enum DataSet {
  /// A note of that many bytes, for few records that fill many chunks.
  static func long(_ bytes: Int) -> (Int) -> String? {
    { id in
      id % 3 == 0
        ? String(repeating: "été \"\(id % 10)\",\n", count: bytes / 12)
        : String(repeating: "plain words ", count: bytes / 12)
    }
  }

  /// `note` may give a record another note.
  static func text(_ format: String, records: Int, note: (Int) -> String? = { _ in nil }) -> String {
    var text = ""
    text.reserveCapacity(records * 120)
    switch format {
    case "csv", "csv-tab", "tsv":
      let separator = format == "csv" ? "," : "\t"
      text = ["id", "name", "population", "latitude", "longitude", "note"].joined(separator: separator) + "\n"
    case "json": text = "[\n"
    case "geojson": text = "{\"type\":\"FeatureCollection\",\"name\":\"cities\",\"features\":[\n"
    default: break
    }
    for id in 0..<records {
      let city = City(id, note: note(id))
      switch format {
      case "csv": text += city.separated(",")
      case "csv-tab": text += city.separated("\t")
      case "tsv": text += city.escaped
      case "jsonl": text += city.object + "\n"
      case "json": text += (id == 0 ? "" : ",\n") + city.object
      default: text += (id == 0 ? "" : ",\n") + city.feature
      }
    }
    switch format {
    case "json": text += "\n]\n"
    case "geojson": text += "\n],\"licence\":\"CC0\"}\n"
    default: break
    }
    return text
  }

  private struct City {
    static let names = ["Orléans", "Évry", "São Paulo", "Nice", "L'Haÿ", "東京", "Zürich"]
    let id: Int
    let name: String
    let population: Int
    let latitude: String
    let longitude: String
    let note: String

    init(_ id: Int, note: String?) {
      self.id = id
      name = Self.names[id % Self.names.count]
      population = (id &* 7919) % 100_000
      latitude = "\(id % 80).\(id % 10)5"
      longitude = "-\(id % 170).\(1 + id % 9)"
      let notes = ["plain", "two\nlines", "a \"quoted\" word", "semi;colon, comma", "", "x\ty"]
      self.note = note ?? notes[id % notes.count]
    }

    func separated(_ separator: String) -> String {
      let needsQuotes = note.contains { $0 == "\n" || $0 == "\"" || String($0) == separator }
      let text = needsQuotes ? "\"" + note.replacing("\"", with: "\"\"") + "\"" : note
      return ["\(id)", name, "\(population)", latitude, longitude, text].joined(separator: separator) + "\n"
    }

    var escaped: String {
      let text = note.replacing("\n", with: "\\n").replacing("\t", with: "\\t")
      return ["\(id)", name, "\(population)", latitude, longitude, text].joined(separator: "\t") + "\n"
    }

    private var quotedNote: String {
      let text = note.replacing("\"", with: "\\\"").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
      return "\"" + text + "\""
    }

    var object: String {
      "{\"id\":\(id),\"name\":\"\(name)\",\"population\":\(population),\"latitude\":\(latitude),"
        + "\"longitude\":\(longitude),\"note\":\(quotedNote)}"
    }

    var feature: String {
      "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[\(longitude),\(latitude)]},"
        + "\"properties\":{\"id\":\(id),\"name\":\"\(name)\",\"population\":\(population),\"note\":\(quotedNote)}}"
    }
  }
}
