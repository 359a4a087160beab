/// How the text of one field holds several values, or the levels of one: what no type says. Facets, `refine` and `exclude`
/// read values by it; a record leaves as it came.
public struct FieldStructure: Sendable, Equatable {
  /// What stands between the values of a list; empty: there is one value.
  public var listSeparator: [UInt8] = []
  /// What stands between the levels of a path; empty: the value is no path.
  public var pathSeparator: [UInt8] = []
  /// The finest level of the dates: a year, a month or a day.
  public var finestDate = DateParts.Precision.day

  public init() {}
}
