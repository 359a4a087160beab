/// A set of Unicode scalars: what one position of a pattern may be.
struct ScalarClass: Sendable, Equatable {
  private(set) var ranges: [ClosedRange<UInt32>] = []
  /// General categories, each a set of bits; `isNegated`: all scalars but those.
  private(set) var categories: [(bits: UInt32, isNegated: Bool)] = []
  var isNegated = false

  static func == (a: ScalarClass, b: ScalarClass) -> Bool {
    a.ranges == b.ranges && a.isNegated == b.isNegated
      && a.categories.elementsEqual(b.categories) { $0.bits == $1.bits && $0.isNegated == $1.isNegated }
  }

  init() {}
  init(_ scalar: UInt32) { ranges = [scalar...scalar] }

  /// True before anything was inserted.
  var isEmpty: Bool { ranges.isEmpty && categories.isEmpty }

  mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }
  mutating func insert(categories bits: UInt32, isNegated: Bool) { categories.append((bits, isNegated)) }
  mutating func formUnion(_ other: ScalarClass) {
    ranges += other.ranges
    categories += other.categories
  }

  func contains(_ scalar: UInt32) -> Bool {
    for range in ranges where range.contains(scalar) { return !isNegated }
    if !categories.isEmpty {
      let bit = GeneralCategory.bit(of: scalar)
      for category in categories where (category.bits & bit != 0) != category.isNegated { return !isNegated }
    }
    return isNegated
  }
}

extension ScalarClass {
  /// `.`: everything but line ends.
  static var anyButLineEnd: ScalarClass {
    var found = ScalarClass()
    found.ranges = [0x0A...0x0A, 0x0D...0x0D]
    found.isNegated = true
    return found
  }

  /// `\d \w \s` and their complements: decimal digits of every script; letters, marks, numbers and `_`; white space.
  static func named(_ letter: UInt32) -> ScalarClass? {
    var found = ScalarClass()
    let isNegated = letter < 0x61
    switch letter | 0x20 {
    case 0x64: found.insert(categories: GeneralCategory.bits(named: "Nd") ?? 0, isNegated: isNegated)
    case 0x77:
      // The low line is the one connector that every dialect counts.
      let bits = ["L", "M", "N"].reduce(0) { $0 | (GeneralCategory.bits(named: $1) ?? 0) }
      found.insert(categories: bits | GeneralCategory.lowLine, isNegated: isNegated)
    case 0x73:
      let space = (GeneralCategory.bits(named: "Z") ?? 0) | GeneralCategory.controlSpace
      found.insert(categories: space, isNegated: isNegated)
    default: return nil
    }
    return found
  }
}

/// The general categories of Unicode as bits, two of them our own.
enum GeneralCategory {
  /// `_` has a bit of its own beside that of its category, so have tab, line feed and the other control characters that
  /// are white space.
  static let lowLine: UInt32 = 1 << 30
  static let controlSpace: UInt32 = 1 << 31

  private static let names = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm",
    "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
  ]

  /// The bits of `Lu`, or of every category that begins with `L`; nil for anything else.
  static func bits(named name: String) -> UInt32? {
    var bits: UInt32 = 0
    for (index, known) in names.enumerated() where known == name || name.count == 1 && known.hasPrefix(name) {
      bits |= 1 << UInt32(index)
    }
    return bits == 0 ? nil : bits
  }

  static func bit(of value: UInt32) -> UInt32 {
    guard let scalar = Unicode.Scalar(value) else { return 1 << 27 }
    let index: UInt32 =
      switch scalar.properties.generalCategory {
      case .uppercaseLetter: 0
      case .lowercaseLetter: 1
      case .titlecaseLetter: 2
      case .modifierLetter: 3
      case .otherLetter: 4
      case .nonspacingMark: 5
      case .spacingMark: 6
      case .enclosingMark: 7
      case .decimalNumber: 8
      case .letterNumber: 9
      case .otherNumber: 10
      case .connectorPunctuation: 11
      case .dashPunctuation: 12
      case .openPunctuation: 13
      case .closePunctuation: 14
      case .initialPunctuation: 15
      case .finalPunctuation: 16
      case .otherPunctuation: 17
      case .mathSymbol: 18
      case .currencySymbol: 19
      case .modifierSymbol: 20
      case .otherSymbol: 21
      case .spaceSeparator: 22
      case .lineSeparator: 23
      case .paragraphSeparator: 24
      case .control: 25
      case .format: 26
      case .surrogate: 27
      case .privateUse: 28
      default: 29
      }
    var bit: UInt32 = 1 << index
    if value == 0x5F { bit |= lowLine }
    if (0x09...0x0D).contains(value) || value == 0xFEFF { bit |= controlSpace }
    return bit
  }
}
