import Bytes
import Diagnostics
import Formats
import Foundation
import Query
import Records
import TestKit
import Testing

@testable import Pipelines

/// Sorting: any number of records in any budget, and runs that sort.
@Suite struct SortTests {
  // MARK: The sorter

  /// Texts with the payloads 0, 1, … through a sorter; what it gives back.
  private static func sorted(
    _ texts: [[UInt8]], _ window: SortWindow = SortWindow(), memory: Int
  ) async throws -> [Int] {
    var sorter = RecordSorter(window, memory: memory, directory: NSTemporaryDirectory())
    var keys = SortKeys()
    for text in texts {
      keys.bytes.append(text)
      keys.bytes.append(0)
      keys.ends.append(keys.bytes.count)
    }
    for index in texts.indices {
      sorter.add(keys, index) { $0.append(number32: index) }
      try await sorter.makeRoom()
    }
    var records = try await sorter.finish()
    var found: [Int] = []
    while try await records.next() {
      for index in 0..<records.count {
        found.append(records.withPayload(index) { bytes, range in bytes.number32(at: range.lowerBound) })
      }
    }
    return found
  }

  private static func reference(_ texts: [[UInt8]]) -> [Int] {
    texts.indices.sorted { left, right in
      texts[left] == texts[right] ? left < right : texts[left].lexicographicallyPrecedes(texts[right])
    }
  }

  static let alphabets: [[UInt8]] = [[1], [1, 2], [0x61, 0x62, 0x63], Array(1...255)]

  /// Every alphabet (many equal keys, long common beginnings), every budget: a record at a time, a few, all in memory.
  @Test(arguments: alphabets, [1, 200, 2000, 1 << 20]) func anyBudgetSortsStably(_ alphabet: [UInt8], memory: Int)
    async throws
  {
    var random = SeededRandom(seed: UInt64(memory &+ alphabet.count))
    for count in [0, 1, 2, 3, 199, 200, 201, 500] {
      let texts = (0..<count).map { _ -> [UInt8] in
        let beginning: [UInt8] = Bool.random(using: &random) ? Array("the same beginning".utf8) : []
        return beginning
          + (0..<Int.random(in: 0...12, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 1 }
      }
      #expect(
        try await Self.sorted(texts, memory: memory) == Self.reference(texts), "\(count) records in \(memory) bytes")
    }
  }

  /// With a limit the first records come out, whatever the budget; without a need for a file where they fit.
  @Test(arguments: [0, 1, 3, 100, 5000], [0, 1, 40]) func aLimitKeepsTheFirst(limit: Int, offset: Int) async throws {
    var random = SeededRandom(seed: UInt64(limit * 41 + offset))
    let texts = (0..<3000).map { _ in Array(String(Int.random(in: 0...700, using: &random)).utf8) }
    for memory in [300, 64 << 10, 8 << 20] {
      let window = SortWindow(offset: offset, limit: limit)
      let found = try await Self.sorted(texts, window, memory: memory)
      #expect(found.prefix(limit + offset) == Self.reference(texts).prefix(limit + offset), "\(memory) bytes")
    }
  }

  @Test func aLimitNeedsNoFileWhereItsRecordsFit() async throws {
    var sorter = RecordSorter(SortWindow(limit: 10), memory: 1 << 20, directory: "/nowhere at all")
    var keys = SortKeys()
    for number in 0..<100_000 {
      keys.clear()
      keys.bytes.append([
        UInt8(truncatingIfNeeded: ~number >> 16), UInt8(truncatingIfNeeded: ~number >> 8),
        UInt8(truncatingIfNeeded: ~number),
      ])
      keys.ends.append(keys.bytes.count)
      sorter.add(keys, 0) { $0.append(number32: number) }
      try await sorter.makeRoom()
    }
    var records = try await sorter.finish()
    #expect(try await records.next())
    #expect(records.withPayload(0) { bytes, range in bytes.number32(at: range.lowerBound) } == 99_999)
    #expect(sorter.bound.key != nil)
  }

