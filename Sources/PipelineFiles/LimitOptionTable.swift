import ByteIO
import Formats
package import Pipelines

extension OptionTable {
  /// Ceilings that end a run with exit 7: the keys of `limits`, but for `jobs`.
  package static let limits: [DeclaredOption<PipelineDeclaration>] = [
    .size(
      "--max-record-size", "limits.record_size", \.input.options.maximumRecordBytes,
      usual: ReadOptions().maximumRecordBytes, "Longest record, for example 64MiB."),
    .count(
      "--max-depth", "limits.depth", \.input.options.maximumDepth, usual: ReadOptions().maximumDepth, atLeast: 1,
      "Deepest nesting of JSON."),
    .count(
      "--max-fields", "limits.fields", \.input.options.maximumFields, usual: ReadOptions().maximumFields, atLeast: 1,
      "Most fields of a record."),
    .size(
      "--max-field-size", "limits.field_size", \.input.options.maximumFieldBytes,
      "Longest quoted field of delimited text; record_size else."),
    .count(
      "--max-field-lines", "limits.field_lines", \.input.options.maximumFieldLines,
      usual: ReadOptions().maximumFieldLines, atLeast: 1, "Most lines of a quoted field of delimited text."),
    .size(
      "--max-decompressed", "limits.decompressed", \.input.decompression.maximumBytes,
      "Most decompressed bytes of one gzip input."),
    .count(
      "--max-ratio", "limits.ratio", \.input.decompression.maximumRatio, atLeast: 1,
      "Most decompressed bytes of a gzip input for each compressed one; not for the first 1 MiB."),
    .size(
      "--max-memory", "limits.memory", \.spill.memory,
      "What sort holds before it writes temporary files (32MiB); the most that the tables of facets take (no limit)."
    ),
    .duration("--max-time", "limits.time", \.maximumTime, "Longest run: 500ms, 30s, 5m or 1h."),
  ]
}

extension DeclaredOption {
  fileprivate static func size(
    _ flag: String, _ key: String, _ path: Path<Int>, usual: Int, _ help: String
  ) -> DeclaredOption {
    parsed(
      flag, key, .size, help, Spelling.size, needs: Spelling.sizeForm, { $0[keyPath: path] = $1 },
      spell: { $0[keyPath: path] == usual ? nil : Spelling.renderSize($0[keyPath: path]) })
  }

  fileprivate static func size(_ flag: String, _ key: String, _ path: Path<Int?>, _ help: String) -> DeclaredOption {
    parsed(
      flag, key, .size, help, Spelling.size, needs: Spelling.sizeForm, { $0[keyPath: path] = $1 },
      spell: { $0[keyPath: path].map(Spelling.renderSize) })
  }

  fileprivate static func count(
    _ flag: String, _ key: String, _ path: Path<Int>, usual: Int, atLeast minimum: Int, _ help: String
  ) -> DeclaredOption {
    parsed(
      flag, key, .integer(atLeast: minimum), help, { Spelling.count($0, atLeast: minimum) },
      needs: "an integer of at least \(minimum)", { $0[keyPath: path] = $1 },
      spell: { $0[keyPath: path] == usual ? nil : String($0[keyPath: path]) })
  }

  fileprivate static func duration(
    _ flag: String, _ key: String, _ path: Path<Duration?>, _ help: String
  ) -> DeclaredOption {
    parsed(
      flag, key, .duration, help, { Duration(formatted: $0) }, needs: Spelling.durationForm,
      { $0[keyPath: path] = $1 },
      spell: { $0[keyPath: path]?.formatted })
  }

  /// One text that `parse` understands.
  private static func parsed<Value>(
    _ flag: String, _ key: String, _ kind: PipelineKey.Kind, _ help: String,
    _ parse: @escaping @Sendable (String) -> Value?, needs form: String,
    _ set: @escaping @Sendable (inout Options, Value) -> Void, spell: @escaping @Sendable (Options) -> String?
  ) -> DeclaredOption {
    make(
      flag, key, kind, help,
      read: { texts, options in
        guard let value = texts.first.flatMap(parse) else { return "needs \(form)" }
        set(&options, value)
        return nil
      }, spell: { options in spell(options).map { [$0] } ?? [] })
  }
}
