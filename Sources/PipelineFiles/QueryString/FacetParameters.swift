import Aggregates
import Diagnostics
import Formats
import Pipelines

extension PortalParameters {
  /// Conditions on the values of facets. With the flags of the same names all of them hold.
  static let facetFilters: [PortalParameter] = [
    condition(
      "refine.country_code=FR", name: "refine.*", \.refined,
      "Records with this value of a facet, or below it (day=2012/09); --refine."),
    condition(
      "exclude.country_code=FR", name: "exclude.*", \.excluded, "Records without this value; --exclude."),
    .member(
      "disjunctive.country_code=true", name: "disjunctive.*",
      "Several refine of this field are alternatives; --disjunctive."
    ) { pair, declaration in
      switch pair.value {
      // Portals write the name alone.
      case "", "true":
        var filter = declaration.filter ?? FilterDeclaration(queries: [])
        let condition = FacetCondition(
          field: pair.member, value: "", text: pair.text, fieldRange: pair.memberRange,
          valueRange: pair.memberRange.upperBound..<pair.memberRange.upperBound)
        if !filter.facets.disjunctive.contains(condition) { filter.facets.disjunctive.append(condition) }
        declaration.filter = filter
        return []
      case "false": return []
      default: return [pair.text[pair.valueRange].wrong("'disjunctive' needs true or false")]
      }
    } spell: { declaration in
      conditions(declaration).disjunctive.map { ($0.field, "true") }
    },
  ]

  /// What is counted. `convert` writes the records, and says that it counts none.
  static let facets: [PortalParameter] = [
    .sets(
      "facet=country_code", mayRepeat: true, "Counts of the values of a field: weir facets --facet.",
      read: { value, declaration in
        if value.bytes.isEmpty { return [value.wrong("'facet' needs the name of a field")] }
        var facets = declaration.outputs[0].facets ?? FacetDeclaration()
        facets.fields.append(
          FacetCondition(
            field: value.text, value: "", text: value, fieldRange: 0..<value.bytes.count,
            valueRange: value.bytes.count..<value.bytes.count))
        declaration.outputs[0].facets = facets
        return []
      },
      spell: { declaration in declaration.outputs[0].facets?.fields.map(\.field) ?? [] }),
    .member("facetsort.country_code=alphanum", name: "facetsort.*", "The order of the counts: --facetsort.") {
      pair, declaration in
      var facets = declaration.outputs[0].facets ?? FacetDeclaration()
      guard FacetSort(rawValue: pair.value) != nil else {
        let names = FacetSort.allCases.map(\.rawValue).joined(separator: " ")
        return [pair.text[pair.valueRange].wrong("'facetsort' needs one of \(names)")]
      }
      facets.sorts.append(ColumnSetting(column: pair.member, value: pair.value))
      declaration.outputs[0].facets = facets
      return []
    } spell: { declaration in
      (declaration.outputs[0].facets?.sorts ?? []).compactMap { sort in sort.column.map { ($0, sort.value) } }
    },
  ]

  private static func condition(
    _ example: String, name: String, _ path: any WritableKeyPath<FacetConditions, [FacetCondition]> & Sendable,
    _ summary: String
  ) -> PortalParameter {
    .member(example, name: name, summary) { pair, declaration in
      if pair.value.isEmpty { return [pair.text.wrong("'\(pair.text.text)' needs a value of the facet")] }
      var filter = declaration.filter ?? FilterDeclaration(queries: [])
      filter.facets[keyPath: path].append(pair.condition)
      declaration.filter = filter
      return []
    } spell: { declaration in
      conditions(declaration)[keyPath: path].map { ($0.field, $0.value) }
    }
  }

  private static func conditions(_ declaration: PipelineDeclaration) -> FacetConditions {
    FilterDeclaration.joined(declaration.filter, declaration.outputs[0].filter).facets
  }
}
