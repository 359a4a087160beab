/// What the text of a delimited column means: a kind, how its values are spelled, and who says so.
///
/// JSON values know their own type: this is for CSV and TSV columns, and for what a schema declares of any column.
public struct ColumnType: Sendable, Equatable {
  public enum Basis: Sendable, Equatable {
    /// Nobody looked.
    case none
    /// The first bytes of the input suggest it: whoever uses it verifies each value.
    case guessed
    /// A flag or a schema says it: each value of each record is checked, used or not.
    case declared
  }

  public var kind: FieldKind
  public var basis: Basis
  public var spelling: ValueSpelling

  public init(_ kind: FieldKind = .unknown, basis: Basis = .none, spelling: ValueSpelling = ValueSpelling()) {
    self.kind = kind
    self.basis = basis
    self.spelling = spelling
  }

  /// The kind that everyone may rely on.
  public var declaredKind: FieldKind { basis == .declared ? kind : .unknown }
}

/// How the values of a column are spelled in delimited text. The usual spelling is what weir writes itself: a point in
/// numbers, `true` and `false`, ISO dates, `lat,lon`.
public struct ValueSpelling: Sendable, Equatable {
  public var decimalMark: UInt8 = 0x2E
  /// Stands between groups of digits and means nothing; nil: none.
  public var groupMark: UInt8?
  /// Text around the number (`€`, `%`) means nothing (`bareNumber: false` of Table Schema).
  public var allowsAffixes = false
  public var trueTexts: [[UInt8]] = [Array("true".utf8)]
  public var falseTexts: [[UInt8]] = [Array("false".utf8)]
  /// Texts that mean null, beside the empty unquoted field.
  public var nullTexts: [[UInt8]] = []
  /// nil: ISO 8601 and `YYYY/MM/DD`.
  public var dates: DatePattern?
  public var order = CoordinateOrder.latlon

  public init() {}

  /// True when a valid value's text may be written to JSON as it stands.
  public var isUsual: Bool { self == ValueSpelling() }
}

/// How a column spells its dates and times: `dmy`, `mdy`, `ymd`, or a format of `%`-fields.
public struct DatePattern: Sendable, Equatable {
  /// As the user wrote it.
  public var text: String

  public init(text: String) { self.text = text }
}
