import Diagnostics
import Formats
import Records
import Schemas
package import TestKit

/// Table Schemas: refused with a place, or a check that gives the same verdict however the records arrive.
package struct SchemaAnswer {
  private let table: [UInt8]
  private let feed: InputFeed

  /// Schemas are checked on this CSV table.
  package init(_ table: [UInt8]) throws {
    var options = ReadOptions()
    options.delimiter = 0x2C
    options.header = .rows(1)
    self.table = table
    feed = try InputFeed("csv", table, options)
  }

  package func answer(_ bytes: [UInt8], _ random: inout SeededRandom) -> Answer {
    do throws(DiagnosticList) {
      let schema = try TableSchemaReader.read(DescriptorText(name: "seed.json", bytes: bytes))
      let pieces = Pieces.random(of: table.count, &random)
      let whole = read(schema, [])
      let other = read(schema, pieces)
      guard whole == other else { return .wrong("in pieces \(Pieces.text(pieces)): \(other.difference(from: whole))") }
      return whole.failure.map { Answer([$0]) } ?? .whole
    } catch {
      return Answer(error.diagnostics)
    }
  }

  private func read(_ schema: TableSchema, _ pieces: [Int]) -> Reading {
    let fields = feed.reader.schema.fields
    let columns = schema.fields.map { field in fields.firstIndex { $0.nameBytes == field.nameBytes } }
    var check = SchemaCheck(schema, columns: columns, isJSON: false)
    return feed.read(table, pieces: pieces) { check.check(&$0) }
  }
}
