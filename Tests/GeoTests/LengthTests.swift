import Geo
import Testing

@Suite struct LengthTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var metres: Double?
    var reason: Length.Failure.Reason?
    var range = 0..<0
    var testDescription: String { "'\(text)'" }

    init(_ text: String, _ metres: Double) {
      self.text = text
      self.metres = metres
    }

    init(_ text: String, _ reason: Length.Failure.Reason, _ range: Range<Int>) {
      self.text = text
      self.reason = reason
      self.range = range
    }
  }

  static let cases = [
    Case("1000", 1000), Case("0", 0), Case("-0", 0), Case("1km", 1000), Case("1.5 mi", 2414.016), Case("1MI", 1609.344),
    Case("100 yd", 91.44), Case("3ft", 0.9144), Case("2.5m", 2.5), Case("7 cm", 0.07), Case("4 mm", 0.004),
    Case("  12  km  ", 12_000), Case("1e3", 1000), Case("1e3m", 1000), Case("1E-3km", 1),
    Case("", .empty, 0..<0), Case("   ", .empty, 0..<0), Case("km", .notANumber, 0..<2),
    Case("-1", .negative, 0..<2), Case("-1 km", .negative, 0..<2), Case("NaN", .notANumber, 0..<3),
    Case("inf", .notANumber, 0..<3), Case("1e", .notANumber, 0..<2), Case("1,5km", .unknownUnit, 1..<5),
    Case(".5km", .notANumber, 0..<2), Case("+5", .notANumber, 0..<2), Case("007", .notANumber, 0..<3),
    Case("1 parsec", .unknownUnit, 2..<8), Case("1 k m", .unknownUnit, 2..<5), Case("1e999", .tooLarge, 0..<5),
    Case("1e308km", .tooLarge, 0..<5), Case("5 miles", .unknownUnit, 2..<7),
  ]

  @Test(arguments: cases) func reads(_ test: Case) {
    let bytes = Array(test.text.utf8)
    do throws(Length.Failure) {
      let length = try Length(bytes.span, from: 0, to: bytes.count)
      #expect(test.metres.map { abs(length.metres - $0) <= $0 * 1e-15 } ?? false)
    } catch {
      #expect(error.reason == test.reason)
      #expect(error.range == test.range)
    }
  }

  @Test func everyUnitReads() throws {
    for unit in Length.units {
      let bytes = [UInt8(ascii: "2")] + unit.name
      #expect(try Length(bytes.span, from: 0, to: bytes.count).metres == 2 * unit.metres)
    }
  }
}
