package import Records

/// What type a column has, as far as its values show, and why.
package struct ColumnVerdict: Sendable, Equatable {
  /// Why a column has its type.
  package enum Reason: Sendable, Equatable {
    /// Nothing but nulls.
    case noValues
    /// Every value is of the kind.
    case everyValue
    /// A flag or a schema says so.
    case declared(by: String)
    /// Every value stood in quotes, whatever it looks like.
    case quotedThroughout
    /// Text, because so many values are not what the others are.
    case exceptions(Exceptions)
    /// Of JSON: values of several kinds.
    case mixed
    /// Texts, and nothing else to say.
    case plainText
  }

  /// Values that keep a column from being of a kind.
  package struct Exceptions: Sendable, Equatable {
    /// What the others are.
    package var kind: FieldKind
    /// The values by their class.
    package var counts: [(valueClass: ValueClass, count: Int)]
    package var first: Sighting

    package static func == (a: Exceptions, b: Exceptions) -> Bool {
      a.kind == b.kind && a.first == b.first && a.counts.elementsEqual(b.counts) { $0 == $1 }
    }
  }

  package var kind: FieldKind
  package var reason: Reason
  /// Values that are of the kind, of all values.
  package var agreeing: Int
  package var values: Int

  private init(_ kind: FieldKind, _ reason: Reason, agreeing: Int, of values: Int) {
    self.kind = kind
    self.reason = reason
    self.agreeing = agreeing
    self.values = values
  }

  /// Judges a column. Values of JSON know what they are: a string is never a number.
  package init(_ column: ColumnProfile, type: ColumnType, isJSON: Bool) {
    let values = column.values
    if type.basis == .declared, type.kind != .unknown {
      let agreeing = type.isCheckable ? column.count(of: type.kind) : values
      self.init(type.kind, .declared(by: type.declaredBy), agreeing: agreeing, of: values)
    } else if values == 0 {
      self.init(.unknown, .noValues, agreeing: 0, of: 0)
    } else if !isJSON, column.quoted == values {
      self.init(.text, .quotedThroughout, agreeing: values, of: values)
    } else if let kind = Self.kinds.first(where: { column.count(of: $0) == values }) {
      if isJSON, column.quoted > 0, [.integer, .number, .boolean].contains(kind) {
        self.init(.text, column.quoted == values ? .quotedThroughout : .mixed, agreeing: column.quoted, of: values)
      } else {
        self.init(kind, .everyValue, agreeing: values, of: values)
      }
    } else if isJSON, column.quoted > 0, column.quoted < values {
      self.init(.text, .mixed, agreeing: column.quoted, of: values)
    } else {
      let reason = Self.exceptions(column).map { Reason.exceptions($0) } ?? .plainText
      self.init(.text, reason, agreeing: values, of: values)
    }
  }

  /// Narrow ones first: integers are numbers.
  private static let kinds: [FieldKind] = [.integer, .number, .boolean, .date, .datetime, .geopoint, .shape]

  /// What keeps the column from the kind of most of its values; texts that look like numbers count for numbers.
  private static func exceptions(_ column: ColumnProfile) -> Exceptions? {
    let lookAlikes = ValueClass.allCases.filter(\.isLookAlike).reduce(0) { $0 + column[$1] }
    var best = FieldKind.number
    var most = column.count(of: .number) + lookAlikes
    for kind in kinds where column.count(of: kind) > most {
      best = kind
      most = column.count(of: kind)
    }
    guard most * 2 > column.values else { return nil }
    let others = ValueClass.allCases.filter { $0.kind.map { best.merged(with: $0) != best } ?? true }
    let counts = others.filter { column[$0] > 0 }.map { ($0, column[$0]) }
    let firsts = counts.compactMap { column.firsts[.valueClass($0.0)] }
    guard let first = firsts.min(by: { $0.record < $1.record }) else { return nil }
    return Exceptions(kind: best, counts: counts, first: first)
  }
}

extension ColumnProfile {
  /// Values of a kind: integers are numbers too, and among dates a year is one.
  package func count(of kind: FieldKind) -> Int {
    let years = kind == .date && self[.date] > 0 ? years : 0
    return ValueClass.allCases.reduce(years) { sum, valueClass in
      valueClass.kind.map { kind.merged(with: $0) == kind } ?? false ? sum + self[valueClass] : sum
    }
  }
}

extension ValueClass {
  /// What the values of this class are, nil where they are only text.
  package var kind: FieldKind? {
    switch self {
    case .integer: .integer
    case .number: .number
    case .boolean: .boolean
    case .date: .date
    case .datetime: .datetime
    case .geopoint: .geopoint
    case .nested: .shape
    case .swappedPoint, .leadingZero, .plusSign, .exponent, .manyDigits, .decimalComma, .decimalPoint, .dayAndMonth,
      .text:
      nil
    }
  }

  /// Looks like a number and is none.
  package var isLookAlike: Bool {
    switch self {
    case .leadingZero, .plusSign, .exponent, .manyDigits, .decimalComma, .decimalPoint: true
    default: false
    }
  }
}
