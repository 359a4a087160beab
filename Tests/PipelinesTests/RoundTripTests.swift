import Diagnostics
import Formats
import Foundation
import Records
import Testing

@testable import Pipelines

/// Read, write, read again: whatever the two formats are, the values and the texts of the numbers are the same.
///
/// Every file that weir reads goes through every format that can hold it, with its first records (`WEIR_ALL_FILES=1`; without
/// it a sample of each suite). Known differences are rules, with their reasons, in `Target`.
@Suite struct RoundTripTests {
  /// A record as names and texts; nil: no value.
  typealias Row = [String: String]

  struct Target: CustomTestStringConvertible {
    var format: String
    /// The reason why an empty text may come back as no value; nil: it may not.
    var mergesEmpty: String?
    var testDescription: String { format }

    static let all = [
      Target(format: "csv"),
      Target(format: "tsv", mergesEmpty: "TSV has one spelling for an empty text and for no value"),
      Target(format: "csv-tab"), Target(format: "json"), Target(format: "jsonl"), Target(format: "geojson"),
    ]
  }

  /// What says that a format cannot hold a file: an error that was asked for, never another file.
  static let cannotHold: Set<DiagnosticCode> = [
    .geometryMissing, .geometryUnclear, .geometryBadPoint, .geojsonBadGeometry, .nameCollision, .unseenKey,
    .typeConflict,
    .foreignCRS, .recordTooLong, .tooManyFields,
  ]

  static let sampledRecords = 100
  /// Every file where this is set; otherwise so many of each suite, spread over it, that a test run stays short.
  static let readsEverything = ProcessInfo.processInfo.environment["WEIR_ALL_FILES"] == "1"
  static let filesOfASuite = 2
  static let largestSampledFile = 256 << 10

  private static var files: [String] {
    let all = SharedData.files(["csv", "tsv", "tab", "json", "jsonl", "ndjson", "geojson"])
    if readsEverything { return all }
    let suites = Dictionary(grouping: all) { $0.split(separator: "/").first.map(String.init) ?? "" }
    return suites.keys.sorted().flatMap { suite -> [String] in
      let files = (suites[suite] ?? []).filter { name in
        let values = try? SharedData.root.appending(path: name).resourceValues(forKeys: [.fileSizeKey])
        return values?.fileSize ?? .max <= largestSampledFile
      }
      let step = max(1, files.count / filesOfASuite)
      return stride(from: 0, to: files.count, by: step).map { files[$0] }
    }
  }

  /// The records of a file; nil when weir refuses it.
  private func read(
    _ path: String, format: String? = nil, _ set: (inout ReadOptions) -> Void = { _ in }
  ) async -> (names: [String], rows: [Row])? {
    var input = InputDeclaration(paths: [path], format: format)
    set(&input.options)
    var names: [String] = []
    var rows: [Row] = []
    do {
      let stream = RecordStream(.inputs(input, [InputPath(path)]), jobs: 1).limit(Self.sampledRecords)
      for try await batch in stream {
        for record in batch.records {
          var row: Row = [:]
          for name in record.fieldNames {
            guard let text = record[name] else { continue }
            row[name] = Self.plain(text)
          }
          for name in record.fieldNames where !names.contains(name) { names.append(name) }
          rows.append(row)
        }
      }
    } catch {
      return nil
    }
    return (names, rows)
  }

