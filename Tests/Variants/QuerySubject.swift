import Bytes
import Diagnostics
import Formats
import Query
import Records
import TestKit

/// The query language: a text is refused with a place, or it selects the same records as what it prints as, whatever the
/// batches are.
struct QuerySubject: Subject {
  let name = "query"
  let seeds: [[UInt8]]
  private let table: [UInt8]
  private let feed: InputFeed

  init() throws {
    seeds = QuerySeeds.all.map { Array($0.utf8) }
    table = RecordSeeds.csv[0].bytes + Array("6,Saint-Denis,11.5,2020-02-02\n7,saint denis,12.50,2024-03-01\n".utf8)
    feed = try InputFeed("csv", table, RecordSeeds.csv[0].options)
  }

  func answer(_ variant: Variant, _ bytes: [UInt8], _ random: inout SeededRandom) -> Answer {
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(DiagnosticList) {
      let query = try Query(parsing: text, parameters: ["min": .number("10"), "t": .text("a b"), "on": .boolean(true)])
      let pieces = Pieces.random(of: table.count, &random)
      let selected = try select(query, [])
      if try select(query, pieces) != selected { return .wrong("other records in pieces \(Pieces.text(pieces))") }
      return try printedFault(query, selected).map { .wrong($0) } ?? .whole
    } catch {
      return Places.answer(error.diagnostics)
    }
  }

  private func select(_ query: Query, _ pieces: [Int]) throws(DiagnosticList) -> [[String?]] {
    let schema = feed.reader.schema
    var evaluator = PredicateEvaluator(try Predicate(query, binding: Projection(all: schema), schema: schema))
    return feed.read(table, pieces: pieces) { evaluator.select(&$0) }.records
  }

  private func printedFault(_ query: Query, _ selected: [[String?]]) throws(DiagnosticList) -> String? {
    let printed = query.printed
    guard let again = try? Query(parsing: printed, parameters: query.parameters) else {
      return "what it prints cannot be read: \(printed)"
    }
    if again.printed != printed { return "printed \(printed), then \(again.printed)" }
    return try select(again, []) == selected ? nil : "what it prints selects other records: \(printed)"
  }
}
