import Foundation
import Synchronization

/// A temporary directory with copies of Samples and Pipelines, an empty `build`, and the built `weir` on the PATH.
///
/// Copies, not links: `../build` of a linked Pipelines would be the project's own.
struct Workspace {
  let directory: URL
  private let scratch: URL

  /// The root of the project, from this file's place in it.
  static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The built tool: `WEIR_BINARY`, or beside the running test bundle, or the debug build.
  static let binary: URL? = {
    var candidates: [URL] = []
    if let path = ProcessInfo.processInfo.environment["WEIR_BINARY"] { candidates.append(URL(fileURLWithPath: path)) }
    candidates.append(
      URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("weir"))
    candidates.append(Bundle.main.bundleURL.deletingLastPathComponent().appendingPathComponent("weir"))
    candidates.append(project.appendingPathComponent(".build/debug/weir"))
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  init() throws {
    scratch = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
    directory = scratch.appendingPathComponent("work")
    try FileManager.default.createDirectory(
      at: directory.appendingPathComponent("build"), withIntermediateDirectories: true)
    for name in ["Samples", "Pipelines"] {
      try FileManager.default.copyItem(
        at: Self.project.appendingPathComponent(name), to: directory.appendingPathComponent(name))
    }
  }

  func remove() { try? FileManager.default.removeItem(at: scratch) }

  func write(_ text: String, to name: String) throws {
    let url = directory.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Relative paths of all files, sorted.
  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: directory.path).filter { name in
      let type = try? FileManager.default.attributesOfItem(atPath: directory.appendingPathComponent(name).path)[.type]
      return type as? FileAttributeType != .typeDirectory
    }.sorted()
  }

  /// The text of a file, decompressed when it is gzip.
  func read(_ name: String) throws -> String {
    let url = directory.appendingPathComponent(name)
    let data = try Data(contentsOf: url)
    guard data.starts(with: [0x1F, 0x8B]) else { return String(decoding: data, as: UTF8.self) }
    return try run("gzip -dc '\(name)'", input: nil).output
  }

  struct Result: Equatable {
    var output: String
    var errors: String
    var exit: Int32
  }

  /// Runs a shell command in the directory; standard output and error go through files, so nothing can block.
  func run(_ command: String, input: String?) throws -> Result {
    let name = UUID().uuidString
    let places = ["in", "out", "err"].map { scratch.appendingPathComponent("\(name).\($0)") }
    try Data((input ?? "").utf8).write(to: places[0])
    for place in places.dropFirst() { try Data().write(to: place) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // Whoever runs the tests may ignore SIGPIPE, and children would inherit that.
    process.arguments = ["--default-signal=PIPE", "timeout", "60", "sh", "-c", command]
    process.currentDirectoryURL = directory
    var environment = ["LC_ALL": "C.UTF-8", "HOME": scratch.path, "TZ": "Pacific/Auckland"]
    let tools = Self.binary.map { $0.deletingLastPathComponent().path + ":" } ?? ""
    environment["PATH"] = tools + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    // What a sanitizer or a mutant was told, the tool that was built with it is told, too.
    for name in ["ASAN_OPTIONS", "TSAN_OPTIONS", "WEIR_MUTANT"] {
      environment[name] = ProcessInfo.processInfo.environment[name]
    }
    process.environment = environment
    process.standardInput = try FileHandle(forReadingFrom: places[0])
    process.standardOutput = try FileHandle(forWritingTo: places[1])
    process.standardError = try FileHandle(forWritingTo: places[2])
    try process.run()
    process.waitUntilExit()
    let status = process.terminationStatus
    return Result(
      output: String(decoding: try Data(contentsOf: places[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: places[2]), as: UTF8.self),
      exit: process.terminationReason == .uncaughtSignal ? 128 + status : status)
  }
}
