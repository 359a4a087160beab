import Diagnostics
import Formats
import Query
import Records
package import TestKit

/// The query language: a text is refused with a place, or it selects the same records as what it prints as, whatever the
/// batches are.
package struct QueryAnswer {
  private let table: [UInt8]
  private let feed: InputFeed

  /// Queries are asked of this CSV table.
  package init(_ table: [UInt8]) throws {
    var options = ReadOptions()
    options.delimiter = 0x2C
    options.header = .rows(1)
    self.table = table
    feed = try InputFeed("csv", table, options)
  }

  package func answer(_ bytes: [UInt8], _ random: inout SeededRandom) -> Answer {
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(DiagnosticList) {
      let query = try Query(parsing: text, parameters: ["min": .number("10"), "t": .text("a b"), "on": .boolean(true)])
      let pieces = Pieces.random(of: table.count, &random)
      let selected = try select(query, [])
      if try select(query, pieces) != selected { return .wrong("other records in pieces \(Pieces.text(pieces))") }
      return try printedFault(query, selected).map { .wrong($0) } ?? .whole
    } catch {
      return Answer(error.diagnostics)
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
