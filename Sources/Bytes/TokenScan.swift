import CByteScan

/// Where words may begin, found 64 bytes at a time: what a search for a word looks at instead of every byte.
package struct TokenScan: Sendable {
  /// The first two bytes of the folded word: lower-case ASCII letters or digits. `second` 0: the word has one byte, or its
  /// second is beyond ASCII.
  package let first: UInt8
  package let second: UInt8
  /// A backslash may begin an escape: each is a place of its own.
  package let hasEscapes: Bool
  /// The places found last, ascending, in `..<count`.
  package private(set) var places: [UInt32]
  package private(set) var count = 0

  /// Nil for a word that begins beyond ASCII: it has too many spellings.
  package init?(word: [UInt8], hasEscapes: Bool) {
    guard let first = word.first, first < 0x80 else { return nil }
    self.first = first
    second = word.count > 1 && word[1] < 0x80 ? word[1] : 0
    self.hasEscapes = hasEscapes
    places = [UInt32](repeating: 0, count: Self.room)
  }

  /// At least 64, so that every block fits.
  private static let room = 1024

  /// Finds the places in `start..<end` and returns where to go on: `end`, unless there were more than `places` holds. No
  /// word that folds to the one looked for begins anywhere else. `bytes` must hold `byteSlack` more bytes after `end`.
  package mutating func find(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    precondition(start >= 0 && start <= end && end + byteSlack <= bytes.count && end < 1 << 32)
    let (first, second, hasEscapes) = (first, second, hasEscapes)
    // SAFETY: the precondition bounds what is read, and the room is that of `places`.
    let found = unsafe bytes.withUnsafeBufferPointer { source in
      unsafe places.withUnsafeMutableBufferPointer { places -> weir_token_starts in
        guard let base = source.baseAddress, let room = places.baseAddress else { return weir_token_starts() }
        return unsafe weir_find_token_starts(
          base, start, end, first, second, hasEscapes ? 1 : 0, room, places.count)
      }
    }
    count = Int(found.count)
    return Int(found.next)
  }
}
