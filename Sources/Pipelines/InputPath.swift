import ByteIO
import Bytes
import Diagnostics

/// One input of a run: its path as it was given, and the line of the list file that names it.
struct InputPath: Sendable, Equatable {
  var path: String
  var listed: Location?

  init(_ path: String, listed: Location? = nil) {
    self.path = path
    self.listed = listed
  }

  var isStandardInput: Bool { path == "-" }

  /// How messages call it.
  var displayName: String { isStandardInput ? "standard input" : path }

  /// A finding about a file that cannot be opened, with the place that named the file.
  func placed(_ diagnostic: Diagnostic) -> Diagnostic {
    guard let listed else { return diagnostic }
    var placed = diagnostic
    placed.location = listed
    return placed
  }
}

/// A file of paths, one a line: `@list.txt`, or `@-` for standard input.
///
/// A line is a path as it stands, no glob; blank lines and lines that begin with `#` are skipped. Relative paths start
/// from the list's own directory, as those of a pipeline file start from the file's; those of `@-` from the working
/// directory.
struct InputList {
  /// Largest list that is read.
  static let largest = 64 << 20

  let name: String
  private let directory: String?

  /// The list that an input path means, nil when it means none.
  init?(_ path: String) {
    guard path.hasPrefix("@"), path.utf8.count > 1 else { return nil }
    let name = String(path.dropFirst())
    self.name = name
    directory = name == "-" ? nil : name.lastIndex(of: "/").map { String(name[..<$0]) + "/" }
  }

  /// Reads the list. `resolve` turns the list's name into the path that is opened.
  func paths(resolving resolve: (String) -> String) throws(DiagnosticList) -> [InputPath] {
    let text: [UInt8]
    do throws(Diagnostic) {
      text = try read(resolve(name))
    } catch {
      throw DiagnosticList(error)
    }
    let display = name == "-" ? "standard input" : name
    var paths: [InputPath] = []
    var line = 0
    let hasMark = text.starts(with: [0xEF, 0xBB, 0xBF])
    for bytes in text[(hasMark ? 3 : 0)...].split(separator: ASCII.lineFeed, omittingEmptySubsequences: false) {
      line += 1
      let end = bytes.last == ASCII.carriageReturn ? bytes.dropLast() : bytes
      if end.allSatisfy({ $0 <= ASCII.space }) || end.first == UInt8(ascii: "#") { continue }
      let place = Location(file: display, line: line)
      guard let path = String(validating: end, as: UTF8.self), !end.contains(0) else {
        throw DiagnosticList(
          Diagnostic(.inputUnreadable, "the list holds a path that is no UTF-8 text", at: place))
      }
      paths.append(InputPath(Paths.resolve(path, from: directory), listed: place))
    }
    if paths.isEmpty {
      throw DiagnosticList(
        Diagnostic(
          .inputMissing, "the list names no file", at: Location(file: display),
          notes: ["a list holds one path a line; blank lines and lines that begin with # are skipped"]))
    }
    return paths
  }

  private func read(_ path: String) throws(Diagnostic) -> [UInt8] {
    var source = try ByteSources.open(path: path)
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = try source.read(into: &buffer, at: 0, upTo: buffer.count)
      if count == 0 { return text }
      text.append(contentsOf: buffer[..<count])
      if text.count > Self.largest {
        throw Diagnostic(
          .inputUnreadable, "the list is larger than \(Self.largest >> 20) MiB", at: Location(file: source.name),
          help: ["'@' before a path means a list of paths; a file that is called so is written ./@name"])
      }
    }
  }
}
