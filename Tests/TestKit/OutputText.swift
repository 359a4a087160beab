import Bytes
package import Diagnostics
package import Formats
package import Records

/// What an output would hold: prologue, records without the first separator, epilogue.
package struct OutputText {
  private var encoder: any RecordEncoder
  private var chunk = EncodedChunk(wantsRecordEnds: true)
  private var records: [UInt8] = []
  private var count = 0
  package private(set) var changes = ChangeCounts()

  package init(
    _ format: String, schema: Schema, projection: Projection? = nil, inputFormat: String,
    options: WriteOptions = WriteOptions()
  ) throws(DiagnosticList) {
    let format = try FormatRegistry.format(named: format)
    guard let makeEncoder = format.makeEncoder else {
      throw DiagnosticList(Diagnostic(.unknownFormat, "\(format.name) cannot be written"))
    }
    encoder = try makeEncoder(
      EncoderContext(
        schema: schema, projection: projection ?? Projection(all: schema), options: options, inputFormat: inputFormat))
  }

  package mutating func append(_ batch: RecordBatch) throws(Diagnostic) {
    chunk.clear()
    try encoder.encode(batch, into: &chunk)
    records += chunk.bytes.bytes
    count += chunk.recordCount
    changes.add(chunk.changes)
  }

  /// Everything, as it would stand in a file.
  package func finished(outerMembers: [UInt8] = []) -> [UInt8] {
    guard count > 0 else { return encoder.prologue + encoder.epilogueWithoutRecords(outerMembers: outerMembers) }
    return encoder.prologue + records.dropFirst(encoder.separator.count) + encoder.epilogue(outerMembers: outerMembers)
  }
}
