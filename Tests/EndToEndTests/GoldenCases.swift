import Foundation
import Testing

/// Every case of Tests/Cases against the built tool. `make golden` writes the files anew.
@Suite struct GoldenCases {
  static let isRegenerating = ProcessInfo.processInfo.environment["WEIR_REGENERATE"] == "1"

  static let cases: [GoldenCase] = {
    if isRegenerating { return [] }
    do {
      return try GoldenFile.all().flatMap(\.cases)
    } catch {
      return [GoldenCase(file: "Tests/Cases", name: "cannot be read: \(error)", run: "false")]
    }
  }()

  @Test(arguments: cases) func matches(_ expected: GoldenCase) throws {
    try #require(Workspace.binary != nil, "the tool 'weir' was not built")
    let actual = try expected.performed()
    #expect(actual.output == expected.output)
    #expect(actual.errors == expected.errors)
    #expect(actual.exit == expected.exit)
    #expect(actual.written == expected.written)
  }

  @Test(.enabled(if: isRegenerating)) func regenerate() throws {
    try #require(Workspace.binary != nil, "the tool 'weir' was not built")
    for var file in try GoldenFile.all() {
      file.cases = try file.cases.map { try $0.performed() }
      try Data(file.rendered.utf8).write(to: file.url)
      print("wrote \(file.url.lastPathComponent): \(file.cases.count) cases")
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    for file in try GoldenFile.all() {
      let copy = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString).yaml")
      defer { try? FileManager.default.removeItem(at: copy) }
      try Data(file.rendered.utf8).write(to: copy)
      #expect(try GoldenFile(url: copy).rendered == file.rendered, "\(file.url.lastPathComponent)")
    }
  }
}
