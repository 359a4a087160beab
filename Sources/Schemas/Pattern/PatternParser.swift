/// Reads the text of a pattern: the common ground of XML Schema and ECMAScript regular expressions.
///
/// Literals, `.`, classes, `\d \w \s`, `\p{…}`, groups, `|`, `* + ? {m,n}` and the anchors. Whatever an automaton cannot
/// decide (backreferences, lookaround), or what dialects disagree on, is a fault that names it.
struct PatternParser {
  static let maximumNesting = 100
  static let maximumRepetition = 1000

  private struct Group {
    var branches: [Int] = []
    var items: [Int] = []
    /// Where its parenthesis stands.
    var start: Int
  }

  private let scalars: [UInt32]
  /// The UTF-8 offset of each scalar, and of the end.
  private let offsets: [Int]
  private var i = 0
  private var groups: [Group] = []
  private var tree = PatternTree()

  init(_ text: String) {
    scalars = text.unicodeScalars.map(\.value)
    var offsets = [0]
    for scalar in text.unicodeScalars { offsets.append((offsets.last ?? 0) + UTF8.width(scalar)) }
    self.offsets = offsets
  }

  static func parse(_ text: String) throws(PatternFault) -> PatternTree {
    var parser = PatternParser(text)
    return try parser.parse()
  }

  private var next: UInt32? { i < scalars.count ? scalars[i] : nil }
  private func peek(_ distance: Int) -> UInt32? { i + distance < scalars.count ? scalars[i + distance] : nil }
  private func holds(_ text: String) -> Bool {
    let wanted = text.unicodeScalars.map(\.value)
    return i + wanted.count <= scalars.count && Array(scalars[i..<i + wanted.count]) == wanted
  }

  private func fault(_ message: String, from start: Int, isUnsupported: Bool = false) -> PatternFault {
    let end = min(max(i, start + 1), scalars.count)
    return PatternFault(
      message: message, range: offsets[min(start, scalars.count)]..<offsets[max(end, min(start, scalars.count))],
      isUnsupported: isUnsupported)
  }

  private mutating func unsupported(_ what: String, length: Int) -> PatternFault {
    let start = i
    i = min(i + length, scalars.count)
    return fault(what, from: start, isUnsupported: true)
  }

  private mutating func parse() throws(PatternFault) -> PatternTree {
    groups = [Group(start: 0)]
    while let scalar = next {
      switch Character(Unicode.Scalar(scalar) ?? " ") {
      case "(": try openGroup()
      case ")": try closeGroup()
      case "|":
        i += 1
        endBranch()
      case "^", "$":
        let start = i
        i += 1
        append(scalar == 0x5E ? .start : .end)
        if let byte = next, [0x2A, 0x2B, 0x3F, 0x7B].contains(byte) {
          throw fault("an anchor cannot be repeated", from: start)
        }
      case "*", "+", "?", "{": throw fault("nothing to repeat before this", from: i)
      case ".":
        i += 1
        append(.scalar(.anyButLineEnd))
        try readQuantifier()
      case "[":
        append(.scalar(try readClass()))
        try readQuantifier()
      case "\\": try readEscape()
      default:
        i += 1
        append(.scalar(ScalarClass(scalar)))
        try readQuantifier()
      }
    }
    if groups.count > 1 { throw fault("this group is not closed", from: groups[groups.count - 1].start) }
    tree.root = close(groups.removeLast())
    return tree
  }

  // MARK: Groups

  private mutating func append(_ node: PatternTree.Node) {
    groups[groups.count - 1].items.append(tree.add(node))
  }

  private mutating func endBranch() {
    let items = groups[groups.count - 1].items
    groups[groups.count - 1].branches.append(tree.add(items.isEmpty ? .empty : .sequence(items)))
    groups[groups.count - 1].items = []
  }

  private mutating func close(_ group: Group) -> Int {
    let last = tree.add(group.items.isEmpty ? .empty : .sequence(group.items))
    return group.branches.isEmpty ? last : tree.add(.choice(group.branches + [last]))
  }

