import Diagnostics
import Formats
import Records
import Schemas

/// Expectations bound to the columns of a stream, ready for batches: a copy for each worker.
struct BoundExpectations: Sendable {
  private var check: SchemaCheck
  private let keyReader: KeyReader?

  /// True where the ordered stage must compare keys: it needs to know which rows are visible.
  var hasKeys: Bool { keyReader != nil }

  init(
    _ expectations: Expectations, over shape: StreamShape, input: OpenInput
  ) throws(DiagnosticList) {
    var table = expectations.table
    let fields = shape.projection.fields
    var errors: [Diagnostic] = []
    let columns = table.fields.map { field -> Int? in
      if let found = fields.first(where: { $0.nameBytes == field.nameBytes }) { return found.column }
      errors.append(Self.unknown(field, table.name, fields.map(\.name)))
      return nil
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
    if input.format.family == .delimited {
      table.settleSpelling(input.options)
      for index in table.fields.indices {
        // The input's own schema knows how its values are spelled.
        guard let column = columns[index], column < shape.schema.fields.count,
          let declared = input.schema?.table.index(of: shape.schema.fields[column].nameBytes),
          let known = input.schema?.table.fields[declared], known.type == table.fields[index].type
        else { continue }
        table.fields[index].spelling = known.spelling
      }
    }
    check = SchemaCheck(
      table, columns: columns, isJSON: input.format.family != .delimited, authority: "expectation")
    keyReader = table.keys.isEmpty ? nil : KeyReader(table, columns: columns)
  }

  /// What breaks the expectations in the visible records of a batch.
  mutating func broken(in batch: borrowing RecordBatch) -> [RejectedRecord] {
    if check.isIdle { return [] }
    var found: [RejectedRecord] = []
    for (row, fault) in check.faults(in: batch) {
      found.append(RejectedRecord(row, fault.asExpectation, of: batch))
    }
    return found
  }

  func keys(of batch: borrowing RecordBatch) -> KeyedRecords? { keyReader?.read(batch) }

  private static func unknown(_ field: SchemaField, _ name: String, _ names: [String]) -> Diagnostic {
    let near = Suggestion.nearest(to: field.name, in: names)
    return Diagnostic(
      .unknownField, "'expect' names '\(field.name)', and no record has such a field", at: Location(context: "expect"),
      notes: ["expected at \(name):\(field.place)", "fields: " + names.prefix(12).joined(separator: ", ")],
      help: near.map { ["did you mean '\($0)'?"] } ?? [])
  }
}

extension Diagnostic {
  /// The same finding about a post-condition: the record itself was read well.
  var asExpectation: Diagnostic {
    var found = self
    switch code {
    case .requiredMissing: found.code = .expectedPresent
    case .notUnique: found.code = .expectedUnique
    case .tooManyKeys: break
    default: found.code = .expectedValue
    }
    return found
  }
}

/// Finds the visible records whose key stood in an earlier one. Belongs to the ordered stage.
struct ExpectedKeys: Sendable {
  private var register: KeyRegister

  init?(_ expectations: Expectations?) {
    guard let expectations, !expectations.table.keys.isEmpty else { return nil }
    register = KeyRegister(expectations.table)
  }

  /// Adds the broken keys to a result. More keys than can be remembered end the run.
  mutating func check(_ result: inout EncodedResult) {
    guard let keys = result.expectedKeys else { return }
    var isVisible = [Bool](repeating: false, count: result.usage.records)
    for row in result.streamRows where Int(row) < isVisible.count { isVisible[Int(row)] = true }
    let (repeated, end) = register.allFaults(keys) { $0 >= isVisible.count || !isVisible[$0] }
    if let end {
      result.keepRows(below: UInt32(end.row))
      result.failure = end.found
    }
    result.broken += repeated.map { RejectedRecord($0.row, $0.found.asExpectation, keys.text(of: $0.row)) }
    result.broken.sort { $0.row < $1.row }
  }
}
