import Diagnostics
import Formats
import Foundation
import Testing

/// nativejson and simdjson files of the shared data.
@Suite struct JSONExtraSuiteTests {
  /// What becomes of a file that is one document: its records, or why it is refused.
  enum Expectation: Sendable, Equatable {
    case records(Int)
    case refused(DiagnosticCode)
  }

  /// The texts must survive byte for byte. A record is an object: what else may stand at the top of a document is
  /// refused by name, and is read as the value of a member below.
  static let roundtrip: [String: Expectation] = {
    var table: [String: Expectation] = [:]
    for number in 1...27 { table["roundtrip\(number < 10 ? "0" : "")\(number).json"] = .refused(.jsonNotARecord) }
    // [] and three objects.
    table["roundtrip06.json"] = .records(0)
    for name in ["07", "09", "10"] { table["roundtrip\(name).json"] = .records(1) }
    return table
  }()

  @Test func keepsRoundtripTexts() {
    guard let files = JSONHarness.files("json-extra/nativejson/roundtrip", suffixes: [".json"]) else { return }
    #expect(files.count == 27)
    for (name, bytes) in files {
      let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      let outcome = JSONHarness.run(.json, bytes)
      switch Self.roundtrip[name] {
      case .records(let count):
        #expect(outcome.failure == nil, "\(name)")
        #expect(outcome.raw == (count == 0 ? [] : [text]), "\(name)")
      case .refused(let code): #expect(outcome.code == code, "\(name)")
      case nil: Issue.record("\(name) is not in the table")
      }
      let member = JSONHarness.run(.jsonl, Array("{\"value\":\(text)}\n".utf8))
      #expect(member.records == [text], "\(name) as a member")
      #expect(member.raw == ["{\"value\":\(text)}"], "\(name) as a member")
    }
  }

  static let checked: [String: Expectation] = [
    // Upstream excludes both: they are valid in RFC 8259.
    "fail01_EXCLUDE.json": .refused(.jsonNotARecord), "fail18_EXCLUDE.json": .refused(.jsonNotARecord),
    "pass01.json": .refused(.jsonNotARecord), "pass02.json": .refused(.jsonNotARecord), "pass03.json": .records(1),
  ]

  @Test func passesJSONChecker() {
    guard let files = JSONHarness.files("json-extra/nativejson/jsonchecker", suffixes: [".json"]) else { return }
    #expect(files.count == 36)
    for (name, bytes) in files {
      let outcome = JSONHarness.run(.json, bytes)
      switch Self.checked[name] {
      case .records(let count):
        #expect(outcome.failure == nil && outcome.records.count == count, "\(name)")
      case .refused(let code): #expect(outcome.code == code, "\(name)")
      case nil:
        #expect(
          outcome.code == .jsonSyntax || outcome.code == .jsonTruncated, "\(name): \(String(describing: outcome.code))")
      }
    }
  }

  struct Document: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var format = JSONFormat.json
    var root: String?
    var flattens = false
    var records: Int
    /// Members beside the root.
    var outside = 0
  }

  static let documents: [Document] = [
    Document(testDescription: "canada.json", format: .geojson, records: 1),
    Document(testDescription: "citm_catalog.json", records: 1),
    Document(testDescription: "citm_catalog.json", root: "/performances", records: 243, outside: 10),
    Document(testDescription: "citm_catalog.json", root: "/performances", flattens: true, records: 243, outside: 10),
    Document(testDescription: "citm_catalog.json", root: "/events/138586341", records: 1, outside: 193),
    Document(testDescription: "twitter.json", root: "/statuses", records: 100, outside: 1),
    Document(testDescription: "twitter.json", root: "/statuses", flattens: true, records: 100, outside: 1),
    Document(testDescription: "twitter.json", root: "/search_metadata", records: 1, outside: 1),
  ]

  @Test(arguments: documents) func readsDocuments(_ expected: Document) throws {
    guard let files = JSONHarness.files("json-extra/nativejson", suffixes: [expected.testDescription]),
      let (_, bytes) = files.first
    else { return }
    var options = ReadOptions()
    options.root = expected.root
    options.flattens = expected.flattens
    let outcome = JSONHarness.run(expected.format, bytes, options: options)
    #expect(outcome.failure == nil)
    #expect(outcome.records.count == expected.records)
    #expect(outcome.outside == expected.outside)
    let pieces = stride(from: 65_536, to: bytes.count, by: 65_536).map { $0 }
    #expect(JSONHarness.run(expected.format, bytes, pieces: pieces, options: options) == outcome)
  }

  @Test func readsAmazonCellphones() {
    guard let files = JSONHarness.files("json-extra", suffixes: ["amazon_cellphones.ndjson"]) else {
      print("skipped: json-extra/amazon_cellphones.ndjson is absent")
      return
    }
    for (name, bytes) in files {
      // Arrays on lines: their first one is a header. No records for us.
      #expect(JSONHarness.run(.jsonl, bytes).code == .jsonNotARecord, "\(name)")
    }
  }
}
