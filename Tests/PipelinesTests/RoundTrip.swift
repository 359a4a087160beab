import Diagnostics
import Formats
import Records

@testable import Pipelines

/// Read, write, read again: one file through one format, and what is different afterwards.
struct RoundTrip {
  /// A value as its text and what JSON calls it.
  struct Value: Equatable {
    var text: String
    var kind: Kind
  }

  enum Kind { case text, number, boolean, nested }

  /// A record without the fields that have no value.
  typealias Row = [String: Value]

  struct Records {
    var names: [String] = []
    var rows: [Row] = []
    /// The format says which values are numbers.
    var isTyped = false
  }

  /// A format to write, with the known differences of what comes back, each with its reason.
  struct Target: Sendable {
    var format: String
    var isDelimited = false
    /// The reason why an empty text may come back as no value; nil: it may not.
    var mergesEmpty: String?

    /// A column without a name is given one by its place when it is read, and that is counted (`columns renamed`).
    func name(_ name: String, at index: Int, in again: Records) -> String {
      isDelimited && name.isEmpty && again.names.indices.contains(index) ? again.names[index] : name
    }

    static let all = [
      Target(format: "csv", isDelimited: true),
      Target(
        format: "tsv", isDelimited: true, mergesEmpty: "TSV has one spelling for an empty text and for no value"),
      Target(format: "csv-tab", isDelimited: true), Target(format: "json"), Target(format: "jsonl"),
      Target(format: "json-seq"), Target(format: "geojson"), Target(format: "geojsonl"), Target(format: "geojson-seq"),
    ]
  }

  /// What says that a format cannot hold a file: an error that was asked for, never another file.
  static let cannotHold: Set<DiagnosticCode> = [
    .geometryMissing, .geometryUnclear, .geometryBadPoint, .geojsonBadGeometry, .nameCollision, .unseenKey,
    .recordWithoutField, .typeConflict, .foreignCRS, .recordTooLong, .tooManyFields,
  ]

  enum Result: Equatable {
    case same
    /// The format cannot hold the file, and says why.
    case refused(DiagnosticCode)
    case different(String)
  }

  /// A file to be overwritten.
  var copy: String
  /// So many records of a file.
  var limit: Int
  /// What the user says about the file.
  var set: @Sendable (inout ReadOptions) -> Void = { _ in }

  /// The records of a file; nil when weir refuses it.
  func read(_ path: String) async -> Records? { await read(path, format: nil, set) }

  private func read(
    _ path: String, format: String?, _ set: (inout ReadOptions) -> Void
  ) async -> Records? {
    var input = InputDeclaration(paths: [path], format: format)
    // A nested value may be laid out over more lines than a quoted field holds unasked.
    input.options.maximumFieldLines = 1 << 20
    set(&input.options)
    var records = Records()
    var known: Set<String> = []
    do {
      for try await batch in RecordStream(.inputs(input, [InputPath(path)]), jobs: 1).limit(limit) {
        records.isTyped = batch.syntax == .json
        for field in batch.projection.fields where known.insert(field.name).inserted {
          records.names.append(field.name)
        }
        batch.selection.forEach(of: batch.recordCount) { records.rows.append(Self.row(batch, $0)) }
      }
    } catch {
      return nil
    }
    return records
  }

  private static func row(_ batch: RecordBatch, _ row: Int) -> Row {
    var values: Row = [:]
    for field in batch.projection.fields {
      let kind: Kind
      switch batch.content(row: row, column: field.column).form {
      case .absent, .null: continue
      case .plain, .escaped: kind = .text
      case .number: kind = .number
      case .boolean: kind = .boolean
      case .nested: kind = .nested
      }
      values[field.name] = Value(text: plain(batch.text(row: row, column: field.column)), kind: kind)
    }
    return values
  }

  /// Nested JSON without white space between its values: that is layout, counted where it goes.
  private static func plain(_ text: String) -> String {
    guard text.first == "{" || text.first == "[" else { return text }
    var result = ""
    var isInside = false
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isInside {
        isInside = isEscaped || scalar != "\""
        isEscaped = !isEscaped && scalar == "\\"
      } else if scalar == "\"" {
        isInside = true
      } else if scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t" {
        continue
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// Writes the file as `target` and reads what was written.
  func result(_ path: String, _ original: Records, _ target: Target) async -> Result {
    var output = OutputDeclaration(path: copy, format: target.format)
    if target.format.hasPrefix("geojson") { output.options.winding = .keep }
    var declaration = PipelineDeclaration.convert(path, to: [output], limit: limit, jobs: 1)
    set(&declaration.input.options)
    let outcome = await declaration.outcome()
    if outcome.exit != 0 {
      let codes = Set(outcome.diagnostics.filter { $0.level == .error }.map(\.code))
      guard let code = codes.first, codes.isSubset(of: Self.cannotHold) else { return .different("\(codes)") }
      return .refused(code)
    }
    let again = await read(copy, format: target.format) { options in
      if target.format == "csv" { options.delimiter = 0x2C }
      if target.isDelimited { options.header = .rows(1) }
    }
    guard let again else { return original.rows.isEmpty ? .same : .different("what was written cannot be read") }
    return Self.difference(original, again, target).map { .different($0) } ?? .same
  }

  private static func difference(_ original: Records, _ again: Records, _ target: Target) -> String? {
    guard again.rows.count == original.rows.count else {
      return "\(original.rows.count) records became \(again.rows.count)"
    }
    // A CSV record of one field that is null is written `""`: a blank line would be lost.
    let mergesEmpty = target.mergesEmpty != nil || target.isDelimited && original.names.count == 1
    for (index, row) in original.rows.enumerated() {
      for (place, name) in original.names.enumerated() {
        let before = row[name]
        let after = again.rows[index][target.name(name, at: place, in: again)]
        if before?.text == after?.text {
          if before?.kind == after?.kind || !original.isTyped || !again.isTyped { continue }
        } else if mergesEmpty, (before?.text ?? "").isEmpty, (after?.text ?? "").isEmpty {
          continue
        }
        return "record \(index + 1), '\(name)': \(describe(before)) became \(describe(after))"
      }
    }
    return nil
  }

  private static func describe(_ value: Value?) -> String {
    value.map { "\($0.kind) \($0.text.prefix(200).debugDescription)" } ?? "no value"
  }
}
