/// Some whole members of a gzip file, and what they became.
struct GzipPiece: Sendable {
  /// Most content of a piece: as much as one of our members has.
  static let contentBytes = GzipSink.blockSize

  var input: [UInt8] = []
  /// Bytes of `input`.
  private(set) var inputCount = 0
  private(set) var members: [IndexedMember] = []
  var content: [UInt8] = []
  /// Bytes of `content`.
  private(set) var contentCount = 0
  /// Every member was exactly what it says.
  var isGood = false

  /// Takes as many whole members from the front of `bytes[..<end]` as a piece has; gives how many bytes they are.
  mutating func take(from bytes: [UInt8], upTo end: Int) -> Int {
    members.removeAll(keepingCapacity: true)
    (inputCount, contentCount, isGood) = (0, 0, false)
    while case .whole(let member) = IndexedMember.find(in: bytes, at: inputCount, upTo: end),
      contentCount + member.contentSize <= Self.contentBytes
    {
      members.append(member)
      inputCount += member.size
      contentCount += member.contentSize
    }
    Self.makeRoom(&input, for: inputCount)
    input.replaceSubrange(0..<inputCount, with: bytes[..<inputCount])
    return inputCount
  }

  /// Room for the content.
  mutating func makeRoom() { Self.makeRoom(&content, for: contentCount) }

  static func makeRoom(_ bytes: inout [UInt8], for count: Int) {
    if bytes.count < count { bytes += [UInt8](repeating: 0, count: count - bytes.count) }
  }

  /// Copies content from byte `position` on; gives how many bytes, 0 at its end.
  func give(into buffer: inout [UInt8], at offset: Int, from position: Int, upTo count: Int) -> Int {
    let taken = min(count, contentCount - position)
    buffer.replaceSubrange(offset..<(offset + taken), with: content[position..<(position + taken)])
    return taken
  }
}

/// A member as its header and its last bytes describe it; nothing is checked yet.
struct IndexedMember: Sendable {
  enum Sighting {
    case whole(IndexedMember)
    /// Perhaps one, if there were more bytes.
    case incomplete
    /// None that says where it ends, or none of a size that we would trust.
    case odd
  }

  /// Bytes of the header.
  let headerSize: Int
  /// Bytes of the whole member.
  let size: Int
  /// Bytes of the content.
  let contentSize: Int
  let announcesNext: Bool

  static let trailerSize = 8
  /// Deflate grows what it cannot shrink by less.
  private static let largestSize = GzipPiece.contentBytes + GzipPiece.contentBytes / 8

  private static let fixed = GzipFormat.magic + [GzipFormat.deflateMethod, GzipFormat.hasExtra]

  /// Looks for a member that begins at `bytes[start]`, with an extra field and nothing else in its header.
  static func find(in bytes: [UInt8], at start: Int, upTo end: Int) -> Sighting {
    guard bytes[start..<min(start + fixed.count, end)].elementsEqual(fixed.prefix(end - start)) else { return .odd }
    guard start + 12 <= end else { return .incomplete }
    let headerSize = 12 + Int(bytes[start + 10]) + Int(bytes[start + 11]) << 8
    guard start + headerSize <= end else { return .incomplete }
    guard let note = GzipMemberNote(extra: bytes[(start + 12)..<(start + headerSize)]),
      note.size > headerSize + trailerSize, note.size <= largestSize
    else { return .odd }
    guard start + note.size <= end else { return .incomplete }
    let contentSize = GzipFormat.number(bytes, at: start + note.size - 4)
    guard contentSize <= GzipPiece.contentBytes else { return .odd }
    return .whole(
      IndexedMember(
        headerSize: headerSize, size: note.size, contentSize: contentSize, announcesNext: note.announcesNext))
  }
}

/// Where a gzip input stands between two members.
struct GzipPlace: Sendable {
  /// Number of the member that comes next, from 1.
  var member = 1
  /// Bytes of content so far, all members together.
  var decompressed = 0
  /// Bytes of the compressed file so far.
  var compressed = 0
  /// Up to two first bytes of the content, to know gzip inside gzip.
  var beginning: [UInt8] = []
  /// The member before said that another one follows.
  var expectsMember = false

  var start: GzipMembers.Start { GzipMembers.Start(byte: decompressed, number: member) }

  /// Goes behind a member that was found good.
  mutating func pass(_ member: IndexedMember) {
    self.member += 1
    decompressed += member.contentSize
    compressed += member.size
    expectsMember = member.announcesNext
  }

  /// Notes the first bytes of the content; false when it is gzip again.
  mutating func begins(with content: ArraySlice<UInt8>) -> Bool {
    if beginning.count < 2 { beginning.append(contentsOf: content.prefix(2 - beginning.count)) }
    return beginning != GzipFormat.magic
  }
}