  /// Nested JSON without white space between its values: that is layout, counted where it goes.
  private static func plain(_ text: String) -> String {
    guard text.first == "{" || text.first == "[" else { return text }
    var result = ""
    var isInside = false
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isInside {
        isInside = isEscaped || scalar != "\""
        isEscaped = !isEscaped && scalar == "\\"
      } else if scalar == "\"" {
        isInside = true
      } else if scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t" {
        continue
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// What went wrong with one file and one format; nil: nothing, or the format cannot hold it.
  private func difference(
    _ path: String, _ original: (names: [String], rows: [Row]), _ target: Target, in scratch: Scratch,
    _ set: (inout ReadOptions) -> Void = { _ in }
  ) async -> String? {
    let copy = scratch.path("copy")
    var output = OutputDeclaration(path: copy, format: target.format)
    if target.format == "geojson" { output.options.winding = .keep }
    var declaration = PipelineDeclaration.convert(path, to: [output], limit: Self.sampledRecords, jobs: 1)
    set(&declaration.input.options)
    let outcome = await declaration.outcome()
    if outcome.exit != 0 {
      let codes = Set(outcome.diagnostics.filter { $0.level == .error }.map(\.code))
      return codes.isSubset(of: Self.cannotHold) ? nil : "\(codes)"
    }
    let again = await read(copy, format: target.format) { options in
      if target.format == "csv" { options.delimiter = 0x2C }
      if target.format.hasSuffix("sv") || target.format == "csv-tab" { options.header = .rows(1) }
    }
    guard let again else { return original.rows.isEmpty ? nil : "what was written cannot be read" }
    guard again.rows.count == original.rows.count else {
      return "\(original.rows.count) records became \(again.rows.count)"
    }
    // A CSV record of one field that is null is written `""`: a blank line would be lost.
    let mergesEmpty = target.mergesEmpty != nil || original.names.count == 1
    for (index, row) in original.rows.enumerated() {
      for name in original.names {
        let (before, after) = (row[name], again.rows[index][name])
        if before == after || mergesEmpty && (before ?? "").isEmpty && (after ?? "").isEmpty { continue }
        return "record \(index + 1), '\(name)': \(before.debugDescription) became \(after.debugDescription)"
      }
    }
    return nil
  }

  @Test func everyFileThroughEveryFormat() async throws {
    let files = Self.files
    if files.isEmpty { return print("skipped: shared/data is not there") }
    let scratch = try Scratch()
    defer { scratch.remove() }
    var held = 0
    var refused = 0
    for (index, name) in files.enumerated() {
      let path = SharedData.root.appending(path: name).path
      guard let original = await read(path) else {
        refused += 1
        continue
      }
      // A sample takes the formats in turns: each pair comes up in some suite.
      for (turn, target) in Target.all.enumerated() where Self.readsEverything || (turn + index) % 3 == 0 {
        if let difference = await difference(path, original, target, in: scratch) {
          Issue.record("\(name) as \(target.format): \(difference)")
        } else {
          held += 1
        }
      }
    }
    print("round trips: \(held) of \(files.count - refused) files; \(refused) files are refused as they stand")
    #expect(held > files.count - refused || !Self.readsEverything)
  }

  @Test func randomRecordsThroughEveryFormat() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for round in 0..<6 {
      let path = try scratch.write(
        round % 2 == 0 ? Self.randomLines(round) : Self.randomTable(round),
        "in\(round).\(round % 2 == 0 ? "jsonl" : "csv")")
      let set: (inout ReadOptions) -> Void = {
        if round % 2 == 1 {
          $0.delimiter = 0x2C
          $0.header = .rows(1)
        }
      }
      let original = try #require(await read(path, set))
      #expect(original.rows.count == 60, "round \(round) reads nothing: the test would prove nothing")
      for target in Target.all where target.format != "geojson" {
        let found = await difference(path, original, target, in: scratch, set)
        #expect(found == nil, "round \(round) as \(target.format)")
      }
    }
  }

  /// The same numbers each time: a failing round can be repeated.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  private static let pieces = [
    "a", "é", "東", "😀", " ", ",", ";", "\t", "|", "'", "\u{2028}", "0", "-1", "1.50", "null", "true", "=", "/", "x", "",
  ]

  private static func randomLines(_ seed: Int) -> String {
    var numbers = Numbers(state: UInt64(seed) &+ 7)
    let special = [#"\""#, #"\\"#, #"\n"#, #"\r"#, #"\u00e9"#, #"\ud83d\ude00"#, #"\/"#, #"\u0000"#, #"\b"#]
    func string() -> String {
      let count = Int.random(in: 0...4, using: &numbers)
      return "\""
        + (0..<count).map { _ in (pieces + special).randomElement(using: &numbers) ?? "" }.joined()
        .replacing("\t", with: #"\t"#) + "\""
    }
    let scalars = [
      "1", "-0", "1.10", "1e5", "1E400", "12345678901234567890123", "0.1", "true", "false", "null", "[]", "{}",
    ]
    return (0..<60).map { _ in
      let members = (0..<4).map { column in
        let value =
          switch Int.random(in: 0..<4, using: &numbers) {
          case 0: scalars.randomElement(using: &numbers) ?? "1"
          case 1: "[\(string()), {\"k\": \(string())}]"
          default: string()
          }
        return "\"c\(column)\": \(value)"
      }
      return "{" + members.joined(separator: ", ") + "}\n"
    }.joined()
  }

  private static func randomTable(_ seed: Int) -> String {
    var numbers = Numbers(state: UInt64(seed) &+ 11)
    var text = "a,b,c,d\n"
    for _ in 0..<60 {
      let cells = (0..<4).map { _ -> String in
        let count = Int.random(in: 0...3, using: &numbers)
        let value = (0..<count).map { _ in (pieces + ["\"", "\n", "\r\n"]).randomElement(using: &numbers) ?? "" }
          .joined()
        let needs = value.contains { ",\"\n\r\r\n".contains($0) } || Bool.random(using: &numbers)
        return needs ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
      }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }
}
