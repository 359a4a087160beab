package import Diagnostics
package import TestKit

/// What a reader made of bytes that may be anything.
package enum Answer {
  /// Records, and nothing to complain of.
  case whole
  /// A diagnostic with its place.
  case refused
  /// What should never be.
  case wrong(String)

  /// Whether diagnostics say what they must: that there are some, with words and a place, and no mistake of ours.
  package init(_ diagnostics: [Diagnostic]) {
    guard let first = diagnostics.first else {
      self = .wrong("refused without a diagnostic")
      return
    }
    let bare = diagnostics.first { $0.message.isEmpty || !Self.isPlaced($0.location) }
    if let bare {
      self = .wrong("a diagnostic without place or words: \(bare)")
    } else {
      self = first.code == .internalError ? .wrong("an internal error: \(first)") : .refused
    }
  }

  private static func isPlaced(_ place: Location) -> Bool {
    place.context != nil || place.line != nil || place.byte != nil || place.record != nil || place.column != nil
      || place.field != nil
  }
}

/// Ways for bytes to arrive.
package enum Pieces {
  /// One by one, or in three.
  package static func random(of count: Int, _ random: inout SeededRandom) -> [Int] {
    if Int.random(in: 0..<4, using: &random) == 0 { return Array(0..<count) }
    return (0..<2).map { _ in Int.random(in: 0...count, using: &random) }.sorted()
  }

  package static func text(_ pieces: [Int]) -> String { pieces.count > 2 ? "of one byte" : "\(pieces)" }
}
