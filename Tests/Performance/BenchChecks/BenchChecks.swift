import ByteIO
import Bytes
import Diagnostics
import Formats
import Records

/// What the checks of CSV cost: decodes a file as weir does (structure, placement of quotes, width of every record, UTF-8)
/// and then only splits it, and prints the best seconds of each.
///
///     bench-checks FILE.csv [ROUNDS]
///
/// Only decoding is measured, over chunks that were read and cut before: `bench.sh` puts the difference against whole jobs.
@main
struct BenchChecks {
  struct Failure: Error { var message: String }

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2 else { throw Failure(message: "bench-checks FILE.csv [ROUNDS]") }
    let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 5 : 5
    var input = try Input(path: arguments[1])
    var checked = Duration.seconds(3600)
    var split = Duration.seconds(3600)
    // In turns, so that a busy moment of the machine meets both.
    for _ in 0..<rounds {
      checked = min(checked, try input.decode())
      split = min(split, input.split())
    }
    print(seconds(checked), seconds(split), input.byteCount, input.records)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}

/// A CSV file, read and cut into the chunks that a run would make of it.
struct Input {
  private let reader: any BoundReader
  private var chunks: [Chunk] = []
  private(set) var records = 0
  let byteCount: Int

  init(path: String) throws {
    var source = try ByteSources.open(path: path)
    var bytes = try source.readToEnd()
    byteCount = bytes.count
    let probed = min(bytes.count, 1 << 20)
    reader = try CSVReader.bind(
      probe: bytes.span.extracting(0..<probed), isWhole: probed == bytes.count, options: ReadOptions(), dialect: .csv)
    bytes.append(contentsOf: repeatElement(0, count: byteSlack))
    var cutter = reader.makeCutter()
    var start = reader.prologue.bytes
    while start < byteCount {
      let end = min(start + 256 << 10, byteCount)
      let cut = cutter.cut(bytes.span, start: start, scanned: start, end: end, isFinal: end == byteCount)
      guard let cut, cut.end > start else { throw BenchChecks.Failure(message: "a record is longer than a chunk") }
      let payload = Array(bytes[start..<cut.end]) + Array(repeating: 0, count: byteSlack)
      chunks.append(Chunk(bytes: payload, start: 0, end: cut.end - start, isLast: cut.end == byteCount))
      start = cut.end
    }
  }

  /// Decodes every chunk with all checks.
  mutating func decode() throws -> Duration {
    var (schema, decoder) = reader.makeDecoder(for: FieldDemand())
    var batch = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)
    var failure: String?
    records = 0
    let duration = ContinuousClock().measure {
      for index in chunks.indices {
        let (start, end) = (chunks[index].start, chunks[index].end)
        batch.clear()
        decoder.decode(&chunks[index], into: &batch)
        records += batch.recordCount
        failure = failure ?? batch.failure?.message
        // The decoder took the bytes; they go back where they were.
        swap(&chunks[index].bytes, &batch.bytes)
        (chunks[index].start, chunks[index].end) = (start, end)
      }
    }
    if let failure { throw BenchChecks.Failure(message: failure) }
    return duration
  }

  /// Finds the separators of every chunk and asks nothing more of it.
  func split() -> Duration {
    var slots: [UInt32] = []
    var found = 0
    let duration = ContinuousClock().measure {
      for chunk in chunks {
        let facts = CSVScan.scan(
          chunk.bytes.span, from: chunk.start, to: chunk.end, delimiter: ASCII.comma, quote: ASCII.quote,
          proving: false, into: &slots)
        found += facts.separators
      }
    }
    precondition(found > 0)
    return duration
  }
}
