import Diagnostics
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
