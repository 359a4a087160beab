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
      if case .wrong(let fault) = Self.read(name, bytes, options, &random).answer { return .wrong(fault) }
    }
    let (answer, reading) = Self.read(name, bytes, settled[variant.seed], &random)
    guard let reading else { return answer }
    return lostRecord(variant, reading).map { .wrong($0) } ?? answer
  }

  /// Reads whole and in pieces, which must give the same.
  static func read(
    _ format: String, _ bytes: [UInt8], _ options: ReadOptions, _ random: inout SeededRandom
  ) -> (answer: Answer, reading: Reading?) {
    let feed: InputFeed
    do throws(DiagnosticList) {
      feed = try InputFeed(format, bytes, options)
    } catch {
      return (Places.answer(error.diagnostics), nil)
    }
    let reading = feed.read(bytes)
    let pieces = Pieces.random(of: bytes.count, &random)
    let other = feed.read(bytes, pieces: pieces)
    guard reading == other else {
      return (.wrong("in pieces \(Pieces.text(pieces)): \(other.difference(from: reading))"), nil)
    }
    return (reading.failure.map { Places.answer([$0]) } ?? .whole, reading)
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

/// Ways for bytes to arrive.
enum Pieces {
  /// One by one, or in three.
  static func random(of count: Int, _ random: inout SeededRandom) -> [Int] {
    if Int.random(in: 0..<4, using: &random) == 0 { return Array(0..<count) }
    return (0..<2).map { _ in Int.random(in: 0...count, using: &random) }.sorted()
  }

  static func text(_ pieces: [Int]) -> String { pieces.count > 2 ? "of one byte" : "\(pieces)" }
}

/// What a diagnostic must have.
enum Places {
  static func answer(_ diagnostics: [Diagnostic]) -> Answer {
    guard let first = diagnostics.first else { return .wrong("refused without a diagnostic") }
    for diagnostic in diagnostics where diagnostic.message.isEmpty || !isPlaced(diagnostic.location) {
      return .wrong("a diagnostic without place or words: \(diagnostic)")
    }
    return first.code == .internalError ? .wrong("an internal error: \(first)") : .refused
  }

  private static func isPlaced(_ place: Location) -> Bool {
    place.context != nil || place.line != nil || place.byte != nil || place.record != nil || place.column != nil
      || place.field != nil
  }
}
