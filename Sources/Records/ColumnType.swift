/// What the text of a delimited column means: a kind, how its values are spelled, and who says so.
///
/// JSON values know their own type: this is for CSV and TSV columns, and for what a schema or a flag declares of any
/// column. `TypedText` reads values by it.
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
  /// Of a guess: what was seen.
  public var evidence: TypeEvidence?
  /// Of a declaration: who made it, for messages (`--type code=text`, `field 'code' of trees.schema.json`).
  public var declaredBy = ""

  public init(_ kind: FieldKind = .unknown, basis: Basis = .none, spelling: ValueSpelling = ValueSpelling()) {
    self.kind = kind
    self.basis = basis
    self.spelling = spelling
  }

  /// A type that everyone may rely on. `origin` says who made it, for messages.
  public init(declared kind: FieldKind, spelling: ValueSpelling = ValueSpelling(), by origin: String) {
    self.init(kind, basis: .declared, spelling: spelling)
    declaredBy = origin
  }

  /// The kind that everyone may rely on.
  public var declaredKind: FieldKind { basis == .declared ? kind : .unknown }

  /// True when a value can contradict the type: the types that are checked.
  public var isCheckable: Bool {
    switch kind {
    case .unknown, .text, .shape: false
    case .integer, .number, .boolean, .date, .datetime, .geopoint: basis != .none
    }
  }
}

/// What a guess rests on.
public struct TypeEvidence: Sendable, Equatable {
  /// Values that were not null, all of the guessed kind. For a column that became text: those before `contradiction`.
  public var values: Int
  /// What was looked at: `the first 1 MiB`, `the whole input`.
  public var extent: String
  /// For text: the kind that the column had before a value ended it, and that value.
  public var contradiction: Contradiction?
  /// Of points: the order that every value proves, one of its numbers being beyond 90.
  public var provenOrder: CoordinateOrder?

  /// Why the order of points is proven: `the first number is beyond 90 in 12 of 12 values in the whole input`.
  package var proof: String? {
    provenOrder.map { order in
      "the \(order == .latlon ? "second" : "first") number is beyond 90 in \(values) of \(values) "
        + "\(values == 1 ? "value" : "values") in \(extent)"
    }
  }

  public struct Contradiction: Sendable, Equatable {
    public var kind: FieldKind
    public var value: String
    public var record: Int

    public init(kind: FieldKind, value: String, record: Int) {
      self.kind = kind
      self.value = value
      self.record = record
    }
  }

  public init(values: Int, extent: String, contradiction: Contradiction? = nil) {
    self.values = values
    self.extent = extent
    self.contradiction = contradiction
  }
}

/// How the values of a column are spelled in delimited text. The usual spelling is what weir writes itself: a point in
/// numbers, `true` and `false`, ISO dates, `lat,lon`.
public struct ValueSpelling: Sendable, Equatable {
  public var decimalMark: UInt8 = 0x2E
  /// Stands between groups of digits and means nothing; nil: none. A space stands for the no-break spaces too.
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
  /// The text is JSON: an object, an array, a geometry.
  public var holdsJSON = false

  public init() {}

  /// True when a value of that kind, spelled as any reader takes it, says the same here: nothing to translate.
  public func isUsual(for kind: FieldKind) -> Bool {
    switch kind {
    case .unknown, .text, .shape: true
    case .integer, .number: decimalMark == 0x2E && groupMark == nil && !allowsAffixes
    case .boolean: trueTexts == Self.usual.trueTexts && falseTexts == Self.usual.falseTexts
    case .date, .datetime: dates == nil
    case .geopoint: order == .latlon
    }
  }

  private static let usual = ValueSpelling()
}

extension FieldKind {
  /// The kind of a column that holds values of both kinds: `unknown` is the bottom, `text` the top, and an integer is a
  /// number. Dates and datetimes together are text: no single declaration fits both.
  public func merged(with other: FieldKind) -> FieldKind {
    switch (self, other) {
    case (let one, let two) where one == two: one
    case (.unknown, let known), (let known, .unknown): known
    case (.integer, .number), (.number, .integer): .number
    default: .text
    }
  }

  /// `an integer`, for messages.
  public var withArticle: String {
    switch self {
    case .unknown: "a value"
    case .text: "text"
    case .integer: "an integer"
    case .number: "a number"
    case .boolean: "true or false"
    case .date: "a date"
    case .datetime: "a date with a time"
    case .geopoint: "a point"
    case .shape: "a geometry"
    }
  }

  /// `integers`, for messages about many values.
  public var plural: String {
    switch self {
    case .unknown: "values"
    case .text: "texts"
    case .integer: "integers"
    case .number: "numbers"
    case .boolean: "booleans"
    case .date: "dates"
    case .datetime: "dates with times"
    case .geopoint: "points"
    case .shape: "geometries"
    }
  }
}
