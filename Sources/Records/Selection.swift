/// The visible rows of a batch, ascending.
public enum Selection: Sendable, Equatable {
  case all
  case rows([UInt32])

  public func count(of recordCount: Int) -> Int {
    switch self {
    case .all: recordCount
    case .rows(let rows): rows.count
    }
  }

  /// The rows that are visible in both.
  package func intersection(_ other: Selection) -> Selection {
    guard case .rows(let rows) = self else { return other }
    guard case .rows(let others) = other else { return self }
    var common: [UInt32] = []
    var next = 0
    for row in rows {
      while next < others.count, others[next] < row { next += 1 }
      if next < others.count, others[next] == row { common.append(row) }
    }
    return .rows(common)
  }

  /// Calls `body` with each visible row.
  @inlinable
  public func forEach<Failure: Error>(of recordCount: Int, _ body: (Int) throws(Failure) -> Void) throws(Failure) {
    switch self {
    case .all: for row in 0..<recordCount { try body(row) }
    case .rows(let rows): for row in rows { try body(Int(row)) }
    }
  }
}

/// One visible column: where it is stored and what it is called.
public struct ProjectedField: Sendable, Equatable {
  /// Index in the batch's schema.
  public var column: Int
  public var name: String
  public let nameBytes: [UInt8]

  public init(column: Int, name: String) {
    self.column = column
    self.name = name
    nameBytes = Array(name.utf8)
  }
}

/// The visible columns of a batch in output order. Geometry is a slot of the record and never listed here.
public struct Projection: Sendable, Equatable {
  public var fields: [ProjectedField]
  /// True while nothing was projected: the record leaves whole, members outside the schema included.
  public var isWhole: Bool
  /// For open schemas under a projection that keeps "everything but": names to drop from the record's own members.
  /// `nil`: only `fields` leave.
  public var keepsUnseen: Bool
  /// False after `--no-geometry`.
  public var keepsGeometry: Bool

  public init(fields: [ProjectedField], isWhole: Bool = false, keepsUnseen: Bool = false, keepsGeometry: Bool = true) {
    self.fields = fields
    self.isWhole = isWhole
    self.keepsUnseen = keepsUnseen
    self.keepsGeometry = keepsGeometry
  }

  /// Every property of `schema` (feature ids and foreign members are members of their own, and a distance is computed for
  /// who names it), under its own name.
  public init(all schema: Schema) {
    fields = schema.fields.indices.filter { schema.fields[$0].role == .property && $0 != schema.distance }
      .map { ProjectedField(column: $0, name: schema.fields[$0].name) }
    isWhole = true
    keepsUnseen = schema.isOpen
    keepsGeometry = true
  }

  /// The same with a computed column behind the others. Records of an open schema that would leave as they came are written
  /// member by member then: their own text does not have it.
  package func showing(_ column: Int, of schema: Schema) -> Projection {
    var shown = self
    if isWhole, schema.isOpen {
      shown.isWhole = false
      shown.fields += schema.fields.indices.filter { schema.fields[$0].isEnvelope }
        .map { ProjectedField(column: $0, name: schema.fields[$0].name) }
    }
    shown.fields.append(ProjectedField(column: column, name: schema.fields[column].name))
    return shown
  }

  public func field(named name: [UInt8]) -> ProjectedField? { fields.first { $0.nameBytes == name } }
}
