import Bytes
import Diagnostics
import Formats
import Records

/// Writes an answer as records of a format, whole.
enum AnswerRecords {
  static func pieces(
    _ batches: some Sequence<RecordBatch>, _ schema: Schema, as name: String, _ options: WriteOptions
  ) throws(DiagnosticList) -> [[UInt8]] {
    let format = try FormatRegistry.format(named: name)
    guard let makeEncoder = format.makeEncoder else { return [] }
    try format.check(options)
    var encoder = try makeEncoder(
      EncoderContext(schema: schema, projection: Projection(all: schema), options: options, inputFormat: "jsonl"))
    var pieces = [encoder.prologue]
    var chunk = EncodedChunk()
    var hasRecords = false
    for batch in batches {
      chunk.clear()
      do throws(Diagnostic) { try encoder.encode(batch, into: &chunk) } catch { throw DiagnosticList(error) }
      pieces.append(Array(chunk.bytes.bytes.dropFirst(hasRecords ? 0 : encoder.separator.count)))
      hasRecords = true
    }
    return pieces + [
      hasRecords ? encoder.epilogue(outerMembers: []) : encoder.epilogueWithoutRecords(outerMembers: [])
    ]
  }
}
