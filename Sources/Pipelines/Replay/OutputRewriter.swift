import ByteIO
import Bytes
import Diagnostics
import Formats

/// Copies an output of an earlier run, byte for byte, and puts records between its records.
struct OutputRewriter: Sendable {
  let path: String
  /// Which output of the run this is.
  let index: Int
  private(set) var inserted = 0
  private let encoder: any RecordEncoder
  private let outerMembers: [UInt8]
  /// Records of the old file.
  private let oldRecords: Int
  private var copied = 0
  /// The new file has a record: a separator stands before the next one.
  private var hasRecords = false
  private var records: WrittenRecords
  private var source: PeekableSource
  private var writer: OutputWriter
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var position = 0
  private var end = 0

  init(
    _ path: String, index: Int, _ header: ReplayHeader, encoder: any RecordEncoder, options: WriteOptions
  ) async throws(DiagnosticList) {
    self.path = path
    self.index = index
    self.encoder = encoder
    outerMembers = header.outerMembers
    oldRecords = header.outputs[index].records
    let format = try FormatRegistry.format(named: header.outputs[index].format)
    guard let records = WrittenRecords(format, options) else {
      throw DiagnosticList(
        Diagnostic(
          .replayRefused, "records of \(format.name) over several lines cannot be found again",
          at: Location(file: path), help: ["repair the input and run again"]))
    }
    self.records = records
    do throws(Diagnostic) {
      var raw = PeekableSource(try ByteSources.open(path: path))
      let isGzip = try raw.peek(atLeast: 2, upTo: 2).starts(with: [0x1F, 0x8B])
      source = try ByteSources.decompressing(raw, compression: isGzip ? .gzip : .none)
      do throws(DiagnosticList) {
        writer = try OutputWriter(
          path, compression: isGzip ? .gzip : .none, overwrites: true, threads: Processors.workers(nil))
      } catch {
        throw error.diagnostics[0]
      }
      try await copyPrologue()
    } catch {
      throw DiagnosticList(error)
    }
  }

  private mutating func copyPrologue() async throws(Diagnostic) {
    let prologue = encoder.prologue
    var text: [UInt8] = []
    while text.count < prologue.count, try fill() {
      let count = min(prologue.count - text.count, end - position)
      text += buffer[position..<(position + count)]
      position += count
    }
    guard text == prologue else { throw unexpected("begin") }
    try await writer.write(prologue)
  }

  /// Puts encoded records, a separator before each, behind the first `place` records of the old file.
  mutating func insert(_ encoded: ReplayInput.Encoded, at place: Int, from line: Location) async throws(Diagnostic) {
    guard place >= copied, place <= oldRecords else {
      throw Diagnostic(
        .inputNotData,
        place > oldRecords
          ? "\(path) has \(oldRecords) records: none can stand behind \(place)"
          : "a record that belongs behind record \(place) of \(path) follows one that belongs behind \(copied)",
        at: line, help: ["keep the lines of the rejects file in their order"])
    }
    try await copy(upTo: place)
    guard encoded.records > 0 else { return }
    try await writer.write(hasRecords ? encoded.bytes : Array(encoded.bytes[encoder.separator.count...]))
    hasRecords = true
    inserted += encoded.records
  }

  private mutating func copy(upTo place: Int) async throws(Diagnostic) {
    var wanted = place - copied
    guard wanted > 0 else { return }
    // The first record of the old file has no separator before it.
    if hasRecords, copied == 0 { try await writer.write(encoder.separator) }
    while wanted > 0 {
      guard try fill() else { throw unexpected("go on") }
      var records = records
      let stop = records.skip(&wanted, buffer.span, from: position, to: end)
      self.records = records
      try await writer.write(Array(buffer[position..<stop]))
      position = stop
    }
    copied = place
    hasRecords = true
  }

  /// Copies what is left. The file is complete, not yet published, afterwards.
  mutating func finish() async throws(Diagnostic) -> OutputWriter {
    try await copy(upTo: oldRecords)
    let tail = tail(oldRecords > 0)
    var rest: [UInt8] = []
    while rest.count <= tail.count, try fill() {
      rest += buffer[position..<end]
      position = end
    }
    guard rest == tail else { throw unexpected("end") }
    try await writer.write(self.tail(hasRecords))
    try await writer.finish()
    return writer
  }

  private func tail(_ hasRecords: Bool) -> [UInt8] {
    hasRecords
      ? encoder.epilogue(outerMembers: outerMembers) : encoder.epilogueWithoutRecords(outerMembers: outerMembers)
  }

  func discard() { writer.discard() }

  /// True when there are bytes to look at.
  private mutating func fill() throws(Diagnostic) -> Bool {
    if position < end { return true }
    end = try source.read(into: &buffer, at: 0, upTo: buffer.count - byteSlack)
    position = 0
    return end > 0
  }

  private func unexpected(_ word: String) -> Diagnostic {
    Diagnostic(
      .replayRefused, "\(path) does not \(word) as that run would have it", at: Location(file: path),
      notes: ["\(path) is unchanged"], help: ["repair the input and run again"])
  }
}
