import Aggregates
import Calendars
import Diagnostics
import Formats
import Query
import Records

/// The facets of an output bound to the columns of one input.
struct FacetPlan: Sendable {
  let specs: [FacetSpec]
  let columns: [FacetColumn]
  let zone: TimeZone

  /// Collects every field that there is not, every condition that cannot be bound.
  init(
    _ output: OutputDeclaration, _ facets: FacetDeclaration, to shape: StreamShape
  ) throws(DiagnosticList) {
    let resolved = try facets.clock.resolved()
    zone = resolved.zone
    var conditions = facets.main
    conditions.refined += output.filter?.facets.refined ?? []
    conditions.excluded += output.filter?.facets.excluded ?? []
    let groups = facets.alternatives.flatMap(\.groups)
    let alternatives = facets.alternatives.flatMap(\.refined)
    var fields: [FacetCondition] = []
    for field in facets.fields + conditions.refined + alternatives
    where !fields.contains(where: { $0.field == field.field }) {
      fields.append(field)
    }
    var errors: [Diagnostic] = []
    var specs: [FacetSpec] = []
    var columns: [FacetColumn] = []
    for field in fields {
      do throws(DiagnosticList) {
        let found = try Self.column(of: field, shape, resolved)
        let schemaField = shape.schema.fields[found]
        let kind = FacetShape(
          type: schemaField.type, structure: schemaField.structure, isTyped: !shape.schema.isOpen)
        if [.geopoint, .shape].contains(schemaField.kind) || schemaField.role == .geometry {
          throw DiagnosticList(Self.place(field))
        }
        var spec = FacetSpec(name: field.field, separator: kind.levelSeparator)
        if let sort = facets.setting(field.field, facets.sorts).flatMap(FacetSort.init) { spec.sort = sort }
        spec.limit = facets.setting(field.field, facets.limits).flatMap { Int($0) }
        let refined = conditions.refined + alternatives
        spec.refined = refined.filter { $0.field == field.field }.flatMap { Self.paths(of: $0, kind) }
        spec.excluded = conditions.excluded.filter { $0.field == field.field }.flatMap {
          Self.paths(of: $0, kind).suffix(1)
        }
        var evaluators: [PredicateEvaluator] = []
        for group in groups where group.field == field.field {
          evaluators.append(
            PredicateEvaluator(
              try Predicate(group.query, binding: shape.projection, schema: shape.schema, clock: resolved)))
        }
        specs.append(spec)
        columns.append(
          FacetColumn(column: found, shape: kind, opened: kind.hasLevels ? spec.opened : [], alternatives: evaluators)
        )
      } catch {
        errors += error.diagnostics
      }
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
    self.specs = specs
    self.columns = columns
  }

  var guessedColumns: [Int] { FacetFolder.guessedColumns(columns) }

  func makeFolder() -> FacetFolder { FacetFolder(columns, zone: zone) }

  /// The column of a field; the error is that of a query which names it.
  private static func column(
    of field: FacetCondition, _ shape: StreamShape, _ clock: QueryClock
  ) throws(DiagnosticList) -> Int {
    let query = Query(.isNull(field.field, range: field.fieldRange), source: field.text)
    _ = try Predicate(query, binding: shape.projection, schema: shape.schema, clock: clock)
    let name = Array(field.field.utf8)
    if let visible = shape.projection.field(named: name) { return visible.column }
    if let column = shape.schema.fields.firstIndex(where: { $0.isEnvelope && $0.nameBytes == name }) { return column }
    throw DiagnosticList(Diagnostic(.unknownField, "no field '\(field.field)'"))
  }

  private static func place(_ field: FacetCondition) -> Diagnostic {
    field.text.diagnostic(
      .queryBadValue, "field '\(field.field)' holds places, and places have no facet", at: field.fieldRange,
      help: ["--within and #distance ask where a record is"])
  }

  /// A condition's value as the facet counts it; where nobody knows the type, everything that it may be.
  private static func paths(of condition: FacetCondition, _ shape: FacetShape) -> [[UInt8]] {
    let text = Array(condition.value.utf8)
    switch shape.kind {
    case .text: return [text]
    case .path: return [shape.normalized(text)]
    case .date: return [FacetShape.datePath(text) ?? text]
    case .number: return [FacetShape.numberPath(text) ?? text]
    case .seen:
      var paths = [text]
      for path in [FacetShape.numberPath(text), FacetShape.datePath(text)] {
        if let path, !paths.contains(path) { paths.append(path) }
      }
      return paths
    }
  }
}
