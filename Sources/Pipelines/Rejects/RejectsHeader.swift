import ByteIO
import Diagnostics
import Formats
import Records

/// The first line of a rejects file: everything that `replay` needs to read a repaired record as the run would have read it,
/// and to find its place in an output.
struct RejectsHeader: Sendable {
  static let version = 1

  let json: JSONValue

  private init(_ members: [(String, JSONValue)]) {
    json = .object(
      [
        ("weir", .text("rejects")), ("version", .integer(Self.version)),
        ("tool", .text("weir \(WeirVersion.current)")),
      ] + members)
  }

  /// For a run that published nothing: there is no output to put a record into.
  static let unpublished = RejectsHeader([("published", .boolean(false))])

  init(
    _ declaration: PipelineDeclaration, _ receipt: Receipt, spelling: (@Sendable (PipelineDeclaration) -> String)?
  ) {
    var members: [(String, JSONValue)] = [
      ("published", .boolean(true)), ("jobs", .integer(receipt.jobs)),
      ("outputs", .array(receipt.outputs.map(Self.describe))),
    ]
    // Records of several jobs go into outputs of their own: which one is not said of a record.
    if receipt.jobs == 1, let trace = receipt.trace {
      members.append(("columns", .array(trace.columns.map(Self.describe))))
      members.append(("unites", .boolean(trace.unites)))
      members.append(("adds_missing", .boolean(trace.addsMissing)))
      let aggregates = receipt.inputs.contains { $0.ledger.outputs.contains { $0.aggregated > 0 } }
      members.append(("aggregates", .boolean(aggregates)))
      members.append(("outer_members", .text(String(decoding: trace.outerMembers, as: UTF8.self))))
      members.append(
        ("inputs", .array(receipt.inputs.map { Self.describe($0, declaration, trace, spelling) })))
    }
    self.init(members)
  }

  private static func describe(_ output: Receipt.Output) -> JSONValue {
    .object(
      [("path", .text(output.path)), ("format", .text(output.format))] + Receipt.members(output.digest)
        + [("records", .integer(output.records))])
  }

  private static func describe(_ field: Field) -> JSONValue {
    .object([
      ("name", .text(field.name)), ("role", .text(field.role.word)),
      ("type", field.type.basis == .guessed ? .text(field.kind.rawValue) : .null),
      ("iso_dates", .boolean(field.type.spelling.dates == nil)),
    ])
  }

  private static func describe(
    _ input: Receipt.Input, _ declaration: PipelineDeclaration, _ trace: JobTrace,
    _ spelling: (@Sendable (PipelineDeclaration) -> String)?
  ) -> JSONValue {
    var members: [(String, JSONValue)] = [("path", .text(input.trace.path.displayName))]
    members += Receipt.members(input.digest)
    members.append(("records", .integer(input.ledger.read)))
    // Nobody will ask how to read an input all of whose records were right.
    if input.ledger.outputs.contains(where: { $0.rejected > 0 }), let spelling {
      members.append(("header", .text(String(decoding: input.trace.headerText, as: UTF8.self))))
      members.append(("columns", .array(input.trace.columns.map(describe))))
      members.append(("pipeline", .text(spelling(settled(declaration, input.trace, formats: trace.formats)))))
    }
    return .object(members)
  }

  /// The declaration that reads the rejected records of one input: text of UTF-8, nothing before the header, nothing left
  /// to guess.
  private static func settled(
    _ declaration: PipelineDeclaration, _ input: InputTrace, formats: [String]
  ) -> PipelineDeclaration {
    var settled = declaration.withoutSurroundings
    settled.errors = ErrorHandling()
    settled.input.paths = [input.path.path]
    settled.input.format = input.format
    settled.input.compression = .none
    settled.input.shard = nil
    settled.input.options = input.settled
    settled.input.options.encoding = .utf8
    settled.input.options.skippedLines = 0
    settled.input.options.skipUntil = nil
    settled.input.options.root = nil
    let isDelimited = (try? FormatRegistry.format(named: input.format))?.family == .delimited
    if isDelimited, settled.input.options.header == .auto { settled.input.options.header = .rows(1) }
    for (index, format) in formats.enumerated() { settled.outputs[index].format = format }
    return settled
  }
}

extension PipelineDeclaration {
  /// What decides about the records: without workers and receipt.
  var withoutSurroundings: PipelineDeclaration {
    var declaration = self
    declaration.jobs = nil
    declaration.receipt = ReceiptDeclaration()
    return declaration
  }
}

extension FieldRole {
  /// Its name in a rejects file.
  var word: String {
    switch self {
    case .property: "property"
    case .geometry: "geometry"
    case .featureID: "id"
    case .foreignMember: "member"
    }
  }
}
