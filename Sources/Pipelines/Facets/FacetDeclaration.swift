import Diagnostics
import Digests
public import Formats
import Records

/// What an output counts instead of writing records: how many of them have each value of some fields.
public struct FacetDeclaration: Sendable, Equatable {
  /// The fields, in the order of the answer. Fields that are refined are added.
  public var fields: [FacetCondition] = []
  /// Orders by field; without field: of all others.
  public var sorts: [ColumnSetting] = []
  /// The most values of each level.
  public var limits: [ColumnSetting] = []
  /// What was counted is written as a part, to be merged with others.
  public var isPartial = false
  /// Set by the run: the refinements of disjunctive fields, which count apart; those of the filter before all outputs, then
  /// those of its own. What is an alternative in one of them is none to the other.
  var alternatives: [FacetConditions] = []
  /// Set by the run: the other conditions of the filter that comes before all outputs.
  var main = FacetConditions()
  var clock = ClockDeclaration()
  var maximumMemory: Int?
  /// Set by the run: what says that two parts answer the same question.
  var question = ""

  public init() {}

  /// Takes what the run knows beside it.
  mutating func settle(_ clock: ClockDeclaration, main: FacetConditions, maximumMemory: Int?) {
    self.clock = clock
    self.main = main
    self.maximumMemory = maximumMemory
  }

  /// The fields that it reads.
  func demand(known: Schema) -> FieldDemand {
    let names = (fields + main.refined + alternatives.flatMap(\.refined)).map { Array($0.field.utf8) }
    return FieldDemand(wantsAll: false, names: names)
  }

  /// The value of a setting for one field.
  func setting(_ field: String, _ settings: [ColumnSetting]) -> String? {
    (settings.last { $0.column == field } ?? settings.last { $0.column == nil })?.value
  }
}

extension PipelineDeclaration {
  /// What the tables of facets may hold, in bytes; nil: as much as they need. Tables have no files to go to.
  var maximumMemory: Int? { spill.memory }

  /// True when some output counts.
  var countsFacets: Bool { outputs.contains { $0.facets != nil } }

  /// The refinements of disjunctive fields, when some output counts facets: they cannot be left to a filter that comes
  /// before all outputs, for their own facet is counted without them.
  private var alternatives: FacetConditions {
    countsFacets ? filter?.facets.alternatives ?? FacetConditions() : FacetConditions()
  }

  /// What the filter before all outputs asks.
  var streamFilter: FilterDeclaration? {
    guard var filter, countsFacets else { return filter }
    filter.facets.remove(alternatives)
    return filter
  }

  /// The outputs with what `streamFilter` leaves to them.
  var boundOutputs: [OutputDeclaration] {
    guard countsFacets else { return outputs }
    return outputs.map { output in
      var output = output
      let own = output.filter?.facets.alternatives ?? FacetConditions()
      if output.facets != nil {
        output.filter?.facets.remove(own)
        output.facets?.alternatives = [alternatives, own]
      } else if !alternatives.isEmpty {
        var filter = output.filter ?? FilterDeclaration(queries: [])
        filter.clock = self.filter?.clock ?? clock
        filter.leading = alternatives
        output.filter = filter
      }
      return output
    }
  }
}

extension FacetConditions {
  /// The refinements of disjunctive fields.
  fileprivate var alternatives: FacetConditions {
    var some = FacetConditions()
    some.refined = refined.filter { isDisjunctive($0.field) }
    some.disjunctive = disjunctive.filter { field in some.refined.contains { $0.field == field.field } }
    return some
  }

  fileprivate mutating func remove(_ other: FacetConditions) {
    refined.removeAll { other.refined.contains($0) }
  }
}

extension PipelineDeclaration {
  /// The declaration whose tallies know what question they answer: everything but inputs, places and workers.
  func asking(spelling: (@Sendable (PipelineDeclaration) -> String)?) -> PipelineDeclaration {
    guard let spelling, hasTally else { return self }
    var question = self
    (question.input.paths, question.input.shard) = ([], nil)
    (question.name, question.summary, question.jobs, question.maximumTime) = (nil, nil, nil, nil)
    (question.spill, question.receipt, question.input.baseDirectory) = (SpillDeclaration(), ReceiptDeclaration(), nil)
    var asking = self
    for index in outputs.indices where outputs[index].tally != nil {
      var output = OutputDeclaration()
      (output.filter, output.facets) = (outputs[index].filter, outputs[index].facets)
      output.analyze = outputs[index].analyze
      question.outputs = [output]
      let digest = ContentDigest.hex(of: Array(spelling(question).utf8))
      asking.outputs[index].facets?.question = digest
      asking.outputs[index].analyze?.question = digest
    }
    return asking
  }
}

extension FacetDeclaration: TallyDeclaration {
  var name: String { "facets" }
  var words: String { fields.map(\.field).joined(separator: ", ") }

  func bound(_ output: OutputDeclaration, to shape: StreamShape) throws(DiagnosticList) -> any BoundTally {
    BoundFacets(
      plan: try FacetPlan(output, self, to: shape),
      format: try FacetFormat(output.format, path: output.path, options: output.options), declaration: self,
      maximumMemory: maximumMemory)
  }

  func errors(_ output: OutputDeclaration, of declaration: PipelineDeclaration) -> [Diagnostic] {
    var errors = refusals(
      output, of: declaration,
      helps: [
        "--sort": "--facetsort orders the values of each facet", "--offset": "leave it out",
        "--limit": "--facet-limit limits the values of each facet",
        "--fields":
          "--facet names the fields that are counted; an output that writes records may have fields of its own",
      ])
    let refined = declaration.filter?.facets.refined ?? []
    if fields.isEmpty, refined.isEmpty, output.filter?.facets.refined.isEmpty ?? true {
      errors.append(
        Diagnostic(
          .usage, "no field to count", at: Location(context: "--facet"),
          help: ["--facet FIELD names one; it may be repeated"]))
    }
    return errors
  }
}
