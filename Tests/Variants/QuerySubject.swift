import Answers
import TestKit

/// Queries over the first table of records.
struct QuerySubject: Subject {
  let name = "query"
  let seeds: [[UInt8]] = QuerySeeds.all.map { Array($0.utf8) }
  private let query: QueryAnswer

  init() throws {
    let more = "6,Saint-Denis,11.5,2020-02-02\n7,saint denis,12.50,2024-03-01\n"
    query = try QueryAnswer(RecordSeeds.csv[0].bytes + Array(more.utf8))
  }

  func answer(_ variant: Variant, _ bytes: [UInt8], _ random: inout SeededRandom) -> Answer {
    query.answer(bytes, &random)
  }
}
