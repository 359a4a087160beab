import Bytes
import Diagnostics
import Records
import Testing

@testable import Schemas

/// `unique`, `primaryKey` and `uniqueKeys` over batches.
struct KeyTests {
  private static func batch(_ rows: [[String]]) -> RecordBatch {
    var builder = ByteBuilder(capacity: 256)
    var slots: [UInt32] = []
    for row in rows {
      for value in row {
        slots.append(UInt32(builder.count))
        builder.append(value)
        slots.append(UInt32(builder.count))
        builder.append(0x2C)
      }
    }
    let columns = rows.first?.count ?? 0
    var batch = RecordBatch(
      schema: Schema((0..<columns).map { Field("c\($0)") }), layout: .pairs(columns: columns),
      syntax: .delimited(quote: 0x22, escape: 0))
    batch.byteCount = builder.swapStorage(with: &batch.bytes)
    batch.slots = slots
    batch.recordCount = rows.count
    return batch
  }

  private static func firstFault(_ schema: String, _ batches: [[[String]]], limit: Int = 100) throws -> String? {
    let table = try readSchema(schema)
    let reader = KeyReader(table, columns: table.fields.indices.map { $0 })
    var register = KeyRegister(table, limit: limit)
    for (index, rows) in batches.enumerated() {
      if let (row, found) = register.firstFault(reader.read(batch(rows))) {
        return "\(index).\(row) \(found.code.rawValue)"
      }
    }
    return nil
  }

  static let unique = "{\"fields\":[{\"name\":\"a\",\"constraints\":{\"unique\":true}},{\"name\":\"b\"}]}"
  static let pair = "{\"fields\":[{\"name\":\"a\"},{\"name\":\"b\",\"type\":\"number\"}],\"primaryKey\":[\"a\",\"b\"]}"

  @Test func findsTheSecondOne() throws {
    #expect(try Self.firstFault(Self.unique, [[["1", "x"], ["2", "x"]], [["3", "x"], ["2", "y"]]]) == "1.1 V012")
    #expect(try Self.firstFault(Self.unique, [[["1", "x"], ["2", "x"]], [["3", "x"], ["4", "x"]]]) == nil)
    #expect(try Self.firstFault(Self.unique, [[["\"1\"", "x"], ["1", "x"]]]) == "0.1 V012")
    #expect(try Self.firstFault(Self.unique, [[["1", "x"], ["1.0", "x"]]]) == nil)
  }

  @Test func nullIsNeverTheSame() throws {
    #expect(try Self.firstFault(Self.unique, [[["", "x"], ["", "x"]]]) == nil)
    #expect(try Self.firstFault(Self.pair, [[["a", "1"], ["a", ""]]]) == "0.1 V011")
  }

  @Test func aKeyIsAllItsFields() throws {
    #expect(try Self.firstFault(Self.pair, [[["a", "1"], ["a", "2"], ["b", "1"]]]) == nil)
    #expect(try Self.firstFault(Self.pair, [[["a", "10"], ["a", "1e1"]]]) == "0.1 V012")
    #expect(try Self.firstFault(Self.pair, [[["a", "10.0"], ["a", "-10"], ["a", "010"]]]) == "0.2 V012")
    #expect(try Self.firstFault(Self.pair, [[["a", "0"], ["a", "-0.0"]]]) == "0.1 V012")
  }

  @Test func memoryIsBounded() throws {
    let rows = (0..<12).map { ["\($0)", "x"] }
    #expect(try Self.firstFault(Self.unique, [rows], limit: 10) == "0.10 L004")
  }

  /// Where lines end with a carriage return, one counts as a line in the message.
  @Test func linesEndAsTheyDoInTheInput() throws {
    let table = try readSchema(Self.unique)
    let reader = KeyReader(table, columns: table.fields.indices.map { $0 })
    for (separator, isCR, place) in [(UInt8(0x0A), false, [2, 1]), (0x0D, true, [2, 1]), (0x0D, false, [1, 5])] {
      var batch = Self.batch([["7", "x"], ["7", "y"]])
      batch.bytes[3] = separator
      batch.endsLinesWithCR = isCR
      var register = KeyRegister(table, limit: 10)
      let found = try #require(register.firstFault(reader.read(batch))?.found)
      #expect([found.location.line, found.location.column] == place)
    }
  }
}
