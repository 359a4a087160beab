/// Paths as text: just what sources and sinks need.
package enum FilePaths {
  /// The directory ("." when none is written) and the last component.
  package static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let directory = String(path[..<slash])
    return (directory.isEmpty ? "/" : directory, String(path[path.index(after: slash)...]))
  }

  /// The path of a sibling, written as the original was.
  static func replacingName(of path: String, with name: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
    return String(path[...slash]) + name
  }

  /// True when both paths lead to the same file, through links too: same device and inode. False when one does not
  /// exist. An output must be checked against every input before it is opened.
  package static func isSameFile(_ first: String, _ second: String) -> Bool {
    guard let first = try? SystemCalls.status(of: first), let second = try? SystemCalls.status(of: second) else {
      return false
    }
    return first.isSameFile(as: second)
  }

  /// A text that two paths share when they lead to one file or would make one: directories are compared by what they
  /// are, symbolic links are followed.
  package static func place(of path: String) -> String {
    guard let end = try? resolvingLinks(path) else { return path }
    let (directory, name) = split(end)
    guard let status = try? SystemCalls.status(of: directory) else { return path }
    return "\(status.device):\(status.inode)/\(name)"
  }

  /// Where temporary files go: `TMPDIR`, else `/tmp`.
  package static var temporaryDirectory: String { SystemCalls.environment("TMPDIR") ?? "/tmp" }

  package static func exists(_ path: String) -> Bool { (try? SystemCalls.status(of: path)) != nil }

  /// Names in a directory, in no order; empty when it cannot be read.
  package static func names(in directory: String) -> [String] { SystemCalls.names(in: directory, limit: .max) }

  /// Where a chain of symbolic links ends, whether or not anything is there.
  static func resolvingLinks(_ path: String) throws(SystemError) -> String {
    var path = path
    for _ in 0..<40 {
      do {
        guard try SystemCalls.status(of: path, followsLinks: false).kind == .symbolicLink else { return path }
      } catch {
        guard error == .missing else { throw error }
        return path
      }
      let target = try SystemCalls.destination(ofLink: path)
      path = target.hasPrefix("/") ? target : replacingName(of: path, with: target)
    }
    throw .tooManyLinks
  }
}
