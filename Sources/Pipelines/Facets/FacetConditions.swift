public import Diagnostics
import Query

/// What a filter says of the values of facets: `refine`, `exclude` and `disjunctive` of the Opendatasoft API.
///
/// Every refinement must hold, and no exclusion; the refinements of a disjunctive field are alternatives.
public struct FacetConditions: Sendable, Equatable {
  public var refined: [FacetCondition] = []
  public var excluded: [FacetCondition] = []
  /// Names of fields.
  public var disjunctive: [FacetCondition] = []

  public init() {}

  public var isEmpty: Bool { refined.isEmpty && excluded.isEmpty && disjunctive.isEmpty }

  func isDisjunctive(_ field: String) -> Bool { disjunctive.contains { $0.field == field } }
}

/// A field and a value of its facet, with the place where they were written. Conditions are equal when they say the same.
public struct FacetCondition: Sendable, Equatable {
  public var field: String
  /// Empty for a disjunctive field.
  public var value: String
  /// What was written, and where in it the two stand.
  var text: ReadText
  var fieldRange: Range<Int>
  var valueRange: Range<Int>

  /// `field=value` as it stands in a text.
  public init(
    field: String, value: String, text: ReadText, fieldRange: Range<Int>, valueRange: Range<Int>
  ) {
    self.field = field
    self.value = value
    self.text = text
    self.fieldRange = fieldRange
    self.valueRange = valueRange
  }

  /// The same, written as `field=value` somewhere.
  public init(field: String, value: String, at origin: Location = Location()) {
    let (name, count) = (field.utf8.count, value.utf8.count)
    self.init(
      field: field, value: value, text: ReadText(value.isEmpty ? field : field + "=" + value, origin: origin),
      fieldRange: 0..<name, valueRange: value.isEmpty ? name..<name : name + 1..<name + 1 + count)
  }

  public static func == (left: FacetCondition, right: FacetCondition) -> Bool {
    left.field.utf8.elementsEqual(right.field.utf8) && left.value.utf8.elementsEqual(right.value.utf8)
  }
}

extension FacetConditions {
  /// The refinements that make one query: those of a disjunctive field together, every other by itself.
  struct Group: Sendable {
    var field: String
    var conditions: [FacetCondition]
    var isDisjunctive: Bool

    var words: String { query.printed }

    /// The tree of alternatives.
    var query: Query {
      // One text for all: `checks` has the places of each.
      let first = conditions[0]
      let nodes = conditions.map { $0.node(at: first) }
      return Query(nodes.count == 1 ? nodes[0] : .or(nodes, nodes[0].range), source: first.text)
    }
  }

  var groups: [Group] {
    var groups: [Group] = []
    for condition in refined {
      let isDisjunctive = isDisjunctive(condition.field)
      if isDisjunctive, let known = groups.firstIndex(where: { $0.field == condition.field }) {
        groups[known].conditions.append(condition)
      } else {
        groups.append(Group(field: condition.field, conditions: [condition], isDisjunctive: isDisjunctive))
      }
    }
    return groups
  }

  /// The conditions as queries, each with the place that it was written at.
  var lowered: [Query] {
    groups.map(\.query)
      + excluded.map { Query(.not($0.node(at: $0), $0.fieldRange), source: $0.text) }
  }

  /// Queries that ask for every field by itself: their errors are those of the conditions, each at its own place.
  var checks: [Query] {
    groups.filter { $0.conditions.count > 1 }.flatMap(\.conditions).map { Query($0.node(at: $0), source: $0.text) }
      + disjunctive.map { Query($0.presence, source: $0.text) }
  }
}

extension FacetCondition {
  /// `#refine(field, "value")`, with the places of `other`.
  fileprivate func node(at other: FacetCondition) -> QueryNode {
    .refine(field, value, fieldRange: other.fieldRange, valueRange: other.valueRange)
  }

  fileprivate var presence: QueryNode { .isNull(field, range: fieldRange) }
}
