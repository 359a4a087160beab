import Bytes
import Testing

/// The wide type check against its plain twin.
@Suite struct ColumnCheckTests {
  /// Values that are right, wrong and in between, for every kind.
  static let values = [
    "", "0", "7", "42", "-1", "-0", "-", "007", "-01", "+5", "1.5", "-1.50", "0.1", "00.1", ".5", "5.", "1..2", "1.2.3",
    "1,5", "1e3", "a", " 1", "1 ", "12345678", "123456789012345", "1234567890123456", "12345678901234567",
    "-123456789012345", "0.12345678901234", "-0.1234567890123", "-0.12345678901234", "true", "false", "True", "tru",
    "truefalse", "fals", "1", "\"1\"", "\"\"", "\"", "\"1", "\"true\"", "\"1.5\"", "\"a\"\"b\"", "2020-01-01",
    "2020-02-29", "2020-02-30", "2020-12-31", "2020-13-01", "2020-00-01", "2020-01-00", "2020-01-32", "2020-04-31",
    "2020/01/01", "2020/01-01", "2020-1-1", "20200101", "2020-01-01 ", "\"2020-01-01\"", "31/12/2020", "12/31/2020",
    "31.12.2020", "31-12-2020", "31.12-2020", "1/2/2020", "29/02/2020", "2020-01-01T10:11", "2020-01-01 10:11",
    "2020-01-01T24:11", "2020-01-01T10:60", "2020-01-01T10:11:12", "2020-01-01T10:11:60", "2020-01-01T10:11:12Z",
    "2020-01-01T10:11:12X", "2020-01-01T10:11:12+02:00", "2020-01-01T10:11:12+24:00", "2020-01-01T10:11:12-0200",
    "2020-01-01T10:11:12.5Z", "2020-01-01T10:11:1", "2020/01/01T10:11:12Z", "2020-01-01T10-11", "١٢", "2020-01-0A",
    "\u{FF11}", "//////////", "::::::::::", "9999999999999999", "-999999999999999",
  ]

  private func check(_ text: String, quote: UInt8 = ASCII.quote, mark: UInt8 = ASCII.dot) {
    var bytes = Array(text.utf8)
    var slots: [UInt32] = [.max]
    for (i, byte) in bytes.enumerated() where byte == ASCII.semicolon || byte == ASCII.lineFeed {
      slots.append(UInt32(i))
    }
    let columns = bytes.prefix { $0 != ASCII.lineFeed }.count { $0 == ASCII.semicolon } + 1
    let rows = (slots.count - 1) / columns
    bytes += [UInt8](repeating: ASCII.nine, count: byteSlack)
    var pairs: [UInt32] = []
    for i in 0..<rows * columns { pairs += [slots[i] &+ 1, slots[i + 1] | 0x4000_0000] }
    for kind in ColumnCheck.Kind.allCases {
      for column in 0..<columns {
        let check = ColumnCheck(kind, column: column, quote: quote, decimalMark: mark)
        let separators = ColumnCheck.Layout(
          columnCount: columns, stride: 1, startBias: 1, positionMask: .max, endTrim: 0)
        let inPairs = ColumnCheck.Layout(
          columnCount: columns, stride: 2, startBias: 0, positionMask: 0x3FFF_FFFF, endTrim: 0)
        var row = 0
        while row < rows {
          let wide = check.firstDoubtful(bytes.span, slots.span, separators, from: row, to: rows)
          let plain = ScalarColumnCheck.firstDoubtful(check, bytes.span, slots.span, separators, from: row, to: rows)
          let paired = check.firstDoubtful(bytes.span, pairs.span, inPairs, from: row, to: rows)
          if wide != plain || wide != paired {
            Issue.record("\(kind) column \(column) from \(row): \(wide), \(plain), \(paired) in \(text.prefix(200))")
            return
          }
          row = wide + 1
        }
      }
    }
  }

  @Test func everyValueInEveryPlace() {
    let text = Self.values.indices.map { i in
      "\(Self.values[i]);\(Self.values[(i + 7) % Self.values.count]);x"
    }.joined(separator: "\n")
    check(text + "\n")
    check(text + "\n", quote: 0)
    check(text + "\n", mark: ASCII.comma)
  }

  /// All texts of up to five of these bytes, one a record.
  @Test func everyShortText() {
    let alphabet = Array("01-./,\"t".utf8)
    var texts: [[UInt8]] = [[]]
    var all: [UInt8] = []
    for _ in 0..<5 {
      texts = texts.flatMap { text in alphabet.map { text + [$0] } }
      for text in texts { all += text + [ASCII.lineFeed] }
    }
    check(String(decoding: all, as: UTF8.self))
  }

  @Test func datesOfEveryDayAndDigit() {
    var text = ""
    for month in 0...14 {
      for day in 0...33 {
        let (m, d) = ((month < 10 ? "0" : "") + "\(month)", (day < 10 ? "0" : "") + "\(day)")
        text += "2021-\(m)-\(d);\(d)/\(m)/2021;\(m).\(d).2021;2021-\(m)-\(d)T\(d):\(m):\(d)Z\n"
      }
    }
    check(text)
  }

  /// Slots that lie never lead outside the bytes.
  @Test func slotsAreNotTrusted() {
    let bytes = [UInt8](repeating: ASCII.nine, count: 100)
    let layout = ColumnCheck.Layout(columnCount: 1, stride: 1, startBias: 1, positionMask: .max, endTrim: 0)
    for slots in [[UInt32.max, 400], [50, 20], [90, 95], [.max], [], [0, 4_000_000_000], [.max, .max]] as [[UInt32]] {
      for kind in ColumnCheck.Kind.allCases {
        let check = ColumnCheck(kind, column: 0, quote: ASCII.quote)
        let found = check.firstDoubtful(bytes.span, slots.span, layout, from: 0, to: 3)
        #expect(found <= 1)
      }
    }
  }
}
