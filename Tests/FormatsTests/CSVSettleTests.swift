import Bytes
import Formats
import Testing

/// What was found about an input, given as options, is found no more: a part of the input is read in the same way.
struct CSVSettleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    /// Lines of the same input that look as if they were spelled in another way.
    var part: String
    /// The values of its last record.
    var values: [String?]

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "a doubled quote", text: "a;b\n\"x \"\"y\"\"\";1\n\"z\"\"\";2\n", part: "a;b\n\"x\\\";1\n",
      values: ["x\\", "1"]),
    Case(
      name: "a backslash", text: "a;b\n\"x \\\"y\\\"\";1\n\"\\\"z\";2\n\"\\\"\";3\n", part: "a;b\n\"x\\\"\";1\n",
      values: ["x\"", "1"]),
    Case(
      name: "double quotes", text: "a;b\n\"x;y\";1\n\"z\";2\n", part: "a;b\n'x';'1'\n", values: ["'x'", "'1'"]),
    Case(
      name: "single quotes",
      text:
        "a;b\n'x;y';'1'\n'z;w';'2'\n'v';'3'\n'u;';'4'\n", part: "a;b\n\"x\";1\n",
      values: ["\"x\"", "1"]),
    Case(name: "semicolons", text: "a;b\n1,5;2\n3,5;4\n", part: "a;b\n1,2;3,4\n", values: ["1,2", "3,4"]),
  ]

  @Test(arguments: cases) func staysAsItWasFound(_ item: Case) throws {
    var options = ReadOptions()
    let whole = Array(item.text.utf8)
    let found = try CSVReader.bind(probe: whole.span, isWhole: true, options: options, dialect: .csv)
    found.settle(&options)
    let part = Array(item.part.utf8)
    let settled = try CSVReader.bind(probe: part.span, isWhole: true, options: options, dialect: .csv)
    #expect(settled.dialect == found.dialect)
    #expect(CSVFeed(reader: settled).read(part, pieces: [part.count]).records.last == item.values)
  }
}
