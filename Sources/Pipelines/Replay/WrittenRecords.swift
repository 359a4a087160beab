import Bytes
import Formats

/// Finds where the records of an output end that weir has written. The bytes come in pieces; nothing is checked.
struct WrittenRecords: Sendable {
  private enum Way {
    /// Each record is a line.
    case lines
    /// Each record ends with a line end outside quotes.
    case quotedLines(isQuoted: Bool)
    /// Each record is an object, the bytes between them are the separator's.
    case objects(JSONRecordEnds)
  }

  private var way: Way

  /// nil for a format whose records may span lines in ways that only its own reader knows.
  init?(_ format: FormatDescriptor, _ options: WriteOptions) {
    switch format.name {
    case "csv", "csv-tab": way = .quotedLines(isQuoted: false)
    case "tsv", "jsonl", "geojsonl": way = .lines
    case "json", "jsonp", "geojson", "geojsonp": way = .objects(JSONRecordEnds(level: 0))
    default:
      if options.isPretty { return nil }
      way = .lines
    }
  }

  /// Goes on over `bytes[start..<end]` to the end of the `wanted`th record from here; counts `wanted` down for each that
  /// ends. Returns where it stopped: behind that record, or at `end`.
  mutating func skip(_ wanted: inout Int, _ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var i = start
    switch way {
    case .lines:
      while i < end, wanted > 0 {
        if bytes[i] == ASCII.lineFeed { wanted -= 1 }
        i += 1
      }
    case .quotedLines(var isQuoted):
      while i < end, wanted > 0 {
        let byte = bytes[i]
        if byte == ASCII.quote { isQuoted.toggle() }
        if byte == ASCII.lineFeed, !isQuoted { wanted -= 1 }
        i += 1
      }
      way = .quotedLines(isQuoted: isQuoted)
    case .objects(var ends):
      var ahead = ends
      _ = ahead.scan(bytes, from: start, to: end)
      if ahead.count - ends.count < wanted {
        wanted -= ahead.count - ends.count
        way = .objects(ahead)
        return end
      }
      // The record ends in here: byte by byte.
      while i < end, wanted > 0 {
        let count = ends.count
        _ = ends.scanPlainly(bytes, from: i, to: i + 1)
        if ends.count > count { wanted -= 1 }
        i += 1
      }
      way = .objects(ends)
    }
    return i
  }
}
