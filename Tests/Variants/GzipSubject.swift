import ByteIO
import Diagnostics
import TestKit

/// Compressed content: what is decoded before a fault is a prefix of the content, and damage is never taken for the end.
struct GzipSubject: Subject {
  let name = "gzip"
  let seeds: [[UInt8]]
  private var contents: [[UInt8]] = []

  init(_ seeds: [RecordSeed]) throws {
    self.seeds = seeds.map(\.bytes)
    contents = try self.seeds.map { seed in
      var source = try GzipSource(MemorySource(seed))
      return try source.readToEnd()
    }
  }

  func answer(_ variant: Variant, _ bytes: [UInt8], _ random: inout SeededRandom) -> Answer {
    let whole = Self.decode(bytes, largestRead: .max, buffer: 65_536)
    let split = Self.decode(
      bytes, largestRead: Int.random(in: 1...9, using: &random), buffer: Int.random(in: 1...99, using: &random))
    guard whole.failure == split.failure, whole.warnings == split.warnings else {
      return .wrong("in pieces: \(split) instead of \(whole)")
    }
    guard whole.failure != nil || whole.bytes == split.bytes else { return .wrong("in pieces another content") }
    let content = contents[variant.seed]
    if let failure = whole.failure {
      if variant.bit == nil, !content.starts(with: whole.bytes) { return .wrong("what was decoded is no prefix") }
      return Places.answer([failure])
    }
    if whole.bytes == content { return .whole }
    // A member that follows may turn into bytes that are no member: said, and left out.
    guard content.starts(with: whole.bytes) else { return .wrong("other content, and no diagnostic") }
    // The file may end where a member ends: nobody can know that there was another one.
    if variant.bit == nil { return .whole }
    return whole.warnings.isEmpty ? .wrong("content is missing, and no diagnostic") : Places.answer(whole.warnings)
  }

  private struct Decoded {
    var bytes: [UInt8] = []
    var warnings: [Diagnostic] = []
    var failure: Diagnostic?
  }

  private static func decode(_ bytes: [UInt8], largestRead: Int, buffer: Int) -> Decoded {
    var decoded = Decoded()
    var room = [UInt8](repeating: 0, count: buffer)
    do throws(Diagnostic) {
      var source = try GzipSource(MemorySource(bytes, largestRead: largestRead))
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
