import Diagnostics
package import Formats
package import TestKit

/// A record format: records or a diagnostic, the same however the bytes arrive.
package enum RecordAnswer {
  /// Reads whole and in pieces; the reading is nil where the bytes cannot even be bound.
  package static func read(
    _ format: String, _ bytes: [UInt8], _ options: ReadOptions, _ random: inout SeededRandom
  ) -> (answer: Answer, reading: Reading?) {
    let feed: InputFeed
    do throws(DiagnosticList) {
      feed = try InputFeed(format, bytes, options)
    } catch {
      return (Answer(error.diagnostics), nil)
    }
    let reading = feed.read(bytes)
    let pieces = Pieces.random(of: bytes.count, &random)
    let other = feed.read(bytes, pieces: pieces)
    guard reading == other else {
      return (.wrong("in pieces \(Pieces.text(pieces)): \(other.difference(from: reading))"), nil)
    }
    return (reading.failure.map { Answer([$0]) } ?? .whole, reading)
  }
}
