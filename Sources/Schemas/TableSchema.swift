package import Records

/// What a Table Schema (frictionlessdata.io, versions 1 and 2) says of a table: its fields, their types and their
/// constraints.
///
/// Read one with `TableSchemaReader`, check batches against it with `SchemaCheck`. Keys that weir does not know are none
/// of its business, as the specification wants; a known key with a wrong value is an error of the schema; what weir knows and
/// cannot check is said in `remarks`.
package struct TableSchema: Sendable {
  /// What messages call the file.
  package var name: String
  package var fields: [SchemaField]
  /// Texts that mean null.
  package var missingValues: [String] = [""]
  /// Fields whose values together are unique, each with the place that says so.
  package var keys: [SchemaKey] = []
  package var fieldsMatch = FieldsMatch.named
  /// What the schema says and weir does not check, a sentence each.
  package var remarks: [String] = []

  package init(name: String, fields: [SchemaField]) {
    self.name = name
    self.fields = fields
  }

  package func index(of name: [UInt8]) -> Int? { fields.firstIndex { $0.nameBytes == name } }
}

/// One field of a schema.
package struct SchemaField: Sendable {
  package var name: String
  package let nameBytes: [UInt8]
  /// `title` (or `label`): what people call it, and what a header may hold instead of the name.
  package var label: String?
  package var type: SchemaType
  /// How delimited text spells it.
  package var spelling = ValueSpelling()
  /// Whether its values are lists or paths (`annotations` of an Opendatasoft schema).
  package var structure = FieldStructure()
  package var constraints: [SchemaConstraint] = []
  /// `12:7` in the schema's file.
  package var place: String

  package init(name: String, type: SchemaType, place: String) {
    self.name = name
    self.type = type
    self.place = place
    nameBytes = Array(name.utf8)
  }

  /// Leaves the type to somebody else: what depends on it is not checked.
  package mutating func forgetType() {
    type = .any
    spelling = ValueSpelling()
    constraints.removeAll { constraint in
      if case .bound = constraint.rule { true } else { false }
    }
  }

  package var isRequired: Bool { constraints.contains { $0.rule == .required } }
}

/// A condition on the values of one field.
package struct SchemaConstraint: Sendable, Equatable {
  package enum Rule: Sendable, Equatable {
    case required
    case minimumLength(Int)
    case maximumLength(Int)
    case bound(SchemaBound)
    /// The allowed values as text.
    case oneOf([[UInt8]])
    case pattern(String)
  }

  package var rule: Rule
  /// As the schema spells it: `minimum 3`.
  package var words: String
  /// `12:7` in the schema's file.
  package var place: String
}

/// A limit on ordered values.
package struct SchemaBound: Sendable, Equatable {
  package var isMinimum: Bool
  package var isExclusive: Bool
  /// The limit as the schema spells it.
  package var text: String
}

/// Fields whose values together occur once.
package struct SchemaKey: Sendable, Equatable {
  /// Indices of the schema's fields.
  package var fields: [Int]
  /// `primaryKey` or `unique`.
  package var words: String
  package var place: String
  /// True for a primary key: none of its values may be null.
  package var refusesNull: Bool
}

/// Which differences between the schema's fields and the columns of an input are allowed (`fieldsMatch` of Table Schema 2).
/// Fields are always found by name.
package enum FieldsMatch: String, Sendable, CaseIterable {
  /// Nothing was said: a column that the schema does not know is text, a field without column is an error.
  case named
  /// The same names in the same order.
  case exact
  /// The same names.
  case equal
  /// All fields, and maybe more columns.
  case subset
  /// Only columns that are fields, and maybe fewer.
  case superset
  /// At least one.
  case partial

  package var allowsOtherColumns: Bool { [.named, .subset, .partial].contains(self) }
  package var allowsMissingFields: Bool { [.superset, .partial].contains(self) }
}
