import Bytes
package import Diagnostics
package import Records

/// A run of whole records on its way to a decoder.
package struct Chunk: Sendable {
  /// Payload, then at least `byteSlack` readable bytes.
  package var bytes: [UInt8]
  /// Where the first record begins and where the payload ends.
  package var start: Int
  package var end: Int
  /// What the decoder must know of the state at `start`; its meaning belongs to the format.
  package var context: UInt64
  /// True for the last chunk of its input: the last record may lack its newline.
  package var isLast: Bool
  /// On the last chunk: what `RecordCutter.outerMembers` holds.
  package var outerMembers: [UInt8] = []
  /// Bytes of the input file that had been read when this chunk was cut: for progress.
  package var fileBytesRead = 0

  package init(bytes: [UInt8] = [], start: Int = 0, end: Int = 0, context: UInt64 = 0, isLast: Bool = false) {
    self.bytes = bytes
    self.start = start
    self.end = end
    self.context = context
    self.isLast = isLast
  }
}

/// Where to cut a run of input bytes.
package struct Cut: Sendable, Equatable {
  /// Whole records end here: a position in the scanned bytes.
  package var end: Int
  /// `Chunk.context` of the records that end at `end`.
  package var context: UInt64

  package init(end: Int, context: UInt64 = 0) {
    self.end = end
    self.context = context
  }
}

/// Finds record boundaries in a byte stream: serial, one for each input, cheap.
///
/// The caller keeps the bytes after the cut and offers them again in front of the next ones. A cutter is told how
/// many of them it has seen already (`scanned`), so that no byte is scanned twice.
package protocol RecordCutter: Sendable {
  /// The last record boundary in `bytes[start..<end]`, or nil if no record ends there yet. `bytes[start..<scanned]`
  /// was offered before. With `isFinal` the input ends at `end`, and everything to `end` is the last chunk.
  mutating func cut(_ bytes: Span<UInt8>, start: Int, scanned: Int, end: Int, isFinal: Bool) -> Cut?
  /// Raw members that stand outside the records (GeoJSON collection members) seen so far: complete after the
  /// last cut. `"name":"x","note":1`, without a leading comma.
  var outerMembers: [UInt8] { get }
}

extension RecordCutter {
  package var outerMembers: [UInt8] { [] }
}

/// Decodes chunks of whole records into batches. One for each worker; owns its scratch memory.
package protocol RecordDecoder: Sendable {
  /// Decodes `chunk` into `batch`, which the caller has cleared. The decoder swaps `chunk.bytes` with `batch.bytes`
  /// (no copy). A bad record ends the batch before it and is described in `batch.failure`, with line, column, record and
  /// byte counted as if the chunk began the file.
  mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch)
}

/// An input whose first bytes were looked at: dialect, columns and shape are settled before any worker exists.
package protocol BoundReader: Sendable {
  /// Columns of the batches that `makeDecoder` will fill for a demand of everything; those of delimited text with the
  /// types that the first bytes suggest.
  var schema: Schema { get }
  /// Bytes before the first record (byte-order mark, header) and the physical lines in them.
  var prologue: (bytes: Int, lines: Int) { get }
  /// What was chosen, for `-v` and `explain`: `("delimiter", ";", "constant field count 6 over 812 records")`.
  var findings: [Finding] { get }
  /// The header as it was read, without its line end; empty where there is none.
  var headerText: [UInt8] { get }
  /// What was changed before the first record: byte-order mark, renamed columns.
  var changes: ChangeCounts { get }
  /// How the header spells the names; nil: there is none.
  var headerSpelling: HeaderSpelling? { get }
  /// Fills what was guessed into options: reading with them again guesses nothing.
  func settle(_ options: inout ReadOptions)
  func makeCutter() -> any RecordCutter
  /// A cutter for the bytes behind a cut, where `Chunk.context` was `context`; nil where reading cannot begin there without
  /// what came before.
  func makeCutter(resumingAt context: UInt64) -> (any RecordCutter)?
  /// The schema of the batches for a demand, and a decoder that fills them.
  func makeDecoder(for demand: FieldDemand) -> (schema: Schema, decoder: any RecordDecoder)
  /// For records that name their own members: the same reader with these among the fields that the probe has seen.
  func knowing(_ fields: [Field]) -> any BoundReader
  /// For records that name their own members: a decoder that fills no column and learns every name. nil: the columns
  /// are settled.
  func makeLearner() -> (any NameLearner)?
}

/// Decodes chunks for the names in them: the first pass of a run that unites the columns of all records.
package protocol NameLearner: RecordDecoder {
  /// The fields that were met for the first time since the last call, in their order.
  mutating func takeLearned() -> [Field]
}

extension BoundReader {
  package func makeCutter(resumingAt context: UInt64) -> (any RecordCutter)? { context == 0 ? makeCutter() : nil }
  package var headerText: [UInt8] { [] }
  package var changes: ChangeCounts { ChangeCounts() }
  package var headerSpelling: HeaderSpelling? { nil }
  package func makeLearner() -> (any NameLearner)? { nil }
  package func knowing(_ fields: [Field]) -> any BoundReader { self }
  package func settle(_ options: inout ReadOptions) {}
}

/// One thing that was guessed or chosen about an input, with its evidence.
package struct Finding: Sendable, Equatable {
  package var topic: String
  package var value: String
  package var evidence: String

  package init(_ topic: String, _ value: String, evidence: String = "") {
    self.topic = topic
    self.value = value
    self.evidence = evidence
  }
}

/// Encodes the visible records and columns of batches. One for each worker and output; owns its scratch memory.
///
/// The bytes before, between and after the records belong to the ordered stage: workers write `separator` before
/// *every* record, the ordered stage drops the first one and adds `prologue` and `epilogue`.
package protocol RecordEncoder: Sendable {
  var prologue: [UInt8] { get }
  var separator: [UInt8] { get }
  /// Bytes after the last record; `outerMembers` comes from the cutter (GeoJSON keeps them).
  func epilogue(outerMembers: [UInt8]) -> [UInt8]
  /// What the prologue changed: header cells.
  var prologueChanges: ChangeCounts { get }
  /// The prologue begins with a byte-order mark.
  var writesByteOrderMark: Bool { get }
  /// False when `outerMembers` are dropped.
  var keepsOuterMembers: Bool { get }
  /// What takes the place of `epilogue` after no record at all: `]` instead of a line break and `]`.
  func epilogueWithoutRecords(outerMembers: [UInt8]) -> [UInt8]
  /// Encodes every visible record. On an error the records before it are complete in `output` and the diagnostic's places
  /// are relative to the chunk.
  mutating func encode(_ batch: borrowing RecordBatch, into output: inout EncodedChunk) throws(Diagnostic)
}

extension RecordEncoder {
  package var prologueChanges: ChangeCounts { ChangeCounts() }
  package var writesByteOrderMark: Bool { prologue.starts(with: DelimitedStyle.byteOrderMark) }
  package var keepsOuterMembers: Bool { false }
  package func epilogueWithoutRecords(outerMembers: [UInt8]) -> [UInt8] { epilogue(outerMembers: outerMembers) }
}
