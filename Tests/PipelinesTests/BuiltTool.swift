import Foundation

/// The built `weir`: beside the running tests, as the end-to-end tests find it.
enum BuiltTool {
  static let url: URL? = {
    var candidates: [URL] = []
    if let path = ProcessInfo.processInfo.environment["WEIR_BINARY"] { candidates.append(URL(fileURLWithPath: path)) }
    candidates.append(
      URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("weir"))
    candidates.append(Bundle.main.bundleURL.deletingLastPathComponent().appendingPathComponent("weir"))
    candidates.append(project.appendingPathComponent(".build/debug/weir"))
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  struct Result {
    var exit: Int32
    var output: String
    var errors: String
  }

  /// Runs the tool to its end; its streams go through files, so nothing can block.
  static func run(_ arguments: [String], in scratch: Scratch, input: URL? = nil) throws -> Result {
    let places = ["stdout", "stderr"].map { scratch.url.appending(path: ".\($0)") }
    for place in places { try Data().write(to: place) }
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = scratch.url
    process.standardInput = try input.map { try FileHandle(forReadingFrom: $0) } ?? FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: places[0])
    process.standardError = try FileHandle(forWritingTo: places[1])
    try process.run()
    process.waitUntilExit()
    let texts = try places.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    for place in places { try FileManager.default.removeItem(at: place) }
    return Result(exit: process.terminationStatus, output: texts[0], errors: texts[1])
  }
}
