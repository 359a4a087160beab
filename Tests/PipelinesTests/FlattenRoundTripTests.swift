import Formats
import Foundation
import Records
import TestKit
import Testing

@testable import Pipelines

/// JSON to flat CSV and back: equal values.
@Suite struct FlattenRoundTripTests {
  /// Every kind of value that CSV and its types can hold: text that looks like a number stays quoted.
  static let records = """
    {"id":1,"place":{"name":"Nice, \\"FR\\"","geo":{"lat":43.70,"lon":-7.25e0}},"size":12.50,"open":true,"note":"été\\n2"}
    {"id":2,"place":{"name":"","geo":{"lat":1.0,"lon":2.5}},"size":0.5,"open":false,"note":"x"}
    """

  @Test(arguments: ["csv", "jsonl", "json", "json-seq"]) func comesBack(_ format: String) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    // Exponents are no numbers in CSV.
    let text = format == "csv" ? Self.records.replacing("e0", with: "") : Self.records
    let path = try scratch.write(text, "in.jsonl")
    let flat = await PipelineDeclaration.convert(
      path, to: [OutputDeclaration(path: scratch.path("flat"), format: format)]
    ) { $0.input.options.flattens = true }.outcome()
    #expect(flat.exit == 0, "\(flat.diagnostics)")
    var output = OutputDeclaration(path: scratch.path("out.jsonl"))
    output.options.unflattens = true
    let back = await PipelineDeclaration.convert(scratch.path("flat"), to: [output]) { $0.input.format = format }
      .outcome()
    #expect(back.exit == 0, "\(back.diagnostics)")
    #expect(scratch.text("out.jsonl") == text + "\n")
  }

  @Test func everyRecordOfLargeDocumentsComesBack() async throws {
    for (name, root) in [("twitter.json", "/statuses"), ("citm_catalog.json", "/performances")] {
      guard let path = SharedData.path("json-extra/nativejson/" + name) else { return }
      let scratch = try Scratch()
      defer { scratch.remove() }
      func convert(_ input: String, _ output: String, root: String? = nil, flat: Bool = false, nest: Bool = false)
        async throws
      {
        var target = OutputDeclaration(path: scratch.path(output))
        target.options.unflattens = nest
        let outcome = await PipelineDeclaration.convert(input, to: [target]) {
          $0.input.options.root = root
          $0.input.options.flattens = flat
        }.outcome()
        try #require(outcome.exit == 0, "\(outcome.diagnostics)")
      }
      try await convert(path, "plain.jsonl", root: root)
      try await convert(path, "flat.jsonl", root: root, flat: true)
      try await convert(scratch.path("flat.jsonl"), "nested.jsonl", nest: true)
      let plain = try OpendatasoftSuiteTests.objects(scratch.text("plain.jsonl") ?? "") as NSArray
      let nested = try OpendatasoftSuiteTests.objects(scratch.text("nested.jsonl") ?? "") as NSArray
      #expect(plain.count > 99)
      #expect(plain == nested, "\(name)")
    }
  }

  /// The root stands far behind the first megabyte, in a file and in a pipe.
  @Test func findsADistantRoot() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let pad = String(repeating: "x", count: 1 << 20)
    let before = (0..<3).map { "\"pad\($0)\":[\"\(pad)\"]," }.joined()
    let records = (0..<50_000).map { "{\"id\":\($0),\"name\":\"record \($0)\"}" }.joined(separator: ",\n")
    let path = try scratch.write(
      "{\(before)\"data\":{\"items\":[\(records)],\"more\":[{\"items\":[]}]},\"pad\":\"\(pad)\"}", "far.json")
    for jobs in [1, 2] {
      let outcome = await PipelineDeclaration.convert(
        path, to: [OutputDeclaration(path: scratch.path("a.csv"))], jobs: jobs
      ) { $0.input.options.root = "/data/items" }.outcome()
      #expect(outcome.exit == 0, "\(outcome.diagnostics)")
      #expect(outcome.report.recordsWritten == [50_000])
      #expect(outcome.report.readChanges[.memberOutsideRoot] == 5)
      #expect(scratch.text("a.csv")?.hasSuffix("49999,record 49999\n") == true)
    }
  }
}
