import Aggregates
import Diagnostics
import Formats
package import Pipelines

extension OptionTable {
  /// Conditions on the values of facets: keys of `filter`.
  package static let facetFilter: [DeclaredOption<FilterDeclaration>] = [
    conditions(
      "--refine", "refine", \.facets.refined,
      "Records with this value of a facet: country_code=FR, day=2012/09; several: all must hold."),
    conditions(
      "--exclude", "exclude", \.facets.excluded, "Records without it; several: each leaves out more."),
    .make(
      "--disjunctive", "disjunctive", .textOrList, "Several values of refine for this field are alternatives."
    ) { texts, filter in
      if texts.contains("") { return "needs the name of a field" }
      filter.facets.disjunctive = texts.map {
        FacetCondition(field: $0, value: "", at: Location(context: "--disjunctive"))
      }
      return nil
    } spell: { filter in
      filter.facets.disjunctive.map(\.field)
    },
  ]

  private static func conditions(
    _ flag: String, _ key: String, _ path: any WritableKeyPath<FilterDeclaration, [FacetCondition]> & Sendable,
    _ help: String
  ) -> DeclaredOption<FilterDeclaration> {
    .make(flag, key, .conditions, help) { texts, filter in
      var conditions: [FacetCondition] = []
      for text in texts {
        guard let condition = FacetConditionText.parse(text, at: Location(context: flag)) else {
          return "needs field=value"
        }
        conditions.append(condition)
      }
      filter[keyPath: path] = conditions
      return nil
    } spell: { filter in
      filter[keyPath: path].map(FacetConditionText.render)
    }
  }
}

extension OptionTable {
  /// What an output counts: keys of its `facets`.
  package static let facets: [DeclaredOption<FacetDeclaration>] = [
    .make("--facet", "fields", .textOrList, "The fields whose values are counted, in the order of the answer.") {
      texts, facets in
      if texts.contains("") { return "needs the name of a field" }
      facets.fields = texts.map { FacetCondition(field: $0, value: "", at: Location(context: "--facet")) }
      return nil
    } spell: { facets in
      facets.fields.map(\.field)
    },
    .settings(
      "--facetsort", "sort", \.sorts, values: FacetSort.allCases.map(\.rawValue), mayBeAlone: true,
      "The order of the values: count -count alphanum -alphanum num -num (- descends); of one field: day=alphanum."),
    .make(
      "--facet-limit", "limit", .counts, "At most so many values of each level, of one field: country_code=10."
    ) { texts, facets in
      var limits: [ColumnSetting] = []
      for text in texts {
        let equals = text.lastIndex(of: "=")
        let value = equals.map { String(text[text.index(after: $0)...]) } ?? text
        guard Spelling.count(value, atLeast: 1) != nil else {
          return "needs an integer of at least 1, or field=integer"
        }
        limits.append(ColumnSetting(column: equals.map { String(text[..<$0]) }, value: value))
      }
      facets.limits = limits
      return nil
    } spell: { facets in
      facets.limits.map { limit in limit.column.map { "\($0)=\(limit.value)" } ?? limit.value }
    },
  ]

  /// Said by `--partial FILE` instead of `--output FILE`.
  static let partialFacets: [DeclaredOption<FacetDeclaration>] = [
    .toggle(
      "--partial", "partial", \.isPartial, "Write what was counted as a part, for weir merge, instead of an answer.")
  ]
}

/// The spelling of a condition, `field=value`. A field name that holds `=` or begins with a quote stands in double quotes,
/// a quote inside it twice.
enum FacetConditionText {
  static func parse(_ text: String, at origin: Location) -> FacetCondition? {
    let bytes = Array(text.utf8)
    var name: [UInt8] = []
    var i = 0
    if bytes.first == quote {
      i = 1
      while i < bytes.count {
        if bytes[i] == quote {
          guard i + 1 < bytes.count, bytes[i + 1] == quote else { break }
          i += 1
        }
        name.append(bytes[i])
        i += 1
      }
      i += 1
    } else {
      i = bytes.firstIndex(of: equals) ?? bytes.count
      name = Array(bytes[..<i])
    }
    guard !name.isEmpty, i + 1 < bytes.count, bytes[i] == equals else { return nil }
    return FacetCondition(
      field: String(decoding: name, as: UTF8.self), value: String(decoding: bytes[(i + 1)...], as: UTF8.self),
      text: ReadText(text, origin: origin), fieldRange: 0..<i, valueRange: i + 1..<bytes.count)
  }

  static func render(_ condition: FacetCondition) -> String { render(condition.field, condition.value) }

  static func render(_ field: String, _ value: String) -> String {
    guard field.utf8.contains(equals) || field.utf8.first == quote else { return field + "=" + value }
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"="
      + value
  }

  private static let equals = UInt8(ascii: "=")
  private static let quote = UInt8(ascii: "\"")
}

extension FilterDeclaration {
  /// The conditions of both.
  static func joined(_ main: FilterDeclaration?, _ own: FilterDeclaration?) -> FilterDeclaration {
    var joined = FilterDeclaration(queries: [])
    joined.facets = main?.facets ?? FacetConditions()
    guard let own else { return joined }
    joined.facets.refined += own.facets.refined
    joined.facets.excluded += own.facets.excluded
    for field in own.facets.disjunctive where !joined.facets.disjunctive.contains(field) {
      joined.facets.disjunctive.append(field)
    }
    return joined
  }

  /// True when joining them would make alternatives of refinements that must both hold.
  static func areApart(_ main: FilterDeclaration?, _ own: FilterDeclaration?) -> Bool {
    guard let main, let own else { return false }
    let (first, second) = (main.facets, own.facets)
    return (first.disjunctive + second.disjunctive).contains { field in
      first.refined.contains { $0.field == field.field } && second.refined.contains { $0.field == field.field }
    }
  }
}
