import Diagnostics
import Formats
import Testing

/// nst/JSONTestSuite and the JSON bombs of the shared data.
@Suite struct JSONSuiteTests {
  /// What we make of the files that RFC 8259 leaves open: everything that is syntactically JSON in UTF-8 is read, lone
  /// surrogates included; bad UTF-8 and UTF-16 are refused.
  static let refusedOpenFiles: [String: DiagnosticCode] = [
    "i_string_UTF-16LE_with_BOM.json": .unsupportedEncoding,
    "i_string_UTF-8_invalid_sequence.json": .invalidUTF8,
    "i_string_UTF8_surrogate_U+D800.json": .invalidUTF8,
    "i_string_invalid_utf-8.json": .invalidUTF8,
    "i_string_iso_latin_1.json": .invalidUTF8,
    "i_string_lone_utf8_continuation_byte.json": .invalidUTF8,
    "i_string_not_in_unicode_range.json": .invalidUTF8,
    "i_string_overlong_sequence_2_bytes.json": .invalidUTF8,
    "i_string_overlong_sequence_6_bytes.json": .invalidUTF8,
    "i_string_overlong_sequence_6_bytes_null.json": .invalidUTF8,
    "i_string_truncated-utf-8.json": .invalidUTF8,
    "i_string_utf16BE_no_BOM.json": .unsupportedEncoding,
    "i_string_utf16LE_no_BOM.json": .unsupportedEncoding,
  ]

  @Test func passesTheTestSuite() {
    guard let files = JSONHarness.files("JSONTestSuite/test_parsing", suffixes: [".json"]) else { return }
    #expect(files.count == 318)
    for (name, bytes) in files {
      let code = JSONHarness.run(.json, bytes).code
      switch name.prefix(2) {
      case "y_": #expect(code == nil || code == .jsonNotARecord, "\(name)")
      case "n_": #expect(code != nil && code != .jsonNotARecord, "\(name)")
      default:
        if let expected = Self.refusedOpenFiles[name] {
          #expect(code == expected, "\(name)")
        } else {
          #expect(code == nil || code == .jsonNotARecord, "\(name)")
        }
      }
    }
  }

  /// The same files as an element of an array and as a member: the record's own grammar is used, not the document's.
  @Test func passesTheTestSuiteNested() {
    guard let files = JSONHarness.files("JSONTestSuite/test_parsing", suffixes: [".json"]) else { return }
    for (name, bytes) in files where !name.contains("BOM") {
      let nested = Array("[{\"a\":".utf8) + bytes + Array("}]".utf8)
      let code = JSONHarness.run(.json, nested).code
      if name.hasPrefix("y_") { #expect(code == nil, "\(name)") }
      if name.hasPrefix("n_") { #expect(code != nil && code != .jsonNotARecord, "\(name)") }
    }
  }

  @Test func readsTheSuiteInPieces() {
    guard let files = JSONHarness.files("JSONTestSuite/test_parsing", suffixes: [".json"]) else { return }
    for (name, bytes) in files where bytes.count < 300 {
      #expect(JSONHarness.firstDifference(.json, bytes) == nil, "\(name)")
      #expect(JSONHarness.firstDifference(.jsonl, bytes) == nil, "\(name) as lines")
      #expect(JSONHarness.firstDifference(.geojson, bytes) == nil, "\(name) as GeoJSON")
    }
  }

  @Test func survivesTheBombs() {
    guard let files = JSONHarness.files("json-bombs", suffixes: [".json", ".geojson"]) else { return }
    let expected: [String: DiagnosticCode?] = [
      "arrays-500.json": .jsonNotARecord, "arrays-512.json": .jsonNotARecord, "arrays-1000.json": .tooDeep,
      "arrays-1001.json": .tooDeep, "arrays-100000.json": .tooDeep, "objects-100.json": nil, "objects-500.json": nil,
      "objects-1000.json": .tooDeep, "objects-1001.json": .tooDeep, "record-with-deep-field-1000.json": .tooDeep,
      "duplicate-keys.json": nil, "escaped-surrogates.json": nil, "big-ints.json": nil, "utf8-bom.json": nil,
      "concatenated.json": .jsonSyntax, "scalar.json": .jsonNotARecord,
    ]
    for (name, bytes) in files {
      guard let code = expected[name] else { continue }
      #expect(JSONHarness.run(.json, bytes).code == code, "\(name)")
    }
    var deep = ReadOptions()
    deep.maximumDepth = 200_000
    for (name, bytes) in files where name.hasPrefix("arrays-100000") {
      #expect(JSONHarness.run(.json, bytes, options: deep).code == .jsonNotARecord)
    }
  }
}
