import ArgumentParser
import Diagnostics
import Formats
import PipelineFiles
import Pipelines

/// The flags of `convert`, shared by `explain`: one door to a declaration.
struct ConvertFlags: ParsableArguments {
  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Delimited input") var dialect: DialectOptions
  @OptionGroup(title: "Types") var types: TypeOptions
  @OptionGroup(title: "Schema") var schema: SchemaOptions
  @OptionGroup(title: "Filter") var filter: FilterOptions
  @OptionGroup(title: "Dates") var clock: ClockOptions
  @OptionGroup(title: "Shape") var shape: ShapeOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Errors") var errors: ErrorOptions
  @OptionGroup(title: "Receipt") var receipt: ReceiptOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup(title: "Messages and workers") var messages: MessageOptions

  /// The declaration of `convert`: it writes records, whatever a query string wants counted.
  func converting(_ flags: inout FlagReader) -> PipelineDeclaration {
    var declaration = declaration(&flags)
    if let format = declaration.outputs[0].format, FormatNames.answers.contains(format) {
      flags.wrong(
        "--to", "only \(format == FacetFormat.table ? "facets and series are written as a table" : "series are drawn")",
        code: .notSupported, help: ["weir facets counts values, weir analyze computes series"])
    }
    refuseSeries(&declaration, &flags, "convert writes records")
    leaveFacets(&declaration, &flags, "convert writes the records")
    return declaration
  }

  /// The declaration of `facets`: it counts all records that match, whatever page of them a query string wants.
  func declaration(
    _ flags: inout FlagReader, counting facets: FacetOptions, _ partial: PartialOptions
  ) -> PipelineDeclaration {
    for (flag, text) in pageFlags where text != nil {
      flags.wrong(
        flag, "\(flag) has no meaning for facets: all records that match are counted", code: .notSupported,
        help: [flag == "--limit" ? "--facet-limit limits the values of each facet" : "leave it out"])
    }
    var declaration = declaration(&flags)
    refuseSeries(&declaration, &flags, "facets counts values")
    facets.apply(to: &declaration, &flags, isAsked: true)
    partial.apply(to: &declaration, &flags)
    if filter.params != nil {
      // They were refused as flags.
      (declaration.fields, declaration.offset, declaration.limit, declaration.sort) = (nil, nil, nil, nil)
    }
    return declaration
  }

  /// The declaration of `analyze`: it takes all records that match, whatever page of them a query string wants.
  func declaration(
    _ flags: inout FlagReader, computing analyze: AnalyzeOptions, _ partial: PartialOptions
  ) -> PipelineDeclaration {
    let help = ["--limit": "--maxpoints limits the rows", "--fields": "--x and --y name what is computed"]
    for (flag, text) in pageFlags where text != nil {
      flags.wrong(
        flag, "\(flag) has no meaning for analyze: it takes all records that match", code: .notSupported,
        help: [help[flag] ?? "leave it out"])
    }
    var declaration = declaration(&flags, computing: analyze)
    leaveFacets(&declaration, &flags, "analyze computes series")
    analyze.apply(to: &declaration, &flags, sort: shape.sort, precision: output.precision)
    partial.apply(to: &declaration, &flags)
    if filter.params != nil { (declaration.fields, declaration.offset, declaration.limit) = (nil, nil, nil) }
    return declaration
  }

  /// The declaration of whichever command the flags are of.
  func declaration(
    _ flags: inout FlagReader, explaining facets: FacetOptions, _ analyze: AnalyzeOptions, _ partial: PartialOptions
  ) -> PipelineDeclaration {
    // The decimals of coordinates are a number.
    let isComputed = analyze.isSaid || output.precision.map(SliceUnits.precisions.contains) ?? false
    var declaration = declaration(&flags, computing: isComputed ? analyze : nil)
    facets.apply(to: &declaration, &flags, isAsked: false)
    if isComputed || declaration.outputs[0].analyze != nil {
      analyze.apply(
        to: &declaration, &flags, sort: isComputed ? shape.sort : nil, precision: isComputed ? output.precision : nil)
    }
    partial.apply(to: &declaration, &flags)
    return declaration
  }

  /// What chooses among records that are written.
  private var pageFlags: [(flag: String, text: String?)] {
    [("--fields", shape.fields), ("--offset", shape.offset), ("--limit", shape.limit)]
  }

  private func leaveFacets(_ declaration: inout PipelineDeclaration, _ flags: inout FlagReader, _ reason: String) {
    guard declaration.outputs[0].facets != nil else { return }
    declaration.outputs[0].facets = nil
    flags.remarks.append(
      Diagnostic(
        .paramsWithoutEffect, "'facet' has no effect: \(reason)", level: .note, help: ["weir facets counts them"]))
  }

  private func refuseSeries(_ declaration: inout PipelineDeclaration, _ flags: inout FlagReader, _ reason: String) {
    guard declaration.outputs[0].analyze != nil else { return }
    declaration.outputs[0].analyze = nil
    flags.wrong(
      "--params", "the query string asks for series, and \(reason)", code: .notSupported,
      help: ["weir analyze computes series"])
  }

