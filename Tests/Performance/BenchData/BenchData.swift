import Bytes
import SystemPackage

/// Writes the benchmark's data: city-like records, the same for the same seed, as CSV, JSON Lines and GeoJSON.
///
///     bench-data DIRECTORY [RECORDS] [FORMAT...]
///
/// One record in 16 has a quoted name with a comma, one in 256 a doubled quote, one in 1,024 an embedded newline; accents are
/// everywhere. `cities.csv`, `.jsonl` and `.geojson` hold the same records; `irregular.jsonl` holds them with keys in changing
/// order, some missing and some added. Formats are csv, jsonl, geojson and irregular; all, when none is named.
@main
struct BenchData {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2 else { throw Usage() }
    let records = arguments.count > 2 ? Int(arguments[2]) ?? 2_000_000 : 2_000_000
    let named = arguments.dropFirst(3).map(Format.init(rawValue:))
    guard !named.contains(nil) else { throw Usage() }
    for format in named.isEmpty ? Format.allCases : named.compactMap(\.self) {
      try write(format, records: records, to: FilePath(arguments[1]).appending(format.fileName))
    }
  }

  struct Usage: Error {}

  enum Format: String, CaseIterable {
    case csv, jsonl, geojson, irregular

    var fileName: String { self == .irregular ? "irregular.jsonl" : "cities.\(rawValue)" }
  }

  private static func write(_ format: Format, records: Int, to path: FilePath) throws {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
    try file.closeAfter {
      var random = Random(seed: 20_180_115)
      var output = ByteBuilder(capacity: 1 << 20)
      switch format {
      case .csv: output.append("id,name,country_code,population,latitude,longitude,timezone,modified\n")
      case .geojson: output.append("{\"type\":\"FeatureCollection\",\"features\":[\n")
      case .jsonl, .irregular: break
      }
      for index in 0..<records {
        let city = City(index: index, random: &random)
        switch format {
        case .csv: city.appendCSV(to: &output)
        case .jsonl: city.appendJSON(to: &output)
        case .irregular: city.appendIrregular(to: &output, random: &random)
        case .geojson: city.appendFeature(to: &output, isLast: index == records - 1)
        }
        if output.count > 1 << 19 { try flush(&output, to: file) }
      }
      if format == .geojson { output.append("]}\n") }
      try flush(&output, to: file)
    }
  }

  private static func flush(_ output: inout ByteBuilder, to file: FileDescriptor) throws {
    try file.writeAll(output.bytes)
    output.clear()
  }
}

/// One made-up city.
struct City {
  let id: Int
  let name: String
  let country: String
  let population: Int
  let latitude: String
  let longitude: String
  let timezone: String
  let modified: String

