import Diagnostics
import Testing

@Suite("Excerpt.locate")
struct ExcerptLocateTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]
    var start = 0
    var offset: Int
    var length = 0
    var text: [UInt8]
    var marked: Range<Int>
    var line: Int
    var column: Int
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "empty input", bytes: [], offset: 0, text: [], marked: 0..<0, line: 1, column: 1),
    Case(
      name: "first line", bytes: Array("ab,cd\nef".utf8), offset: 3, length: 2, text: Array("ab,cd".utf8),
      marked: 3..<5, line: 1, column: 4),
    Case(
      name: "second line", bytes: Array("ab\ncdef\ngh".utf8), offset: 5, length: 1, text: Array("cdef".utf8),
      marked: 2..<3, line: 2, column: 3),
    Case(
      name: "lines count from start", bytes: Array("x\ny\nab\ncd".utf8), start: 4, offset: 8, length: 1,
      text: Array("cd".utf8), marked: 1..<2, line: 2, column: 2),
    Case(
      name: "a newline belongs to its line", bytes: Array("ab\ncd\n".utf8), offset: 2, text: Array("ab".utf8),
      marked: 2..<2, line: 1, column: 3),
    Case(
      name: "end after the last newline", bytes: Array("ab\n".utf8), offset: 3, text: [], marked: 0..<0, line: 2,
      column: 1),
    Case(
      name: "mark is cut at the line's end", bytes: Array("abc\ndef".utf8), offset: 1, length: 100,
      text: Array("abc".utf8), marked: 1..<3, line: 1, column: 2),
    Case(
      name: "carriage return left out", bytes: Array("abc\r\ndef".utf8), offset: 0, length: 1,
      text: Array("abc".utf8), marked: 0..<1, line: 1, column: 1),
    Case(
      name: "carriage return left out of a long mark", bytes: Array("abc\r\ndef".utf8), offset: 1, length: 5,
      text: Array("abc".utf8), marked: 1..<3, line: 1, column: 2),
    Case(
      name: "carriage return kept when it is what is marked", bytes: Array("abc\r\ndef".utf8), offset: 3, length: 1,
      text: Array("abc\r".utf8), marked: 3..<4, line: 1, column: 4),
    Case(
      name: "columns count scalars", bytes: Array("é€😀,x".utf8), offset: 10, length: 1, text: Array("é€😀,x".utf8),
      marked: 10..<11, line: 1, column: 5),
    Case(
      name: "inside a scalar", bytes: Array("aé".utf8), offset: 2, length: 1, text: Array("aé".utf8), marked: 2..<3,
      line: 1, column: 2),
    Case(
      name: "ill-formed bytes are one column each", bytes: [0x61, 0xE9, 0xA0, 0xA0, 0x2C, 0x78], offset: 5, length: 1,
      text: [0x61, 0xE9, 0xA0, 0xA0, 0x2C, 0x78], marked: 5..<6, line: 1, column: 4),
    Case(
      name: "offset beyond the end is clamped", bytes: Array("ab".utf8), offset: 99, length: 3,
      text: Array("ab".utf8), marked: 2..<2, line: 1, column: 3),
    Case(
      name: "last line without newline", bytes: Array("a\nbcd".utf8), offset: 4, length: 1, text: Array("bcd".utf8),
      marked: 2..<3, line: 2, column: 3),
  ]

  @Test(arguments: cases)
  func locates(_ item: Case) {
    let found = Excerpt.locate(
      in: item.bytes.span, start: item.start, end: item.bytes.count, offset: item.offset, length: item.length,
      label: "here")
    #expect(found.line == item.line)
    #expect(found.column == item.column)
    #expect(found.excerpt == Excerpt(text: item.text, marked: item.marked, label: "here"))
  }

  @Test func longLinesAreWindowed() {
    let line = [UInt8](repeating: 0x61, count: 100_000)
    let found = Excerpt.locate(in: line.span, start: 0, end: line.count, offset: 50_000, length: 3, label: nil)
    #expect(found.excerpt.text.count == Excerpt.windowLength)
    #expect(found.excerpt.marked == Excerpt.windowLead..<(Excerpt.windowLead + 3))
    #expect(found.excerpt.isCutBefore && found.excerpt.isCutAfter)
    #expect(found.column == 50_001)
  }

  @Test func windowsNeverCutAScalar() {
    let line = Array(String(repeating: "€", count: 5000).utf8)
    for offset in 6000..<6009 {
      let found = Excerpt.locate(in: line.span, start: 0, end: line.count, offset: offset, length: 1, label: nil)
      #expect(String(validating: found.excerpt.text, as: UTF8.self) != nil, "offset \(offset)")
      #expect(found.column == offset / 3 + 1)
    }
  }

  /// Nothing here may trap whatever the arguments.
  @Test func anyArgumentsAreAccepted() {
    let bytes: [UInt8] = [0x61, 0x0D, 0x0A, 0xF0, 0x9F, 0x98, 0x0A, 0xC3, 0x0D]
    for start in -1...10 {
      for offset in -1...10 {
        for length in [-1, 0, 1, 2, 5, Int.max] {
          let found = Excerpt.locate(in: bytes.span, start: start, end: 99, offset: offset, length: length, label: nil)
          #expect(found.excerpt.marked.upperBound <= found.excerpt.text.count)
        }
      }
    }
  }
}
