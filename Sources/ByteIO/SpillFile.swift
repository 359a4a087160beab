package import Diagnostics

/// A temporary file without a name that is written once and then read once: where a sort keeps what memory does not hold.
///
/// It is gone with its last user, however the process ends. Every error is a failed write of the output (exit 5): nothing
/// was wrong with the input.
package struct SpillFile: Sendable {
  private let descriptor: OpenDescriptor
  private let directory: String
  /// Bytes written.
  package private(set) var byteCount = 0
  private var readCount = 0

  package init(directory: String) throws(Diagnostic) {
    self.directory = directory
    do throws(SystemError) {
      descriptor = try Spool.open(in: directory)
    } catch {
      throw Self.failure("cannot make a temporary file in", directory, error.text)
    }
  }

  package mutating func append(_ bytes: [UInt8], from start: Int, to end: Int) throws(Diagnostic) {
    var written = start
    while written < end {
      do throws(SystemError) {
        written += try SystemCalls.writeSome(descriptor, bytes, from: written, to: end)
      } catch {
        throw Self.failure("cannot write to a temporary file in", directory, error.text)
      }
    }
    byteCount += end - start
  }

  /// Goes back to the first byte.
  package mutating func rewind() throws(Diagnostic) {
    do throws(SystemError) {
      try SystemCalls.rewind(descriptor)
    } catch {
      throw Self.failure("cannot read a temporary file in", directory, error.text)
    }
    readCount = 0
  }

  /// Reads at most `count` bytes into `buffer[offset...]`, which must have room; 0 is the end.
  package mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    let taken: Int
    do throws(SystemError) {
      taken = try SystemCalls.readSome(descriptor, into: &buffer, at: offset, upTo: count)
    } catch {
      throw Self.failure("cannot read a temporary file in", directory, error.text)
    }
    readCount += taken
    if taken == 0, readCount < byteCount {
      throw Self.failure(
        "cannot read a temporary file in", directory, "it ends after \(readCount) of \(byteCount) bytes")
    }
    return taken
  }

  private static func failure(_ words: String, _ directory: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .outputWrite, "\(words) \(directory): \(reason)", at: Location(file: directory),
      notes: ["a sort keeps there what --max-memory does not hold"],
      help: [
        "--tmpdir DIR names another directory", "--limit needs no temporary file where its records fit into memory",
      ])
  }
}
