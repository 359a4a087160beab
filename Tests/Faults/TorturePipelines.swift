import Foundation

/// A run that is tortured: its inputs, its command, and the names it writes.
struct TorturePipeline: Sendable {
  var name: String
  var files: [String: [UInt8]]
  var arguments: [String]
  var outputs: [String] = []
  /// A file that becomes standard input.
  var input: String?
  var writesToStandardOutput = false
  var environment: [String: String] = [:]

  static let all: [TorturePipeline] = [
    TorturePipeline(
      name: "csv to json", files: ["in/a.csv": MadeData.csv(14_000)],
      arguments: ["convert", "in/a.csv", "-o", "out/a.json"],
      outputs: ["a.json"]),
    TorturePipeline(
      name: "jsonl to csv.gz", files: ["in/a.jsonl": MadeData.jsonLines(12_000)],
      arguments: ["convert", "in/a.jsonl", "-o", "out/a.csv.gz"], outputs: ["a.csv.gz"]),
    TorturePipeline(
      name: "geojson to csv", files: ["in/a.geojson": MadeData.geoJSON(6_000)],
      arguments: ["convert", "in/a.geojson", "-o", "out/a.csv"], outputs: ["a.csv"]),
    TorturePipeline(
      name: "csv.gz to jsonl", files: ["in/a.csv.gz": MadeData.storedGzip(MadeData.csv(14_000))],
      arguments: ["convert", "in/a.csv.gz", "-o", "out/a.jsonl", "-q", "id < 9000"], outputs: ["a.jsonl"]),
    TorturePipeline(
      name: "pipeline file, three outputs",
      files: ["in/a.csv": MadeData.csv(8_000), "conf/three.weir.yaml": Array(threeOutputs.utf8)],
      arguments: ["run", "conf/three.weir.yaml"], outputs: ["a.jsonl", "b.csv", "c.geojson.gz"]),
    TorturePipeline(
      name: "several inputs",
      files: [
        "in/a.csv": MadeData.csv(5_000), "in/b.csv": MadeData.csv(5_000), "in/c.jsonl": MadeData.jsonLines(3_000),
      ],
      arguments: ["convert", "in/a.csv", "in/b.csv", "in/c.jsonl", "-o", "out/all.jsonl"], outputs: ["all.jsonl"]),
    TorturePipeline(
      name: "batch", files: ["in/a.csv": MadeData.csv(3_000), "in/b.csv": MadeData.csv(4_000)],
      arguments: ["convert", "in/*.csv", "-o", "out/{stem}.json"], outputs: ["a.json", "b.json"]),
    TorturePipeline(
      name: "union of columns, spooled", files: ["in/a.jsonl": MadeData.jsonLines(9_000)],
      arguments: ["convert", "-f", "jsonl", "--columns", "union", "-o", "out/a.csv"], outputs: ["a.csv"],
      input: "in/a.jsonl"),
    TorturePipeline(
      name: "named temporaries", files: ["in/a.csv": MadeData.csv(8_000)],
      arguments: ["convert", "in/a.csv", "-o", "out/a.tsv"], outputs: ["a.tsv"],
      environment: ["FAULT_NO_UNNAMED": "1", "FAULT_NO_EXCHANGE": "1"]),
    TorturePipeline(
      name: "quarantine, rejects and a receipt", files: ["in/a.csv": MadeData.csvWithMistakes(9_000)],
      arguments: [
        "convert", "in/a.csv", "-o", "out/a.json", "--on-error", "quarantine", "--rejects", "out/r.jsonl",
        "--rejects-raw", "out/r.csv", "--receipt", "out/receipt.json",
      ],
      outputs: ["a.json", "r.jsonl", "r.csv", "receipt.json"], environment: ["SOURCE_DATE_EPOCH": "1"]),
    TorturePipeline(
      name: "quarantine with named temporaries", files: ["in/a.csv": MadeData.csvWithMistakes(4_000)],
      arguments: [
        "convert", "in/a.csv", "-o", "out/a.csv", "--on-error", "quarantine", "--rejects", "out/r.jsonl.gz",
        "--rejects-raw", "out/r.csv", "--receipt", "out/receipt.json",
      ],
      outputs: ["a.csv", "r.jsonl.gz", "r.csv", "receipt.json"],
      environment: ["SOURCE_DATE_EPOCH": "1", "FAULT_NO_UNNAMED": "1", "FAULT_NO_EXCHANGE": "1"]),
    TorturePipeline(
      name: "sort that spills", files: ["in/a.csv": MadeData.csv(9_000)],
      arguments: [
        "convert", "in/a.csv", "-o", "out/a.json", "--sort", "note,lat:desc", "--max-memory", "256KiB",
      ],
      outputs: ["a.json"]),
    TorturePipeline(
      name: "sort that spills, named temporaries", files: ["in/a.csv": MadeData.csv(6_000)],
      arguments: [
        "convert", "in/a.csv", "-o", "out/a.csv", "--sort", "name:desc", "--max-memory", "64KiB", "--offset", "10",
      ],
      outputs: ["a.csv"], environment: ["FAULT_NO_UNNAMED": "1", "FAULT_NO_EXCHANGE": "1"]),
    TorturePipeline(
      name: "standard input to standard output", files: ["in/a.csv": MadeData.csv(8_000)],
      arguments: ["convert", "-f", "csv", "-t", "jsonl"], input: "in/a.csv", writesToStandardOutput: true),
  ]

