public import Diagnostics
import Formats
import Query
import Records

/// The plan of a declaration in words: stages in their order, columns, memory, and what was guessed.
public enum Explanation {
  /// Opens and probes the first input (when it is a file) and describes what a run would do. Reads no record.
  public static func plan(of declaration: PipelineDeclaration) throws(DiagnosticList) -> String {
    let declaration = declaration.settled()
    let jobs = try InputExpansion.jobs(of: declaration)
    guard let job = jobs.first else { throw DiagnosticList(Diagnostic(.usage, "no input")) }
    let readable = job.inputs.filter { !$0.isStandardInput }
    if readable.isEmpty { return unread(declaration, job) }
    let inputs = try InputSet(declaration.input, readable, isReadTwice: false)
    try declaration.checkTallies()
    let run = try BoundRun(declaration.stream, inputs, outputs: declaration.boundOutputs, paths: job.outputs)
    let (plan, first) = (run.first.plan, inputs.samples[0])
    var lines: [String] = []
    if let name = declaration.name { lines += ["pipeline \(name)", ""] }
    lines += ["plan"]
    let path = Paths.displayed(declaration.input.resolve(first.path.path))
    lines += stage("read", "\(first.format.name) from \(path)" + others(jobs, job), memory)
    lines += (run.findings + inputs.union.findings).map { "            " + $0 }
    lines += ["            columns: " + columns(declaration, inputs, plan)]
    lines += steps(
      declaration.streamFilter, declaration.sort, declaration.offset, declaration.limit, declaration.fields,
      indent: "  ",
      shape: plan.shape)
    for (index, output) in declaration.outputs.enumerated() {
      lines += describe(
        output, run.formats[index], job.outputs[index], run.first.outputs[index].shape,
        run.first.outputs[index].tally, maximumMemory: declaration.maximumMemory)
    }
    if let expectations = declaration.expectations { lines += stage("expect", expectations.words, "constant") }
    if declaration.errors.policy != .fail { lines.append("wrong records: " + declaration.errors.words) }
    lines += [
      "",
      "order of evaluation: input, filter, \(declaration.sort == nil ? "" : "sort, ")offset, limit, fields; then the same within each output on the new names",
    ]
    lines += [
      "workers: \(Processors.workers(declaration.jobs)); output order is \(declaration.sort == nil ? "input order" : "that of sort, then input order"), and output bytes do not depend on -j"
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static let memory = "constant"

  /// What tables of different values take.
  private static func growth(_ maximum: Int?) -> String {
    "the different values, each once for each worker: about 40 bytes and their text; "
      + (maximum.map { "at most \($0) bytes" } ?? "--max-memory limits it")
  }

  private static func others(_ jobs: [InputJob], _ job: InputJob) -> String {
    if jobs.count > 1 { return " and \(jobs.count - 1) more, each into outputs of its own" }
    return job.inputs.count > 1 ? " and \(job.inputs.count - 1) more, one after the other" : ""
  }

  private static func unread(_ declaration: PipelineDeclaration, _ job: InputJob) -> String {
    var lines = ["plan"]
    lines += stage("read", "\(declaration.input.format ?? "format from the content") from standard input", memory)
    lines += ["            columns: known when the input is read"]
    lines += steps(
      declaration.streamFilter, declaration.sort, declaration.offset, declaration.limit, declaration.fields,
      indent: "  ",
      shape: nil)
    for (index, output) in declaration.outputs.enumerated() {
      lines += describe(output, nil, job.outputs[index], nil)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func describe(
    _ output: OutputDeclaration, _ format: FormatDescriptor?, _ path: String, _ shape: StreamShape?,
    _ tally: (any BoundTally)? = nil, maximumMemory: Int? = nil
  ) -> [String] {
    var lines = steps(output.filter, nil, nil, output.limit, output.fields, indent: "    ", shape: shape)
    let isGzip = output.compression == .gzip || (output.compression == .auto && path.hasSuffix(".gz"))
    var name = (format?.name ?? output.format ?? "the input's format") + (isGzip ? ", gzip" : "")
    if let asked = output.tally {
      lines += stage(asked.name, tally?.words ?? asked.words, growth(maximumMemory))
      lines += (tally?.notes ?? []).map { "            " + $0 }
      name =
        asked.isPartial ? "a part for weir merge" : (tally?.documentWords ?? "an answer") + (isGzip ? ", gzip" : "")
    }
    lines += stage("write", "\(name) to \(path == "-" ? "standard output" : Paths.displayed(path))", memory)
    lines.append(
      path == "-"
        ? "            not atomic: what was written before an error has left already"
        : "            atomic: appears under its name when complete; several outputs appear together")
    return lines
  }

  private static func steps(
    _ filter: FilterDeclaration?, _ sort: SortDeclaration?, _ offset: Int?, _ limit: Int?, _ fields: [FieldSelector]?,
    indent: String,
    shape: StreamShape?
  ) -> [String] {
    var lines: [String] = []
    if let filter {
      for query in filter.leading.lowered + filter.facets.lowered { lines += stage("filter", query.printed, memory) }
      for query in filter.queries { lines += stage("filter", query.text, memory) }
      for geofilter in filter.geofilters { lines += stage("filter", geofilter.words, memory) }
      if let zone = filter.clock.timezone { lines.append("            dates without an offset are in \(zone)") }
      if let now = filter.clock.now { lines.append("            #now is \(now)") }
    }
    if let sort { lines += stage("sort", sort.words, sort.memoryWords(offset: offset, limit: limit)) }
    if let offset { lines += stage("offset", "\(offset)", memory) }
    if let limit { lines += stage("limit", "\(limit)", memory) }
    if fields != nil, let shape {
      lines += stage("fields", shape.projection.fields.map(\.name).joined(separator: ", "), memory)
    }
    return lines
  }

  private static func stage(_ name: String, _ text: String, _ memory: String) -> [String] {
    let padded = name + String(repeating: " ", count: max(1, 9 - name.count))
    return ["  \(padded) \(text)   [memory: \(memory)]"]
  }

  private static func columns(_ declaration: PipelineDeclaration, _ inputs: InputSet, _ plan: StreamPlan) -> String {
    let fields = inputs.hasSeveral ? inputs.union.fields : inputs.samples[0].reader.schema.fields
    var names = fields.filter { $0.role == .property }.map(\.name)
    if let source = declaration.input.options.sourceColumn { names.append(source) }
    let isUnion = declaration.input.options.columns == .union && plan.decoded.schema.isOpen
    return names.prefix(40).joined(separator: ", ") + (names.count > 40 ? ", … (\(names.count) in all)" : "")
      + (isUnion ? ", and every later key: the input is read twice" : "")
  }
}

extension ErrorHandling {
  /// What happens to wrong records, in words.
  fileprivate var words: String {
    let budget = maximum.map { "; more than \($0.text) end the run, and no output is published" } ?? ""
    switch policy {
    case .fail: return "the first one ends the run"
    case .skip: return "left out, reported and counted" + budget
    case .null: return "values of a wrong type or against a constraint become null; every other mistake ends the run"
    case .quarantine:
      return "left out, and kept in " + [rejectsPath, rawRejectsPath].compactMap { $0 }.joined(separator: " and ")
        + budget
    }
  }
}

extension Explanation {
  /// The same declaration with its order as a portal would say it, where the types of the columns are known: `desc` of a number
  /// and `asc` of a text are bare names there. Looks at the first input, when it is a file.
  public static func portalSorted(_ declaration: PipelineDeclaration) -> PipelineDeclaration {
    guard let keys = declaration.sort?.keys, let fields = try? firstFields(of: declaration) else { return declaration }
    var sorted = declaration
    for (index, key) in keys.enumerated() {
      guard let kind = fields.first(where: { $0.name == key.name })?.kind, kind != .unknown else { continue }
      let isBare = (kind == .text) == (key.order == .ascending)
      if key.order == .ascending || key.order == .descending {
        sorted.sort?.keys[index].order = isBare ? .portal : .portalReversed
      }
    }
    return sorted
  }

  private static func firstFields(of declaration: PipelineDeclaration) throws(DiagnosticList) -> [Field] {
    guard let job = try InputExpansion.jobs(of: declaration).first else { return [] }
    let readable = job.inputs.filter { !$0.isStandardInput }
    if readable.isEmpty { return [] }
    let inputs = try InputSet(declaration.input, readable, isReadTwice: false)
    return try BoundRun(declaration.settled().stream, inputs, outputs: declaration.outputs, paths: job.outputs)
      .first.plan.decoded.schema.fields
  }
}

extension SortDeclaration {
  /// `population descending, name ascending`
  fileprivate var words: String { keys.map { "\($0.name) \($0.order.words)" }.joined(separator: ", ") }

  fileprivate func memoryWords(offset: Int?, limit: Int?) -> String {
    let budget = spill.budget % (1 << 20) == 0 ? "\(spill.budget >> 20) MiB" : "\(spill.budget) bytes"
    if let reach = limit.map({ SortWindow(offset: offset ?? 0, limit: $0).reach ?? 0 }) {
      return "the first \(reach) records, up to \(budget); beyond that temporary files"
    }
    return "up to \(budget); beyond that temporary files"
  }
}

extension SortDirection {
  fileprivate var words: String {
    switch self {
    case .ascending: "ascending"
    case .descending: "descending"
    case .portal: "as sort=name of a portal: text ascending, else descending"
    case .portalReversed: "as sort=-name of a portal: text descending, else ascending"
    }
  }
}
