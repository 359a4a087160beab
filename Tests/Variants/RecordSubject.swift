import Answers
import Bytes
import Diagnostics
import Formats
import TestKit

/// A record format.
///
/// Whatever the fault, reading gives records or a diagnostic that says where; the bytes may arrive in any pieces; and every
/// record that ends before the fault is there.
struct RecordSubject: Subject {
  let name: String
  let seeds: [[UInt8]]
  private let options: [ReadOptions]
  /// The options with what the probe of the whole seed found: the fault then cannot change a guess.
  private var settled: [ReadOptions] = []
  private var whole: [Reading] = []
  /// Bytes after a record's fields that end it.
  private let ending: Int

  init(_ name: String, _ seeds: [RecordSeed]) throws {
    self.name = name
    self.seeds = seeds.map(\.bytes)
    options = seeds.map(\.options)
    ending = ["csv", "tsv", "jsonl"].contains(name) ? 2 : 0
    for seed in seeds {
      let feed = try InputFeed(name, seed.bytes, seed.options)
      var found = seed.options
      feed.reader.settle(&found)
      if name == "csv" { found.escape = found.escape ?? found.quote ?? ASCII.quote }
      settled.append(found)
      whole.append(feed.read(seed.bytes, notesEnds: true))
    }
  }

  func answer(_ variant: Variant, _ bytes: [UInt8], _ random: inout SeededRandom) -> Answer {
    // What a user says, or nothing at all: then the probe guesses.
    for options in [options[variant.seed], ReadOptions()] {
      if case .wrong(let fault) = RecordAnswer.read(name, bytes, options, &random).answer { return .wrong(fault) }
    }
    if let fault = skippingFault(variant, bytes, &random) { return .wrong(fault) }
    let (answer, reading) = RecordAnswer.read(name, bytes, settled[variant.seed], &random)
    guard let reading else { return answer }
    return lostRecord(variant, reading).map { .wrong($0) } ?? answer
  }

  /// Reads on after what is wrong. Where lines hold records, the pieces may not matter; elsewhere where reading goes on, and the
  /// reason that is given, still depend on what a chunk holds.
  private func skippingFault(_ variant: Variant, _ bytes: [UInt8], _ random: inout SeededRandom) -> String? {
    var options = options[variant.seed]
    options.onError = .skip
    let answer = RecordAnswer.read(name, bytes, options, &random).answer
    guard case .wrong(let fault) = answer, name == "tsv" || name == "jsonl" else { return nil }
    return "skipping: \(fault)"
  }

  private func lostRecord(_ variant: Variant, _ reading: Reading) -> String? {
    let seed = whole[variant.seed]
    let kept = seed.ends.prefix { $0 + ending <= variant.offset }.count
    guard reading.records.count >= kept else {
      return "\(reading.records.count) of \(kept) records before the fault; then \(String(describing: reading.failure))"
    }
    if !seed.raw.isEmpty, seed.raw.prefix(kept) != reading.raw.prefix(kept) {
      return "a record before the fault changed"
    }
    // Names are learned from all records; with others the columns are others too.
    if seed.names == reading.names, seed.records.prefix(kept) != reading.records.prefix(kept) {
      return "a value before the fault changed"
    }
    return nil
  }
}
