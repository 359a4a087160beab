import ByteIO
import Bytes
import Diagnostics
import Formats
import Records
import Testing

@testable import Pipelines

/// Cutting an input into chunks of whole records, whatever the sizes in which it comes.
@Suite struct ChunkReaderTests {
  struct Reading: Equatable {
    /// The fields' texts, a record each; nil: absent or null.
    var records: [[String?]] = []
    var failure: Diagnostic?
    var chunks = 0
  }

  static func bind(_ format: String, _ bytes: [UInt8]) throws -> any BoundReader {
    let make = try #require(try FormatRegistry.format(named: format).makeReader)
    return try make(bytes.span, true, ReadOptions())
  }

  static func read(
    _ source: any ByteSource, _ reader: any BoundReader, maximumRecordBytes: Int = 16 << 20,
    chunkBytes: Int = BatchLimits.chunkBytes
  ) async -> Reading {
    var reading = Reading()
    var chunks = ChunkReader(
      source: source, reader: reader, maximumRecordBytes: maximumRecordBytes, chunkBytes: chunkBytes)
    let (schema, decoding) = reader.makeDecoder(for: FieldDemand())
    var decoder = ChunkDecoder(
      decoding, shape: StreamShape(schema: schema, projection: Projection(all: schema)),
      maximumRecordBytes: maximumRecordBytes)
    var batch = decoder.makeBatch()
    var chunk = Chunk()
    while true {
      switch await chunks.next(into: &chunk) {
      case .ended(let index):
        #expect(index == reading.chunks)
        return reading
      case .failed(let diagnostic, let index):
        #expect(index == reading.chunks)
        guard case .ended(index + 1) = await chunks.next(into: &chunk) else {
          Issue.record("a failure is not followed by the end")
          return reading
        }
        reading.failure = diagnostic
        return reading
      case .chunk(let index):
        #expect(index == reading.chunks)
        reading.chunks += 1
        _ = decoder.decode(&chunk, into: &batch)
        for row in 0..<batch.recordCount {
          reading.records.append(
            schema.fields.indices.map { column in
              let form = batch.content(row: row, column: column).form
              return form == .absent || form == .null ? nil : batch.text(row: row, column: column)
            })
        }
        if let failure = batch.failure {
          reading.failure = failure
          return reading
        }
      }
    }
  }

  struct Case: CustomTestStringConvertible {
    var format: String
    var largestRead: Int
    var isPipe: Bool
    var testDescription: String { "\(format) in reads of \(largestRead) from a \(isPipe ? "pipe" : "file")" }
  }

  static let cases = ["csv", "tsv", "csv-tab", "jsonl", "json", "geojson"].flatMap { format in
    [1, 7, 4096].flatMap { size in [false, true].map { Case(format: format, largestRead: size, isPipe: $0) } }
  }

  @Test(arguments: cases) func shortReadsGiveTheSameRecords(_ sample: Case) async throws {
    let bytes = Array(DataSet.text(sample.format, records: sample.largestRead == 4096 ? 6000 : 60).utf8)
    let reader = try Self.bind(sample.format, bytes)
    let whole = await Self.read(MemorySource(bytes), reader)
    let pieces = PieceSource(bytes, largestRead: sample.largestRead, isRegularFile: !sample.isPipe)
    let actual = await Self.read(pieces, reader)
    #expect(whole.failure == nil && whole.records.count == (sample.largestRead == 4096 ? 6000 : 60))
    #expect(actual.records == whole.records)
    #expect(actual.failure == nil)
  }

  /// Chunks are smaller than a record, or hold a few.
  @Test(arguments: ["csv", "tsv", "jsonl", "json", "geojson"], [16, 1024])
  func smallChunksGiveTheSameRecords(format: String, chunkBytes: Int) async throws {
    let bytes = Array(DataSet.text(format, records: 300).utf8)
    let reader = try Self.bind(format, bytes)
    let whole = await Self.read(MemorySource(bytes), reader)
    let small = await Self.read(MemorySource(bytes), reader, chunkBytes: chunkBytes)
    #expect(whole.chunks == 1 && small.chunks > 10)
    #expect(small.records == whole.records && small.failure == nil)
  }

  @Test func chunksOfSparseRecordsShrinkWithTheirColumns() {
    let sizes = [0, 1, 64, 128, 10_000, 100_000_000].map { BatchLimits.chunkBytes(sparseColumns: $0) }
    #expect(sizes == [256 << 10, 256 << 10, 256 << 10, 128 << 10, 1677, 1024])
  }

