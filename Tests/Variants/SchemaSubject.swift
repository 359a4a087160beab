import Diagnostics
import Formats
import Records
import Schemas
import TestKit

/// Table Schemas: refused with a place, or a check that gives the same verdict however the records arrive.
struct SchemaSubject: Subject {
  let name = "schema"
  let seeds: [[UInt8]] = SchemaSeeds.all.map { Array($0.utf8) }
  private let table: [UInt8]
  private let feed: InputFeed

  init() throws {
    let seed = RecordSeeds.csv[0]
    table = seed.bytes
    feed = try InputFeed("csv", seed.bytes, seed.options)
  }

  func answer(_ variant: Variant, _ bytes: [UInt8], _ random: inout SeededRandom) -> Answer {
    do throws(DiagnosticList) {
      let schema = try TableSchemaReader.read(DescriptorText(name: "seed.json", bytes: bytes))
      let pieces = Pieces.random(of: table.count, &random)
      let whole = read(schema, [])
      let other = read(schema, pieces)
      guard whole == other else { return .wrong("in pieces \(Pieces.text(pieces)): \(other.difference(from: whole))") }
      return whole.failure.map { Places.answer([$0]) } ?? .whole
    } catch {
      return Places.answer(error.diagnostics)
    }
  }

  private func read(_ schema: TableSchema, _ pieces: [Int]) -> Reading {
    let fields = feed.reader.schema.fields
    let columns = schema.fields.map { field in fields.firstIndex { $0.nameBytes == field.nameBytes } }
    var check = SchemaCheck(schema, columns: columns, isJSON: false)
    return feed.read(table, pieces: pieces) { check.check(&$0) }
  }
}
