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
    /// `order` is the place of its `ConjunctOrder` among those of an evaluator.
    case and([Node], order: Int)
    case or([Node])

    /// The conjunction of any number of nodes.
    static func all(of nodes: [Node]) -> Node {
      nodes.isEmpty ? .always : nodes.count == 1 ? nodes[0] : .and(nodes, order: 0)
    }

    /// What a record costs, roughly, in nanoseconds.
    func cost(_ leaves: [Leaf]) -> Int {
      switch self {
      case .always: 0
      case .leaf(let index): leaves[index].cost
      case .not(let operand): operand.cost(leaves)
      case .and(let operands, _), .or(let operands): operands.reduce(0) { min($0 + $1.cost(leaves), 1 << 32) }
      }
    }

    /// The same node with an order of its own for each conjunction; appends them.
    fileprivate func numbered(_ leaves: [Leaf], _ orders: inout [ConjunctOrder]) -> Node {
      switch self {
      case .always, .leaf: return self
      case .not(let operand): return .not(operand.numbered(leaves, &orders))
      case .or(let operands): return .or(operands.map { $0.numbered(leaves, &orders) })
      case .and(let operands, _):
        let order = orders.count
        orders.append(ConjunctOrder(costs: operands.map { $0.cost(leaves) }))
        return .and(operands.map { $0.numbered(leaves, &orders) }, order: order)
      }
    }
  }

  let root: Node
  let leaves: [Leaf]
  /// The orders that an evaluator begins with, one for each conjunction.
  let orders: [ConjunctOrder]
  /// Names bound on an open schema, each once: what `PredicateEvaluator.seenMembers` reports on.
  package let memberNames: [String]
  let members: [Member]
  /// Columns whose guessed type the meaning of the query rests on, each once: somebody must verify them on every record.
  package let guessedColumns: [Int]

  /// Binds the names of `query` to the visible fields; throws every name and function that cannot be bound. `clock` says
  /// when the query is asked, and where.
  package init(
    _ query: Query, binding projection: Projection, schema: Schema, clock: QueryClock = QueryClock()
  ) throws(DiagnosticList) {
    var binder = Binder(query: query, projection: projection, schema: schema, clock: clock)
    let bound = binder.bind(query.root)
    if !binder.diagnostics.isEmpty { throw DiagnosticList(binder.diagnostics) }
    leaves = binder.leaves
    var orders: [ConjunctOrder] = []
    root = bound.numbered(leaves, &orders)
    self.orders = orders
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
    case .typedNumber(let source, _, _): source.cost + 25
    case .tokens(let source, _): source.cost + 30
    case .text(let source, _): source.cost + 40
    case .anyField(let needle): needle.isPhrase ? 600 : 150
    case .rows(let test): test.nanoseconds
    }
  }
}

extension FieldSource {
  var cost: Int { if case .member = self { 200 } else { 0 } }
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
