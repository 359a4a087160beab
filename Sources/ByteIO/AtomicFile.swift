package import Diagnostics
import Synchronization

/// A file that appears under its name whole or not at all.
///
/// The content is written to a file without a name (`O_TMPFILE`) in the same directory, or to a temporary name where
/// that is not possible; `complete` makes it durable and gives it a temporary name; `publish` renames that over the
/// final one and makes the directory durable. Whatever happens before that, the final name keeps its old content.
/// An existing file keeps its permissions (and its owner where the system allows); a symbolic link keeps being one,
/// what it points at is replaced. Hard links to the old content keep the old content.
///
/// ```swift
/// let file = try AtomicFile(path: "out.csv")
/// var sink = file.makeSink()
/// try sink.write("id\n1\n")
/// try sink.finish()
/// try file.publish()
/// ```
/// Several files that belong together are published by a `PublicationGroup`.
package final class AtomicFile: Sendable {
  private enum Phase {
    case writing(temporary: String?)
    case completed(temporary: String)
    case published, discarded
  }

  /// The path as it was given, for messages.
  package let path: String
  /// Where its symbolic links end: the name that is replaced.
  let target: String
  private let descriptor: OpenDescriptor
  private let existed: Bool
  /// How far it has come. Never held across a system call.
  private let phase: Mutex<Phase>

  /// Opens the temporary file; every reason not to be able to write the final one is found here, before any input
  /// is read.
  ///
  /// - Parameter prefersUnnamed: false takes the way of file systems that have no files without a name (tests).
  package init(path: String, prefersUnnamed: Bool = true) throws(Diagnostic) {
    do throws(SystemError) {
      target = try FilePaths.resolvingLinks(path)
      let (directory, name) = FilePaths.split(target)
      if name.isEmpty { throw .isDirectory }
      let existing = try Self.existingStatus(target)
      existed = existing != nil
      TemporaryFiles.sweep(directory)
      let temporary: String?
      (descriptor, temporary) = try Self.openTemporary(in: directory, for: target, prefersUnnamed)
      phase = Mutex(.writing(temporary: temporary))
      self.path = path
      _ = SystemCalls.lock(descriptor)
      if let existing { Self.keepAttributes(of: existing, on: descriptor) }
    } catch {
      throw ByteSinks.openFailure(path, error)
    }
  }

  deinit { discard() }

  /// A sink for the content. One is enough; it must not be used after `complete`.
  package func makeSink() -> FileDescriptorSink {
    FileDescriptorSink(descriptor, name: path, notes: [unchangedNote])
  }

  /// What an error says about the final file.
  var unchangedNote: String { existed ? "\(path) is unchanged" : "\(path) was not created" }

  // MARK: Steps

  /// Makes the content durable and gives it a temporary name, ready for a rename. Does nothing the second time.
  package func complete() throws(Diagnostic) {
    guard case .writing(let temporary) = phase.withLock({ $0 }) else { return }
    do throws(SystemError) {
      try SystemCalls.synchronise(descriptor)
      let name = if let temporary { temporary } else { try linkDescriptor() }
      phase.withLock { $0 = .completed(temporary: name) }
    } catch {
      throw Diagnostic(
        .outputWrite, "cannot write to \(path): \(error.text)", at: Location(file: path), notes: [unchangedNote])
    }
  }

  /// The digest of the content, once it is complete.
  package func digest() throws(Diagnostic) -> FileDigest {
    guard let completedName else {
      throw Diagnostic(.internalError, "the digest of \(path) was asked for before it was complete")
    }
    do throws(Diagnostic) {
      return try FileDigest(ofFile: completedName)
    } catch {
      throw Diagnostic(
        .outputWrite, "cannot read back what was written to \(path)", at: Location(file: path),
        notes: [error.message, unchangedNote])
    }
  }

  /// Completes the file and puts it under its final name.
  package func publish() throws(Diagnostic) { try PublicationGroup([self]).publish() }

  /// Forgets the content; the final name keeps what it had. Does nothing after `publish`.
  package func discard() {
    let leftover: String? = phase.withLock { phase in
      defer { if case .published = phase {} else { phase = .discarded } }
      switch phase {
      case .writing(let temporary): return temporary
      case .completed(let temporary): return temporary
      case .published, .discarded: return nil
      }
    }
    if let leftover { TemporaryFiles.remove(leftover) }
  }

  /// The temporary name, once it is complete.
  var completedName: String? {
    if case .completed(let temporary) = phase.withLock({ $0 }) { temporary } else { nil }
  }

  func markPublished() { phase.withLock { $0 = .published } }

  // MARK: Temporary files

  private func linkDescriptor() throws(SystemError) -> String {
    while true {
      let name = TemporaryFiles.makePath(beside: target)
      do throws(SystemError) {
        try descriptor.use { number throws(SystemError) in
          try SystemCalls.link("/proc/self/fd/\(number)", as: name)
        }
        return name
      } catch {
        TemporaryFiles.forget(name)
        guard error == .exists else { throw error }
      }
    }
  }

  private static func existingStatus(_ target: String) throws(SystemError) -> FileStatus? {
    do throws(SystemError) {
      let status = try SystemCalls.status(of: target)
      if status.kind == .directory { throw SystemError.isDirectory }
      // A rename would replace a write-protected file; its protection is respected.
      try SystemCalls.isWritable(target)
      return status
    } catch {
      guard error == .missing else { throw error }
      return nil
    }
  }

  private static func openTemporary(
    in directory: String, for target: String, _ prefersUnnamed: Bool
  ) throws(SystemError) -> (OpenDescriptor, String?) {
    if prefersUnnamed, let flags = SystemCalls.createUnnamed, (try? SystemCalls.status(of: "/proc/self/fd")) != nil,
      let unnamed = try? SystemCalls.openFile(directory, flags, mode: 0o666)
    {
      return (unnamed, nil)
    }
    while true {
      let name = TemporaryFiles.makePath(beside: target)
      do throws(SystemError) {
        return (try SystemCalls.openFile(name, SystemCalls.createNew, mode: 0o666), name)
      } catch {
        TemporaryFiles.forget(name)
        guard error == .exists else { throw error }
      }
    }
  }

  private static func keepAttributes(of existing: FileStatus, on descriptor: OpenDescriptor) {
    guard let ours = try? SystemCalls.status(of: descriptor) else { return }
    if ours.user != existing.user || ours.group != existing.group {
      try? SystemCalls.setOwner(existing.user, group: existing.group, of: descriptor)
    }
    try? SystemCalls.setMode(existing.permissions, of: descriptor)
  }
}
