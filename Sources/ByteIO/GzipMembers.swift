import Synchronization

/// Where the members of a gzip input begin in its content: told by whoever decompresses, asked by whoever follows the records
/// in their order.
///
/// Only members between the two are remembered, as many as begin in the blocks that are under way: a file of a million members
/// needs no more room than one of ten. Until somebody follows (a survey reads for nobody) only as many as a probe can hold.
package final class GzipMembers: Sendable {
  struct Start {
    /// Place in the content.
    var byte: Int
    /// From 1.
    var number: Int
  }

  private struct State {
    /// In order; `starts[current]` is the member that holds the byte passed last. Of members that begin at one byte the last
    /// one has it.
    var starts: [Start] = []
    var current = 0
    var isFollowed = false
  }

  private static let mostUnfollowed = 1 << 20

  /// Held for a few steps, once a member, chunk or wrong record.
  private let state = Mutex(State())

  package init() {}

  /// A member begins.
  func begin(_ start: Start) {
    state.withLock { state in
      if state.starts.last?.byte == start.byte { state.starts.removeLast() }
      guard state.isFollowed || state.starts.count < Self.mostUnfollowed else { return }
      state.starts.append(start)
    }
  }

  /// From here on somebody passes the bytes.
  package func follow() { state.withLock { $0.isFollowed = true } }

  /// The number of the member that holds a byte, nil when the input is not gzip. Nobody will ask for an earlier byte.
  @discardableResult
  package func pass(_ byte: Int) -> Int? {
    state.withLock { state in
      while state.current + 1 < state.starts.count, state.starts[state.current + 1].byte <= byte { state.current += 1 }
      if state.current > 1024, state.current * 2 > state.starts.count {
        state.starts.removeFirst(state.current)
        state.current = 0
      }
      return state.starts.isEmpty ? nil : state.starts[state.current].number
    }
  }

  /// Members that take room.
  var remembered: Int { state.withLock { $0.starts.count } }

  /// The member after the one that holds the byte passed last, as far as it is known.
  var next: Start? {
    state.withLock { $0.current + 1 < $0.starts.count ? $0.starts[$0.current + 1] : nil }
  }
}

/// Carries the places of members over from a text in another encoding to the same text in UTF-8.
struct MemberTranslation: Sendable {
  private let file: GzipMembers
  private let text: GzipMembers
  private let isUTF16: Bool
  private var textBytes = 0

  init(from file: GzipMembers, to text: GzipMembers, isUTF16: Bool) {
    self.file = file
    self.text = text
    self.isUTF16 = isUTF16
    file.follow()
    if let number = file.pass(0) { text.begin(GzipMembers.Start(byte: 0, number: number)) }
  }

  /// `output[start..<end]` is what bytes `fileRange` of the file became.
  mutating func note(_ output: [UInt8], from start: Int, to end: Int, of fileRange: Range<Int>) {
    var (place, fileByte) = (start, fileRange.lowerBound)
    while let next = file.next, next.byte <= fileRange.upperBound {
      while fileByte < next.byte, place < end {
        let length = Self.length(output[place])
        fileByte += isUTF16 ? (length == 4 ? 4 : 2) : 1
        place += length
      }
      text.begin(GzipMembers.Start(byte: textBytes + place - start, number: next.number))
      file.pass(next.byte)
    }
    textBytes += end - start
  }

  /// Bytes of the character that begins with `byte`.
  private static func length(_ byte: UInt8) -> Int { byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4 }
}
