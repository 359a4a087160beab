import Diagnostics
import Formats
import Foundation
import Testing

@testable import Pipelines

/// Whole runs over files: the same bytes for every number of workers, limits, several outputs, publication.
@Suite struct RunTests {
  static let jobs = [1, 2, 3, 8]
  static let readable = ["csv", "tsv", "csv-tab", "jsonl", "json", "geojson"]
  static let writable = readable + ["jsonp", "geojsonp"]

  static func extensionOf(_ format: String) -> String { format == "csv-tab" ? "tab" : format }

  static func output(_ path: String, _ format: String, _ adjust: (inout OutputDeclaration) -> Void = { _ in })
    -> OutputDeclaration
  {
    var output = OutputDeclaration(path: path, format: format)
    if format.hasSuffix("p") { output.options.callback = "take" }
    adjust(&output)
    return output
  }

  /// One input, all outputs of one run, all numbers of workers.
  @Test(arguments: readable) func bytesDoNotDependOnTheWorkers(input: String) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    // Made by weir itself from one CSV, so that the formats hold one data set.
    try scratch.write(DataSet.text("csv", records: 800, note: DataSet.long(800)), "seed.csv")
    let path = scratch.path("in." + Self.extensionOf(input))
    let seed = await PipelineDeclaration.convert(scratch.path("seed.csv"), to: [Self.output(path, input)]).outcome()
    #expect(seed.exit == 0 && seed.report.recordsWritten == [800], "\(seed.diagnostics)")
    var first: [String: Data] = [:]
    for jobs in Self.jobs {
      let outputs = Self.writable.map { Self.output(scratch.path("\(jobs).\($0)"), $0) }
      let run = PipelineDeclaration.convert(path, to: outputs, query: "population >= 70000", jobs: jobs)
      let outcome = await run.outcome()
      #expect(outcome.exit == 0, "\(outcome.diagnostics)")
      #expect(Set(outcome.report.recordsWritten).count == 1)
      for format in Self.writable {
        let bytes = try #require(scratch.bytes("\(jobs).\(format)"))
        if let expected = first[format] {
          let isSame = bytes == expected
          #expect(isSame, "\(input) to \(format) with \(jobs) workers")
        } else {
          #expect(bytes.count > 100_000)
          first[format] = bytes
        }
      }
    }
  }

  // From csv-tab a field that needed quotes for its tab keeps them, so that one is left out.
  @Test(arguments: readable.filter { $0 != "csv-tab" }) func thereAndBackIsTheSame(format: String) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    try scratch.write(DataSet.text("csv", records: 500), "seed.csv")
    let middle = scratch.path("middle." + Self.extensionOf(format))
    let there = await PipelineDeclaration.convert(scratch.path("seed.csv"), to: [Self.output(middle, format)]).outcome()
    let back = await PipelineDeclaration.convert(middle, to: [Self.output(scratch.path("back.csv"), "csv")]) {
      $0.outputs[0].keepsGeometry = false
    }.outcome()
    #expect(there.exit == 0 && back.exit == 0, "\(there.diagnostics + back.diagnostics)")
    let (seed, result) = (scratch.text("seed.csv"), scratch.text("back.csv"))
    let isSame = seed == result
    #expect(isSame, "\(result?.prefix(400) ?? "nothing")")
  }

  // MARK: Limits

  struct Limit: CustomTestStringConvertible {
    var stream: Int?
    var outputs: [Int?]
    var written: [Int]
    var testDescription: String {
      "limit \(stream.map(String.init) ?? "none"), outputs \(outputs.map { $0.map(String.init) ?? "none" })"
    }
  }

  static let limits = [
    Limit(stream: 0, outputs: [nil, 5], written: [0, 0]), Limit(stream: nil, outputs: [0, 0], written: [0, 0]),
    Limit(stream: nil, outputs: [0, 3], written: [0, 3]), Limit(stream: 1, outputs: [nil, nil], written: [1, 1]),
    Limit(stream: 10, outputs: [nil, 3], written: [10, 3]), Limit(stream: 10, outputs: [20, 11], written: [10, 10]),
    Limit(stream: nil, outputs: [7, nil], written: [7, 3_000]),
    Limit(stream: nil, outputs: [7, 2_000], written: [7, 2_000]),
    Limit(stream: 2_999, outputs: [nil, 2_500], written: [2_999, 2_500]),
    Limit(stream: 3_000, outputs: [nil], written: [3_000]),
    Limit(stream: 99_999, outputs: [99_999], written: [3_000]),
  ]

  @Test(arguments: limits) func limit(_ sample: Limit) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let filler = String(repeating: "some text ", count: 25)
    let lines = (0..<3_000).map { "\($0),\(filler)\n" }
    try scratch.write("id,name\n" + lines.joined(), "in.csv")
    for jobs in [1, 3] {
      let outputs = sample.outputs.indices.map { index in
        Self.output(scratch.path("\(index).csv"), "csv") { $0.limit = sample.outputs[index] }
      }
      let run = PipelineDeclaration.convert(scratch.path("in.csv"), to: outputs, limit: sample.stream, jobs: jobs)
      let outcome = await run.outcome()
      #expect(outcome.exit == 0, "\(outcome.diagnostics)")
      #expect(outcome.report.recordsWritten == sample.written)
      for (index, count) in sample.written.enumerated() {
        let text = scratch.text("\(index).csv")
        let isSame = text == "id,name\n" + lines.prefix(count).joined()
        #expect(isSame, "output \(index)")
      }
    }
  }

  struct Offset: CustomTestStringConvertible {
    var offset: Int
    var stream: Int?
    var outputs: [Int?]
    var query: String?
    var testDescription: String {
      "offset \(offset), limit \(stream.map(String.init) ?? "none"), outputs \(outputs.map { $0.map(String.init) ?? "none" })"
    }
  }

  /// An offset, with and without limits and a filter, over several chunks: the same records for any number of workers, and
  /// ledgers that add up.
  @Test(arguments: [
    Offset(offset: 0, outputs: [nil]), Offset(offset: 1, outputs: [nil, 5]),
    Offset(offset: 2_000, stream: 10, outputs: [nil, 3]), Offset(offset: 2_999, outputs: [nil]),
    Offset(offset: 3_000, outputs: [nil]), Offset(offset: 99_999, stream: 1, outputs: [nil]),
    Offset(offset: 700, stream: 0, outputs: [nil]), Offset(offset: 700, stream: 1_500, outputs: [2_000, 0]),
    Offset(offset: 40, stream: 50, outputs: [nil, 7], query: "kind:even"),
    Offset(offset: 1_400, outputs: [nil], query: "kind:even"),
    Offset(offset: 1_600, outputs: [nil], query: "kind:even"),
  ]) func offset(_ sample: Offset) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let filler = String(repeating: "some text ", count: 25)
    let lines = (0..<3_000).map { "\($0),\($0 % 2 == 0 ? "even" : "odd"),\(filler)\n" }
    try scratch.write("id,kind,name\n" + lines.joined(), "in.csv")
    let matching = sample.query == nil ? lines : lines.filter { $0.contains(",even,") }
    let passing = matching.dropFirst(sample.offset).prefix(sample.stream ?? .max)
    for jobs in [1, 3] {
      let outputs = sample.outputs.indices.map { index in
        Self.output(scratch.path("\(index).csv"), "csv") { $0.limit = sample.outputs[index] }
      }
      let run = PipelineDeclaration.convert(
        scratch.path("in.csv"), to: outputs, query: sample.query, limit: sample.stream, jobs: jobs
      ) { $0.offset = sample.offset }
      let outcome = await run.outcome()
      #expect(outcome.exit == 0, "\(outcome.diagnostics)")
      for (index, limit) in sample.outputs.enumerated() {
        let expected = passing.prefix(limit ?? .max)
        let isSame = scratch.text("\(index).csv") == "id,kind,name\n" + expected.joined()
        #expect(isSame, "output \(index)")
        let ledger = try #require(outcome.report.ledgers.first?.outputs[index])
        #expect(ledger.isBalanced && ledger.written == expected.count)
        // Without limits everything that matches is either skipped or written.
        if sample.stream == nil, sample.outputs.allSatisfy({ $0 == nil }) {
          #expect(ledger.limited == min(sample.offset, matching.count))
          #expect(ledger.filtered == lines.count - matching.count)
        }
      }
    }
  }

  /// Records of 256 bytes: 1024 of them are a chunk (the header is skipped in the first one), so limits can be put
  /// on the border and beside it.
  @Test(arguments: [1023, 1024, 1025, 2047, 2048, 2049]) func limitAtAChunkBorder(limit: Int) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let header = "id,name\n"
    let lines = (0..<3_300).map { number in
      let id = String(number)
      return id + "," + String(repeating: "x", count: 256 - id.utf8.count - 2) + "\n"
    }
    try scratch.write(header + lines.joined(), "in.csv")
    for jobs in Self.jobs {
      let outputs = [
        Self.output(scratch.path("a.csv"), "csv"), Self.output(scratch.path("b.csv"), "csv") { $0.limit = limit - 1 },
      ]
      let run = PipelineDeclaration.convert(scratch.path("in.csv"), to: outputs, limit: limit, jobs: jobs)
      let outcome = await run.outcome()
      #expect(outcome.report.recordsWritten == [limit, limit - 1], "\(outcome.diagnostics)")
      let (a, b) = (scratch.text("a.csv"), scratch.text("b.csv"))
      let isFirstSame = a == header + lines.prefix(limit).joined()
      #expect(isFirstSame)
      let isSecondSame = b == header + lines.prefix(limit - 1).joined()
      #expect(isSecondSame)
    }
  }

  struct Bad: CustomTestStringConvertible {
    var testDescription: String
    var format: String
    var record: String
    var code: DiagnosticCode
  }

  static let bads = [
    Bad(testDescription: "ragged CSV", format: "csv", record: "1,2,3,4,5,6\n", code: .csvRagged),
    Bad(testDescription: "text after a quote", format: "csv", record: "1,\"a\"b,3,4,5\n", code: .csvTextAfterQuote),
    Bad(testDescription: "JSON syntax", format: "jsonl", record: "{\"id\":01}\n", code: .jsonSyntax),
    Bad(testDescription: "no record", format: "jsonl", record: "17\n", code: .jsonNotARecord),
    Bad(testDescription: "bad TSV escape", format: "tsv", record: "1\ta\\q\t3\t4\t5\n", code: .tsvBadEscape),
  ]

  @Test(arguments: bads)
  func badRecordBeforeAndAfterTheLimit(_ bad: Bad) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    // Behind the probe, so that only the run itself can meet it.
    let text = String(repeating: "x", count: 200)
    let (header, record) =
      switch bad.format {
      case "csv": ("a,b,c,d,e\n", "1,\(text),3,4,5\n")
      case "tsv": ("a\tb\tc\td\te\n", "1\t\(text)\t3\t4\t5\n")
      default: ("", "{\"id\":1,\"text\":\"\(text)\"}\n")
      }
    let good = String(repeating: record, count: 6_000)
    let path = try scratch.write(header + good + bad.record + good, "in.\(bad.format)")
    var failures: [[Diagnostic]] = []
    for jobs in [1, 3] {
      for (limit, isError) in [(100, false), (6_000, false), (6_001, true), (nil, true)] as [(Int?, Bool)] {
        let output = Self.output(scratch.path("out.jsonl"), "jsonl")
        let run = PipelineDeclaration.convert(path, to: [output], limit: limit, jobs: jobs) {
          if bad.format == "csv" { $0.input.options.delimiter = UInt8(ascii: ",") }
        }
        let outcome = await run.outcome()
        #expect(outcome.exit == (isError ? 4 : 0), "limit \(limit ?? -1), \(jobs) workers: \(outcome.diagnostics)")
        #expect((scratch.bytes("out.jsonl") == nil) == isError)
        #expect(scratch.names == (isError ? ["in.\(bad.format)"] : ["in.\(bad.format)", "out.jsonl"]))
        try? FileManager.default.removeItem(atPath: output.path)
        if isError { failures.append(outcome.diagnostics) }
      }
    }
    #expect(failures.first?.map(\.code) == [bad.code])
    #expect(failures.first?.first?.location.record == 6_001)
    #expect(failures.allSatisfy { $0 == failures.first }, "the error depends on the number of workers or the limit")
  }

  // MARK: Several outputs

  @Test func eachOutputHasItsOwnNarrowing() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("id,kind,n\n1,a,5\n2,b,50\n3,a,500\n4,b,5000\n5,a,50000\n", "in.csv")
    let outputs = [
      Self.output(scratch.path("a.csv"), "csv") { $0.filter = FilterDeclaration("kind:a") },
      Self.output(scratch.path("b.jsonl"), "jsonl") {
        $0.filter = FilterDeclaration("kind:b")
        $0.fields = [.rename(new: "number", old: "n"), .include("id")]
      },
      Self.output(scratch.path("none.json"), "json") { $0.filter = FilterDeclaration("n > 1000000") },
      Self.output(scratch.path("all.csv"), "csv") {
        $0.fields = [.exclude("kind")]
        $0.limit = 2
      },
    ]
    for jobs in Self.jobs {
      let outcome = await PipelineDeclaration.convert(path, to: outputs, query: "n >= 50", jobs: jobs).outcome()
      #expect(outcome.exit == 0 && outcome.report.recordsRead == 5, "\(outcome.diagnostics)")
      #expect(outcome.report.recordsWritten == [2, 2, 0, 2])
      let texts = ["a.csv", "b.jsonl", "none.json", "all.csv"].map { scratch.text($0) }
      #expect(
        texts == [
          "id,kind,n\n3,a,500\n5,a,50000\n", "{\"number\":50,\"id\":2}\n{\"number\":5000,\"id\":4}\n", "[]\n",
          "id,n\n2,50\n3,500\n",
        ])
    }
  }

  @Test func anOutputSeesTheNewNames() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("id,n\n1,5\n2,50\n", "in.csv")
    func run(_ query: String) async -> Outcome {
      let output = Self.output(scratch.path("out.csv"), "csv") { $0.filter = FilterDeclaration(query) }
      return await PipelineDeclaration.convert(path, to: [output]) { $0.fields = [.rename(new: "number", old: "n")] }
        .outcome()
    }
    let new = await run("number > 10")
    #expect(new.exit == 0)
    #expect(scratch.text("out.csv") == "number\n50\n")
    let old = await run("n > 10")
    #expect(old.codes == [.unknownField] && old.exit == 3)
    #expect(scratch.text("out.csv") == "number\n50\n", "a failed run touched the old output")
  }

  // MARK: Publication

  struct Failing: CustomTestStringConvertible {
    var testDescription: String
    var tail: String
    var fields: [FieldSelector]?
    var query: String?
    var exit: Int32
  }

  static let failing = [
    Failing(testDescription: "a bad record", tail: "1,2,3\n", exit: 4),
    Failing(testDescription: "an unclosed quote", tail: "1,\"x\n", exit: 4),
    Failing(testDescription: "an unknown field", tail: "", fields: [.include("nix")], exit: 3),
    Failing(testDescription: "a bad query", tail: "", query: "id:(", exit: 3),
    Failing(testDescription: "a typed column that is none", tail: "z,1\n", exit: 4),
  ]

  @Test(arguments: failing, [1, 3]) func aFailureLeavesTheOldOutputs(_ sample: Failing, jobs: Int) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write(
      "id,name\n" + (0..<3_000).map { "\($0),\(String(repeating: "text ", count: 100))\n" }.joined() + sample.tail,
      "in.csv")
    try scratch.write("old a", "a.json")
    try scratch.write("old b", "b.csv.gz")
    let outputs = [
      Self.output(scratch.path("a.json"), "json"), Self.output(scratch.path("b.csv.gz"), "csv"),
      Self.output(scratch.path("c.jsonl"), "jsonl"),
    ]
    let outcome = await PipelineDeclaration.convert(path, to: outputs, query: sample.query, jobs: jobs) {
      $0.fields = sample.fields
      $0.input.options.delimiter = UInt8(ascii: ",")
    }.outcome()
    #expect(outcome.exit == sample.exit && !outcome.diagnostics.isEmpty, "\(outcome.diagnostics)")
    #expect(scratch.names == ["a.json", "b.csv.gz", "in.csv"])
    let old = [scratch.text("a.json"), scratch.text("b.csv.gz")]
    #expect(old == ["old a", "old b"])
  }

  @Test func aBatchPublishesAllOrWithKeepGoingTheGoodOnes() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for (name, text) in [("1", "a,b\n1,2\n"), ("2", "a,b\n1,2,3\n"), ("3", "a,b\n5,6\n")] {
      try scratch.write(text, "\(name).csv")
    }
    var declaration = PipelineDeclaration(
      input: InputDeclaration(paths: [scratch.path("*.csv")]),
      outputs: [OutputDeclaration(path: scratch.path("{stem}.jsonl"))])
    declaration.input.options.delimiter = UInt8(ascii: ",")
    let strict = await declaration.outcome()
    #expect(strict.exit == 4 && strict.report.isBatch && strict.report.converted == 0 && strict.report.failed == 1)
    #expect(scratch.names == ["1.csv", "2.csv", "3.csv"])
    var options = RunOptions()
    options.keepsGoing = true
    let going = await declaration.outcome(options)
    #expect(going.exit == 4 && going.report.converted == 2 && going.report.failed == 1)
    #expect(scratch.names == ["1.csv", "1.jsonl", "2.csv", "3.csv", "3.jsonl"])
    #expect(scratch.text("3.jsonl") == "{\"a\":5,\"b\":6}\n")
  }

  // MARK: What the probe could not know

  @Test(arguments: jobs) func aColumnThatStopsBeingNumbers(jobs: Int) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let numbers = (0..<1_100).map { "\($0),\(String(repeating: "text ", count: 200))\n" }
    let path = try scratch.write("id,name\n" + numbers.joined() + "00700,x\n" + numbers.joined(), "in.csv")
    try #require(numbers.joined().utf8.count > 1 << 20)
    let typed = await PipelineDeclaration.convert(path, to: [Self.output(scratch.path("o.jsonl"), "jsonl")], jobs: jobs)
      .outcome()
    #expect(typed.codes == [.typeConflict] && typed.exit == 4)
    #expect(typed.diagnostics.first?.location.record == 1_101)
    #expect(typed.diagnostics.first?.location.line == 1_102)
    #expect(scratch.names == ["in.csv"])
    // What leaves no record with it, or writes no types, does not mind.
    let csv = await PipelineDeclaration.convert(path, to: [Self.output(scratch.path("o.csv"), "csv")], jobs: jobs)
      .outcome()
    #expect(csv.exit == 0)
    let filtered = await PipelineDeclaration.convert(
      path, to: [Self.output(scratch.path("o.jsonl"), "jsonl")], query: "name:text", jobs: jobs
    ).outcome()
    #expect(filtered.exit == 0 && filtered.report.recordsWritten == [2_200], "\(filtered.diagnostics)")
    // A predicate that compares numbers rests on the guess: it is verified on every record.
    let compared = await PipelineDeclaration.convert(
      path, to: [Self.output(scratch.path("o.csv"), "csv")], query: "id < 10", jobs: jobs
    ).outcome()
    #expect(compared.codes == [.typeConflict] && compared.diagnostics.first?.location.record == 1_101)
    let limited = await PipelineDeclaration.convert(
      path, to: [Self.output(scratch.path("o.jsonl"), "jsonl")], limit: 1_100, jobs: jobs
    ).outcome()
    #expect(limited.exit == 0 && limited.report.recordsWritten == [1_100])
  }

  @Test(arguments: jobs) func aKeyThatAppearsLate(jobs: Int) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let records = (0..<1_100).map { "{\"id\":\($0),\"name\":\"\(String(repeating: "text ", count: 200))\"}\n" }.joined()
    try #require(records.utf8.count > 1 << 20)
    let path = try scratch.write(records + "{\"id\":1,\"late\":2}\n" + records, "in.jsonl")
    let all = await PipelineDeclaration.convert(path, to: [Self.output(scratch.path("o.csv"), "csv")], jobs: jobs)
      .outcome()
    #expect(all.codes == [.unseenKey] && all.exit == 4)
    #expect(all.diagnostics.first?.location.line == 1_101)
    #expect(scratch.names == ["in.jsonl"])
    let chosen = await PipelineDeclaration.convert(path, to: [Self.output(scratch.path("o.csv"), "csv")], jobs: jobs) {
      $0.fields = [.include("id"), .include("late")]
    }.outcome()
    #expect(chosen.exit == 0, "\(chosen.diagnostics)")
    let text = try #require(scratch.text("o.csv"))
    #expect(text.hasPrefix("id,late\n0,\n1,\n") && text.contains("\n1,2\n"))
    let never = await PipelineDeclaration.convert(
      path, to: [Self.output(scratch.path("n.csv"), "csv")], query: "nowhere > 1", jobs: jobs
    ).outcome()
    #expect(never.codes == [.fieldNeverAppeared] && never.exit == 3)
    #expect(scratch.bytes("n.csv") == nil)
  }
}

extension RunTests {
  /// What was read counts up to the record at which every output was satisfied, whatever a worker had decoded by then.
  @Test func recordsReadDoNotDependOnTheWorkers() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("id,n\n" + (0..<60_000).map { "\($0),\($0 % 10)\n" }.joined(), "in.csv")
    let narrow = Self.output(scratch.path("a.csv"), "csv") { $0.limit = 3_000 }
    let narrower = Self.output(scratch.path("b.csv"), "csv") {
      $0.filter = FilterDeclaration("n:7")
      $0.limit = 2_000
    }
    for jobs in Self.jobs {
      let byOutputs = await PipelineDeclaration.convert(path, to: [narrow, narrower], jobs: jobs).outcome().report
      #expect(byOutputs.recordsRead == 19_998, "\(jobs) workers")
      #expect(byOutputs.recordsWritten == [3_000, 2_000])
      let byStream = await PipelineDeclaration.convert(path, to: [narrow], limit: 2_500, jobs: jobs).outcome().report
      #expect(byStream.recordsRead == 2_500, "\(jobs) workers")
    }
  }
}
