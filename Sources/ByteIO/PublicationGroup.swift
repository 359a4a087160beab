package import Diagnostics

/// Files that are published together: all of them, or none.
///
/// Every file is complete and durable before the first rename. The old content of a replaced file stays reachable
/// under a temporary name until all are renamed and their directories are durable; if anything fails before that, the
/// files that were replaced get their old content back. A process killed in between can leave some files new and some
/// old, each whole.
package struct PublicationGroup: Sendable {
  package let files: [AtomicFile]

  private let exchangesNames: Bool

  /// - Parameter exchangesNames: false takes the way of file systems that cannot exchange names (tests).
  package init(_ files: [AtomicFile], exchangesNames: Bool = true) {
    self.files = files
    self.exchangesNames = exchangesNames
  }

  /// What can be put back: the name that was replaced, and where its old content is (nil: there was none).
  private struct Replacement {
    var file: AtomicFile
    var backup: String?
  }

  package func publish() throws(Diagnostic) {
    do throws(Diagnostic) {
      for file in files { try file.complete() }
      try TerminationSignals.publishing { () throws(Diagnostic) in try replaceAll() }
    } catch {
      for file in files { file.discard() }
      throw error
    }
  }

  package func discard() {
    for file in files { file.discard() }
  }

  private func replaceAll() throws(Diagnostic) {
    var done: [Replacement] = []
    for file in files {
      do throws(SystemError) {
        done.append(Replacement(file: file, backup: try replaceTarget(of: file)))
      } catch {
        throw failure(file, error, notes: restore(done))
      }
    }
    do throws(SystemError) {
      for directory in Set(files.map { FilePaths.split($0.target).directory }).sorted() {
        try SystemCalls.synchroniseDirectory(directory)
      }
    } catch {
      guard let file = files.first else { return }
      throw failure(file, error, notes: restore(done))
    }
    for replacement in done {
      replacement.file.markPublished()
      if let backup = replacement.backup { TemporaryFiles.remove(backup) }
    }
  }

  /// Puts the new content under the final name and says where the old one is. Afterwards the file's temporary name
  /// is gone, or is the old content.
  private func replaceTarget(of file: AtomicFile) throws(SystemError) -> String? {
    guard let temporary = file.completedName else { throw .missing }
    guard try exists(file.target) else {
      try SystemCalls.renameFile(temporary, to: file.target)
      return nil
    }
    if exchangesNames, (try? SystemCalls.exchange(temporary, file.target)) != nil { return temporary }
    return try replaceSlowly(temporary, file.target)
  }

  /// Where names cannot be exchanged: a second name for the old content, then the rename. Where there are no hard
  /// links either, the old content is moved aside, and for a moment nothing has the final name.
  private func replaceSlowly(_ temporary: String, _ target: String) throws(SystemError) -> String {
    let backup = TemporaryFiles.makePath(beside: target)
    let isLinked = (try? SystemCalls.link(target, as: backup)) != nil
    if !isLinked { try SystemCalls.renameFile(target, to: backup) }
    do throws(SystemError) {
      try SystemCalls.renameFile(temporary, to: target)
    } catch {
      if isLinked { TemporaryFiles.remove(backup) } else { try? SystemCalls.renameFile(backup, to: target) }
      throw error
    }
    return backup
  }

  private func exists(_ target: String) throws(SystemError) -> Bool {
    do throws(SystemError) {
      if try SystemCalls.status(of: target, followsLinks: false).kind == .directory { throw SystemError.isDirectory }
      return true
    } catch {
      guard error == .missing else { throw error }
      return false
    }
  }

  /// Gives the replaced files their old content back, last first, and says so.
  private func restore(_ done: [Replacement]) -> [String] {
    var notes: [String] = []
    for replacement in done.reversed() {
      let path = replacement.file.path
      do throws(SystemError) {
        if let backup = replacement.backup {
          try SystemCalls.renameFile(backup, to: replacement.file.target)
          notes.append("\(path) has its old content again")
        } else {
          try SystemCalls.unlinkFile(replacement.file.target)
          notes.append("\(path) was removed again")
        }
      } catch {
        // Nothing may delete the backup now: it is the only copy of the old content.
        replacement.file.markPublished()
        if let backup = replacement.backup { TemporaryFiles.forget(backup) }
        notes.append(
          "\(path) could not be put back: \(error.text)"
            + (replacement.backup.map { "; its old content is in \($0)" } ?? ""))
      }
    }
    return notes
  }

  private func failure(_ file: AtomicFile, _ error: SystemError, notes: [String]) -> Diagnostic {
    Diagnostic(
      .outputPublish, "cannot publish \(file.path): \(error.text)", at: Location(file: file.path),
      notes: [file.unchangedNote] + notes)
  }
}
