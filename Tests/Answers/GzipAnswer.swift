import ByteIO
package import Diagnostics
package import TestKit

/// Compressed content: the same, or the same complaint, however the bytes arrive and whoever reads them.
package enum GzipAnswer {
  package struct Decoded {
    package var bytes: [UInt8] = []
    package var warnings: [Diagnostic] = []
    package var failure: Diagnostic?
  }

  /// What is wrong with reading in pieces, when it was read whole before.
  package static func fault(_ bytes: [UInt8], _ whole: Decoded, _ random: inout SeededRandom) -> String? {
    let split = decode(
      bytes, largestRead: Int.random(in: 1...9, using: &random), buffer: Int.random(in: 1...99, using: &random))
    guard whole.failure == split.failure, whole.warnings == split.warnings else {
      return "in pieces: \(String(describing: split.failure)) instead of \(String(describing: whole.failure))"
    }
    if whole.failure == nil, whole.bytes != split.bytes { return "in pieces another content" }
    let parallel = decode(
      bytes, largestRead: Int.random(in: 1...999, using: &random), buffer: Int.random(in: 1...99, using: &random),
      threads: 2)
    let isSame =
      whole.failure == parallel.failure && whole.warnings == parallel.warnings && split.bytes == parallel.bytes
    return isSame ? nil : "by two threads: \(String(describing: parallel.failure)), \(parallel.bytes.count) bytes"
  }

  package static func decode(
    _ bytes: [UInt8], largestRead: Int = .max, buffer: Int = 65_536, threads: Int = 1
  ) -> Decoded {
    var decoded = Decoded()
    var room = [UInt8](repeating: 0, count: buffer)
    do throws(Diagnostic) {
      let memory = MemorySource(bytes, largestRead: largestRead)
      var source: any ByteSource =
        threads > 1 ? try IndexedGzipSource(memory, threads: threads) : try GzipSource(memory)
      while true {
        let count = try source.read(into: &room, at: 0, upTo: buffer)
        if count == 0 { break }
        decoded.bytes += room[..<count]
      }
      decoded.warnings = source.warnings
    } catch {
      decoded.failure = error
    }
    return decoded
  }
}
