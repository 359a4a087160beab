import Bytes
import Records
import Testing

@testable import Profiles

/// Least and greatest values, by the order of their type.
@Suite struct Ranges {
  struct Case: CustomTestStringConvertible {
    var numbers: [String]
    var least: String
    var greatest: String
    var testDescription: String { numbers.joined(separator: " ") }
  }

  /// In every rotation: ties keep the first, everything else does not depend on the order.
  @Test(arguments: [
    Case(numbers: ["2", "10", "9"], least: "2", greatest: "10"),
    Case(numbers: ["-2", "-10", "0.5", "-0.5"], least: "-10", greatest: "0.5"),
    Case(
      numbers: ["12345678901234567890123", "12345678901234567890124", "12345678901234567890122"],
      least: "12345678901234567890122", greatest: "12345678901234567890124"),
    Case(
      numbers: ["9007199254740993", "9007199254740992", "9007199254740994"], least: "9007199254740992",
      greatest: "9007199254740994"),
    Case(numbers: ["1E400", "1E401", "-1E400", "-1E401"], least: "-1E401", greatest: "1E401"),
    Case(
      numbers: ["0.10000000000000000000001", "0.1", "0.09999999999999999999999"], least: "0.09999999999999999999999",
      greatest: "0.10000000000000000000001"),
    Case(numbers: ["0", "-0.0000000001", "1E-400", "-1E-400"], least: "-0.0000000001", greatest: "1E-400"),
  ]) func numbers(_ expected: Case) {
    for rotation in expected.numbers.indices {
      var range = NumberRange()
      for number in expected.numbers[rotation...] + expected.numbers[..<rotation] {
        let bytes = Array(number.utf8)
        range.add(ValueScan(number: bytes.span, from: 0, to: bytes.count), bytes.span, 0, bytes.count)
      }
      #expect(range.least?.text == Array(expected.least.utf8))
      #expect(range.greatest?.text == Array(expected.greatest.utf8))
    }
  }

  @Test func ofEqualNumbersTheFirstStays() {
    var range = NumberRange()
    for number in ["1.0", "1", "1.00"] {
      let bytes = Array(number.utf8)
      range.add(ValueScan(number: bytes.span, from: 0, to: bytes.count), bytes.span, 0, bytes.count)
    }
    #expect(range.least?.text == Array("1.0".utf8))
    #expect(range.greatest?.text == Array("1.0".utf8))
  }

  @Test func datesWithOffsetsAreOrderedByTheInstant() {
    var range = DateRange()
    for text in ["2020-01-01T00:30:00+02:00", "2019-12-31T23:00:00Z", "2020-01-01T00:00:00.5Z", "2020-01-01T00:00:00Z"]
    {
      let bytes = Array(text.utf8)
      let scan = ValueScan(text: bytes.span, from: 0, to: bytes.count, spelling: ValueSpelling())
      range.add(scan.instant, bytes.span, 0, bytes.count)
    }
    #expect(range.least?.text == Array("2020-01-01T00:30:00+02:00".utf8))
    #expect(range.greatest?.text == Array("2020-01-01T00:00:00.5Z".utf8))
  }
}
