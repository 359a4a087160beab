import ByteIO
import Foundation
import Pipelines
import Records
import TestKit

/// Whole runs, from files to files.
extension Property {
  /// A directory of its own for one case.
  private struct Place: ~Copyable {
    let url = FileManager.default.temporaryDirectory.appending(path: "weir-property-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
    func write(_ bytes: [UInt8], _ name: String) throws -> String {
      try Data(bytes).write(to: url.appending(path: name))
      return path(name)
    }
    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: url.appending(path: name))) }
  }

  /// So long that it makes several chunks, when it is long.
  private static func lines(_ choices: inout Choices) -> [UInt8] {
    let unit = choices.list(1...6) { choices in
      "{\"a\":\(choices.int(0...50)),\"b\":\"\(choices.pick(["x", "é", "paris", "y z"]))\"}\n"
    }.joined()
    return Array(String(repeating: unit, count: choices.oneIn(40) ? 6000 : choices.int(1...20)).utf8)
  }

  private static func stream(_ path: String) -> RecordStream { Source.file(path).records() }

  private static func texts(_ stream: RecordStream) async throws -> [[String?]] {
    var records: [[String?]] = []
    for try await batch in stream {
      for record in batch.records { records.append(record.fieldNames.map { record[$0] }) }
    }
    return records
  }

  static let runs: [Property] = [
    Property("any number of workers writes the same bytes") { choices in
      let place = try Place()
      let path = try place.write(lines(&choices), "in.jsonl")
      let format = choices.pick(["csv", "jsonl", "json"])
      let query = choices.pick(["a > 20", "b:paris OR a:3", ""])
      try await stream(path).filter(query).workers(1).write(to: OutputDeclaration(path: place.path("1.\(format)")))
      try await stream(path).filter(query).workers(choices.int(2...5))
        .write(to: OutputDeclaration(path: place.path("n.\(format)")))
      return try place.bytes("1.\(format)") == place.bytes("n.\(format)") ? nil : "\(format), \(query)"
    },
    Property("a limit keeps the first records") { choices in
      let place = try Place()
      let path = try place.write(lines(&choices), "in.jsonl")
      let count = choices.int(0...60)
      let all = try await texts(stream(path).filter("a > 10"))
      return difference(try await texts(stream(path).filter("a > 10").limit(count)), Array(all.prefix(count)))
    },
    Property("an offset skips the first records, before a limit and after one") { choices in
      let place = try Place()
      let path = try place.write(lines(&choices), "in.jsonl")
      let (skipped, count) = (choices.int(0...60), choices.int(0...60))
      let all = try await texts(stream(path).filter("a > 10"))
      let page = try await texts(stream(path).filter("a > 10").offset(skipped).limit(count))
      let rest = try await texts(stream(path).filter("a > 10").limit(count).offset(skipped))
      let filtered = try await texts(stream(path).offset(skipped).filter("a > 10"))
      let tail = try await texts(stream(path).offset(skipped)).filter { Int(($0[0] ?? nil) ?? "") ?? 0 > 10 }
      return difference(page, Array(all.dropFirst(skipped).prefix(count)))
        ?? difference(rest, Array(all.prefix(count).dropFirst(skipped))) ?? difference(filtered, tail)
    },
    Property("a filter after a limit sees only the limited records") { choices in
      let place = try Place()
      let path = try place.write(lines(&choices), "in.jsonl")
      let count = choices.int(0...60)
      let first = try await texts(stream(path).limit(count)).filter { Int(($0[0] ?? nil) ?? "") ?? 0 > 10 }
      return difference(try await texts(stream(path).limit(count).filter("a > 10")), first)
    },
    Property("selected fields are those fields, in that order") { choices in
      let place = try Place()
      let path = try place.write(lines(&choices), "in.jsonl")
      let all = try await texts(stream(path))
      let swapped = try await texts(stream(path).select("b", "a"))
      let without = try await texts(stream(path).select("-a"))
      let renamed = try await texts(stream(path).select("z=b"))
      return difference(swapped, all.map { [$0[1], $0[0]] }) ?? difference(without, all.map { [$0[1]] })
        ?? difference(renamed, all.map { [$0[1]] })
    },
    Property("selecting and filtering may change places") { choices in
      let place = try Place()
      let path = try place.write(lines(&choices), "in.jsonl")
      let first = try await texts(stream(path).select("a").filter("a < 30"))
      return difference(try await texts(stream(path).filter("a < 30").select("a")), first)
    },
    Property("several files are read one after the other") { choices in
      let place = try Place()
      let paths = try (0..<choices.int(1...3)).map { try place.write(lines(&choices), "\($0).jsonl") }
      var expected: [[String?]] = []
      for path in paths { expected += try await texts(stream(path)) }
      let all = try await texts(Source.files(paths).records())
      let first = try await texts(Source.files(paths).records().limit(50))
      return difference(all.count, expected.count) ?? difference(first, Array(expected.prefix(50)))
    },
    Property("gzip on the way in and out changes no record") { choices in
      let place = try Place()
      let path = try place.write(lines(&choices), "in.jsonl")
      try await stream(path).write(to: OutputDeclaration(path: place.path("packed.jsonl.gz")))
      try await stream(place.path("packed.jsonl.gz")).write(to: OutputDeclaration(path: place.path("out.jsonl")))
      return try place.bytes("out.jsonl") == place.bytes("in.jsonl") ? nil : "other bytes"
    },
    Property("one run with two outputs writes what two runs write") { choices in
      let place = try Place()
      let path = try place.write(lines(&choices), "in.jsonl")
      try await stream(path).write(
        to: OutputDeclaration(path: place.path("a.csv")), OutputDeclaration(path: place.path("a.json")))
      try await stream(path).write(to: OutputDeclaration(path: place.path("b.csv")))
      try await stream(path).write(to: OutputDeclaration(path: place.path("b.json")))
      for name in ["csv", "json"] where try place.bytes("a.\(name)") != place.bytes("b.\(name)") {
        return "other \(name)"
      }
      return nil
    },
  ]
}
