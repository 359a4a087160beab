import ByteIO
import Diagnostics
import Formats
import Records

/// A stream and its outputs bound to the inputs of a job: everything that can be settled before a byte is written.
struct BoundRun: Sendable {
  /// The steps of one input bound to its columns, and the outputs bound to those.
  struct Binding: Sendable {
    let plan: StreamPlan
    let outputs: [BoundOutput]

    /// Columns whose guessed type the run rests on: a predicate reads them, or they are written typed.
    var guessedColumns: [Int] {
      var columns = Set((plan.kernels + outputs.flatMap(\.kernels)).flatMap(\.guessedColumns))
      columns.formUnion(outputs.flatMap { $0.tally?.guessedColumns ?? [] })
      for output in outputs where output.writesTypes { columns.formUnion(output.shape.projection.fields.map(\.column)) }
      return columns.filter { column in
        let type = plan.decoded.schema.fields[column].type
        return type.basis == .guessed && type.isCheckable
      }.sorted()
    }
  }

  let stream: RecordStream
  let inputs: InputSet
  let formats: [FormatDescriptor]
  private let declarations: [OutputDeclaration]
  let addsMissing: Bool
  /// The bindings of `inputs.samples`.
  private let bindings: [Binding]

  /// Binds a stream to inputs that were looked at, and refuses what does not fit together.
  init(
    _ stream: RecordStream, _ inputs: InputSet, outputs declarations: [OutputDeclaration], paths: [String]
  ) throws(DiagnosticList) {
    self.stream = stream
    self.inputs = inputs
    self.declarations = declarations
    guard let first = inputs.samples.first else { throw DiagnosticList(Diagnostic(.usage, "no input")) }
    formats = try Self.formats(of: declarations, paths, input: first.format)
    if inputs.declaration.options.columns == .schema, !declarations.isEmpty, formats.allSatisfy(\.keepsMembers) {
      throw DiagnosticList(
        Diagnostic(
          .notSupported, "--columns schema is about outputs with a header, and \(formats[0].name) has none",
          at: Location(context: "--columns"), help: ["--fields names the fields of every output"]))
    }
    let leavesWhole = !stream.steps.contains(where: \.listsFields) && declarations.contains { $0.fields == nil }
    let isUnited = inputs.declaration.options.columns == .union
    if leavesWhole, !isUnited { try inputs.checkColumns() }
    addsMissing = isUnited || leavesWhole && formats.contains { !$0.keepsMembers }
    var bindings: [Binding] = []
    for sample in inputs.samples {
      do throws(DiagnosticList) {
        bindings.append(
          try Self.bind(
            stream, inputs.columns(of: sample.path, addsMissing: addsMissing), formats, declarations,
            inputs.declaration.options, sample))
      } catch {
        throw inputs.hasSeveral ? error.of(sample.path) : error
      }
    }
    self.bindings = bindings
  }

  /// True when a value could contradict a guess that the run rests on.
  var usesGuesses: Bool { bindings.contains { !$0.guessedColumns.isEmpty } }

  /// The same run over inputs whose columns are known better.
  func rebound(to inputs: InputSet, paths: [String]) throws(DiagnosticList) -> BoundRun {
    try BoundRun(stream, inputs, outputs: declarations, paths: paths)
  }

  /// True when a run of these declarations must read JSON from beginning to end before it can write.
  static func needsSurvey(
    _ stream: RecordStream, _ input: InputDeclaration, _ outputs: [OutputDeclaration], _ paths: [String],
    inputFormat: FormatDescriptor
  ) throws(DiagnosticList) -> Bool {
    guard input.options.columns == .union else { return false }
    let formats = try formats(of: outputs, paths, input: inputFormat)
    return !stream.steps.contains(where: \.listsFields)
      && zip(outputs, formats).contains { $0.fields == nil && !$1.keepsMembers }
  }

  /// Opens an input and binds the stream to it.
  func open(_ index: Int) throws(DiagnosticList) -> (input: OpenInput, binding: Binding) {
    let input = try inputs.open(index)
    if inputs.declaration.options.sourceColumn == nil {
      for (sample, binding) in zip(inputs.samples, bindings) where sample.isLike(input) { return (input, binding) }
    }
    let binding = try Self.bind(
      stream, inputs.columns(of: input.path, addsMissing: addsMissing), formats, declarations,
      inputs.declaration.options, input)
    return (input, binding)
  }

