import Aggregates
import Calendars
import Diagnostics
import Records

/// Binds x: each field once, with the parts that are asked for.
struct SliceBinder {
  struct Bound {
    var slice: SeriesQuestion.Slice
    var column: SliceColumn
  }

  private struct Named {
    var field: String
    var column: Int
    var parts: [SlicePart]
    var text: AnalyzeText
  }

  private let columns: VisibleColumns
  private let declaration: AnalyzeDeclaration
  private var named: [Named] = []
  private(set) var errors: [Diagnostic] = []
  private var precision: SlicePart?
  private var periodic: SlicePart?

  init(_ columns: VisibleColumns, _ declaration: AnalyzeDeclaration) {
    self.columns = columns
    self.declaration = declaration
    precision = unit(declaration.precision, "--precision", [.year, .month, .week, .day, .hour, .minute])
    periodic = unit(
      declaration.periodic, "--periodic", [.year, .month, .week, .weekday, .day, .hour, .minute])
  }

  private mutating func unit(_ text: String?, _ flag: String, _ choices: [SlicePart]) -> SlicePart? {
    guard let text else { return nil }
    if let found = choices.first(where: { $0.rawValue == text.lowercased() }) { return found }
    let names = choices.map(\.rawValue)
    errors.append(
      Diagnostic(
        .usage, "'\(text)' is no unit of time for \(flag)", at: Location(context: flag),
        help: (Suggestion.nearest(to: text, in: names).map { ["did you mean '\($0)'?"] } ?? [])
          + ["units: " + names.joined(separator: " ")]))
    return nil
  }

  /// Takes one x.
  mutating func add(_ group: AnalyzeText) {
    let text = group.text
    let name = SliceName(text.text) { columns.column($0) != nil }
    guard let column = columns.column(name.field) else {
      errors.append(unknown(name, text))
      return
    }
    guard let known = named.firstIndex(where: { $0.column == column }) else {
      named.append(Named(field: name.field, column: column, parts: name.part.map { [$0] } ?? [], text: group))
      return
    }
    if let part = name.part, !named[known].parts.isEmpty, !named[known].parts.contains(part) {
      named[known].parts.append(part)
    } else {
      errors.append(
        text.diagnostic(
          .usage, "field '\(name.field)' is in x already",
          help: ["name it once, whole or by its parts: \(name.field).year, \(name.field).month"]))
    }
  }

  private func unknown(_ name: SliceName, _ text: ReadText) -> Diagnostic {
    // The field is there, its part is none.
    if name.part == nil, let dot = name.field.utf8.lastIndex(of: 0x2E),
      columns.column(String(name.field[..<dot])) != nil
    {
      let part = String(name.field[name.field.index(after: dot)...])
      let parts = SlicePart.allCases.map(\.rawValue)
      let start = name.field.utf8.distance(from: name.field.utf8.startIndex, to: dot) + 1
      return text.diagnostic(
        .unknownField, "a date has no part '\(part)'", at: start..<text.bytes.count,
        help: (Suggestion.nearest(to: part, in: parts).map { ["did you mean '\($0)'?"] } ?? [])
          + ["parts: " + parts.joined(separator: " ")])
    }
    return text.diagnostic(
      .unknownField, "no field '\(name.field)'", at: 0..<name.field.utf8.count, notes: columns.notes,
      help: columns.suggestion(name.field))
  }

  // MARK: Binding

  /// The fields bound to their columns. Call it after the last `add`.
  var bound: [Bound] {
    mutating get {
      var bound: [Bound] = []
      var hasDates = false
      for one in named {
        guard let found = bind(one) else { continue }
        hasDates = hasDates || (found.column.reading == .date || found.column.reading == .seen) && one.parts.isEmpty
        bound.append(found)
      }
      if errors.isEmpty, !hasDates, precision != nil || periodic != nil {
        errors.append(
          Diagnostic(
            .usage, "there is no date in x that could be cut",
            at: Location(context: precision == nil ? "--periodic" : "--precision"),
            help: ["leave it out, or give a date as x without a part"]))
      }
      return bound
    }
  }

  private mutating func bind(_ one: Named) -> Bound? {
    let field = columns.schema.fields[one.column]
    let (type, text) = (field.type, one.text.text)
    let reading: SliceColumn.Reading
    switch field.kind {
    case .geopoint, .shape:
      errors.append(
        text.diagnostic(
          .queryBadValue, "field '\(one.field)' holds places, and places make no groups",
          help: ["a field with the name of the place does"]))
      return nil
    case .date, .datetime: reading = .date
    case .integer, .number: reading = .number
    case .boolean: reading = .boolean
    case .text, .unknown: reading = columns.schema.isOpen && type.basis != .declared ? .seen : .text
    }
    if field.role == .geometry {
      errors.append(text.diagnostic(.queryBadValue, "the geometry makes no groups"))
      return nil
    }
    if !one.parts.isEmpty, reading != .date, reading != .seen {
      errors.append(
        text.diagnostic(
          .queryBadValue, "field '\(one.field)' holds \(field.kind.plural), and only dates have parts",
          help: field.kind == .text || field.kind == .unknown
            ? ["--type '\(one.field)=date' says that its values are dates"] : []))
      return nil
    }
    let isDated = reading == .date || reading == .seen
    let parts = one.parts.isEmpty && isDated ? cut(one, field.structure.finestDate) : one.parts
    guard let parts else { return nil }
    return Bound(
      slice: SeriesQuestion.Slice(
        SliceSpec(field: one.field, parts: parts), isSeen: reading == .seen && one.parts.isEmpty),
      column: SliceColumn(
        column: one.column, type: type, reading: reading, listSeparator: field.structure.listSeparator,
        dates: DateSlice(parts), asksForParts: !one.parts.isEmpty))
  }

  /// The parts by precision and period.
  private mutating func cut(_ one: Named, _ finest: DateParts.Precision) -> [SlicePart]? {
    let limit: SlicePart? = finest == .year ? .year : finest == .month ? .month : nil
    let periodic = periodic ?? .year
    // A period of hours asks for hours, though days are the usual precision.
    let usual: SlicePart = periodic == .hour || periodic == .minute ? periodic : limit ?? .day
    let precision = precision ?? usual
    if let limit, precision.isFiner(than: limit) {
      errors.append(
        one.text.text.diagnostic(
          .usage, "the precision \(precision.rawValue) is finer than that of field '\(one.field)', \(limit.rawValue)",
          help: ["--precision \(limit.rawValue)"]))
      return nil
    }
    guard let parts = SlicePart.parts(periodic: periodic, precision: precision) else {
      errors.append(
        Diagnostic(
          .usage, "the precision \(precision.rawValue) is coarser than the period \(periodic.rawValue)",
          at: Location(context: "--precision"),
          help: ["--precision \(periodic.rawValue), or a finer one", "--periodic year tells all slices apart"]))
      return nil
    }
    return parts
  }
}

extension SlicePart {
  fileprivate func isFiner(than other: SlicePart) -> Bool {
    let order: [SlicePart] = [.year, .month, .week, .day, .hour, .minute]
    return (order.firstIndex(of: self) ?? 0) > (order.firstIndex(of: other) ?? 0)
  }
}
