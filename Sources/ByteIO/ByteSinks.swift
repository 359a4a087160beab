package import Diagnostics

/// An output that is open: the sink to write to, and the file to publish when there is one.
package struct Output: Sendable {
  package var sink: any ByteSink
  /// nil for standard output, pipes and devices: what is written there is gone at once.
  package let file: AtomicFile?

  package var isAtomic: Bool { file != nil }
}

/// Opens what an output path names.
package enum ByteSinks {
  /// Opens a path for writing; `-` is standard output.
  ///
  /// A regular file or a new name becomes an `AtomicFile`: the caller finishes the sink, then publishes the file. A
  /// pipe, a device or a descriptor (`/dev/stdout`, `/dev/fd/3`) is written directly. Every reason not to be able to
  /// write is found here.
  ///
  /// - Parameters:
  ///   - flow: takes the digest of what leaves to a pipe; a file can be read again.
  ///   - threads: threads that compress; the bytes are the same for any number.
  package static func open(
    path: String, compression: StreamCompression = .none, threads: Int = 1, hashing flow: FlowDigest? = nil
  ) throws(Diagnostic) -> Output {
    var output = try openPlain(path)
    if let flow, output.file == nil { output.sink = HashingSink(output.sink, into: flow) }
    let isCompressed = compression == .gzip || (compression == .auto && GzipFormat.hasExtension(path))
    if isCompressed { output.sink = try GzipSink(output.sink, threads: threads) }
    return output
  }

  /// Opens a file at its end, for what several programs write one after the other.
  package static func openAppending(path: String) throws(Diagnostic) -> any ByteSink {
    do throws(SystemError) {
      return FileDescriptorSink(try SystemCalls.openFile(path, SystemCalls.append, mode: 0o666), name: path)
    } catch {
      throw openFailure(path, error)
    }
  }

  /// True when `open` would make a file that appears only when it is published.
  package static func isAtomic(_ path: String) -> Bool {
    if path == "-" || descriptorNumber(path) != nil { return false }
    return (try? SystemCalls.status(of: path))?.kind != .other
  }

  private static func openPlain(_ path: String) throws(Diagnostic) -> Output {
    if path == "-" { return Output(sink: FileDescriptorSink.standardOutput, file: nil) }
    do throws(SystemError) {
      if let number = descriptorNumber(path) {
        return Output(sink: FileDescriptorSink(try SystemCalls.duplicate(number), name: path), file: nil)
      }
      if let kind = (try? SystemCalls.status(of: path))?.kind, kind == .other {
        return Output(
          sink: FileDescriptorSink(try SystemCalls.openFile(path, SystemCalls.writeOnly), name: path), file: nil)
      }
    } catch {
      throw openFailure(path, error)
    }
    let file = try AtomicFile(path: path)
    return Output(sink: file.makeSink(), file: file)
  }

  /// The descriptor that a path stands for. Opening such a path again would begin at byte 0 and lose an append mode.
  private static func descriptorNumber(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default:
      for prefix in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(prefix) {
        return Int32(path.dropFirst(prefix.utf8.count))
      }
      return nil
    }
  }

  static func openFailure(_ path: String, _ error: SystemError) -> Diagnostic {
    var diagnostic = Diagnostic(
      .outputUnwritable, "cannot write to \(path): \(error.text)", at: Location(file: path))
    let directory = FilePaths.split(path).directory
    if error == .isDirectory {
      diagnostic.help.append("name a file in it, for example '\(path.hasSuffix("/") ? path : path + "/")out.csv'")
    } else if error == .missing, (try? SystemCalls.status(of: directory)) == nil {
      diagnostic.notes.append("there is no directory \(directory)")
      diagnostic.help.append("mkdir -p '\(directory)'")
    }
    return diagnostic
  }
}