  /// The declaration these flags say; what is wrong with them is left in `flags`.
  /// `analyze`: `--sort` and `--precision` are those of series, and left to it.
  func declaration(_ flags: inout FlagReader, computing analyze: AnalyzeOptions? = nil) -> PipelineDeclaration {
    var declaration = PipelineDeclaration(
      input: flags.inputDeclaration(input, said: dialect.said + types.said + schema.said, limits))
    let parameters = flags.values(filter.parameters)
    if !filter.queries.isEmpty || !parameters.isEmpty {
      let place = WrittenPlace(Location(context: "-q"))
      declaration.filter = FilterDeclaration(
        queries: filter.queries.map { QueryDeclaration($0, place: place) }, parameters: parameters)
    }
    if filter.said.contains(where: { !$0.texts.isEmpty }) {
      var facetFilter = declaration.filter ?? FilterDeclaration(queries: [])
      for (flag, texts) in filter.said { flags.set(flag, texts, in: &facetFilter, OptionTable.facetFilter) }
      declaration.filter = facetFilter
    }
    filter.addGeofilters(to: &declaration.filter)
    declaration.fields = flags.fields(shape.fields)
    for (flag, texts) in shape.said where analyze == nil || flag != "--sort" {
      flags.set(flag, texts, in: &declaration, OptionTable.sort)
    }
    flags.set("--max-memory", shape.memory.texts, in: &declaration, OptionTable.limits)
    declaration.offset = flags.count("--offset", shape.offset, atLeast: 0)
    declaration.limit = flags.count("--limit", shape.limit, atLeast: 0)
    declaration.outputs = [outputDeclaration(&flags, isComputed: analyze != nil)]
    declaration.jobs = flags.jobs(messages.jobs)
    declaration.maximumTime = flags.time(messages.time)
    for (flag, texts) in errors.said { flags.set(flag, texts, in: &declaration.errors, OptionTable.errors) }
    clock.apply(to: &declaration.clock, &flags)
    for (flag, texts) in receipt.said { flags.set(flag, texts, in: &declaration.receipt, OptionTable.receipt) }
    // A file for wrong records says that they are to be kept.
    if errors.onError == nil, errors.rejects != nil || errors.rawRejects != nil {
      declaration.errors.policy = .quarantine
    }
    if let params = filter.params {
      flags.apply(params, to: &declaration, besides: saidFlags.union(analyze?.saidFlags ?? []))
    }
    if let filter = declaration.filter, filter.queries.isEmpty, !filter.parameters.isEmpty {
      flags.wrong("-p", "-p gives values to a query, and there is no -q")
    }
    return declaration
  }

  private func outputDeclaration(_ flags: inout FlagReader, isComputed: Bool) -> OutputDeclaration {
    var declaration = OutputDeclaration(path: output.output ?? "-")
    if declaration.path.isEmpty { flags.wrong("--output", "the output path is empty") }
    declaration.format = flags.name(
      "--to", output.to, among: FormatNames.writable + FormatNames.answers, code: .unknownFormat)
    declaration.compression = flags.choice("--compress", output.compress) ?? .auto
    declaration.keepsGeometry = !shape.noGeometry
    for (flag, texts) in output.said where !isComputed || flag != "--precision" {
      flags.set(flag, texts, in: &declaration.options, OptionTable.write)
    }
    return declaration
  }

  /// The flags that were given, of those that a query string can say, too.
  private var saidFlags: Set<String> {
    let others = [
      ("--fields", shape.fields), ("--sort", shape.sort), ("--offset", shape.offset), ("--limit", shape.limit),
      ("--to", output.to),
      ("--timezone", clock.timezone),
    ]
    return Set(others.filter { $0.1 != nil }.map(\.0) + output.said.filter { !$0.texts.isEmpty }.map(\.flag))
  }

  var runOptions: RunOptions {
    var options = RunOptions()
    options.keepsGoing = errors.keepGoing
    options.overwrites = !output.noClobber
    return options
  }
}

extension FlagReader {
  /// Adds what a query string says.
  fileprivate mutating func apply(
    _ params: String, to declaration: inout PipelineDeclaration, besides flags: Set<String>
  ) {
    do throws(DiagnosticList) {
      remarks += try QueryString.apply(params, to: &declaration, besides: flags)
    } catch {
      wrong(error)
    }
  }

  /// The input that the flags of `convert` and `inspect` say; `said` are those beside `input` and `limits`.
  mutating func inputDeclaration(
    _ input: InputOptions, said: [(flag: String, texts: [String])], _ limits: LimitOptions
  ) -> InputDeclaration {
    var declaration = InputDeclaration(paths: input.paths.isEmpty ? ["-"] : input.paths)
    if input.paths.contains("") { wrong("input", "an input path is empty") }
    declaration.format = name("--from", input.from, among: FormatNames.readable, code: .unknownFormat)
    declaration.compression = choice("--decompress", input.decompress) ?? .auto
    var options = ReadOptions()
    for (flag, texts) in input.said + said { set(flag, texts, in: &options, OptionTable.read) }
    options.geo = geo(input.geo)
    declaration.options = options
    var limited = PipelineDeclaration(input: declaration)
    for (flag, texts) in limits.said { set(flag, texts, in: &limited, OptionTable.limits) }
    set("--shard", input.shard.texts, in: &limited.input, OptionTable.shard)
    do throws(DiagnosticList) { try limited.input.applyShard(needsPath: input.paths.isEmpty) } catch { wrong(error) }
    return limited.input
  }
}
