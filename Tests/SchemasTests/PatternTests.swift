import Testing

@testable import Schemas

struct PatternTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var pattern: String
    var matching: [String]
    var others: [String]
    var testDescription: String { pattern }
  }

  static let cases: [Case] = [
    Case(pattern: "", matching: [""], others: ["a"]),
    Case(pattern: "abc", matching: ["abc"], others: ["", "ab", "abcd", "xabc"]),
    Case(pattern: "a*b+c?", matching: ["b", "aab", "bbc"], others: ["", "a", "ac", "bcc"]),
    Case(pattern: "[A-Z]{2}[0-9]{3}", matching: ["AB123"], others: ["A123", "AB1234", "ab123"]),
    Case(pattern: "a{2,4}", matching: ["aa", "aaa", "aaaa"], others: ["a", "aaaaa"]),
    Case(pattern: "a{2,}", matching: ["aa", "aaaaaaaaaaaa"], others: ["a"]),
    Case(pattern: "a{0}", matching: [""], others: ["a"]),
    Case(pattern: "(foo|ba[rz])+", matching: ["foo", "barbaz"], others: ["", "ba"]),
    Case(pattern: "a|", matching: ["a", ""], others: ["b"]),
    Case(pattern: "^abc$", matching: ["abc"], others: ["abc\n"]),
    Case(pattern: "^a|b$", matching: ["a", "b"], others: ["ab"]),
    Case(pattern: "a^b", matching: [], others: ["ab", "a", "b", "a^b"]),
    Case(pattern: "a*$^", matching: [""], others: ["a"]),
    Case(pattern: "(^$)*", matching: [""], others: ["a"]),
    Case(pattern: "(a*)*", matching: ["", "aaa"], others: ["b"]),
    Case(pattern: "(a|b)*abb", matching: ["abb", "aababb"], others: ["ab", "abba"]),
    Case(pattern: "(?:a+?)(?<name>b)", matching: ["ab", "aab"], others: ["b"]),
    Case(pattern: ".", matching: ["a", "é", "🗼"], others: ["", "ab", "\n", "\r"]),
    Case(pattern: "\\d+", matching: ["123", "١٢"], others: ["", "1a"]),
    Case(pattern: "\\w+", matching: ["aZ_9", "Évian", "日本"], others: ["a b", "a-b"]),
    Case(pattern: "\\W", matching: ["-", " "], others: ["a", "_"]),
    Case(pattern: "a\\sb", matching: ["a b", "a\tb", "a\u{A0}b", "a\nb"], others: ["ab", "a_b"]),
    Case(pattern: "\\S\\D", matching: ["ab"], others: [" b", "a1"]),
    Case(pattern: "[^abc]+", matching: ["xyz", "é"], others: ["a", "xa"]),
    Case(pattern: "[^\\d\\s]", matching: ["x"], others: ["1", " "]),
    Case(pattern: "[-a]", matching: ["-", "a"], others: ["b"]),
    Case(pattern: "[a-]", matching: ["-", "a"], others: ["b"]),
    Case(pattern: "[\\]\\[\\\\]+", matching: ["[]\\"], others: ["a"]),
    Case(pattern: "[.*+?]+", matching: [".*+?"], others: ["a"]),
    Case(pattern: "\\.\\*\\(\\)\\|", matching: [".*()|"], others: ["a*()|"]),
    Case(pattern: "\\x41\\u00e9\\u{1F5FC}\\uD83D\\uDDFC", matching: ["Aé🗼🗼"], others: ["A"]),
    Case(pattern: "\\p{Lu}\\p{L}*", matching: ["Évian", "A"], others: ["évian", "A1"]),
    Case(pattern: "\\P{L}", matching: ["1"], others: ["a"]),
    Case(pattern: "[é-ü]", matching: ["ê"], others: ["a"]),
    Case(pattern: "(([a-z]{3})-){2}x", matching: ["abc-def-x"], others: ["abc-x"]),
    Case(
      pattern: "^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$", matching: ["a.b@c.fr"], others: ["a@b", "a b@c.fr"]),
  ]

  @Test(arguments: cases)
  func matchesTheWholeValue(_ item: Case) throws {
    var matcher = try PatternMatcher(item.pattern)
    // Twice: the second time the table of transitions is warm.
    for _ in 0..<2 {
      #expect(item.matching.filter { matcher.matches($0) } == item.matching)
      #expect(item.others.filter { matcher.matches($0) } == [])
    }
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var pattern: String
    var message: String
    var offset: Int
    var isUnsupported = true
    var testDescription: String { pattern }
  }

  static let faults: [Fault] = [
    Fault(pattern: "(a)\\1", message: "a backreference", offset: 3),
    Fault(pattern: "(?<x>a)\\k<x>", message: "a backreference '\\k'", offset: 7),
    Fault(pattern: "é(?=b)", message: "lookahead '(?='", offset: 2),
    Fault(pattern: "a(?!b)", message: "negative lookahead '(?!'", offset: 1),
    Fault(pattern: "(?<=b)a", message: "lookbehind '(?<='", offset: 0),
    Fault(pattern: "(?<!b)a", message: "negative lookbehind '(?<!'", offset: 0),
    Fault(pattern: "(?>a)", message: "an atomic group '(?>'", offset: 0),
    Fault(pattern: "(?i)a", message: "inline flags '(?'", offset: 0),
    Fault(pattern: "a\\b", message: "a word boundary '\\b'", offset: 1),
    Fault(pattern: "a++", message: "a possessive quantifier '+'", offset: 2),
    Fault(pattern: "[a-z-[aeiou]]", message: "a class subtraction '-['", offset: 4),
    Fault(pattern: "[[:alpha:]]", message: "a POSIX class '[:'", offset: 1),
    Fault(pattern: "\\i", message: "the escape '\\i'", offset: 0),
    Fault(pattern: "a{2000}", message: "more than 1000 repetitions", offset: 1),
    Fault(
      pattern: "((a{100}){100}){100}", message: "a pattern of more than 10000 states, repetitions written out",
      offset: 0),
    Fault(pattern: "a)", message: "')' closes no group; '\\)' is a parenthesis", offset: 1, isUnsupported: false),
    Fault(pattern: "x(a", message: "this group is not closed", offset: 1, isUnsupported: false),
    Fault(pattern: "[a", message: "this class is not closed", offset: 0, isUnsupported: false),
    Fault(pattern: "*a", message: "nothing to repeat before this", offset: 0, isUnsupported: false),
    Fault(pattern: "a**", message: "a quantifier after a quantifier", offset: 2, isUnsupported: false),
    Fault(pattern: "a{3,2}", message: "{3,2} can never match", offset: 1, isUnsupported: false),
    Fault(pattern: "[z-a]", message: "a range that runs backwards", offset: 1, isUnsupported: false),
    Fault(
      pattern: "a{x}", message: "'{' begins no quantifier such as {2} or {2,5}; '\\{' is a brace", offset: 1,
      isUnsupported: false),
    Fault(pattern: "a\\", message: "a backslash escapes nothing here", offset: 1, isUnsupported: false),
  ]

  @Test(arguments: faults)
  func namesWhatItCannotDo(_ item: Fault) {
    do throws(PatternFault) {
      _ = try PatternMatcher(item.pattern)
      Issue.record("accepted")
    } catch {
      #expect(error.message == item.message)
      #expect(error.range.lowerBound == item.offset)
      #expect(error.isUnsupported == item.isUnsupported)
    }
  }

  /// Patterns on which a backtracking matcher needs exponential time.
  @Test(arguments: ["(a+)+$", "(a|a)*b", "(a*)*b", "((a+)+)+c", "(a?){50}a{50}b", "(x+x+)+y", "(.*)*(.*)*z"])
  func staysLinear(_ pattern: String) throws {
    var matcher = try PatternMatcher(pattern)
    for byte in [UInt8(ascii: "a"), UInt8(ascii: "x")] {
      let text = Array(repeating: byte, count: 200_000) + [UInt8(ascii: "!")]
      let isMatch = matcher.matches(text.span, from: 0, to: text.count)
      #expect(!isMatch)
    }
  }

  @Test func forgetsSetsWhenThereAreTooMany() throws {
    // The automaton must remember the last 12 letters: 4,096 sets.
    var matcher = try PatternMatcher("(a|b)*a(a|b){11}")
    var state: UInt64 = 7
    for _ in 0..<200 {
      let letters = (0..<100).map { _ -> Character in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 60 & 1 == 0 ? "a" : "b"
      }
      let isMatch = matcher.matches(String(letters))
      #expect(isMatch == (letters[88] == "a"))
    }
  }
}

