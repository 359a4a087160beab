import Aggregates
import Diagnostics
import Records

/// The names that rows may be sorted by: every series, `x`, `x.field`, `x.field.part`, and the latter without their `x.`.
enum SeriesOrder {
  /// What a name means, several for an x of several fields; nothing: it means nothing.
  static func targets(
    of name: String, _ slices: [SeriesQuestion.Slice], _ series: [SeriesQuestion.Series]
  ) -> [SeriesQuestion.Key.Target] {
    if let index = series.firstIndex(where: { $0.spec.name.utf8.elementsEqual(name.utf8) }) { return [.series(index)] }
    if name == "x" { return slices.indices.map { .slice($0, part: nil) } }
    let rest = name.hasPrefix("x.") ? String(name.dropFirst(2)) : name
    if slices.count == 1, let part = SlicePart(rawValue: rest), slices[0].spec.parts.contains(part) {
      return [.slice(0, part: part)]
    }
    let found = SliceName(rest) { text in slices.contains { $0.spec.field.utf8.elementsEqual(text.utf8) } }
    guard let index = slices.firstIndex(where: { $0.spec.field.utf8.elementsEqual(found.field.utf8) }) else {
      return []
    }
    if let part = found.part, !slices[index].spec.parts.contains(part) { return [] }
    return [.slice(index, part: found.part)]
  }

  static func unknown(
    _ key: SortKey, _ text: ReadText?, _ slices: [SeriesQuestion.Slice], _ series: [SeriesQuestion.Series]
  ) -> Diagnostic {
    var names = series.map(\.spec.name)
    if !slices.isEmpty { names.append("x") }
    for slice in slices {
      if slices.count > 1 { names.append("x." + slice.spec.field) }
      if slice.spec.parts.count > 1 { names += slice.spec.parts.map { "x.\(slice.spec.field).\($0.rawValue)" } }
    }
    let message = "rows cannot be sorted by '\(key.name)'"
    let notes = ["keys: " + names.joined(separator: ", ")]
    let help = Suggestion.nearest(to: key.name, in: names).map { ["did you mean '\($0)'?"] } ?? []
    return text?.diagnostic(.unknownField, message, notes: notes, help: help)
      ?? Diagnostic(.unknownField, message, at: Location(context: "--sort"), notes: notes, help: help)
  }

  /// In a portal's query a bare name descends for series, numbers and whole dates, and ascends for texts and for parts of
  /// dates.
  static func isDescending(
    _ direction: SortDirection, _ target: SeriesQuestion.Key.Target, _ columns: [SliceColumn]
  ) -> Bool {
    let ascendsBare =
      switch target {
      case .series: false
      case .slice(_, part: .some): true
      case .slice(let index, part: nil): columns[index].reading != .number && columns[index].reading != .date
      }
    return direction.isDescending(isText: ascendsBare)
  }
}
