import Bytes
import Records
import Testing

@testable import Profiles

/// What single values look like.
@Suite struct ValueClasses {
  struct Case: CustomTestStringConvertible {
    var text: String
    var valueClass: ValueClass
    var decimalMark = ASCII.dot
    var testDescription: String { "\(text) is \(valueClass)" }

    init(_ text: String, _ valueClass: ValueClass, decimalMark: UInt8 = ASCII.dot) {
      self.text = text
      self.valueClass = valueClass
      self.decimalMark = decimalMark
    }
  }

  @Test(arguments: [
    Case("", .text), Case("0", .integer), Case("-0", .integer), Case("12", .integer), Case("-12", .integer),
    Case("1.10", .number), Case("0.5", .number), Case("-0.5", .number), Case("1.", .text), Case(".5", .text),
    Case("01", .leadingZero), Case("00", .leadingZero), Case("-01.5", .leadingZero), Case("+5", .plusSign),
    Case("+5.25", .plusSign), Case("+33 1 02", .text), Case("1e5", .exponent), Case("1.5E-3", .exponent),
    Case("9223372036854775807", .integer), Case("9223372036854775808", .manyDigits),
    Case("-9223372036854775808", .integer), Case("-9223372036854775809", .manyDigits),
    Case("123456789012345", .integer), Case("0.123456789012345", .number), Case("0.1234567890123456", .manyDigits),
    Case("true", .boolean), Case("false", .boolean), Case("True", .text), Case("yes", .text), Case("t", .text),
    Case("2020-02-29", .date), Case("2019-02-29", .text), Case("2020/12/31", .date),
    Case("2020-12-31T23:59", .datetime),
    Case("2020-12-31 23:59:59.25+01:00", .datetime), Case("12:30", .text), Case("2020-12-31T25:00", .text),
    Case("31/12/2020", .dayAndMonth), Case("12/31/2020", .dayAndMonth), Case("1.2.2020", .dayAndMonth),
    Case("31-02-2020", .dayAndMonth), Case("1/2/2020 14:05", .dayAndMonth), Case("1/2-2020", .text),
    Case("1/2/20", .text), Case("1/2/20201", .text), Case("1,5", .decimalComma), Case("-1234,25", .decimalComma),
    Case("48.85,2.35", .geopoint), Case("48.85, 2.35", .geopoint), Case("-33.9,151.2", .geopoint),
    Case("151.2,-33.9", .swappedPoint), Case("200.5,300.5", .text), Case("48.85,2.35,7", .text), Case("2A", .text),
    Case("1,5", .number, decimalMark: ASCII.comma), Case("1.5", .decimalPoint, decimalMark: ASCII.comma),
    Case("007,5", .leadingZero, decimalMark: ASCII.comma), Case("-", .text), Case("--1", .text), Case("1 234", .text),
  ]) func classes(_ expected: Case) {
    // With slack, without, and in the middle of other bytes: wide loads must not see them.
    for (before, after) in [("", ""), ("9", "9999999999999999"), ("-", "e5,.0")] {
      let bytes = Array((before + expected.text + after).utf8)
      let start = before.utf8.count
      var spelling = ValueSpelling()
      spelling.decimalMark = expected.decimalMark
      let scan = ValueScan(
        text: bytes.span, from: start, to: start + expected.text.utf8.count, spelling: spelling)
      #expect(scan.valueClass == expected.valueClass)
    }
  }

  /// A guess of inspect and the check of whoever writes numbers bare must agree on every text there is.
  @Test func numbersAreThoseThatGoBareIntoJSON() {
    let alphabet = Array("0019.-,e+".utf8)
    var text: [UInt8] = []
    func check(_ depth: Int) {
      let scan = ValueScan(text: text.span, from: 0, to: text.count, spelling: ValueSpelling())
      #expect(
        scan.valueClass.isNumeric == NumberText.isCanonical(text.span, from: 0, to: text.count),
        "\(String(decoding: text, as: UTF8.self))")
      if depth == 0 { return }
      for byte in alphabet.dropFirst() {
        text.append(byte)
        check(depth - 1)
        text.removeLast()
      }
    }
    check(5)
    for digits in 14...21 {
      for lead in ["1", "9", "-9", "0.", "0.0", "12."] {
        for filler in ["0", "2", "9"] {
          let bytes = Array((lead + String(repeating: filler, count: digits)).utf8)
          let scan = ValueScan(text: bytes.span, from: 0, to: bytes.count, spelling: ValueSpelling())
          #expect(scan.valueClass.isNumeric == NumberText.isCanonical(bytes.span, from: 0, to: bytes.count))
        }
      }
    }
  }

  @Test func hashesDependOnTheBytesAlone() {
    let text = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
    for length in 0...text.count {
      let alone = Array(text[..<length])
      let hash = alone.span.valueHash(from: 0, to: length)
      #expect(text.span.valueHash(from: 0, to: length) == hash)
      let moved = [0xFF] + text + [UInt8](repeating: 0xEE, count: 64)
      #expect(moved.span.valueHash(from: 1, to: 1 + length) == hash)
      #expect(text.span.valueHash(from: 0, to: length, salt: 1) != hash)
      if length > 0 { #expect(text.span.valueHash(from: 0, to: length - 1) != hash) }
    }
    // Documented, and part of what an estimate looks like: it may not change from run to run.
    #expect(Array("weir".utf8).span.valueHash(from: 0, to: 4) == Array("weir".utf8).span.valueHash(from: 0, to: 4))
  }

  @Test func scalarsAreCounted() {
    for text in ["", "a", "é", "Łódź", "東京都", "a😀b", "0123456789", "éééééééééé", "x東x京x都x府x県x"] {
      let bytes = Array(text.utf8)
      #expect(bytes.span.scalarCount(from: 0, to: bytes.count) == text.unicodeScalars.count)
    }
  }
}
