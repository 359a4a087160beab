import Bytes
import Diagnostics
import Formats
import Records
import Testing

/// Reading that goes on after wrong records: each case whole, byte by byte, split at every offset, and through the plain
/// decoder alone.
struct CSVResumptionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    /// First field of the records that were kept.
    var kept: [String]
    /// Record, line and column of the reason, code, text.
    var rejected: [String]
    var options: @Sendable (inout ReadOptions) -> Void = { _ in }

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "width", text: "a,b\n1,2\n3\n4,5,6\n7,8\n", kept: ["1", "7"],
      rejected: ["2 at 3:2 C021 3", "3 at 4:5 C021 4,5,6"]),
    Case(
      name: "only wrong records", text: "a,b\n1\n2\n3", kept: [],
      rejected: ["1 at 2:2 C021 1", "2 at 3:2 C021 2", "3 at 4:2 C021 3"]),
    Case(
      name: "quote inside a field", text: "a,b\n1,x\"y\n2,z\n", kept: ["2"], rejected: ["1 at 2:4 C012 1,x\"y"]),
    Case(
      name: "text after a quote", text: "a,b\n1,\"x\"y\n2,z\n", kept: ["2"], rejected: ["1 at 2:6 C011 1,\"x\"y"]),
    Case(
      name: "a stray quote swallows no more than its line", text: "a,b\n1,\"x\n2,y\n3,z\n", kept: ["2", "3"],
      rejected: ["1 at 2:3 C010 1,\"x"]),
    Case(
      name: "a stray quote before a good one", text: "a,b\n1,\"x\n2,y\n3,\"z\"\n4,w\n", kept: ["2", "3", "4"],
      rejected: ["1 at 2:3 C011 1,\"x"]),
    Case(
      name: "two stray quotes make one record of another width", text: "a,b\n1,\"x\n2,y\n3,z\",q\n4,w\n",
      kept: ["2", "4"],
      rejected: ["1 at 4:6 C021 1,\"x", "3 at 4:4 C012 3,z\",q"]),
    Case(
      name: "goes on only where the width is right", text: "a,b\n1,\"x\nonly text\nmore text\n2,y\n", kept: ["2"],
      rejected: ["1 at 2:3 C010 1,\"x\nonly text\nmore text"]),
    Case(
      name: "nowhere to go on", text: "a,b\n1,2\n3,\"x\nonly text\n", kept: ["1"],
      rejected: ["2 at 3:3 C010 3,\"x\nonly text"]),
    Case(
      name: "good quoted line ends stay one record", text: "a,b\n1,\"x\ny\"\n2\n3,\"v\nw\"\n", kept: ["1", "3"],
      rejected: ["2 at 4:2 C021 2"]),
    Case(
      name: "CRLF", text: "a,b\r\n1,2\r\n3\r\n4,\"x\r\n5,6\r\n", kept: ["1", "5"],
      rejected: ["2 at 3:2 C021 3", "3 at 4:3 C010 4,\"x"]),
    Case(
      name: "a carriage return at the end of what is there", text: "a\n1\"x\ny\rz\"w\n2\n", kept: ["2"],
      rejected: ["1 at 2:2 C012 1\"x\ny\rz\"w"]),
    Case(
      name: "comments and blank lines", text: "a,b\n#c\n1,2\n\n3,4\n", kept: ["1", "3"],
      rejected: ["2 at 4:1 C021 "], options: { $0.comment = "#" }),
    Case(
      name: "another escape", text: "a,b\n1,\"x\\\"y\"\n2,\"z\"w\n3,4\n", kept: ["1", "3"],
      rejected: ["2 at 3:6 C011 2,\"z\"w"], options: { $0.escapesWithBackslash = true }),
    Case(
      name: "a quoted field of too many lines",
      text: "a,b\n1,\"x\n" + String(repeating: "t,u\n", count: 5) + "2,\"\n3,4\n",
      kept: ["t", "t", "t", "t", "t", "3"],
      rejected: ["1 at 2:3 C013 1,\"x", "7 at 8:3 C010 2,\""], options: { $0.maximumFieldLines = 3 }),
    Case(
      name: "a quoted field that is too long", text: "a,b\n1,\"xxxxxxxxxxxx\"\n2,\"y\"\n", kept: ["2"],
      rejected: ["1 at 2:3 C013 1,\"xxxxxxxxxxxx\""], options: { $0.maximumFieldBytes = 8 }),
  ]

  @Test(arguments: cases)
  func goesOn(_ item: Case) throws {
    var options = ReadOptions()
    options.onError = .skip
    options.delimiter = ASCII.comma
    options.quote = ASCII.quote
    options.header = .rows(1)
    item.options(&options)
    let bytes = Array(item.text.utf8)
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures.isEmpty)
    #expect(result.failure == nil)
    #expect(result.records.map { $0[0] ?? "" } == item.kept)
    #expect(result.rejected == item.rejected)
  }

  /// Invalid bytes are no String: they have a test of their own.
  @Test func leavesInvalidTextOut() throws {
    var options = ReadOptions()
    options.onError = .quarantine
    let bytes = Array("a,b\n1,2\n3,".utf8) + [0xE8, 0x0A] + Array("4,5\n".utf8) + [0xFF] + Array(",6\n7,8\n".utf8)
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures.isEmpty)
    #expect(result.records.map { $0[0] ?? "" } == ["1", "4", "7"])
    #expect(result.rejected.map { $0.prefix(13) } == ["2 at 3:3 E001", "4 at 5:1 E001"])
  }
}
