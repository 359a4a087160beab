import Diagnostics
import Formats
import Records

/// The columns of all inputs of a run, by name, in the order in which they first appeared.
///
/// Delimited inputs have a closed set of columns: two that differ are refused, or united where the user asks for it. JSON
/// records name their own members: what each input's first bytes hold (or all of it, after a survey) is added.
struct ColumnUnion: Sendable {
  private struct Key: Hashable {
    var name: [UInt8]
    var role: Int
  }

  /// Guessed types of delimited columns are those of all inputs: no column changes its type in the middle of the output.
  private(set) var fields: [Field] = []
  /// Inputs whose columns are those of an earlier one in another order, and such things.
  private(set) var findings: [String] = []
  private(set) var conflicts: [Diagnostic] = []
  private var places: [Key: Int] = [:]
  private var firstDelimited: (name: String, fields: Set<[UInt8]>, order: [Field])?

  /// Adds the columns of an opened input.
  mutating func add(_ input: OpenInput) {
    let schema = input.reader.schema
    if !schema.isOpen { compare(schema.fields, of: input.path) }
    for field in schema.fields {
      let known = fields.count
      let place = add(field)
      if place < known, !schema.isOpen { fields[place].type = fields[place].type.merged(with: field.type) }
    }
  }

  /// Adds a column unless it is there; its place.
  @discardableResult
  mutating func add(_ field: Field) -> Int {
    let key = Self.key(field)
    if let place = places[key] { return place }
    places[key] = fields.count
    fields.append(field)
    return fields.count - 1
  }

  func place(of field: Field) -> Int? { places[Self.key(field)] }

  /// True when some input has a field of that name.
  func contains(_ name: [UInt8]) -> Bool { places[Key(name: name, role: 0)] != nil }

  /// L002 when there are more columns than a record may have.
  func check(maximum: Int) throws(DiagnosticList) {
    guard fields.count > maximum else { return }
    throw DiagnosticList(
      Diagnostic(
        .tooManyFields, "the inputs have more than \(maximum) different columns",
        help: ["--max-fields raises the limit", "-t jsonl keeps the keys of each record without columns"]))
  }

  private mutating func compare(_ fields: [Field], of path: InputPath) {
    guard let first = firstDelimited else {
      firstDelimited = (path.displayName, Set(fields.map(\.nameBytes)), fields)
      return
    }
    let names = Set(fields.map(\.nameBytes))
    guard names != first.fields else {
      if fields.map(\.nameBytes) != first.order.map(\.nameBytes) {
        findings.append(
          "columns: those of \(path.displayName) stand in another order than those of \(first.name); "
            + "they are matched by name")
      }
      return
    }
    let missing = first.order.filter { !names.contains($0.nameBytes) }.map(\.name)
    let extra = fields.filter { !first.fields.contains($0.nameBytes) }.map(\.name)
    conflicts.append(Self.conflict(path, first.name, missing: missing, extra: extra))
  }

  private static func conflict(_ path: InputPath, _ first: String, missing: [String], extra: [String]) -> Diagnostic {
    var notes: [String] = []
    if !missing.isEmpty { notes.append("missing: " + listed(missing)) }
    if !extra.isEmpty { notes.append("extra: " + listed(extra)) }
    for name in extra {
      guard let near = Suggestion.nearest(to: name, in: missing) else { continue }
      notes.append("'\(name)' may be meant to be '\(near)'")
      break
    }
    return Diagnostic(
      .columnsDiffer, "its columns are not those of \(first)", at: Location(file: path.displayName), notes: notes,
      help: [
        "--columns union unites them: a column that an input lacks is null in its records",
        "--fields names columns that all inputs have",
      ])
  }

  private static func listed(_ names: [String]) -> String {
    names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", … (\(names.count) in all)" : "")
  }

  private static func key(_ field: Field) -> Key {
    let role =
      switch field.role {
      case .property: 0
      case .geometry: 1
      case .featureID: 2
      case .foreignMember: 3
      }
    return Key(name: field.nameBytes, role: role)
  }
}

extension ColumnType {
  /// The guess for a column of which two inputs suggest these types.
  fileprivate func merged(with other: ColumnType) -> ColumnType {
    if other.kind == .unknown { return self }
    if kind == .unknown { return other }
    var merged = self
    merged.kind = spelling == other.spelling ? kind.merged(with: other.kind) : .text
    merged.evidence?.extent = "the first bytes of the inputs"
    merged.evidence?.values += other.evidence?.values ?? 0
    // What one input proves of its points says nothing about those of another.
    if spelling != other.spelling || evidence?.provenOrder != other.evidence?.provenOrder {
      merged.evidence?.provenOrder = nil
    }
    if merged.kind == kind { return merged }
    merged.evidence?.contradiction = nil
    return merged
  }
}