  @Test(arguments: ["csv", "tsv", "jsonl", "json", "geojson"], [false, true])
  func aReadFailureComesAfterTheGoodRecords(format: String, isPipe: Bool) async throws {
    let bytes = Array(DataSet.text(format, records: 4000).utf8)
    let reader = try Self.bind(format, bytes)
    let whole = await Self.read(MemorySource(bytes), reader).records
    let failure = Diagnostic(.inputUnreadable, "the disk is gone")
    let cut = PieceSource(Array(bytes[..<(bytes.count * 2 / 3)]), isRegularFile: !isPipe, failure: failure)
    let actual = await Self.read(cut, reader)
    #expect(actual.failure == failure)
    #expect(actual.records == Array(whole.prefix(actual.records.count)))
    // All that was whole before the failure, but for the one record that it cut.
    let share = Double(actual.records.count) / Double(whole.count)
    #expect(share > 0.63 && share < 0.7, "\(actual.records.count) of \(whole.count) records")
  }

  @Test(arguments: ["csv", "jsonl", "json", "geojson"], [false, true])
  func aRecordLongerThanTheLimit(format: String, isPipe: Bool) async throws {
    let probe = Array(DataSet.text(format, records: 3).utf8)
    let reader = try Self.bind(format, probe)
    let long = String(repeating: "x", count: 1_300_000)
    let bytes = Array(DataSet.text(format, records: 3000, note: { $0 == 2500 ? long : nil }).utf8)
    let actual = await Self.read(
      PieceSource(bytes, largestRead: 65536, isRegularFile: !isPipe), reader, maximumRecordBytes: 1 << 20)
    #expect(actual.failure?.code == .recordTooLong)
    #expect(actual.failure?.help.contains { $0.contains("--max-record-size") } == true)
    #expect(actual.records.count == 2500)
    let enough = await Self.read(
      PieceSource(bytes, largestRead: 65536, isRegularFile: !isPipe), reader, maximumRecordBytes: 4 << 20)
    #expect(enough.failure == nil && enough.records.count == 3000)
  }

  /// Quoted fields whose newlines stand on and around every multiple of the chunk size, compared with a split that reads
  /// byte after byte.
  @Test(arguments: [-2, -1, 0, 1]) func quotesAcrossChunkBorders(shift: Int) async throws {
    var bytes = Array("id,text\n".utf8)
    var id = 0
    let border = BatchLimits.chunkBytes
    while bytes.count < (1 << 20) + 70_000 {
      let toBorder = border - bytes.count % border
      if toBorder > 400 {
        bytes += Array("\(id),\"line \(id)\nsecond \"\"\(id)\"\"\n\"\n".utf8)
      } else {
        // A record whose quoted newline lands `shift` bytes from the border.
        let head = Array("\(id),\"".utf8)
        let filler = max(0, toBorder - head.count + shift)
        bytes += head + [UInt8](repeating: 0x78, count: filler) + Array("\n\"\",\n\"\n".utf8)
      }
      id += 1
    }
    let actual = await Self.read(PieceSource(bytes), try Self.bind("csv", bytes))
    let piped = await Self.read(
      PieceSource(bytes, largestRead: 100_003, isRegularFile: false), try Self.bind("csv", bytes))
    let expected = Self.plainSplit(bytes)
    #expect(actual.failure == nil && actual.chunks > 4)
    #expect(actual.records.count == id)
    #expect(actual.records == expected)
    #expect(piped.records == expected)
  }

  /// RFC 4180, one byte after the other.
  static func plainSplit(_ bytes: [UInt8]) -> [[String?]] {
    var records: [[String?]] = []
    var fields: [String?] = []
    var field: [UInt8] = []
    var isQuoted = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if isQuoted, byte == 0x22, index + 1 < bytes.count, bytes[index + 1] == 0x22 {
        field.append(0x22)
        index += 1
      } else if byte == 0x22 {
        isQuoted.toggle()
      } else if !isQuoted, byte == 0x2C || byte == 0x0A {
        fields.append(String(decoding: field, as: UTF8.self))
        field = []
        if byte == 0x0A {
          records.append(fields)
          fields = []
        }
      } else {
        field.append(byte)
      }
      index += 1
    }
    return Array(records.dropFirst())
  }
}