  private mutating func openGroup() throws(PatternFault) {
    let start = i
    guard groups.count <= Self.maximumNesting else {
      throw fault("groups nest deeper than \(Self.maximumNesting)", from: i)
    }
    i += 1
    if next == 0x3F {
      i = start
      let refused: [(String, String)] = [
        ("(?=", "lookahead '(?='"), ("(?!", "negative lookahead '(?!'"), ("(?<=", "lookbehind '(?<='"),
        ("(?<!", "negative lookbehind '(?<!'"), ("(?>", "an atomic group '(?>'"), ("(?#", "a comment '(?#'"),
        ("(?P=", "a backreference '(?P='"), ("(?(", "a conditional '(?('"), ("(?P>", "a recursive call '(?P>'"),
      ]
      for (text, what) in refused where holds(text) { throw unsupported(what, length: text.unicodeScalars.count) }
      if holds("(?:") {
        i += 3
      } else if holds("(?<") || holds("(?P<") {
        while let scalar = next, scalar != 0x3E { i += scalar == 0x29 ? scalars.count : 1 }
        guard next == 0x3E else { throw fault("a group name that does not end with '>'", from: start) }
        i += 1
      } else {
        throw unsupported("inline flags '(?'", length: 3)
      }
    }
    groups.append(Group(start: start))
  }

  private mutating func closeGroup() throws(PatternFault) {
    guard groups.count > 1 else { throw fault("')' closes no group; '\\)' is a parenthesis", from: i) }
    i += 1
    let node = close(groups.removeLast())
    groups[groups.count - 1].items.append(node)
    try readQuantifier()
  }

  // MARK: Quantifiers

  /// Repeats the last item if a quantifier follows it.
  private mutating func readQuantifier() throws(PatternFault) {
    let start = i
    var bounds: (Int, Int?)
    switch next {
    case 0x2A: bounds = (0, nil)
    case 0x2B: bounds = (1, nil)
    case 0x3F: bounds = (0, 1)
    case 0x7B: bounds = try readBraces()
    default: return
    }
    if scalars[start] != 0x7B { i += 1 }
    // A reluctant quantifier matches the same values: the match is always the whole value.
    if next == 0x3F {
      i += 1
    } else if next == 0x2B {
      i += 1
      throw fault("a possessive quantifier '+'", from: i - 1, isUnsupported: true)
    }
    if let byte = next, [0x2A, 0x2B, 0x3F, 0x7B].contains(byte) {
      throw fault("a quantifier after a quantifier", from: i)
    }
    guard let item = groups[groups.count - 1].items.popLast() else { return }
    append(.repetition(item, minimum: bounds.0, maximum: bounds.1))
  }

  /// `{m}`, `{m,}` or `{m,n}`; `i` ends behind the brace.
  private mutating func readBraces() throws(PatternFault) -> (Int, Int?) {
    let start = i
    i += 1
    let minimum = readCount()
    var maximum = minimum
    if next == 0x2C {
      i += 1
      maximum = next == 0x7D ? nil : readCount()
      if maximum == nil, next != 0x7D { throw fault("'{' begins no quantifier; '\\{' is a brace", from: start) }
    }
    guard let minimum, next == 0x7D else {
      throw fault("'{' begins no quantifier such as {2} or {2,5}; '\\{' is a brace", from: start)
    }
    i += 1
    if minimum > Self.maximumRepetition || maximum ?? 0 > Self.maximumRepetition {
      throw fault("more than \(Self.maximumRepetition) repetitions", from: start, isUnsupported: true)
    }
    if let maximum, maximum < minimum { throw fault("{\(minimum),\(maximum)} can never match", from: start) }
    return (minimum, maximum)
  }

  private mutating func readCount() -> Int? {
    var value: Int?
    while let scalar = next, (0x30...0x39).contains(scalar) {
      value = min((value ?? 0) * 10 + Int(scalar - 0x30), 1_000_000)
      i += 1
    }
    return value
  }

  // MARK: Escapes

  private mutating func readEscape() throws(PatternFault) {
    let start = i
    switch peek(1) {
    case 0x41:
      i += 2
      append(.start)
    case 0x7A, 0x5A:
      i += 2
      append(.end)
    case 0x62, 0x42: throw unsupported("a word boundary '\\b'", length: 2)
    case .some(0x31...0x39): throw unsupported("a backreference", length: 2)
    case 0x6B: throw unsupported("a backreference '\\k'", length: 2)
    default:
      let found = try readClassEscape(start)
      append(.scalar(found))
      try readQuantifier()
    }
  }

  /// An escape that stands for a scalar or a set of them.
  private mutating func readClassEscape(_ start: Int) throws(PatternFault) -> ScalarClass {
    guard let letter = peek(1) else { throw fault("a backslash escapes nothing here", from: start) }
    if let named = ScalarClass.named(letter) {
      i += 2
      return named
    }
    if letter == 0x70 || letter == 0x50 { return try readProperty(start) }
    return ScalarClass(try readScalarEscape(start))
  }

