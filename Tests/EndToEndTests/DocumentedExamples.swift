import Foundation
import Testing

/// What the documentation tells people to type works: help, README, articles, Pipelines.
@Suite struct DocumentedExamples {
  struct Example: CustomTestStringConvertible {
    var place: String
    var command: String
    var testDescription: String { "\(place): \(command.prefix(60))" }
  }

  /// Indented lines of help that begin with a command.
  static let helpExamples: [Example] = {
    let pages = [
      "weir", "weir convert --help", "weir inspect --help", "weir run --help", "weir explain --help",
      "weir facets --help", "weir analyze --help", "weir help series", "weir merge --help", "weir shards --help",
      "weir verify --help", "weir replay --help",
      "weir help --help", "weir help query", "weir help sort", "weir help params", "weir help types",
      "weir help lossless",
      "weir help table-schema",
      "weir check --help", "weir test --help", "weir help checks",
    ]
    return pages.flatMap { page -> [Example] in
      guard let workspace = try? Workspace() else { return [] }
      defer { workspace.remove() }
      let text = (try? workspace.run(page, input: nil).output) ?? ""
      return text.split(separator: "\n")
        .filter { $0.hasPrefix("  weir ") || $0.hasPrefix("  zcat ") }
        .map { Example(place: page, command: $0.trimmingCharacters(in: .whitespaces)) }
    }
  }()

  /// The ```sh blocks of the README and of the articles, each run whole.
  static let readmeExamples: [Example] = {
    let articles = "Sources/Weir/Weir.docc"
    let names =
      (try? FileManager.default.contentsOfDirectory(
        atPath: Workspace.project.appendingPathComponent(articles).path)) ?? []
    return (["README.md"] + names.sorted().map { articles + "/" + $0 }).flatMap { name -> [Example] in
      let url = Workspace.project.appendingPathComponent(name)
      guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
      return text.components(separatedBy: "```sh\n").dropFirst().compactMap { part in
        part.components(separatedBy: "```").first.map { Example(place: url.lastPathComponent, command: $0) }
      }
    }
  }()

  static let pipelines: [Example] = {
    let names =
      (try? FileManager.default.contentsOfDirectory(
        atPath: Workspace.project.appendingPathComponent("Pipelines").path)) ?? []
    return names.sorted().flatMap { name in
      ["explain", "run", "check"].map { Example(place: name, command: "weir \($0) Pipelines/\(name)") }
    }
  }()

  @Test func thereAreExamples() {
    #expect(Self.helpExamples.count >= 15)
    #expect(Self.readmeExamples.count >= 3)
    #expect(Self.pipelines.count >= 8)
  }

  @Test(arguments: helpExamples + readmeExamples + pipelines) func works(_ example: Example) throws {
    let workspace = try Workspace()
    defer { workspace.remove() }
    let result = try workspace.run("set -e\n" + example.command, input: nil)
    #expect(result.exit == 0, "\(example.command)\n\(result.errors)")
  }

  @Test func everySampleIsReadAndConverted() throws {
    for name in ["cities.csv", "trees.geojson", "trees.csv.gz", "events.jsonl", "sensors.csv"] {
      let workspace = try Workspace()
      defer { workspace.remove() }
      let result = try workspace.run("weir convert Samples/\(name) -t jsonl | wc -l", input: nil)
      let count = ["cities.csv": "223", "events.jsonl": "50", "sensors.csv": "6"][name] ?? "60"
      #expect(result.output.trimmingCharacters(in: .whitespacesAndNewlines) == count, "\(name) \(result.errors)")
    }
  }

  @Test func theMessySampleIsHalfWrong() throws {
    let workspace = try Workspace()
    defer { workspace.remove() }
    let command = "weir convert Samples/messy.txt --on-error skip --type population=integer -t jsonl | wc -l"
    let result = try workspace.run(command, input: nil)
    #expect(result.output.trimmingCharacters(in: .whitespacesAndNewlines) == "3")
    #expect(result.errors.contains("4 of 7 records rejected"))
  }
}
