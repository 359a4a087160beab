package import Schemas

/// What must hold of the records that pass the main filter, the main fields and the limit of a pipeline (`expect`).
///
/// A run whose records break it publishes nothing and ends with exit code 1; `check` reports every record that does. Records
/// that were rejected before are no longer looked at. Not for deciding what becomes of a record: that is `on_error`.
public struct Expectations: Sendable, Equatable {
  /// How many records there are.
  public var rows: RowExpectation?
  /// Fields whose values together occur once.
  public private(set) var unique: [String]
  /// Fields and their rules, each rule set as a JSON object: `{"type":"integer","minimum":0}`.
  public private(set) var fields: [FieldRules]
  /// The same as a schema, its places in the file that says so.
  package private(set) var table: TableSchema

  public struct FieldRules: Sendable, Equatable {
    public var name: String
    public var rules: String
    package init(name: String, rules: String) {
      self.name = name
      self.rules = rules
    }
  }

  package init(rows: RowExpectation?, unique: [String], fields: [FieldRules], table: TableSchema) {
    self.rows = rows
    self.unique = unique
    self.fields = fields
    self.table = table
  }

  /// `at least 1 records, unique id, rules of code, day`
  var words: String {
    var parts: [String] = []
    if let rows { parts.append("\(rows.words) records") }
    if !unique.isEmpty { parts.append("unique " + unique.joined(separator: ", ")) }
    if !fields.isEmpty { parts.append("rules of " + fields.map(\.name).joined(separator: ", ")) }
    return parts.joined(separator: "; ")
  }

  public static func == (one: Expectations, other: Expectations) -> Bool {
    one.rows == other.rows && one.unique == other.unique && one.fields == other.fields
  }
}

/// How many records a run must have: exactly so many, or a range.
public struct RowExpectation: Sendable, Equatable {
  public var minimum: Int?
  public var maximum: Int?

  public init(minimum: Int?, maximum: Int?) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// Reads `223`, `>= 1000`, `> 0`, `<= 5`, `< 5`.
  public init?(_ text: String) {
    let sign = text.prefix { "<>=".contains($0) }
    let digits = text.dropFirst(sign.count).drop { $0 == " " }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(digits),
      count < .max
    else { return nil }
    switch sign {
    case "", "=": (minimum, maximum) = (count, count)
    case ">": minimum = count + 1
    case ">=": minimum = count
    case "<" where count > 0: maximum = count - 1
    case "<=": maximum = count
    default: return nil
    }
  }

  func allows(_ count: Int) -> Bool { (minimum.map { count >= $0 } ?? true) && (maximum.map { count <= $0 } ?? true) }

  /// `exactly 3`, `at least 1`, `at most 5`, `1 to 5`
  var words: String {
    switch (minimum, maximum) {
    case (let low?, let high?): low == high ? "exactly \(low)" : "\(low) to \(high)"
    case (let low?, nil): "at least \(low)"
    case (nil, let high?): "at most \(high)"
    case (nil, nil): "any number"
    }
  }
}
