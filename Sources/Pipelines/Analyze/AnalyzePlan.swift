import Aggregates
import Calendars
import Diagnostics
import Expressions
import Formats
import Query
import Records

/// The series of an output bound to the columns of one input.
struct AnalyzePlan: Sendable {
  let question: SeriesQuestion
  let slices: [SliceColumn]
  let operands: [OperandColumn]
  let zone: TimeZone
  /// Columns whose guessed type the answer rests on.
  let guessedColumns: [Int]

  /// Collects every mistake.
  init(_ declaration: AnalyzeDeclaration, to shape: StreamShape) throws(DiagnosticList) {
    let clock = try declaration.clock.resolved()
    zone = clock.zone
    let columns = VisibleColumns(shape)
    var errors: [Diagnostic] = []
    var slices = SliceBinder(columns, declaration)
    for group in declaration.groups { slices.add(group) }
    let boundSlices = slices.bound
    errors += slices.errors
    var series = SeriesBinder(columns, clock)
    for one in declaration.series { series.add(one) }
    errors += series.errors
    var keys: [SeriesQuestion.Key] = []
    // A series that could not be bound is no unknown key.
    if errors.isEmpty {
      let places = declaration.sortPlace
      for (index, key) in declaration.sort.enumerated() {
        let targets = SeriesOrder.targets(of: key.name, boundSlices.map(\.slice), series.series)
        if targets.isEmpty {
          let text = places.texts.indices.contains(index) ? places.texts[index] : nil
          errors.append(SeriesOrder.unknown(key, text, boundSlices.map(\.slice), series.series))
        }
        keys += targets.map { target in
          SeriesQuestion.Key(
            target, isDescending: SeriesOrder.isDescending(key.order, target, boundSlices.map(\.column)))
        }
      }
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
    self.slices = boundSlices.map(\.column)
    operands = series.operands
    question = SeriesQuestion(
      slices: boundSlices.map(\.slice), series: series.series, keys: keys,
      maximumRows: declaration.maximumPoints.flatMap { $0 > 0 ? $0 : nil })
    guessedColumns =
      self.slices.filter { $0.reading != .text && $0.reading != .seen }.map(\.column) + series.columnsRead
  }

  func makeFolder() -> SeriesFolder { SeriesFolder(slices, operands, zone: zone) }
}

/// The columns that names may mean.
struct VisibleColumns {
  let schema: Schema
  private let projection: Projection

  init(_ shape: StreamShape) {
    schema = shape.schema
    projection = shape.projection
  }

  var names: [String] { projection.fields.map(\.name) }

  func column(_ name: String) -> Int? {
    let bytes = Array(name.utf8)
    if let visible = projection.field(named: bytes) { return visible.column }
    guard projection.isWhole || projection.keepsUnseen else { return nil }
    return schema.fields.firstIndex { $0.isEnvelope && $0.nameBytes == bytes }
      ?? (projection.isWhole ? schema.fields.firstIndex { $0.role == .property && $0.nameBytes == bytes } : nil)
  }

  /// What follows an unknown name: the fields, and the nearest of them.
  var notes: [String] {
    let names = names
    let rest = names.count > 12 ? " and \(names.count - 12) more" : ""
    return [names.isEmpty ? "there are no fields" : "fields: " + names.prefix(12).joined(separator: ", ") + rest]
  }

  func suggestion(_ name: String) -> [String] {
    Suggestion.nearest(to: name, in: names).map { ["did you mean '\($0)'?"] } ?? []
  }
}

/// A name of x: a field, or a part of one.
struct SliceName {
  let field: String
  let part: SlicePart?

  /// `isField`: says which names are fields. A field whose whole name holds a dot is itself.
  init(_ text: String, isField: (String) -> Bool) {
    if !isField(text), let dot = text.utf8.lastIndex(of: 0x2E),
      let part = SlicePart(rawValue: String(text[text.index(after: dot)...]).lowercased())
    {
      self.init(field: String(text[..<dot]), part: part)
    } else {
      self.init(field: text, part: nil)
    }
  }

  private init(field: String, part: SlicePart?) {
    self.field = field
    self.part = part
  }
}

extension AnalyzeDeclaration: TallyDeclaration {
  var name: String { "analyze" }

  /// `avg = AVG(sqrt(population)*2), n = COUNT by country_code`
  var words: String {
    let computed = series.map { one in
      "\(one.name) = \(one.function.uppercased())" + (one.expression.map { "(\($0.text.text))" } ?? "")
    }
    let by = groups.isEmpty ? "" : " by " + groups.map(\.text.text).joined(separator: ", ")
    return computed.joined(separator: ", ") + by
  }

  func demand(known: Schema) -> FieldDemand {
    let names = known.fields.map(\.name)
    var demand = FieldDemand(wantsAll: false)
    for group in groups {
      let name = SliceName(group.text.text) { text in names.contains { $0.utf8.elementsEqual(text.utf8) } }
      demand.add(Array(name.field.utf8))
    }
    for one in series {
      // What cannot be read is said when it is bound.
      guard let text = one.expression?.text, let expression = try? Expression(text, fields: names) else { continue }
      for field in expression.fields { demand.add(Array(field.utf8)) }
    }
    return demand
  }

  func bound(_ output: OutputDeclaration, to shape: StreamShape) throws(DiagnosticList) -> any BoundTally {
    BoundAnalyze(
      plan: try AnalyzePlan(self, to: shape),
      format: try SeriesFormat(output.format, path: output.path, options: output.options), declaration: self)
  }

  func errors(_ output: OutputDeclaration, of declaration: PipelineDeclaration) -> [Diagnostic] {
    var errors = refusals(
      output, of: declaration,
      helps: [
        "--sort": "the order of the rows is that of analyze itself", "--offset": "leave it out",
        "--limit": "--maxpoints limits the rows", "--fields": "--x and --y name what is shown",
      ])
    if series.isEmpty {
      errors.append(
        Diagnostic(
          .usage, "no series to compute", at: Location(context: "--y"),
          help: ["--y 'n=COUNT' counts the records of each group; it may be repeated"]))
    }
    return errors
  }
}
