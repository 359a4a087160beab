import Diagnostics
import Foundation
import TestKit
import Testing

@testable import Pipelines

/// Read, write, read again: whatever the two formats are, the values and the texts of the numbers are the same.
///
/// `make roundtrip` takes every file that weir reads through every format that can hold it. Without `WEIR_ALL_FILES=1` a
/// sample of each suite goes through a third of the formats, with its first records. Known differences are rules, with
/// their reasons, in `RoundTrip.Target`.
@Suite struct RoundTripTests {
  static let readsEverything = ProcessInfo.processInfo.environment["WEIR_ALL_FILES"] == "1"
  /// Files that are longer than the larger one are named by the run.
  static let records = readsEverything ? 20_000 : 100
  static let filesOfASuite = 2
  static let largestSampledFile = 256 << 10

  static let extensions: Set<String> = [
    "csv", "tsv", "tab", "json", "jsonl", "ndjson", "geojson", "geojsonl", "geojsons", "txt", "gz", "usv", "csvl",
    "csvlite", "csv-crlf", "topojson",
  ]

  private static var files: [String] {
    let all = SharedData.files(extensions)
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

  @Test func everyFileThroughEveryFormat() async throws {
    let files = Self.files
    if files.isEmpty { return print("skipped: shared/data is not there") }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let trip = RoundTrip(copy: scratch.path("copy"), limit: Self.records)
    var (same, unreadable) = (0, 0)
    var refused: [String: Int] = [:]
    for (index, name) in files.enumerated() {
      let path = SharedData.root.appending(path: name).path
      guard let original = await trip.read(path) else {
        unreadable += 1
        continue
      }
      if Self.readsEverything, original.rows.count == Self.records {
        print("round trips: \(name) with its first \(Self.records) records")
      }
      // A sample takes the formats in turns: each pair comes up in some suite.
      for (turn, target) in RoundTrip.Target.all.enumerated() where Self.readsEverything || (turn + index) % 3 == 0 {
        switch await trip.result(path, original, target) {
        case .same: same += 1
        case .refused(let code): refused["\(target.format) \(code.rawValue)", default: 0] += 1
        case .different(let what): Issue.record("\(name) as \(target.format): \(what)")
        }
      }
    }
    let readable = files.count - unreadable
    let reasons = refused.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    print("round trips: \(same) of \(readable) files; \(unreadable) files are refused as they stand")
    print("round trips: the format cannot hold the file: \(reasons)")
    #expect(same > readable * (Self.readsEverything ? 5 : 1))
  }
}
