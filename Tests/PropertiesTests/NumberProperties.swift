import Bytes
import Foundation
import Geo

/// Numbers as text, against arithmetic of others.
extension Property {
  /// At most 30 digits: what a Decimal holds exactly.
  private static func decimal(_ choices: inout Choices) -> String {
    let whole =
      choices.oneIn(3) ? "0" : "\(choices.int(1...9))" + choices.list(0...9) { String($0.int(0...9)) }.joined()
    let fraction = choices.bool() ? "." + choices.list(1...9) { String($0.int(0...9)) }.joined() : ""
    return choices.pick(["", "-"]) + whole + fraction
  }

  private static func order(_ a: String, _ b: String) -> Int {
    let (x, y) = (Decimal(string: a) ?? 0, Decimal(string: b) ?? 0)
    return x < y ? -1 : x == y ? 0 : 1
  }

  static let numbers: [Property] = [
    Property("a number as a double is the nearest one") { choices in
      let text = choices.number()
      let bytes = Array(text.utf8)
      let expected = Double(text).flatMap { $0.isFinite ? $0 : nil }
      return difference(NumberText.double(bytes.span, from: 0, to: bytes.count)?.bitPattern, expected?.bitPattern, text)
    },
    Property("a number as an integer is what its digits say, or none") { choices in
      let text = choices.pick(["", "-"]) + choices.list(1...21) { String($0.int(0...9)) }.joined()
      let bytes = Array(text.utf8)
      let hasLeadingZero = text.wholeMatch(of: /-?0[0-9]+/) != nil
      return difference(
        NumberText.int64(bytes.span, from: 0, to: bytes.count), hasLeadingZero ? nil : Int64(text), text)
    },
    Property("a canonical number survives a reader with doubles") { choices in
      let text = decimal(&choices)
      let bytes = Array(text.utf8)
      guard NumberText.isCanonical(bytes.span, from: 0, to: bytes.count) else { return nil }
      if let integer = Int64(text) { return text == "-0" ? nil : difference("\(integer)", text) }
      guard let value = Double(text) else { return "no double for \(text)" }
      // The shortest spelling of a double has at most 17 digits; 15 always come back.
      let again = Decimal(string: String(format: "%.*f", text.split(separator: ".").last?.count ?? 0, value))
      return difference(again, Decimal(string: text), text)
    },
    Property("numbers are ordered as their values are") { choices in
      let (a, b) = (decimal(&choices), decimal(&choices))
      guard let x = DecimalNumber(lexeme: Array(a.utf8)), let y = DecimalNumber(lexeme: Array(b.utf8)) else {
        return "\(a) or \(b) is no number"
      }
      let found = x.isBelow(y) ? -1 : y.isBelow(x) ? 1 : 0
      let bytes = Array(b.utf8)
      guard let parts = NumberParts(bytes.span, from: 0, to: bytes.count) else { return "\(b) has no parts" }
      return difference(found, order(a, b), "for \(a), \(b)")
        ?? difference(x.order(of: parts, in: bytes.span), order(b, a), "for \(b) against \(a)")
    },
    Property("the spelling of a number does not change its order") { choices in
      let text = choices.number()
      let (mantissa, exponent) =
        text.split(separator: "e", maxSplits: 1).count == 2
        ? (String(text.prefix { $0 != "e" }), String(text.drop { $0 != "e" }.dropFirst())) : (text, "0")
      guard !mantissa.contains("E"), let shift = Int(exponent) else { return nil }
      let zeros = String(repeating: "0", count: choices.int(1...5))
      let wide = (mantissa.contains(".") ? mantissa : mantissa + ".") + zeros + "e\(shift)"
      let (a, b) = (DecimalNumber(lexeme: Array(text.utf8)), DecimalNumber(lexeme: Array(wide.utf8)))
      return difference(a, b, "for \(text), \(wide)")
    },
    Property("rounding a number gives the nearest, half to even") { choices in
      let text = decimal(&choices)
      let decimals = choices.int(0...8)
      let bytes = Array(text.utf8)
      let found = DecimalText.rounded(bytes.span, from: 0, to: bytes.count, decimals: decimals)
      guard let value = Decimal(string: text) else { return "no decimal for \(text)" }
      let rounded = found.map { String(decoding: $0, as: UTF8.self) } ?? text
      let kept = rounded.split(separator: ".").dropFirst().first ?? ""
      guard kept.count <= decimals, let result = Decimal(string: rounded) else {
        return "\(text) to \(decimals): \(rounded)"
      }
      let unit = Decimal(sign: .plus, exponent: -decimals, significand: 1)
      let error = 2 * abs(result - value)
      // A tie goes to the even digit; a digit that is not there is a zero.
      let last = decimals == 0 ? rounded.last : kept.count == decimals ? kept.last : "0"
      let isEven = (last?.wholeNumberValue ?? 1) % 2 == 0
      return error < unit || error == unit && isEven ? nil : "\(text) to \(decimals): \(rounded)"
    },
    Property("a number moved by whole degrees has moved by them, with its decimals") { choices in
      let text =
        "\(choices.pick(["", "-"]))\(choices.int(0...999))"
        + (choices.bool() ? "." + choices.list(1...12) { String($0.int(0...9)) }.joined() : "")
      let degrees = choices.pick([360, -360, 180, -1])
      let bytes = Array(text.utf8)
      let found = DecimalText.shifted(bytes.span, from: 0, to: bytes.count, by: degrees)
      guard let found, let value = Decimal(string: text) else { return "\(text) cannot be moved" }
      let moved = String(decoding: found, as: UTF8.self)
      return difference(Decimal(string: moved), value + Decimal(degrees), "for \(text) by \(degrees)")
        ?? difference(
          moved.split(separator: ".").dropFirst().first?.count, text.split(separator: ".").dropFirst().first?.count)
    },
    Property("only the number grammar of JSON is a number") { choices in
      let text = choices.list(0...8) { $0.pick(["0", "1", "9", "-", "+", ".", "e", "E", "x"]) }.joined()
      let bytes = Array(text.utf8)
      let isNumber = text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil
      return difference(DecimalNumber(lexeme: bytes) != nil, isNumber, text)
        // A magnitude beyond every double is a number without one.
        ?? difference(
          NumberText.double(bytes.span, from: 0, to: bytes.count) != nil,
          isNumber && Double(text).map { $0.isFinite } ?? false, text)
        ?? difference(JSONTextCheck.endOfValue(bytes.span, from: 0, to: bytes.count) == bytes.count, isNumber, text)
    },
  ]
}
