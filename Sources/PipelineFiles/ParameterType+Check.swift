package import Pipelines

extension ParameterType {
  /// The typed value of a text, or nil when the text is not of this type.
  package func value(of text: String) -> ParameterValue? {
    switch self {
    case .string: .text(text)
    case .integer: Self.isNumber(text, allowsFraction: false) ? .number(text) : nil
    case .number: Self.isNumber(text, allowsFraction: true) ? .number(text) : nil
    case .boolean: text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
    case .date: Self.isDate(text) ? .text(text) : nil
    }
  }

  /// What to write instead.
  var expectation: String {
    switch self {
    case .string: "text"
    case .integer: "an integer such as 2020 or -3"
    case .number: "a number such as 12.5"
    case .boolean: "true or false"
    case .date: "a date such as 2020-01-31"
    }
  }

  /// A canonical number: no leading zeros, no `+`.
  package static func isNumber(_ text: String, allowsFraction: Bool) -> Bool {
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let whole = rest.prefix { isDigit($0) }
    guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
    rest = rest.dropFirst(whole.count)
    guard allowsFraction else { return rest.isEmpty }
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { isDigit($0) }
      guard !digits.isEmpty else { return false }
      rest = rest.dropFirst(1 + digits.count)
    }
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      return !rest.isEmpty && rest.allSatisfy(isDigit)
    }
    return rest.isEmpty
  }

  /// A calendar date, `YYYY-MM-DD`.
  static func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return (1...days).contains(day)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
