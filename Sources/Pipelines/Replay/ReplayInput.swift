import ByteIO
import Bytes
import Diagnostics
import Formats
import Records

/// Reads repaired records of one input as the run read its records, and encodes them for every output.
struct ReplayInput: Sendable {
  let encoders: [any RecordEncoder]
  let outputs: [OutputDeclaration]
  private let input: OpenInput
  private let options: ReadOptions
  private let lossless: [LosslessCheck?]
  /// What stands around a record so that the format's reader takes it.
  private let frame: (before: [UInt8], after: [UInt8])
  private var work: EncodingWork

  init(
    _ described: ReplayHeader.Input, _ header: ReplayHeader, _ declaration: PipelineDeclaration
  ) throws(DiagnosticList) {
    try Self.check(declaration)
    let declaration = declaration.settled()
    let format = try FormatRegistry.format(named: declaration.input.format ?? "csv")
    let settings = try TypeSettings(declaration.input.options)
    let columns = described.columns.map { $0.field(settings) }
    let path = InputPath(described.path == "standard input" ? "-" : described.path)
    frame = Self.frame(of: format, header: described.header)
    input = try OpenInput(
      replaying: Self.firstBytes(format, declaration.input.options, columns, frame), declaration.input, path,
      columns: columns)
    if input.schema?.makeKeyReader(over: input.reader.schema) != nil {
      throw Self.refused(
        "its schema has unique keys: the other records must be known", "repair the input and run again")
    }
    var context = ColumnContext(
      source: declaration.input.options.sourceColumn.map { SourceColumn(name: $0, path: path.path) })
    if header.unites || format.family == .delimited {
      var union = ColumnUnion()
      for column in header.unites ? header.columns.map({ $0.field(settings) }) : columns { union.add(column) }
      context.union = union
      context.addsMissing = header.addsMissing && header.unites
    }
    var formats: [FormatDescriptor] = []
    for output in header.outputs { formats.append(try FormatRegistry.format(named: output.format)) }
    options = declaration.input.options
    outputs = declaration.outputs
    let binding = try BoundRun.bind(
      declaration.stream, context, formats, declaration.outputs, options, input)
    encoders = binding.outputs.map(\.encoder)
    lossless = binding.outputs.map(\.lossless)
    work = EncodingWork(
      binding.plan, outputs: binding.outputs,
      decoder: binding.plan.makeDecoder(input, options, outputs: binding.outputs))
  }

  /// What one output gets of a repaired text.
  struct Encoded: Sendable {
    /// A separator stands before each record.
    var bytes: [UInt8] = []
    var records = 0
  }

  /// Encodes the records that a repaired text holds: usually one, none where a filter leaves it out.
  mutating func encode(_ raw: [UInt8]) async throws(Diagnostic) -> [Encoded] {
    let text = frame.before + raw + frame.after
    var reader = ChunkReader(
      source: MemorySource(text), reader: input.reader, maximumRecordBytes: options.maximumRecordBytes)
    var encoded = [Encoded](repeating: Encoded(), count: encoders.count)
    var chunk = Chunk()
    while true {
      switch await reader.next(into: &chunk) {
      case .ended: return encoded
      case .failed(let diagnostic, _): throw diagnostic
      case .chunk:
        var spare: EncodedResult?
        let result = work.process(&chunk, reusing: &spare)
        if let failure = result.failure ?? result.outputFailures.lazy.compactMap({ $0 }).first { throw failure }
        for index in encoders.indices {
          encoded[index].bytes += result.outputs[index].bytes.bytes
          encoded[index].records += result.outputs[index].recordCount
          let changes = result.outputs[index].changes
          if let failure = lossless[index]?.failure(reading: result.usage.changes, writing: changes) { throw failure }
        }
      }
    }
  }

  private static func check(_ declaration: PipelineDeclaration) throws(DiagnosticList) {
    if declaration.sort != nil {
      throw refused(
        "that run sorted its records: where a record belongs is not known", "repair the input and run again")
    }
    if declaration.offset != nil || declaration.limit != nil || declaration.outputs.contains(where: { $0.limit != nil })
    {
      let narrowing = declaration.offset == nil ? "a limit" : "an offset"
      throw refused(
        "that run had \(narrowing): one more record may push another one out", "repair the input and run again")
    }
  }

  private static func refused(_ message: String, _ help: String) -> DiagnosticList {
    DiagnosticList(Diagnostic(.replayRefused, message, help: [help]))
  }

  private static func frame(of format: FormatDescriptor, header: [UInt8]) -> (before: [UInt8], after: [UInt8]) {
    switch format.name {
    case "json": (Array("[\n".utf8), Array("\n]\n".utf8))
    case "geojson": (Array("{\"type\":\"FeatureCollection\",\"features\":[\n".utf8), Array("\n]}\n".utf8))
    case "json-seq", "geojson-seq": ([0x1E], [ASCII.lineFeed])
    case "csv", "csv-tab", "tsv": (header.isEmpty ? [] : header + [ASCII.lineFeed], [ASCII.lineFeed])
    default: ([], [ASCII.lineFeed])
    }
  }

  /// What stands for the first bytes of the input: its header, a record of its width where it has none, an Opendatasoft record
  /// where its records are such.
  private static func firstBytes(
    _ format: FormatDescriptor, _ options: ReadOptions, _ columns: [Field], _ frame: (before: [UInt8], after: [UInt8])
  ) -> [UInt8] {
    if format.family == .delimited {
      if !frame.before.isEmpty { return frame.before }
      let delimiter = format.name == "csv" ? options.delimiter ?? ASCII.comma : ASCII.tab
      return Array("x".utf8) + [UInt8](repeating: delimiter, count: max(0, columns.count - 1)) + [ASCII.lineFeed]
    }
    guard options.layout == .ods else {
      return format.name == "json" || format.name == "geojson" ? frame.before + frame.after : []
    }
    let geometry = columns.contains { $0.role == .geometry }
    let record =
      #"{"datasetid":"a","recordid":"b","fields":{}"#
      + (geometry ? #","geometry":{"type":"Point","coordinates":[0,0]}}"# : "}")
    return frame.before + Array(record.utf8) + frame.after
  }
}
