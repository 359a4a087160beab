import Foundation
import Query
import TestKit
import Testing

/// The meaning of the language written the slow way, over `[String: String]`, to compare with.
private indirect enum Reference {
  case term(String)
  case phrase(String)
  case comparison(field: String, symbol: String, value: String, isQuoted: Bool)
  case range(field: String, lower: String?, upper: String?, includesLower: Bool, includesUpper: Bool)
  case absent(field: String)
  /// `#exact` or `#startswith`.
  case raw(field: String, value: String, isPrefix: Bool)
  /// `#search`; no fields: every one.
  case search(fields: [String], text: String)
  case not(Reference)
  case and([Reference])
  case or([Reference])

  func matches(_ record: [String: String]) -> Bool {
    switch self {
    case .term(let text): return Self.words(text, areIn: Array(record.values))
    case .search(let fields, let text):
      return Self.words(text, areIn: fields.isEmpty ? Array(record.values) : fields.compactMap { record[$0] })
    case .absent(let field): return record[field] == nil
    case .raw(let field, let text, let isPrefix):
      guard let value = record[field] else { return false }
      return isPrefix ? value.utf8.starts(with: text.utf8) : value.utf8.elementsEqual(text.utf8)
    case .phrase(let text):
      let wanted = Self.tokens(text)
      return wanted.isEmpty || record.values.contains { Self.holds(Self.tokens($0), wanted) }
    case .comparison(let field, let symbol, let text, let isQuoted):
      guard let value = record[field] else { return false }
      guard [":", "=", "=="].contains(symbol) else {
        return Self.compares(value, text) {
          symbol.hasPrefix(">") ? $0 > 0 || symbol == ">=" && $0 == 0 : $0 < 0 || symbol == "<=" && $0 == 0
        }
      }
      if let a = Self.number(value), let b = Self.number(text) { return a == b }
      let held = Self.tokens(value)
      let wanted = Self.tokens(text)
      return isQuoted ? wanted.isEmpty || Self.holds(held, wanted) : wanted.allSatisfy(held.contains)
    case .range(let field, let lower, let upper, let includesLower, let includesUpper):
      guard let value = record[field] else { return false }
      return (lower.map { Self.compares(value, $0) { $0 > 0 || includesLower && $0 == 0 } } ?? true)
        && (upper.map { Self.compares(value, $0) { $0 < 0 || includesUpper && $0 == 0 } } ?? true)
    case .not(let operand): return !operand.matches(record)
    case .and(let operands): return operands.allSatisfy { $0.matches(record) }
    case .or(let operands): return operands.contains { $0.matches(record) }
    }
  }

  var text: String {
    switch self {
    case .term(let text): text
    case .phrase(let text): "\"\(text)\""
    case .comparison(let field, let symbol, let value, let isQuoted):
      "\(field)\(symbol)" + (isQuoted ? "\"\(value)\"" : value)
    case .range(let field, let lower, let upper, let includesLower, let includesUpper):
      "\(field):\(includesLower ? "[" : "]")\(lower ?? "*") TO \(upper ?? "*")\(includesUpper ? "]" : "[")"
    case .absent(let field): "#null(\(field))"
    case .raw(let field, let value, let isPrefix): "#\(isPrefix ? "startswith" : "exact")(\(field), \"\(value)\")"
    case .search(let fields, let text): "#search(\(fields.isEmpty ? "*" : fields.joined(separator: ", ")), \"\(text)\")"
    case .not(let operand): "NOT (\(operand.text))"
    case .and(let operands): operands.map { "(\($0.text))" }.joined(separator: " ")
    case .or(let operands): operands.map { "(\($0.text))" }.joined(separator: " OR ")
    }
  }

  private static func compares(_ value: String, _ literal: String, _ isKept: (Int) -> Bool) -> Bool {
    if let bound = number(literal) {
      guard let value = number(value) else { return false }
      return isKept(value < bound ? -1 : value > bound ? 1 : 0)
    }
    let a = Array(fold(value).unicodeScalars)
    let b = Array(fold(literal).unicodeScalars)
    return isKept(a.lexicographicallyPrecedes(b) ? -1 : a == b ? 0 : 1)
  }

  /// Every token of the text stands in one of the values, the last one as a prefix.
  private static func words(_ text: String, areIn values: [String]) -> Bool {
    let wanted = tokens(text)
    let held = values.flatMap(tokens)
    return wanted.enumerated().allSatisfy { i, token in
      held.contains { i == wanted.count - 1 ? $0.hasPrefix(token) : $0 == token }
    }
  }

  private static func holds(_ held: [String], _ wanted: [String]) -> Bool {
    guard held.count >= wanted.count else { return false }
    return (0...held.count - wanted.count).contains { Array(held[$0..<$0 + wanted.count]) == wanted }
  }

  private static func fold(_ text: String) -> String {
    // A stroke is no diacritic to Foundation.
    text.replacingOccurrences(of: "Ł", with: "l").replacingOccurrences(of: "ł", with: "l")
      .folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
  }

  private static func tokens(_ text: String) -> [String] {
    fold(text).split { !($0.isLetter || $0.isNumber) }.map(String.init)
  }

  private static func number(_ text: String) -> Decimal? {
    guard text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?/) != nil else { return nil }
    return Decimal(string: text)
  }
}

