import Foundation
import Testing
import Weir

/// The Swift face of the runner: the same stages, in any arrangement, give the same records and bytes.
@Suite struct RecordStreamTests {
  /// A stage of somebody else's between two of ours: passes batches on, counting them.
  struct Tap<Base: AsyncSequence & Sendable>: AsyncSequence, Sendable where Base.Element == RecordBatch {
    typealias Element = RecordBatch
    let base: Base

    struct Iterator: AsyncIteratorProtocol {
      var base: Base.AsyncIterator
      mutating func next() async throws -> RecordBatch? { try await base.next(isolation: #isolation) }
    }

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator()) }
  }

  static let csv = "id;name;population\n1;Orléans;116000\n2;\"Évry; Courcouronnes\";67000\n3;Nice;342000\n4;;12\n"

  func withFile<Result>(_ text: String, _ name: String, _ body: (String) async throws -> Result) async throws -> Result
  {
    let directory = FileManager.default.temporaryDirectory.appending(path: "weir-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appending(path: name)
    try Data(text.utf8).write(to: file)
    return try await body(file.path)
  }

  func names(_ stream: some AsyncSequence<RecordBatch, any Error>) async throws -> [String] {
    var names: [String] = []
    for try await batch in stream { names += batch.records.map { $0["name"] ?? "-" } }
    return names
  }

  @Test func filtersAndSelects() async throws {
    try await withFile(Self.csv, "cities.csv") { path in
      let stream = Source.file(path).records(.csv).filter("population > 1000").select("name", "population")
      let matching = try await names(stream)
      #expect(matching == ["Orléans", "Évry; Courcouronnes", "Nice"])
      var fields: [String] = []
      for try await batch in stream { fields = batch.records.first?.fieldNames ?? fields }
      #expect(fields == ["name", "population"])
    }
  }

  @Test func foreignStageBetweenAnyTwo() async throws {
    try await withFile(Self.csv, "cities.csv") { path in
      func output(_ stream: RecordStream, _ name: String) async throws -> String {
        let target = path + name
        _ = try await stream.write(to: OutputDeclaration(path: target, format: "jsonl"))
        return try String(contentsOfFile: target, encoding: .utf8)
      }
      let source = Source.file(path).records(.csv)
      let plain = try await output(source.filter("population > 1000").limit(2).select("name"), "0")
      #expect(plain == "{\"name\":\"Orléans\"}\n{\"name\":\"Évry; Courcouronnes\"}\n")
      let arrangements = [
        Tap(base: source).filter("population > 1000").limit(2).select("name"),
        Tap(base: source.filter("population > 1000")).limit(2).select("name"),
        Tap(base: source.filter("population > 1000").limit(2)).select("name"),
        Tap(base: source.filter("population > 1000").limit(2).select("name")).stream,
      ]
      for (index, arrangement) in arrangements.enumerated() {
        let tapped = try await output(arrangement, "\(index + 1)")
        #expect(tapped == plain, "tap \(index)")
      }
    }
  }

  @Test func filterAfterLimitSeesTheLimitedRecords() async throws {
    try await withFile(Self.csv, "cities.csv") { path in
      let stream = Source.file(path).records().limit(2).filter("name:nice OR name:orleans")
      let matching = try await names(stream)
      #expect(matching == ["Orléans"])
    }
  }

  @Test func stopsEarly() async throws {
    let many = "id,name\n" + (0..<200_000).map { "\($0),n\($0)\n" }.joined()
    try await withFile(many, "many.csv") { path in
      var seen = 0
      for try await batch in Source.file(path).records().workers(2) {
        seen += batch.count
        break
      }
      #expect(seen > 0 && seen < 200_000)
    }
  }

  @Test func errorComesAfterTheGoodRecordsWithItsPlace() async throws {
    let bad = "id,name\n" + (0..<50_000).map { "\($0),n\($0)\n" }.joined() + "1,2,3\n"
    try await withFile(bad, "bad.csv") { path in
      var seen = 0
      do {
        for try await batch in Source.file(path).records().workers(3) { seen += batch.count }
        Issue.record("no error")
      } catch let error as DiagnosticList {
        #expect(seen == 50_000)
        #expect(error.diagnostics.first?.code == .csvRagged)
        #expect(error.diagnostics.first?.location.line == 50_002)
        #expect(error.diagnostics.first?.location.record == 50_001)
      }
    }
  }
}
