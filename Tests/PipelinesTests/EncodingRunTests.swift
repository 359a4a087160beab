import Bytes
import Diagnostics
import Formats
import Foundation
import Records
import Testing

@testable import Pipelines

/// One table in every encoding and format: the same output as from UTF-8, whatever the workers, and every character
/// beyond ASCII counted.
@Suite struct EncodingRunTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var format: String
    var option: EncodingOption
    var encoding: TextEncoding
    var hasMark = false
    var testDescription: String { "\(format) in \(option.rawValue)\(hasMark ? " with mark" : "")" }
  }

  static let cases: [Case] =
    RunTests.readable.flatMap { format in
      [
        Case(format: format, option: .windows1252, encoding: .windows1252),
        Case(format: format, option: .auto, encoding: .utf16BigEndian, hasMark: true),
      ]
    } + [
      Case(format: "csv", option: .auto, encoding: .windows1252),
      Case(format: "csv", option: .iso885915, encoding: .iso885915),
      Case(format: "csv", option: .utf16, encoding: .utf16LittleEndian, hasMark: true),
      Case(format: "jsonl", option: .auto, encoding: .utf16LittleEndian),
      Case(format: "json", option: .utf16BigEndian, encoding: .utf16BigEndian),
    ]

  /// Text in an encoding, written the slow way.
  static func encoded(_ text: String, _ encoding: TextEncoding, hasMark: Bool = false) -> Data {
    guard encoding.isUTF16 else {
      var bytes: [Unicode.Scalar: UInt8] = [:]
      for byte in UInt8.min...UInt8.max { if let scalar = encoding.scalar(of: byte) { bytes[scalar] = byte } }
      return Data(text.unicodeScalars.map { bytes[$0] ?? 0x3F })
    }
    let units = ((hasMark ? "\u{FEFF}" : "") + text).utf16
    return Data(
      units.flatMap { unit -> [UInt8] in
        let (high, low) = (UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit))
        return encoding == .utf16BigEndian ? [high, low] : [low, high]
      })
  }

  @Test(arguments: cases) func givesWhatUTF8Gives(_ item: Case) async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var text = DataSet.text(item.format, records: 260, note: DataSet.long(1500))
    if !item.encoding.isUTF16 { text = text.replacing("東京", with: "Tôkyô") }
    let name = RunTests.extensionOf(item.format)
    let plain = try scratch.write(text, "plain.\(name)")
    let other = try scratch.write(Self.encoded(text, item.encoding, hasMark: item.hasMark), "other.\(name)")
    let expected = await Self.run(plain, item.format, .utf8, to: scratch.path("plain.out"), jobs: 1)
    #expect(expected.exit == 0, "\(expected.diagnostics)")
    #expect(expected.report.readChanges[.transcoded] == 0)
    for jobs in [3] {
      let found = await Self.run(other, item.format, item.option, to: scratch.path("other.out"), jobs: jobs)
      #expect(found.exit == 0, "\(found.diagnostics)")
      #expect(found.diagnostics == [])
      #expect(found.report.recordsRead == 260)
      #expect(found.report.readChanges[.transcoded] == text.unicodeScalars.count { !$0.isASCII })
      #expect(found.report.readChanges[.byteOrderMarkRemoved] <= 1)
      let isSame = scratch.bytes("other.out") == scratch.bytes("plain.out")
      #expect(isSame)
    }
  }

  static func run(
    _ path: String, _ format: String, _ option: EncodingOption, to output: String, jobs: Int
  ) async -> Outcome {
    await PipelineDeclaration.convert(path, to: [RunTests.output(output, "jsonl")], jobs: jobs) { declaration in
      declaration.input.format = format
      declaration.input.options.encoding = option
    }.outcome()
  }

  /// A fault behind many records has the line and column of the text, and everything before it is written.
  @Test func placesAreThoseOfTheText() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var text = "id;nom\n"
    for id in 0..<16_000 { text += "\(id);Orléans été\n" }
    text += "16000;à l'été;trop\n"
    for encoding in [TextEncoding.windows1252, .utf16LittleEndian] {
      let path = try scratch.write(Self.encoded(text, encoding), "faulty.csv")
      let option: EncodingOption = encoding.isUTF16 ? .utf16 : .windows1252
      let outcome = await Self.run(path, "csv", option, to: scratch.path("out"), jobs: 2)
      let place = try #require(outcome.diagnostics.first)
      #expect(place.code == .csvRagged)
      #expect(place.location.line == 16_002)
      #expect(place.location.column == 15)
      #expect(place.location.record == 16_001)
      // Bytes count the text as UTF-8.
      #expect(place.location.byte == text.utf8.count - "trop\n".utf8.count)
    }
  }
}
