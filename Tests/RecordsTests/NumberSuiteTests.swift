import Bytes
import Foundation
import Records
import Testing

/// The `numbers` suite: decimal text and the bits of the nearest double, against our reading of declared numbers.
@Suite struct NumberSuiteTests {
  struct Suite: Sendable, CustomTestStringConvertible {
    var name: String
    /// Lines whose value is beyond the largest double: refused, never infinity.
    var tooLarge: Int
    /// Lines whose text JSON spells otherwise (`.5`, `5.`, `007`): respelled, the value unchanged.
    var respelled: Int
    var testDescription: String { name }
  }

  @Test(arguments: [
    Suite(name: "freetype-2-7", tooLarge: 5, respelled: 40),
    Suite(name: "google-wuffs", tooLarge: 85, respelled: 54),
    Suite(name: "more-test-cases", tooLarge: 27, respelled: 0),
  ]) func bits(_ suite: Suite) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../shared/data/numbers/parse-number-fxx/\(suite.name).txt").standardized
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      print("skipped: \(suite.name) is not there")
      return
    }
    let type = ColumnType(.number, basis: .declared)
    var builder = ByteBuilder()
    var wrong: [String] = []
    var (tooLarge, respelled) = (0, 0)
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.count == 4, let expected = UInt64(parts[2], radix: 16) else {
        wrong.append("unreadable: \(line)")
        continue
      }
      let bytes = Array(parts[3].utf8)
      builder.clear()
      let found = TypedText.appendCanonical(bytes.span, from: 0, to: bytes.count, type: type, to: &builder)
      if found == .changed(.numberRespelled) { respelled += 1 }
      let value = builder.withSpan { NumberText.double($0, from: 0, to: $0.count) }
      if expected & 0x7FFF_FFFF_FFFF_FFFF == 0x7FF0_0000_0000_0000 {
        tooLarge += 1
        if value != nil { wrong.append("not refused: \(line)") }
      } else if value?.bitPattern != expected {
        wrong.append("\(line): \(found), \(value.map { String($0.bitPattern, radix: 16) } ?? "nil")")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    #expect(tooLarge == suite.tooLarge && respelled == suite.respelled, "\(tooLarge), \(respelled)")
  }
}
