import Formats
import Foundation
import Testing

@testable import Pipelines

/// What each stage may allocate for 10,000 records once its buffers have grown. A budget is what was measured in a debug build,
/// and little more: without the optimizer each record costs a walk over JSON two blocks (four over GeoJSON), and a predicate one.
/// The release build has none of those: `make allocations` asserts it of whole runs, with far smaller budgets.
@Suite(.serialized) struct AllocationBudgetTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var input: String
    var output = "csv"
    var reading: Int
    var steps = 0
    var folding = 0
    var writing = 0
    var adjust: @Sendable (inout PipelineDeclaration) -> Void = { _ in }
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "CSV to CSV", input: "csv", reading: 8, writing: 16),
    Case(name: "CSV to JSON Lines", input: "csv", output: "jsonl", reading: 8, writing: 200),
    Case(name: "CSV to GeoJSON", input: "csv", output: "geojson", reading: 8, writing: 200),
    Case(name: "JSON Lines to CSV", input: "jsonl", reading: 22_700, writing: 200),
    Case(name: "JSON Lines to JSON Lines", input: "jsonl", output: "jsonl", reading: 22_700, writing: 40),
    Case(name: "GeoJSON to CSV", input: "geojson", reading: 41_200, writing: 300),
    Case(name: "GeoJSON to GeoJSON", input: "geojson", output: "geojson", reading: 41_200, writing: 10_100),
    Case(name: "filter on a number", input: "csv", reading: 8, steps: 10_020, writing: 16) {
      $0.filter = FilterDeclaration("population>=50000")
    },
    Case(name: "filter on a text", input: "csv", reading: 8, steps: 10_200, writing: 16) {
      $0.filter = FilterDeclaration("kingston")
    },
    Case(name: "filter by distance", input: "csv", reading: 8, steps: 20_020, writing: 16) {
      $0.filter = FilterDeclaration(##"#distance("48.85,2.35", "5000 km")"##)
    },
    Case(name: "filter on JSON", input: "jsonl", output: "jsonl", reading: 22_700, steps: 10_020, writing: 40) {
      $0.filter = FilterDeclaration("population>=50000")
    },
    Case(name: "projection", input: "csv", reading: 8, writing: 32) {
      $0.fields = ["name", "population", "timezone"].map { .include($0) }
    },
    Case(name: "groups of analyze", input: "csv", reading: 8, folding: 8) {
      $0.outputs[0].analyze = AnalyzeTests.declaration(
        ["country"], ["n=COUNT", "a=AVG(population)", "m=MAX(population)"])
    },
    Case(name: "months of analyze", input: "csv", reading: 8, folding: 8) {
      $0.outputs[0].analyze = AnalyzeTests.declaration(["modified.year", "modified.month"], ["n=COUNT"])
    },
    Case(name: "facets", input: "csv", reading: 8, folding: 8) {
      var facets = FacetDeclaration()
      facets.fields = [FacetCondition(field: "country", value: "")]
      $0.outputs[0].facets = facets
    },
  ]

  @Test(arguments: cases) func staysInItsBudget(_ item: Case) async throws {
    guard StageAllocations.canCount else { return print("skipped: a sanitizer owns the allocator") }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write(Self.cities(item.input), "in.\(item.input)")
    let output = OutputDeclaration(path: scratch.path("out.\(item.output)"), format: item.output)
    let found = try await StageAllocations(.convert(path, to: [output], item.adjust))
    #expect(found.records == 10_000)
    #expect(found.per10000(\.reading) <= item.reading, "reading")
    #expect(found.per10000(\.steps) <= item.steps, "steps")
    #expect(found.per10000(\.folding) <= item.folding, "folding")
    #expect(found.per10000(\.writing) <= item.writing, "writing")
  }

  /// The counter sees what allocates.
  @Test func countsAllocations() {
    guard StageAllocations.canCount else { return print("skipped: a sanitizer owns the allocator") }
    var arrays: [[Int]] = []
    arrays.reserveCapacity(100)
    #expect(StageAllocations.count { for i in 0..<100 { arrays.append([i]) } } >= 100)
    var sum = 0
    #expect(StageAllocations.count { for i in 0..<100 { sum &+= i } } == 0)
    #expect(sum == 4950)
  }

  /// 10,000 cities; one name in 16 needs quotes, and there is a quote in one of 256.
  static func cities(_ format: String) -> String {
    var text = format == "csv" ? "id,name,country,population,latitude,longitude,timezone,modified\n" : ""
    if format == "geojson" { text = "{\"type\":\"FeatureCollection\",\"features\":[\n" }
    for i in 0..<10_000 {
      let end =
        i % 256 == 7 ? "\"le Vieux\"" : i % 16 == 3 ? ", Krak\u{F3}w" : i % 3 == 0 ? "Kingston" : "Montr\u{E9}al"
      let (country, population) = (["FR", "US", "BR", "DE"][i % 4], i * 7919 % 100_000)
      let (latitude, longitude) = ("\(i % 85).\(10_000 + i)", "-\(i % 170).\(10_000 + i)")
      let modified = "20\(10 + i % 9)-0\(1 + i % 9)-\(10 + i % 18)"
      if format == "csv" {
        let name = "Saint " + (i % 256 == 7 ? end.replacing("\"", with: "\"\"") : end)
        text += "\(i),\(i % 256 == 7 || i % 16 == 3 ? "\"\(name)\"" : name),\(country),\(population),"
        text += "\(latitude),\(longitude),Europe/Paris,\(modified)\n"
        continue
      }
      let members =
        "{\"id\":\(i),\"name\":\"Saint \(end.replacing("\"", with: "\\\""))\",\"country\":\"\(country)\","
        + "\"population\":\(population),\"latitude\":\(latitude),\"longitude\":\(longitude),"
        + "\"timezone\":\"Europe/Paris\",\"modified\":\"\(modified)\"}"
      if format == "jsonl" {
        text += members + "\n"
      } else {
        text += "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[\(longitude),\(latitude)]},"
        text += "\"properties\":\(members)}\(i == 9_999 ? "\n]}\n" : ",\n")"
      }
    }
    return text
  }
}
