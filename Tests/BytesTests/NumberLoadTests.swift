import Bytes
import TestKit
import Testing

/// Loads of short numbers against the readers that look at every byte.
@Suite struct NumberLoadTests {
  static let texts = [
    "", "0", "7", "-7", "10", "12345678", "123456789", "007", "00", "-", ".", "-.", "0.", ".5", "-.5", "1.", "1.5",
    "-1.5",
    "0.0", "-0", "-0.0", "00.5", "01.5", "-01.5", "48.85", "-126.46978", "1234567.12345678", "-1234567.12345678",
    "12345678.1", "1.123456789", "1.2.3", "1..2", "1,5", "+1.5", "1e5", "1.5e3", " 1.5", "1.5 ", "\"1.5\"", "1.5a",
    "a1.5",
    "NaN", "inf", "1-2", "-1-2", "--1", "1/2", "1:2", "9.99999999", "179.99999999", "0.00000001", "-0.00000001", "٣.٥",
  ]

  @Test(arguments: texts) func shortTexts(_ text: String) {
    check(Array(text.utf8))
  }

  @Test func randomTexts() {
    var random = SeededRandom(seed: 8)
    let alphabet = Array("0123456789..--0099".utf8)
    for _ in 0..<20_000 {
      check((0..<Int.random(in: 0..<20, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
    }
  }

  /// What is read is what the exact reader reads; what the grammar of a short number holds is read.
  private func check(_ text: [UInt8]) {
    for before in ["", "1", ".5,"] {
      let front = Array(before.utf8)
      let bytes = front + text + Array("9.9,87654321.5;".utf8)
      let (start, end) = (front.count, front.count + text.count)
      let exact = NumberText.longDouble(bytes.span, from: start, to: end)
      let short = bytes.span.shortDecimal(from: start, to: end)
      let digits = text.first == ASCII.minus ? text.dropFirst() : text[...]
      let parts = digits.split(separator: ASCII.dot, omittingEmptySubsequences: false)
      let isShort =
        parts.count == 1 ? digits.count <= 8 : parts.count == 2 && parts[0].count <= 7 && parts[1].count <= 8
      let isPlain = exact != nil && digits.allSatisfy { ASCII.isDigit($0) || $0 == ASCII.dot }
      if isShort, isPlain, let exact {
        #expect(short == exact && short.sign == exact.sign, "\(String(decoding: text, as: UTF8.self))")
      } else {
        #expect(short.isNaN, "\(String(decoding: text, as: UTF8.self)) became \(short)")
      }
      let integer = bytes.span.shortInteger(from: start, to: end)
      let isInteger = (1...8).contains(text.count) && text.allSatisfy { ASCII.isDigit($0) } && exact != nil
      #expect(integer == (isInteger ? Int(exact ?? -1) : -1), "\(String(decoding: text, as: UTF8.self))")
    }
  }
}
