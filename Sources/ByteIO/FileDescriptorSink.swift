package import Diagnostics

/// Writes with `write(2)` until everything is taken, through short writes, interruptions and non-blocking pipes.
///
/// A reader that went away ends the tool quietly, by SIGPIPE (`TerminationSignals`); in other processes it is
/// `outputReaderGone`.
package struct FileDescriptorSink: ByteSink {
  package let name: String
  private let descriptor: OpenDescriptor
  /// What an error here says about the final file.
  private let notes: [String]

  init(_ descriptor: OpenDescriptor, name: String, notes: [String] = []) {
    self.descriptor = descriptor
    self.name = name
    self.notes = notes
  }

  /// Standard output; it is not closed when the sink goes.
  package static var standardOutput: FileDescriptorSink {
    FileDescriptorSink(.standardOutput, name: "standard output")
  }

  package mutating func write(_ bytes: [UInt8], from start: Int, to end: Int) throws(Diagnostic) {
    var position = start
    while position < end {
      do {
        position += try SystemCalls.writeSome(descriptor, bytes, from: position, to: end)
      } catch {
        throw failure(error)
      }
    }
  }

  package mutating func finish() throws(Diagnostic) {
    do {
      try SystemCalls.checkStored(descriptor)
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: SystemError) -> Diagnostic {
    if error == .brokenPipe { TerminationSignals.readerHasGone() }
    let code: DiagnosticCode = error == .brokenPipe ? .outputReaderGone : .outputWrite
    return Diagnostic(
      code, "cannot write to \(name): \(error.text)", at: Location(file: name), notes: notes)
  }
}
