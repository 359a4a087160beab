import Bytes
import Formats
import Geo
import Records
import Testing

@testable import Profiles

/// Profiles of parts add up to the profile of the whole, wherever the parts are cut and whoever folds them.
@Suite struct Merging {
  static let header = "code,value,day,place,lat,lon,shape\n"
  static let records = [
    "01,1,2020-01-01,\"48.85,2.35\",48.85,2.35,\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[2.35,48.85]}\"\n",
    "02,2.5,2020-01-02,\"48.86,2.36\",0,0,\n",
    "2A,-7,2019-12-31T23:00:00-02:00,,91.5,12,not a shape\n",
    "01,1e3,31/12/2020,\"2.35,148.85\",,,\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[0,0]}\"\n",
    ",,12/31/2020,text,652000,6860000,\n",
    "\"\",12345678901234567890,03/04/2021,=SUM(A1),12,191,"
      + "\"{\"\"type\"\":\"\"Polygon\"\",\"\"coordinates\"\":[[[0,0],[0,1],[1,1],[0,0]]]}\"\n",
    "Łódź,9,99/99/2020,-,1,2,\"{\"\"type\"\":\"\"Polygon\"\",\"\"coordinates\"\":[[[0,0],[0,1],[1,1]]]}\"\n",
  ]
  static let sources: [GeometrySource] = [
    .pair(latitude: 4, longitude: 5), .shape(column: 6), .point(column: 3, order: .latlon),
  ]

  static func reader() throws -> CSVReader {
    let text = Array((header + records.joined()).utf8)
    return try CSVReader.bind(probe: text.span, isWhole: true, options: ReadOptions(), dialect: .csv)
  }

  /// Folds the records of each part as one chunk; the parts are shared out to `workers` in turn.
  static func profile(_ parts: [ArraySlice<String>], workers: Int) throws -> TableProfile {
    let reader = try reader()
    var table = TableProfile(columnCount: reader.schema.fields.count, geometryCount: sources.count)
    var folders = Array(repeating: ColumnFolder(reader.schema), count: workers)
    var geometries = Array(repeating: sources.map { GeometryFolder($0) }, count: workers)
    var lines = 1
    for (index, part) in parts.enumerated() {
      let worker = index % workers
      let payload = Array(part.joined().utf8)
      var chunk = Chunk(bytes: payload + [UInt8](repeating: 0, count: byteSlack), start: 0, end: payload.count)
      var (schema, decoder) = reader.makeDecoder(for: FieldDemand())
      var batch = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)
      schema = batch.schema
      decoder.decode(&chunk, into: &batch)
      batch.byteCount = payload.count
      #expect(batch.failure == nil)
      var result = ChunkProfile(columnCount: schema.fields.count, geometryCount: sources.count)
      result.records = batch.recordCount
      folders[worker].fold(batch, rows: batch.recordCount, into: &result)
      for source in sources.indices {
        geometries[worker][source].fold(batch, rows: batch.recordCount, into: &result.geometries[source])
      }
      table.merge(result, lines: lines)
      lines += part.count
    }
    return table
  }

  @Test func everySplitEqualsTheWhole() throws {
    let whole = try Self.profile([Self.records[...]], workers: 1)
    #expect(whole.records == Self.records.count)
    // Every set of cuts between the records.
    for mask in 0..<(1 << (Self.records.count - 1)) {
      var parts: [ArraySlice<String>] = []
      var start = 0
      for end in 1...Self.records.count where end == Self.records.count || mask >> (end - 1) & 1 == 1 {
        parts.append(Self.records[start..<end])
        start = end
      }
      for workers in [1, 2, 3] {
        let merged = try Self.profile(parts, workers: workers)
        #expect(merged.records == whole.records)
        #expect(merged.columns == whole.columns, "cuts \(mask), \(workers) workers")
        #expect(merged.geometries == whole.geometries, "cuts \(mask), \(workers) workers")
        for column in whole.columns.indices {
          #expect(merged.distinctCount(column) == whole.distinctCount(column))
        }
      }
    }
  }

  @Test func countsAndPlaces() throws {
    let table = try Self.profile([Self.records[0..<3], Self.records[3...]], workers: 2)
    let code = table.columns[0]
    #expect(code.values == 6)
    #expect(code.nulls == 1)
    #expect(code.emptyTexts == 1)
    #expect(code[.leadingZero] == 3)
    #expect(code.firsts[.valueClass(.text)] == Sighting(record: 3, line: 4, text: Array("2A".utf8)))
    #expect(code.lengths.shortest == 0)
    #expect(code.lengths.longest == 4)
    #expect(table.distinctCount(0) == .exact(5))
    let value = table.columns[1]
    #expect(value.numbers.least?.text == Array("-7".utf8))
    #expect(value.numbers.greatest?.text == Array("9".utf8))
    #expect(value[.manyDigits] == 1)
    let day = table.columns[2]
    #expect(day.dates.least?.text == Array("2020-01-01".utf8))
    #expect(day.dates.greatest?.text == Array("2020-01-02".utf8))
    #expect((day.fitsBothOrders, day.fitsDayFirst, day.fitsMonthFirst) == (1, 1, 1))
    #expect(day.firsts[.neitherOrder]?.line == 8)
    #expect(table.columns[3].firsts[.formula]?.text == Array("=SUM(A1)".utf8))
    #expect(table.columns[3].formulas == 2)
  }

  @Test func oddPositions() throws {
    let table = try Self.profile([Self.records[0..<2], Self.records[2...]], workers: 2)
    let pair = table.geometries[0]
    #expect(pair[.nullIsland] == 1)
    #expect(pair.first(.nullIsland)?.line == 3)
    #expect(pair[.latitudeBeyond90] == 1)
    #expect(pair[.metres] == 1)
    #expect(pair.first(.metres)?.record == 5)
    #expect(pair[.longitudeBeyond180] == 1)
    #expect(pair.nulls == 1)
    #expect(!pair.isSwapped)
    let shape = table.geometries[1]
    #expect(shape[.malformed] == 1)
    // Positions are counted, so the closed ring counts its corner twice.
    #expect(shape[.nullIsland] == 4)
    #expect(shape[.openRing] == 1)
    #expect(shape[.wrongWinding] == 1)
    #expect(shape.rings == 2)
    #expect((shape[GeometryText.Kind.point], shape[GeometryText.Kind.polygon]) == (2, 2))
  }
}