@Suite struct ReferenceEvaluatorTests {
  private static let words = [
    "Paris", "paris", "PÂRIS", "école", "E\u{301}COLE", "l'eau", "Saint-Denis", "saint", "rue", "Rué du Bac", "bac",
    "du", "e", "pa",
    "12", "12.0", "-5", "-5.50", "3.5", "3.50", "1e3", "007", "0", "-0", "0.0", "9007199254740993", "9007199254740992",
    "123456789012345678", "1234567890123456789", "12345678901234567890.5", "0.1000000000000000000001", "0.1", "a_b",
    "Łódź",
    "日本", "12,5", "x\"y\"z", "1.", ".5", "+5", "--", "100",
  ]
  private static let columns = ["a", "b", "c"]

  private static func value(_ random: inout SeededRandom) -> String {
    (0..<Int.random(in: 1...2, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }.joined(
      separator: " ")
  }

  private static func literal(_ random: inout SeededRandom) -> String {
    while true {
      let word = words.randomElement(using: &random) ?? ""
      if !word.contains(where: { " \"".contains($0) }) { return word }
    }
  }

  private static func query(_ random: inout SeededRandom, depth: Int) -> Reference {
    let field = columns.randomElement(using: &random) ?? "a"
    switch Int.random(in: 0..<(depth > 0 ? 12 : 9), using: &random) {
    case 0: return .term(literal(&random))
    case 1:
      return .phrase(
        [literal(&random), literal(&random)].prefix(Int.random(in: 1...2, using: &random)).joined(separator: " "))
    case 2...4:
      let symbol = [":", "=", "==", "<", "<=", ">", ">="].randomElement(using: &random) ?? ":"
      return .comparison(field: field, symbol: symbol, value: literal(&random), isQuoted: Bool.random(using: &random))
    case 5:
      return .range(
        field: field, lower: Bool.random(using: &random) ? literal(&random) : nil,
        upper: Bool.random(using: &random) ? literal(&random) : nil, includesLower: Bool.random(using: &random),
        includesUpper: Bool.random(using: &random))
    case 6: return .absent(field: field)
    case 7: return .raw(field: field, value: literal(&random), isPrefix: Bool.random(using: &random))
    case 8:
      return .search(
        fields: Array(columns.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))),
        text: literal(&random))
    case 9: return .not(query(&random, depth: depth - 1))
    case 10: return .and((0..<Int.random(in: 2...3, using: &random)).map { _ in query(&random, depth: depth - 1) })
    default: return .or((0..<Int.random(in: 2...3, using: &random)).map { _ in query(&random, depth: depth - 1) })
    }
  }

  @Test func agreesWithTheSlowWay() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    for _ in 0..<60 {
      let rows: [[String?]] = (0..<20).map { _ in
        Self.columns.map { _ in Int.random(in: 0..<8, using: &random) == 0 ? nil : Self.value(&random) }
      }
      let records = rows.map { row in
        Dictionary(uniqueKeysWithValues: zip(Self.columns, row).compactMap { name, value in value.map { (name, $0) } })
      }
      let text = rows.map { $0.map { Make.csv($0 ?? "") }.joined(separator: ",") }
      let json = rows.map { row in
        "{"
          + zip(Self.columns, row).compactMap { name, value in value.map { "\"\(name)\":\(Self.json($0, &random))" } }
          .joined(separator: ", ") + "}"
      }
      let batches = [
        ("separators", Make.separators(text.joined(separator: "\n") + "\n", columns: Self.columns)),
        ("CRLF", Make.separators(text.joined(separator: "\r\n") + "\r\n", columns: Self.columns, isCRLF: true)),
        ("pairs", Make.pairs(rows, columns: Self.columns)), ("members", Make.json(json)),
        ("columns", Make.json(json, columns: Self.columns)),
        ("closed", Make.json(json, columns: Self.columns, isOpen: false)),
      ]
      for _ in 0..<12 {
        let reference = Self.query(&random, depth: 3)
        let expected = records.indices.filter { reference.matches(records[$0]) }
        for (name, batch) in batches {
          let found = try select(reference.text, batch)
          guard found != expected else { continue }
          let different = Set(found).symmetricDifference(expected).sorted().map { records[$0] }
          Issue.record("seed \(seed), \(name): \(reference.text) on \(different)")
          return
        }
      }
    }
  }

  /// A JSON value that means the text: a number where it spells one, else a string, sometimes with escapes.
  private static func json(_ value: String, _ random: inout SeededRandom) -> String {
    if value.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?/) != nil, Bool.random(using: &random) {
      return value
    }
    if Bool.random(using: &random) {
      return "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }
    let units = value.utf16.map { unit in
      let digits = String(unit, radix: 16)
      let isPlain = unit != 0x22 && unit < 0x80 && unit != 0x61
      return isPlain
        ? String(UnicodeScalar(UInt8(unit))) : "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"" + units.joined() + "\""
  }

  /// Random pieces of the language: nothing traps, and whatever parses prints to text that parses to the same tree.
  @Test func piecesOfTheLanguage() {
    let pieces = [
      "a", "été", "12", "-", ".", ":", "=", "==", "<", ">=", "!=", "[", "]", "TO", "to", "..", "*", "(", ")", "\"", "'",
      "“", "”",
      "«", "`", "\\", "#", "#null(", "#now(", "#x(", ",", "${p}", "${", "}", "$", "$${", "AND", "OR", "NOT", "//",
      "é\u{301}", "\u{A0}",
      "😀", "\n", "MO(2)", "1.5", "T10",
    ]
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    var parsed = 0
    for _ in 0..<3_000 {
      var text = ""
      for _ in 0..<Int.random(in: 1...9, using: &random) {
        text += pieces.randomElement(using: &random) ?? ""
        if Bool.random(using: &random) { text += " " }
      }
      guard let query = try? Query(parsing: text, parameters: ["p": .text("v")]) else { continue }
      parsed += 1
      let again = try? Query(parsing: query.printed, parameters: ["p": .text("v")])
      if again?.root.shape != query.root.shape { Issue.record("seed \(seed): \(text) printed \(query.printed)") }
    }
    #expect(parsed > 300)
  }

  /// Parsing what was printed gives the same tree, ranges apart.
  @Test func printingKeepsTheTree() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    for _ in 0..<2_000 {
      let text = Self.query(&random, depth: 5).text
      let query = try Query(parsing: text)
      let again = try Query(parsing: query.printed)
      if query.root.shape != again.root.shape { Issue.record("seed \(seed): \(text) printed \(query.printed)") }
    }
  }
}

