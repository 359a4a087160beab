import Diagnostics
import Formats
import Foundation
import Records
import Testing

@testable import Pipelines

/// Many inputs as one: descriptors, worker counts, changes between two looks at a file, the Swift face.
@Suite struct SeveralInputsTests {
  /// Descriptors of this process.
  static var openDescriptors: Int {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).count
  }

  @Test func manyInputsNeedFewDescriptors() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    // Each costs a debug build tens of milliseconds.
    let count = 300
    let names = (0..<count).map { String(format: "%04d.csv", $0) }
    for (number, name) in names.enumerated() {
      try scratch.write(number % 2 == 0 ? "id,name\n\(number),n\n" : "name;id\nn;\(number)\n", name)
    }
    let before = Self.openDescriptors
    let paths = names.map { scratch.path($0) }
    let inputs = try InputSet(InputDeclaration(paths: paths), paths.map { InputPath($0) }, isReadTwice: false)
    // Other tests of this process open some, too: far fewer than there are inputs.
    #expect(Self.openDescriptors <= before + 60)
    #expect(inputs.samples.count == 2)
    let declaration = PipelineDeclaration(
      input: InputDeclaration(paths: paths), outputs: [OutputDeclaration(path: scratch.path("all.jsonl"))], jobs: 2)
    let outcome = await declaration.outcome()
    #expect(outcome.exit == 0 && outcome.report.recordsRead == count)
    let expected = (0..<count).map { "{\"id\":\($0),\"name\":\"n\"}\n" }.joined()
    #expect(scratch.text("all.jsonl") == expected)
  }

  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var inputs: [(name: String, text: String)]
    var output: String
    var columns = ColumnPolicy.union
  }

  static let cases = [
    Case(
      testDescription: "csv of two orders and json lines",
      inputs: [
        ("a.csv", DataSet.text("csv", records: 9000)), ("b.jsonl", DataSet.text("jsonl", records: 9000)),
        ("c.tsv", DataSet.text("tsv", records: 9000)),
      ], output: "csv"),
    Case(
      testDescription: "features and objects, flat",
      inputs: [
        ("a.geojson", DataSet.text("geojson", records: 5000)), ("b.json", DataSet.text("json", records: 5000)),
      ], output: "tsv"),
    Case(
      testDescription: "objects of all kinds",
      inputs: [
        ("a.json", DataSet.text("json", records: 5000)), ("b.csv", DataSet.text("csv", records: 5000)),
        ("c.geojson", DataSet.text("geojson", records: 5000)),
      ], output: "jsonl", columns: .auto),
  ]

  @Test(arguments: cases) func outputDoesNotDependOnWorkers(_ sample: Case) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let paths = try sample.inputs.map { try scratch.write($0.text, $0.name) }
    var texts: [String?] = []
    for jobs in [1, 2, 7] {
      var input = InputDeclaration(paths: paths)
      input.options.columns = sample.columns
      input.options.sourceColumn = "file"
      let output = OutputDeclaration(path: scratch.path("out"), format: sample.output)
      let outcome = await PipelineDeclaration(input: input, outputs: [output], jobs: jobs).outcome()
      #expect(outcome.exit == 0, "\(outcome.diagnostics)")
      texts.append(scratch.text("out"))
    }
    #expect(texts[0]?.isEmpty == false && texts[0] == texts[1] && texts[1] == texts[2])
  }

  @Test func aFileThatChangedIsNotReadOn() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let paths = [try scratch.write("n\n1\n", "a.csv"), try scratch.write("n\n2\n", "b.csv")]
    let inputs = try InputSet(InputDeclaration(paths: paths), paths.map { InputPath($0) }, isReadTwice: false)
    try scratch.write("n\n2\n3\n", "b.csv")
    #expect(throws: Never.self) { _ = try inputs.open(0) }
    do throws(DiagnosticList) {
      _ = try inputs.open(1)
      Issue.record("no error")
    } catch {
      #expect(error.diagnostics.map(\.code) == [.inputChanged])
    }
  }

  @Test func filesAreOneStream() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let paths = [
      try scratch.write("id,name\n1,Ana\n2,Bo\n", "a.csv"), try scratch.write("name;id\nCy;3\n", "b.csv"),
    ]
    var ids: [String] = []
    for try await batch in Source.files(paths).records().filter("id>1") { ids += batch.records.map { $0["id"] ?? "-" } }
    #expect(ids == ["2", "3"])
    let report = try await Source.files(paths).records().limit(2)
      .write(to: OutputDeclaration(path: scratch.path("out.csv")))
    #expect(report.recordsWritten == [2] && scratch.text("out.csv") == "id,name\n1,Ana\n2,Bo\n")
  }

  @Test(arguments: [FieldSyntax.json, .delimited(quote: 0x22, escape: 0x22), .tabSeparated])
  func constantColumns(_ syntax: FieldSyntax) {
    for text in ["a.csv", "b \"2\".csv", "\"q\".csv", "tab\there", "back\\slash", "été", ""] {
      var batch = RecordBatch(schema: Schema([Field("n"), Field("f")]), layout: .pairs(columns: 1), syntax: syntax)
      batch.bytes = Array("12".utf8) + [UInt8](repeating: 0, count: 64)
      batch.byteCount = 2
      batch.slots = [0, 1, 1, 2]
      batch.recordCount = 2
      var scratch: [UInt32] = []
      batch.arrange([.constant(text), .decoded(0), .absent], scratch: &scratch)
      for row in 0..<2 {
        #expect(batch.text(row: row, column: 0) == text)
        #expect(batch.text(row: row, column: 1) == (row == 0 ? "1" : "2"))
        #expect(batch.content(row: row, column: 2).form == .absent)
      }
    }
  }
}
