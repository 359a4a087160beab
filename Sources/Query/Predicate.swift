package import Diagnostics
package import Records

/// A query bound to a schema: names are columns, literals are numbers and folded tokens, conjuncts stand cheapest first.
///
/// Immutable and shared by all workers; each runs its own `PredicateEvaluator` over it.
package struct Predicate: Sendable {
  indirect enum Node: Sendable {
    case always
    case leaf(Int)
    case not(Node)
    case and([Node])
    case or([Node])

    /// The conjunction of any number of nodes.
    static func all(of nodes: [Node]) -> Node {
      nodes.isEmpty ? .always : nodes.count == 1 ? nodes[0] : .and(nodes)
    }
  }

  let root: Node
  let leaves: [Leaf]
  /// Names bound on an open schema, each once: what `PredicateEvaluator.seenMembers` reports on.
  package let memberNames: [String]
  let members: [Member]
  /// Columns whose guessed type the meaning of the query rests on, each once: somebody must verify them on every record.
  package let guessedColumns: [Int]

  /// Binds the names of `query` to the visible fields; throws every name and function that cannot be bound.
  package init(_ query: Query, binding projection: Projection, schema: Schema) throws(DiagnosticList) {
    var binder = Binder(query: query, projection: projection, schema: schema)
    root = binder.bind(query.root)
    if !binder.diagnostics.isEmpty { throw DiagnosticList(binder.diagnostics) }
    leaves = binder.leaves
    members = binder.members
    memberNames = members.map(\.name)
    guessedColumns = binder.guessedColumns
  }

  /// A name of an open schema: it may or may not be a column, and a record may lack it.
  struct Member: Sendable {
    var name: String
    var nameBytes: [UInt8]
    var source: FieldSource
  }
}

/// Where the value of a field is found.
enum FieldSource: Sendable, Equatable {
  case column(Int)
  /// Looked up by name in each record's own text; an index in `Predicate.members`.
  case member(Int)
}

/// One test of one field, or of all of them.
enum Leaf: Sendable {
  /// An ordering comparison or range with numbers: what is no number does not match.
  case number(FieldSource, NumberInterval)
  /// Equality with a number: numbers compare as numbers, other values by their tokens.
  case numberOrTokens(FieldSource, NumberInterval, TokenPattern)
  case tokens(FieldSource, TokenPattern)
  /// The same for a column whose type says how its numbers are spelled.
  case typedNumber(FieldSource, NumberInterval, ColumnType)
  case boolean(FieldSource, Bool, ColumnType)
  case date(FieldSource, DateInterval, ColumnType)
  /// An ordering comparison or range with text.
  case text(FieldSource, TextInterval)
  /// `[* TO *]`: any value.
  case present(FieldSource)
  /// A term: some visible field holds the needle.
  case anyField(TokenNeedle)
  /// The test of a function, called once for each batch.
  case rows(any RowTest)

  /// What a record costs, roughly, in nanoseconds: cheap conjuncts run first.
  var cost: Int {
    switch self {
    case .number(let source, _): source.cost + 5
    case .present(let source): source.cost + 5
    case .numberOrTokens(let source, _, _): source.cost + 10
    case .boolean(let source, _, _): source.cost + 15
    case .typedNumber(let source, _, _), .date(let source, _, _): source.cost + 25
    case .tokens(let source, _): source.cost + 30
    case .text(let source, _): source.cost + 40
    case .anyField(let needle): needle.isPhrase ? 600 : 150
    case .rows(let test): test.nanoseconds
    }
  }
}

extension FieldSource {
  fileprivate var cost: Int { if case .member = self { 200 } else { 0 } }
}

/// A text between two folded bounds; nil is open.
struct TextInterval: Sendable {
  var lower: [UInt8]?
  var includesLower = true
  var upper: [UInt8]?
  var includesUpper = true

  func contains(_ folded: [UInt8]) -> Bool {
    if let lower, !(includesLower ? !folded.lexicographicallyPrecedes(lower) : lower.lexicographicallyPrecedes(folded))
    {
      return false
    }
    if let upper, !(includesUpper ? !upper.lexicographicallyPrecedes(folded) : folded.lexicographicallyPrecedes(upper))
    {
      return false
    }
    return true
  }
}