  private mutating func readScalarEscape(_ start: Int) throws(PatternFault) -> UInt32 {
    guard let letter = peek(1) else { throw fault("a backslash escapes nothing here", from: start) }
    i += 2
    switch letter {
    case 0x74: return 0x09
    case 0x6E: return 0x0A
    case 0x72: return 0x0D
    case 0x66: return 0x0C
    case 0x76: return 0x0B
    case 0x30: return 0x00
    case 0x78: return try readHexadecimal(start, digits: 2)
    case 0x75:
      if next == 0x7B {
        i += 1
        let value = try readHexadecimal(start, digits: 1...6)
        guard next == 0x7D else { throw fault("'\\u{' needs '}'", from: start) }
        i += 1
        return value
      }
      let value = try readHexadecimal(start, digits: 4)
      if value & 0xFC00 == 0xD800, next == 0x5C, peek(1) == 0x75 {
        i += 2
        let low = try readHexadecimal(start, digits: 4)
        if low & 0xFC00 == 0xDC00 { return 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF) }
        throw fault("half of a surrogate pair", from: start)
      }
      return value
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
      let text = Unicode.Scalar(letter).map { String($0) } ?? ""
      throw fault("the escape '\\\(text)'", from: start, isUnsupported: true)
    default: return letter
    }
  }

  private mutating func readHexadecimal(_ start: Int, digits: Int) throws(PatternFault) -> UInt32 {
    try readHexadecimal(start, digits: digits...digits)
  }

  private mutating func readHexadecimal(_ start: Int, digits: ClosedRange<Int>) throws(PatternFault) -> UInt32 {
    var value: UInt32 = 0
    var count = 0
    while count < digits.upperBound, let scalar = next,
      let digit = Unicode.Scalar(scalar).map(Character.init)?.hexDigitValue
    {
      value = value << 4 | UInt32(digit)
      count += 1
      i += 1
    }
    guard count >= digits.lowerBound, value <= 0x10FFFF else { throw fault("a bad number of a character", from: start) }
    return value
  }

  /// `\p{Lu}` or `\P{Lu}`.
  private mutating func readProperty(_ start: Int) throws(PatternFault) -> ScalarClass {
    let isNegated = peek(1) == 0x50
    i += 2
    var name = ""
    if next == 0x7B {
      i += 1
      while let scalar = next, scalar != 0x7D {
        name.unicodeScalars.append(Unicode.Scalar(scalar) ?? " ")
        i += 1
      }
      guard next == 0x7D else { throw fault("'\\p{' needs '}'", from: start) }
      i += 1
    }
    guard let bits = GeneralCategory.bits(named: name) else {
      throw fault(
        "the property '\(name)': weir knows general categories such as \\p{L} or \\p{Lu}", from: start,
        isUnsupported: true)
    }
    var found = ScalarClass()
    found.insert(categories: bits, isNegated: isNegated)
    return found
  }

  // MARK: Classes

  private mutating func readClass() throws(PatternFault) -> ScalarClass {
    let start = i
    var found = ScalarClass()
    i += 1
    if next == 0x5E {
      found.isNegated = true
      i += 1
    }
    if next == 0x5D { throw fault("an empty class; '\\]' is a bracket", from: start) }
    while let scalar = next, scalar != 0x5D {
      let itemStart = i
      if scalar == 0x2D, peek(1) == 0x5B, !found.isEmpty { throw unsupported("a class subtraction '-['", length: 2) }
      if scalar == 0x5B, peek(1) == 0x3A { throw unsupported("a POSIX class '[:'", length: 2) }
      var first = scalar
      if scalar == 0x5C {
        if let letter = peek(1), ScalarClass.named(letter) != nil || letter | 0x20 == 0x70 {
          found.formUnion(try readClassEscape(itemStart))
          if next == 0x2D, let after = peek(1), after != 0x5D { throw fault("a range from a set", from: itemStart) }
          continue
        }
        if peek(1) == 0x62 {
          i += 2
          first = 0x08
        } else {
          first = try readScalarEscape(itemStart)
        }
      } else {
        i += 1
      }
      guard next == 0x2D, let after = peek(1), after != 0x5D else {
        found.insert(first...first)
        continue
      }
      i += 1
      var last = after
      if after == 0x5C {
        if let letter = peek(1), ScalarClass.named(letter) != nil { throw fault("a range to a set", from: itemStart) }
        last = try readScalarEscape(i)
      } else {
        i += 1
      }
      guard first <= last else { throw fault("a range that runs backwards", from: itemStart) }
      found.insert(first...last)
    }
    guard next == 0x5D else { throw fault("this class is not closed", from: start) }
    i += 1
    return found
  }
}