  init(index: Int, random: inout Random) {
    id = 2_000_000 + index
    let stem = Names.stems[random.below(Names.stems.count)] + Names.ends[random.below(Names.ends.count)]
    name =
      switch random.below(1024) {
      case 0: stem + "\n" + Names.ends[random.below(Names.ends.count)]
      case 1..<5: stem + " \"le Vieux\""
      case 5..<69: stem + ", " + Names.stems[random.below(Names.stems.count)]
      default: stem
      }
    let place = random.below(Names.countries.count)
    country = Names.countries[place]
    timezone = Names.zones[place]
    let size = random.below(1000)
    population = size < 20 ? 100_000 + random.below(9_000_000) : 500 + random.below(90_000)
    latitude = Self.degrees(random.below(17_000_000) - 8_500_000)
    longitude = Self.degrees(random.below(35_900_000) - 17_950_000)
    let (month, day) = (1 + random.below(12), 1 + random.below(28))
    modified = "\(2006 + random.below(13))-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }

  private static func degrees(_ hundredThousandths: Int) -> String {
    let magnitude = hundredThousandths.magnitude
    let fraction = String(magnitude % 100_000 + 100_000).dropFirst()
    return "\(hundredThousandths < 0 ? "-" : "")\(magnitude / 100_000).\(fraction)"
  }

  func appendCSV(to output: inout ByteBuilder) {
    output.append(decimal: id)
    output.append(ASCII.comma)
    if name.utf8.contains(where: { $0 == ASCII.comma || $0 == ASCII.quote || $0 == ASCII.lineFeed }) {
      let bytes = Array(name.utf8)
      output.append(ASCII.quote)
      output.appendDoubling(ASCII.quote, bytes.span, from: 0, to: bytes.count)
      output.append(ASCII.quote)
    } else {
      output.append(name)
    }
    output.append(",\(country),\(population),\(latitude),\(longitude),\(timezone),\(modified)\n")
  }

  func appendJSON(to output: inout ByteBuilder) {
    appendMembers(to: &output)
    output.append(ASCII.lineFeed)
  }

  /// The members from a random one on, in the order of the ring; one record in three lacks one, one in four has another.
  func appendIrregular(to output: inout ByteBuilder, random: inout Random) {
    let bytes = Array(name.utf8)
    let count = 8
    let first = random.below(count)
    let missing = random.below(3) == 0 ? random.below(count) : count
    output.append(ASCII.openBrace)
    for place in 0..<count where (first + place) % count != missing {
      switch (first + place) % count {
      case 0: output.append("\"id\":\(id),")
      case 1:
        output.append("\"name\":\"")
        output.appendJSONEscaped(bytes.span, from: 0, to: bytes.count)
        output.append("\",")
      case 2: output.append("\"country_code\":\"\(country)\",")
      case 3: output.append("\"population\":\(population),")
      case 4: output.append("\"latitude\":\(latitude),")
      case 5: output.append("\"longitude\":\(longitude),")
      case 6: output.append("\"timezone\":\"\(timezone)\",")
      default: output.append("\"modified\":\"\(modified)\",")
      }
      if place == 4, random.below(4) == 0 { output.append("\"extra_\(random.below(12))\":[\(place),null],") }
    }
    output.truncate(to: output.count - 1)
    output.append(ASCII.closeBrace, ASCII.lineFeed)
  }

  func appendFeature(to output: inout ByteBuilder, isLast: Bool) {
    output.append(
      "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[\(longitude),\(latitude)]},\"properties\":"
    )
    appendMembers(to: &output)
    output.append(isLast ? "}\n" : "},\n")
  }

  private func appendMembers(to output: inout ByteBuilder) {
    let bytes = Array(name.utf8)
    output.append("{\"id\":\(id),\"name\":\"")
    output.appendJSONEscaped(bytes.span, from: 0, to: bytes.count)
    output.append("\",\"country_code\":\"\(country)\",\"population\":\(population),\"latitude\":\(latitude),")
    output.append("\"longitude\":\(longitude),\"timezone\":\"\(timezone)\",\"modified\":\"\(modified)\"}")
  }
}

enum Names {
  static let stems = [
    "Saint-Étienne", "Paris", "Lyon", "São", "München", "Kraków", "Montréal", "Santa", "New", "Bad", "Villa", "Port",
    "Castel", "Nova", "Al", "Åre", "Łódź", "Córdoba", "Kingston", "Upper", "Lower", "Grand", "Petit", "Orléans",
  ]
  static let ends = [
    "", "-sur-Loire", " do Sul", " am Main", " Heights", "ville", "burg", "-le-Château", " Nuevo", "grad", " Falls",
    "-Nord",
  ]
  static let countries = ["FR", "US", "BR", "DE", "PL", "CA", "MX", "IN", "SE", "ES", "GB", "JP"]
  static let zones = [
    "Europe/Paris", "America/New_York", "America/Sao_Paulo", "Europe/Berlin", "Europe/Warsaw", "America/Toronto",
    "America/Mexico_City", "Asia/Kolkata", "Europe/Stockholm", "Europe/Madrid", "Europe/London", "Asia/Tokyo",
  ]
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, seeded, the same everywhere.
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}
