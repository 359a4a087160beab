import Foundation

/// Runs the children, adds up what they say, and finds the variant that killed one.
struct Supervisor {
  var count: Int
  var total: Int
  var seed: UInt64

  struct Result {
    /// Of each subject: whole, refused, wrong.
    var answers: [[Int]] = []
    var traps = 0

    var run: Int { answers.reduce(0) { $0 + $1.reduce(0, +) } }
    var findings: Int { answers.reduce(0) { $0 + $1[2] } }

    func summary(of subjects: [any Subject]) -> [String] {
      zip(subjects, answers).map { subject, answers in
        "  \(subject.name): \(subject.seeds.count) seeds, \(answers[0]) read, \(answers[1]) refused with a place, \(answers[2]) wrong"
      }
    }
  }

  func run() throws -> Result {
    var result = Result()
    let children = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let started = try (0..<children).map { try start($0, of: children) }
    for (child, (process, output)) in started.enumerated() {
      let text = try output.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) } ?? ""
      process.waitUntilExit()
      add(text, to: &result)
      guard process.terminationReason != .exit || process.terminationStatus != 0 else { continue }
      result.traps += 1
      print("trap: a process ended by \(process.terminationStatus), at \(try lastVariant(child, of: children))")
    }
    return result
  }

  private func start(_ child: Int, of children: Int, _ more: [String] = []) throws -> (Process, Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--share"] + [child, children, count, total].map(String.init) + ["\(seed)"] + more
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    return (process, output)
  }

  /// What a child that died was at, by running it again.
  private func lastVariant(_ child: Int, of children: Int) throws -> String {
    let (process, output) = try start(child, of: children, ["--trace"])
    let text = try output.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) } ?? ""
    process.waitUntilExit()
    return text.split(separator: "\n").last { $0.hasPrefix("at ") }?.dropFirst(3).description ?? "an unknown place"
  }

  private func add(_ text: String, to result: inout Result) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.first == "subject" else {
        print(line)
        continue
      }
      let numbers = words.dropFirst().compactMap { Int($0) }
      while result.answers.count <= numbers[0] { result.answers.append([0, 0, 0]) }
      for kind in 0..<3 { result.answers[numbers[0]][kind] += numbers[kind + 1] }
    }
  }
}
