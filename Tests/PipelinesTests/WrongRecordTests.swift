import Bytes
import Diagnostics
import Formats
import Foundation
import Records
import Testing

@testable import Pipelines

/// Runs that go on after wrong records: the same for any number of workers, and every record accounted for.
@Suite struct WrongRecordTests {
  /// A table in which about one record in five is wrong, in some way that its line alone shows.
  static func messyTable(seed: UInt64, records: Int) -> (text: String, good: [Int], wrong: Int) {
    var random = Shuffler(seed)
    var text = "id,name,n\n"
    var good: [Int] = []
    var wrong = 0
    // After a wrong quote reading goes on at a line of the right width: a wrong one would belong to the same mistake.
    var mayBeWrong = true
    for id in 0..<records {
      let name = random.next(4) == 0 ? "\"é, \n \(id)\"" : "name \(id)"
      switch mayBeWrong ? random.next(25) : 25 {
      case 0: text += "\(id)\n"
      case 1: text += "\(id),x,1,\(id)\n"
      case 2: text += "\(id),a\"b,5\n"
      case 3: text += "\(id),\"x\"y,5\n"
      case 4: text += "\(id),\(name),five\n"
      default:
        text += "\(id),\(name),\(id % 7)\n"
        good.append(id)
        mayBeWrong = true
        continue
      }
      mayBeWrong = false
      wrong += 1
    }
    return (text, good, wrong)
  }

  @Test(arguments: [1, 2, 8]) func doesNotDependOnWorkers(_ jobs: Int) async throws {
    for seed in UInt64(1)...2 {
      let table = Self.messyTable(seed: seed, records: 4_000)
      let folder = try Scratch()
      defer { folder.remove() }
      try folder.write(table.text, "in.csv")
      var declaration = PipelineDeclaration(input: InputDeclaration(paths: [folder.path("in.csv")]))
      declaration.input.options.columnTypes = [ColumnSetting(column: "n", value: "integer")]
      declaration.filter = FilterDeclaration("n > 2")
      declaration.errors.policy = .quarantine
      declaration.errors.rejectsPath = folder.path("rejects.jsonl")
      declaration.outputs = [
        OutputDeclaration(path: folder.path("all.jsonl"), format: "jsonl"),
        OutputDeclaration(path: folder.path("some.csv"), format: "csv"),
      ]
      declaration.outputs[1].limit = 500
      declaration.jobs = jobs
      let report = await PipelineRunner(declaration).run()
      #expect(report.exitCode == 0)
      #expect(report.recordsRejected == table.wrong)
      #expect(report.recordsRead == 4_000)
      let kept = table.good.filter { $0 % 7 > 2 }
      #expect(report.recordsWritten == [kept.count, 500])
      let ledgers = try #require(report.ledgers.first).outputs
      #expect(ledgers.allSatisfy { $0.isBalanced })
      #expect(ledgers[0].filtered == table.good.count - kept.count)
      #expect(ledgers[1].limited == kept.count - 500)
      let lines = try #require(folder.text("rejects.jsonl")).split(separator: "\n").dropFirst()
      #expect(lines.count == table.wrong)
      // Where each belongs: as many records as stand before it in the output.
      let output = try #require(folder.text("all.jsonl")).split(separator: "\n")
      let bytes = Array(table.text.utf8)
      for line in lines.prefix(300) {
        let reject = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let raw = try #require(reject["raw"] as? String)
        let places = try #require(reject["output_index"] as? [Int])
        let id = try #require(Int(raw.prefix { $0.isNumber }))
        let before = kept.partitioningIndex { $0 > id }
        #expect(places[0] == before)
        #expect(places[1] == min(places[0], 500))
        let start = try #require(reject["byte"] as? Int)
        #expect(bytes[start..<start + raw.utf8.count].elementsEqual(raw.utf8))
      }
      #expect(output.count == kept.count)
    }
  }

  /// A limit ends the reading: what stands behind is neither read nor wrong.
  @Test(arguments: [1, 8]) func readsNoFurtherThanTheLimit(_ jobs: Int) async throws {
    let table = Self.messyTable(seed: 9, records: 4_000)
    let folder = try Scratch()
    defer { folder.remove() }
    try folder.write(table.text, "in.csv")
    var declaration = PipelineDeclaration(input: InputDeclaration(paths: [folder.path("in.csv")]), limit: 500)
    declaration.input.options.columnTypes = [ColumnSetting(column: "n", value: "integer")]
    declaration.errors.policy = .skip
    declaration.outputs = [OutputDeclaration(path: folder.path("out.csv"))]
    declaration.jobs = jobs
    let report = await PipelineRunner(declaration).run()
    let last = table.good[499]
    #expect(report.recordsRead == last + 1)
    #expect(report.recordsRejected == last + 1 - 500)
    #expect(report.recordsWritten == [500])
  }

  @Test func iteratedBatchesSayWhatTheyLeftOut() async throws {
    let folder = try Scratch()
    defer { folder.remove() }
    try folder.write("a,b\n1,2\n3\n4,5\n", "in.csv")
    var options = ReadOptions()
    options.onError = .skip
    var values: [String?] = []
    var reasons: [Diagnostic] = []
    for try await batch in Source.file(folder.path("in.csv")).records(.csv, options: options) {
      reasons += batch.rejectionReasons
      for record in batch.records { values.append(record["a"]) }
    }
    #expect(values == ["1", "4"])
    #expect(reasons.map(\.code) == [.csvRagged])
    #expect(reasons.first?.location.line == 3)
  }

  @Test func budgets() {
    #expect(ErrorBudget("0.5%")?.isExceeded(5, of: 1000) == false)
    #expect(ErrorBudget("0.5%")?.isExceeded(6, of: 1000) == true)
    #expect(ErrorBudget("3")?.isExceeded(4, of: 500_000) == true)
    #expect(ErrorBudget("0")?.isExceeded(0, of: 0) == false)
    for text in ["", "%", "-1", "+1", "1e3", "101%", "x", "1 %", "nan%"] {
      #expect(ErrorBudget(text) == nil, "\(text)")
    }
  }
}

/// A linear congruential generator (Knuth's MMIX constants): the same everywhere.
private struct Shuffler {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next(_ bound: UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % bound
  }
}
