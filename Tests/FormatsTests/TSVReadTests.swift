import Bytes
import Diagnostics
import Formats
import Records
import Testing

struct TSVReadTests {
  @Test func escapesAndQuotesAreWhatTheFormatSays() throws {
    let bytes = Array("a\\tb\t\"c\"\nx\\ty\\n\\\\\t\"q\nw\t\n".utf8)
    let reader = try TSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions())
    #expect(reader.schema.fields.map(\.name) == ["a\tb", "\"c\""])
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures == [])
    #expect(result == CSVFeed.Result(records: [["x\ty\n\\", "\"q"], ["w", nil]], failure: nil))
  }

  /// Found by fuzzing: a backslash in a comment was taken for one of the next record.
  @Test(arguments: [ErrorPolicy.fail, .quarantine]) func commentsHoldAnything(_ policy: ErrorPolicy) throws {
    let bytes = Array("a\tb\n1\t2\n#\\\n3\t4\n#\\q \\\n".utf8)
    var options = ReadOptions()
    options.comment = "#"
    options.onError = policy
    let reader = try TSVReader.bind(probe: bytes.span, isWhole: true, options: options)
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures == [])
    #expect(result.records == [["1", "2"], ["3", "4"]])
    #expect(result.failure == nil)
  }

  @Test func unknownEscapeIsAnError() throws {
    let bytes = Array("a\tb\n1\tC:\\users\n".utf8)
    let reader = try TSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions())
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures == [])
    #expect(result.failure?.code == .tsvBadEscape)
    #expect(result.failure?.location == Location(line: 2, column: 5, record: 1, byte: 8))
  }
}