extension QueryNode {
  /// The tree without its ranges.
  var shape: String {
    switch self {
    case .everything: "everything"
    case .term(let text): "term(\(text.shape))"
    case .comparison(let field, let symbol, let text): "(\(field.name) \(symbol) \(text.shape))"
    case .range(let field, let range):
      "(\(field.name) \(range.includesLower) \(Self.shape(range.lower)) \(Self.shape(range.upper)) \(range.includesUpper))"
    case .functionComparison(let field, let symbol, let call): "(\(field.name) \(symbol) \(call.shape))"
    case .function(let call): call.shape
    case .not(let operand, _): "not(\(operand.shape))"
    case .and(let operands, _): "and(\(operands.map(\.shape)))"
    case .or(let operands, _): "or(\(operands.map(\.shape)))"
    }
  }

  private static func shape(_ bound: QueryRange.Bound) -> String {
    switch bound {
    case .open: "*"
    case .text(let text): text.shape
    case .function(let call): call.shape
    }
  }
}

extension FunctionCall {
  fileprivate var shape: String {
    let shapes = arguments.map { argument in
      switch argument {
      case .everyField: "*"
      case .text(let text): text.shape
      case .named(let name, let value, let ordinal): "\(name.name)=\(value.shape)(\(ordinal?.shape ?? ""))"
      case .call(let call): call.shape
      }
    }
    return "\(name)\(shapes)"
  }
}

extension QueryText {
  fileprivate var shape: String {
    parts.map {
      switch $0 {
      case .text(let text): "<\(text)>"
      case .parameter(let name, _): "${\(name)}"
      }
    }.joined() + (isQuoted ? "q" : "b")
  }
}
