import Synchronization

/// Names of temporary files, and the removal of those that dead processes left behind.
///
/// A name is `.<final name>.weir-tmp-<pid>-<n>`, in the directory of the final file so that a rename can publish it.
enum TemporaryFiles {
  private static let marker = ".weir-tmp-"
  private static let counter = Atomic<Int>(0)
  /// The longest name that file systems in use take, in bytes.
  private static let longestName = 255

  /// Names that exist now, or may: what a process that is told to end removes. Held across system calls by nobody but
  /// `removeAll`.
  private static let existing = Mutex<Set<String>>([])

  /// A path that nobody else uses, beside `path`. It belongs to this process until it is removed or forgotten.
  static func makePath(beside path: String) -> String {
    let path = makeName(beside: path)
    existing.withLock { _ = $0.insert(path) }
    return path
  }

  /// There is no such file any more, or it must stay.
  static func forget(_ path: String) { existing.withLock { _ = $0.remove(path) } }

  static func remove(_ path: String) {
    try? SystemCalls.unlinkFile(path)
    forget(path)
  }

  /// Removes every name of this process, then calls `finally`; no name is made meanwhile.
  static func removeAll(finally: () -> Void) {
    existing.withLock { names in
      for name in names { try? SystemCalls.unlinkFile(name) }
      finally()
    }
  }

  private static func makeName(beside path: String) -> String {
    let number = counter.add(1, ordering: .relaxed).newValue
    let ending = "\(marker)\(SystemCalls.processIdentifier)-\(number)"
    let name = FilePaths.split(path).name
    return FilePaths.replacingName(
      of: path, with: "." + prefix(of: name, upTo: longestName - ending.utf8.count - 1) + ending)
  }

  private static func prefix(of name: String, upTo byteCount: Int) -> String {
    var prefix = ""
    for scalar in name.unicodeScalars {
      guard prefix.utf8.count + UTF8.width(scalar) <= byteCount else { break }
      prefix.unicodeScalars.append(scalar)
    }
    return prefix
  }

  /// The process that a name says it belongs to, nil when it is not one of our names.
  static func owner(ofName name: String) -> Int32? {
    guard name.hasPrefix("."), let range = lastMarker(in: name) else { return nil }
    let numbers = name[range...].split(separator: "-", omittingEmptySubsequences: false)
    guard numbers.count == 2, Int(numbers[1]) != nil, let owner = Int32(numbers[0]), owner > 0 else { return nil }
    return owner
  }

  private static func lastMarker(in name: String) -> String.Index? {
    let bytes = Array(name.utf8)
    let wanted = Array(marker.utf8)
    var start = bytes.count - wanted.count
    while start > 0 {
      if bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
        return name.utf8.index(name.utf8.startIndex, offsetBy: start + wanted.count)
      }
      start -= 1
    }
    return nil
  }

  /// Removes what dead processes left in a directory. The lock that a living writer holds protects files of
  /// processes that cannot be seen from here, in another container for instance.
  static func sweep(_ directory: String) {
    for name in SystemCalls.names(in: directory, limit: 10_000) {
      guard let owner = owner(ofName: name), !SystemCalls.isAlive(process: owner) else { continue }
      let path = directory + "/" + name
      guard let file = try? SystemCalls.openFile(path, SystemCalls.readOnlyQuietly),
        (try? SystemCalls.status(of: file))?.kind == .regular, SystemCalls.lock(file)
      else { continue }
      try? SystemCalls.unlinkFile(path)
    }
  }
}
