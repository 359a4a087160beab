/// What a field holds, as far as it is known.
public enum FieldKind: String, Sendable, CaseIterable {
  /// Nothing decided: a CSV column nobody looked at, a JSON member of any type.
  case unknown
  case text, integer, number, boolean, date, datetime, geopoint, shape
}

/// What a column of a batch is for.
public enum FieldRole: Sendable, Equatable {
  /// An ordinary field of the record.
  case property
  /// The geometry member of a GeoJSON feature: a slot of the record, not a field.
  case geometry
  /// The id member of a GeoJSON feature.
  case featureID
  /// A foreign member of a GeoJSON feature.
  case foreignMember
}

/// One column: its name as it stands in the input, what it holds and what it is for.
public struct Field: Sendable, Equatable {
  public var name: String
  /// What its values are and who says so: a guess of the probe, or a declaration.
  public var type: ColumnType
  public var role: FieldRole
  /// Whether its values are lists or paths.
  public var structure = FieldStructure()
  /// The name's UTF-8 bytes. Names are compared as bytes: `String ==` is canonical equivalence, and two headers
  /// that differ only in normalisation are two columns.
  public let nameBytes: [UInt8]

  /// `kind` is a declaration: what everyone may rely on.
  public init(_ name: String, kind: FieldKind = .unknown, role: FieldRole = .property) {
    self.init(name, type: ColumnType(kind, basis: kind == .unknown ? .none : .declared), role: role)
  }

  public init(_ name: String, type: ColumnType, role: FieldRole = .property) {
    self.name = name
    self.type = type
    self.role = role
    nameBytes = Array(name.utf8)
  }

  /// A member of the record beside its fields: the id of a feature, a foreign member, `recordid` of a portal.
  public var isEnvelope: Bool { role == .featureID || role == .foreignMember }

  /// What the values are, guessed or declared.
  public var kind: FieldKind { type.kind }
}

/// The columns of a batch, in order.
public struct Schema: Sendable, Equatable {
  public var fields: [Field]
  /// True for schemaless input (JSON): records may hold members that are no column. Their raw text is still there
  /// (`RecordBatch.rawRecord(row:)`), so nothing is lost.
  public var isOpen: Bool
  /// Members of nested objects are columns `a.b` (`FlatMemberWalker`): whoever writes a record's own text walks it so.
  public var hasFlatNames = false
  /// Where the geometry of a record comes from.
  public var geometry: GeometrySource?
  /// Every field that holds a place: what a filter looks at that names none.
  package var places: [GeometrySource] = []
  /// Columns of points of which nothing says which number comes first.
  package var unclearPoints: [Int] = []
  /// A column that is computed, the distance to the centre of a filter: no field until somebody names it.
  package var distance: Int?
  /// The order of points that say none, where somebody declared it.
  package var pointOrder: CoordinateOrder?

  public init(_ fields: [Field], isOpen: Bool = false, geometry: GeometrySource? = nil) {
    self.fields = fields
    self.isOpen = isOpen
    self.geometry = geometry
  }

  /// Index of the column with that name, compared as bytes. Linear: called when plans are bound, never per record.
  public func index(of name: [UInt8]) -> Int? { fields.firstIndex { $0.nameBytes == name } }
  public func index(of name: String) -> Int? { index(of: Array(name.utf8)) }
}

/// The order of the two numbers of a point in text.
public enum CoordinateOrder: String, Sendable, CaseIterable { case latlon, lonlat }

/// Where the geometry of each record is read from. Indices are columns of the schema.
public enum GeometrySource: Sendable, Equatable {
  /// A GeoJSON geometry (a member of a feature, or a CSV or JSON field holding one). May be null.
  case shape(column: Int)
  /// A "lat,lon" text, or a JSON array of two numbers.
  case point(column: Int, order: CoordinateOrder)
  /// Two columns.
  case pair(latitude: Int, longitude: Int)

  /// The columns it reads.
  public var columns: [Int] {
    switch self {
    case .shape(let column), .point(let column, _): [column]
    case .pair(let latitude, let longitude): [latitude, longitude]
    }
  }
}

/// Which columns a plan asks of a decoder.
public struct FieldDemand: Sendable, Equatable {
  /// Every column of the probed schema is wanted.
  public var wantsAll: Bool
  /// Names wanted, as bytes, also when the probe has not seen them (schemaless input only).
  public var names: [[UInt8]]
  /// True when an output needs to know of members that are no column (JSON to CSV): the decoder then lists the rows
  /// that have some in `RecordBatch.rowsWithUnseenMembers`.
  public var reportsUnseenMembers: Bool
  /// Every column that holds a place is wanted (`Schema.places`).
  package var wantsPlaces = false

  public init(wantsAll: Bool = true, names: [[UInt8]] = [], reportsUnseenMembers: Bool = false) {
    self.wantsAll = wantsAll
    self.names = names
    self.reportsUnseenMembers = reportsUnseenMembers
  }
}
