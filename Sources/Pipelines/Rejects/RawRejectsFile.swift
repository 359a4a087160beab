import ByteIO
import Diagnostics

/// Rejected records as they were read, under the header of their input: a file that a spreadsheet opens.
struct RawRejectsFile: Sendable {
  private var writer: OutputWriter
  /// The header that was written, and whose it is.
  private var header: (text: [UInt8], file: String)?
  private var current: (text: [UInt8], file: String) = ([], "")

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
      try await writeHeader()
    }
    try await writer.write(record.raw + [0x0A])
  }

  private mutating func writeHeader() async throws(Diagnostic) {
    header = current
    if !current.text.isEmpty { try await writer.write(current.text + [0x0A]) }
  }

  mutating func finish() async throws(Diagnostic) -> OutputWriter {
    if header == nil { try await writeHeader() }
    try await writer.finish()
    return writer
  }

  func discard() { writer.discard() }
}
