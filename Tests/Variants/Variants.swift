import Foundation
import TestKit

/// Answers every prefix and every bit flip of the seeds of every format, or a sample of them.
///
///     variants [COUNT] [SEED]
///
/// The variants are answered in this process's children, many in one process, so that a trap costs a child and is found again
/// by a second run that names each variant before it begins. Ends with 1 on any finding, and when there are fewer variants than
/// asked for.
@main
struct Variants {
  /// What is run unless somebody asks for a number: all there are, and never fewer than this.
  private static let fewest = 500_000

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == "--share" {
      let numbers = arguments.dropFirst().compactMap { UInt64($0) }
      try Share(numbers, isTracing: arguments.contains("--trace")).run()
      return
    }
    let subjects = try Subjects.make()
    let total = subjects.reduce(0) { $0 + 9 * $1.seeds.reduce(0) { $0 + $1.count } }
    let asked = arguments.first.flatMap { Int($0) }
    let seed = arguments.dropFirst().first.flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64(UInt32.max))
    let count = min(asked ?? total, total)
    print("variants: \(count) of \(total), seed \(seed)")
    let supervisor = Supervisor(count: count, total: total, seed: seed)
    let result = try supervisor.run()
    for line in result.summary(of: subjects) { print(line) }
    let isEnough = count >= asked ?? fewest && result.run == count
    print(
      "variants: \(result.run) run, \(result.traps) traps, \(result.findings) findings"
        + (isEnough ? "" : ": fewer than asked"))
    if !isEnough || result.traps + result.findings > 0 { exit(1) }
  }
}

/// Everything that reads bytes.
enum Subjects {
  static func make() throws -> [any Subject] {
    [
      try RecordSubject("csv", RecordSeeds.csv), try RecordSubject("tsv", RecordSeeds.tsv),
      try RecordSubject("json", RecordSeeds.json), try RecordSubject("jsonl", RecordSeeds.jsonl),
      try RecordSubject("geojson", RecordSeeds.geojson), try GzipSubject(GzipSeeds.make()), try QuerySubject(),
      QueryStringSubject(), PipelineSubject(), try SchemaSubject(),
    ]
  }
}
