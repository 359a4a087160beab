import Answers
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
    let whole = GzipAnswer.decode(bytes)
    if let fault = GzipAnswer.fault(bytes, whole, &random) { return .wrong(fault) }
    let content = contents[variant.seed]
    if let failure = whole.failure {
      if variant.bit == nil, !content.starts(with: whole.bytes) { return .wrong("what was decoded is no prefix") }
      return Answer([failure])
    }
    if whole.bytes == content { return .whole }
    // A member that follows may turn into bytes that are no member: said, and left out.
    guard content.starts(with: whole.bytes) else { return .wrong("other content, and no diagnostic") }
    // The file may end where a member ends: nobody can know that there was another one.
    if variant.bit == nil { return .whole }
    return whole.warnings.isEmpty ? .wrong("content is missing, and no diagnostic") : Answer(whole.warnings)
  }
}
