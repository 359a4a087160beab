import Foundation

/// A directory of its own for one run: `in` for inputs, `out` for outputs, `tmp` for spools, `conf` for pipeline files.
struct Scratch {
  let root: String

  init() throws {
    let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    root = URL(fileURLWithPath: base).resolvingSymlinksInPath().path + "/weir-faults-\(UUID().uuidString)"
    for name in ["in", "out", "tmp", "conf", "log"] {
      try FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: true)
    }
  }

  func remove() {
    // What a row made unreadable or wrote as another user goes, too.
    try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: self["out"])
    try? FileManager.default.removeItem(atPath: root)
  }

  subscript(_ path: String) -> String { root + "/" + path }

  func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    let url = URL(fileURLWithPath: self[path])
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

  /// The bytes of a regular file; nil when there is none.
  func read(_ path: String) -> Data? {
    guard (try? FileManager.default.attributesOfItem(atPath: self[path])[.type]) as? FileAttributeType == .typeRegular
    else { return nil }
    return try? Data(contentsOf: URL(fileURLWithPath: self[path]))
  }

  func text(_ path: String) -> String { String(decoding: read(path) ?? Data(), as: UTF8.self) }

  /// Names in a directory and below it, sorted.
  func names(_ directory: String) -> [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: self[directory])) ?? []).sorted()
  }

  /// Names that no run may leave.
  var temporaries: [String] { names("").filter { $0.contains(".weir-tmp-") } }

  /// The content of every regular file in a directory.
  func contents(_ directory: String) -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in names(directory) { contents[name] = read(directory + "/" + name) }
    return contents
  }

  func empty(_ directory: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: self[directory])) ?? [] {
      try? FileManager.default.removeItem(atPath: self[directory + "/" + name])
    }
  }
}
