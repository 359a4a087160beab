/// Content on its way to becoming a gzip member.
struct GzipMemberBlock: Sendable {
  var content: [UInt8] = []
  /// More content follows.
  var announcesNext = false
  var member: [UInt8] = []
  /// Bytes of `member`.
  var memberCount = 0

  /// Takes of `bytes[range]` what there is room for; gives how many bytes.
  mutating func fill(from bytes: [UInt8], _ range: Range<Int>, upTo size: Int) -> Int {
    let taken = min(range.count, size - content.count)
    // A small output gets a small buffer.
    if content.count + taken > size / 8 { content.reserveCapacity(size) }
    content.append(contentsOf: bytes[range.lowerBound..<(range.lowerBound + taken)])
    return taken
  }

  /// The same buffers, for other content.
  mutating func clear() {
    content.removeAll(keepingCapacity: true)
    memberCount = 0
  }
}

/// Compresses blocks, each to a member of its own.
struct GzipMemberWork: BlockWorker {
  private let deflater: Deflater

  /// nil when zlib has no memory.
  init?(level: Int) {
    guard let deflater = Deflater(level: Int32(level)) else { return nil }
    self.deflater = deflater
  }

  func process(_ block: inout GzipMemberBlock) {
    // The size is known last; its place is in the header.
    let start = header(of: block, size: 0).count
    GzipPiece.makeRoom(&block.member, for: start + block.content.count / 4 + 64)
    var end = deflate(&block, at: start)
    let trailer =
      GzipFormat.littleEndian(crc32(0, block.content, 0..<block.content.count))
      + GzipFormat.littleEndian(UInt32(truncatingIfNeeded: block.content.count))
    GzipPiece.makeRoom(&block.member, for: end + trailer.count)
    block.member.replaceSubrange(end..<(end + trailer.count), with: trailer)
    end += trailer.count
    block.member.replaceSubrange(0..<start, with: header(of: block, size: end))
    block.memberCount = end
  }

  /// Where the compressed data ends.
  private func deflate(_ block: inout GzipMemberBlock, at start: Int) -> Int {
    deflater.reset()
    var (position, end) = (0, start)
    while true {
      let step = deflater.step(
        block.content, position..<block.content.count, into: &block.member, end..<block.member.count, isLast: true)
      position += step.consumed
      end += step.produced
      if step.outcome == .ended { return end }
      GzipPiece.makeRoom(&block.member, for: block.member.count * 2)
    }
  }

  /// RFC 1952 section 2.3: magic, deflate, flags, no time, no extra flags, system 255 (unknown). Empty content says nothing
  /// of its size: the shortest member is the best known one.
  private func header(of block: GzipMemberBlock, size: Int) -> [UInt8] {
    let flags = block.content.isEmpty ? 0 : GzipFormat.hasExtra
    let fixed = GzipFormat.magic + [GzipFormat.deflateMethod, flags, 0, 0, 0, 0, 0, 255]
    return block.content.isEmpty
      ? fixed : fixed + GzipMemberNote(size: size, announcesNext: block.announcesNext).field
  }
}
