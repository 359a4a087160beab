package import Diagnostics

/// The files of the time zone database: `Europe/Paris` below the first of some directories that has it.
package enum ZoneFiles {
  /// `TZDIR`, then where systems keep the database.
  static var directories: [String] {
    let own = SystemCalls.environment("TZDIR").flatMap { $0.isEmpty ? nil : $0 }
    return (own.map { [$0] } ?? []) + ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"]
  }

  /// The file of a zone. A name cannot lead out of the directory.
  package static func read(_ name: String) throws(Diagnostic) -> (path: String, bytes: [UInt8]) {
    let present = directories.filter { (try? SystemCalls.status(of: $0))?.kind == .directory }
    guard !present.isEmpty else {
      throw Diagnostic(
        .inputMissing, "there is no time zone database for '\(name)'", at: Location(context: "--timezone"),
        notes: ["looked for \(directories.joined(separator: ", "))"],
        help: ["install tzdata, set TZDIR, or name an offset: --timezone +02:00"])
    }
    if isName(name) {
      for directory in present {
        let path = "\(directory)/\(name)"
        guard (try? SystemCalls.status(of: path))?.kind == .regular else { continue }
        var source = try ByteSources.open(path: path, compression: .none)
        guard let bytes = try source.readAll(below: longest) else {
          throw Diagnostic(.inputNotData, "\(path) is too long for a time zone", at: Location(file: path))
        }
        return (path, bytes)
      }
    }
    let near = Suggestion.nearest(to: name, in: present.flatMap { names(in: $0) }.sorted())
    throw Diagnostic(
      .unknownTimeZone, "no time zone '\(name)'", at: Location(context: "--timezone"),
      notes: ["looked in \(present.joined(separator: ", "))"],
      help: (near.map { ["did you mean '\($0)'?"] } ?? []) + ["zones are UTC, +02:00, or names such as Europe/Paris"])
  }

  /// Real ones have some thousand bytes.
  private static let longest = 1 << 20

  /// Parts of letters, digits, `_`, `-` and `+` between slashes: no `..`, nothing absolute.
  private static func isName(_ name: String) -> Bool {
    name.utf8.count <= 100
      && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty
          && part.utf8.allSatisfy {
            ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F || $0 == 0x2D || $0 == 0x2B
          }
      }
  }

  /// The names below a directory. Those of zones begin with a capital; `right/` and `posix/` hold them again.
  private static func names(in directory: String, below prefix: String = "", depth: Int = 0) -> [String] {
    SystemCalls.names(in: directory, limit: 2000).filter { isName($0) && ($0.utf8.first ?? 0) &- 0x41 < 26 }
      .flatMap { name -> [String] in
        let path = "\(directory)/\(name)"
        guard let kind = (try? SystemCalls.status(of: path))?.kind else { return [] }
        if kind != .directory { return [prefix + name] }
        return depth < 3 ? names(in: path, below: prefix + name + "/", depth: depth + 1) : []
      }
  }
}