  private static let threeOutputs = """
    weir: 1
    input: {path: ../in/a.csv, geo: {lat: lat, lon: lon}}
    output:
      - path: ../out/a.jsonl
      - path: ../out/b.csv
        fields: [id, name]
        geometry: drop
      - path: ../out/c.geojson.gz
        limit: 2000

    """
}

/// Inputs of the harness: the same bytes on every machine.
enum MadeData {
  static func csv(_ records: Int) -> [UInt8] {
    var text = "id,name,lat,lon,note\n"
    for i in 1...records {
      text += "\(i),\"name \(i), of \(i % 97)\",\(i % 90).25,-\(i % 180).5,note \(i % 13) é\n"
    }
    return Array(text.utf8)
  }

  /// Every third record has a field too many, so that the rejects fill several blocks.
  static func csvWithMistakes(_ records: Int) -> [UInt8] {
    var text = "id,name,note\n"
    for i in 1...records {
      text += "\(i),\"name \(i), of \(i % 97)\",note \(i % 13) é" + (i % 3 == 0 ? ",one too many\n" : "\n")
    }
    return Array(text.utf8)
  }

  static func jsonLines(_ records: Int) -> [UInt8] {
    var text = ""
    for i in 1...records {
      text +=
        "{\"id\":\(i),\"name\":\"name \(i)\",\"n\":\(i % 77).50" + (i % 1000 == 999 ? ",\"late\":true" : "") + "}\n"
    }
    return Array(text.utf8)
  }

  static func geoJSON(_ records: Int) -> [UInt8] {
    let features = (1...records).map { i in
      "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[\(i % 180).5,\(i % 90).25]},"
        + "\"properties\":{\"id\":\(i),\"name\":\"name \(i)\"}}"
    }
    return Array("{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ",\n"))]}\n".utf8)
  }

  /// A gzip file of one member whose blocks are stored, so that it has as many bytes to read as its content.
  static func storedGzip(_ content: [UInt8], flags: UInt8 = 0, header: [UInt8] = []) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 255]
    bytes += header
    var start = 0
    repeat {
      let count = min(65_535, content.count - start)
      let isLast = start + count == content.count
      bytes.append(isLast ? 1 : 0)
      bytes += little(UInt32(count), 2)
      bytes += little(UInt32(count) ^ 0xFFFF, 2)
      bytes += content[start..<(start + count)]
      start += count
    } while start < content.count
    return bytes + little(crc32(content), 4) + little(UInt32(truncatingIfNeeded: content.count), 4)
  }

  private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// RFC 1952 section 8.
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    let table: [UInt32] = (0..<256).map { (start: UInt32) -> UInt32 in
      var value = start
      for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
      return value
    }
    var value = ~UInt32(0)
    for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8) }
    return ~value
  }
}
