package import Diagnostics
import Formats
package import Query
import Records

/// One step of a stream, as declared.
enum Step: Sendable, Equatable {
  case filter(FilterDeclaration)
  case select(FieldProjection)
  case sort(SortDeclaration)
  case offset(Int)
  case limit(Int)
  case dropGeometry
}

/// What the columns of a stream are at some step.
struct StreamShape: Sendable, Equatable {
  var schema: Schema
  var projection: Projection
}

/// A step bound to columns: narrows or re-labels batches in place, called once for each batch.
protocol BatchKernel: Sendable {
  /// Columns of the decoded batches whose guessed type its answers rest on: they are verified on every record.
  var guessedColumns: [Int] { get }
  mutating func apply(_ batch: inout RecordBatch)
}

extension BatchKernel {
  var guessedColumns: [Int] { [] }
}

/// Narrows the selection to the records that every query matches.
struct FilterKernel: BatchKernel {
  var evaluators: [PredicateEvaluator]

  var guessedColumns: [Int] { evaluators.flatMap(\.guessedColumns) }

  mutating func apply(_ batch: inout RecordBatch) {
    for index in evaluators.indices { evaluators[index].select(&batch) }
  }
}

/// Replaces the visible columns.
struct ProjectionKernel: BatchKernel {
  let projection: Projection

  func apply(_ batch: inout RecordBatch) { batch.projection = projection }
}

extension Step {
  /// Binds this step to `shape` and says what the shape is after it. Offset and limit are no kernels: they
  /// belong to the ordered stage.
  func bind(to shape: inout StreamShape) throws(DiagnosticList) -> (any BatchKernel)? {
    switch self {
    case .filter(let declaration):
      let (bound, clock) = (shape, try declaration.clock.resolved())
      let checks = declaration.leading.checks + declaration.facets.checks
      let predicates = try (declaration.parsed() + checks).collected { (query) throws(DiagnosticList) in
        try Predicate(query, binding: bound.projection, schema: bound.schema, clock: clock)
      }
      return FilterKernel(evaluators: predicates.dropLast(checks.count).map(PredicateEvaluator.init))
    case .select(let projection):
      shape.projection = try projection.resolve(over: shape.projection, schema: shape.schema)
      return ProjectionKernel(projection: shape.projection)
    case .dropGeometry:
      shape.projection.keepsGeometry = false
      return ProjectionKernel(projection: shape.projection)
    case .sort(let declaration):
      return try declaration.bind(to: shape)
    case .offset, .limit:
      return nil
    }
  }

  /// True for a projection that says which fields leave, under which names; one that only takes away keeps the others' names.
  var listsFields: Bool {
    guard case .select(let projection) = self else { return false }
    return !projection.startsFromEverything
  }

  /// What the step reads: names, and whether it needs every column the probe saw.
  func demand() throws(DiagnosticList) -> FieldDemand {
    switch self {
    case .filter(let declaration):
      let queries = try declaration.parsed()
      var demand = FieldDemand(wantsAll: false, names: queries.flatMap(\.fieldNames))
      demand.wantsPlaces = queries.contains { $0.asksForPlaces }
      return demand
    case .select(let projection):
      return FieldDemand(wantsAll: projection.needsAll, names: projection.names.map { Array($0.utf8) })
    case .sort(let declaration):
      return declaration.demand
    case .offset, .limit, .dropGeometry:
      return FieldDemand(wantsAll: false)
    }
  }
}

extension FilterDeclaration {
  /// The syntax trees of the queries and of the filters by place; parameters are placeholders in them, bound to their values.
  package func parsed() throws(DiagnosticList) -> [Query] {
    let values = parameters.mapValues(\.asQueryParameter)
    var errors: [Diagnostic] = []
    var found = leading.lowered + facets.lowered
    func take(_ query: () throws(DiagnosticList) -> Query) {
      do throws(DiagnosticList) {
        found.append(try query())
      } catch {
        errors += error.diagnostics
      }
    }
    for query in queries {
      take { () throws(DiagnosticList) in
        try Query(
          parsing: query.place.texts.first ?? ReadText(query.text, origin: query.place.location), parameters: values)
      }
    }
    for geofilter in geofilters { take { () throws(DiagnosticList) in try geofilter.query() } }
    if !errors.isEmpty { throw DiagnosticList(errors) }
    return found
  }
}

extension Array {
  /// What `body` makes of each element; throws the errors of all of them.
  fileprivate func collected<Result>(
    _ body: (Element) throws(DiagnosticList) -> Result
  ) throws(DiagnosticList) -> [Result] {
    var results: [Result] = []
    var errors: [Diagnostic] = []
    for element in self {
      do throws(DiagnosticList) {
        results.append(try body(element))
      } catch {
        errors += error.diagnostics
      }
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
    return results
  }
}

extension ParameterValue {
  fileprivate var asQueryParameter: QueryParameter {
    switch self {
    case .text(let text): .text(text)
    case .number(let lexeme): .number(lexeme)
    case .boolean(let value): .boolean(value)
    }
  }
}
