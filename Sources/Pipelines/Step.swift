import Diagnostics
import Formats
import Query
import Records

/// One step of a stream, as declared.
enum Step: Sendable, Equatable {
  case filter(FilterDeclaration)
  case select([FieldSelector], Location)
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

/// Narrows the selection to the records a query matches.
struct FilterKernel: BatchKernel {
  var evaluator: PredicateEvaluator

  var guessedColumns: [Int] { evaluator.guessedColumns }

  mutating func apply(_ batch: inout RecordBatch) { evaluator.select(&batch) }
}

/// Replaces the visible columns.
struct ProjectionKernel: BatchKernel {
  let projection: Projection

  func apply(_ batch: inout RecordBatch) { batch.projection = projection }
}

extension Step {
  /// Binds this step to `shape` and says what the shape is after it. A limit is no kernel: it belongs to the ordered stage.
  func bind(to shape: inout StreamShape) throws(DiagnosticList) -> (any BatchKernel)? {
    switch self {
    case .filter(let declaration):
      let predicate = try Predicate(declaration.parsed(), binding: shape.projection, schema: shape.schema)
      return FilterKernel(evaluator: PredicateEvaluator(predicate))
    case .select(let selectors, let location):
      shape.projection = try FieldProjection(selectors: selectors, location: location)
        .resolve(over: shape.projection, schema: shape.schema)
      return ProjectionKernel(projection: shape.projection)
    case .dropGeometry:
      shape.projection.keepsGeometry = false
      return ProjectionKernel(projection: shape.projection)
    case .limit:
      return nil
    }
  }

  /// True for a projection that says which fields leave, under which names; one that only takes away keeps the others' names.
  var listsFields: Bool {
    guard case .select(let selectors, let location) = self else { return false }
    return !FieldProjection(selectors: selectors, location: location).startsFromEverything
  }

  /// What the step reads: names, and whether it needs every column the probe saw.
  func demand() throws(DiagnosticList) -> FieldDemand {
    switch self {
    case .filter(let declaration):
      let query = try declaration.parsed()
      var demand = FieldDemand(wantsAll: false, names: query.fieldNames)
      demand.wantsPlaces = query.asksForPlaces
      return demand
    case .select(let selectors, let location):
      let projection = FieldProjection(selectors: selectors, location: location)
      return FieldDemand(wantsAll: projection.needsAll, names: projection.names.map { Array($0.utf8) })
    case .limit, .dropGeometry:
      return FieldDemand(wantsAll: false)
    }
  }
}

extension FilterDeclaration {
  /// The query's syntax tree; parameters are placeholders in it, bound to their values.
  func parsed() throws(DiagnosticList) -> Query {
    try Query(parsing: query, parameters: parameters.mapValues(\.asQueryParameter), origin: location)
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