/// Random small patterns against a matcher that tries everything.
struct PatternTwinTests {
  /// A pattern as a tree: prints itself, and says where a match from a position may end.
  indirect enum Tree {
    case letter(Character)
    case any
    case set([Character], Bool)
    case sequence([Tree])
    case choice([Tree])
    case repetition(Tree, Int, Int?)

    var text: String {
      switch self {
      case .letter(let letter): String(letter)
      case .any: "."
      case .set(let letters, let isNegated): "[" + (isNegated ? "^" : "") + String(letters) + "]"
      case .sequence(let parts): parts.map(\.text).joined()
      case .choice(let branches): "(" + branches.map(\.text).joined(separator: "|") + ")"
      case .repetition(let tree, 0, nil): "(" + tree.text + ")*"
      case .repetition(let tree, 1, nil): "(?:" + tree.text + ")+"
      case .repetition(let tree, 0, 1): "(" + tree.text + ")?"
      case .repetition(let tree, let least, let most): "(" + tree.text + "){\(least),\(most.map { "\($0)" } ?? "")}"
      }
    }

    func ends(_ text: [Character], from start: Int) -> Set<Int> {
      switch self {
      case .letter(let letter): start < text.count && text[start] == letter ? [start + 1] : []
      case .any: start < text.count ? [start + 1] : []
      case .set(let letters, let isNegated):
        start < text.count && letters.contains(text[start]) != isNegated ? [start + 1] : []
      case .sequence(let parts):
        parts.reduce([start]) { places, part in Set(places.flatMap { part.ends(text, from: $0) }) }
      case .choice(let branches): Set(branches.flatMap { $0.ends(text, from: start) })
      case .repetition(let tree, let least, let most): Self.repeated(tree, least, most, text, start)
      }
    }

    private static func repeated(_ tree: Tree, _ least: Int, _ most: Int?, _ text: [Character], _ start: Int) -> Set<
      Int
    > {
      var found: Set<Int> = least == 0 ? [start] : []
      var places: Set<Int> = [start]
      // A turn that reads nothing leads nowhere new: text.count + least turns see everything.
      for turn in 1...max(1, most ?? text.count + least + 1) {
        if most == 0 { break }
        places = Set(places.flatMap { tree.ends(text, from: $0) })
        if turn >= least { found.formUnion(places) }
      }
      return found
    }
  }

  struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(sides))
    }
  }

  private static func tree(_ dice: inout Dice, depth: Int) -> Tree {
    let letters: [Character] = ["a", "b", "é"]
    switch dice.roll(depth > 0 ? 8 : 3) {
    case 0: return .letter(letters[dice.roll(3)])
    case 1: return dice.roll(3) == 0 ? .any : .letter(letters[dice.roll(3)])
    case 2: return .set([letters[dice.roll(3)], letters[dice.roll(3)]], dice.roll(2) == 0)
    case 3, 4: return .sequence((0..<dice.roll(4)).map { _ in tree(&dice, depth: depth - 1) })
    case 5: return .choice((0..<1 + dice.roll(3)).map { _ in tree(&dice, depth: depth - 1) })
    default:
      let least = dice.roll(3)
      let most = dice.roll(2) == 0 ? nil : Optional(least + dice.roll(3))
      return .repetition(tree(&dice, depth: depth - 1), least, most)
    }
  }

  @Test func agreesWithOneThatTriesEverything() throws {
    let seed: UInt64 = 20_261_121
    var dice = Dice(state: seed)
    for _ in 0..<1500 {
      let tree = Self.tree(&dice, depth: 3)
      var matcher = try PatternMatcher(tree.text)
      for _ in 0..<20 {
        let text = (0..<dice.roll(7)).map { _ in ["a", "b", "é"][dice.roll(3)] as Character }
        let expected = tree.ends(text, from: 0).contains(text.count)
        let found = matcher.matches(String(text))
        #expect(found == expected, "seed \(seed): \(tree.text) on '\(String(text))'")
      }
    }
  }
}
