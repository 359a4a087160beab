import Diagnostics
import Formats
import Foundation
import Pipelines
import Profiles
import Records
import TestKit
import Testing

@testable import CommandLine

/// Inspections of whole inputs: the same for every number of workers, and true of files that others have counted.
@Suite struct Inspections {
  static func inspect(
    _ path: String, format: String? = nil, jobs: Int? = nil, _ adjust: (inout ReadOptions) -> Void = { _ in }
  ) async throws -> Inspection {
    var input = InputDeclaration(paths: [path], format: format)
    adjust(&input.options)
    return try await Inspector(input, jobs: jobs).run()
  }

  /// Many chunks, columns that leave exactness, late surprises.
  static func largeFile(_ records: Int, in directory: URL) throws -> String {
    var text = "id,town,score,when,lat,lon,note\n"
    text.reserveCapacity(records * 70)
    for id in 0..<records {
      let odd = id == records / 2 ? "x17" : "\(id % 1000).\(id % 10)"
      text += "\(id),town \(id % 37),\(odd),\(1 + id % 28)/0\(1 + id % 9)/2020,"
      text += id == records - 5 ? "0,0," : "\(id % 90).25,-\(id % 180).5,"
      text += id % 11 == 0 ? "\"two\nlines\"\n" : id % 5 == 0 ? "\n" : "=A\(id)\n"
    }
    let path = directory.appendingPathComponent("large.csv").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test func workersChangeNothing() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let records = 120_000
    let path = try Self.largeFile(records, in: directory)
    var documents: [String] = []
    for jobs in [1, 2, 5] {
      let inspection = try await Self.inspect(path, jobs: jobs)
      documents.append(InspectionDocument(inspection, path: "large.csv").json.text)
      guard jobs == 1 else { continue }
      #expect(inspection.profile.records == records)
      let columns = inspection.columns
      #expect(columns.map(\.typeName) == ["integer", "text", "text", "text", "number", "number", "text"])
      guard case .estimate(let count, let error, .manyValues) = columns[0].distinct else {
        Issue.record("120,000 values were counted one by one")
        return
      }
      #expect(abs(count - records) < Int(4 * error * Double(records)))
      #expect(columns[1].distinct == .exact(37))
      // A note of two lines every eleven records stands before it.
      let odd = try #require(columns[2].profile.firsts[.valueClass(.text)])
      #expect((odd.record, odd.line) == (60_001, 60_002 + (60_000 + 10) / 11))
      #expect(inspection.profile.geometries.first?.first(.nullIsland)?.record == records - 4)
    }
    #expect(documents[1] == documents[0])
    #expect(documents[2] == documents[0])
  }

  /// A bad record far inside ends every inspection at the same place, whoever reads ahead.
  @Test func aFailureIsTheSameForAll() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appendingPathComponent("bad.csv").path
    var text = "id,name\n"
    for id in 0..<200_000 { text += id == 150_000 ? "150000\n" : "\(id),name \(id)\n" }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    var documents: [String] = []
    for jobs in [1, 3] {
      let inspection = try await Self.inspect(path, jobs: jobs)
      #expect(inspection.failure?.code == .csvRagged)
      #expect(inspection.failure?.location.line == 150_002)
      #expect(inspection.profile.records == 150_000)
      documents.append(InspectionDocument(inspection, path: "bad.csv").json.text)
    }
    #expect(documents[0] == documents[1])
  }

  /// What inspect says of a column is what convert guesses, where the guess saw all of the file.
  @Test(arguments: ["cities.csv", "trees.csv.gz"]) func agreesWithConvert(_ name: String) async throws {
    let inspection = try await Self.inspect(SharedData.project.appendingPathComponent("Samples/\(name)").path)
    for column in inspection.columns where column.verdict.kind != .unknown {
      #expect(column.type.kind == column.verdict.kind, "\(column.name)")
    }
  }

  /// What inspect writes as a schema is what convert takes as one.
  @Test func schemasAreReadBack() async throws {
    let samples = SharedData.project.appendingPathComponent("Samples")
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let schema = directory.appendingPathComponent("x.schema.json")
    for (name, records) in [("cities.csv", 223), ("trees.csv.gz", 60), ("events.jsonl", 50), ("trees.geojson", 60)] {
      let path = samples.appendingPathComponent(name).path
      let first = try await Self.inspect(path)
      try Data(InspectionSchema.json(first).text.utf8).write(to: schema)
      let second = try await Self.inspect(path) { $0.schemaPath = schema.path }
      #expect(second.failure == nil, "\(name)")
      #expect(second.profile.records == records, "\(name)")
    }
  }

  /// The same on odd columns.
  @Test func agreesOnOddColumns() async throws {
    let values = [
      ["1", "2"], ["1", "2.5"], ["1", "x"], ["01", "2"], ["true", "false"], ["true", "1"], ["2020", "2020-01"],
      ["2020", "2021"], ["2020-01-01", "2020-01-01T10:00"], ["2020-01-01T10:00", "2020-01-01 11:00:00Z"],
      ["\"1\"", "\"2\""], ["\"1\"", "2"], ["\"\"", "1"], ["", ""], ["48.85;2.35", "1;2"], ["1e5", "2"],
      ["9223372036854775807", "1"], ["9223372036854775808", "1"], ["1.5", "0.1234567890123456"], ["+1", "2"],
      ["31/12/2020", "2020-01-01"], ["-0", "0"], ["NA", "1"], ["t", "f"],
    ]
    for column in values {
      let cells = column.map { $0.replacingOccurrences(of: ";", with: ",") }
      let quoted = cells.map { $0.contains(",") ? "\"\($0)\"" : $0 }
      let directory = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: directory) }
      let path = directory.appendingPathComponent("in.csv").path
      try Data("k,v\n1,\(quoted[0])\n2,\(quoted[1])\n3,\(quoted[0])\n".utf8).write(to: URL(fileURLWithPath: path))
      let inspection = try await Self.inspect(path)
      let found = inspection.columns[1]
      #expect(found.verdict.kind == found.type.kind, "\(column)")
    }
  }
}
