package import Records

/// What type a column has, as far as its values show, and why.
package struct ColumnVerdict: Sendable, Equatable {
  /// Why a column is the text it is, or what speaks against the type that most of its values have.
  package enum Reason: Sendable, Equatable {
    /// Nothing but nulls.
    case noValues
    /// Every value has the type.
    case everyValue
    /// Every value stood in quotes, whatever it looks like.
    case quotedThroughout
    /// So many values are of another kind than the others.
    case exceptions(count: Int, of: ValueClass, first: Sighting)
    /// Nothing to prove: texts.
    case plainText
  }

  package var kind: FieldKind
  package var reason: Reason
  /// Values that have the type, of all values.
  package var agreeing: Int
  package var values: Int

  /// Judges a column of delimited text, where every value is a text and types are guesses.
  package init(delimited column: ColumnProfile) {
    values = column.values
    agreeing = column.values
    guard column.values > 0 else {
      (kind, reason) = (.unknown, .noValues)
      return
    }
    if column.quoted == column.values {
      (kind, reason) = (.text, .quotedThroughout)
      return
    }
    self.init(column)
  }

  /// Judges a column of JSON, whose values know what they are: a text is never a number.
  package init(json column: ColumnProfile) {
    values = column.values
    agreeing = column.values
    guard column.values > 0 else {
      (kind, reason) = (.unknown, .noValues)
      return
    }
    self.init(column)
    if column.quoted > 0, [.integer, .number, .boolean].contains(kind) {
      kind = .text
      reason = column.quoted == column.values ? .quotedThroughout : .plainText
      agreeing = column.quoted
    }
  }

  private init(_ column: ColumnProfile) {
    values = column.values
    let candidates: [(kind: FieldKind, classes: [ValueClass])] = [
      (.integer, [.integer]), (.number, [.integer, .number]), (.boolean, [.boolean]), (.date, [.date]),
      (.datetime, [.datetime]), (.geopoint, [.geopoint]), (.shape, [.nested]),
    ]
    for candidate in candidates where candidate.classes.reduce(0, { $0 + column[$1] }) == column.values {
      (kind, reason, agreeing) = (candidate.kind, .everyValue, column.values)
      return
    }
    (kind, reason, agreeing) = (.text, .plainText, column.values)
    // The kind that most values have, if it is one: what the others are is the reason for text.
    let best = candidates.max { a, b in
      a.classes.reduce(0) { $0 + column[$1] } < b.classes.reduce(0) { $0 + column[$1] }
    }
    guard let best else { return }
    let count = best.classes.reduce(0) { $0 + column[$1] }
    let rest = ValueClass.allCases.filter { !best.classes.contains($0) && column[$0] > 0 }
      .compactMap { valueClass in column.firsts[.valueClass(valueClass)].map { (valueClass, $0) } }
    let first = rest.min { $0.1.record < $1.1.record }
    // Lexical look-alikes of numbers (leading zeros, many digits) explain themselves even where they are the majority.
    if let odd = rest.first(where: { $0.0.isLookAlike }), column[odd.0] * 2 > column.values || count * 2 > column.values
    {
      reason = .exceptions(count: column[odd.0], of: odd.0, first: odd.1)
    } else if count * 2 > column.values, let first {
      reason = .exceptions(count: column.values - count, of: best.classes[best.classes.count - 1], first: first.1)
    }
  }
}

extension ValueClass {
  /// Looks like a number and is none.
  package var isLookAlike: Bool {
    switch self {
    case .leadingZero, .plusSign, .exponent, .manyDigits, .decimalComma: true
    default: false
    }
  }
}
