package import Diagnostics
import Synchronization

/// A temporary file without a name that keeps what a pipe gave, so that it can be read again.
///
/// It lies in `TMPDIR`, or in `/tmp`, and is gone with its last user, however the process ends. Bytes are kept as they
/// came: a compressed input is kept compressed.
///
/// ```swift
/// let spool = try Spool()
/// var first = SpoolingSource(standardInput, into: spool)   // read it to the end
/// var second = try spool.makeSource(name: first.name)      // the same bytes
/// ```
package final class Spool: Sendable {
  private let descriptor: OpenDescriptor
  private let directory: String
  /// False once nobody wants the bytes. Never held across a write.
  private let isKeeping = Mutex(true)

  package init(directory: String = FilePaths.temporaryDirectory) throws(Diagnostic) {
    self.directory = directory
    do throws(SystemError) {
      descriptor = try Self.open(in: directory)
    } catch {
      throw Self.failure("cannot make a temporary file in", directory, error)
    }
  }

  static func open(in directory: String) throws(SystemError) -> OpenDescriptor {
    if let flags = SystemCalls.createUnnamedForReading {
      do throws(SystemError) {
        return try SystemCalls.openFile(directory, flags, mode: 0o600)
      } catch {
        // A file system without unnamed files: a name that is removed at once does as well.
        if error == .missing || error == .notADirectory { throw error }
      }
    }
    // A process that was killed while its file had a name has left it here.
    TemporaryFiles.sweep(directory)
    let path = TemporaryFiles.makePath(beside: directory + "/spool")
    defer { TemporaryFiles.forget(path) }
    let descriptor = try SystemCalls.openFile(path, SystemCalls.createNewForReading, mode: 0o600)
    do throws(SystemError) {
      try SystemCalls.unlinkFile(path)
    } catch {
      // Another process, which cannot see this one, may have taken it for a leftover.
      if error != .missing { throw error }
    }
    return descriptor
  }

  /// Keeps `bytes[start..<end]`.
  package func append(_ bytes: [UInt8], from start: Int, to end: Int) throws(Diagnostic) {
    guard isKeeping.withLock({ $0 }) else { return }
    var written = start
    while written < end {
      do throws(SystemError) {
        written += try SystemCalls.writeSome(descriptor, bytes, from: written, to: end)
      } catch {
        throw Self.failure("cannot write to a temporary file in", directory, error)
      }
    }
  }

  /// Keeps nothing more: it will not be read.
  package func stop() { isKeeping.withLock { $0 = false } }

  /// Everything that was kept, from its beginning. One source at a time: they share one place.
  package func makeSource(name: String) throws(Diagnostic) -> FileSource {
    do throws(SystemError) {
      try SystemCalls.rewind(descriptor)
      return try FileSource(descriptor, name: name)
    } catch {
      throw Self.failure("cannot read a temporary file in", directory, error)
    }
  }

  private static func failure(_ words: String, _ directory: String, _ error: SystemError) -> Diagnostic {
    Diagnostic(
      .outputWrite, "\(words) \(directory): \(error.text)", at: Location(file: directory),
      notes: ["an input that cannot be read twice is kept there while it is read for the first time"],
      help: ["--tmpdir DIR, or TMPDIR, names another directory", "an input that is a file needs no temporary one"])
  }
}

/// A source whose bytes are kept in a spool as they are read.
package struct SpoolingSource: PassingSource {
  var base: any ByteSource
  private let spool: Spool

  package init(_ base: any ByteSource, into spool: Spool) {
    self.base = base
    self.spool = spool
  }

  /// What is read again is the spool.
  package var identity: FileIdentity? { nil }

  package mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    let taken = try base.read(into: &buffer, at: offset, upTo: count)
    try spool.append(buffer, from: offset, to: offset + taken)
    return taken
  }
}
