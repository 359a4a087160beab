import Foundation
import Testing
import Yams

/// One case of `Tests/Cases`: a command, what it is given, and everything it leaves.
struct GoldenCase: CustomTestStringConvertible, Sendable {
  var file: String
  var name: String
  /// A shell command; `weir` is the built tool.
  var run: String
  /// Standard input.
  var input: String?
  /// Files made before the command runs.
  var files: [Text] = []
  var output = ""
  /// Every file that is new or changed afterwards (gzip shown decompressed).
  var written: [Text] = []
  var errors = ""
  var exit: Int32 = 0

  struct Text: Equatable, Sendable {
    var name: String
    var text: String
  }

  var testDescription: String { "\(file): \(name)" }

  /// Runs the command in a fresh workspace; the case as it turned out.
  func performed() throws -> GoldenCase {
    let workspace = try Workspace()
    defer { workspace.remove() }
    for file in files { try workspace.write(file.text, to: file.name) }
    let before = Set(try workspace.files())
    let given = Dictionary(files.map { ($0.name, $0.text) }) { first, _ in first }
    let result = try workspace.run(run, input: input)
    var actual = self
    actual.output = result.output
    actual.errors = result.errors
    actual.exit = result.exit
    actual.written = []
    for name in try workspace.files() {
      if before.contains(name), given[name] == nil { continue }
      let text = try workspace.read(name)
      if given[name] != text { actual.written.append(Text(name: name, text: text)) }
    }
    return actual
  }
}

/// A file of cases: read with Yams, written by hand so that a diff shows what changed and nothing else.
struct GoldenFile {
  var url: URL
  /// Comment lines at the top.
  var preamble: String
  var cases: [GoldenCase]

  static let directory = Workspace.project.appendingPathComponent("Tests/Cases")

  static func all() throws -> [GoldenFile] {
    try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "yaml" && isAsked($0.deletingPathExtension().lastPathComponent) }
      .sorted { $0.path < $1.path }
      .map { try GoldenFile(url: $0) }
  }

  /// `WEIR_CASES=facets,sort`: only those files, for whoever works on them.
  private static func isAsked(_ name: String) -> Bool {
    guard let names = ProcessInfo.processInfo.environment["WEIR_CASES"] else { return true }
    return names.split(separator: ",").contains { $0 == name }
  }

  struct Malformed: Error, CustomStringConvertible {
    var description: String
  }

  init(url: URL) throws {
    self.url = url
    let text = try String(contentsOf: url, encoding: .utf8)
    preamble = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("#") }
      .map { $0 + "\n" }.joined()
    let file = url.lastPathComponent
    guard let list = try Yams.compose(yaml: text)?["cases"]?.sequence else {
      throw Malformed(description: "\(file) has no list 'cases'")
    }
    cases = try list.map { try Self.readCase($0, file: file) }
  }

  private static func readCase(_ node: Node, file: String) throws -> GoldenCase {
    guard let map = node.mapping, let name = map["name"]?.scalar?.string, let run = map["run"]?.scalar?.string else {
      throw Malformed(description: "\(file): a case needs name and run")
    }
    var golden = GoldenCase(file: file, name: name, run: run)
    for (key, value) in map {
      switch key.scalar?.string {
      case "name", "run": break
      case "input": golden.input = text(value)
      case "output": golden.output = text(value) ?? ""
      case "errors": golden.errors = text(value) ?? ""
      case "exit": golden.exit = Int32(value.scalar?.string ?? "") ?? -1
      case "files": golden.files = texts(value)
      case "written": golden.written = texts(value)
      default: throw Malformed(description: "\(file): no key '\(key.scalar?.string ?? "?")' in a case")
      }
    }
    return golden
  }

  private static func texts(_ node: Node) -> [GoldenCase.Text] {
    (node.mapping ?? [:]).map { GoldenCase.Text(name: $0.key.scalar?.string ?? "", text: text($0.value) ?? "") }
  }

  /// Yams drops a byte-order mark at the start of a scalar, so the files spell it out.
  private static let spelledMark = "<U+FEFF>"

  private static func text(_ node: Node) -> String? {
    node.scalar?.string.replacingOccurrences(of: spelledMark, with: "\u{FEFF}", options: .literal)
  }

  var rendered: String {
    var text = preamble + "cases:\n"
    for golden in cases {
      text += "  - name: \(Self.scalar(golden.name, indent: 6))"
      text += "    run: \(Self.scalar(golden.run, indent: 6))"
      if let input = golden.input { text += "    input: \(Self.scalar(input, indent: 6))" }
      text += Self.map("files", golden.files)
      if !golden.output.isEmpty { text += "    output: \(Self.scalar(golden.output, indent: 6))" }
      text += Self.map("written", golden.written)
      if !golden.errors.isEmpty { text += "    errors: \(Self.scalar(golden.errors, indent: 6))" }
      if golden.exit != 0 { text += "    exit: \(golden.exit)\n" }
    }
    return text
  }

  private static func map(_ key: String, _ texts: [GoldenCase.Text]) -> String {
    if texts.isEmpty { return "" }
    return "    \(key):\n" + texts.map { "      \($0.name): \(scalar($0.text, indent: 8))" }.joined()
  }

  /// A block where a block can hold the text exactly, else quotes; ends with its newline.
  private static func scalar(_ original: String, indent: Int) -> String {
    let text = original.replacingOccurrences(of: "\u{FEFF}", with: spelledMark, options: .literal)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let isPrintable = text.unicodeScalars.allSatisfy(isPrintable)
    let isBlock =
      isPrintable && lines.count > 1 && !text.hasPrefix(" ") && !text.hasPrefix("\n") && !text.hasSuffix("\n\n")
      && lines.allSatisfy { !$0.hasSuffix(" ") }
    if isBlock {
      let keeps = text.hasSuffix("\n")
      let body = keeps ? lines.dropLast() : lines[...]
      let margin = String(repeating: " ", count: indent)
      return "|\(keeps ? "" : "-")\n" + body.map { $0.isEmpty ? "\n" : "\(margin)\($0)\n" }.joined()
    }
    if isPlain(text) { return text + "\n" }
    if isPrintable, lines.count == 1 {
      return "'" + text.replacingOccurrences(of: "'", with: "''") + "'\n"
    }
    return doubleQuoted(text) + "\n"
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x20...0x7E, 0xA0...0x1FFF, 0x2026, 0x2030...0xD7FF: true
    default: false
    }
  }

  /// A line that YAML reads as itself, without quotes.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last, first.properties.isAlphabetic,
      last != " ", last != ":"
    else { return false }
    return !text.contains(": ") && !text.contains(" #")
      && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F || $0.properties.isAlphabetic }
  }

  private static func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0xFEFF
          || (0x2000...0x202F).contains(scalar.value)
        {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
