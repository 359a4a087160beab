import ByteIO
import Bytes
import Diagnostics

/// Rejected records as they were read, under the header of their input: a file that a spreadsheet opens.
struct RawRejectsFile: Sendable {
  private var writer: OutputWriter
  /// The header that was written, and whose it is.
  private var header: (text: [UInt8], file: String)?
  private var current: (text: [UInt8], file: String) = ([], "")
  /// What waits to be written: many short records are one write.
  private var pending = ByteBuilder(capacity: 1 << 16)

  init(_ path: String, overwrites: Bool) throws(DiagnosticList) {
    writer = try OutputWriter(path, compression: .auto, overwrites: overwrites)
  }

  /// What comes now is of this input.
  mutating func begin(_ text: [UInt8], of file: String) { current = (text, file) }

  mutating func write(_ record: RejectedRecord, _ diagnostic: Diagnostic) async throws(Diagnostic) {
    if let header {
      guard header.text == current.text else {
        throw Diagnostic(
          .notSupported, "\(current.file) has another header than \(header.file): their records fit into no one file",
          at: Location(context: "--rejects-raw"), help: ["--rejects FILE takes the records of any inputs"])
      }
    } else {
      takeHeader()
    }
    take(record.raw)
    if pending.count >= 1 << 16 { try await writePending() }
  }

  private mutating func writePending() async throws(Diagnostic) {
    guard !pending.isEmpty else { return }
    try await writer.write(&pending, from: 0, to: pending.count)
    pending.clear()
  }

  private mutating func takeHeader() {
    header = current
    if !current.text.isEmpty { take(current.text) }
  }

  private mutating func take(_ line: [UInt8]) {
    pending.append(line)
    pending.append(ASCII.lineFeed)
  }

  mutating func finish() async throws(Diagnostic) -> OutputWriter {
    if header == nil { takeHeader() }
    try await writePending()
    try await writer.finish()
    return writer
  }

  func discard() { writer.discard() }
}