  /// The binding of the first input: what explain shows, and what all outputs begin with.
  var first: Binding { bindings[0] }

  /// What was guessed and chosen about the first input, a line each.
  var findings: [String] {
    Self.findings(inputs.samples[0], first.plan)
  }

  static func findings(_ input: OpenInput, _ plan: StreamPlan) -> [String] {
    findingList(input, plan).map { finding in
      "\(finding.topic): \(finding.value)" + (finding.evidence.isEmpty ? "" : " (\(finding.evidence))")
    }
  }

  /// The same, for programs.
  static func findingList(_ input: OpenInput, _ plan: StreamPlan) -> [Finding] {
    var findings = input.findings
    if input.format.family == .delimited {
      findings.append(Finding("types", ColumnTypes.description(of: plan.decoded.schema)))
    }
    if let geometry = plan.decoded.schema.geometry {
      findings.append(Finding("geometry", GeometryChoice.describe(geometry, plan.decoded.schema)))
    }
    return findings
  }

  /// Binds the stream to one input and to the columns of all of them.
  static func bind(
    _ stream: RecordStream, _ columns: ColumnContext, _ formats: [FormatDescriptor],
    _ declarations: [OutputDeclaration], _ options: ReadOptions, _ input: OpenInput
  ) throws(DiagnosticList) -> Binding {
    let known = columns.reader(of: input).schema
    var demands: [OutputDemand] = []
    for (output, target) in zip(declarations, formats) {
      demands.append(try demand(of: output, format: target, input: input.format, known: known))
    }
    let plan = try StreamPlan(
      stream.steps, input: input, options: input.options, outputs: demands,
      columns: columns, expectations: stream.expectations)
    var outputs: [BoundOutput] = []
    for (output, target) in zip(declarations, formats) {
      outputs.append(
        try BoundOutput(
          output, format: target, to: plan.shape, inputFormat: input.format.name, schema: input.schema,
          source: columns.source, header: input.reader.headerSpelling, showsDistance: plan.showsDistance))
    }
    return Binding(plan: plan, outputs: outputs)
  }

  /// The declared format of each output, else its extension's, else the first input's own.
  private static func formats(
    of outputs: [OutputDeclaration], _ paths: [String], input: FormatDescriptor
  ) throws(DiagnosticList) -> [FormatDescriptor] {
    var formats: [FormatDescriptor] = []
    for (output, path) in zip(outputs, paths) {
      if output.tally != nil {
        // Only for what depends on the format of records: an answer has its own.
        formats.append(input)
      } else if let name = output.format {
        formats.append(try FormatRegistry.format(named: name))
      } else {
        formats.append(FormatRegistry.format(forPath: path) ?? input)
      }
    }
    return formats
  }

  private static func demand(
    of output: OutputDeclaration, format: FormatDescriptor, input: FormatDescriptor, known: Schema
  ) throws(DiagnosticList) -> OutputDemand {
    var demand = OutputDemand()
    for step in output.steps { demand.demand.formUnion(try step.demand()) }
    if let tally = output.tally {
      demand.demand.formUnion(try tally.demand(known: known))
      demand.wantsEveryColumn = false
      return demand
    }
    demand.needsGeometry = format.family == .features && output.keepsGeometry
    // A record is copied whole where input and output write the same thing.
    let copiesRaw =
      format.family == input.family && output.options.layout == .native && !output.options.usesLabels
      && (format.family == .objects || format.family == .features && output.keepsGeometry)
    demand.wantsEveryColumn = output.fields == nil && !copiesRaw
    demand.showsDistance =
      output.options.layout == .ods || demand.demand.names.contains(Array(DistanceColumn.name.utf8))
    demand.demand.reportsUnseenMembers = !format.keepsMembers || output.options.usesLabels
    return demand
  }
}

extension DiagnosticList {
  /// The same findings, each with the file it is about.
  func of(_ path: InputPath) -> DiagnosticList {
    DiagnosticList(
      diagnostics.map { diagnostic in
        var placed = diagnostic
        if placed.location.file == nil { placed.notes.append("in \(path.displayName)") }
        return placed
      })
  }
}
