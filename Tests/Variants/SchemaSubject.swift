import Answers
import TestKit

/// Table Schemas over the first table of records.
struct SchemaSubject: Subject {
  let name = "schema"
  let seeds: [[UInt8]] = SchemaSeeds.all.map { Array($0.utf8) }
  private let schema: SchemaAnswer

  init() throws { schema = try SchemaAnswer(RecordSeeds.csv[0].bytes) }

  func answer(_ variant: Variant, _ bytes: [UInt8], _ random: inout SeededRandom) -> Answer {
    schema.answer(bytes, &random)
  }
}