  @Test func aDirectoryThatIsNotThereIsAnErrorOfTheOutput() async throws {
    do {
      var sorter = RecordSorter(SortWindow(), memory: 1, directory: "/nowhere at all")
      var keys = SortKeys()
      keys.bytes.append([1])
      keys.ends.append(1)
      sorter.add(keys, 0) { _ in }
      try await sorter.makeRoom()
      _ = try await sorter.finish()
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.code == .outputWrite && error.code.exitCode == 5)
      #expect(error.message.contains("/nowhere at all"))
    }
  }

  // MARK: Runs

  private static let cities = "id,name,n\n1,b,10\n2,a,9\n3,B,\n4,á,-1\n5,c,10\n6,,9.5\n"

  private static func run(
    _ text: String, _ keys: [SortKey], _ adjust: (inout PipelineDeclaration) -> Void = { _ in }
  ) async throws -> (text: String?, outcome: Outcome) {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write(text, "a.csv")
    let run = PipelineDeclaration.convert(path, to: [OutputDeclaration(path: scratch.path("out.csv"))]) { declaration in
      declaration.sort = SortDeclaration(keys)
      adjust(&declaration)
    }
    let outcome = await run.outcome()
    return (scratch.text("out.csv"), outcome)
  }

  private static func ids(_ text: String?) -> String {
    (text ?? "").split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }.joined()
  }

  struct Order: CustomTestStringConvertible {
    var keys: [SortKey]
    var ids: String
    var testDescription: String { "\(keys.map { "\($0.name):\($0.order.rawValue)" })" }
  }

  static let orders = [
    Order(keys: [SortKey("n")], ids: "426153"), Order(keys: [SortKey("n", .descending)], ids: "156243"),
    Order(keys: [SortKey("name")], ids: "243156"), Order(keys: [SortKey("name", .descending)], ids: "513426"),
    Order(keys: [SortKey("n", .descending), SortKey("name", .descending)], ids: "516243"),
    Order(keys: [SortKey("n", .portal)], ids: "156243"), Order(keys: [SortKey("name", .portal)], ids: "243156"),
    Order(keys: [SortKey("n", .portalReversed), SortKey("id", .portal)], ids: "426513"),
  ]

  @Test(arguments: orders) func recordsLeaveInOrder(_ order: Order) async throws {
    for jobs in [1, 8] {
      let (text, outcome) = try await Self.run(Self.cities, order.keys) { $0.jobs = jobs }
      #expect(outcome.exit == 0 && Self.ids(text) == order.ids, "\(outcome.diagnostics) \(Self.ids(text))")
    }
  }

  @Test func offsetAndLimitCountSortedRecords() async throws {
    for offset in 0...7 {
      for limit in 0...7 {
        let (text, outcome) = try await Self.run(Self.cities, [SortKey("n")]) {
          ($0.offset, $0.limit) = (offset, limit)
        }
        #expect(outcome.exit == 0)
        #expect(Self.ids(text) == String("426153".dropFirst(offset).prefix(limit)), "\(offset) \(limit)")
        let ledger = try #require(outcome.report.ledgers.first?.outputs.first)
        #expect(ledger.isBalanced && ledger.written == outcome.report.recordsWritten[0], "\(ledger.equation)")
        if limit > 0 { #expect(ledger.read == 6 && ledger.limited == 6 - ledger.written) }
      }
    }
  }

  /// Filters and limits of outputs narrow what the sorted stream gives them.
  @Test func severalOutputsGetTheSameOrder() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write(Self.cities, "a.csv")
    var second = OutputDeclaration(path: scratch.path("b.jsonl"))
    second.filter = FilterDeclaration("n >= 9.5")
    second.fields = [.include("id")]
    var third = OutputDeclaration(path: scratch.path("c.csv"))
    third.limit = 2
    let run = PipelineDeclaration.convert(
      path, to: [OutputDeclaration(path: scratch.path("a.out.csv")), second, third], limit: 5
    ) {
      $0.sort = SortDeclaration([SortKey("n", .descending)])
      $0.offset = 1
    }
    let outcome = await run.outcome()
    #expect(outcome.exit == 0, "\(outcome.diagnostics)")
    #expect(Self.ids(scratch.text("a.out.csv")) == "56243")
    #expect(scratch.text("b.jsonl") == "{\"id\":5}\n{\"id\":6}\n")
    #expect(Self.ids(scratch.text("c.csv")) == "56")
    for ledger in outcome.report.ledgers[0].outputs { #expect(ledger.isBalanced, "\(ledger.equation)") }
    #expect(outcome.report.ledgers[0].outputs.map(\.written) == [5, 2, 2])
    #expect(outcome.report.ledgers[0].outputs.map(\.limited) == [1, 1, 4])
  }

  @Test func severalInputsAreSortedTogether() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let one = try scratch.write("id,n\n1,5\n2,1\n", "a.csv")
    let two = try scratch.write("id,n\n3,5\n4,0\n5,7\n", "b.csv")
    var run = PipelineDeclaration.convert(one, to: [OutputDeclaration(path: scratch.path("out.csv"))], limit: 4)
    run.input.paths = [one, two]
    run.sort = SortDeclaration([SortKey("n", .descending)])
    let outcome = await run.outcome()
    #expect(outcome.exit == 0, "\(outcome.diagnostics)")
    #expect(Self.ids(scratch.text("out.csv")) == "5132")
    #expect(outcome.report.ledgers.map { $0.outputs[0].written } == [2, 2])
    #expect(outcome.report.ledgers.map { $0.outputs[0].limited } == [0, 1])
  }

  /// A record that cannot be written is an error when it is among the wanted ones, wherever it stands in the input.
  @Test func onlyWantedRecordsAreJudged() async throws {
    let text = "id,n,lat,lon\n1,1,10,10\n2,9,95,10\n3,2,20,20\n4,3,30,30\n"
    func outcome(_ limit: Int?, _ order: SortDirection, _ policy: ErrorPolicy = .fail) async throws -> Outcome {
      try await Self.run(text, [SortKey("n", order)]) {
        $0.limit = limit
        $0.outputs[0].format = "geojson"
        $0.errors.policy = policy
      }.outcome
    }
    #expect(try await outcome(nil, .ascending).codes.first == .geometryBadPoint)
    #expect(try await outcome(3, .ascending).exit == 0)
    #expect(try await outcome(4, .ascending).codes.first == .geometryBadPoint)
    #expect(try await outcome(1, .descending).codes.first == .geometryBadPoint)
    let skipped = try await outcome(2, .descending, .skip)
    #expect(skipped.exit == 0 && skipped.report.recordsWritten == [1] && skipped.report.recordsRejected == 1)
    let ledger = try #require(skipped.report.ledgers.first?.outputs.first)
    #expect(ledger.isBalanced && ledger.rejected == 1 && ledger.limited == 2, "\(ledger.equation)")
  }

  /// Many chunks, a budget of two runs and more: the bytes are those of a sort in memory.
  @Test(arguments: [1, 3]) func spillingChangesNothing(jobs: Int) async throws {
    var text = "id,name,n\n"
    for id in 0..<30_000 { text += "\(id),name \(id * 7919 % 1000) of it,\(id * 31 % 997)\n" }
    for keys in [[SortKey("n"), SortKey("name", .descending)], [SortKey("name")]] {
      let whole = try await Self.run(text, keys) { $0.jobs = 2 }
      let spilled = try await Self.run(text, keys) {
        $0.jobs = jobs
        $0.spill.memory = 100_000
      }
      #expect(whole.outcome.exit == 0 && spilled.outcome.exit == 0)
      #expect(whole.text?.utf8.count == text.utf8.count)
      let isSame = whole.text == spilled.text
      #expect(isSame)
      let first = try await Self.run(text, keys) { ($0.jobs, $0.limit, $0.offset) = (jobs, 700, 5) }
      let lines = (whole.text ?? "").split(separator: "\n")
      let page = Array(lines[..<1]) + Array(lines[6..<706])
      let isPage = (first.text ?? "").split(separator: "\n") == page
      #expect(isPage)
    }
  }

  @Test func aSortedStreamCannotBeIterated() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let stream = Source.file(try scratch.write(Self.cities, "a.csv")).records().sort(SortKey("n"))
    await #expect(throws: DiagnosticList.self) { for try await _ in stream {} }
    try await stream.limit(2).write(to: OutputDeclaration(path: scratch.path("b.csv")))
    #expect(Self.ids(scratch.text("b.csv")) == "42")
    // Batches of somebody else are sorted, too.
    try await Source.file(scratch.path("a.csv")).records().limit(5).filter("n").sort(SortKey("n", .descending))
      .write(to: OutputDeclaration(path: scratch.path("c.csv")))
    #expect(scratch.text("c.csv") != nil)
  }
}
