/// A range of UTF-8 offsets in the text of a query.
package typealias SourceRange = Range<Int>

/// The syntax tree of a query, each node with the place it was read from.
///
/// The parser limits its depth to `QueryLimits.depth`, so recursion over it is safe; chains of AND and OR are flat.
package indirect enum QueryNode: Sendable {
  /// The empty query: every record.
  case everything(SourceRange)
  /// A bare word or a quoted phrase, looked for in all fields.
  case term(QueryText)
  /// `field OP value`.
  case comparison(FieldName, QueryOperator, QueryText)
  /// `field:[a TO b]`.
  case range(FieldName, QueryRange)
  /// `field OP #now(…)`: a function in the place of a value.
  case functionComparison(FieldName, QueryOperator, FunctionCall)
  /// `#name(…)` as a condition.
  case function(FunctionCall)
  case not(QueryNode, SourceRange)
  /// Two or more.
  case and([QueryNode], SourceRange)
  case or([QueryNode], SourceRange)

  package var range: SourceRange {
    switch self {
    case .everything(let range), .not(_, let range), .and(_, let range), .or(_, let range): range
    case .term(let text): text.range
    case .comparison(let name, _, let value): name.range.lowerBound..<value.range.upperBound
    case .range(let name, let range): name.range.lowerBound..<range.range.upperBound
    case .functionComparison(let name, _, let call): name.range.lowerBound..<call.range.upperBound
    case .function(let call): call.range
    }
  }
}

/// A field name as it stands in a query.
package struct FieldName: Sendable {
  package var name: String
  package var range: SourceRange
}

/// The comparison operators. `:`, `=` and `==` mean the same; which one was written is kept for the printer.
package enum QueryOperator: String, Sendable, CaseIterable {
  case colon = ":"
  case equal = "="
  case doubleEqual = "=="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  package var isEquality: Bool { self == .colon || self == .equal || self == .doubleEqual }
}

/// A literal: a bare word or a quoted text, in which placeholders may stand.
package struct QueryText: Sendable {
  package enum Part: Sendable {
    case text(String)
    /// `${name}`.
    case parameter(String, SourceRange)
  }
  package var parts: [Part]
  package var isQuoted: Bool
  package var range: SourceRange
}

/// `[a TO b]` and its exclusive forms. A missing bound is `*`.
package struct QueryRange: Sendable {
  package enum Bound: Sendable {
    case open
    case text(QueryText)
    case function(FunctionCall)
  }
  package var lower: Bound
  package var upper: Bound
  package var includesLower: Bool
  package var includesUpper: Bool
  package var range: SourceRange
}

/// `#name(argument, …)`.
package struct FunctionCall: Sendable {
  package indirect enum Argument: Sendable {
    /// `*`.
    case everyField(SourceRange)
    case text(QueryText)
    /// `years=-1`; the ordinal is that of `weekday=MO(2)`.
    case named(FieldName, QueryText, ordinal: QueryText?)
    case call(FunctionCall)
  }
  package var name: String
  package var nameRange: SourceRange
  package var arguments: [Argument]
  package var range: SourceRange
}

/// Ceilings on a query's size: over them parsing stops with Q004.
package enum QueryLimits {
  /// Parentheses, NOTs and calls inside each other.
  package static let depth = 256
  /// Bytes of text.
  package static let bytes = 64 * 1024
  package static let nodes = 10_000
  /// Errors collected before parsing gives up.
  static let errors = 20
}
