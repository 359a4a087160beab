import Foundation
import Testing

/// Thousands of small inputs through the built tool: few descriptors, bounded memory, every record.
@Suite struct ManyInputsTests {
  static let inputs = 2000
  /// Of the shell's `ulimit`: descriptors, and KiB of private memory. 2,000 looks kept at 1 MiB each would be 2 GiB.
  static let descriptors = 24
  static let memory = 256 << 10

  @Test(arguments: ["csv", "jsonl"]) func aListWithFewDescriptorsAndLittleMemory(_ format: String) throws {
    guard let tool = BuiltTool.url else { return print("skipped: weir is not built") }
    guard ProcessInfo.processInfo.environment["WEIR_SANITIZER"] == nil else {
      return print("skipped: the memory of a sanitizer itself is beyond this limit")
    }
    let scratch = try Scratch()
    defer { scratch.remove() }
    var list = "# every input\n"
    for number in 0..<Self.inputs {
      let name = String(format: "%04d.%@", number, format)
      let records = (0..<3).map { "\(number),\($0)" }
      try scratch.write(
        format == "csv"
          ? "id,n\n" + records.joined(separator: "\n") + "\n" : records.map { "{\"id\":[\($0)]}\n" }.joined(), name)
      list += name + "\n"
    }
    try scratch.write(list, "list.txt")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.currentDirectoryURL = scratch.url
    process.arguments = [
      "-c",
      """
      ulimit -n \(Self.descriptors) && ulimit -d \(Self.memory) && \
      exec '\(tool.path)' convert --quiet @list.txt -o all.csv -t csv 2>errors.txt
      """,
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(scratch.text("errors.txt") ?? "")")
    let lines = try #require(scratch.text("all.csv")).split(separator: "\n")
    #expect(lines.count == 1 + 3 * Self.inputs)
    #expect(lines.last == (format == "csv" ? "1999,2" : "\"[1999,2]\""))
  }
}
