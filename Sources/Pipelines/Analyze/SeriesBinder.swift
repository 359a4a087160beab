import Aggregates
import Diagnostics
import Expressions
import Query
import Records

/// Binds series: functions by name, expressions to columns; series over one expression share its numbers.
struct SeriesBinder {
  private let columns: VisibleColumns
  private let clock: QueryClock
  private(set) var series: [SeriesQuestion.Series] = []
  private(set) var operands: [OperandColumn] = []
  /// The canonical text of each operand.
  private var operandTexts: [String] = []
  private(set) var columnsRead: [Int] = []
  private(set) var errors: [Diagnostic] = []

  init(_ columns: VisibleColumns, _ clock: QueryClock) {
    self.columns = columns
    self.clock = clock
  }

  mutating func add(_ one: SeriesDeclaration) {
    let known = errors.count
    if one.name.isEmpty || one.name == "x" {
      complain(one, one.name.isEmpty ? "a series has a name" : "a series cannot be called x, which are the groups")
    }
    if series.contains(where: { $0.spec.name.utf8.elementsEqual(one.name.utf8) }) {
      complain(one, "there is a series '\(one.name)' already", help: ["each series has a name of its own"])
    }
    guard let function = function(one) else { return }
    var operand: Int?
    if let text = one.expression?.text {
      operand = bind(text, function.needs)
      if function == .count { operand = nil }
    } else if function != .count {
      complain(
        one, "\(one.function.uppercased()) needs an expression",
        help: ["for example \(one.name)=\(one.function.uppercased())(\(columns.names.first ?? "field"))"])
    }
    guard errors.count == known else { return }
    series.append(
      SeriesQuestion.Series(
        SeriesSpec(
          name: one.name, function: function, expression: function == .count ? nil : one.expression?.text.text),
        operand: operand, isCumulative: one.isCumulative))
  }

  private mutating func complain(_ one: SeriesDeclaration, _ message: String, help: [String] = []) {
    errors.append(
      one.place.texts.first?.diagnostic(.usage, message, help: help)
        ?? Diagnostic(.usage, message, at: Location(context: "series '\(one.name)'"), help: help))
  }

  private mutating func function(_ one: SeriesDeclaration) -> SeriesFunction? {
    guard let entry = SeriesFunctions.named(one.function) else {
      let names = SeriesFunctions.all.map(\.name)
      complain(
        one, "there is no function '\(one.function)' for series",
        help: (Suggestion.nearest(to: one.function.uppercased(), in: names).map { ["did you mean '\($0)'?"] } ?? [])
          + ["functions: " + names.joined(separator: " ")])
      return nil
    }
    guard entry.name == SeriesFunctions.quantiles else {
      if !one.subsets.isEmpty { complain(one, "only QUANTILES has subsets", help: ["leave them out"]) }
      return entry.function
    }
    if one.subsets.isEmpty || one.subsets.contains(where: { !(0...100 ~= $0) }) {
      complain(
        one, one.subsets.isEmpty ? "QUANTILES needs its subsets" : "the subsets of QUANTILES are from 0 to 100",
        help: ["for example subsets 25,50,75"])
    }
    if one.isCumulative { complain(one, "quantiles cannot be added up", help: ["leave cumulative out"]) }
    return .quantiles(one.subsets)
  }

  // MARK: Expressions

  /// The number of the operand; nil: something is wrong with it.
  private mutating func bind(_ text: ReadText, _ needs: OperandNeeds) -> Int? {
    let expression: Expression
    do throws(DiagnosticList) {
      expression = try Expression(text, fields: columns.names)
    } catch {
      errors += error.diagnostics
      return nil
    }
    let printed = expression.description
    if let known = operandTexts.firstIndex(of: printed) {
      let operand = operands[known]
      operands[known] = OperandColumn(
        operand.source, needs: operand.needs.union(needs), isIntegral: operand.isIntegral)
      return known
    }
    let before = errors.count
    let now = clock.now.map { Double($0.seconds) * 1000 + Double($0.nanoseconds / 1_000_000) } ?? .nan
    var (found, read): ([Diagnostic], [Int]) = ([], [])
    let program = ExpressionProgram(expression, now: now) { use in
      switch check(use) {
      case .column(let column):
        read.append(column)
        return column
      case .wrong(let diagnostic):
        found.append(diagnostic)
        return nil
      }
    }
    errors += found
    guard errors.count == before else { return nil }
    for column in read where !columnsRead.contains(column) { columnsRead.append(column) }
    operandTexts.append(printed)
    operands.append(operand(expression, program, needs))
    return operands.count - 1
  }

  private func operand(
    _ expression: Expression, _ program: ExpressionProgram, _ needs: OperandNeeds
  ) -> OperandColumn {
    if case .field = expression.root, case .number(let column)? = program.inputs.first {
      let type = columns.schema.fields[column].type
      return OperandColumn(.field(column, type), needs: needs, isIntegral: type.kind != .number)
    }
    let types = program.inputs.map { input in
      switch input {
      case .number(let column), .time(let column): columns.schema.fields[column].type
      case .record: ColumnType()
      }
    }
    return OperandColumn(.expression(program, types), needs: needs, isIntegral: false)
  }

  private enum Use {
    case column(Int)
    case wrong(Diagnostic)
  }

  /// The column of a field that holds what the expression asks for.
  private func check(_ use: ExpressionProgram.FieldUse) -> Use {
    guard let column = columns.column(use.name) else {
      return .wrong(
        use.diagnostic(
          .unknownField, "no field '\(use.name)'", notes: columns.notes, help: columns.suggestion(use.name)))
    }
    let kind = columns.schema.fields[column].kind
    let isFit =
      switch kind {
      case .unknown: columns.schema.fields[column].role != .geometry
      case .integer, .number: !use.isTime
      case .date, .datetime: use.isTime
      case .text: false
      case .boolean, .geopoint, .shape: false
      }
    if isFit { return .column(column) }
    let type = columns.schema.fields[column].type
    var notes: [String] = []
    if let contradiction = type.evidence?.contradiction {
      notes.append("'\(contradiction.value)' in record \(contradiction.record) is no \(contradiction.kind.rawValue)")
    }
    return .wrong(
      use.diagnostic(
        .expressionType,
        "field '\(use.name)' holds \(kind.plural)" + (use.isTime ? ", and time() reads dates" : ", and no numbers"),
        notes: notes,
        help: kind == .date || kind == .datetime
          ? ["time(\(use.name)) is its milliseconds since 1970"]
          : kind == .text ? ["--type '\(use.name)=\(use.isTime ? "date" : "number")' says what its values are"] : []))
  }
}
