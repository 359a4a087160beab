import Testing

@testable import Geo

@Suite struct DecimalTextTests {
  /// number, decimals, result (nil: it has no more decimals than that).
  static let rounded: [(String, Int, String?)] = [
    ("1.25", 1, "1.2"), ("1.35", 1, "1.4"), ("1.250000000000000000001", 1, "1.3"), ("1.5", 0, "2"), ("2.5", 0, "2"),
    ("0.5", 0, "0"), ("-0.5", 0, "0"), ("1.5", 1, nil), ("1", 0, nil), ("1.50", 2, nil), ("1.500", 2, "1.5"),
    ("2.00000001", 6, "2"), ("-0.00000001", 6, "0"), ("9.9999999", 6, "10"), ("99.96", 1, "100"), ("0.96", 1, "1"),
    ("-179.9999999", 6, "-180"), ("1e-7", 6, "0"), ("1.5e-1", 1, "0.2"), ("1.25e-1", 2, "0.12"), ("1.5e3", 0, nil),
    ("1e400", 0, nil), ("1e-400000000000000000000", 3, "0"), ("-0.0", 1, nil), ("0.000500", 3, "0"),
    ("0.0015", 3, "0.002"), ("123456789012345678901234567890.15", 1, "123456789012345678901234567890.2"),
    ("0.1000", 2, "0.1"), ("-12.345", 2, "-12.34"), ("-12.355", 2, "-12.36"),
  ]

  @Test(arguments: rounded) func rounds(_ text: String, _ decimals: Int, _ expected: String?) {
    let bytes = Array(text.utf8)
    let found = DecimalText.rounded(bytes.span, from: 0, to: bytes.count, decimals: decimals)
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == expected)
  }

  static let shifted: [(String, Int, String?)] = [
    ("190.1", -360, "-169.9"), ("-190.10", 360, "169.90"), ("180", -360, "-180"), ("-180.0", 360, "180.0"),
    ("360.5", -360, "0.5"), ("359.5", -360, "-0.5"), ("360", -360, "0"), ("-360", 360, "0"), ("-359.999", 360, "0.001"),
    ("-360.001", 360, "-0.001"), ("1e2", 360, nil), ("12345678", 360, nil),
  ]

  @Test(arguments: shifted) func shifts(_ text: String, _ degrees: Int, _ expected: String?) {
    let bytes = Array(text.utf8)
    let found = DecimalText.shifted(bytes.span, from: 0, to: bytes.count, by: degrees)
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == expected)
  }
}
